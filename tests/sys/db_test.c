/* db_test.c: the door to the database: whose rows, what sticks, what is undone, who waits. */
#include "tests/test.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/db.h"
#include "util/log.h"
#include "util/str.h"

struct room {
    int64_t id, institution, at;
    struct str name, day;
    struct bytes blob;
};

static const struct col cols[] = {COL(room, id), COL(room, institution, .null = true),
    COL(room, at), COL(room, name), COL(room, day), COL(room, blob)};

enum { ADD, MINE, ALL, GET, RENAME, COUNT_ALL, BAD };

static const struct query queries[] = {
    [ADD] = {"room.add", SHARED, "INSERT INTO room (institution, name, blob, at, day)"
        " VALUES (:institution, :name, :blob, :now, :today) RETURNING id"},
    [MINE] = {"room.mine", OWN, "SELECT id, name FROM room WHERE institution = :me ORDER BY id"},
    [ALL] = {"room.all", ANY, "SELECT id, name FROM room ORDER BY id"},
    [GET] = {"room.get", SHARED, "SELECT id, institution, name, blob, at, day FROM room"
        " WHERE id = :id"},
    [RENAME] = {"room.rename", OWN,
        "UPDATE room SET name = :name WHERE id = :id AND institution = :me"},
    [COUNT_ALL] = {"room.count", SHARED, "SELECT count(*) AS id FROM room"},
    [BAD] = {"room.bad", SHARED, "SELECT abs(-9223372036854775807 - 1) AS id"},
};

static const struct model room_model = MODEL(room, cols, queries);
static const struct model *const rooms[] = {&room_model, NULL};

static struct arena arena = ARENA_INIT;
static char path[200];

static struct db *fresh(void)
{
    struct db *db;

    arena_reset(&arena);
    snprintf(path, sizeof(path), "%s/room.db", test_dir());
    CHECK(db_script(path, "CREATE TABLE room (id INTEGER PRIMARY KEY, institution INTEGER,"
        " name TEXT NOT NULL UNIQUE, blob BLOB NOT NULL, at INTEGER NOT NULL, day TEXT NOT NULL)"
        " STRICT; PRAGMA user_version = 1;"));
    clock_set(1795226400); /* 2026-11-21 11:00 in Tokyo */
    db = db_open(path, DB_WRITE, rooms);
    if (!db)
        die("db test: cannot open");
    db_as(db, &arena, DB_ALL);
    return db;
}

static enum err add(struct db *db, int64_t institution, const char *name)
{
    return db_run(db, &room_model, ADD,
        &(struct room){.institution = institution, .name = str_of(name)});
}

static int64_t count(struct db *db)
{
    struct room out = {.id = -1};

    db_one(db, &room_model, COUNT_ALL, NULL, &out);
    return out.id;
}

static void quiet(bool on)
{
    log_set_level(on ? LOG_ERROR + 1 : LOG_ERROR);
}

TEST(db_values_come_back_as_they_went_in)
{
    struct db *db = fresh();
    struct room in = {.name = S("髙﨑𠮷\n"), .blob = {(const unsigned char *)"\0\1\377", 3}}, out;

    CHECK(db_begin(db));
    CHECK_INT(db_put(db, &room_model, ADD, &in, &out), OK);
    CHECK(db_commit(db));
    CHECK(db_one(db, &room_model, GET, &(struct room){.id = out.id}, &out));
    CHECK_STR(out.name, in.name);
    CHECK(out.blob.n == 3 && memcmp(out.blob.p, "\0\1\377", 3) == 0);
    CHECK_INT(out.institution, 0); /* NULL */
    CHECK_INT(out.at, 1795226400);
    CHECK_STR(out.day, S("2026-11-21"));
    CHECK(!db_one(db, &room_model, GET, &(struct room){.id = 99}, &out));
    CHECK(!db_broken(db));
    db_close(db);
}

TEST(db_whose_rows)
{
    struct db *db = fresh();
    struct rows r;

    CHECK(db_begin(db));
    CHECK_INT(add(db, 1, "one"), OK);
    CHECK_INT(add(db, 2, "two"), OK);
    db_as(db, &arena, 2);
    r = db_all(db, &room_model, MINE, NULL);
    CHECK_INT(r.n, 1);
    CHECK_STR(((struct room *)r.v)[0].name, S("two"));
    /* the id of somebody else's row is of no use */
    CHECK_INT(db_run(db, &room_model, RENAME, &(struct room){.id = 1, .name = S("mine")}),
        ERR_NOT_FOUND);
    CHECK(!db_broken(db));
    /* an institution's session can't see all; nobody has rows of his own */
    quiet(true);
    CHECK_INT(db_all(db, &room_model, ALL, NULL).n, 0);
    CHECK(db_broken(db));
    db_rollback(db);
    CHECK(db_begin(db));
    db_as(db, &arena, DB_NOBODY);
    CHECK_INT(db_all(db, &room_model, MINE, NULL).n, 0);
    CHECK(db_broken(db));
    db_rollback(db);
    CHECK(db_begin(db));
    db_as(db, &arena, DB_ALL);
    CHECK_INT(db_all(db, &room_model, MINE, NULL).n, 0);
    CHECK(db_broken(db));
    db_rollback(db);
    quiet(false);
    CHECK(db_begin(db));
    CHECK_INT(count(db), 0);
    CHECK(db_commit(db));
    db_close(db);
}

TEST(db_failure_sticks_until_the_next_transaction)
{
    struct db *db = fresh();
    struct room out = {.id = 7};

    CHECK(db_begin(db));
    CHECK_INT(add(db, 1, "one"), OK);
    quiet(true);
    CHECK(!db_one(db, &room_model, BAD, NULL, &out)); /* integer overflow */
    quiet(false);
    CHECK(db_broken(db));
    CHECK(!db_one(db, &room_model, COUNT_ALL, NULL, &out)); /* nothing, quietly */
    CHECK_INT(add(db, 1, "two"), OK);
    CHECK(!db_commit(db)); /* and it says so here */
    CHECK(db_begin(db));
    CHECK(!db_broken(db));
    CHECK_INT(count(db), 0);
    CHECK(db_commit(db));
    db_close(db);
}

TEST(db_conflict_is_an_answer)
{
    struct db *db = fresh();

    CHECK(db_begin(db));
    CHECK_INT(add(db, 1, "one"), OK);
    CHECK_INT(add(db, 2, "one"), ERR_CONFLICT);
    CHECK(!db_broken(db));
    CHECK_INT(add(db, 2, "two"), OK);
    CHECK(db_commit(db));
    CHECK_INT(count(db), 2);
    db_close(db);
}

TEST(db_savepoint_undoes_one_of_a_group)
{
    struct db *db = fresh();
    struct room out;

    CHECK(db_begin(db));
    CHECK(db_savepoint(db));
    CHECK_INT(add(db, 1, "first"), OK);
    db_release(db);
    CHECK(db_savepoint(db));
    CHECK_INT(add(db, 1, "second"), OK);
    db_undo(db);
    CHECK(db_savepoint(db));
    CHECK_INT(add(db, 1, "third"), OK);
    quiet(true);
    db_one(db, &room_model, BAD, NULL, &out);
    quiet(false);
    CHECK(db_broken(db));
    db_undo(db);
    CHECK(!db_broken(db)); /* the others go on */
    CHECK(db_savepoint(db));
    CHECK_INT(add(db, 1, "fourth"), OK);
    db_release(db);
    CHECK(db_commit(db));
    CHECK_INT(count(db), 2);
    CHECK_STR(db_check(db, &arena), S("ok"));
    db_close(db);
}

/* ---------------------------------------------------------------- what must not be tried */

static int died(void (*fn)(struct db *db))
{
    struct db *db = fresh();
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(0);
        quiet(true);
        fn(db);
        _exit(0);
    }
    waitpid(child, &status, 0);
    db_close(db);
    return status != 0;
}

static void write_outside(struct db *db)
{
    if (add(db, 1, "one") != OK)
        _exit(0);
}

static void begin_twice(struct db *db)
{
    if (!db_begin(db) || !db_begin(db))
        _exit(0);
}

static void no_row(struct db *db)
{
    struct room out;

    db_one(db, &room_model, GET, NULL, &out);
}

static void unknown_column(struct db *db)
{
    static const struct query wrong[] = {{"x.x", SHARED, "SELECT name AS nam FROM room"}};
    const struct model m = MODEL(room, cols, wrong);

    (void)db;
    db_close(db_open(path, DB_READ, (const struct model *const[]){&m, NULL}));
}

static void own_without_me(struct db *db)
{
    static const struct query wrong[] = {{"x.x", OWN, "SELECT name FROM room"}};
    const struct model m = MODEL(room, cols, wrong);

    (void)db;
    db_close(db_open(path, DB_READ, (const struct model *const[]){&m, NULL}));
}

TEST(db_our_own_mistakes_end_the_program)
{
    CHECK(died(write_outside));
    CHECK(died(begin_twice));
    CHECK(died(no_row));
    CHECK(died(unknown_column));
    CHECK(died(own_without_me));
}

TEST(db_reader_cannot_write)
{
    struct db *db = fresh(), *reader;

    CHECK(db_begin(db));
    CHECK_INT(add(db, 1, "one"), OK);
    CHECK(db_commit(db));
    reader = db_open(path, DB_READ, rooms);
    db_as(reader, &arena, DB_ALL);
    CHECK(db_read_begin(reader));
    CHECK_INT(count(reader), 1);
    CHECK(db_begin(db));
    CHECK_INT(add(db, 1, "two"), OK);
    CHECK(db_commit(db));
    CHECK_INT(count(reader), 1); /* one snapshot */
    db_read_end(reader);
    CHECK(db_read_begin(reader));
    CHECK_INT(count(reader), 2);
    quiet(true);
    CHECK_INT(add(reader, 1, "three"), OK);
    quiet(false);
    CHECK(db_broken(reader));
    db_read_end(reader);
    CHECK_INT(count(db), 2);
    db_close(reader);
    db_close(db);
}

TEST(db_wrong_files_are_refused)
{
    char other[200];

    snprintf(other, sizeof(other), "%s/other.db", test_dir());
    quiet(true);
    CHECK(!db_open(other, DB_WRITE, rooms)); /* there is none, and none is made */
    CHECK(access(other, F_OK) != 0);
    CHECK(db_script(other, "CREATE TABLE x (y); PRAGMA user_version = 2;"));
    CHECK(!db_open(other, DB_WRITE, rooms));
    CHECK(db_script(other, "PRAGMA user_version = 0;"));
    CHECK(!db_open(other, DB_READ, rooms));
    quiet(false);
}

/* ---------------------------------------------------------------- two processes */

static int64_t ms(void)
{
    return clock_mono_ms();
}

TEST(db_second_process_waits_at_the_lock)
{
    struct db *db = fresh();
    struct timespec nap = {0, 1000000};
    int64_t before;
    int status = 1, told[2];
    char c;
    pid_t child;

    CHECK(pipe(told) == 0);
    fflush(stdout);
    child = fork();
    if (child == 0) { /* a connection of its own: one must not cross a fork */
        struct db *mine = db_open(path, DB_WRITE, rooms);
        bool ok;

        db_as(mine, &arena, DB_ALL);
        ok = db_begin(mine) && add(mine, 1, "child") == OK;
        ok = write(told[1], "x", 1) == 1 && ok;
        for (int i = 0; i < 100; i++)
            nanosleep(&nap, NULL);
        ok = db_commit(mine) && ok;
        _exit(ok ? 0 : 1);
    }
    CHECK(read(told[0], &c, 1) == 1);
    before = ms();
    CHECK(db_begin(db));
    CHECK(ms() - before >= 50); /* until the other one has committed */
    CHECK_INT(count(db), 1);
    CHECK_INT(add(db, 1, "parent"), OK);
    CHECK(db_commit(db));
    waitpid(child, &status, 0);
    CHECK_INT(status, 0);
    CHECK_INT(count(db), 2);
    CHECK_STR(db_check(db, &arena), S("ok"));
    close(told[0]);
    close(told[1]);
    db_close(db);
}

TEST(db_backup_is_whole)
{
    struct db *db = fresh(), *copy;
    char to[220];

    CHECK(db_begin(db));
    CHECK_INT(add(db, 1, "one"), OK);
    CHECK(db_commit(db));
    snprintf(to, sizeof(to), "%s.copy", path);
    CHECK(db_backup(db, to));
    copy = db_open(to, DB_READ, rooms);
    CHECK(copy != NULL);
    db_as(copy, &arena, DB_ALL);
    CHECK_INT(count(copy), 1);
    db_close(copy);
    db_close(db);
    arena_release(&arena);
}
