/* orders.c: orders of card readers: how many wait where, lists with filters, one box that
 * leads straight to an order, and the list for a maker. */
#include "gen/templates.h"
#include "model/institution.h"
#include "model/order.h"
#include "model/prefecture.h"
#include "model/reader.h"
#include "model/receipt.h"
#include "staff/orders_impl.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"

enum { DAY_S = 24 * 3600 };

static const struct tab {
    const char *state, *text;
    const char *day; /* what the list's column of days is */
} tabs[] = {
    {"received", "受付（配送日待ち）", "配送予定日"},
    {"held", "保留中", "保留の期限"},
    {"scheduled", "配送日決定", "配送予定日"},
    {"dispatched", "発送", "配送予定日"},
    {"delivered", "受領", "受領日"},
    {"refund_required", "返還", "受領日"},
    {"refunded", "返還ずみ", "受領日"},
    {"cancelled", "取消", "配送予定日"},
};

static const struct choice ages[] = {{"", "すべて"}, {"7", "7日をこえた"},
    {"30", "30日をこえた"}, {"90", "90日をこえた"}, {"180", "180日をこえた"},
    {NULL, NULL}};

static const struct tab *tab_of(struct str state)
{
    for (size_t i = 0; i < COUNT(tabs); i++)
        if (str_is(state, tabs[i].state))
            return &tabs[i];
    return &tabs[0];
}

/* ---------------------------------------------------------------- the box */

/* True: it leads somewhere. */
static bool leads(struct req *r, struct str typed, struct orders_view *v, struct str *to)
{
    struct order_items l;
    struct institution i;
    struct str number;
    struct order o;
    struct code c;

    if (receipt_typed(r->arena, typed, &number)) {
        v->said = S("この受付番号の申し込みはありません。削除の申し出など、ほかの受付番号"
                    "かもしれません。");
        *to = orders_href(r, number).s;
        return order_by_number(r->db, number, &o);
    }
    if (code_parse(typed, 0, 0, &c) != CODE_OK || !c.pref) {
        v->said = S("受付番号は、英字と数字の9文字（K7MV-3XQE-9 のような形）です。"
                    "医療機関等は、10けたのコードを入力してください。");
        return false;
    }
    if (!institution_by_code(r->db, &c, &i)) {
        v->said = S("このコードの医療機関等はありません。");
        return false;
    }
    l = order_at(r->db, i.id);
    if (l.n) {
        *to = orders_href(r, l.v[0].number).s; /* the newest; it links the others */
        return true;
    }
    v->said = S("この医療機関等は、まだカードリーダーを申し込んでいません。");
    v->said_place = orders_inst(r, i.pref, i.score_table, i.code);
    v->said_name = i.name;
    return false;
}

/* ---------------------------------------------------------------- the list */

static void add_tabs(struct req *r, const struct tab *now, struct orders_view *v)
{
    struct order_sums sums = order_sums(r->db);

    v->tabs.v = NEW_N(r->arena, struct orders_tab, COUNT(tabs));
    v->tabs.n = COUNT(tabs);
    for (size_t i = 0; i < COUNT(tabs); i++) {
        struct orders_tab *t = &v->tabs.v[i];

        *t = (struct orders_tab){
            .href = {arena_fmt(r->arena, ORDERS "?state=%s", tabs[i].state)},
            .text = str_of(tabs[i].text),
            .count = S("0"),
            .current = &tabs[i] == now};
        for (size_t k = 0; k < sums.n; k++) {
            if (!str_is(sums.v[k].state, tabs[i].state))
                continue;
            t->count = arena_fmt(r->arena, "%lld", (long long)sums.v[k].n);
            if (i < 4 && sums.v[k].n)
                t->oldest = orders_waited(r, sums.v[k].since);
        }
    }
}

static struct pick_list age_picks(struct req *r, struct str chosen)
{
    struct pick *p = NEW_N(r->arena, struct pick, COUNT(ages));
    size_t n = 0;

    for (const struct choice *c = ages; c->value; c++, n++)
        p[n] = (struct pick){.value = str_of(c->value),
            .label = str_of(c->label),
            .chosen = str_is(chosen, c->value)};
    return (struct pick_list){p, n};
}

static void add_rows(struct req *r, const struct order_filter *f, struct str age,
    const struct tab *now, struct orders_view *v)
{
    int64_t n = order_count(r->db, f), pages = (n + ORDER_PAGE - 1) / ORDER_PAGE,
            page = 1;
    struct order_items l;

    if (!str_int(query_value(r, "page"), 1, pages ? pages : 1, &page))
        page = 1;
    l = order_page(r->db, f, page);
    v->rows.v = NEW_N(r->arena, struct order_row_view, l.n + 1);
    for (; v->rows.n < l.n; v->rows.n++)
        v->rows.v[v->rows.n] = orders_row(r, &l.v[v->rows.n]);
    v->caption = arena_fmt(r->arena, "%s（%lld件）", now->text, (long long)n);
    v->nothing = S("この条件の申し込みはありません。");
    v->pager =
        pager_make(orders_query(r, ORDERS, f, age), page, pages, S("申し込み"), r->arena);
}

static int list(struct req *r)
{
    struct str typed = text_clean(r->arena, query_value(r, "q")), to = S("");
    struct str age = query_value(r, "age");
    const struct tab *now = tab_of(query_value(r, "state"));
    struct order_filter f = orders_filter(r);
    struct orders_view v = {.typed = typed,
        .state = str_of(now->state),
        .day = str_of(now->day),
        .imports = (DESK & r->who.role) != 0};
    int64_t days;

    if (typed.n && leads(r, typed, &v, &to))
        return see_other(r, to);
    f.state = str_of(now->state);
    if (str_int(age, 1, 3650, &days))
        f.before = clock_now() - days * DAY_S;
    else
        age = S("");
    add_tabs(r, now, &v);
    add_rows(r, &f, age, now, &v);
    v.makers = orders_makers(r, f.maker, "すべてのメーカー");
    v.prefs = orders_prefs(r, f.pref);
    v.kinds = orders_kinds(r, f.kind);
    v.ages = age_picks(r, age);
    if (ORDERS_LEAD & r->who.role && !str_is(f.state, "held"))
        v.export.s = orders_query(r, ORDERS "/export",
            &(struct order_filter){f.state, f.maker, S(""), S(""), 0}, S(""));
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_orders(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- for a maker */

static bool is_state(struct str s)
{
    return !s.n || *order_state_name(s);
}

static int export(struct req *r)
{
    struct str maker = query_value(r, "maker"), state = query_value(r, "state");
    struct buf b = BUF_INIT;
    int status;

    if (!is_state(state))
        return not_found(r);
    if (!note_view(r, "order.exported", 0, "filing")) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、書き出したことを記録できません"),
            S("記録できるようになるまで、書き出せません。少し待って、もう一度ためしてくだ"
              "さい。"));
    }
    order_export(r->db, maker, state, &b, NULL, NULL);
    status = orders_download(r, "orders", buf_view(&b));
    buf_release(&b);
    return status;
}

static const struct route routes[] = {
    {"GET", ORDERS, DESK, "カードリーダーの申し込み", list},
    {"GET", ORDERS "/export", ORDERS_LEAD, "カードリーダーの申し込み", export},
    {0},
};

const struct feature staff_orders_feature = {"staff_orders", routes};
