/* orders_act.c: what staff do with an order by hand, each with a reason, an audit row and
 * the institution's mail in one transaction. */
#include "staff/orders_act.h"

#include "model/audit.h"
#include "model/carrier.h"
#include "model/receipt.h"
#include "model/start.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/delivery_mail.h"

enum { REASON_MAX = 200, CARRIER_MAX = 40, TRACKING_MAX = 40 };

struct doing {
    struct req *r;
    struct order o;
    struct order_by by;
    struct str reason, was_on;
    struct str said, at; /* why it was not done; the field that it is about */
    const char *audit;
    enum delivery_news news;
    bool tells;
};

static const struct act {
    const char *name, *audit;
    unsigned may;
    enum delivery_news news;
    bool tells;
    enum order_no (*run)(struct doing *d);
} acts[];

static struct str why_not(enum order_no no)
{
    switch (no) {
    case ORDER_NO_REV:
        return S(
            "ほかの人が先に変更しました。いまの内容を見て、もう一度入力してください。");
    case ORDER_NO_HELD:
        return S("保留中の申し込みです。保留が終わってから、配送を決めてください。");
    case ORDER_NO_REASON:
        return S("理由を入力してください");
    case ORDER_NO_LINES:
        return S("取り消す台数を、申し込みの台数より少なく入力してください。全部のときは"
                 "「申し込みを取り消す」を使ってください。");
    case ORDER_DONE:
    case ORDER_NO_STATE:
    case ORDER_NO_LIMIT:
    case ORDER_NO_OTHER:
    case ORDER_NO_READER:
    case ORDER_NO_LATE:
    case ORDER_NO_SERIAL:
        break;
    }
    return S("いまの状態ではできません。いまの内容を見てください。");
}

/* A day that was typed; empty with d->said when it can't be that. */
static struct str day(struct doing *d, const char *name, const char *label)
{
    struct str typed = form_value(d->r, name);
    enum date_fault why;
    struct date x;

    why = date_parse(typed, &x);
    if (why == DATE_OK)
        return date_text(d->r->arena, x);
    d->at = str_of(name);
    d->said = arena_fmt(d->r->arena, "%s：" STR_FMT, label,
        STR_ARG(date_complaint(d->r->arena, typed, why)));
    return S("");
}

static void complain(struct doing *d, const char *at, struct str said)
{
    d->at = str_of(at);
    d->said = said;
}

static bool before_today(struct str iso)
{
    char today[11];

    clock_today(today);
    return str_cmp(iso, str_of(today)) < 0;
}

static bool after_today(struct str iso)
{
    char today[11];

    clock_today(today);
    return str_cmp(iso, str_of(today)) > 0;
}

/* ---------------------------------------------------------------- the acts */

static enum order_no release(struct doing *d)
{
    return order_release(d->r->db, &d->o, d->reason, &d->by);
}

static enum order_no cancel(struct doing *d)
{
    return order_cancel(d->r->db, &d->o, d->reason, &d->by);
}

static enum order_no cancel_part(struct doing *d)
{
    int64_t reader, n;

    if (!str_int(form_value(d->r, "reader"), 1, INT64_MAX, &reader) ||
        !str_int(text_digits(d->r->arena, form_value(d->r, "n")), 1, ORDER_QUANTITY, &n))
        return ORDER_NO_LINES;
    return order_cancel_part(d->r->db, &d->o, reader, n, d->reason, &d->by);
}

static enum order_no schedule(struct doing *d)
{
    struct str on = day(d, "delivery_on", "配送予定日");

    if (on.n && before_today(on))
        complain(d, "delivery_on",
            S("配送予定日は、きょうか、きょうより後の日にしてください"));
    if (d->said.n)
        return ORDER_NO_STATE;
    d->was_on = str_eq(on, d->o.delivery_on) ? S("") : d->o.delivery_on;
    return order_schedule(d->r->db, &d->o, on, &d->by);
}

static enum order_no dispatch(struct doing *d)
{
    struct arena *a = d->r->arena;
    struct str on = day(d, "dispatched_on", "発送日");
    struct str carrier = carrier_name(a, text_name(a, form_value(d->r, "carrier")));
    struct str tracking = text_ascii(a, form_value(d->r, "tracking"));

    if (on.n && after_today(on))
        complain(
            d, "dispatched_on", S("発送日は、きょうか、きょうより前の日にしてください"));
    else if (utf8_len(carrier) > CARRIER_MAX || utf8_len(tracking) > TRACKING_MAX)
        complain(d, "carrier", S("配送業者と送り状番号は、40文字までで入力してください"));
    if (d->said.n)
        return ORDER_NO_STATE;
    return order_dispatch(d->r->db, &d->o, on, carrier, tracking, &d->by);
}

static enum order_no deliver(struct doing *d)
{
    struct str on = day(d, "delivered_on", "受領日");

    if (on.n && after_today(on))
        complain(
            d, "delivered_on", S("受領日は、きょうか、きょうより前の日にしてください"));
    else if (on.n && str_cmp(on, d->o.dispatched_on) < 0)
        complain(d, "delivered_on", S("受領日は、発送日より後の日にしてください"));
    if (d->said.n)
        return ORDER_NO_STATE;
    return order_deliver(d->r->db, &d->o, on, (struct order_units){NULL, 0}, &d->by);
}

static enum order_no demand(struct doing *d)
{
    return order_return(d->r->db, &d->o, d->reason, &d->by);
}

static enum order_no refund(struct doing *d)
{
    return order_refund(d->r->db, &d->o, d->reason, &d->by);
}

static enum order_no start(struct doing *d)
{
    struct str on = day(d, "started_on", "運用開始日");

    if (on.n && after_today(on))
        complain(
            d, "started_on", S("運用開始日は、きょうか、きょうより前の日にしてください"));
    if (d->said.n)
        return ORDER_NO_STATE;
    start_note(d->r->db, &(struct start){.institution = d->o.institution,
                             .started_on = on,
                             .noted_by = d->r->who.owner});
    return ORDER_DONE;
}

static const struct act acts[] = {
    {"release", "order.release", ORDERS_LEAD, DELIVERY_RELEASED, true, release},
    {"cancel", "order.cancel", ORDERS_HANDLE, DELIVERY_STOPPED, true, cancel},
    {"part", "order.part", ORDERS_HANDLE, DELIVERY_PARTLY, true, cancel_part},
    {"schedule", "order.schedule", ORDERS_LEAD, DELIVERY_SCHEDULED, true, schedule},
    {"dispatch", "order.dispatch", ORDERS_LEAD, DELIVERY_DISPATCHED, true, dispatch},
    {"deliver", "order.deliver", ORDERS_LEAD, DELIVERY_DELIVERED, true, deliver},
    {"return", "order.return", ORDERS_LEAD, DELIVERY_REPAY, true, demand},
    {"refund", "order.refund", ORDERS_LEAD, DELIVERY_REPAID, true, refund},
    {"start", "order.start", ORDERS_HANDLE, DELIVERY_SCHEDULED, false, start},
    {NULL, NULL, 0, 0, false, NULL},
};

/* ---------------------------------------------------------------- doing it */

static const struct act *act_of(struct str name)
{
    for (const struct act *x = acts; x->name; x++)
        if (str_is(name, x->name))
            return x;
    return NULL;
}

static int finish(struct doing *d, const struct act *act)
{
    struct req *r = d->r;
    struct delivery_post p = {.db = r->db,
        .arena = r->arena,
        .conf = r->app->conf,
        .key = arena_fmt(r->arena, "r%lld", (long long)d->o.rev),
        .was_on = d->was_on};
    int n = act->tells ? delivery_mail(&p, act->news, &d->o) : 0;

    audit_add(r->db,
        &(struct audit){.actor = r->who.owner,
            .institution = d->o.institution,
            .action = str_of(act->audit),
            .request = req_id(r),
            .detail = arena_fmt(r->arena, STR_FMT " " STR_FMT,
                STR_ARG(receipt_text(r->arena, d->o.number)), STR_ARG(d->reason))});
    return see_other(
        r, arena_fmt(r->arena, STR_FMT "?done=%s", STR_ARG(orders_href(r, d->o.number).s),
               !act->tells ? "noted"
               : n         ? "told"
                           : "nobody"));
}

static struct str reason_at(struct req *r, const struct act *act)
{
    return arena_fmt(r->arena, "%s-r", act->name);
}

int orders_act(struct req *r)
{
    const struct act *act = act_of(form_value(r, "act"));
    struct doing d = {.r = r,
        .said = S(""),
        .was_on = S(""),
        .by = {ORDER_BY_STAFF, r->who.owner},
        .reason = text_name(r->arena, form_value(r, "reason"))};
    enum order_no no;
    int64_t rev;

    if (!orders_find(r, &d.o))
        return not_found(r);
    if (!act)
        return orders_draw(r, &d.o, 422, S("ボタンを押し直してください。"), S(""));
    if (!(act->may & r->who.role))
        return refuse(r, 403, S("この操作はできません"),
            S("配送や返還の操作は、責任者か管理者ができます。"));
    if (!str_int(form_value(r, "rev"), 1, INT64_MAX, &rev) || rev != d.o.rev)
        return orders_draw(r, &d.o, 422, why_not(ORDER_NO_REV), S(""));
    if (!d.reason.n)
        return orders_draw(r, &d.o, 422, why_not(ORDER_NO_REASON), reason_at(r, act));
    if (utf8_len(d.reason) > REASON_MAX)
        return orders_draw(
            r, &d.o, 422, S("理由は、200文字までで入力してください"), reason_at(r, act));
    no = act->run(&d);
    if (no == ORDER_DONE)
        return finish(&d, act);
    if (!orders_find(r, &d.o))
        return not_found(r);
    if (no == ORDER_NO_LINES)
        d.at = S("n");
    return orders_draw(r, &d.o, 422, d.said.n ? d.said : why_not(no), d.at);
}
