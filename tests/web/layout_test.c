/* layout_test.c: the frame and the form's parts as whole pages, against tests/golden/.
 * GOLDEN=1 writes them anew; read the difference before it is committed. */
#include <ctype.h>

#include "gen/templates.h"
#include "tests/test.h"
#include "util/str.h"

#define PATH "tests/golden/"

static const struct link menu[] = {
    {URL_INIT("/my"), S_INIT("マイページ"), true},
    {URL_INIT("/my/account"), S_INIT("アカウント情報編集"), false},
    {URL_INIT("/news"), S_INIT("お知らせ"), false},
    {URL_INIT("/faq"), S_INIT("よくあるお問い合わせ"), false},
};

static const struct link crumbs[] = {
    {URL_INIT("/my"), S_INIT("マイページ"), false},
    {URL_INIT("/my/account"), S_INIT("アカウント情報編集"), true},
};

static const struct link foot[] = {
    {URL_INIT("/terms"), S_INIT("サイトのご利用にあたって"), false},
};

static struct page page(enum side side, const char *title, const char *html_class)
{
    return (struct page){
        .title = str_of(title),
        .side = side,
        .html_class = str_of(html_class),
        .csrf = S("token"),
        .back = S("/my?a=1&b=2"),
        .nav = {menu, COUNT(menu)},
        .foot = {foot, COUNT(foot)},
        .search = true,
        .user = side == SIDE_PUBLIC ? S("") : S("髙﨑<医院>　資格 花子 さん"),
        .logout = side == SIDE_PUBLIC ? URL("") : URL("/logout"),
        .robots = side == SIDE_PUBLIC,
        .tel = S("0800-080-4583"),
        .tel_hours = S("月曜日～金曜日 8:00～18:00、土曜日 8:00～16:00（祝日を除く）"),
        .open_now = S("いま電話を受け付けています"),
    };
}

static const struct pick tables[] = {
    {.value = S_INIT("1"), .label = S_INIT("医科")},
    {.value = S_INIT("3"), .label = S_INIT("歯科"), .chosen = true},
    {.value = S_INIT("4"), .label = S_INIT("調剤")},
};

static const struct field_view inner[] = {
    {.widget = W_TEXT,
        .name = S_INIT("zip"),
        .label = S_INIT("郵便番号"),
        .required = true,
        .hint = S_INIT("例：100-0013（ハイフンはなくてもかまいません）"),
        .value = S_INIT("１０５ー０００"),
        .zip = true,
        .error = S_INIT("郵便番号は、7つの数字で入力してください（いま6つです）")},
};
static const struct field_list inner_list = {inner, COUNT(inner)};

static const struct pick where[] = {
    {.value = S_INIT("a"), .label = S_INIT("登録している住所に送る")},
    {.value = S_INIT("b"),
        .label = S_INIT("ほかの住所に送る"),
        .chosen = true,
        .hint = S_INIT("日本国内だけに送れます"),
        .then = &inner_list},
};

static const struct part day[] = {
    {.name = S_INIT("day-y"),
        .label = S_INIT("年"),
        .value = S_INIT("令和９"),
        .width = "w7"},
    {.name = S_INIT("day-m"),
        .label = S_INIT("月"),
        .value = S_INIT("13"),
        .width = "w4",
        .wrong = true},
};

static const struct field_view fields[] = {
    {.widget = W_FIXED,
        .name = S_INIT("code"),
        .label = S_INIT("医療機関等コード"),
        .value = S_INIT("1312345"),
        .hint = S_INIT("変更するときは、電話で連絡してください")},
    {.widget = W_TEXT,
        .name = S_INIT("name"),
        .label = S_INIT("医療機関等名"),
        .required = true,
        .value = S_INIT("\"髙﨑\" <𠮷> & 医院"),
        .shown = S_INIT("\"髙﨑\" <𠮷> & 医院"),
        .old = S_INIT("古い名前"),
        .changed = true,
        .edit = URL_INIT("/my/account")},
    {.widget = W_TEL,
        .name = S_INIT("tel"),
        .label = S_INIT("電話番号"),
        .required = true,
        .value = S_INIT("０３（００００）００００"),
        .shown = S_INIT("03-0000-0000"),
        .folded = S_INIT("０３（００００）００００"),
        .edit = URL_INIT("/my/account")},
    {.widget = W_MAIL,
        .name = S_INIT("mail"),
        .label = S_INIT("メールアドレス"),
        .required = true,
        .value = S_INIT("a@example.jp"),
        .shown = S_INIT("a@example.jp")},
    {.widget = W_PASSWORD,
        .name = S_INIT("password"),
        .label = S_INIT("パスワード"),
        .value = S_INIT("never"),
        .fresh_password = true,
        .secret = true,
        .changed = true},
    {.widget = W_SELECT,
        .name = S_INIT("table"),
        .label = S_INIT("点数表コード"),
        .required = true,
        .picks = {tables, COUNT(tables)},
        .shown = S_INIT("歯科"),
        .error = S_INIT("点数表コードを選んでください")},
    {.widget = W_RADIO,
        .name = S_INIT("where"),
        .label = S_INIT("送り先"),
        .required = true,
        .picks = {where, COUNT(where)},
        .shown = S_INIT("ほかの住所に送る")},
    {.widget = W_DATE,
        .name = S_INIT("day"),
        .label = S_INIT("導入（予定）時期"),
        .parts = {day, COUNT(day)},
        .hint = S_INIT("例：2027年4月、または 令和9年4月"),
        .error = S_INIT("導入（予定）時期の月は、1から12までの数字で入力してください")},
    {.widget = W_AREA,
        .name = S_INIT("memo"),
        .label = S_INIT("事情の説明"),
        .value = S_INIT("\n一行目\n</textarea>二行目"),
        .shown = S_INIT("一行目\n二行目"),
        .rows = 3},
    {.widget = W_CHECK,
        .name = S_INIT("agree"),
        .label = S_INIT("利用規約に同意する"),
        .required = true,
        .value = S_INIT("1"),
        .shown = S_INIT("同意する")},
};

static const struct complaint wrong[] = {
    {S_INIT("zip"), S_INIT("郵便番号は、7つの数字で入力してください（いま6つです）")},
    {S_INIT("table"), S_INIT("点数表コードを選んでください")},
    {S_INIT("day-m"),
        S_INIT("導入（予定）時期の月は、1から12までの数字で入力してください")},
    {S_INIT(""), S_INIT("ほかの人が先に変更しました。もう一度入力してください")},
};

static const struct pair hidden[] = {{S_INIT("rev"), S_INIT("3\"")}};

static const struct button ends[] = {
    {.text = S_INIT("入力画面に戻る"),
        .name = S_INIT("act"),
        .value = S_INIT("back"),
        .unchecked = true},
    {.text = S_INIT("確認画面へ進む"), .primary = true, .once = true},
    {.text = S_INIT("マイページに戻る"), .href = URL_INIT("/my")},
};

static struct form_view form(void)
{
    return (struct form_view){
        .csrf = S("token"),
        .once = S("once"),
        .hidden = {hidden, COUNT(hidden)},
        .fields = {fields, COUNT(fields)},
        .wrong = {wrong, COUNT(wrong)},
        .until = S("14時35分"), .left = 3600,
    };
}

static bool read_file(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    char block[4096];
    size_t n;

    while (f && (n = fread(block, 1, sizeof(block), f)) > 0)
        buf_add(out, block, n);
    return f && !fclose(f);
}

/* /s/portal.1a2b3c4d.css → /s/portal.css: its content is not this test's business. */
static void drop_hashes(struct buf *b)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < b->n; i++) {
        size_t k = 1;

        while (b->p[i] == '.' && i + k < b->n && isxdigit((unsigned char)b->p[i + k]))
            k++;
        if (k == 9 && i + k < b->n && b->p[i + k] == '.')
            i += k;
        buf_byte(&out, b->p[i]);
    }
    buf_release(b);
    *b = out;
}

static void golden(const char *name, struct buf *o)
{
    struct buf want = BUF_INIT;
    char path[256];
    FILE *f;

    snprintf(path, sizeof(path), PATH "%s.html", name);
    drop_hashes(o);
    if (getenv("GOLDEN") && (f = fopen(path, "wb"))) {
        fwrite(o->p, 1, o->n, f);
        fclose(f);
    }
    CHECK(read_file(path, &want));
    CHECK_STR(buf_view(o), buf_view(&want));
    buf_release(&want), buf_release(o);
}

TEST(layout_of_a_form_with_errors)
{
    struct page p = page(SIDE_IN, "アカウント情報編集（入力）", "c-std t-m");
    struct form_view f = form();
    struct buf o = BUF_INIT;

    p.form = p.wrong = true;
    p.crumbs = (struct link_list){crumbs, COUNT(crumbs)};
    tmpl_page_head(&o, &p);
    tmpl_form_errors(&o, &f);
    buf_puts(&o, "<h1>アカウント情報編集</h1>\n");
    tmpl_steps(&o, STEP_NOW_INPUT);
    tmpl_time_limit(&o, f.until, f.left);
    tmpl_form_open(&o, &f);
    tmpl_form_fields(&o, &f.fields);
    tmpl_buttons(&o, &(struct button_list){ends, COUNT(ends)});
    tmpl_form_close(&o);
    tmpl_page_foot(&o, &p);
    golden("layout-form", &o);
}

TEST(layout_of_a_confirm_page)
{
    struct page p = page(SIDE_IN, "アカウント情報編集（内容の確認）", "c-std t-m");
    struct form_view f = form();
    struct buf o = BUF_INIT;

    p.form = true;
    p.notice = S("下書きを保存しました");
    tmpl_page_head(&o, &p);
    buf_puts(&o, "<h1>内容を確認してください</h1>\n");
    tmpl_steps(&o, STEP_NOW_CONFIRM);
    tmpl_form_confirm(&o, &f);
    tmpl_form_open(&o, &f);
    tmpl_buttons(&o, &(struct button_list){ends, COUNT(ends)});
    tmpl_form_close(&o);
    tmpl_page_foot(&o, &p);
    golden("layout-confirm", &o);
}

TEST(layout_of_an_error)
{
    struct page p = page(SIDE_PUBLIC, "ページが見つかりません", "c-ki t-s");
    struct error_view e = {.status = 404,
        .title = p.title,
        .text = S("アドレスがまちがっているか、ページがなくなっています。"),
        .request = S("0a1b2c3d"),
        .ways = {menu, 1}};
    struct buf o = BUF_INIT;

    p.display = (struct display){TEXT_S, COLOURS_KI, false};
    p.feed = URL("/news.atom");
    p.query = S("\"><script>");
    tmpl_page_head(&o, &p);
    tmpl_error_page(&o, &e);
    tmpl_page_foot(&o, &p);
    golden("layout-error", &o);
}

TEST(layout_of_the_staff_side)
{
    struct page p = page(SIDE_STAFF, "窓口", "c-kuro t-l op");
    struct arena a = ARENA_INIT;
    struct pager pager = pager_make(S("/staff?q=a&b"), 5, 12, S("一覧"), &a);
    struct buf o = BUF_INIT;

    p.display = (struct display){TEXT_L, COLOURS_KURO, true};
    tmpl_page_head(&o, &p);
    buf_puts(&o, "<h1>窓口</h1>\n<p>");
    for (int t = TONE_PLAIN; t <= TONE_FLAT; t++)
        tmpl_tag(&o, &(struct tag){(enum tone)t, S("受付済み")});
    buf_puts(&o, "</p>\n");
    tmpl_pager(&o, &pager);
    tmpl_page_foot(&o, &p);
    golden("layout-staff", &o);
    arena_release(&a);
}

TEST(pager_shows_the_ends_and_the_middle)
{
    struct arena a = ARENA_INIT;
    struct pager p = pager_make(S("/news"), 1, 1, S("お知らせ"), &a);

    CHECK_INT(p.pages.n, 0);
    CHECK(!p.next.s.n && !p.prev.s.n);
    for (int64_t pages = 2; pages < 40; pages++) {
        for (int64_t at = 1; at <= pages; at++) {
            bool here = false;

            p = pager_make(S("/news"), at, pages, S("お知らせ"), &a);
            CHECK(p.pages.n <= 9);
            CHECK_STR(p.pages.v[0].text, S("1"));
            CHECK_STR(
                p.pages.v[p.pages.n - 1].text, arena_fmt(&a, "%lld", (long long)pages));
            for (size_t i = 0; i < p.pages.n; i++) {
                here |= p.pages.v[i].current;
                CHECK(i == 0 || p.pages.v[i].text.n || p.pages.v[i - 1].text.n);
            }
            CHECK(here);
            CHECK((p.prev.s.n > 0) == (at > 1) && (p.next.s.n > 0) == (at < pages));
        }
    }
    p = pager_make(S("/news?q=x"), 2, 3, S("お知らせ"), &a);
    CHECK_STR(p.next.s, S("/news?q=x&page=3"));
    arena_release(&a);
}

TEST(layout_password_is_never_put_back)
{
    struct buf o = BUF_INIT;

    tmpl_form_field(&o, &fields[4]);
    CHECK(!str_has(buf_view(&o), S("never")));
    buf_release(&o);
}
