/* letters_press_test.c: letters on paper, read back by other people's programs. */
#include "tests/test.h"

#include "job/letters_press.h"
#include "tests/run.h"
#include "util/str.h"

static const char form_text[] =
    "# a small form\n"
    "title 案内\ncredential yes\n"
    "page\n"
    "field zip 24 14 74 5 pt=10\n"
    "field address 24 +1 76 9 pt=10 min=6 lead=4.4\n"
    "field name 24 +2 76 20 pt=12 min=5.5 lead=5.2\n"
    "qr id 101.5 44 8.8\n"
    "text 22 166.9 38 pt=11 font=bold\n| 仮メールアドレス\n"
    "field login 65 166.1 85 6 pt=15 font=mono\n"
    "text 22 179.9 38 pt=11 font=bold\n| 仮パスワード\n"
    "field password 65 179.1 85 6 pt=15 font=mono\n"
    "qr portal 150 200 26\n"
    "page\n"
    "text 18 14 136 pt=10 indent=1 align=justify\n| **太字**と{cutoff}\n"
    "box 20 40 50 20 line=0.3 fill=0.9 round=2\n"
    "qr portal 20 200 26\n";

static const struct press_setup setup = {S_INIT("令和5年2月3日"),
    S_INIT("令和5年1月15日"), S_INIT("令和5年4月30日"),
    S_INIT("https://portal.example.go.jp"), S_INIT("portal.example.go.jp"),
    S_INIT("医療機関ポータル")};

enum { LETTERS = 20, LONG_NAME = 200 };

static struct arena arena = ARENA_INIT;
static struct fonts *fonts;

static struct press *open_press(const char *text)
{
    static char why[FONT_WHY];
    struct letter_form *form = letter_form_parse(str_of(text), &arena, why);
    struct press *p;

    CHECK(form);
    if (!fonts)
        fonts = fonts_open(why);
    if (!fonts) {
        test_skip(why);
        return NULL;
    }
    p = press_open(fonts, form, &setup, why);
    CHECK(p);
    return p;
}

__attribute__((destructor)) static void drop(void)
{
    fonts_close(fonts);
    arena_release(&arena);
}

static struct press_letter letter(int i)
{
    struct press_letter l = {.number = 227588 + i,
        .generation = i % 3,
        .zip = S("1250062"),
        .address = S("東京都葛飾区青戸三丁目12番5号　郵便プラザ第2ビル503号室"),
        .name = S("医療法人社団𠮷祥会　髙﨑・渡邉クリニック"),
        .honorific = S("御中")};

    l.login = arena_fmt(&arena, "4K7QM29X%c@13", 'A' + i % 8);
    l.password = arena_fmt(&arena, "K7MV-3XQE-H9%02d", i);
    l.ticket_url =
        arena_fmt(&arena, "HTTPS://PORTAL.EXAMPLE.GO.JP/Q/0006Y47ABCDEF%04d", i);
    return l;
}

static struct str long_name(void)
{
    struct buf b = BUF_INIT;
    struct str s;

    for (int i = 0; i < LONG_NAME / 10; i++)
        buf_addf(&b, "医療法人社団%02d会　", i);
    s = arena_str(&arena, buf_view(&b));
    buf_release(&b);
    return str_head(s, s.n - 3);
}

static bool to_file(void *ctx, const void *p, size_t n)
{
    return fwrite(p, 1, n, ctx) == n;
}

static const char *print(struct press *p, int n, struct str name_of_second)
{
    static char path[256];
    struct press_letter v[LETTERS];
    struct press_trouble trouble;
    FILE *f;

    for (int i = 0; i < n; i++) {
        v[i] = letter(i);
        if (i == 1)
            v[i].name = name_of_second;
        CHECK(press_check(p, &v[i], &trouble) == PRESS_FITS);
    }
    snprintf(path, sizeof(path), "%s/letters.pdf", test_dir());
    f = fopen(path, "wb");
    CHECK(f && press_chunk(p, v, (size_t)n, S("案内"), to_file, f));
    CHECK(fclose(f) == 0);
    return path;
}

/* All ASCII and ideographic blanks and line ends away: how a field was broken into lines
 * does not matter. */
static struct str without_blanks(struct str s)
{
    struct buf b = BUF_INIT;
    struct str out;

    for (size_t i = 0; i < s.n; i++) {
        if (str_starts(str_from(s, i), S("　")))
            i += 2;
        else if (!strchr(" \n\f\r", s.p[i]))
            buf_byte(&b, s.p[i]);
    }
    out = arena_str(&arena, buf_view(&b));
    buf_release(&b);
    return out;
}

TEST(press_makes_files_without_a_fault)
{
    struct press *p = open_press(form_text);
    struct buf out = BUF_INIT;
    const char *path;
    int rc;

    if (!p)
        return;
    path = print(p, LETTERS, S("㈱髙島薬局①号店"));
    rc = RUN(&out, "qpdf", "--check", path);
    if (rc < 0)
        test_skip("no qpdf");
    CHECK(rc <= 0);
    buf_reset(&out);
    if (RUN(&out, "pdffonts", path) == 0) {
        struct str rest = buf_view(&out);

        CHECK(str_has(rest, S("BIZUDMincho")) && str_has(rest, S("NotoSerifCJK")));
        str_cut(rest, '\n', &rest);
        str_cut(rest, '\n', &rest);
        while (rest.n) /* embedded, subset, with Unicode */
            CHECK(str_has(str_cut(rest, '\n', &rest), S("yes yes yes")));
    }
    buf_release(&out);
    press_close(p);
}

TEST(press_text_comes_back)
{
    struct press *p = open_press(form_text);
    struct buf out = BUF_INIT;
    struct str flat, name = long_name();
    const char *path;

    if (!p)
        return;
    path = print(p, LETTERS, name);
    if (RUN(&out, "pdftotext", "-layout", path, "-") != 0) {
        test_skip("no pdftotext");
    } else {
        CHECK(str_has(buf_view(&out), S("太字と令和5年1月15日")));
        flat = without_blanks(buf_view(&out));
        CHECK(str_has(flat, S("〒125-0062")));
        CHECK(str_has(flat, S("東京都葛飾区青戸三丁目12番5号郵便プラザ第2ビル503号室")));
        CHECK(str_has(flat, S("医療法人社団𠮷祥会髙﨑・渡邉クリニック御中")));
        CHECK(str_has(flat, without_blanks(name)));
        for (int i = 0; i < LETTERS; i++) {
            struct press_letter l = letter(i);

            CHECK(str_has(
                flat, arena_fmt(&arena, "仮メールアドレス" STR_FMT "仮パスワード" STR_FMT,
                          STR_ARG(l.login), STR_ARG(l.password))));
        }
    }
    buf_release(&out);
    press_close(p);
}

TEST(press_codes_can_be_scanned)
{
    struct press *p = open_press(form_text);
    struct buf out = BUF_INIT;
    struct str got;
    char root[300], png[310];
    const char *path;

    if (!p)
        return;
    path = print(p, 2, S("㈱髙島薬局"));
    snprintf(root, sizeof(root), "%s.page", path);
    if (RUN(&out, "pdftoppm", "-r", "150", "-f", "3", "-l", "4", "-png", path, root) !=
        0) {
        test_skip("no pdftoppm");
    } else {
        snprintf(png, sizeof(png), "%s-3.png", root);
        if (RUN(&out, "zbarimg", "-q", "--raw", png) < 0)
            test_skip("no zbarimg");
        else {
            got = buf_view(&out);
            CHECK(str_has(got, S("00022758901\n")));
            CHECK(str_has(got, S("HTTPS://PORTAL.EXAMPLE.GO.JP/Q/0006Y47ABCDEF0001\n")));
            buf_reset(&out);
            snprintf(png, sizeof(png), "%s-4.png", root);
            RUN(&out, "zbarimg", "-q", "--raw", png);
            CHECK_STR(
                buf_view(&out), S("HTTPS://PORTAL.EXAMPLE.GO.JP/Q/0006Y47ABCDEF0001\n"));
        }
    }
    buf_release(&out);
    press_close(p);
}

static bool full_disk(void *ctx, const void *p, size_t n)
{
    size_t *left = ctx;

    (void)p;
    if (n > *left)
        return false;
    *left -= n;
    return true;
}

TEST(press_blocks_what_it_cannot_print)
{
    struct press *p = open_press(form_text);
    struct press_letter l = letter(0);
    struct press_trouble trouble;
    struct buf b = BUF_INIT;

    if (!p)
        return;
    l.name = S("医療法人\xee\x80\x81会"); /* U+E001, private use */
    CHECK(press_check(p, &l, &trouble) == PRESS_NO_GLYPH);
    CHECK(trouble.cp == 0xe001 && trouble.field == FIELD_NAME);
    for (int i = 0; i < 500; i++)
        buf_puts(&b, "会");
    l.name = buf_view(&b);
    CHECK(press_check(p, &l, &trouble) == PRESS_OVERFLOW);
    CHECK(trouble.field == FIELD_NAME);
    l.name = S("");
    CHECK(press_check(p, &l, &trouble) == PRESS_FITS);
    buf_release(&b);
    press_close(p);
}

TEST(press_refuses_an_address_too_long_for_its_code)
{
    struct press *p = open_press(form_text);
    struct press_letter v[2] = {letter(0), letter(1)};
    size_t room = 1 << 20;

    if (!p)
        return;
    CHECK(press_chunk(p, v, 2, S("x"), full_disk, &room));
    v[1].ticket_url =
        S("HTTPS://PORTAL.EXAMPLE.GO.JP/Q/0123456789ABCDEFGHJKMNPQRSTVWXYZ01");
    CHECK(!press_chunk(p, v, 2, S("x"), full_disk, &room));
    CHECK(press_chunk(p, v, 0, S("x"), full_disk, &room));
    press_close(p);
}

TEST(press_says_when_the_disk_is_full)
{
    struct press *p = open_press(form_text);
    struct press_letter l = letter(0);
    size_t left = 2000;

    if (!p)
        return;
    CHECK(!press_chunk(p, &l, 1, S("x"), full_disk, &left));
    press_close(p);
}

TEST(letter_form_says_what_is_wrong)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"page\npage\npage\n", "line 3"},
        {"page\n", "2 pages"},
        {"page\npage\nbox 1 2 3\n", "numbers are missing"},
        {"page\npage\nbox 1 2 3 4 5\n", "line 3"},
        {"page\ntext 1 2 3 pt=big\n", "pt=big"},
        {"page\nfield nme 1 2 3 4\n", "nme"},
        {"page\n| words\n", "without 'text'"},
        {"text 1 2 3\n", "no page"},
        {"credential maybe\n", "maybe"},
        {"colour red\n", "colour"},
    };
    char why[FORM_WHY];

    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK(!letter_form_parse(str_of(bad[i].text), &arena, why));
        CHECK(strstr(why, bad[i].why) != NULL);
    }
}
