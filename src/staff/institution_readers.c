/* institution_readers.c: see institution_readers.h. */
#include "staff/institution_readers.h"

#include "model/order.h"
#include "model/order_refusal.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"

enum { GRANTS = SUPERVISOR | ADMIN };

static bool exists(struct req *r, struct str path)
{
    struct str arg[REQ_ARGS];
    int allow;

    return routes_find(r->app->routes, S("GET"), path, arg, &allow) != NULL;
}

static void say_why(struct req *r, const struct institution *i, struct place_readers *v)
{
    enum order_why why = order_why(r->db, i->id);
    const struct order_refusal *no;
    struct order_room room;

    if (order_room(r->db, i->id, &room)) {
        v->limit = room.source.n ? order_limit_text(r->arena, &room, 0) : S("");
        v->source = room.source;
    }
    v->may = why == ORDER_MAY;
    if (v->may)
        return;
    no = order_refusal(why);
    v->why_id = str_of(no->id);
    v->why = str_of(no->title);
    v->why_text = str_of(no->text);
    v->why_next = str_of(no->next);
}

static void list_orders(struct req *r, const struct institution *i, struct place_readers *v)
{
    struct order_list l = order_of(r->db, i->id);

    v->orders.v = NEW_N(r->arena, struct place_order, l.n + 1);
    for (; v->orders.n < l.n; v->orders.n++) {
        const struct order *o = &l.v[v->orders.n];
        struct place_order *to = &v->orders.v[v->orders.n];

        *to = (struct place_order){.number = receipt_text(r->arena, o->number),
            .state = str_of(order_state_name(o->state)), .units = o->units,
            .at = words_moment(r->arena, o->created_at),
            .delivery = words_day(r->arena, o->delivery_on)};
        if (o->held_reason.n && order_under_way(o)) {
            to->held = S("受付番号待ち");
            to->held_until = words_day(r->arena, o->held_until);
        }
        to->href.s = arena_fmt(r->arena, "/staff/orders/" STR_FMT, STR_ARG(o->number));
        if (!exists(r, to->href.s))
            to->href.s = S("");
    }
}

static void list_grants(struct req *r, const struct institution *i, struct place_readers *v)
{
    struct order_grants l = order_grants_of(r->db, i->id);
    char today[11];

    clock_today(today);
    v->grants.v = NEW_N(r->arena, struct place_grant, l.n + 1);
    for (size_t k = 0; k < l.n; k++) {
        const struct order_grant *g = &l.v[k];
        struct place_grant *to = &v->grants.v[v->grants.n];

        if (!order_grant_runs(g, str_of(today)))
            continue;
        *to = (struct place_grant){.units = g->units, .reason = g->reason,
            .until = words_day(r->arena, g->until_day)};
        if (GRANTS & r->who.role)
            to->end.s = arena_fmt(r->arena, "/staff/readers/grants/%lld", (long long)g->id);
        v->grants.n++;
    }
}

struct place_readers institution_readers(struct req *r, const struct institution *i)
{
    struct place_readers v = {.may = false};
    char today[11];

    clock_today(today);
    say_why(r, i, &v);
    list_orders(r, i, &v);
    list_grants(r, i, &v);
    if (GRANTS & r->who.role && !str_is(i->kind, "nursing") &&
        !institution_closed(i, str_of(today)))
        v.grant.s = arena_fmt(r->arena, "/staff/institutions/" STR_FMT "/grant", STR_ARG(r->arg[0]));
    return v;
}
