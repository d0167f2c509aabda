/* delivery.c: see delivery.h: the rows, and the preview; what a row means is in
 * delivery_check.c, what becomes of it in delivery_apply.c. */
#include "model/delivery_impl.h"
#include "sys/clock.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(delivery, id),
    COL(delivery, file),
    COL(delivery, maker),
    COL(delivery, header),
    COL(delivery, state),
    COL(delivery, rows),
    COL(delivery, changes),
    COL(delivery, same),
    COL(delivery, refused),
    COL(delivery, warned),
    COL(delivery, applied),
    COL(delivery, moved),
    COL(delivery, waiting),
    COL(delivery, told),
    COL(delivery, overtaken),
    COL(delivery, made_at),
    COL(delivery, applied_at, .null = true),
    COL(delivery, told_at, .null = true),
    COL(delivery, made_by),
    COL(delivery, applied_by),
    COL(delivery, told_by),
};

#define ROW                                                                              \
    "SELECT p.id, p.file, p.maker, p.header, p.state, p.rows, p.changes, p.same,"        \
    " p.refused, p.warned, p.applied, p.moved, p.told, p.overtaken, p.made_at,"          \
    " p.made_by, p.applied_at, p.applied_by, p.told_at, p.told_by,"                      \
    " (SELECT count(*) FROM reader_import_row w WHERE w.plan = p.id"                     \
    " AND w.told = 'waiting') AS waiting FROM reader_import p "

static const struct query queries[] = {
    [DELIVERY_ADD] = {"delivery.add", ANY,
        "INSERT INTO reader_import (file, maker, header, state, made_at, made_by)"
        " VALUES (:file, :maker, :header, 'previewed', :now, :made_by) RETURNING id"},
    [DELIVERY_GET] = {"delivery.get", ANY, ROW "WHERE p.id = :id"},
    [DELIVERY_ALL] = {"delivery.all", ANY, ROW "ORDER BY p.id DESC LIMIT 50"},
    [DELIVERY_COUNTED] = {"delivery.counted", ANY,
        "UPDATE reader_import SET rows = :rows, changes = :changes, same = :same,"
        " refused = :refused, warned = :warned WHERE id = :id"},
    [DELIVERY_APPLIED] = {"delivery.applied", ANY,
        "UPDATE reader_import SET state = 'applied', applied_at = :now, applied_by ="
        " :applied_by, applied = :applied, moved = :moved WHERE id = :id"
        " AND state = 'previewed'"},
    [DELIVERY_DROPPED] = {"delivery.dropped", ANY,
        "UPDATE reader_import SET state = 'dropped' WHERE id = :id AND state = "
        "'previewed'"},
    [DELIVERY_TELLING] = {"delivery.telling", ANY,
        "UPDATE reader_import SET state = 'telling', told_at = :now, told_by = :told_by"
        " WHERE id = :id AND state = 'applied' AND applied_by <> :told_by"},
    [DELIVERY_DONE] = {"delivery.done", ANY,
        "UPDATE reader_import SET state = 'done' WHERE state IN ('applied', 'telling')"
        " AND NOT EXISTS (SELECT 1 FROM reader_import_row w WHERE w.plan = "
        "reader_import.id"
        " AND w.told = 'waiting')"},
    [DELIVERY_WAITING] = {"delivery.waiting", ANY,
        "SELECT count(*) AS waiting, COALESCE(min(applied_at), 0) AS applied_at"
        " FROM reader_import WHERE state = 'applied'"},
    [DELIVERY_SENT] = {"delivery.sent", ANY,
        "UPDATE reader_import SET told = told + :told, overtaken = overtaken + :overtaken"
        " WHERE id = :id"},
};

const struct model delivery_model = MODEL(delivery, cols, queries);

static const struct col row_cols[] = {
    COL(delivery_row, plan),
    COL(delivery_row, line),
    COL(delivery_row, reader_order),
    COL(delivery_row, rev),
    COL(delivery_row, number),
    COL(delivery_row, ref),
    COL(delivery_row, delivery_on),
    COL(delivery_row, dispatched_on),
    COL(delivery_row, carrier),
    COL(delivery_row, tracking),
    COL(delivery_row, delivered_on),
    COL(delivery_row, serials),
    COL(delivery_row, raw),
    COL(delivery_row, verdict),
    COL(delivery_row, reason),
    COL(delivery_row, about),
    COL(delivery_row, warning),
    COL(delivery_row, from_state),
    COL(delivery_row, to_state),
    COL(delivery_row, was_on),
    COL(delivery_row, tell),
    COL(delivery_row, told),
    COL(delivery_row, institution),
    COL(delivery_row, name),
    COL(delivery_row, pref),
    COL(delivery_row, score_table),
    COL(delivery_row, code),
    COL(delivery_row, n),
    COL(delivery_row, skip),
};

#define LINE                                                                             \
    "SELECT w.plan, w.line, w.reader_order, w.rev, w.number, w.ref, w.delivery_on,"      \
    " w.dispatched_on, w.carrier, w.tracking, w.delivered_on, w.serials, w.raw,"         \
    " w.verdict, w.reason, w.about, w.warning, w.from_state, w.to_state, w.was_on,"      \
    " w.tell, w.told, COALESCE(o.institution, 0) AS institution,"                        \
    " COALESCE(i.name, '') AS name, COALESCE(i.pref, '') AS pref,"                       \
    " COALESCE(i.score_table, '') AS score_table, COALESCE(i.code, '') AS code"          \
    " FROM reader_import_row w LEFT JOIN reader_order o ON o.id = w.reader_order"        \
    " LEFT JOIN institution i ON i.id = o.institution WHERE "
#define PART     " ORDER BY w.line LIMIT :n OFFSET :skip"
#define COUNT_OF "SELECT count(*) AS n FROM reader_import_row WHERE plan = :plan"

static const struct query row_queries[] = {
    [ROW_ADD] = {"delivery_row.add", ANY,
        "INSERT INTO reader_import_row (plan, line, reader_order, rev, number, ref,"
        " delivery_on, dispatched_on, carrier, tracking, delivered_on, serials, raw,"
        " verdict, reason, about, warning, from_state, to_state, was_on, tell)"
        " VALUES (:plan, :line, :reader_order, :rev, :number, :ref, :delivery_on,"
        " :dispatched_on, :carrier, :tracking, :delivered_on, :serials, :raw, :verdict,"
        " :reason, :about, :warning, :from_state, :to_state, :was_on, :tell)"},
    [ROW_ALL] = {"delivery_row.all", ANY, LINE "w.plan = :plan" PART},
    [ROW_WITH] = {"delivery_row.with", ANY,
        LINE "w.plan = :plan AND w.verdict = :verdict" PART},
    [ROW_WARNED] = {"delivery_row.warned", ANY,
        LINE "w.plan = :plan AND w.warning <> ''" PART},
    [ROW_COUNT_ALL] = {"delivery_row.count_all", ANY, COUNT_OF},
    [ROW_COUNT_WITH] = {"delivery_row.count_with", ANY,
        COUNT_OF " AND verdict = :verdict"},
    [ROW_COUNT_WARNED] = {"delivery_row.count_warned", ANY,
        COUNT_OF " AND warning <> ''"},
    [ROW_SET] = {"delivery_row.set", ANY,
        "UPDATE reader_import_row SET verdict = :verdict, reason = :reason, about = "
        ":about,"
        " warning = :warning, from_state = :from_state, to_state = :to_state,"
        " was_on = :was_on, tell = :tell, told = :told"
        " WHERE plan = :plan AND line = :line AND verdict = 'change'"},
    [ROW_DUE] = {"delivery_row.due", ANY,
        LINE "w.told = 'waiting' AND w.plan IN (SELECT id FROM reader_import"
             " WHERE state = 'telling') LIMIT :n"},
    [ROW_TOLD] = {"delivery_row.told", ANY,
        "UPDATE reader_import_row SET told = :told WHERE plan = :plan AND line = :line"
        " AND told = 'waiting'"},
    [ROW_REF] = {"delivery_row.ref", ANY,
        "SELECT ref FROM reader_import_row WHERE reader_order = :reader_order"
        " AND verdict = 'applied' AND ref <> '' ORDER BY plan DESC LIMIT 1"},
    [ROW_RETRACT] = {"delivery_row.retract", ANY,
        "SELECT plan, line FROM reader_import_row WHERE reader_order = :reader_order"
        " AND told = 'waiting' AND plan <> :plan"},
};

const struct model delivery_row_model = MODEL(delivery_row, row_cols, row_queries);

/* ---------------------------------------------------------------- finding */

bool delivery_get(struct db *db, int64_t id, struct delivery *out)
{
    return db_one(db, &delivery_model, DELIVERY_GET, &(struct delivery){.id = id}, out);
}

struct delivery_list delivery_all(struct db *db)
{
    struct rows r = db_all(db, &delivery_model, DELIVERY_ALL, NULL);

    return (struct delivery_list){r.v, r.n};
}

struct delivery_rows delivery_rows_of(
    struct db *db, int64_t id, struct str verdict, int64_t skip, int64_t n)
{
    struct delivery_row in = {.plan = id, .verdict = verdict, .skip = skip, .n = n};
    struct rows r = db_all(db, &delivery_row_model,
        !verdict.n                  ? ROW_ALL
        : str_is(verdict, "warned") ? ROW_WARNED
                                    : ROW_WITH,
        &in);

    return (struct delivery_rows){r.v, r.n};
}

int64_t delivery_rows_count(struct db *db, int64_t id, struct str verdict)
{
    struct delivery_row x = {.plan = id, .verdict = verdict};

    return db_one(db, &delivery_row_model,
               !verdict.n                  ? ROW_COUNT_ALL
               : str_is(verdict, "warned") ? ROW_COUNT_WARNED
                                           : ROW_COUNT_WITH,
               &x, &x)
               ? x.n
               : 0;
}

struct str delivery_ref(struct db *db, int64_t order)
{
    struct delivery_row x = {.reader_order = order};

    return db_one(db, &delivery_row_model, ROW_REF, &x, &x) ? x.ref : S("");
}

int64_t delivery_waiting(struct db *db, int64_t *since)
{
    struct delivery x = {.id = 0};

    *since = 0;
    if (!db_one(db, &delivery_model, DELIVERY_WAITING, NULL, &x))
        return 0;
    *since = x.applied_at;
    return x.waiting;
}

/* ---------------------------------------------------------------- the preview */

/* What stands in the file before, sorted: numbers, or serial numbers. */
struct seen {
    struct str text;
    struct plan_row *row;
};

static int by_text(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;
    int order = str_cmp(a->text, b->text);

    if (order)
        return order;
    return (a->row->line > b->row->line) - (a->row->line < b->row->line);
}

/* Rows that repeat what an earlier row has are faulty; about says where that is. */
static void repeated(struct arena *a, struct seen *v, size_t n, enum plan_fault why)
{
    if (n)
        qsort(v, n, sizeof(*v), by_text);
    for (size_t i = 1; i < n; i++) {
        struct plan_row *r = v[i].row;

        if (!str_eq(v[i].text, v[i - 1].text) || r->fault)
            continue;
        r->fault = why;
        r->about = arena_fmt(a, "%lld行目", (long long)v[i - 1].row->line);
    }
}

static void repeated_orders(struct arena *a, const struct plan *p)
{
    struct seen *v = NEW_N(a, struct seen, p->rows.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < p->rows.n; i++)
        if (p->rows.v[i].number.n)
            v[n++] = (struct seen){p->rows.v[i].number, &p->rows.v[i]};
    repeated(a, v, n, PLAN_TWICE);
}

static void repeated_serials(struct arena *a, const struct plan *p)
{
    struct str model, serial;
    struct seen *v;
    size_t n = 0;

    for (size_t i = 0; i < p->rows.n; i++)
        for (struct str s = p->rows.v[i].serials; plan_serial(&s, &model, &serial);)
            n++;
    v = NEW_N(a, struct seen, n + 1);
    n = 0;
    for (size_t i = 0; i < p->rows.n; i++)
        for (struct str s = p->rows.v[i].serials; plan_serial(&s, &model, &serial);)
            v[n++] = (struct seen){serial, &p->rows.v[i]};
    repeated(a, v, n, PLAN_SERIAL_TWICE);
}

static struct delivery_row row_of(int64_t id, const struct plan_row *p)
{
    const struct str none = S("");

    return (struct delivery_row){.plan = id,
        .line = p->line,
        .number = p->number,
        .ref = p->ref,
        .delivery_on = p->delivery_on,
        .dispatched_on = p->dispatched_on,
        .carrier = p->carrier,
        .tracking = p->tracking,
        .delivered_on = p->delivered_on,
        .serials = p->serials,
        .raw = p->raw,
        .verdict = S("refused"),
        .reason = str_of(plan_fault_word(p->fault)),
        .about = p->about,
        .warning = none,
        .from_state = none,
        .to_state = none,
        .was_on = none,
        .tell = none,
        .told = none};
}

static void count(struct delivery *d, const struct delivery_row *r)
{
    d->rows++;
    d->changes += str_is(r->verdict, "change");
    d->same += str_is(r->verdict, "same");
    d->refused += str_is(r->verdict, "refused");
    d->warned += r->warning.n > 0;
}

enum err delivery_preview(struct db *db, const struct plan *plan, struct arena *a,
    struct str file, struct str maker, struct str actor, struct delivery *out)
{
    struct delivery d = {
        .file = file, .maker = maker, .header = plan->header, .made_by = actor};
    struct arena tmp = ARENA_INIT;
    char today[11];
    enum err e;

    clock_today(today);
    repeated_orders(a, plan);
    repeated_serials(a, plan);
    e = db_put(db, &delivery_model, DELIVERY_ADD, &d, &d);
    for (size_t i = 0; e == OK && i < plan->rows.n; i++) {
        struct delivery_row row = row_of(d.id, &plan->rows.v[i]);
        struct delivery_wish wish;
        struct order o = {.id = 0};

        db_as(db, &tmp, DB_ALL);
        if (!row.reason.n) {
            if (!order_by_number(db, row.number, &o))
                o = (struct order){.id = 0};
            delivery_judge(db, &tmp, maker, str_of(today), &o, &row, &wish);
        }
        count(&d, &row);
        e = db_run(db, &delivery_row_model, ROW_ADD, &row);
        if (i % 64 == 63)
            arena_reset(&tmp);
    }
    db_as(db, a, DB_ALL);
    arena_release(&tmp);
    if (e == OK)
        e = db_run(db, &delivery_model, DELIVERY_COUNTED, &d);
    return e == OK && delivery_get(db, d.id, out) ? OK : e;
}
