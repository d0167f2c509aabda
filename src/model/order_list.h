/* order_list.h: orders as staff look through them: lists by state with filters, how many
 * there are and how long they wait, readers that nobody uses, and the list for a maker.
 */
#ifndef MODEL_ORDER_LIST_H
#define MODEL_ORDER_LIST_H

#include "sys/db.h"
#include "util/csv.h"

enum { ORDER_PAGE = 50 };

/* Which: state is always given, the others may be empty. */
struct order_filter {
    struct str state; /* "held": received, and held */
    struct str maker, pref, kind;
    int64_t before; /* made before, seconds; 0: any */
};

struct order_item {
    int64_t id, institution, created_at, units;
    struct str number, state, held_reason, held_until, delivery_on, dispatched_on,
        delivered_on;
    struct str name, pref, score_table, code, kind; /* of the institution */
    struct str makers;                              /* of what is ordered, 、 between */
    int64_t before, n, skip; /* parameters, with state, maker, pref and kind */
    struct str maker;
};

struct order_items {
    const struct order_item *v;
    size_t n;
};

extern const struct model order_item_model;

/* A page of ORDER_PAGE, from 1. What waits: oldest first, what has ended: newest first.
 */
struct order_items order_page(struct db *db, const struct order_filter *f, int64_t page);
int64_t order_count(struct db *db, const struct order_filter *f);
/* By the institution's code alone: its orders, newest first, 50. */
struct order_items order_at(struct db *db, int64_t institution);

/* How many of each state, and since when the oldest waits (0: none). */
struct order_sum {
    struct str state;
    int64_t n, since;
};
struct order_sums {
    const struct order_sum *v;
    size_t n;
};
extern const struct model order_sum_model;
struct order_sums order_sums(struct db *db); /* with a row 'held' */
/* The same of one state, or of 'held'. */
struct order_sum order_sum(struct db *db, struct str state);

/* Delivered on this day or earlier, and the institution has not begun to use it (view
 * institution_started). */
struct order_items order_unused(
    struct db *db, struct str day, const struct order_filter *f, int64_t page);
/* How many in all, without looking at the institutions: for the desk. */
int64_t order_unused_all(struct db *db, struct str day);
int64_t order_unused_count(struct db *db, struct str day, const struct order_filter *f);
/* ---- the list for a maker: one row for each order, with the address of delivery. Its
 * columns are named as model/delivery_plan.h reads them: filled in, it comes back as the
 * maker's plan. */
/* full is called when the buffer has grown, to empty it; NULL: it is kept whole. */
typedef void order_export_full(void *ctx, struct buf *b);
/* maker empty: of all; state empty: of all. Says how many. */
int64_t order_export(struct db *db, struct str maker, struct str state, struct buf *to,
    order_export_full *full, void *ctx);
/* order_unused, all pages, as CSV; the database is given back to a. */
int64_t order_unused_export(struct db *db, struct arena *a, struct str day,
    const struct order_filter *f, struct buf *to);

struct order_export_row {
    int64_t id, created_at, elsewhere, units;
    struct str number, state, held_reason, delivery_on, dispatched_on, carrier, tracking,
        delivered_on, plan_month;
    struct str name, inst_pref, score_table, code, kind;
    struct str inst_zip, inst_address, inst_phone;                   /* of the master */
    struct str zip, pref, city, building, addressee, phone, contact; /* of the order */
    struct str owner_contact; /* who has registered the institution */
    struct str goods, serials;
    struct str maker; /* parameter */
};
extern const struct model order_export_row_model;

#endif
