/* utf8_test.c: what is text and what is not. */
#include "tests/test.h"

#include "util/utf8.h"

TEST(utf8_valid_refuses_what_the_rfc_refuses)
{
    static const struct {
        struct str s;
        bool ok;
    } rows[] = {
        {S_INIT(""), true},
        {S_INIT("a\0b"), true},
        {S_INIT("\x7f"), true},
        {S_INIT("\xc2\x80"), true},
        {S_INIT("\xdf\xbf"), true},
        {S_INIT("\xe0\xa0\x80"), true},
        {S_INIT("\xed\x9f\xbf"), true},
        {S_INIT("\xee\x80\x80"), true},
        {S_INIT("\xef\xbf\xbf"), true},
        {S_INIT("\xf0\x90\x80\x80"), true},
        {S_INIT("\xf4\x8f\xbf\xbf"), true},
        {S_INIT("髙﨑𠮷"), true},
        {S_INIT("\x80"), false},             /* continuation alone */
        {S_INIT("\xc0\x80"), false},         /* NUL in two bytes */
        {S_INIT("\xc1\xbf"), false},         /* overlong 7F */
        {S_INIT("\xe0\x9f\xbf"), false},     /* overlong 7FF */
        {S_INIT("\xf0\x8f\xbf\xbf"), false}, /* overlong FFFF */
        {S_INIT("\xed\xa0\x80"), false},     /* D800 */
        {S_INIT("\xed\xbf\xbf"), false},     /* DFFF */
        {S_INIT("\xf4\x90\x80\x80"), false}, /* 110000 */
        {S_INIT("\xf5\x80\x80\x80"), false},
        {S_INIT("\xff"), false},
        {S_INIT("\xc2"), false}, /* cut off */
        {S_INIT("\xe3\x81"), false},
        {S_INIT("\xf0\x90\x80"), false},
        {S_INIT("\xe3\x81z"), false},
        {S_INIT("\xc2\xc2\x80"), false},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK(utf8_valid(rows[i].s) == rows[i].ok);
}

TEST(utf8_every_code_point_survives)
{
    char c[4];
    size_t wrong = 0;

    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        uint32_t back = 1;
        struct str s = {c, utf8_put(c, cp)};
        bool ok = utf8_valid(s) && utf8_next(&s, &back) && !s.n;

        if (cp >= 0xD800 && cp <= 0xDFFF)
            ok = ok && back == UTF8_BAD;
        else
            ok = ok && back == cp;
        wrong += !ok;
    }
    CHECK_INT(wrong, 0);
}

TEST(utf8_next_steps_over_bad_bytes_one_by_one)
{
    struct str s = S("a\xe3\x81" "b");
    uint32_t cp, got[4];
    size_t n = 0;

    while (n < 4 && utf8_next(&s, &cp))
        got[n++] = cp;
    CHECK_INT(n, 4);
    CHECK(got[0] == 'a' && got[1] == UTF8_BAD && got[2] == UTF8_BAD && got[3] == 'b');
    CHECK(!utf8_next(&s, &cp));
}

TEST(utf8_counts_and_cuts_code_points)
{
    struct buf b = BUF_INIT;

    CHECK_INT(utf8_len(S("")), 0);
    CHECK_INT(utf8_len(S("髙﨑𠮷a")), 4);
    CHECK_STR(utf8_head(S("髙﨑𠮷a"), 3), S("髙﨑𠮷"));
    CHECK_STR(utf8_head(S("髙﨑"), 9), S("髙﨑"));
    CHECK_STR(utf8_head(S("髙﨑"), 0), S(""));
    utf8_add(&b, 0x20BB7);
    utf8_add(&b, 0x110000);
    CHECK_STR(buf_view(&b), S("𠮷\xef\xbf\xbd"));
    buf_release(&b);
}
