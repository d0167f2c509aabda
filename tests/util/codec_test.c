/* codec_test.c: bytes as text. */
#include "tests/test.h"

#include "util/codec.h"
#include "util/str.h"

static struct bytes by(struct str s)
{
    return (struct bytes){(const unsigned char *)s.p, s.n};
}

TEST(codec_writes_the_vectors_of_rfc_4648)
{
    static const struct {
        struct str in, hex, b64, url, b32;
    } v[] = {
        {S_INIT(""), S_INIT(""), S_INIT(""), S_INIT(""), S_INIT("")},
        {S_INIT("f"), S_INIT("66"), S_INIT("Zg=="), S_INIT("Zg"), S_INIT("MY")},
        {S_INIT("fo"), S_INIT("666f"), S_INIT("Zm8="), S_INIT("Zm8"), S_INIT("MZXQ")},
        {S_INIT("foo"), S_INIT("666f6f"), S_INIT("Zm9v"), S_INIT("Zm9v"),
            S_INIT("MZXW6")},
        {S_INIT("foob"), S_INIT("666f6f62"), S_INIT("Zm9vYg=="), S_INIT("Zm9vYg"),
            S_INIT("MZXW6YQ")},
        {S_INIT("foobar"), S_INIT("666f6f626172"), S_INIT("Zm9vYmFy"), S_INIT("Zm9vYmFy"),
            S_INIT("MZXW6YTBOI")},
        {S_INIT("\xfb\xff\xbe"), S_INIT("fbffbe"), S_INIT("+/++"), S_INIT("-_--"),
            S_INIT("7P734")},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(v); i++) {
        CHECK_STR(codec_hex(&a, by(v[i].in)), v[i].hex);
        CHECK_STR(codec_b64(&a, by(v[i].in)), v[i].b64);
        CHECK_STR(codec_b64url(&a, by(v[i].in)), v[i].url);
        CHECK_STR(codec_b32(&a, by(v[i].in)), v[i].b32);
    }
    arena_release(&a);
}

typedef bool read_fn(struct arena *a, struct str s, struct bytes *out);

static bool same(
    read_fn *read, struct arena *a, struct str text, const unsigned char *p, size_t n)
{
    struct bytes b;

    return read(a, text, &b) && b.n == n && memcmp(b.p, p, n) == 0;
}

TEST(codec_reads_back_what_it_wrote_at_every_length)
{
    struct arena a = ARENA_INIT;
    unsigned char p[70];

    for (size_t i = 0; i < sizeof(p); i++)
        p[i] = (unsigned char)(i * 37 + 200);
    for (size_t n = 0; n <= sizeof(p); n++) {
        struct bytes b = {p, n};

        CHECK(same(codec_hex_read, &a, codec_hex(&a, b), p, n));
        CHECK(same(codec_b64url_read, &a, codec_b64url(&a, b), p, n));
        CHECK(same(codec_crock_read, &a, codec_crock(&a, b), p, n));
    }
    arena_release(&a);
}

TEST(codec_refuses_second_spellings)
{
    struct arena a = ARENA_INIT;
    struct bytes b = {NULL, 9};

    CHECK(codec_hex_read(&a, S("aF"), &b) && b.p[0] == 0xaf);
    b = (struct bytes){NULL, 9};
    CHECK(!codec_hex_read(&a, S("a"), &b));
    CHECK(!codec_hex_read(&a, S("0g"), &b));
    CHECK(!codec_hex_read(&a, ((struct str){"0\0", 2}), &b));
    CHECK(!codec_b64url_read(&a, S("Z"), &b));    /* six bits are no byte */
    CHECK(!codec_b64url_read(&a, S("Zh"), &b));   /* bits behind the byte are set */
    CHECK(!codec_b64url_read(&a, S("Zg=="), &b)); /* padding */
    CHECK(!codec_b64url_read(&a, S("+/++"), &b));
    CHECK(!codec_b64url_read(&a, ((struct str){"Z\0", 2}), &b));
    CHECK(!codec_crock_read(&a, S("CR0"), &b)); /* 15 bits: one digit too many */
    CHECK(!codec_crock_read(&a, S("cr"), &b));
    CHECK(!codec_crock_read(&a, S("CU"), &b));
    CHECK(b.n == 9 && !b.p);
    arena_release(&a);
}

TEST(codec_crock_typed_reads_paper)
{
    static const struct {
        struct str in;
        const char *out; /* NULL: refused */
    } v[] = {
        {S_INIT(""), ""},
        {S_INIT("k7qm-29xd"), "K7QM29XD"},
        {S_INIT(" oOiIlL "), "001111"},
        {S_INIT("Ｋ７ｑｍ－２９ｘｄ"), "K7QM29XD"},
        {S_INIT("Ｋ７ＱＭ　２９ＸＤ"), "K7QM29XD"},
        {S_INIT("ｌＯ"), "10"},
        {S_INIT("A‐B‑C–D—E―F−GーHｰJ－K"), "ABCDEFGHJK"},
        {S_INIT("U"), NULL},
        {S_INIT("ｕ"), NULL},
        {S_INIT("A.B"), NULL},
        {S_INIT("髙﨑𠮷"), NULL},
        {S_INIT("\xef\xbc"), NULL},
        {S_INIT("\xef\xbd\x9f"), NULL},
        {S_INIT("\xef\xbc\x80"), NULL},
        {S_INIT("A\nB"), NULL},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(v); i++) {
        struct str out = S("?");
        bool ok = codec_crock_typed(&a, v[i].in, &out);

        CHECK(ok == (v[i].out != NULL));
        CHECK_STR(out, str_of(v[i].out ? v[i].out : "?"));
    }
    CHECK(!codec_crock_typed(&a, ((struct str){"A\0B", 3}), &(struct str){NULL, 0}));
    for (unsigned i = 0; i < CODEC_CROCK; i++)
        CHECK(codec_crock_value(codec_crock_digit(i)) == (int)i);
    CHECK_INT(codec_crock_value('z'), 31);
    CHECK_INT(codec_crock_value('\0'), -1);
    arena_release(&a);
}
