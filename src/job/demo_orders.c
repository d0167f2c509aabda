/* demo_orders.c: see demo.h: orders of card readers, one of each state. */
#include "job/demo.h"

#include "model/institution.h"
#include "model/order.h"
#include "model/order_limit.h"
#include "model/reader.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"

#define NEW_CODE "0012345"

enum { LONG_AGO = 250 }; /* days since what is delivered was: nobody has begun to use it */

static const struct order_by clinic = {ORDER_BY_CLINIC, S_INIT("a:1")};
static const struct order_by desk = {ORDER_BY_STAFF, S_INIT("job")};

/* What happens to each order, in this order. */
static const struct {
    const char *state;
    enum order_do moves[5];
    size_t n;
} stories[] = {
    {"received", {0}, 0},
    {"scheduled", {ORDER_SCHEDULE}, 1},
    {"dispatched", {ORDER_SCHEDULE, ORDER_DISPATCH}, 2},
    {"delivered", {ORDER_SCHEDULE, ORDER_DISPATCH, ORDER_DELIVER}, 3},
    {"cancelled", {ORDER_CANCEL}, 1},
    {"refund_required", {ORDER_SCHEDULE, ORDER_DISPATCH, ORDER_DELIVER, ORDER_RETURN}, 4},
    {"refunded", {ORDER_SCHEDULE, ORDER_DISPATCH, ORDER_DELIVER, ORDER_RETURN, ORDER_REFUND}, 5},
};

static struct str day(struct arena *a, int64_t from_today)
{
    return date_text(a, date_add_days(date_tokyo(clock_now()), from_today));
}

static enum order_no move(
    struct db *db, struct arena *a, struct order *o, enum order_do what, bool over)
{
    struct order_lines l = order_lines(db, o->id);
    struct order_unit unit = {.reader = l.v[0].reader,
        .serial = arena_fmt(a, "MH%06lld", (long long)o->id)};

    switch (what) {
    case ORDER_SCHEDULE:
        return order_schedule(db, o, day(a, over ? -LONG_AGO : 40), &desk);
    case ORDER_DISPATCH:
        return order_dispatch(db, o, day(a, over ? -LONG_AGO - 2 : -1), S("ヤマト運輸"),
            arena_fmt(a, "%012lld", 400000000000 + (long long)o->id), &desk);
    case ORDER_DELIVER:
        return order_deliver(db, o, day(a, -LONG_AGO), (struct order_units){&unit, 1}, &desk);
    case ORDER_RETURN:
        return order_return(db, o, S("オンライン資格確認を導入しないことになったため"), &desk);
    case ORDER_REFUND:
        return order_refund(db, o, S(""), &desk);
    default:
        return order_cancel(db, o, S("別の製品にするため"), &clinic);
    }
}

static bool one(struct db *db, struct arena *a, int64_t institution, const struct readers *r,
    size_t k, size_t story)
{
    struct institution i;
    struct order_room room;
    struct order in = {.institution = institution, .claims = S("yes"), .claims_month = S(""),
        .emr = S("no"), .emr_month = S(""), .dispensing = S(""), .dispensing_month = S(""),
        .zip = S(""), .pref = S(""), .city = S(""), .building = S(""), .addressee = S(""),
        .phone = S(""), .contact = S("")};
    struct order_line lines[2] = {{.reader = r->v[k % r->n].id, .quantity = 1}};
    struct order o;
    size_t n = 1;

    if (!institution_get(db, institution, &i) || !order_room(db, institution, &room))
        return false;
    in.plan_month = str_head(day(a, 200), 7);
    if (str_is(i.kind, "pharmacy")) {
        in.dispensing = S("yes");
        in.emr = S("");
    }
    if (room.base >= 3 && r->n > 1) {
        lines[0].quantity = 2;
        lines[n++] = (struct order_line){.reader = r->v[(k + 1) % r->n].id, .quantity = 1};
    }
    if (order_place(db, &in, (struct order_lines){lines, n}, &clinic, &o) != ORDER_DONE)
        return false;
    if (o.held_reason.n)
        return true;
    for (size_t m = 0; m < stories[story].n; m++)
        if (move(db, a, &o, stories[story].moves[m], stories[story].n > 2) != ORDER_DONE)
            return false;
    return str_is(o.state, stories[story].state);
}

bool demo_new_facility(struct db *db, struct arena *a, struct institution *out)
{
    struct code c = {.pref = 13, .table = SCORE_MEDICAL, .digits = NEW_CODE};
    struct institution i = {.pref = S("13"), .score_table = S("1"), .code = S(NEW_CODE),
        .kind = S("clinic"), .name = S("見本みなと新規クリニック"),
        .kana = S("ミホンミナトシンキクリニック"), .founder = S("見本　太郎"),
        .zip = S("1000001"), .address = S("千代田区千代田1-1"), .phone = S("03-0000-0099"),
        .phone_digits = S("0300000099"), .name_key = S(""), .obliged = 1, .closed_on = S(""),
        .designated_on = day(a, 130)};

    return institution_add(db, a, &i) == OK && institution_by_code(db, &c, out);
}

bool demo_orders(struct db *db, struct arena *a, const int64_t *institutions, size_t n)
{
    struct readers r;
    size_t story = 0;

    r = reader_orderable(db, day(a, 0));
    for (size_t k = 0; k < n; k++) {
        if (order_allowed(db, institutions[k]) == 0)
            continue; /* nursing stations */
        if (!r.n || !one(db, a, institutions[k], &r, k, story % COUNT(stories)))
            return false;
        story++;
    }
    return story >= COUNT(stories);
}
