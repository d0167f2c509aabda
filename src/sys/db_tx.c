/* db_tx.c: opening, locking, transactions, copies.
 *
 * SQLite 3.40 can corrupt its log when two connections write or checkpoint at the same
 * instant. So every process that writes has one writing connection, and a lock file covers
 * everything that it does between BEGIN and the checkpoint. Reading connections neither
 * write nor checkpoint, not even when they close. */
#include "sys/db_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "util/log.h"
#include "util/str.h"

enum {
    CHECKPOINT_PAGES = 1000, /* measured: best tail latency at full load */
    MAP_BYTES = 1 << 30,
    BUSY_MS = 5000,
};

static bool exec(struct db *db, const char *sql)
{
    if (sqlite3_exec(db->h, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    db_fail(db, "setup");
    return false;
}

static int wal_hook(void *ctx, sqlite3 *h, const char *name, int pages)
{
    (void)h, (void)name;
    ((struct db *)ctx)->wal_pages = pages;
    return SQLITE_OK;
}

static bool set_up(struct db *db)
{
    sqlite3_busy_timeout(db->h, BUSY_MS);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (!exec(db, "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                  "PRAGMA temp_store = MEMORY"))
        return false;
    if (db->mode == DB_READ) {
        char sql[64];
        snprintf(sql, sizeof(sql), "PRAGMA mmap_size = %d; PRAGMA query_only = ON", MAP_BYTES);
        return exec(db, sql);
    }
    if (!exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                  "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
                  "PRAGMA cache_size = -32768; PRAGMA mmap_size = 0"))
        return false;
    sqlite3_wal_hook(db->h, wal_hook, db); /* last: wal_autocheckpoint takes it away */
    return true;
}

static int64_t number(struct db *db, const char *sql)
{
    sqlite3_stmt *s;
    int64_t v = -1;

    if (sqlite3_prepare_v2(db->h, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        v = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return v;
}

static bool right_version(struct db *db, const char *path)
{
    int64_t v = number(db, "PRAGMA user_version");

    if (v == DB_SCHEMA_VERSION)
        return true;
    if (v > DB_SCHEMA_VERSION)
        log_error("db.newer", "path=%s has=%lld knows=%d: use the newer program", path,
            (long long)v, DB_SCHEMA_VERSION);
    else
        log_error("db.version", "path=%s has=%lld wants=%d: not a database of this program",
            path, (long long)v, DB_SCHEMA_VERSION);
    return false;
}

static bool open_lock(struct db *db, const char *path)
{
    char name[4096];

    db->lock_fd = -1;
    if (db->mode == DB_READ || strcmp(path, ":memory:") == 0)
        return true;
    if ((size_t)snprintf(name, sizeof(name), "%s.lock", path) >= sizeof(name))
        return false;
    db->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (db->lock_fd < 0)
        log_error("db.lock", "path=%s error=%m", name);
    return db->lock_fd >= 0;
}

/* Prepared at the start: a rollback must not need memory when memory is what failed. */
static void prepare_words(struct db *db)
{
    struct {
        sqlite3_stmt **to;
        const char *sql;
    } words[] = {
        {&db->begin, "BEGIN IMMEDIATE"}, {&db->commit, "COMMIT"},
        {&db->rollback, "ROLLBACK"}, {&db->savepoint, "SAVEPOINT request"},
        {&db->release, "RELEASE request"}, {&db->undo, "ROLLBACK TO request"},
        {&db->read_begin, "BEGIN"},
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (sqlite3_prepare_v3(db->h, words[i].sql, -1, SQLITE_PREPARE_PERSISTENT,
                words[i].to, NULL) != SQLITE_OK)
            die("cannot prepare '%s'", words[i].sql);
}

struct db *db_open(const char *path, enum db_mode mode, const struct model *const *models)
{
    struct db *db = calloc(1, sizeof(*db));
    int flags = SQLITE_OPEN_NOMUTEX |
        (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);

    if (!db)
        die("out of memory");
    db->mode = mode;
    db->lock_fd = -1;
    db->plans = (struct arena)ARENA_INIT;
    if (sqlite3_open_v2(path, &db->h, flags, NULL) != SQLITE_OK) {
        log_error("db.open", "path=%s message=\"%s\": run 'madoguchi init' first?", path,
            sqlite3_errmsg(db->h));
        goto fail;
    }
    if (!open_lock(db, path) || !set_up(db) || !right_version(db, path))
        goto fail;
    prepare_words(db);
    if (!db_prepare_models(db, models))
        goto fail;
    return db;
fail:
    db_close(db);
    return NULL;
}

/* Only ours: full-text tables have statements of their own and finalize them. */
static void finalize_all(struct db *db)
{
    sqlite3_stmt *const words[] = {db->begin, db->commit, db->rollback, db->savepoint,
        db->release, db->undo, db->read_begin};

    for (size_t i = 0; i < COUNT(words); i++)
        sqlite3_finalize(words[i]);
    for (size_t i = 0; i < db->n_stmts; i++)
        sqlite3_finalize(db->stmts[i].s);
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (db->in_tx)
        db_rollback(db);
    finalize_all(db);
    sqlite3_close(db->h);
    if (db->lock_fd >= 0)
        close(db->lock_fd);
    arena_release(&db->plans);
    free(db);
}

bool db_script(const char *path, const char *sql)
{
    sqlite3 *h;
    char *message = NULL;
    bool done = sqlite3_open(path, &h) == SQLITE_OK &&
        sqlite3_exec(h, sql, NULL, NULL, &message) == SQLITE_OK;

    if (!done)
        log_error("db.script", "path=%s message=\"%s\"", path,
            message ? message : sqlite3_errmsg(h));
    sqlite3_free(message);
    sqlite3_close(h);
    return done;
}

static bool word(struct db *db, sqlite3_stmt *s, const char *what)
{
    int rc = sqlite3_step(s);

    if (rc != SQLITE_DONE)
        db_fail(db, what);
    sqlite3_reset(s);
    return rc == SQLITE_DONE;
}

static void lock(struct db *db, int how)
{
    while (db->lock_fd >= 0 && flock(db->lock_fd, how) < 0)
        if (errno != EINTR)
            die("cannot lock the data directory: %m");
}

bool db_begin(struct db *db)
{
    if (db->in_tx)
        die("db_begin inside a transaction");
    lock(db, LOCK_EX);
    db->broken = false;
    if (word(db, db->begin, "begin")) {
        db->in_tx = true;
        return true;
    }
    lock(db, LOCK_UN);
    return false;
}

bool db_commit_only(struct db *db)
{
    if (db->broken || !word(db, db->commit, "commit")) {
        db_rollback(db);
        return false;
    }
    db->in_tx = false;
    return true;
}

void db_settle(struct db *db)
{
    int left = 0, done = 0;

    if (db->wal_pages >= CHECKPOINT_PAGES) {
        if (sqlite3_wal_checkpoint_v2(
                db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &left, &done) != SQLITE_OK)
            log_warn("db.checkpoint", "code=%d", sqlite3_extended_errcode(db->h));
        db->wal_pages = 0;
    }
    lock(db, LOCK_UN);
}

bool db_commit(struct db *db)
{
    bool done = db_commit_only(db);

    if (done)
        db_settle(db);
    return done;
}

void db_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(db->h))
        word(db, db->rollback, "rollback");
    if (!sqlite3_get_autocommit(db->h))
        die("a rollback failed: the next request must not inherit this transaction");
    db->in_tx = false;
    lock(db, LOCK_UN);
}

bool db_savepoint(struct db *db)
{
    /* Outside a transaction SAVEPOINT would begin one of its own, and RELEASE commit it. */
    if (db->broken || sqlite3_get_autocommit(db->h)) {
        db->broken = true;
        return false;
    }
    return word(db, db->savepoint, "savepoint");
}

void db_release(struct db *db)
{
    word(db, db->release, "release");
}

void db_undo(struct db *db)
{
    bool ok = !sqlite3_get_autocommit(db->h);

    /* A full disk or lost memory may have ended the whole transaction: then the group is
     * gone, broken stays, and its commit answers false. */
    if (ok) {
        db->broken = false;
        ok = word(db, db->undo, "undo") && word(db, db->release, "release");
    }
    db->broken = !ok;
}

bool db_read_begin(struct db *db)
{
    db->broken = false;
    return word(db, db->read_begin, "read");
}

void db_read_end(struct db *db)
{
    if (!sqlite3_get_autocommit(db->h))
        word(db, db->commit, "read end");
}

bool db_backup(struct db *db, const char *to)
{
    sqlite3 *out;
    sqlite3_backup *b;
    bool done = false;

    if (sqlite3_open(to, &out) == SQLITE_OK &&
        (b = sqlite3_backup_init(out, "main", db->h, "main"))) {
        done = sqlite3_backup_step(b, -1) == SQLITE_DONE;
        done = sqlite3_backup_finish(b) == SQLITE_OK && done;
    }
    if (!done)
        log_error("db.backup", "to=%s message=\"%s\"", to, sqlite3_errmsg(out));
    sqlite3_close(out);
    return done;
}

struct str db_check(struct db *db, struct arena *a)
{
    static const char *const sql[] = {"PRAGMA integrity_check(1)",
        "SELECT 'foreign key of ' || \"table\" FROM pragma_foreign_key_check LIMIT 1"};
    struct str said = S("ok");

    for (size_t i = 0; i < COUNT(sql) && str_is(said, "ok"); i++) {
        sqlite3_stmt *s;

        if (sqlite3_prepare_v2(db->h, sql[i], -1, &s, NULL) != SQLITE_OK)
            return arena_fmt(a, "%s", sqlite3_errmsg(db->h));
        if (sqlite3_step(s) == SQLITE_ROW)
            said = arena_fmt(a, "%s", sqlite3_column_text(s, 0));
        sqlite3_finalize(s);
    }
    return said;
}
