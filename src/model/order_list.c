/* order_list.c: see order_list.h; the lists as files are in order_export.c. */
#include "model/order_list.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(order_item, id),
    COL(order_item, institution),
    COL(order_item, created_at),
    COL(order_item, units),
    COL(order_item, number),
    COL(order_item, state),
    COL(order_item, held_reason),
    COL(order_item, held_until, .null = true),
    COL(order_item, delivery_on, .null = true),
    COL(order_item, dispatched_on, .null = true),
    COL(order_item, delivered_on, .null = true),
    COL(order_item, name),
    COL(order_item, pref),
    COL(order_item, score_table),
    COL(order_item, code),
    COL(order_item, kind),
    COL(order_item, makers),
    COL(order_item, before),
    COL(order_item, n),
    COL(order_item, skip),
    COL(order_item, maker),
};

enum { OLDEST, NEWEST, HELD, COUNTED, COUNTED_HELD, AT, IDLE, COUNTED_IDLE, ALL_IDLE };

#define ROW                                                                              \
    "SELECT o.id, o.institution, o.created_at, o.number, o.state, o.held_reason,"        \
    " o.held_until, o.delivery_on, o.dispatched_on, o.delivered_on, i.name, i.pref,"     \
    " i.score_table, i.code, i.kind,"                                                    \
    " COALESCE((SELECT sum(l.quantity - l.cancelled) FROM reader_order_line l"           \
    " WHERE l.reader_order = o.id), 0) AS units,"                                        \
    " COALESCE((SELECT group_concat(DISTINCT r.maker) FROM reader_order_line l"          \
    " JOIN reader r ON r.id = l.reader WHERE l.reader_order = o.id), '') AS makers "
#define FROM " FROM reader_order o JOIN institution i ON i.id = o.institution "
#define THOSE                                                                            \
    " AND (:pref = '' OR i.pref = :pref) AND (:kind = '' OR i.kind = :kind)"             \
    " AND (:before = 0 OR o.created_at < :before)"                                       \
    " AND (:maker = '' OR EXISTS (SELECT 1 FROM reader_order_line l"                     \
    " JOIN reader r ON r.id = l.reader WHERE l.reader_order = o.id"                      \
    " AND r.maker = :maker)) "
#define PART     " LIMIT :n OFFSET :skip"
#define IN_STATE "WHERE o.state = :state"
#define IS_HELD  "WHERE o.held_reason <> '' AND o.state = 'received'"
#define IS_UNUSED                                                                        \
    "WHERE o.state = 'delivered' AND o.delivered_on <= :delivered_on"                    \
    " AND NOT EXISTS (SELECT 1 FROM institution_started s"                               \
    " WHERE s.institution = o.institution)"

static const struct query queries[] = {
    [OLDEST] = {"order_item.oldest", ANY,
        ROW FROM IN_STATE THOSE "ORDER BY o.created_at, o.id" PART},
    [NEWEST] = {"order_item.newest", ANY,
        ROW FROM IN_STATE THOSE "ORDER BY o.created_at DESC, o.id DESC" PART},
    [HELD] = {"order_item.held", ANY,
        ROW FROM IS_HELD THOSE "ORDER BY o.held_until, o.id" PART},
    [COUNTED] = {"order_item.count", ANY, "SELECT count(*) AS n" FROM IN_STATE THOSE},
    [COUNTED_HELD] = {"order_item.count_held", ANY,
        "SELECT count(*) AS n" FROM IS_HELD THOSE},
    [AT] = {"order_item.at", ANY,
        ROW FROM "WHERE o.institution = :institution"
                 " ORDER BY o.created_at DESC, o.id DESC LIMIT 50"},
    [IDLE] = {"order_item.unused", ANY,
        ROW FROM IS_UNUSED THOSE "ORDER BY o.delivered_on, o.id" PART},
    [COUNTED_IDLE] = {"order_item.count_unused", ANY,
        "SELECT count(*) AS n" FROM IS_UNUSED THOSE},
    [ALL_IDLE] = {"order_item.all_unused", ANY,
        "SELECT count(*) AS n FROM reader_order o " IS_UNUSED},
};

const struct model order_item_model = MODEL(order_item, cols, queries);

static struct order_item asked(const struct order_filter *f, int64_t page)
{
    return (struct order_item){.state = f->state,
        .maker = f->maker,
        .pref = f->pref,
        .kind = f->kind,
        .before = f->before,
        .n = ORDER_PAGE,
        .skip = (page - 1) * ORDER_PAGE};
}

static struct order_items items(struct db *db, int q, const struct order_item *in)
{
    struct rows r = db_all(db, &order_item_model, q, in);

    return (struct order_items){r.v, r.n};
}

static int64_t count(struct db *db, int q, const struct order_item *in)
{
    struct order_item out = {.n = 0};

    return db_one(db, &order_item_model, q, in, &out) ? out.n : 0;
}

static bool waits(struct str state)
{
    return str_is(state, "received") || str_is(state, "scheduled") ||
           str_is(state, "dispatched") || str_is(state, "refund_required");
}

struct order_items order_page(struct db *db, const struct order_filter *f, int64_t page)
{
    struct order_item in = asked(f, page);

    if (str_is(f->state, "held"))
        return items(db, HELD, &in);
    return items(db, waits(f->state) ? OLDEST : NEWEST, &in);
}

int64_t order_count(struct db *db, const struct order_filter *f)
{
    struct order_item in = asked(f, 1);

    return count(db, str_is(f->state, "held") ? COUNTED_HELD : COUNTED, &in);
}

struct order_items order_at(struct db *db, int64_t institution)
{
    return items(db, AT, &(struct order_item){.institution = institution});
}

struct order_items order_unused(
    struct db *db, struct str day, const struct order_filter *f, int64_t page)
{
    struct order_item in = asked(f, page);

    in.delivered_on = day;
    return items(db, IDLE, &in);
}

int64_t order_unused_count(struct db *db, struct str day, const struct order_filter *f)
{
    struct order_item in = asked(f, 1);

    in.delivered_on = day;
    return count(db, COUNTED_IDLE, &in);
}

int64_t order_unused_all(struct db *db, struct str day)
{
    return count(db, ALL_IDLE, &(struct order_item){.delivered_on = day});
}

/* ---------------------------------------------------------------- sums */

static const struct col sum_cols[] = {
    COL(order_sum, state), COL(order_sum, n), COL(order_sum, since)};

enum { SUM_ALL, SUM_STATE, SUM_HELD };

static const struct query sum_queries[] = {
    [SUM_ALL] = {"order_sum.all", ANY,
        "SELECT state, count(*) AS n, min(created_at) AS since FROM reader_order"
        " GROUP BY state UNION ALL SELECT 'held' AS state, count(*) AS n,"
        " COALESCE(min(created_at), 0) AS since FROM reader_order"
        " WHERE held_reason <> '' AND state = 'received'"},
    [SUM_STATE] = {"order_sum.state", ANY,
        "SELECT count(*) AS n, COALESCE(min(created_at), 0) AS since FROM reader_order"
        " WHERE state = :state"},
    [SUM_HELD] = {"order_sum.held", ANY,
        "SELECT count(*) AS n, COALESCE(min(created_at), 0) AS since FROM reader_order"
        " WHERE held_reason <> '' AND state = 'received'"},
};

const struct model order_sum_model = MODEL(order_sum, sum_cols, sum_queries);

struct order_sums order_sums(struct db *db)
{
    struct rows r = db_all(db, &order_sum_model, SUM_ALL, NULL);

    return (struct order_sums){r.v, r.n};
}

struct order_sum order_sum(struct db *db, struct str state)
{
    struct order_sum x = {.state = state};

    db_one(db, &order_sum_model, str_is(state, "held") ? SUM_HELD : SUM_STATE, &x, &x);
    return x;
}
