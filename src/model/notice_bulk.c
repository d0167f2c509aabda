/* notice_bulk.c: see notice_bulk.h. */
#include "model/notice_bulk.h"

static const struct col cols[] = {
    COL(notice_bulk, id), COL(notice_bulk, account), COL(notice_bulk, programme),
    COL(notice_bulk, made_at), COL(notice_bulk, done_at, .null = true),
    COL(notice_bulk, name), COL(notice_bulk, rows), COL(notice_bulk, filed),
};

static const struct col row_cols[] = {
    COL(notice_bulk_row, bulk), COL(notice_bulk_row, line),
    COL(notice_bulk_row, notice, .null = true), COL(notice_bulk_row, account),
    COL(notice_bulk_row, fields), COL(notice_bulk_row, result),
    COL(notice_bulk_row, said), COL(notice_bulk_row, number), COL(notice_bulk_row, code),
    COL(notice_bulk_row, name), COL(notice_bulk_row, state),
    COL(notice_bulk_row, type_title), COL(notice_bulk_row, type_number),
    COL(notice_bulk_row, filed_at),
};

enum { ADD, GET, LIST, DONE, SWEEP_ROWS, SWEEP };
enum { ROW_ADD, ROWS, RESULT };

#define COLUMNS                                                                          \
    "SELECT id, account, programme, name, made_at, done_at,"                             \
    " (SELECT count(*) FROM notice_bulk_row r WHERE r.bulk = b.id) AS rows,"             \
    " (SELECT count(*) FROM notice_bulk_row r WHERE r.bulk = b.id"                       \
    " AND r.result = 'filed') AS filed FROM notice_bulk b "

static const struct query queries[] = {
    [ADD] = {"notice_bulk.add", SHARED,
        "INSERT INTO notice_bulk (account, programme, name, made_at)"
        " VALUES (:account, :programme, :name, :now) RETURNING id"},
    [GET] = {"notice_bulk.get", SHARED, COLUMNS "WHERE id = :id AND account = :account"},
    [LIST] = {"notice_bulk.all", SHARED,
        COLUMNS "WHERE account = :account AND done_at IS NOT NULL"
                " ORDER BY made_at DESC LIMIT 20"},
    [DONE] = {"notice_bulk.done", SHARED,
        "UPDATE notice_bulk SET done_at = :now WHERE id = :id"},
    [SWEEP_ROWS] = {"notice_bulk.sweep_rows", ANY,
        "DELETE FROM notice_bulk_row WHERE bulk IN"
        " (SELECT id FROM notice_bulk WHERE done_at IS NULL AND made_at < :made_at)"},
    [SWEEP] = {"notice_bulk.sweep", ANY,
        "DELETE FROM notice_bulk WHERE done_at IS NULL AND made_at < :made_at"},
};

static const struct query row_queries[] = {
    [ROW_ADD] = {"notice_bulk_row.add", SHARED,
        "INSERT INTO notice_bulk_row (bulk, line, fields, result, said)"
        " VALUES (:bulk, :line, :fields, :result, :said)"},
    [ROWS] = {"notice_bulk_row.all", SHARED,
        "SELECT r.bulk, r.line, r.fields, r.result, r.notice, r.said, n.number, n.code,"
        " n.name, n.state, n.filed_at, t.number AS type_number, t.title AS type_title"
        " FROM notice_bulk b JOIN notice_bulk_row r ON r.bulk = b.id"
        " LEFT JOIN notice n ON n.id = r.notice LEFT JOIN programme_type t ON t.id = n.type"
        " WHERE b.id = :bulk AND b.account = :account ORDER BY r.line"},
    [RESULT] = {"notice_bulk_row.result", SHARED,
        "UPDATE notice_bulk_row SET result = :result, notice = :notice, said = :said"
        " WHERE bulk = :bulk AND line = :line"},
};

const struct model notice_bulk_model = MODEL(notice_bulk, cols, queries);
const struct model notice_bulk_row_model = MODEL(notice_bulk_row, row_cols, row_queries);

static void run(struct db *db, const struct model *m, int q, const void *in)
{
    if (db_run(db, m, q, in) == ERR_CONFLICT)
        die("notice_bulk: conflict");
}

int64_t notice_bulk_add(struct db *db, const struct notice_bulk *b)
{
    struct notice_bulk out = {.id = 0};

    if (db_put(db, &notice_bulk_model, ADD, b, &out) == ERR_CONFLICT)
        die("notice_bulk: conflict");
    return out.id;
}

void notice_bulk_add_row(struct db *db, const struct notice_bulk_row *row)
{
    run(db, &notice_bulk_row_model, ROW_ADD, row);
}

bool notice_bulk_get(struct db *db, int64_t id, int64_t account, struct notice_bulk *out)
{
    return db_one(db, &notice_bulk_model, GET,
        &(struct notice_bulk){.id = id, .account = account}, out);
}

struct notice_bulks notice_bulk_all(struct db *db, int64_t account)
{
    struct rows r = db_all(
        db, &notice_bulk_model, LIST, &(struct notice_bulk){.account = account});

    return (struct notice_bulks){r.v, r.n};
}

struct notice_bulk_rows notice_bulk_rows(struct db *db, int64_t bulk, int64_t account)
{
    struct rows r = db_all(db, &notice_bulk_row_model, ROWS,
        &(struct notice_bulk_row){.bulk = bulk, .account = account});

    return (struct notice_bulk_rows){r.v, r.n};
}

void notice_bulk_result(struct db *db, const struct notice_bulk_row *row)
{
    run(db, &notice_bulk_row_model, RESULT, row);
}

void notice_bulk_done(struct db *db, int64_t bulk)
{
    run(db, &notice_bulk_model, DONE, &(struct notice_bulk){.id = bulk});
}

void notice_bulk_sweep(struct db *db, int64_t now)
{
    struct notice_bulk in = {.made_at = now - NOTICE_BULK_DAYS * 86400};

    run(db, &notice_bulk_model, SWEEP_ROWS, &in);
    run(db, &notice_bulk_model, SWEEP, &in);
}
