/* codec.c: see codec.h. All powers of two go through one packer and one unpacker. */
#include "util/codec.h"

#include "util/str.h"

static const char hex_digits[] = "0123456789abcdef";
static const char b64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char b64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char b32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char crock_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Writes b with digits of so many bits; group > 0 pads with '=' to a multiple of it. */
static struct str pack(
    struct arena *a, struct bytes b, const char *digits, unsigned bits, size_t group)
{
    size_t n = (b.n * 8 + bits - 1) / bits, all = n, at = 0;
    unsigned acc = 0, have = 0, mask = (1u << bits) - 1;
    char *p;

    if (b.n > SIZE_MAX / 16)
        die("codec: absurd size");
    if (group)
        all = (n + group - 1) / group * group;
    p = arena_alloc(a, all + 1, 1);
    for (size_t i = 0; i < b.n; i++) {
        acc = (acc << 8 | b.p[i]) & 0xffff;
        for (have += 8; have >= bits; have -= bits)
            p[at++] = digits[acc >> (have - bits) & mask];
    }
    if (have)
        p[at++] = digits[acc << (bits - have) & mask];
    while (at < all)
        p[at++] = '=';
    p[at] = '\0';
    return (struct str){p, all};
}

typedef int value_fn(char c);

/* Reads digits of so many bits. Bits that fill up the last digit must be zero and fewer
 * than a digit, so that no two texts give the same bytes. */
static bool unpack(
    struct arena *a, struct str s, value_fn *value, unsigned bits, struct bytes *out)
{
    unsigned acc = 0, have = 0;
    unsigned char *p;
    size_t at = 0;

    if (s.n > SIZE_MAX / 16)
        return false;
    p = arena_alloc(a, s.n * bits / 8 + 1, 1);
    for (size_t i = 0; i < s.n; i++) {
        int v = value(s.p[i]);

        if (v < 0)
            return false;
        acc = (acc << bits | (unsigned)v) & 0xffff;
        have += bits;
        if (have >= 8) {
            have -= 8;
            p[at++] = (unsigned char)(acc >> have);
        }
    }
    if (have >= bits || (acc & ((1u << have) - 1)))
        return false;
    *out = (struct bytes){p, at};
    return true;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static int b64url_value(char c)
{
    const char *at = c ? strchr(b64url_digits, c) : NULL;

    return at ? (int)(at - b64url_digits) : -1;
}

int codec_crock_value(char c)
{
    const char *at;

    if (c >= 'a' && c <= 'z')
        c = (char)(c - 32);
    at = c ? strchr(crock_digits, c) : NULL;
    return at ? (int)(at - crock_digits) : -1;
}

char codec_crock_digit(unsigned value)
{
    if (value >= CODEC_CROCK)
        die("codec: no digit for %u", value);
    return crock_digits[value];
}

/* The strict reader: capital letters only. */
static int crock_strict(char c)
{
    return c >= 'a' && c <= 'z' ? -1 : codec_crock_value(c);
}

struct str codec_hex(struct arena *a, struct bytes b)
{
    return pack(a, b, hex_digits, 4, 0);
}

bool codec_hex_read(struct arena *a, struct str s, struct bytes *out)
{
    return unpack(a, s, hex_value, 4, out);
}

struct str codec_b64(struct arena *a, struct bytes b)
{
    return pack(a, b, b64_digits, 6, 4);
}

struct str codec_b64url(struct arena *a, struct bytes b)
{
    return pack(a, b, b64url_digits, 6, 0);
}

bool codec_b64url_read(struct arena *a, struct str s, struct bytes *out)
{
    return unpack(a, s, b64url_value, 6, out);
}

struct str codec_b32(struct arena *a, struct bytes b)
{
    return pack(a, b, b32_digits, 5, 0);
}

struct str codec_crock(struct arena *a, struct bytes b)
{
    return pack(a, b, crock_digits, 5, 0);
}

bool codec_crock_read(struct arena *a, struct str s, struct bytes *out)
{
    return unpack(a, s, crock_strict, 5, out);
}

/* The ASCII twin of the character at the head of s, its length in *used: full-width forms
 * (U+FF01-FF5E), the blank U+3000, and what Japanese keyboards give for a hyphen. 0:
 * none. */
static char ascii_twin(struct str s, size_t *used)
{
    static const char *const hyphens[] = {
        "‐", "‑", "‒", "–", "—", "―", "−", "ー", "ｰ", "－", "\xe2\x81\x83"};
    unsigned char c = (unsigned char)s.p[0], d;

    *used = 1;
    if (c < 0x80)
        return (char)c;
    if (s.n < 3)
        return 0;
    *used = 3;
    if (memcmp(s.p, "\xe3\x80\x80", 3) == 0)
        return ' ';
    for (size_t i = 0; i < COUNT(hyphens); i++)
        if (memcmp(s.p, hyphens[i], 3) == 0)
            return '-';
    d = (unsigned char)s.p[2];
    if (c != 0xef || d < 0x80 || d > 0xbf)
        return 0;
    if ((unsigned char)s.p[1] == 0xbc && d >= 0x81)
        return (char)(d - 0x80 + 0x20);
    if ((unsigned char)s.p[1] == 0xbd && d <= 0x9e)
        return (char)(d - 0x80 + 0x60);
    return 0;
}

char codec_crock_check(struct str s)
{
    unsigned sum = 0;

    for (size_t i = 0; i < s.n; i++) {
        sum ^= (unsigned)codec_crock_value(s.p[i]);
        sum = (sum << 1 ^ (sum & 16 ? 0x25 : 0)) & 31; /* times a */
    }
    return codec_crock_digit(sum);
}

bool codec_crock_typed(struct arena *a, struct str typed, struct str *out)
{
    char *p = arena_alloc(a, typed.n + 1, 1);
    size_t n = 0, used;

    for (; typed.n; typed = str_from(typed, used)) {
        char c = ascii_twin(typed, &used);
        int v;

        if (c == '-' || c == ' ' || c == '\t')
            continue;
        if (c == 'o' || c == 'O')
            c = '0';
        if (c == 'i' || c == 'I' || c == 'l' || c == 'L')
            c = '1';
        v = codec_crock_value(c);
        if (v < 0)
            return false;
        p[n++] = crock_digits[v];
    }
    p[n] = '\0';
    *out = (struct str){p, n};
    return true;
}
