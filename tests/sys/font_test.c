/* font_test.c: which glyph stands for a character, and the cut-down fonts. */
#include "tests/test.h"

#include "sys/font.h"

static struct fonts *fonts;

static bool have_fonts(void)
{
    static char why[FONT_WHY];

    if (!fonts)
        fonts = fonts_open(why);
    if (!fonts)
        test_skip(why);
    return fonts != NULL;
}

__attribute__((destructor)) static void drop_fonts(void)
{
    fonts_close(fonts);
}

TEST(font_chain_goes_on_until_a_font_has_the_character)
{
    struct font_glyph biz, noto, vs, other;

    if (!have_fonts())
        return;
    CHECK(font_find(fonts, FONT_MINCHO, U'髙', 0, &biz));
    CHECK(font_find(fonts, FONT_MINCHO, 0x20bb7, 0, &noto)); /* 𠮷: not in BIZ UD */
    CHECK(biz.face != noto.face && biz.gid && noto.gid);
    CHECK_INT(biz.adv, 1000);
    CHECK(!font_info(fonts, biz.face)->cff && font_info(fonts, noto.face)->cff);
    CHECK(font_find(fonts, FONT_MINCHO, U'葛', 0xe0100, &vs));
    CHECK(font_find(fonts, FONT_MINCHO, U'葛', 0xe0101, &other));
    CHECK(vs.face != other.face || vs.gid != other.gid);
    CHECK(font_find(fonts, FONT_MONO, '0', 0, &biz) && biz.adv == 500);
}

TEST(font_draws_nothing_that_no_font_has)
{
    struct font_glyph g;

    if (!have_fonts())
        return;
    CHECK(!font_find(fonts, FONT_MINCHO, 0xe001, 0, &g)); /* private use: 外字 */
    CHECK(!font_find(fonts, FONT_MINCHO, '\n', 0, &g));
    CHECK(!font_find(fonts, FONT_MINCHO, 0, 0, &g));
    CHECK(!font_find(fonts, FONT_MINCHO, U'山', 0xe01ef, &g)); /* no such variant */
    CHECK(!font_find(fonts, FONT_MINCHO, 0xe0100, 0, &g));     /* a selector alone */
    CHECK(!font_find(fonts, FONT_MINCHO, U'か', 0x309a, &g));  /* か゚ has no glyph */
}

TEST(font_composes_kana_for_drawing_only)
{
    struct font_glyph apart, composed;

    if (!have_fonts())
        return;
    CHECK(font_find(fonts, FONT_MINCHO, U'か', 0x3099, &apart));
    CHECK(font_find(fonts, FONT_MINCHO, U'が', 0, &composed));
    CHECK(apart.gid == composed.gid && apart.face == composed.face);
    /* 神 (U+FA19) is not 神: names are never normalised */
    CHECK(font_find(fonts, FONT_MINCHO, 0xfa19, 0, &apart));
    CHECK(font_find(fonts, FONT_MINCHO, 0x795e, 0, &composed));
    CHECK(apart.gid != composed.gid);
}

TEST(font_tells_zero_from_o_and_one_from_l)
{
    static const char like[] = "0O1lI";

    if (!have_fonts())
        return;
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < i; k++) {
            struct font_glyph a, b;

            CHECK(font_find(fonts, FONT_MONO, (uint32_t)like[i], 0, &a));
            CHECK(font_find(fonts, FONT_MONO, (uint32_t)like[k], 0, &b));
            CHECK(a.gid != b.gid && a.adv == b.adv);
        }
}

TEST(font_subset_is_small_and_maps_its_glyphs)
{
    static const uint32_t text[] = {U'窓', U'口', 0x20bb7};

    if (!have_fonts())
        return;
    for (size_t i = 0; i < COUNT(text); i++) {
        struct buf out = BUF_INIT;
        struct font_glyph g;
        uint32_t gid = 0;

        CHECK(font_find(fonts, FONT_MINCHO, text[i], 0, &g));
        CHECK(font_subset(fonts, g.face, &g.gid, 1, &out, &gid));
        CHECK(out.n > 100 && out.n < 20000);
        CHECK(font_info(fonts, g.face)->cff ? gid == g.gid && out.p[0] == 1 : gid == 1);
        buf_release(&out);
    }
}
