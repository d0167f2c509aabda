/* db.c: statements and rows.
 *
 * Each statement is prepared once per connection and matched to its row struct there, so a
 * misspelt column stops the program at its start and never a user's request. */
#include "sys/db_impl.h"

#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"

void db_fail(struct db *db, const char *what)
{
    if (!db->broken)
        log_error("db.failed", "what=%s code=%d message=\"%s\"", what,
            sqlite3_extended_errcode(db->h), sqlite3_errmsg(db->h));
    db->broken = true;
}

bool db_broken(const struct db *db)
{
    return db->broken;
}

void db_as(struct db *db, struct arena *a, int64_t me)
{
    db->arena = a;
    db->me = me;
}

static const struct col *column(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->n_cols; i++)
        if (strcmp(m->cols[i].name, name) == 0)
            return &m->cols[i];
    return NULL;
}

static void match_in(struct db *db, const struct model *m, struct db_stmt *st)
{
    int n = sqlite3_bind_parameter_count(st->s);
    bool me = false;

    st->in = NEW_N(&db->plans, struct db_bind, (size_t)n);
    st->n_in = n;
    for (int i = 0; i < n; i++) {
        const char *name = sqlite3_bind_parameter_name(st->s, i + 1);
        struct db_bind *b = &st->in[i];

        if (!name)
            die("query %s: a parameter without a name", st->query->name);
        b->at = i + 1;
        if (strcmp(name, ":me") == 0)
            b->from = BIND_ME, me = true;
        else if (strcmp(name, ":now") == 0)
            b->from = BIND_NOW;
        else if (strcmp(name, ":today") == 0)
            b->from = BIND_TODAY;
        else if (!(b->col = column(m, name + 1)))
            die("query %s: no member for parameter %s", st->query->name, name);
    }
    if (st->query->scope == OWN && !me)
        die("query %s: marked OWN but does not ask for :me", st->query->name);
}

static void match_out(struct db *db, const struct model *m, struct db_stmt *st)
{
    int n = sqlite3_column_count(st->s);

    st->out = NEW_N(&db->plans, struct db_bind, (size_t)n);
    st->n_out = n;
    for (int i = 0; i < n; i++) {
        st->out[i].at = i;
        st->out[i].col = column(m, sqlite3_column_name(st->s, i));
        if (!st->out[i].col)
            die("query %s: struct %s has no member %s", st->query->name, m->name,
                sqlite3_column_name(st->s, i));
    }
}

bool db_prepare_models(struct db *db, const struct model *const *models)
{
    size_t n = 0, at = 0;

    for (size_t i = 0; models[i]; i++)
        n += models[i]->n_queries;
    db->stmts = NEW_N(&db->plans, struct db_stmt, n);
    db->n_stmts = n;
    for (size_t i = 0; models[i]; i++) {
        const struct model *m = models[i];

        if (*m->slot != (int)at)
            *m->slot = (int)at;
        for (size_t q = 0; q < m->n_queries; q++, at++) {
            struct db_stmt *st = &db->stmts[at];

            st->query = &m->queries[q];
            if (!st->query->sql)
                die("model %s: query %zu has no text", m->name, q);
            if (sqlite3_prepare_v3(db->h, st->query->sql, -1, SQLITE_PREPARE_PERSISTENT,
                    &st->s, NULL) != SQLITE_OK) {
                log_error("db.schema",
                    "query=%s message=\"%s\": the database was made by another version",
                    st->query->name, sqlite3_errmsg(db->h));
                return false;
            }
            match_in(db, m, st);
            match_out(db, m, st);
            if (db->mode == DB_READ && !sqlite3_stmt_readonly(st->s)) {
                sqlite3_finalize(st->s);
                st->s = NULL;
            }
        }
    }
    return true;
}

static void bind_col(sqlite3_stmt *s, int at, const struct col *c, const void *row)
{
    if (c->type == COL_INT) {
        int64_t v = *col_int(c, row);
        if (c->null && v == 0)
            sqlite3_bind_null(s, at);
        else
            sqlite3_bind_int64(s, at, v);
    } else if (c->type == COL_STR) {
        struct str v = *col_str(c, row);
        if (c->null && v.n == 0)
            sqlite3_bind_null(s, at);
        else
            sqlite3_bind_text64(s, at, v.p ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
    } else {
        struct bytes v = *col_bytes(c, row);
        if (c->null && v.n == 0)
            sqlite3_bind_null(s, at);
        else
            sqlite3_bind_blob64(s, at, v.p ? v.p : (const void *)"", v.n, SQLITE_STATIC);
    }
}

static bool scope_ok(struct db *db, const struct query *q)
{
    if (q->scope == OWN ? db->me <= 0 : q->scope == ANY && db->me > 0) {
        log_error("db.scope", "query=%s", q->name);
        db->broken = true;
        return false;
    }
    return true;
}

/* The statement with its parameters bound, or NULL when the connection is broken. */
static struct db_stmt *start(struct db *db, const struct model *m, int q, const void *in)
{
    struct db_stmt *st = &db->stmts[(size_t)*m->slot + (size_t)q];
    static _Thread_local char today[11];

    if (db->broken || !scope_ok(db, st->query))
        return NULL;
    if (!st->s) {
        log_error("db.readonly", "query=%s", st->query->name);
        db->broken = true;
        return NULL;
    }
    if (!db->in_tx && !sqlite3_stmt_readonly(st->s))
        die("query %s: writes outside a transaction", st->query->name);
    for (int i = 0; i < st->n_in; i++) {
        struct db_bind *b = &st->in[i];

        switch (b->from) {
        case BIND_ME:
            sqlite3_bind_int64(st->s, b->at, db->me);
            break;
        case BIND_NOW:
            sqlite3_bind_int64(st->s, b->at, clock_now());
            break;
        case BIND_TODAY:
            clock_today(today);
            sqlite3_bind_text(st->s, b->at, today, 10, SQLITE_STATIC);
            break;
        case BIND_COL:
            if (!in)
                die("query %s: needs a row", st->query->name);
            bind_col(st->s, b->at, b->col, in);
        }
    }
    return st;
}

static void read_row(struct db *db, struct db_stmt *st, void *row)
{
    for (int i = 0; i < st->n_out; i++) {
        const struct col *c = st->out[i].col;

        if (c->type == COL_INT) {
            *col_int(c, row) = sqlite3_column_int64(st->s, i);
        } else if (c->type == COL_STR) {
            const char *p = (const char *)sqlite3_column_text(st->s, i);
            size_t n = (size_t)sqlite3_column_bytes(st->s, i);
            *col_str(c, row) = p ? arena_str(db->arena, (struct str){p, n}) : S("");
        } else {
            const void *p = sqlite3_column_blob(st->s, i);
            size_t n = (size_t)sqlite3_column_bytes(st->s, i);
            *col_bytes(c, row) = arena_bytes(db->arena, (struct bytes){p, n});
        }
    }
}

/* Ends a statement. A value that is already taken and the no of a trigger are answers, all
 * else is a failure. */
static enum err finish(struct db *db, struct db_stmt *st, int rc)
{
    int extended = sqlite3_extended_errcode(db->h);
    enum err e = OK;

    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
            e = ERR_CONFLICT;
        else if (extended == SQLITE_CONSTRAINT_TRIGGER)
            e = ERR_DENIED;
        else
            db_fail(db, st->query->name);
    }
    sqlite3_reset(st->s);
    sqlite3_clear_bindings(st->s);
    return e;
}

bool db_one(struct db *db, const struct model *m, int q, const void *in, void *out)
{
    struct db_stmt *st = start(db, m, q, in);
    int rc;

    if (!st)
        return false;
    rc = sqlite3_step(st->s);
    if (rc == SQLITE_ROW)
        read_row(db, st, out);
    finish(db, st, rc);
    return rc == SQLITE_ROW && !db->broken;
}

enum err db_put(struct db *db, const struct model *m, int q, const void *in, void *out)
{
    struct db_stmt *st = start(db, m, q, in);
    enum err e;
    int rc;

    if (!st)
        return OK; /* broken: the page is thrown away anyhow */
    rc = sqlite3_step(st->s);
    if (rc == SQLITE_ROW && out)
        read_row(db, st, out);
    while (rc == SQLITE_ROW)
        rc = sqlite3_step(st->s);
    e = finish(db, st, rc);
    if (e != OK || db->broken)
        return e;
    return sqlite3_changes64(db->h) == 0 ? ERR_NOT_FOUND : OK;
}

enum err db_run(struct db *db, const struct model *m, int q, const void *in)
{
    return db_put(db, m, q, in, NULL);
}

struct rows db_all(struct db *db, const struct model *m, int q, const void *in)
{
    struct db_stmt *st = start(db, m, q, in);
    struct rows r = {NULL, 0};
    size_t cap = 0;
    int rc;

    if (!st)
        return r;
    while ((rc = sqlite3_step(st->s)) == SQLITE_ROW) {
        if (r.n == cap) {
            size_t more = cap ? cap * 2 : 8;
            char *v = arena_zero(db->arena, more, m->size, _Alignof(max_align_t));

            if (r.n)
                memcpy(v, r.v, r.n * m->size);
            r.v = v;
            cap = more;
        }
        read_row(db, st, (char *)r.v + r.n * m->size);
        r.n++;
    }
    finish(db, st, rc);
    return db->broken ? (struct rows){NULL, 0} : r;
}

void db_each(struct db *db, const struct model *m, int q, const void *in, void *row,
    db_row_fn *fn, void *ctx)
{
    struct db_stmt *st = start(db, m, q, in);
    struct arena *keep = db->arena, mine = ARENA_INIT;
    int rc;

    if (!st)
        return;
    while ((rc = sqlite3_step(st->s)) == SQLITE_ROW) {
        bool go_on;

        db->arena = &mine;
        memset(row, 0, m->size);
        read_row(db, st, row);
        db->arena = keep;
        go_on = fn(ctx, row);
        arena_reset(&mine);
        if (!go_on)
            break;
    }
    finish(db, st, rc);
    arena_release(&mine);
}

struct str db_plan(struct db *db, const struct model *m, int q, struct arena *a)
{
    struct db_stmt *st = &db->stmts[(size_t)*m->slot + (size_t)q];
    struct str sql = arena_fmt(a, "EXPLAIN QUERY PLAN %s", st->query->sql);
    struct str plan = S("");
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(db->h, sql.p, -1, &s, NULL) != SQLITE_OK)
        return str_of("cannot be explained");
    while (sqlite3_step(s) == SQLITE_ROW)
        plan = arena_fmt(a, STR_FMT "%s\n", STR_ARG(plan), sqlite3_column_text(s, 3));
    sqlite3_finalize(s);
    return plan;
}
