/* order.h: orders of card readers.
 *
 *     受付 received → 配送日決定 scheduled → 発送 dispatched → 受領 delivered
 *         ↓ ↑ one hour      ↓ by staff                          ↓
 *     取消 cancelled    cancelled          返還 refund_required → 返還ずみ refunded
 *
 * An institution has one order under way. It changes and cancels it as long as it is
 * received; a delivery date ends that. Staff cancel for a caller as long as nothing has
 * been sent. While it is held (reception number missing) it gets no delivery date.
 *
 * One table (order_rules) says who may move an order from which state to which; nothing
 * else changes a state. Every move adds an event that says what the order was afterwards:
 * the events replay to the rows. How many an institution may have: model/order_limit.h. */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include "sys/db.h"

enum {
    ORDER_LINES = 3,       /* different readers in one order */
    ORDER_QUANTITY = 3,    /* of one reader */
    ORDER_UNDO_S = 3600,   /* a cancellation can be taken back, seconds */
    ORDER_EARLY_MONTHS = 4 /* from the order to the start, at least */
};

struct order {
    int64_t id, institution, rev, created_at, changed_at, cancelled_at;
    struct str number, state;
    struct str plan_month; /* YYYY-MM */
    struct str claims, emr, dispensing;                   /* yes planned no; empty: not asked */
    struct str claims_month, emr_month, dispensing_month; /* YYYY-MM, of planned */
    int64_t elsewhere; /* 1: to the address below, 0: to the master's */
    struct str zip, pref, city, building, addressee, phone, contact;
    struct str held_reason, held_until;                        /* empty: not held */
    struct str delivery_on, dispatched_on, delivered_on;       /* YYYY-MM-DD */
    struct str carrier, tracking;
    struct str reason; /* of the cancellation or the return */
    struct str cancelled_from, created_by;
    int64_t allowed; /* kept by the database */
    /* joined, read only */
    struct str inst_pref, score_table, code, kind, name;
    int64_t units; /* ordered and not cancelled */
    struct str was; /* parameter */
    int64_t n;
};

struct order_list {
    const struct order *v;
    size_t n;
};

struct order_line {
    int64_t reader_order, reader;
    int64_t quantity, cancelled;      /* open: quantity - cancelled */
    struct str maker, product, model; /* joined */
    int64_t sample;                   /* 1: an invented product; joined */
    int64_t n;
};

struct order_lines {
    const struct order_line *v;
    size_t n;
};

struct order_unit {
    int64_t reader_order, reader;
    struct str serial, state, day;
    struct str maker, product; /* joined */
};

struct order_units {
    const struct order_unit *v;
    size_t n;
};

struct order_event {
    int64_t id, reader_order, at;
    struct str actor, event, from_state, to_state; /* event: order_rule.word */
    struct str lines, address, plan; /* the order afterwards, see order_snapshot */
    struct str note;
};

struct order_events {
    const struct order_event *v;
    size_t n;
};

extern const struct model order_model, order_line_model, order_unit_model, order_event_model;

/* ---- states */
enum order_do {
    ORDER_PLACE,
    ORDER_CHANGE,
    ORDER_CANCEL,
    ORDER_CANCEL_PART,
    ORDER_UNDO, /* of a cancellation */
    ORDER_RELEASE, /* it is not held any more */
    ORDER_SCHEDULE, /* also to another day */
    ORDER_DISPATCH,
    ORDER_DELIVER,
    ORDER_RETURN, /* received, but not used: its cost is to be paid back */
    ORDER_REFUND, /* that was done */
    ORDER_DOES
};

enum order_who {
    ORDER_BY_CLINIC = 1,
    ORDER_BY_STAFF = 2, /* operators, supervisors; which of them: the page says */
    ORDER_BY_JOB = 4,
};

struct order_rule {
    const char *from; /* "": there is none yet */
    enum order_do what;
    unsigned who;
    const char *to;
    const char *word; /* in events; "order." + word in the audit */
};

extern const struct order_rule order_rules[]; /* ends with from NULL */
/* The row of the table, or NULL. */
const struct order_rule *order_rule(struct str state, enum order_do what, enum order_who who);

struct order_by {
    enum order_who who;
    struct str actor; /* 'a:12', 's:3', 'job' */
};

/* Why a move did not happen. */
enum order_no {
    ORDER_DONE = 0,
    ORDER_NO_STATE,  /* not in this state, or not by them */
    ORDER_NO_REV,    /* somebody was faster */
    ORDER_NO_LIMIT,  /* more than allowed */
    ORDER_NO_OTHER,  /* another order is under way */
    ORDER_NO_READER, /* it can't be ordered now, or stands there twice */
    ORDER_NO_LINES,  /* none, too many, or a quantity beyond 1 to 3 */
    ORDER_NO_HELD,
    ORDER_NO_LATE,   /* to undo */
    ORDER_NO_REASON, /* it needs one in words */
    ORDER_NO_SERIAL, /* this unit has been delivered with another order */
};

/* A new order of in->institution with survey and address of in. *out is the row. Who may
 * order at all is asked before: model/order_refusal.h. */
enum order_no order_place(struct db *db, const struct order *in, struct order_lines lines,
    const struct order_by *by, struct order *out) MUST_USE;

/* Moves of *o as it was read (o->rev): afterwards *o is read anew. When a move does not
 * happen, nothing has changed. */
/* to: survey and address; the lines replace those that are. A product that has ended since
 * may stay in it. */
enum order_no order_change(struct db *db, struct order *o, const struct order *to,
    struct order_lines lines, const struct order_by *by) MUST_USE;
enum order_no order_cancel(
    struct db *db, struct order *o, struct str reason, const struct order_by *by) MUST_USE;
/* n of a reader's open units; of all units of an order it is a cancellation: NO_LINES. */
enum order_no order_cancel_part(struct db *db, struct order *o, int64_t reader, int64_t n,
    struct str reason, const struct order_by *by) MUST_USE;
enum order_no order_undo(struct db *db, struct order *o, const struct order_by *by) MUST_USE;
enum order_no order_release(
    struct db *db, struct order *o, struct str note, const struct order_by *by) MUST_USE;
/* Days are YYYY-MM-DD. */
enum order_no order_schedule(struct db *db, struct order *o, struct str delivery_on,
    const struct order_by *by) MUST_USE;
enum order_no order_dispatch(struct db *db, struct order *o, struct str day,
    struct str carrier, struct str tracking, const struct order_by *by) MUST_USE;
/* units: reader and serial of each, as far as they are known. */
enum order_no order_deliver(struct db *db, struct order *o, struct str day,
    struct order_units units, const struct order_by *by) MUST_USE;
enum order_no order_return(
    struct db *db, struct order *o, struct str reason, const struct order_by *by) MUST_USE;
enum order_no order_refund(
    struct db *db, struct order *o, struct str note, const struct order_by *by) MUST_USE;
/* Whether the hour of undo still runs, and nothing else stands in its way. */
bool order_may_undo(struct db *db, const struct order *o, enum order_who who);

/* ---- finding */
bool order_get(struct db *db, int64_t id, struct order *out);
bool order_by_number(struct db *db, struct str number, struct order *out); /* ANY */
bool order_mine(struct db *db, struct str number, struct order *out);      /* OWN */
/* The order under way: received, scheduled or dispatched. */
bool order_current(struct db *db, int64_t institution, struct order *out);
/* The newest of any state. */
bool order_last(struct db *db, int64_t institution, struct order *out);
struct order_list order_of(struct db *db, int64_t institution); /* newest first, 50 */
struct order_lines order_lines(struct db *db, int64_t id);      /* by reader */
struct order_units order_units(struct db *db, int64_t id);
struct order_events order_events(struct db *db, int64_t id); /* oldest first */
bool order_under_way(const struct order *o);
/* The last day on which an order of to->institution arrived at the address of to; empty:
 * none has. */
struct str order_arrived(struct db *db, const struct order *to);

/* ---- words */
const char *order_state_name(struct str state); /* 受付; "" for what is no state */
const char *order_event_name(struct str word);  /* 申込み; likewise */

/* The order as an event keeps it. */
struct order_snapshot {
    struct str lines, address, plan;
};
struct order_snapshot order_snapshot(struct db *db, struct arena *a, const struct order *o);

#endif
