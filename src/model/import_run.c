/* import_run.c: see import_run.h. */
#include "model/import_run.h"

static const struct col cols[] = {
    COL(import_run, id), COL(import_run, at), COL(import_run, file), COL(import_run, rows),
    COL(import_run, added), COL(import_run, changed), COL(import_run, closed),
    COL(import_run, last_id), COL(import_run, undone_at, .null = true),
    COL(import_run, n),
};

enum { ADD, LAST, GET, LIST_RUNS, NEWEST, UNDONE, DROP, OLD, DROP_SOME };

enum { SWEPT_AT_ONCE = 5000 };

#define SELECT                                                                           \
    "SELECT id, at, file, rows, added, changed, closed, last_id, undone_at"              \
    " FROM import_run "

static const struct query queries[] = {
    [ADD] = {"import_run.add", ANY,
        "INSERT INTO import_run (id, at, file, rows, added, changed, closed, last_id)"
        " VALUES (:id, :now, :file, :rows, :added, :changed, :closed, :last_id)"},
    [LAST] = {"import_run.last", ANY,
        "SELECT max(COALESCE((SELECT max(id) FROM institution), 0), COALESCE((SELECT last_id"
        " FROM import_run ORDER BY id DESC LIMIT 1), 0)) AS last_id,"
        " (SELECT max(id) FROM import_run) AS id"},
    [GET] = {"import_run.get", ANY, SELECT "WHERE id = :id"},
    [LIST_RUNS] = {"import_run.list", ANY, SELECT "ORDER BY id DESC LIMIT :n"},
    [NEWEST] = {"import_run.newest", ANY,
        SELECT "WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"},
    [UNDONE] = {"import_run.undone", ANY,
        "UPDATE import_run SET undone_at = :now WHERE id = :id"},
    [DROP] = {"import_run.drop", ANY, "DELETE FROM import_change WHERE run = :id"},
    [OLD] = {"import_run.old", ANY,
        "SELECT id FROM import_run WHERE at < :at AND EXISTS"
        " (SELECT 1 FROM import_change WHERE run = import_run.id) ORDER BY id LIMIT 1"},
    [DROP_SOME] = {"import_run.drop_some", ANY,
        "DELETE FROM import_change WHERE run = :id AND institution IN"
        " (SELECT institution FROM import_change WHERE run = :id LIMIT :n)"},
};

const struct model import_run_model = MODEL(import_run, cols, queries);

static void run(struct db *db, int q, const struct import_run *in)
{
    if (db_run(db, &import_run_model, q, in) == ERR_CONFLICT)
        die("import run: conflict");
}

/* No RETURNING: see institution_add. */
void import_run_add(struct db *db, struct import_run *row)
{
    struct import_run last = {.id = 0};

    db_one(db, &import_run_model, LAST, NULL, &last);
    row->id = last.id + 1;
    row->last_id = last.last_id + row->added;
    run(db, ADD, row);
}

bool import_run_get(struct db *db, int64_t id, struct import_run *out)
{
    return db_one(db, &import_run_model, GET, &(struct import_run){.id = id}, out);
}

struct import_runs import_run_list(struct db *db, int64_t n)
{
    struct rows r =
        db_all(db, &import_run_model, LIST_RUNS, &(struct import_run){.n = n});

    return (struct import_runs){r.v, r.n};
}

bool import_run_newest(struct db *db, struct import_run *out)
{
    return db_one(db, &import_run_model, NEWEST, NULL, out);
}

void import_run_undone(struct db *db, int64_t id)
{
    run(db, UNDONE, &(struct import_run){.id = id});
    run(db, DROP, &(struct import_run){.id = id});
}

bool import_run_sweep(struct db *db, int64_t now)
{
    struct import_run old = {.at = now - IMPORT_KEPT_S};

    if (!db_one(db, &import_run_model, OLD, &old, &old))
        return false;
    old.n = SWEPT_AT_ONCE;
    run(db, DROP_SOME, &old);
    return true;
}
