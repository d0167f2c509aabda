/* readers_grants.c: units beyond the limit, for one institution, with a reason and a last
 * day: made from the institution's page, listed with their ages, ended early with a reason. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/institution.h"
#include "model/order_refusal.h"
#include "staff/readers_grants_view.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/place.h"
#include "web/steps.h"

#define PAGE   "/staff/readers/grants"
#define PLACES "/staff/institutions/"

enum { GRANTS = SUPERVISOR | ADMIN, SEES = DESK, DAY_S = 86400, REASON = 500 };

/* ---------------------------------------------------------------- list */

static struct tag state_of(const struct order_grant *x, struct str today)
{
    if (x->ended_at)
        return (struct tag){TONE_PLAIN, S("早く終わらせた")};
    if (!order_grant_runs(x, today))
        return (struct tag){TONE_PLAIN, S("終わり")};
    return (struct tag){TONE_WARN, S("いま使える")};
}

static struct str age_text(struct arena *a, int64_t made_at)
{
    int64_t days = date_number(date_tokyo(clock_now())) - date_number(date_tokyo(made_at));

    return days ? arena_fmt(a, "%lld日前", (long long)days) : S("きょう");
}

static struct grant_row row_of(
    struct req *r, const struct order_grant *x, const struct staff_list *staff)
{
    struct arena *a = r->arena;
    struct grant_row v = {.place = x->name, .reason = x->reason,
        .until = words_day(a, x->until_day), .by = words_actor(a, x->made_by, staff),
        .at = words_moment(a, x->made_at), .age = age_text(a, x->made_at), .units = x->units};
    char today[11];

    clock_today(today);
    v.state = state_of(x, str_of(today));
    v.institution = place_url(a, "filing", x->pref, x->score_table, x->code);
    if (x->ended_at)
        v.ended = arena_fmt(a, STR_FMT "、" STR_FMT "：" STR_FMT,
            STR_ARG(words_moment(a, x->ended_at)), STR_ARG(words_actor(a, x->ended_by, staff)),
            STR_ARG(x->end_reason));
    if (GRANTS & r->who.role && order_grant_runs(x, str_of(today)))
        v.end.s = arena_fmt(a, PAGE "/%lld", (long long)x->id);
    return v;
}

static int list(struct req *r)
{
    struct order_grants l = order_grants(r->db);
    struct staff_list staff = staff_list(r->db);
    struct grant_list_view v = {.rows.v = NEW_N(r->arena, struct grant_row, l.n + 1)};
    struct str said = query_value(r, "said");

    for (; v.rows.n < l.n; v.rows.n++)
        v.rows.v[v.rows.n] = row_of(r, &l.v[v.rows.n], &staff);
    page_open(r, (struct page){.notice = str_is(said, "made") ? S("台数の例外を認めました。")
                : str_is(said, "ended")                       ? S("台数の例外を終わらせました。")
                                                              : S("")});
    tmpl_staff_grants(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- a new one */

static const char *const names[] = {"units", "until_day", "reason", NULL};

struct editor {
    struct order_grant grant;
    struct institution at;
};

static bool begin(struct form *f, struct req *r, void *to)
{
    struct editor *e = to;
    struct code c;

    *e = (struct editor){.grant.id = 0};
    if (r->arg[0].n != CODE10_LEN || code_parse(r->arg[0], 0, 0, &c) != CODE_OK ||
        !institution_by_code(r->db, &c, &e->at))
        return false;
    form_init(f, r, &order_grant_model, names,
        arena_fmt(r->arena, PLACES STR_FMT "/grant", STR_ARG(r->arg[0])).p, &e->grant, 0);
    f->f[0].old = f->f[0].typed = f->f[0].value = S("");
    return true;
}

static void check(struct form *f, const void *to)
{
    const struct editor *e = to;
    struct form_field *until = form_field_of(f, "until_day");
    char today[11];

    clock_today(today);
    if (!until->error.n && str_cmp(until->value, str_of(today)) < 0)
        form_complain(f, "until_day", S("申し込める最後の日は、きょうか、あとの日にしてください"));
    if (str_is(e->at.kind, "nursing"))
        form_complain(f, "", S("訪問看護ステーションには、台数を認められません"));
    if (institution_closed(&e->at, str_of(today)))
        form_complain(f, "", S("廃止の医療機関等には、台数を認められません"));
}

static void draw(struct form *f, const void *to, bool confirm, bool wrong, struct str said)
{
    struct req *r = f->r;
    const struct editor *e = to;
    struct grant_edit_view v = {.form = confirm ? form_confirm_view(f) : form_input_view(f),
        .place = e->at.name, .code = r->arg[0],
        .back = {arena_fmt(r->arena, PLACES STR_FMT "?why=filing", STR_ARG(r->arg[0]))}};
    struct order_room room;

    if (order_room(r->db, e->at.id, &room))
        v.limit = order_limit_text(r->arena, &room, 0);
    page_open(r, (struct page){.title = arena_fmt(r->arena, "台数の例外を認める（%s）",
                                   confirm ? "確認" : "入力"),
                     .wrong = wrong, .form = !confirm, .notice = said});
    if (confirm)
        tmpl_staff_grant_confirm(r->out, &v);
    else
        tmpl_staff_grant_edit(r->out, &v);
}

static void note(struct req *r, const char *action, int64_t institution, struct str detail)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = institution,
                         .action = str_of(action), .detail = detail, .request = req_id(r)});
}

static const char *commit(struct form *f, void *to)
{
    struct req *r = f->r;
    struct editor *e = to;
    int64_t id;

    form_into(f, &e->grant);
    e->grant.institution = e->at.id;
    e->grant.made_by = r->who.owner;
    if (order_grant_add(r->db, &e->grant, &id) != OK)
        return NULL;
    note(r, "reader.grant_made", e->at.id,
        arena_fmt(r->arena, "%lld台、" STR_FMT "まで：" STR_FMT, (long long)e->grant.units,
            STR_ARG(words_day(r->arena, e->grant.until_day)), STR_ARG(e->grant.reason)));
    return PAGE "?said=made";
}

static const struct steps steps = {begin, check, draw, commit};

static int input(struct req *r)
{
    struct editor e;

    return steps_input(r, &steps, &e);
}

static int input_post(struct req *r)
{
    struct editor e;

    return steps_input_post(r, &steps, &e);
}

static int confirm(struct req *r)
{
    struct editor e;

    return steps_confirm(r, &steps, &e);
}

static int confirm_post(struct req *r)
{
    struct editor e;

    return steps_confirm_post(r, &steps, &e);
}

/* ---------------------------------------------------------------- its early end */

static bool find(struct req *r, struct order_grant *g)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && order_grant_get(r->db, id, g);
}

static int draw_end(struct req *r, const struct order_grant *g, struct str error)
{
    struct staff_list staff = staff_list(r->db);
    struct grant_end_view v = {.x = row_of(r, g, &staff), .csrf = guard_csrf(r),
        .typed = form_value(r, "reason"), .error = error, .here = {r->path}};

    page_open(r, (struct page){.wrong = error.n > 0});
    tmpl_staff_grant_end(r->out, &v);
    return error.n ? 422 : 200;
}

static int end(struct req *r)
{
    struct order_grant g;

    return find(r, &g) ? draw_end(r, &g, S("")) : not_found(r);
}

static int end_post(struct req *r)
{
    struct str reason = text_lines(r->arena, form_value(r, "reason"));
    struct order_grant g;

    if (!find(r, &g))
        return not_found(r);
    if (g.ended_at) /* a second press, or a colleague was faster */
        return see_other(r, S(PAGE));
    if (!reason.n)
        return draw_end(r, &g, S("終わらせる理由を入力してください"));
    if (utf8_len(reason) > REASON)
        return draw_end(r, &g,
            arena_fmt(r->arena, "終わらせる理由は、%d文字までで入力してください（いま%zu文字です）",
                REASON, utf8_len(reason)));
    if (order_grant_end(r->db, g.id, reason, r->who.owner) != OK)
        return see_other(r, S(PAGE));
    note(r, "reader.grant_ended", g.institution, reason);
    return see_other(r, S(PAGE "?said=ended"));
}

static const struct route routes[] = {
    {"GET", PAGE, SEES, "台数の例外", list},
    {"GET", PAGE "/{id}", GRANTS, "台数の例外を終わらせる", end},
    {"POST", PAGE "/{id}", GRANTS, "台数の例外を終わらせる", end_post},
    {"GET", PLACES "{code}/grant", GRANTS, "台数の例外を認める（入力）", input},
    {"POST", PLACES "{code}/grant", GRANTS, "台数の例外を認める（入力）", input_post},
    {"GET", PLACES "{code}/grant/confirm", GRANTS, "台数の例外を認める（確認）", confirm},
    {"POST", PLACES "{code}/grant/confirm", GRANTS, "台数の例外を認める（確認）", confirm_post},
    {0},
};

const struct feature staff_readers_grants_feature = {"staff_readers_grants", routes};
