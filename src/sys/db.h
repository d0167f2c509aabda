/* db.h: the only door to SQLite.
 *
 * SQL is fixed text in the tables of src/model/, prepared when the database is opened, and
 * checked there: every :name and every result column must be a member of the model's row
 * struct. Parameters are a row too, named, typed, zero elsewhere:
 *
 *     db_one(db, &room_model, GET, &(struct room){.id = id}, &out);
 *
 * Three names are bound by this layer and by nobody else: ":me" is the institution of the
 * session (db_as), ":now" the clock in seconds since 1970 UTC, ":today" the day in Tokyo
 * (YYYY-MM-DD). A statement marked OWN must contain :me and works only for a session;
 * ANY sees every institution's rows and is refused in an institution's session unless it
 * is marked SHARED (tables that belong to nobody).
 *
 * Failure is sticky: when SQLite itself fails, the reason is logged once, later calls
 * answer "nothing" and OK, and db_broken() says true. One place checks it (web/app.c, the
 * job runner, the commands); pages are written as if the database could not fail. */
#ifndef SYS_DB_H
#define SYS_DB_H

#include "util/col.h"

enum db_scope {
    OWN,    /* rows of the institution whose session this is */
    SHARED, /* rows that belong to no institution: holidays, postal codes, sessions */
    ANY,    /* rows of all institutions: staff, jobs, commands, login */
};

struct query {
    const char *name; /* "account.get", for logs and plans */
    enum db_scope scope;
    const char *sql;
};

struct model {
    const char *name;
    const struct col *cols;
    size_t n_cols, size;
    const struct query *queries;
    size_t n_queries;
    int *slot; /* where db_open has put the statements of this model */
};

#define MODEL(S, colv, queryv)                                                           \
    {                                                                                    \
        .name = #S, .cols = colv, .n_cols = COUNT(colv), .size = sizeof(struct S),       \
        .queries = queryv, .n_queries = COUNT(queryv), .slot = &(int){0}                 \
    }

enum db_mode {
    DB_READ,  /* read-only, maps the file, never checkpoints */
    DB_WRITE, /* the one connection of this process that writes and checkpoints */
};

struct db;

/* models ends with NULL. Dies on SQL that does not fit the row structs (our bug); returns
 * NULL with one log line when the file can't be opened or is not ours. path ":memory:" is
 * for tests: one connection, DB_WRITE. */
struct db *db_open(const char *path, enum db_mode mode, const struct model *const *models)
    MUST_USE;
void db_close(struct db *db);

/* The version of schema.sql that this program is made for (PRAGMA user_version). */
enum { DB_SCHEMA_VERSION = 1 };

/* Runs a script (schema.sql) on a fresh database, without models. */
bool db_script(const char *path, const char *sql) MUST_USE;

/* Whose rows: an institution's id, DB_NOBODY before login, DB_ALL for staff, jobs and
 * commands. Results are put into the arena. Must be called before each use. */
enum { DB_NOBODY = 0, DB_ALL = -1 };
void db_as(struct db *db, struct arena *a, int64_t me);

bool db_one(struct db *db, const struct model *m, int q, const void *in, void *out);

/* Changes rows. ERR_NOT_FOUND: no row was changed. ERR_CONFLICT: a unique value is taken
 * (not sticky: the caller tells the user). ERR_DENIED: a trigger of the schema refused it;
 * what the statement alone had done is undone. */
enum err db_run(struct db *db, const struct model *m, int q, const void *in) MUST_USE;

/* INSERT or UPDATE … RETURNING: as db_run, and the first returned row in *out. */
enum err db_put(struct db *db, const struct model *m, int q, const void *in, void *out)
    MUST_USE;

/* All rows, in the arena, as v and n of the model's struct; *(struct rows *) can be read
 * as LIST(struct x). */
struct rows {
    void *v;
    size_t n;
};
struct rows db_all(struct db *db, const struct model *m, int q, const void *in);

/* One row at a time, for what does not fit into memory. row's texts live until the next
 * call. The function stops by returning false. */
typedef bool db_row_fn(void *ctx, const void *row);
void db_each(struct db *db, const struct model *m, int q, const void *in, void *row,
    db_row_fn *fn, void *ctx);

/* Transactions. The caller of db_begin on DB_WRITE holds the data directory's write lock
 * until db_commit or db_rollback returns; a second process waits there. */
bool db_begin(struct db *db) MUST_USE;
bool db_commit(struct db *db) MUST_USE; /* durable when it returns true */
/* The two halves of db_commit, for the writer that answers its clients in between: the
 * commit itself, then the checkpoint that may be due and the end of the lock. */
bool db_commit_only(struct db *db) MUST_USE;
void db_settle(struct db *db);
void db_rollback(struct db *db);
bool db_savepoint(struct db *db) MUST_USE;
void db_release(struct db *db);       /* keeps what was done since the savepoint */
void db_undo(struct db *db);          /* drops it; clears broken if that worked */
bool db_read_begin(struct db *db) MUST_USE; /* one snapshot for several reads */
void db_read_end(struct db *db);

bool db_broken(const struct db *db);

/* Copies the live database into a new file (SQLite's backup API). */
bool db_backup(struct db *db, const char *to) MUST_USE;
/* "ok", or the first complaint of integrity_check and foreign_key_check. */
struct str db_check(struct db *db, struct arena *a);
/* The plan of a statement, one line per step; for the test of full scans. */
struct str db_plan(struct db *db, const struct model *m, int q, struct arena *a);

#endif
