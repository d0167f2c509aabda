/* kana_test.c: what typed text becomes. */
#include "tests/test.h"

#include "util/cps.h"
#include "util/kana.h"
#include "util/utf8.h"

struct row {
    struct str in, out;
};

static void run(struct str f(struct arena *, struct str), const struct row *rows, size_t n,
    const char *file, int line)
{
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < n; i++) {
        struct str once = f(&a, rows[i].in);

        test_check_str(once, rows[i].out, file, line);
        test_check_str(f(&a, once), rows[i].out, file, line); /* a second time: the same */
    }
    arena_release(&a);
}

#define RUN(f, rows) run(f, rows, COUNT(rows), __FILE__, __LINE__)
#define ROW(a, b)    {S_INIT(a), S_INIT(b)}

TEST(text_clean_drops_what_cannot_be_seen)
{
    static const struct row rows[] = {
        ROW("", ""),
        ROW("  　a　b 　", "a　b"),
        ROW("\xef\xbb\xbf医\xe2\x80\x8b院\xe2\x81\xa0", "医院"),
        ROW("a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x80\x8f", "abc"),
        ROW("a\0b\x1b[1m\x7f", "ab[1m"),
        ROW("a\r\nb\tc\rd", "a b c d"),
        ROW("髙﨑𠮷㈱①葛\xf3\xa0\x84\x80", "髙﨑𠮷㈱①葛\xf3\xa0\x84\x80"),
        ROW("ﾊﾟ", "ﾊﾟ"),
        ROW("a\xff", "a\xef\xbf\xbd"),
    };

    RUN(text_clean, rows);
}

TEST(text_lines_keep_their_ends)
{
    static const struct row rows[] = {
        ROW("\n a\r\nb\tc\rd\n\n", "a\nb\tc\nd"),
        ROW("\r\n", ""),
        ROW("ｱ\r\nｶﾞ", "ア\nガ"),
    };

    RUN(text_lines, rows);
}

TEST(text_name_widens_kana_and_nothing_else)
{
    static const struct row rows[] = {
        ROW(" ﾎﾘｴ ﾋﾞｮｳｲﾝ ", "ホリエ ビョウイン"),
        ROW("ｳﾞﾊﾟﾋﾟﾜﾞｦﾞ｢ｰ｣､｡･", "ヴパピヷヺ「ー」、。・"),
        ROW("ｱﾞﾟﾝﾞ", "ア゛゜ン゛"),
        ROW("ＡＢＣ－１２３クリニック", "ＡＢＣ－１２３クリニック"),
        ROW("髙﨑𠮷㈱①", "髙﨑𠮷㈱①"),
        ROW("か\xe3\x82\x99", "か\xe3\x82\x99"), /* typed apart stays apart */
    };

    RUN(text_name, rows);
}

TEST(text_ascii_and_digits_read_any_width)
{
    static const struct row ascii[] = {
        ROW("１２３－４５６", "123-456"),
        ROW("Ａｂ　～！", "Ab ~!"),
        ROW("‐‑‒–—―−ー－ｰ─━﹘﹣", "--------------"),
        ROW("\xc2\xa0" "1\xc2\xa0", "1"),
    };
    static const struct row digits[] = {
        ROW("〒１００－０００１", "1000001"),
        ROW("100ー0001", "1000001"),
        ROW("(03) 1234・5678", "0312345678"),
        ROW("（０１）１．８０１００１６", "0118010016"),
        ROW("12a4", "12a4"),
        ROW("－", ""),
        ROW("一二", "一二"),
    };

    RUN(text_ascii, ascii);
    RUN(text_digits, digits);
}

TEST(text_mail_lowers_the_domain_only)
{
    static const struct row rows[] = {
        ROW("Ｔａｒｏ．Ｙ＠Ｅｘａｍｐｌｅ．ＪＰ", "Taro.Y@example.jp"),
        ROW(" a b @ C.jp ", "ab@c.jp"),
        ROW("a－b@c。jp", "a-b@c.jp"),
        ROW("4ABCDEFGH＠01", "4ABCDEFGH@01"),
        ROW("A@B@C", "A@B@c"),
        ROW("NoAt", "NoAt"),
    };

    RUN(text_mail, rows);
}

TEST(text_kana_makes_katakana)
{
    static const struct row rows[] = {
        ROW("やまだ　たろう", "ヤマダ　タロウ"),
        ROW("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ROW("か\xe3\x82\x99は\xe3\x82\x9aゔゝゞ", "ガパヴヽヾ"),
        ROW("か゛は゜", "ガパ"),
        ROW("せんた－", "センター"),
        ROW("ｾﾝﾀ-1-2", "センター1-2"),
        ROW("髙", "髙"),
    };

    RUN(text_kana, rows);
}

TEST(text_phone_keeps_typed_hyphens_and_fills_in_missing_ones)
{
    static const struct row rows[] = {
        ROW("０３－１２３４－５６７８", "03-1234-5678"),
        ROW("031-234-5678", "031-234-5678"),
        ROW("03(1234)5678", "03-1234-5678"),
        ROW("（０３）１２３４ー５６７８", "03-1234-5678"),
        ROW("03 1234 5678", "03-1234-5678"),
        ROW("03.1234.5678", "03-1234-5678"),
        ROW("+81-3-1234-5678", "03-1234-5678"),
        ROW("+81 (0)3 1234 5678", "03-1234-5678"),
        ROW("＋８１９０１２３４５６７８", "090-1234-5678"),
        ROW("+810312345678", "03-1234-5678"),
        ROW("0120123456", "0120-123-456"),
        ROW("08000804583", "0800-080-4583"),
        ROW("08012345678", "080-1234-5678"),
        ROW("0570123456", "0570-123-456"),
        ROW("05012345678", "050-1234-5678"),
        ROW("07012345678", "070-1234-5678"),
        ROW("0312345678", "03-1234-5678"),
        ROW("0612345678", "06-1234-5678"),
        ROW("0429981111", "04-2998-1111"),
        ROW("0422511111", "0422-51-1111"),
        ROW("0423211111", "042-321-1111"),
        ROW("0471671111", "04-7167-1111"),
        ROW("0115710708", "011-571-0708"),
        ROW("0451234567", "045-123-4567"),
        ROW("0126721111", "01267-2-1111"),
        ROW("0279821111", "0279-82-1111"),
        ROW("0998211111", "0998-21-1111"),
        ROW("031234567", "031234567"),
        ROW("12345", "12345"),
        ROW("+", "+"),
        ROW("", ""),
        ROW("-", ""),
        ROW("03-1234-5678 内線２", "03-1234-5678 内線2"),
    };

    RUN(text_phone, rows);
}

TEST(text_key_makes_one_of_many_ways_of_writing)
{
    static const struct row rows[] = {
        ROW("", ""),
        ROW("　・（）", ""),
        ROW("ＡＢＣクリニック", "abcクリニツク"),
        ROW("たなか", "タナカ"),
        ROW("ﾀﾅｶ", "タナカ"),
        ROW("ﾊﾟｰﾙ歯科", "パール歯科"),
        ROW("髙﨑𠮷濵邉邊齋齊斎", "高崎吉浜辺辺斉斉斉"),
        ROW("\xef\xa8\x91\xef\xa8\x99", "崎神"), /* compatibility ideographs */
        ROW("葛\xf3\xa0\x84\x80城", "葛城"),
        ROW("㈱あい薬局", "株式会社アイ薬局"),
        ROW("（株）あい薬局", "株式会社アイ薬局"),
        ROW("(有)あい", "有限会社アイ"),
        ROW("センタ－", "センター"),
        ROW("センターー", "センター"),
        ROW("T-CLINIC", "tclinic"),
        ROW("南７条西６丁目１番２０号", "南7条西6-1-20"),
        ROW("南7条西6－1ー20", "南7条西6-1-20"),
        ROW("三丁目5番地の3", "3-5-3"),
        ROW("十二丁目", "12"),
        ROW("十丁目１", "10-1"),
        ROW("1-2 405", "1-2-405"),
        ROW("①Ⅱ", "1ii"),
        ROW("霞ヶ関", "霞ケ関"),
        ROW("霞が関", "霞ケ関"),
        ROW("佐々木", "佐佐木"),
        ROW("つづきのぢゃ", "ツズキノジヤ"),
        ROW("1-", "1"),
    };

    RUN(text_key, rows);
}

TEST(text_key_of_long_and_strange_text_stays_in_its_memory)
{
    struct arena a = ARENA_INIT;
    struct buf b = BUF_INIT;

    for (int i = 0; i < 200; i++)
        buf_puts(&b, i % 2 ? "㈱" : "⑳");
    CHECK_INT(utf8_len(text_key(&a, buf_view(&b))), 100 * 4 + 100 * 2);
    buf_reset(&b);
    for (int i = 0; i < 200; i++)
        buf_puts(&b, "1-");
    CHECK_INT(utf8_len(text_key(&a, buf_view(&b))), 399);
    buf_reset(&b);
    for (uint32_t c = 0; c < 0x30000; c++)
        utf8_add(&b, c);
    CHECK(utf8_valid(text_key(&a, buf_view(&b))));
    CHECK(utf8_valid(text_key(&a, S("\xff\xe3\x81"))));
    buf_release(&b);
    arena_release(&a);
}

TEST(variants_are_sorted_and_final)
{
    size_t found = 0, open = 0;

    for (uint32_t c = 0x3400; c < 0x30000; c++) {
        uint32_t v = cp_variant(c);

        found += v != c;
        open += cp_variant(v) != v;
    }
    CHECK_INT(open, 0);
    CHECK(found > 500); /* one out of order would hide others from the search */
    CHECK(cp_variant(U'髙') == U'高' && cp_variant(U'𨦇') == U'鋲');
    CHECK(cp_variant(U'乕') == U'虎' && cp_variant(U'医') == U'医');
}

TEST(bigrams_let_each_character_begin_a_token)
{
    static const struct {
        struct str key, tokens, query;
    } rows[] = {
        {S_INIT(""), S_INIT(""), S_INIT("")},
        {S_INIT("田"), S_INIT("田 "), S_INIT("\"田\"*")},
        {S_INIT("田中"), S_INIT("田中 中 "), S_INIT("\"田中\"")},
        {S_INIT("𠮷田a"), S_INIT("𠮷田 田a a "), S_INIT("\"𠮷田\" \"田a\"")},
        {S_INIT("1-2"), S_INIT(""), S_INIT("")},
        {S_INIT("7"), S_INIT(""), S_INIT("")},
        {S_INIT("西6-12"), S_INIT("西6 "), S_INIT("\"西6\"")},
        {S_INIT("7条西"), S_INIT("7条 条西 西 "), S_INIT("\"7条\" \"条西\"")},
    };
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_reset(&b);
        text_bigrams(&b, rows[i].key);
        CHECK_STR(buf_view(&b), rows[i].tokens);
        buf_reset(&b);
        text_bigram_query(&b, rows[i].key);
        CHECK_STR(buf_view(&b), rows[i].query);
    }
    buf_release(&b);
}
