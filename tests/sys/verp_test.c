/* verp_test.c: addresses that come back are known again, and nobody makes one up. */
#include "tests/test.h"

#include "sys/verp.h"
#include "util/mime.h"
#include "util/str.h"

static struct arena arena = ARENA_INIT;
static const struct str base = S_INIT("bounce@mail.example.jp");

static struct secret_key key_of(unsigned char n)
{
    struct secret_key root = {{n}}, key;

    verp_key(&key, &root);
    return key;
}

TEST(verp_comes_back)
{
    static const int64_t ids[] = {1, 9, 10, 230000, 999999999999999999};
    struct secret_key key = key_of(1), other = key_of(2);

    for (size_t i = 0; i < COUNT(ids); i++) {
        struct str s = verp_address(&arena, &key, base, ids[i]);
        struct str in = arena_fmt(&arena, "+ bounce+ To: x+1@y <" STR_FMT ">, z", STR_ARG(s));
        char *p = (char *)(uintptr_t)in.p;
        int64_t id = 0;

        CHECK(mail_address_ok(s));
        CHECK(verp_find(&key, base, in, &id) && id == ids[i]);
        CHECK(!verp_find(&other, base, in, &id));
        for (size_t k = 0; k < in.n; k++)
            p[k] = (char)(p[k] >= 'A' && p[k] <= 'Z' ? p[k] + 32 : p[k]);
        id = 0;
        CHECK(verp_find(&key, base, in, &id) && id == ids[i]);
    }
    arena_release(&arena);
}

TEST(verp_is_not_made_up)
{
    struct secret_key key = key_of(1);
    struct str s = verp_address(&arena, &key, base, 1234);
    int64_t id = 7;

    for (size_t i = 0; i < s.n; i++) {
        struct str wrong = arena_str(&arena, s);

        ((char *)(uintptr_t)wrong.p)[i] ^= 1;
        CHECK(!verp_find(&key, base, wrong, &id));
    }
    for (size_t n = 0; n < s.n; n++) /* cut short */
        CHECK(!verp_find(&key, base, str_head(s, n), &id));
    CHECK(!verp_find(&key, S(""), s, &id) && !verp_find(&key, S("bounce"), s, &id));
    CHECK(!verp_find(&key, base, S(""), &id) && !verp_find(&key, base, S("+"), &id));
    CHECK(!verp_find(&key, base, S("bounce+0.0000000000@mail.example.jp"), &id));
    CHECK(!verp_find(&key, base, S("bounce+99999999999999999999.0000000000@mail.example.jp"), &id));
    CHECK_INT(id, 7);
    CHECK_STR(verp_address(&arena, &key, S("a-name-that-is-much-too-long-for-it@example.jp"), 1), S(""));
    arena_release(&arena);
}
