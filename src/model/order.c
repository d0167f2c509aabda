/* order.c: see order.h: who may do what with an order, and what it does. */
#include "model/order_impl.h"

#include "model/order_limit.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/buf.h"
#include "util/str.h"

#define CLINIC ORDER_BY_CLINIC
#define STAFF  ORDER_BY_STAFF
#define JOB    ORDER_BY_JOB

const struct order_rule order_rules[] = {
    {"", ORDER_PLACE, CLINIC, "received", "place"},
    {"received", ORDER_CHANGE, CLINIC, "received", "change"},
    {"received", ORDER_CANCEL, CLINIC | STAFF | JOB, "cancelled", "cancel"},
    {"scheduled", ORDER_CANCEL, STAFF, "cancelled", "cancel"},
    {"received", ORDER_CANCEL_PART, CLINIC | STAFF, "received", "part"},
    {"scheduled", ORDER_CANCEL_PART, STAFF, "scheduled", "part"},
    {"cancelled", ORDER_UNDO, CLINIC | STAFF, "received", "undo"},
    {"received", ORDER_RELEASE, STAFF | JOB, "received", "release"},
    {"received", ORDER_SCHEDULE, STAFF | JOB, "scheduled", "schedule"},
    {"scheduled", ORDER_SCHEDULE, STAFF | JOB, "scheduled", "schedule"},
    {"scheduled", ORDER_DISPATCH, STAFF | JOB, "dispatched", "dispatch"},
    {"dispatched", ORDER_DISPATCH, STAFF | JOB, "dispatched", "dispatch"}, /* corrected */
    {"dispatched", ORDER_DELIVER, STAFF | JOB, "delivered", "deliver"},
    {"delivered", ORDER_RETURN, STAFF, "refund_required", "return"},
    {"refund_required", ORDER_REFUND, STAFF, "refunded", "refund"},
    {NULL, 0, 0, NULL, NULL},
};

const struct order_rule *order_rule(struct str state, enum order_do what, enum order_who who)
{
    for (const struct order_rule *r = order_rules; r->from; r++)
        if (r->what == what && r->who & who && str_is(state, r->from))
            return r;
    return NULL;
}

/* ---------------------------------------------------------------- words */

static const struct choice states[] = {{"received", "受付"}, {"scheduled", "配送日決定"},
    {"dispatched", "発送"}, {"delivered", "受領"}, {"cancelled", "取消"},
    {"refund_required", "返還"}, {"refunded", "返還ずみ"}, {NULL, NULL}};
static const struct choice events[] = {{"place", "申込み"}, {"change", "内容の変更"},
    {"cancel", "取消し"}, {"part", "一部の取消し"}, {"undo", "取消しをやめる"},
    {"release", "保留をとく"}, {"schedule", "配送日の決定"}, {"dispatch", "発送"},
    {"deliver", "受領"}, {"return", "返還の求め"}, {"refund", "返還の終わり"}, {NULL, NULL}};

static const char *word(const struct choice *c, struct str value)
{
    for (; c->value; c++)
        if (str_is(value, c->value))
            return c->label;
    return "";
}

const char *order_state_name(struct str state)
{
    return word(states, state);
}

const char *order_event_name(struct str event)
{
    return word(events, event);
}

bool order_under_way(const struct order *o)
{
    return str_is(o->state, "received") || str_is(o->state, "scheduled") ||
        str_is(o->state, "dispatched");
}

/* ---------------------------------------------------------------- the history */

static struct str joined(struct arena *a, const struct str *parts, size_t n)
{
    struct buf b = BUF_INIT;
    struct str s;
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        buf_addf(&b, "%s" STR_FMT, i ? "\n" : "", STR_ARG(parts[i]));
        any = any || parts[i].n;
    }
    s = any ? arena_str(a, buf_view(&b)) : S("");
    buf_release(&b);
    return s;
}

struct order_snapshot order_snapshot(struct db *db, struct arena *a, const struct order *o)
{
    const struct str address[] = {
        o->zip, o->pref, o->city, o->building, o->addressee, o->phone, o->contact};
    const struct str plan[] = {o->held_reason, o->held_until, o->delivery_on,
        o->dispatched_on, o->carrier, o->tracking, o->delivered_on};
    struct order_lines l = order_lines(db, o->id);
    struct buf b = BUF_INIT;
    struct order_snapshot s;

    for (size_t i = 0; i < l.n; i++)
        buf_addf(&b, "%s%lld:%lld-%lld", i ? " " : "", (long long)l.v[i].reader,
            (long long)l.v[i].quantity, (long long)l.v[i].cancelled);
    s.lines = arena_str(a, buf_view(&b));
    buf_release(&b);
    s.address = o->elsewhere ? joined(a, address, COUNT(address)) : S("");
    s.plan = joined(a, plan, COUNT(plan));
    return s;
}

/* ---------------------------------------------------------------- one move */

/* A savepoint of its own: what is refused half-way leaves nothing behind. */
struct move {
    struct db *db;
    const struct order_by *by;
    const struct order_rule *rule;
    struct str note;
};

static enum order_no begin(
    struct move *m, const struct order *o, enum order_do what, bool needs_reason)
{
    m->rule = order_rule(o->state, what, m->by->who);
    if (!m->rule)
        return ORDER_NO_STATE;
    if (needs_reason && !str_trim(m->note).n)
        return ORDER_NO_REASON;
    return db_savepoint(m->db) ? ORDER_DONE : ORDER_NO_STATE;
}

static void add_event(const struct move *m, const struct order *o)
{
    struct arena a = ARENA_INIT;
    struct order_snapshot s = order_snapshot(m->db, &a, o);

    order_event_add(m->db,
        &(struct order_event){.reader_order = o->id, .actor = m->by->actor,
            .event = str_of(m->rule->word), .from_state = str_of(m->rule->from),
            .to_state = str_of(m->rule->to), .lines = s.lines, .address = s.address,
            .plan = s.plan, .note = m->note});
    arena_release(&a);
}

/* no: what came of it. The database's own refusals are told as they are; when it is broken
 * nothing counts, and the savepoint goes with the rest. */
static enum order_no end(const struct move *m, enum order_no no, int64_t id, struct order *out)
{
    struct order now;

    if (db_broken(m->db))
        return no == ORDER_DONE ? ORDER_NO_STATE : no;
    if (no != ORDER_DONE || !order_get(m->db, id, &now)) {
        db_undo(m->db);
        return no == ORDER_DONE ? ORDER_NO_REV : no;
    }
    add_event(m, &now);
    db_release(m->db);
    *out = now;
    return ORDER_DONE;
}

static enum order_no no_of(enum err e)
{
    switch (e) {
    case OK:
        return ORDER_DONE;
    case ERR_NOT_FOUND:
        return ORDER_NO_REV;
    case ERR_CONFLICT:
        return ORDER_NO_OTHER;
    case ERR_DENIED:
        break;
    }
    return ORDER_NO_LIMIT;
}

static enum order_no save(const struct move *m, const struct order *before, struct order *row)
{
    row->was = before->state;
    row->state = str_of(m->rule->to);
    return no_of(order_row_save(m->db, row));
}

/* ---------------------------------------------------------------- lines */

static bool in_lines(struct order_lines l, int64_t reader)
{
    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].reader == reader)
            return true;
    return false;
}

/* had: what may stay although it can't be ordered any more. */
static enum order_no check_lines(struct db *db, struct order_lines l, struct order_lines had)
{
    if (l.n < 1 || l.n > ORDER_LINES)
        return ORDER_NO_LINES;
    for (size_t i = 0; i < l.n; i++) {
        if (l.v[i].quantity < 1 || l.v[i].quantity > ORDER_QUANTITY)
            return ORDER_NO_LINES;
        if (in_lines((struct order_lines){l.v, i}, l.v[i].reader))
            return ORDER_NO_READER;
        if (!order_line_orderable(db, l.v[i].reader) && !in_lines(had, l.v[i].reader))
            return ORDER_NO_READER;
    }
    return ORDER_DONE;
}

static enum order_no put_lines(struct db *db, int64_t order, struct order_lines l)
{
    enum err e = OK;

    for (size_t i = 0; i < l.n && e == OK; i++) {
        struct order_line row = {.reader_order = order, .reader = l.v[i].reader,
            .quantity = l.v[i].quantity};

        e = order_line_add(db, &row);
    }
    return no_of(e);
}

static int64_t total(struct order_lines l)
{
    int64_t n = 0;

    for (size_t i = 0; i < l.n; i++)
        n += l.v[i].quantity - l.v[i].cancelled;
    return n;
}

/* ---------------------------------------------------------------- the institution's moves */

enum order_no order_place(struct db *db, const struct order *in, struct order_lines lines,
    const struct order_by *by, struct order *out)
{
    char number[RECEIPT_NUMBER + 1];
    struct arena a = ARENA_INIT;
    struct move m = {.db = db, .by = by, .note = S("")};
    struct order row = *in, other;
    enum order_no no;

    row.state = S("");
    row.created_by = by->actor;
    row.held_reason = row.held_until = S("");
    if (order_current(db, in->institution, &other))
        return ORDER_NO_OTHER;
    no = check_lines(db, lines, (struct order_lines){NULL, 0});
    if (no == ORDER_DONE)
        no = begin(&m, &row, ORDER_PLACE, false);
    if (no != ORDER_DONE)
        return no;
    do {
        receipt_make(number);
    } while (order_number_taken(db, str_of(number)));
    row.number = str_of(number);
    row.state = str_of(m.rule->to);
    order_hold(db, &a, &row);
    no = no_of(order_row_add(db, &row, &row.id));
    arena_release(&a);
    if (no == ORDER_DONE)
        no = put_lines(db, row.id, lines);
    return end(&m, no, row.id, out);
}

enum order_no order_change(struct db *db, struct order *o, const struct order *to,
    struct order_lines lines, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = S("")};
    struct order row = *o;
    enum order_no no = check_lines(db, lines, order_lines(db, o->id));

    if (no == ORDER_DONE)
        no = begin(&m, o, ORDER_CHANGE, false);
    if (no != ORDER_DONE)
        return no;
    row.plan_month = to->plan_month;
    row.claims = to->claims;
    row.claims_month = to->claims_month;
    row.emr = to->emr;
    row.emr_month = to->emr_month;
    row.dispensing = to->dispensing;
    row.dispensing_month = to->dispensing_month;
    row.elsewhere = to->elsewhere;
    row.zip = to->zip;
    row.pref = to->pref;
    row.city = to->city;
    row.building = to->building;
    row.addressee = to->addressee;
    row.phone = to->phone;
    row.contact = to->contact;
    no = save(&m, o, &row);
    if (no == ORDER_DONE) {
        order_line_clear(db, o->id);
        no = put_lines(db, o->id, lines);
    }
    return end(&m, no, o->id, o);
}

enum order_no order_cancel(
    struct db *db, struct order *o, struct str reason, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = reason};
    struct order row = *o;
    enum order_no no = begin(&m, o, ORDER_CANCEL, by->who != ORDER_BY_CLINIC);

    if (no != ORDER_DONE)
        return no;
    row.reason = reason;
    row.cancelled_at = clock_now();
    row.cancelled_from = o->state;
    return end(&m, save(&m, o, &row), o->id, o);
}

enum order_no order_cancel_part(struct db *db, struct order *o, int64_t reader, int64_t n,
    struct str reason, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = reason};
    struct order row = *o;
    enum order_no no;

    if (n < 1 || n >= total(order_lines(db, o->id)))
        return ORDER_NO_LINES;
    no = begin(&m, o, ORDER_CANCEL_PART, by->who != ORDER_BY_CLINIC);
    if (no != ORDER_DONE)
        return no;
    no = save(&m, o, &row);
    if (no == ORDER_DONE &&
        order_line_cancel(db, &(struct order_line){
                                  .reader_order = o->id, .reader = reader, .n = n}) != OK)
        no = ORDER_NO_LINES;
    return end(&m, no, o->id, o);
}

bool order_may_undo(struct db *db, const struct order *o, enum order_who who)
{
    struct order other;
    struct order_room room;

    return order_rule(o->state, ORDER_UNDO, who) && str_is(o->cancelled_from, "received") &&
        clock_now() < o->cancelled_at + ORDER_UNDO_S &&
        !order_current(db, o->institution, &other) &&
        order_room(db, o->institution, &room) &&
        room.used + o->units <= room.base + room.granted;
}

enum order_no order_undo(struct db *db, struct order *o, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = S("")};
    struct order row = *o;
    enum order_no no = begin(&m, o, ORDER_UNDO, false);

    if (no != ORDER_DONE)
        return no;
    if (!str_is(o->cancelled_from, "received") ||
        clock_now() >= o->cancelled_at + ORDER_UNDO_S)
        return end(&m, ORDER_NO_LATE, o->id, o);
    row.reason = row.cancelled_from = S("");
    row.cancelled_at = 0;
    return end(&m, save(&m, o, &row), o->id, o);
}

/* ---------------------------------------------------------------- staff's moves */

enum order_no order_release(
    struct db *db, struct order *o, struct str note, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = note};
    struct order row = *o;
    enum order_no no = o->held_reason.n ? begin(&m, o, ORDER_RELEASE, false) : ORDER_NO_STATE;

    if (no != ORDER_DONE)
        return no;
    row.held_reason = row.held_until = S("");
    return end(&m, save(&m, o, &row), o->id, o);
}

enum order_no order_schedule(
    struct db *db, struct order *o, struct str delivery_on, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = S("")};
    struct order row = *o;
    enum order_no no = o->held_reason.n ? ORDER_NO_HELD : begin(&m, o, ORDER_SCHEDULE, false);

    if (no != ORDER_DONE)
        return no;
    row.delivery_on = delivery_on;
    return end(&m, save(&m, o, &row), o->id, o);
}

enum order_no order_dispatch(struct db *db, struct order *o, struct str day,
    struct str carrier, struct str tracking, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = S("")};
    struct order row = *o;
    enum order_no no = begin(&m, o, ORDER_DISPATCH, false);

    if (no != ORDER_DONE)
        return no;
    row.dispatched_on = day;
    row.carrier = carrier;
    row.tracking = tracking;
    return end(&m, save(&m, o, &row), o->id, o);
}

enum order_no order_deliver(struct db *db, struct order *o, struct str day,
    struct order_units units, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = S("")};
    struct order_lines lines = order_lines(db, o->id);
    struct order row = *o;
    enum order_no no = begin(&m, o, ORDER_DELIVER, false);

    if (no != ORDER_DONE)
        return no;
    row.delivered_on = day;
    no = save(&m, o, &row);
    for (size_t i = 0; i < units.n && no == ORDER_DONE; i++) {
        struct order_unit u = {.reader_order = o->id, .reader = units.v[i].reader,
            .serial = units.v[i].serial, .day = day};

        if (!in_lines(lines, u.reader))
            no = ORDER_NO_READER;
        else if (order_unit_add(db, &u) != OK)
            no = ORDER_NO_SERIAL;
    }
    return end(&m, no, o->id, o);
}

enum order_no order_return(
    struct db *db, struct order *o, struct str reason, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = reason};
    struct order row = *o;
    enum order_no no = begin(&m, o, ORDER_RETURN, true);

    if (no != ORDER_DONE)
        return no;
    row.reason = reason;
    return end(&m, save(&m, o, &row), o->id, o);
}

enum order_no order_refund(
    struct db *db, struct order *o, struct str note, const struct order_by *by)
{
    struct move m = {.db = db, .by = by, .note = note};
    struct order row = *o;
    enum order_no no = begin(&m, o, ORDER_REFUND, false);
    char today[DATE_ISO_LEN + 1];

    if (no != ORDER_DONE)
        return no;
    clock_today(today);
    no = save(&m, o, &row);
    if (no == ORDER_DONE)
        order_unit_return(db, o->id, str_of(today));
    return end(&m, no, o->id, o);
}
