/* totp.c: see totp.h. */
#include "sys/totp.h"

#include "sys/secret.h"
#include "util/str.h"

enum { DIGITS = 6, RANGE = 1000000 };

uint32_t totp_code(struct bytes seed, int64_t step)
{
    unsigned char mac[SECRET_SHA1], msg[8];
    const unsigned char *p;
    uint32_t v;

    for (int i = 0; i < 8; i++)
        msg[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    secret_hmac_sha1(mac, seed, (struct bytes){msg, sizeof(msg)});
    p = mac + (mac[SECRET_SHA1 - 1] & 15);
    v = (uint32_t)(p[0] & 127) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    secret_wipe(mac, sizeof(mac));
    return v % RANGE;
}

/* Six digits, ASCII or full-width (U+FF10-FF19), with blanks anywhere. */
static bool read_code(struct str s, uint32_t *out)
{
    uint32_t v = 0, n = 0;

    while (s.n) {
        unsigned char c = (unsigned char)s.p[0];
        size_t used = 1;

        if (s.n >= 3 && memcmp(s.p, "\xef\xbc", 2) == 0) {
            c = (unsigned char)(s.p[2] - (char)0x90 + '0');
            used = 3;
        } else if (s.n >= 3 && memcmp(s.p, "\xe3\x80\x80", 3) == 0) {
            c = ' ';
            used = 3;
        }
        s = str_from(s, used);
        if (c == ' ')
            continue;
        if (c < '0' || c > '9' || n == DIGITS)
            return false;
        v = v * 10 + (c - '0');
        n++;
    }
    *out = v;
    return n == DIGITS;
}

int64_t totp_match(struct bytes seed, struct str typed, int64_t now, int64_t last)
{
    int64_t middle = now / TOTP_STEP, found = -1;
    uint32_t code;

    if (!read_code(typed, &code))
        return -1;
    for (int64_t step = middle - 1; step <= middle + 1; step++) {
        uint32_t want = totp_code(seed, step);

        if (secret_equal((struct bytes){(const unsigned char *)&code, sizeof(code)},
                (struct bytes){(const unsigned char *)&want, sizeof(want)}) &&
            step > last)
            found = step;
    }
    return found;
}

/* Everything but RFC 3986's unreserved characters is escaped. */
static struct str escape(struct arena *a, struct str s)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static const char hex[] = "0123456789ABCDEF";
    char *p = arena_alloc(a, s.n * 3 + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c && strchr(plain, c)) {
            p[n++] = (char)c;
            continue;
        }
        p[n++] = '%';
        p[n++] = hex[c >> 4];
        p[n++] = hex[c & 15];
    }
    p[n] = '\0';
    return (struct str){p, n};
}

struct str totp_uri(
    struct arena *a, struct bytes seed, struct str issuer, struct str name)
{
    struct str who = escape(a, issuer);

    return arena_fmt(a,
        "otpauth://totp/" STR_FMT ":" STR_FMT "?secret=" STR_FMT "&issuer=" STR_FMT
        "&algorithm=SHA1&digits=6&period=30",
        STR_ARG(who), STR_ARG(escape(a, name)), STR_ARG(codec_b32(a, seed)),
        STR_ARG(who));
}
