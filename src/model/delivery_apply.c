/* delivery_apply.c: a plan comes into the orders, and who is to be told of it. */
#include "model/delivery_impl.h"
#include "model/unit.h"
#include "sys/clock.h"
#include "util/str.h"

enum { BATCH = 500 };

/* ---------------------------------------------------------------- one row */

/* Serial numbers that came with the dispatch; the delivery finds them there. */
static enum err send_units(struct db *db, const struct delivery_wish *w, struct str day)
{
    for (size_t i = 0; i < w->units.n; i++) {
        const struct order_unit *u = &w->units.v[i];

        if (unit_sent(db, &(struct unit){.reader = u->reader,
                              .serial = u->serial,
                              .reader_order = u->reader_order,
                              .day = day}) != OK)
            return ERR_CONFLICT;
    }
    return OK;
}

static bool move(struct db *db, struct order *o, const struct delivery_row *r,
    const struct delivery_wish *w, const struct order_by *by)
{
    struct str day = r->dispatched_on.n ? r->dispatched_on : o->dispatched_on;

    if (w->schedule && order_schedule(db, o, r->delivery_on, by) != ORDER_DONE)
        return false;
    if (w->dispatch && order_dispatch(db, o, day, r->carrier.n ? r->carrier : o->carrier,
                           r->tracking.n ? r->tracking : o->tracking, by) != ORDER_DONE)
        return false;
    if (send_units(db, w, day) != OK)
        return false;
    return !w->deliver || order_deliver(db, o, r->delivered_on,
                              (struct order_units){NULL, 0}, by) == ORDER_DONE;
}

/* What an older plan would still tell of this order is not true any more. */
static void retract(struct db *db, const struct delivery_row *newer)
{
    struct rows r = db_all(db, &delivery_row_model, ROW_RETRACT, newer);

    for (size_t i = 0; i < r.n; i++)
        delivery_told(db, &((const struct delivery_row *)r.v)[i], true);
}

static bool set(struct db *db, const struct delivery_row *r)
{
    return db_run(db, &delivery_row_model, ROW_SET, r) == OK;
}

static void refuse(struct delivery_row *r, enum plan_fault why)
{
    r->verdict = S("refused");
    r->reason = str_of(plan_fault_word(why));
    r->about = r->warning = r->tell = S("");
}

/* False: the whole must be undone. */
static bool apply_row(struct db *db, struct arena *a, struct delivery *d,
    struct str today, struct delivery_row *row, const struct order_by *by)
{
    struct delivery_wish wish;
    int64_t rev = row->rev;
    struct order o;

    if (!order_get(db, row->reader_order, &o))
        return false;
    delivery_judge(db, a, d->maker, today, &o, row, &wish);
    row->told = S("");
    if (str_is(row->verdict, "change") && o.rev != rev)
        refuse(row, PLAN_MOVED);
    if (str_is(row->verdict, "change")) {
        if (!move(db, &o, row, &wish, by))
            return false;
        row->verdict = S("applied");
        row->told = row->tell.n ? S("waiting") : S("");
        if (row->tell.n)
            retract(db, row);
        d->applied++;
    } else if (str_is(row->verdict, "refused")) {
        d->moved++;
    }
    return set(db, row);
}

/* ---------------------------------------------------------------- the plan */

enum err delivery_apply(
    struct db *db, struct arena *a, struct delivery *d, const struct order_by *by)
{
    struct arena tmp = ARENA_INIT, rows = ARENA_INIT;
    bool ok = true, more = true;
    char today[11];

    if (!str_is(d->state, "previewed"))
        return ERR_DENIED;
    clock_today(today);
    d->applied = d->moved = 0;
    d->applied_by = by->actor;
    while (ok && more) { /* what is done is no 'change' any more */
        struct delivery_rows batch;

        arena_reset(&rows);
        db_as(db, &rows, DB_ALL);
        batch = delivery_rows_of(db, d->id, S("change"), 0, BATCH);
        more = batch.n == BATCH;
        for (size_t i = 0; ok && i < batch.n; i++) {
            struct delivery_row row = batch.v[i];

            db_as(db, &tmp, DB_ALL);
            ok = apply_row(db, &tmp, d, str_of(today), &row, by) && !db_broken(db);
            if (i % 64 == 63)
                arena_reset(&tmp);
        }
    }
    db_as(db, a, DB_ALL);
    arena_release(&tmp);
    arena_release(&rows);
    if (!ok)
        return ERR_CONFLICT;
    if (db_run(db, &delivery_model, DELIVERY_APPLIED, d) != OK)
        return ERR_DENIED;
    delivery_settle(db);
    return delivery_get(db, d->id, d) ? OK : ERR_NOT_FOUND;
}

enum err delivery_drop(struct db *db, int64_t id)
{
    return db_run(db, &delivery_model, DELIVERY_DROPPED, &(struct delivery){.id = id}) ==
                   OK
               ? OK
               : ERR_DENIED;
}

/* ---------------------------------------------------------------- mails */

enum err delivery_tell(struct db *db, const struct delivery *d, struct str actor)
{
    struct delivery in = {.id = d->id, .told_by = actor};

    return db_run(db, &delivery_model, DELIVERY_TELLING, &in) == OK ? OK : ERR_DENIED;
}

struct delivery_rows delivery_to_tell(struct db *db, int64_t n)
{
    struct rows r =
        db_all(db, &delivery_row_model, ROW_DUE, &(struct delivery_row){.n = n});

    return (struct delivery_rows){r.v, r.n};
}

void delivery_told(struct db *db, const struct delivery_row *row, bool overtaken)
{
    struct delivery_row in = {.plan = row->plan,
        .line = row->line,
        .told = overtaken ? S("overtaken") : S("sent")};
    struct delivery sum = {.id = row->plan, .told = !overtaken, .overtaken = overtaken};

    if (db_run(db, &delivery_row_model, ROW_TOLD, &in) == OK &&
        db_run(db, &delivery_model, DELIVERY_SENT, &sum) != OK)
        die("delivery: a row without its plan");
}

void delivery_settle(struct db *db)
{
    if (db_run(db, &delivery_model, DELIVERY_DONE, NULL) == ERR_CONFLICT)
        die("delivery: conflict");
}

bool delivery_holds(const struct delivery_row *row, const struct order *o)
{
    if (!str_eq(o->state, row->to_state))
        return false;
    if (str_is(row->tell, "scheduled"))
        return str_eq(o->delivery_on, row->delivery_on);
    if (str_is(row->tell, "dispatched"))
        return !row->tracking.n || str_eq(o->tracking, row->tracking);
    return true;
}
