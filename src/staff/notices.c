/* notices.c: the queue of transitional notices: what waits, oldest or most doubtful first,
 * with filters; other states likewise. One notice is in notices_review.c. */
#include "staff/notices.h"

#include "gen/templates.h"
#include "model/notice_batch.h"
#include "model/notice_case.h"
#include "model/notice_check.h"
#include "model/notice_queue.h"
#include "model/prefecture.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notices.h"
#include "web/place.h"

enum { TYPES = 9 };

/* ---------------------------------------------------------------- rows, for all pages */

struct str notices_days(struct arena *a, int64_t since, int64_t *days)
{
    *days = date_number(date_tokyo(clock_now())) - date_number(date_tokyo(since));
    return *days ? arena_fmt(a, "%lld日", (long long)*days) : S("きょう");
}

struct str_list notices_doubts(struct arena *a, struct str words)
{
    struct str *v = NEW_N(a, struct str, NOTICE_DOUBTS);
    struct str one;
    size_t n = 0;

    while (words.n && n < NOTICE_DOUBTS) {
        one = str_cut(words, ' ', &words);
        if (one.n)
            v[n++] = notice_check_title(one);
    }
    return (struct str_list){v, n};
}

struct url notices_place(
    struct arena *a, struct str pref, struct str score_table, struct str code)
{
    return place_url(a, "filing", pref, score_table, code);
}

struct str notices_code(
    struct arena *a, struct str pref, struct str score_table, struct str code)
{
    return arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(pref),
        STR_ARG(score_table), STR_ARG(code));
}

struct notice_row notices_row(struct arena *a, const struct notice_queue *n)
{
    struct notice_row x = {.href = {arena_fmt(a, NOTICES "/" STR_FMT, STR_ARG(n->number))},
        .place = notices_place(a, n->pref, n->score_table, n->code),
        .number = receipt_text(a, n->number), .name = n->name,
        .code = notices_code(a, n->pref, n->score_table, n->code),
        .programme = n->programme_title,
        .type = arena_fmt(a, "%lld　" STR_FMT, (long long)n->type_number,
            STR_ARG(n->type_title)),
        .filed = words_moment(a, n->filed_at), .waited = S(""),
        .state = notices_state(&(struct notice){.state = n->state, .in_force = n->in_force}), .failed = notices_doubts(a, n->failed),
        .on_behalf = str_starts(n->filed_by, S("s:"))};
    int64_t days;

    if (str_is(n->state, "filed")) {
        x.waited = notices_days(a, n->filed_at, &days);
        x.late = days > NOTICE_QUEUE_DAYS;
    }
    if (str_is(n->state, "returned"))
        x.waited = arena_fmt(a, STR_FMT "まで", STR_ARG(words_day(a, n->due)));
    return x;
}

struct pick_list notices_pick_programme(struct req *r, struct str chosen, bool words)
{
    struct programme_list all = programme_all(r->db);
    struct pick *v = NEW_N(r->arena, struct pick, all.n + 1);

    for (size_t i = 0; i < all.n; i++) {
        struct str value = words ? all.v[i].word
            : arena_fmt(r->arena, "%lld", (long long)all.v[i].id);

        v[i] = (struct pick){
            .value = value, .label = all.v[i].title, .chosen = str_eq(value, chosen)};
    }
    return (struct pick_list){v, all.n};
}

/* ---------------------------------------------------------------- filters */

static const struct choice states[] = {
    {"filed", "受理を待つ"}, {"returned", "差し戻した"}, {"accepted", "受理した"},
    {"withdrawn", "取り下げ"}, {"ended", "事情解消"}, {NULL, NULL},
};
static const struct choice orders[] = {
    {"age", "古い順"}, {"risk", "見る必要の大きい順"}, {NULL, NULL}};

static struct pick_list picks_of(struct req *r, const struct choice *c, struct str chosen)
{
    struct pick *v = NEW_N(r->arena, struct pick, 8);
    size_t n = 0;

    for (; c->value; c++)
        v[n++] = (struct pick){.value = str_of(c->value), .label = str_of(c->label),
            .chosen = str_is(chosen, c->value)};
    return (struct pick_list){v, n};
}

static struct pick_list types_of(struct req *r, int64_t chosen)
{
    struct pick *v = NEW_N(r->arena, struct pick, TYPES);

    for (int i = 0; i < TYPES; i++) {
        struct str number = arena_fmt(r->arena, "%d", i + 1);

        v[i] = (struct pick){.value = number,
            .label = arena_fmt(r->arena, "類型%d", i + 1), .chosen = chosen == i + 1};
    }
    return (struct pick_list){v, TYPES};
}

static struct pick_list prefs_of(struct req *r, struct str chosen)
{
    struct pick *v = NEW_N(r->arena, struct pick, 47);

    for (int i = 0; i < 47; i++) {
        struct str pref = arena_fmt(r->arena, "%02d", i + 1);

        v[i] = (struct pick){
            .value = pref, .label = prefecture_name(pref), .chosen = str_eq(pref, chosen)};
    }
    return (struct pick_list){v, 47};
}

struct chosen {
    struct notice_queue filter;
    enum notice_order order;
    int64_t page;
    struct str programme; /* its id as text */
};

static bool known(const struct choice *c, struct str value)
{
    for (; c->value; c++)
        if (str_is(value, c->value))
            return true;
    return false;
}

/* What is strange in the address counts as not said. */
static void read_filter(struct req *r, struct chosen *c)
{
    struct str state = query_value(r, "state"), pref = query_value(r, "pref");

    *c = (struct chosen){.page = 1, .programme = query_value(r, "programme")};
    c->filter.state = known(states, state) ? state : S("filed");
    c->filter.pref = prefecture_by_code(pref) ? pref : S("");
    c->filter.doubtful = str_is(query_value(r, "failed"), "1");
    if (!str_int(c->programme, 1, INT64_MAX, &c->filter.programme))
        c->programme = S("");
    if (!str_int(query_value(r, "type"), 1, TYPES, &c->filter.type_number))
        c->filter.type_number = 0;
    if (!str_int(query_value(r, "page"), 1, 100000, &c->page))
        c->page = 1;
    c->order = str_is(query_value(r, "order"), "risk") ? NOTICE_BY_RISK : NOTICE_BY_AGE;
}

static struct str address_of(struct req *r, const struct chosen *c)
{
    return arena_fmt(r->arena,
        NOTICES "?state=" STR_FMT "&programme=" STR_FMT "&type=%s&pref=" STR_FMT
                "&order=%s%s",
        STR_ARG(c->filter.state), STR_ARG(c->programme),
        c->filter.type_number ? arena_fmt(r->arena, "%lld", (long long)c->filter.type_number).p
                              : "",
        STR_ARG(c->filter.pref), c->order == NOTICE_BY_RISK ? "risk" : "age",
        c->filter.doubtful ? "&failed=1" : "");
}

/* ---------------------------------------------------------------- the page */

static void counts(struct req *r, struct notice_queue_view *v)
{
    struct notice_waits w = notice_queue_waits(r->db);
    struct arena *a = r->arena;
    int64_t days = 0, batches, cases, ministry, oldest;

    batches = notice_batch_waiting(r->db, &oldest);
    notice_case_count(r->db, &cases, &ministry, &oldest);
    v->waiting = arena_fmt(a, "%lld", (long long)w.waiting);
    v->clean = arena_fmt(a, "%lld", (long long)w.clean);
    v->doubtful = arena_fmt(a, "%lld", (long long)(w.waiting - w.clean));
    v->batches_waiting = arena_fmt(a, "%lld", (long long)batches);
    v->cases_waiting = arena_fmt(a, "%lld", (long long)cases);
    v->oldest = w.oldest ? notices_days(a, w.oldest, &days) : S("");
    v->old = days > NOTICE_QUEUE_DAYS;
    if (w.oldest && !days)
        v->oldest = S("きょう");
}

static int list(struct req *r)
{
    struct notice_queue_view v = {.enters = (NOTICES_ENTER & r->who.role) != 0};
    struct notice_queue_list rows;
    struct chosen c;
    int64_t n;

    read_filter(r, &c);
    n = notice_queue_count(r->db, &c.filter);
    rows = notice_queue(r->db, &c.filter, c.order, c.page);
    v.rows.v = NEW_N(r->arena, struct notice_row, rows.n + 1);
    for (; v.rows.n < rows.n; v.rows.n++)
        v.rows.v[v.rows.n] = notices_row(r->arena, &rows.v[v.rows.n]);
    v.said = arena_fmt(r->arena, "%lld件あります。", (long long)n);
    v.pager = pager_make(address_of(r, &c), c.page,
        (n + NOTICE_QUEUE_PAGE - 1) / NOTICE_QUEUE_PAGE, S("届出"), r->arena);
    v.states = picks_of(r, states, c.filter.state);
    v.orders = picks_of(r, orders, c.order == NOTICE_BY_RISK ? S("risk") : S("age"));
    v.types = types_of(r, c.filter.type_number);
    v.prefs = prefs_of(r, c.filter.pref);
    v.programmes = notices_pick_programme(r, c.programme, false);
    v.failed_only = c.filter.doubtful != 0;
    counts(r, &v);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_notices(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", NOTICES, DESK, "経過措置の届出", list},
    {0},
};

const struct feature staff_notices_feature = {"staff_notices", routes};
