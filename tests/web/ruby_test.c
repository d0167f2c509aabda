/* ruby_test.c: furigana over pages. */
#include <glob.h>

#include "tests/test.h"
#include "util/str.h"
#include "web/ruby.h"

#define R(kanji, kana) "<ruby>" kanji "<rt>" kana "</rt></ruby>"

static void check(const char *in, const char *want)
{
    struct buf page = BUF_INIT;

    buf_puts(&page, in);
    ruby_page(&page);
    CHECK_STR(buf_view(&page), str_of(want));
    buf_release(&page);
}

TEST(ruby_reads_words)
{
    check("", "");
    check("かな only", "かな only");
    check("<p>確認</p>", "<p>" R("確認", "かくにん") "</p>");
    check("申し込む", R("申", "もう") "し" R("込", "こ") "む");
    check("医療機関等コード", R("医療", "いりょう") R("機関等", "きかんとう") "コード");
    check("入力内容", R("入力", "にゅうりょく") R("内容", "ないよう"));
    check("サイト内検索", "サイト" R("内", "ない") R("検索", "けんさく"));
}

TEST(ruby_leaves_what_it_does_not_know)
{
    check("髙﨑𠮷", "髙﨑𠮷");
    check("横浜市立病院", "横浜市立病院");
    check("龘確認", "龘確認");
    check("龘の確認", "龘の" R("確認", "かくにん"));
}

TEST(ruby_reads_numbers)
{
    check("20日", R("20日", "はつか"));
    check("21日", "21" R("日", "にち"));
    check("1日", R("1日", "ついたち"));
    check("4月", "4" R("月", "がつ"));
    check("10分", "10" R("分", "ぷん"));
    check("15分", "15" R("分", "ふん"));
    check("2026年11月20日（金）", "2026" R("年", "ねん") "11" R("月", "がつ")
                                      R("20日", "はつか") "（" R("金", "きん") "）");
    check("1,200件", "1,200" R("件", "けん"));
    check("1,20日", "1,20" R("日", "にち"));
    check("3か月", "3か" R("月", "げつ"));
    check("5", "5");
    check("5龘", "5龘");
    check("9,", "9,");
}

TEST(ruby_touches_only_text)
{
    static const char *const same[] = {"<title>確認</title>",
        "<select><option>確認</option></select>", "<textarea>確認</textarea>",
        "<script>確認</script>", "<p title=\"確認>確認\" data-x='確認'>x</p>",
        "<!-- 確認 --><!-- <p> 確認 -->",
        "<span data-nr>確認<span>確認</span>確認</span>",
        "<div class=\"a\" data-nr>確認<div>確認</div>確認</div>", "<!DOCTYPE html>",
        "<svg><text>確認</text></svg>", "<ruby>確認<rt>かくにん</rt></ruby>",
        "<input value=\"確認\" data-nr>", "<p", "<p title=\"確認", "<!-- 確認", "</", "<",
        "<span data-nr>確認", "&amp;&#39;"};

    for (size_t i = 0; i < COUNT(same); i++)
        check(same[i], same[i]);
    check("<span data-nr>確認</span>確認",
        "<span data-nr>確認</span>" R("確認", "かくにん"));
    check("<input data-nr>確認", "<input data-nr>" R("確認", "かくにん"));
    check("<title>確認</title>確認", "<title>確認</title>" R("確認", "かくにん"));
}

/* Cut anywhere, it neither reads nor writes beside the page, and loses no byte. */
TEST(ruby_survives_cut_pages)
{
    static const char whole[] =
        "<p class=\"a\">申し込む20日<span data-nr>髙</span>か月<b>1分</b>";

    for (size_t n = 0; n < sizeof(whole); n++) {
        struct buf page = BUF_INIT;
        char *copy = malloc(n ? n : 1);

        memcpy(copy, whole, n);
        buf_add(&page, copy, n);
        free(copy);
        ruby_page(&page);
        CHECK(page.n >= n);
        buf_release(&page);
    }
}

/* Each kanji of our own words on the golden pages is known. */
TEST(ruby_knows_the_golden_pages)
{
    struct buf page = BUF_INIT, missing = BUF_INIT;
    glob_t found = {0};

    if (glob("tests/golden/*.html", 0, NULL, &found)) {
        test_skip("there are no golden pages");
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *f = fopen(found.gl_pathv[i], "rb");
        char block[4096];
        size_t n;

        buf_reset(&page);
        buf_reset(&missing);
        while (f && (n = fread(block, 1, sizeof(block), f)) > 0)
            buf_add(&page, block, n);
        if (f)
            fclose(f);
        ruby_missing(buf_view(&page), &missing);
        CHECK_INT(missing.n, 0);
        if (missing.n)
            printf("  %s: add to data/furigana.txt:\n" STR_FMT, found.gl_pathv[i],
                STR_ARG(buf_view(&missing)));
    }
    globfree(&found);
    buf_release(&page), buf_release(&missing);
}
