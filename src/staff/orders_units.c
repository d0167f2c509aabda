/* orders_units.c: the readers themselves by serial number, and those that were delivered
 * long ago to institutions that have not begun to use them. */
#include "gen/templates.h"
#include "model/order.h"
#include "model/receipt.h"
#include "model/unit.h"
#include "staff/orders_impl.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"

#define UNITS ORDERS "/units"
#define IDLE  ORDERS "/unused"

enum { ROWS = 50 };

static const struct tab {
    const char *state, *text;
    enum tone tone;
} tabs[] = {{"delivered", "受領", TONE_GOOD}, {"sent", "発送", TONE_INFO},
    {"returned", "返却", TONE_PLAIN}};

/* ---------------------------------------------------------------- serial numbers */

static struct unit_view unit_of(struct req *r, const struct unit *u)
{
    struct unit_view v = {.serial = u->serial,
        .since = words_day(r->arena, u->day),
        .product = arena_fmt(
            r->arena, STR_FMT " " STR_FMT, STR_ARG(u->product), STR_ARG(u->model)),
        .href = orders_href(r, u->number),
        .number = receipt_text(r->arena, u->number),
        .name = u->name,
        .code = orders_code(r, u->pref, u->score_table, u->code),
        .place = orders_inst(r, u->pref, u->score_table, u->code)};

    for (size_t i = 0; i < COUNT(tabs); i++)
        if (str_is(u->state, tabs[i].state))
            v.state = (struct tag){tabs[i].tone, str_of(tabs[i].text)};
    return v;
}

static void add_units(struct req *r, struct units_view *v, struct units l)
{
    v->rows.v = NEW_N(r->arena, struct unit_view, l.n + 1);
    for (; v->rows.n < l.n; v->rows.n++)
        v->rows.v[v->rows.n] = unit_of(r, &l.v[v->rows.n]);
}

static void search(struct req *r, struct units_view *v)
{
    struct units l = unit_search(r->db, v->typed, ROWS);

    add_units(r, v, l);
    v->caption = arena_fmt(r->arena, "「" STR_FMT "」で始まる製造番号（%zu台%s）",
        STR_ARG(v->typed), l.n, l.n == ROWS ? "・ほかにもあるかもしれません" : "");
    if (!l.n)
        v->said = S("この番号で始まる製造番号はありません。大文字と小文字、ハイフンも区別"
                    "します。");
}

static void by_state(struct req *r, struct units_view *v)
{
    struct link *links = NEW_N(r->arena, struct link, COUNT(tabs));
    const struct tab *now = &tabs[0];
    int64_t n, pages, page = 1;

    for (size_t i = 0; i < COUNT(tabs); i++)
        if (str_is(query_value(r, "state"), tabs[i].state))
            now = &tabs[i];
    for (size_t i = 0; i < COUNT(tabs); i++)
        links[i] = (struct link){{arena_fmt(r->arena, UNITS "?state=%s", tabs[i].state)},
            arena_fmt(r->arena, "%s %lld台", tabs[i].text,
                (long long)unit_count(r->db, str_of(tabs[i].state))),
            &tabs[i] == now};
    v->tabs = (struct link_list){links, COUNT(tabs)};
    n = unit_count(r->db, str_of(now->state));
    pages = (n + ROWS - 1) / ROWS;
    if (!str_int(query_value(r, "page"), 1, pages ? pages : 1, &page))
        page = 1;
    add_units(r, v, unit_in(r->db, str_of(now->state), (page - 1) * ROWS, ROWS));
    v->caption = arena_fmt(r->arena, "%s（新しい順・%lld台）", now->text, (long long)n);
    v->pager = pager_make(arena_fmt(r->arena, UNITS "?state=%s", now->state), page, pages,
        S("端末"), r->arena);
    if (!n)
        v->said = S("この状態の端末はありません。");
}

static int units(struct req *r)
{
    struct units_view v = {.typed = text_ascii(r->arena, query_value(r, "serial"))};

    if (v.typed.n)
        search(r, &v);
    else
        by_state(r, &v);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_units(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- nobody uses them */

static struct str since_day(struct req *r)
{
    return date_text(r->arena,
        date_add_months(date_tokyo(clock_now()), -(int)r->app->conf->unused_months));
}

static int unused(struct req *r)
{
    struct order_filter f = orders_filter(r);
    struct str day = since_day(r);
    int64_t n = order_unused_count(r->db, day, &f);
    int64_t pages = (n + ORDER_PAGE - 1) / ORDER_PAGE, page = 1;
    struct unused_view v = {
        .months = arena_fmt(r->arena, "%lld", (long long)r->app->conf->unused_months)};
    struct order_items l;

    if (!str_int(query_value(r, "page"), 1, pages ? pages : 1, &page))
        page = 1;
    l = order_unused(r->db, day, &f, page);
    v.rows.v = NEW_N(r->arena, struct order_row_view, l.n + 1);
    for (; v.rows.n < l.n; v.rows.n++)
        v.rows.v[v.rows.n] = orders_row(r, &l.v[v.rows.n]);
    v.caption = arena_fmt(r->arena, "受領の古い順（%lld件）", (long long)n);
    v.makers = orders_makers(r, f.maker, "すべてのメーカー");
    v.prefs = orders_prefs(r, f.pref);
    v.kinds = orders_kinds(r, f.kind);
    v.pager =
        pager_make(orders_query(r, IDLE, &f, S("")), page, pages, S("端末"), r->arena);
    if (n && ORDERS_LEAD & r->who.role)
        v.export.s = orders_query(r, IDLE "/export", &f, S(""));
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_unused(r->out, &v);
    return 200;
}

static int unused_export(struct req *r)
{
    struct order_filter f = orders_filter(r);
    struct buf b = BUF_INIT;
    int status;

    if (!note_view(r, "order.exported", 0, "filing")) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、書き出したことを記録できません"),
            S("記録できるようになるまで、書き出せません。少し待って、もう一度ためしてくだ"
              "さい。"));
    }
    order_unused_export(r->db, r->arena, since_day(r), &f, &b);
    status = orders_download(r, "unused", buf_view(&b));
    buf_release(&b);
    return status;
}

static const struct route routes[] = {
    {"GET", UNITS, DESK, "端末（製造番号）", units},
    {"GET", IDLE, DESK, "使われていない端末", unused},
    {"GET", IDLE "/export", ORDERS_LEAD, "使われていない端末", unused_export},
    {0},
};

const struct feature staff_orders_units_feature = {"staff_orders_units", routes};
