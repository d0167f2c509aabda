/* urlform_test.c: forms and queries, read once and strictly. */
#include "tests/test.h"

#include "util/buf.h"
#include "util/str.h"
#include "util/urlform.h"

static enum urlform read_text(struct arena *a, struct str text, struct fields *f)
{
    return urlform_read(a, text, 65536, NULL, f);
}

TEST(urlform_reads_what_browsers_send)
{
    struct arena a = ARENA_INIT;
    struct fields f;

    CHECK(read_text(&a,
              S("name=%E9%AB%99%EF%A8%91%F0%A0%AE%B7+%2B%25&empty=&bare&&x=a=b&%61%5b=%"
                "0d%0A%09"),
              &f) == URLFORM_OK);
    CHECK_INT(f.n, 5);
    CHECK_STR(urlform_get(&f, "name"), S("髙﨑𠮷 +%"));
    CHECK_STR(urlform_get(&f, "empty"), S(""));
    CHECK(urlform_get(&f, "empty").p && urlform_get(&f, "bare").p);
    CHECK_STR(urlform_get(&f, "x"), S("a=b"));
    CHECK_STR(urlform_get(&f, "a["), S("\r\n\t"));
    CHECK(!urlform_get(&f, "none").p);
    CHECK(read_text(&a, S(""), &f) == URLFORM_OK && f.n == 0);
    CHECK(read_text(&a, S("&&&"), &f) == URLFORM_OK && f.n == 0);
    CHECK(read_text(&a, S("a=%2541"), &f) == URLFORM_OK); /* once, not twice */
    CHECK_STR(urlform_get(&f, "a"), S("%41"));
    arena_release(&a);
}

TEST(urlform_refuses_what_is_ambiguous)
{
    static const struct {
        struct str text;
        enum urlform want;
    } v[] = {
        {S_INIT("a=%"), URLFORM_ESCAPE},
        {S_INIT("a=%4"), URLFORM_ESCAPE},
        {S_INIT("a=%4g"), URLFORM_ESCAPE},
        {S_INIT("a=%g4"), URLFORM_ESCAPE},
        {S_INIT("a=%u3042"), URLFORM_ESCAPE},
        {S_INIT("%=1"), URLFORM_ESCAPE},
        {S_INIT("a=%4&b=1"), URLFORM_ESCAPE},
        {S_INIT("a=%00"), URLFORM_NUL},
        {S_INIT("a%00=1"), URLFORM_NUL},
        {S_INIT("a=\0"), URLFORM_NUL},
        {S_INIT("a=%ff"), URLFORM_UTF8},
        {S_INIT("a=\xff"), URLFORM_UTF8},
        {S_INIT("a=%c0%af"), URLFORM_UTF8},
        {S_INIT("a=%c1%bf"), URLFORM_UTF8},
        {S_INIT("a=%e0%9f%bf"), URLFORM_UTF8},
        {S_INIT("a=%ed%a0%80"), URLFORM_UTF8},
        {S_INIT("a=%f0%8f%bf%bf"), URLFORM_UTF8},
        {S_INIT("a=%f4%90%80%80"), URLFORM_UTF8},
        {S_INIT("a=%f5%80%80%80"), URLFORM_UTF8},
        {S_INIT("a=%e9%ab"), URLFORM_UTF8},
        {S_INIT("a=%e9&b=%ab%99"), URLFORM_UTF8},
        {S_INIT("a=%80"), URLFORM_UTF8},
        {S_INIT("a=%01"), URLFORM_CONTROL},
        {S_INIT("a=%1f"), URLFORM_CONTROL},
        {S_INIT("a=%7f"), URLFORM_CONTROL},
        {S_INIT("a%0a=1"), URLFORM_CONTROL},
        {S_INIT("a%09=1"), URLFORM_CONTROL},
        {S_INIT("a=1&a=2"), URLFORM_TWICE},
        {S_INIT("a=1&b=2&%61=1"), URLFORM_TWICE},
        {S_INIT("a&a"), URLFORM_TWICE},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(v); i++) {
        struct fields f = {NULL, 77};

        CHECK_INT(read_text(&a, v[i].text, &f), v[i].want);
        CHECK_INT(f.n, 77);
    }
    for (int e = URLFORM_OK; e <= URLFORM_LARGE; e++)
        CHECK(urlform_reason((enum urlform)e)[0]);
    arena_release(&a);
}

TEST(urlform_takes_the_ends_of_utf8)
{
    static const char *const good[] = {"%7e", "%c2%80", "%df%bf", "%e0%a0%80",
        "%ed%9f%bf", "%ee%80%80", "%ef%bf%bf", "%f0%90%80%80", "%f4%8f%bf%bf"};
    struct arena a = ARENA_INIT;
    struct str out;

    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(urlform_decode(&a, str_of(good[i]), true, &out) == URLFORM_OK);
    CHECK(urlform_decode(&a, S("a+b"), false, &out) == URLFORM_OK);
    CHECK_STR(out, S("a+b"));
    arena_release(&a);
}

TEST(urlform_counts)
{
    static const char *const lists[] = {"kind", "x", NULL};
    struct arena a = ARENA_INIT;
    struct buf b = BUF_INIT;
    struct fields f;

    for (int i = 0; i < URLFORM_FIELDS; i++)
        buf_addf(&b, "f%d=1&", i);
    CHECK(read_text(&a, buf_view(&b), &f) == URLFORM_OK && f.n == URLFORM_FIELDS);
    buf_puts(&b, "more");
    CHECK(read_text(&a, buf_view(&b), &f) == URLFORM_MANY);
    CHECK(urlform_read(&a, S("a=1"), 3, NULL, &f) == URLFORM_OK);
    CHECK(urlform_read(&a, S("a=1"), 2, NULL, &f) == URLFORM_LARGE);
    CHECK(urlform_read(&a, S("kind=1&b=1&kind=2"), 99, lists, &f) == URLFORM_OK);
    CHECK(f.n == 3 && str_is(f.v[2].value, "2") && str_is(urlform_get(&f, "kind"), "1"));
    CHECK(urlform_read(&a, S("b=1&b=1"), 99, lists, &f) == URLFORM_TWICE);
    buf_release(&b);
    arena_release(&a);
}
