/* letter.c: a new guidance letter for who has lost the old one, or the way into the login:
 * without a login by the institution's code, and by a member. The public form gives one
 * answer whether the institution is registered or not. */
#include "gen/templates.h"
#include "model/letter_request.h"
#include "page/letter_view.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/letter_asked.h"
#include "web/words.h"

#define PAGE "/letter"

enum { SAME_PRESS_S = 600 }; /* so long a second press counts as the first one */

static const char *const names[] = {"pref", "score_table", "code", NULL};

/* ---------------------------------------------------------------- without a login */

static void begin(struct form *f, struct req *r)
{
    static const struct letter_request empty = {
        .pref = S_INIT(""), .score_table = S_INIT(""), .code = S_INIT("")};

    form_init(f, r, &letter_request_model, names, PAGE, &empty, 0);
}

static int draw(struct form *f, int status)
{
    page_open(f->r, (struct page){.wrong = status == 422, .robots = status == 200, .form = true});
    tmpl_letter_ask(f->r->out, form_input_view(f));
    return status;
}

static int show(struct req *r)
{
    struct form f;

    begin(&f, r);
    form_load_draft(&f); /* what was typed before a press on the display bar */
    return draw(&f, 200);
}

static bool find(struct form *f, struct institution *i)
{
    struct req *r = f->r;
    struct str typed = form_field_of(f, "code")->value;
    int64_t pref = 0, table = 0;
    struct code c;
    enum code_fault why;

    if (f->wrong || !str_int(form_field_of(f, "pref")->value, 1, 47, &pref) ||
        !str_int(form_field_of(f, "score_table")->value, 1, 9, &table))
        return false;
    why = code_parse(typed, (int)pref, (int)table, &c);
    if (why != CODE_OK)
        form_complain(f, "code", code_complaint(r->arena, typed, why));
    else if (c.pref != pref)
        form_complain(f, "pref", S("都道府県が、医療機関等コードのはじめの2けたとちがいます"));
    else if (c.table != table)
        form_complain(f, "score_table", S("点数表コードが、医療機関等コードの3けためとちがいます"));
    else if (institution_by_code(r->db, &c, i))
        return true;
    else if (!code_check_ok(&c))
        form_complain(f, "code", str_of(code_check_complaint));
    else
        form_complain(f, "code", S("この医療機関等コードは見つかりません。"
                                   "数字と、都道府県、点数表コードをもう一度見てください"));
    return false;
}

static struct str too_early(struct req *r, const struct letter_request *last)
{
    struct arena *a = r->arena;

    if (str_is(last->state, "asked"))
        return arena_fmt(a, STR_FMT "に受け付けた申し込みがあります。発送の準備をしています",
            STR_ARG(words_moment(a, last->asked_at)));
    return arena_fmt(a,
        STR_FMT "に受け付けた申し込みがあります。つぎは、" STR_FMT "から申し込めます",
        STR_ARG(words_moment(a, last->asked_at)),
        STR_ARG(date_japanese_full(a, letter_request_next(last))));
}

static struct str why_not(struct req *r, enum letter_ask what, const struct letter_request *last)
{
    switch (what) {
    case LETTER_EARLY:
        return too_early(r, last);
    case LETTER_CLOSED:
        return S("この医療機関等は、廃止の届出が出ているか、まだ指定されていません。"
                 "まちがっているときは、コールセンターへ電話してください");
    case LETTER_NO_ADDRESS:
        return S("届け出ている住所がわからないため、送れません。コールセンターへ電話してください");
    case LETTER_FULL:
        return S("きょう受け付けられる数をこえました。あした、もう一度申し込んでください。"
                 "お急ぎのときは、コールセンターへ電話してください");
    case LETTER_ASKED:
        break;
    }
    return S("");
}

static int ask(struct req *r)
{
    struct letter_request row = {.id = 0};
    enum letter_ask what;
    struct institution i;
    struct form f;

    begin(&f, r);
    form_read(&f);
    if (!find(&f, &i))
        return draw(&f, 422);
    db_as(r->db, r->arena, DB_ALL);
    what = letter_request_ask(r->db, &i, S("-"), r->app->conf->requests_day, &row);
    if (what == LETTER_EARLY && clock_now() - row.asked_at < SAME_PRESS_S)
        return see_other(r, S(PAGE "/done"));
    if (what != LETTER_ASKED) {
        form_complain(&f, "", why_not(r, what, &row));
        return draw(&f, 422);
    }
    letter_asked(r, &row, i.name);
    draft_drop(r->db, form_owner(r), S(PAGE), r->who.institution);
    return see_other(r, S(PAGE "/done"));
}

static int done(struct req *r)
{
    struct letter_request now = {.asked_at = clock_now()};

    page_open(r, (struct page){.title = S("案内文書をもう一度送る（完了）")});
    tmpl_letter_asked(r->out, date_japanese_full(r->arena, letter_request_next(&now)));
    return 200;
}

/* ---------------------------------------------------------------- マイページ */

static struct tag state_of(const struct letter_request *q)
{
    if (str_is(q->state, "asked"))
        return (struct tag){TONE_INFO, S("発送の準備をしています")};
    if (str_is(q->reason, "member"))
        return (struct tag){TONE_PLAIN, S("取りやめました")};
    if (str_is(q->state, "refused"))
        return (struct tag){TONE_PLAIN, S("送りませんでした")};
    if (str_is(q->letter_state, "planned"))
        return (struct tag){TONE_INFO, S("印刷しています")};
    if (str_is(q->letter_state, "written") || str_is(q->letter_state, "used"))
        return (struct tag){TONE_GOOD, S("送りました")};
    if (str_is(q->letter_state, "returned"))
        return (struct tag){TONE_WARN, S("あて先に届かず、返ってきました")};
    return (struct tag){TONE_WARN, S("送れませんでした。コールセンターへ電話してください")};
}

static void list_mine(struct req *r, struct my_letter_view *v)
{
    struct letter_requests l = letter_request_mine(r->db);

    v->rows.n = l.n;
    v->rows.v = NEW_N(r->arena, struct my_letter_row, l.n + 1);
    for (size_t i = 0; i < l.n; i++)
        v->rows.v[i] = (struct my_letter_row){words_moment(r->arena, l.v[i].asked_at),
            state_of(&l.v[i]), words_day(r->arena, l.v[i].posted_on)};
    if (!l.n)
        return;
    v->waiting = str_is(l.v[0].state, "asked");
    if (date_cmp(date_tokyo(clock_now()), letter_request_next(&l.v[0])) < 0)
        v->next = date_japanese_full(r->arena, letter_request_next(&l.v[0]));
}

static int draw_mine(struct req *r, int status, struct str said)
{
    struct my_letter_view v = {.csrf = guard_csrf(r), .place = r->who.place, .said = said,
        .next = S(""), .confirmed = letter_request_confirmed(r->db, r->who.institution)};

    list_mine(r, &v);
    page_open(r, (struct page){.wrong = status == 422,
                     .notice = str_is(query_value(r, "sent"), "1")
                         ? S("申し込みを受け付けました。届け出ている住所に郵便で送ります。")
                         : S("")});
    tmpl_my_letter(r->out, &v);
    return status;
}

static int show_mine(struct req *r)
{
    return draw_mine(r, 200, S(""));
}

static int ask_mine(struct req *r)
{
    struct letter_request row = {.id = 0};
    enum letter_ask what;
    struct institution i;

    if (!institution_get(r->db, r->who.institution, &i))
        return not_found(r);
    what = letter_request_ask(r->db, &i, r->who.owner, 0, &row);
    if (what == LETTER_EARLY && clock_now() - row.asked_at < SAME_PRESS_S)
        return see_other(r, S("/my/letter?sent=1"));
    if (what != LETTER_ASKED)
        return draw_mine(r, 422, why_not(r, what, &row));
    letter_asked(r, &row, r->who.place);
    return see_other(r, S("/my/letter?sent=1"));
}

static const struct route routes[] = {
    {"GET", PAGE, PUBLIC, "案内文書をもう一度送る", show},
    {"POST", PAGE, PUBLIC, "案内文書をもう一度送る", ask, .rate = RATE_MAIL},
    {"GET", PAGE "/done", PUBLIC, "案内文書をもう一度送る（完了）", done},
    {"GET", "/my/letter", MEMBER, "新しい案内文書の申し込み", show_mine},
    {"POST", "/my/letter", MEMBER, "新しい案内文書の申し込み", ask_mine, .rate = RATE_MAIL},
    {0},
};

const struct feature letter_feature = {"letter", routes};
