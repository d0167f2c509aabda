/* delivery.h: a maker's plan on its way into the orders.
 *
 *     確認 previewed → 取込ずみ applied → お知らせ中 telling → 終わり done
 *        ↓                (done at once when there is nobody to tell)
 *     取りやめ dropped
 *
 * The preview is kept row by row: what is applied is what was shown. An order that has
 * changed in between is reported and left alone. Applying is one transaction; a plan that
 * is applied twice changes nothing. Mails wait for a second person, and each goes out
 * once: a row that a newer plan has overtaken is told no more. */
#ifndef MODEL_DELIVERY_H
#define MODEL_DELIVERY_H

#include "model/delivery_plan.h"
#include "model/order.h"

struct delivery {
    int64_t id;
    struct str file;   /* as the user calls it */
    struct str maker;  /* whose plan; empty: anybody's */
    struct str header; /* first line of the file */
    struct str state;
    int64_t rows, changes, same, refused, warned; /* of the preview */
    int64_t applied, moved;                       /* of applying */
    int64_t waiting, told, overtaken;             /* mails; counted now */
    int64_t made_at, applied_at, told_at;
    struct str made_by, applied_by, told_by; /* 's:3', 'cli' */
};

struct delivery_list {
    const struct delivery *v;
    size_t n;
};

struct delivery_row {
    int64_t plan, line;        /* plan: id of the delivery */
    int64_t reader_order, rev; /* 0: no such order */
    struct str number, ref, delivery_on, dispatched_on, carrier, tracking, delivered_on,
        serials, raw;
    struct str verdict;       /* change same refused applied */
    struct str reason, about; /* of refused: word of enum plan_fault, and the cell */
    struct str warning;       /* holiday far, blank between; or empty */
    struct str from_state, to_state;
    struct str was_on;   /* the delivery date before */
    struct str tell;     /* scheduled dispatched delivered; empty: nothing */
    struct str told;     /* waiting sent overtaken; empty: nothing to tell */
    int64_t institution; /* joined: of the order */
    struct str name, pref, score_table, code;
    int64_t n, skip;
};

struct delivery_rows {
    const struct delivery_row *v;
    size_t n;
};

extern const struct model delivery_model, delivery_row_model;

/* Compares and keeps; in a transaction of the caller, whose arena is a (the database is
 * given it back). Faults that rows have together are noted in the plan. */
enum err delivery_preview(struct db *db, const struct plan *plan, struct arena *a,
    struct str file, struct str maker, struct str actor, struct delivery *out) MUST_USE;

/* All rows of the preview, in a transaction of the caller, who undoes it for any answer
 * but OK. ERR_DENIED: is no preview (any more). The counts of *d are those of what was
 * done. */
enum err delivery_apply(struct db *db, struct arena *a, struct delivery *d,
    const struct order_by *by) MUST_USE;
/* ERR_DENIED: is no preview any more. */
enum err delivery_drop(struct db *db, int64_t id) MUST_USE;

/* A second person lets the mails go. ERR_DENIED: not applied, or by the one who did that.
 */
enum err delivery_tell(
    struct db *db, const struct delivery *d, struct str actor) MUST_USE;
/* Rows of plans that may be told, at most n; the caller writes the mail and marks the
 * row. */
struct delivery_rows delivery_to_tell(struct db *db, int64_t n);
void delivery_told(struct db *db, const struct delivery_row *row, bool overtaken);
/* Plans without a row to tell are done. */
void delivery_settle(struct db *db);
/* Whether the order is still as the row says. */
bool delivery_holds(const struct delivery_row *row, const struct order *o);

/* ---- finding */
bool delivery_get(struct db *db, int64_t id, struct delivery *out);
struct delivery_list delivery_all(struct db *db); /* newest first, 50 */
/* By line. verdict: change same refused applied, "warned", or empty for all. */
struct delivery_rows delivery_rows_of(
    struct db *db, int64_t id, struct str verdict, int64_t skip, int64_t n);
int64_t delivery_rows_count(struct db *db, int64_t id, struct str verdict);
/* The maker's own reference of an order, from the last plan that had one; or empty. */
struct str delivery_ref(struct db *db, int64_t order);
/* Applied, not told yet: how many plans, and since when (0: none). */
int64_t delivery_waiting(struct db *db, int64_t *since);

#endif
