/* view_test.c: the display bar's cookie. */
#include "tests/test.h"
#include "web/view.h"

TEST(display_takes_each_button)
{
    struct arena a = ARENA_INIT;
    struct display d = {0};

    CHECK_STR(display_text(&d, &a), S("t-m.c-std.f0"));
    CHECK(display_set(&d, S("t-l")));
    CHECK(display_set(&d, S("c-ki")));
    CHECK(display_set(&d, S("f1")));
    CHECK_STR(display_text(&d, &a), S("t-l.c-ki.f1"));
    CHECK_STR(display_class(&d, true, &a), S("c-ki t-l ruby op"));
    CHECK(display_set(&d, S("f0")));
    CHECK(display_set(&d, S("t-s")));
    CHECK(display_set(&d, S("c-kuro")));
    CHECK_STR(display_class(&d, false, &a), S("c-kuro t-s"));
    arena_release(&a);
}

TEST(display_ignores_what_is_strange)
{
    static const char *const bad[] = {
        "", "t", "t-", "t-x", "T-L", "f2", "c-std ", "t-l.f1"};
    struct display d = {0}, before = d;

    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!display_set(&d, (struct str){bad[i], strlen(bad[i])}));
    CHECK(memcmp(&d, &before, sizeof(d)) == 0);
}

TEST(display_cookie_comes_back)
{
    static const char *const words[] = {"t-s", "t-m", "t-l", "c-std", "c-kuro", "c-ki"};
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(words); i++) {
        struct display d = {0}, back;

        display_set(&d, (struct str){words[i], strlen(words[i])});
        d.furigana = i & 1;
        back = display_read(display_text(&d, &a));
        CHECK(back.size == d.size && back.colours == d.colours);
        CHECK(back.furigana == d.furigana);
    }
    CHECK(display_read(S("...t-l..\"<x>.f1.")).size == TEXT_L);
    CHECK(display_read(S("...t-l..\"<x>.f1.")).furigana);
    CHECK(display_read(S("zzz")).size == TEXT_M);
    arena_release(&a);
}
