/* db_impl.h: what db.c (statements and rows) and db_tx.c (files, transactions) share.
 * Nobody else includes it. */
#ifndef SYS_DB_IMPL_H
#define SYS_DB_IMPL_H

#include <sqlite3.h>

#include "sys/db.h"

/* One parameter or result column, matched to a member of the row struct. */
struct db_bind {
    int at; /* SQLite's number of it */
    enum { BIND_COL, BIND_ME, BIND_NOW, BIND_TODAY } from;
    const struct col *col;
};

struct db_stmt {
    sqlite3_stmt *s; /* NULL: it writes, and this connection may not */
    const struct query *query;
    struct db_bind *in, *out;
    int n_in, n_out;
};

struct db {
    sqlite3 *h;
    enum db_mode mode;
    bool broken;
    bool in_tx;
    int64_t me;
    struct arena *arena;
    struct arena plans; /* the db_bind tables */
    struct db_stmt *stmts;
    size_t n_stmts;
    sqlite3_stmt *begin, *commit, *rollback, *savepoint, *release, *undo, *read_begin;
    int lock_fd;   /* -1: in memory, nothing to lock */
    int wal_pages; /* in the log after the last commit */
};

/* Logs the failure once and makes it stick. */
void db_fail(struct db *db, const char *what);
bool db_prepare_models(struct db *db, const struct model *const *models);

#endif
