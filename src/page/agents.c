/* agents.c: 代行を頼んでいる人: owners ask somebody outside to do named procedures until a day,
 * change that, and end it. Asking and changing need the owner's password; ending does not. */
#include "page/agents_view.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/member.h"
#include "model/token.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/agents.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/prove.h"
#include "web/steps.h"
#include "web/words.h"

#define PAGE "/my/agents"

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S, PER_HOUR = 3, PER_DAY = 10, COLS = 16 };

/* ---------------------------------------------------------------- the list */

static struct tag tag_of(const struct agency *g)
{
    char today[DATE_ISO_LEN + 1];

    clock_today(today);
    if (str_is(g->state, "ended") || str_cmp(g->until_day, str_of(today)) < 0)
        return (struct tag){TONE_FLAT, S("終わりました")};
    if (str_is(g->state, "invited"))
        return (struct tag){TONE_WARN, S("返事を待っています")};
    return (struct tag){TONE_INFO, S("代行中")};
}

static struct str how(struct req *r, const struct agency *g)
{
    const char *why = str_is(g->reason, "owner") ? "施設の代表の方が終わらせました"
        : str_is(g->reason, "agent")             ? "代行の方がやめました"
        : str_is(g->reason, "institution")       ? "施設の登録がなくなりました"
        : str_is(g->reason, "login")             ? "代行の方のログインがなくなりました"
                                                 : "最後の日がすぎました";

    return arena_fmt(r->arena, STR_FMT "　%s",
        STR_ARG(g->ended_at ? words_moment(r->arena, g->ended_at)
                            : words_day(r->arena, g->until_day)), why);
}

static struct agents_row row_of(struct req *r, const struct agency *g)
{
    struct agents_row x = {.id = g->id, .firm = g->firm, .person = g->person,
        .mail = g->mail, .allowed = procedure_names(r->arena, g->procedures),
        .until = words_day(r->arena, g->until_day),
        .since = words_moment(r->arena, g->made_at), .state = tag_of(g),
        .why = how(r, g), .invited = str_is(g->state, "invited")};

    x.open = x.state.tone != TONE_FLAT;
    if (g->account)
        x.login = arena_fmt(r->arena, STR_FMT "（" STR_FMT "）", STR_ARG(g->contact),
            STR_ARG(g->login));
    return x;
}

static struct str said(struct str word)
{
    static const char *const all[][2] = {
        {"asked", "招待のメールを送りました。相手の方がメールのリンクから引き受けると、代行が始まります。"},
        {"again", "招待のメールを、もう一度送りました。前のメールのリンクは使えません。"},
        {"changed", "代行の内容を変えました。相手の方に、メールでお知らせしました。"},
        {"ended", "代行を終わらせました。相手の方に、メールでお知らせしました。"},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        if (str_is(word, all[i][0]))
            return str_of(all[i][1]);
    return S("");
}

static int list(struct req *r)
{
    struct agencies l = agency_list(r->db);
    struct agents_row *rows = NEW_N(r->arena, struct agents_row, l.n + 1);
    struct agents_view v = {.place = r->who.place, .csrf = guard_csrf(r),
        .most = AGENCY_MOST, .full = agency_open(r->db) >= AGENCY_MOST,
        .unconfirmed = !req_confirmed(r)};
    size_t n = 0;

    for (int open = 1; open >= 0; open--) {
        size_t from = n;

        for (size_t i = 0; i < l.n; i++) {
            rows[n] = row_of(r, &l.v[i]);
            n += rows[n].open == (open == 1);
        }
        if (open) {
            v.rows.v = rows;
            v.rows.n = n;
        } else {
            v.ended.v = rows + from;
            v.ended.n = n - from;
        }
    }
    page_open(r, (struct page){.notice = said(query_value(r, "said"))});
    tmpl_agents(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- the form */

/* A row of agency, and a box for each procedure of the list. */
struct asking {
    struct agency g;
    struct str box[COLS];
    struct col col[COLS];
    struct model model;
    size_t n_who, n_what; /* fields before the boxes, and boxes */
};

static const struct col *column(const char *name)
{
    for (size_t i = 0; i < agency_model.n_cols; i++)
        if (strcmp(agency_model.cols[i].name, name) == 0)
            return &agency_model.cols[i];
    die("agency has no column %s", name);
}

static void make_model(struct asking *x, bool fresh)
{
    static const char *const who[] = {"firm", "person", "mail"};
    static const char *const days[] = {"until_day", "current"};
    size_t n = 0;

    for (size_t i = 0; fresh && i < COUNT(who); i++)
        x->col[n++] = *column(who[i]);
    x->n_who = n;
    for (const struct procedure_row *p = procedures; p->bit; p++, n++) {
        static const struct choice yes[] = {{"1", "頼む"}, {"0", "頼まない"}, {NULL, NULL}};

        x->box[x->n_what] = x->g.procedures & p->bit ? S("1") : S("0");
        x->col[n] = (struct col){.name = p->word, .label = p->label, .hint = p->allows,
            .type = COL_STR, .widget = W_CHECK, .choices = yes,
            .off = offsetof(struct asking, box) + x->n_what++ * sizeof(struct str)};
    }
    for (size_t i = 0; i < COUNT(days); i++)
        x->col[n++] = *column(days[i]);
    x->col[n - 1].required = false; /* asked for on the input page alone */
    x->model = (struct model){.name = "agency form", .cols = x->col, .n_cols = n,
        .size = sizeof(*x)};
}

static bool begin_form(struct form *f, struct req *r, struct asking *x, const char *page)
{
    const char *names[COLS + 1] = {NULL};

    make_model(x, !x->g.id);
    for (size_t i = 0; i < x->model.n_cols; i++)
        names[i] = x->col[i].name;
    form_init(f, r, &x->model, names, page, x, x->g.rev);
    return true;
}

static bool begin_new(struct form *f, struct req *r, void *row)
{
    struct asking *x = row;
    struct date last = date_add_months(date_tokyo(clock_now()), AGENCY_MONTHS_USUAL);

    *x = (struct asking){.g = {.until_day = date_text(r->arena, last)}};
    return begin_form(f, r, x, PAGE "/new");
}

static bool find(struct req *r, struct agency *g)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && agency_get(r->db, id, g) &&
        tag_of(g).tone != TONE_FLAT;
}

static bool begin_change(struct form *f, struct req *r, void *row)
{
    struct asking *x = row;

    *x = (struct asking){.g = {.id = 0}};
    return find(r, &x->g) && begin_form(f, r, x,
        arena_fmt(r->arena, PAGE "/%lld", (long long)x->g.id).p);
}

/* ---------------------------------------------------------------- checks */

static int64_t chosen(struct form *f)
{
    int64_t bits = 0;

    for (const struct procedure_row *p = procedures; p->bit; p++)
        if (str_is(form_field_of(f, p->word)->value, "1"))
            bits |= p->bit;
    return bits;
}

/* Why no invitation may go to this address, or empty. */
static struct str mail_complaint(struct req *r, struct str mail)
{
    struct members_of l = member_list(r->db);
    struct agencies g = agency_list(r->db);
    struct str key = account_mail_key(r->arena, mail);

    for (size_t i = 0; i < l.n; i++)
        if (str_eq(account_mail_key(r->arena, l.v[i].mail), key))
            return S("この方は、この施設の「いっしょに使う人」です。代行を頼まなくても、手続きができます");
    for (size_t i = 0; i < g.n; i++)
        if (str_eq(g.v[i].mail_key, key) && tag_of(&g.v[i]).tone != TONE_FLAT)
            return S("この方には、もう頼んでいます。期間と手続きは、一覧から変えられます");
    return S("");
}

static struct str often(struct req *r, struct str mail)
{
    int64_t now = clock_now();

    if (token_count(r->db, "agent", mail, now - HOUR_S) >= PER_HOUR ||
        token_count(r->db, "agent", mail, now - DAY_S) >= PER_DAY)
        return S("このアドレスには、もう何通も送りました。届いていないときは、相手の方に迷惑メールの箱を"
                 "見てもらってください。時間をおくと、また送れます");
    return S("");
}

/* The boxes count as one field: the first says what is wrong. */
static void check_boxes(struct form *f)
{
    for (const struct procedure_row *p = procedures; p->bit; p++) {
        struct form_field *x = form_field_of(f, p->word);

        if (!x->value.n)
            x->value = S("0");
    }
    if (!chosen(f))
        form_complain(f, procedures[0].word, S("頼む手続きに、1つ以上の印をつけてください"));
}

static void check(struct form *f, const void *row)
{
    const struct asking *x = row;
    struct req *r = f->r;
    struct form_field *day = form_field_of(f, "until_day");
    struct account me;
    struct date last;

    check_boxes(f);
    if (!day->error.n && date_iso(day->value, &last))
        form_complain(f, "until_day",
            agency_day_complaint(r->arena, last, date_tokyo(clock_now())));
    if (!x->g.id) {
        struct form_field *mail = form_field_of(f, "mail");

        if (!mail->error.n && mail->value.n)
            form_complain(f, "mail", mail_complaint(r, mail->value));
        if (!mail->error.n && mail->value.n)
            form_complain(f, "mail", often(r, mail->value));
        if (agency_open(r->db) >= AGENCY_MOST)
            form_complain(f, "", S("人数がいっぱいです。終わった人を、先に終わらせてください"));
    } else if (chosen(f) == x->g.procedures && str_eq(day->value, x->g.until_day)) {
        form_complain(f, "until_day", S("いまと同じ内容です。変えないときは、一覧に戻ってください"));
    }
    if (!r->route->plan) /* the confirm page: it was proved on the page before */
        return;
    if (!f->wrong || !form_value(r, "current").n)
        form_complain(f, "current", prove(r, r->who.mail, form_value(r, "current"), &me));
}

static void plan(struct req *r)
{
    if (!form_value(r, "hyoji").n)
        prove_plan(r, r->who.mail, form_value(r, "current"));
}

/* ---------------------------------------------------------------- drawing */

static void draw(struct form *f, const void *row, bool confirm, bool wrong, struct str said_now)
{
    const struct asking *x = row;
    struct req *r = f->r;
    struct agents_row now = {.id = 0};
    struct agents_form_view v = {.place = r->who.place};

    if (x->g.id) {
        now = row_of(r, &x->g);
        v.row = &now;
    }
    form_field_of(f, "current")->required = true;
    for (size_t i = 0; confirm && !x->g.id && i < f->n; i++)
        f->f[i].old = f->f[i].value; /* everything is new: nothing to compare with */
    v.form = confirm ? form_confirm_view(f) : form_input_view(f);
    v.who = (struct field_list){v.form->fields.v, x->n_who};
    v.what = (struct field_list){v.form->fields.v + x->n_who, x->n_what};
    v.days = (struct field_list){v.what.v + x->n_what, 2};
    page_open(r, (struct page){.wrong = wrong, .form = !confirm, .notice = said_now,
        .title = arena_fmt(r->arena, "%s（%s）", x->g.id ? "代行の期間・手続きを変える" : "代行を頼む",
            confirm ? "確認" : "入力")});
    if (confirm)
        tmpl_agents_confirm(r->out, &v);
    else
        tmpl_agents_input(r->out, &v);
}

/* ---------------------------------------------------------------- commit */

static const char *commit_new(struct form *f, void *row)
{
    struct asking *x = row;
    struct req *r = f->r;
    int64_t id;

    form_into(f, x);
    x->g.procedures = chosen(f);
    x->g.mail_key = account_mail_key(r->arena, x->g.mail);
    x->g.made_by = r->who.account;
    if (agency_grant(r->db, &x->g, &id) != OK || !agency_get(r->db, id, &x->g))
        return NULL;
    agents_invite(r, &x->g);
    return PAGE "?said=asked";
}

static const char *commit_change(struct form *f, void *row)
{
    struct asking *x = row;
    struct req *r = f->r;
    struct agents c = agents_of(r);

    x->g.procedures = chosen(f);
    x->g.until_day = form_field_of(f, "until_day")->value;
    x->g.rev = f->rev;
    if (agency_change(r->db, &x->g) != OK || !agency_get(r->db, x->g.id, &x->g))
        return NULL;
    agents_tell(&c, &x->g, AGENT_CHANGED, r->who.name, S(""));
    agents_audit(r, &x->g, "agent.changed");
    return PAGE "?said=changed";
}

static const struct steps steps_new = {begin_new, check, draw, commit_new};
static const struct steps steps_change = {begin_change, check, draw, commit_change};

typedef int step_fn(struct req *r, const struct steps *s, void *row);

/* Somebody who has proved nothing yet asks nobody. */
static int fresh(struct req *r, step_fn *step)
{
    if (!req_confirmed(r))
        return refuse(r, 403, S("まだ代行を頼めません"),
            S("この施設の確認が終わると、頼めるようになります。マイページの案内を見てください。"));
    return step(r, &steps_new, NEW(r->arena, struct asking));
}

static int new_input(struct req *r) { return fresh(r, steps_input); }
static int new_post(struct req *r) { return fresh(r, steps_input_post); }
static int new_confirm(struct req *r) { return fresh(r, steps_confirm); }
static int new_commit(struct req *r) { return fresh(r, steps_confirm_post); }

static int change(struct req *r, step_fn *step)
{
    return step(r, &steps_change, NEW(r->arena, struct asking));
}

static int change_input(struct req *r) { return change(r, steps_input); }
static int change_post(struct req *r) { return change(r, steps_input_post); }
static int change_confirm(struct req *r) { return change(r, steps_confirm); }
static int change_commit(struct req *r) { return change(r, steps_confirm_post); }

/* ---------------------------------------------------------------- once more, the end */

static int again(struct req *r)
{
    struct agency g;
    struct str why;

    if (!find(r, &g) || !str_is(g.state, "invited"))
        return see_other(r, S(PAGE));
    if (!req_confirmed(r))
        return fresh(r, steps_input);
    why = often(r, g.mail);
    if (why.n)
        return refuse(r, 422, S("招待のメールを送れません"),
            arena_fmt(r->arena, STR_FMT "。", STR_ARG(why)));
    agents_invite(r, &g);
    return see_other(r, S(PAGE "?said=again"));
}

static int end_page(struct req *r)
{
    struct agency g;
    struct agents_row x;

    if (!find(r, &g))
        return not_found(r);
    x = row_of(r, &g);
    page_open(r, (struct page){.wrong = false});
    tmpl_agents_end(r->out, &x, guard_csrf(r));
    return 200;
}

static int end(struct req *r)
{
    struct agency g;

    if (!find(r, &g) || !agents_end(r, &g, "owner")) /* pressed twice, or it is over */
        return see_other(r, S(PAGE));
    return see_other(r, S(PAGE "?said=ended"));
}

#define NEW_PAGE PAGE "/new"
#define ONE      PAGE "/{agency}"

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "代行を頼んでいる人", list, .members = OWNERS},
    {"GET", NEW_PAGE, MEMBER, "代行を頼む（入力）", new_input, .members = OWNERS},
    {"POST", NEW_PAGE, MEMBER, "代行を頼む（入力）", new_post, .plan = plan,
        .rate = RATE_LOGIN, .members = OWNERS},
    {"GET", NEW_PAGE "/confirm", MEMBER, "代行を頼む（確認）", new_confirm, .members = OWNERS},
    {"POST", NEW_PAGE "/confirm", MEMBER, "代行を頼む（確認）", new_commit, .rate = RATE_MAIL,
        .members = OWNERS},
    {"GET", ONE, MEMBER, "代行の期間・手続きを変える（入力）", change_input, .members = OWNERS},
    {"POST", ONE, MEMBER, "代行の期間・手続きを変える（入力）", change_post, .plan = plan,
        .rate = RATE_LOGIN, .members = OWNERS},
    {"GET", ONE "/confirm", MEMBER, "代行の期間・手続きを変える（確認）", change_confirm,
        .members = OWNERS},
    {"POST", ONE "/confirm", MEMBER, "代行の期間・手続きを変える（確認）", change_commit,
        .members = OWNERS},
    {"POST", ONE "/again", MEMBER, "招待をもう一度送る", again, .rate = RATE_MAIL,
        .members = OWNERS},
    {"GET", ONE "/end", MEMBER, "代行を終わらせる", end_page, .members = OWNERS},
    {"POST", ONE "/end", MEMBER, "代行を終わらせる", end, .members = OWNERS},
    {0},
};

const struct feature agents_feature = {"agents", routes};
