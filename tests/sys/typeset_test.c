/* typeset_test.c: where lines break, and how wide they are. */
#include "tests/test.h"

#include "sys/typeset.h"

static struct fonts *fonts;
static struct pdf_fonts *pf;
static struct typeset t;
static struct typeset_line lines[8];

static bool ready(struct str text)
{
    static char why[FONT_WHY];

    if (!fonts)
        fonts = fonts_open(why);
    if (!fonts) {
        test_skip(why);
        return false;
    }
    if (!pf)
        pf = pdf_fonts_new(fonts);
    typeset_reset(&t);
    CHECK(typeset_add(&t, pf, FONT_MINCHO, text));
    return true;
}

__attribute__((destructor)) static void drop(void)
{
    typeset_release(&t);
    pdf_fonts_free(pf);
    fonts_close(fonts);
}

TEST(typeset_keeps_stops_off_the_line_start)
{
    if (!ready(S("あいうえお。かき")))
        return;
    CHECK_INT(typeset_wrap(&t, 5000, 0, lines, 8), 2);
    CHECK_INT(lines[0].to, 4); /* お goes down with its stop */
    CHECK_INT(typeset_wrap(&t, 5500, 0, lines, 8), 2);
    CHECK_INT(lines[0].to, 6); /* a stop at the end needs half a width */
    CHECK_INT(lines[0].width, 5500);
}

TEST(typeset_keeps_opening_brackets_off_the_line_end)
{
    if (!ready(S("あいう「えお」か")))
        return;
    CHECK_INT(typeset_wrap(&t, 4000, 0, lines, 8), 3);
    CHECK_INT(lines[0].to, 3);
    CHECK_INT(lines[1].shift, 500); /* the bracket's white half is cut off */
    CHECK_INT(lines[1].width, 3000);
}

TEST(typeset_sets_brackets_tight)
{
    if (!ready(S("「あ」、「い」")))
        return;
    /* 7 signs, two gaps of half a width less, half less at the end */
    CHECK_INT(typeset_line(&t, 0, 7).width, 7000 - 1000 - 500);
}

TEST(typeset_never_parts_numbers_words_and_their_counters)
{
    if (!ready(S("期限は令和15年portalです")))
        return;
    CHECK_INT(typeset_wrap(&t, 5600, 0, lines, 8), 3);
    CHECK_INT(lines[0].to, 5);
    CHECK_INT(lines[1].to, 14);
    CHECK_INT(typeset_wrap(&t, 4600, 0, lines, 8), 4);
    CHECK_INT(lines[0].to, 4);
    CHECK_INT(lines[1].to, 8);                             /* 和15年 */
    CHECK_INT(typeset_wrap(&t, 1000, 0, lines, 8) > 8, 1); /* too narrow: still ends */
}

TEST(typeset_keeps_the_tail_together)
{
    if (!ready(S("あいうえおかき　御中")))
        return;
    t.keep = 6;
    CHECK_INT(typeset_wrap(&t, 9000, 0, lines, 8), 2);
    CHECK_INT(lines[0].to, 4);
    CHECK_INT(lines[1].width, 6000);
}

TEST(typeset_drops_blanks_at_line_ends_only)
{
    if (!ready(S("あい　う え")))
        return;
    CHECK_INT(typeset_wrap(&t, 2500, 0, lines, 8), 2);
    CHECK_INT(lines[0].width, 2000);
    CHECK_INT(lines[1].from, 3);
    CHECK_INT(typeset_wrap(&t, 9000, 0, lines, 8), 1);
    CHECK_INT(lines[0].to, 6);
    typeset_reset(&t);
    CHECK_INT(typeset_wrap(&t, 1000, 0, lines, 8), 0);
}

TEST(typeset_says_what_no_font_has)
{
    if (!ready(S("葛󠄀")))
        return;
    CHECK_INT(typeset_count(&t), 1); /* a character and its selector are one */
    typeset_reset(&t);
    CHECK(!typeset_add(&t, pf, FONT_MINCHO, S("外か゚")));
    CHECK(t.missing == U'か' && t.missing_mod == 0x309a);
}
