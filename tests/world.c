/* world.c: see world.h. The first world is filled; a copy of it is kept, from which each
 * later one gets its rows back. */
#include "tests/test.h"
#include "tests/world_impl.h"

#include <ftw.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gen/tables.h"
#include "model/account.h"
#include "model/credential.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/note.h"
#include "web/rate.h"

struct app *world_app;
static struct conf conf;
struct arena world_arena = ARENA_INIT;
static struct arena kept = ARENA_INIT; /* of all worlds */
static char dir[64], db_path[128];
static char filled[128]; /* a copy of the first world */
char world_letter_password[16];

static void exec(sqlite3 *h, const char *sql)
{
    char *message = NULL;

    if (sqlite3_exec(h, sql, NULL, NULL, &message) != SQLITE_OK)
        die("world: %s in '%s'", message, sql);
}

static sqlite3 *look; /* never writes */
static sqlite3 *hand; /* world_sql */
static sqlite3 *mould; /* without triggers; the copy stands beside it */

static sqlite3 *looking(void)
{
    if (!look && sqlite3_open(db_path, &look) != SQLITE_OK)
        die("world: cannot open");
    return look;
}

static sqlite3 *writing(sqlite3 **h)
{
    if (!*h) {
        if (sqlite3_open(db_path, h) != SQLITE_OK)
            die("world: cannot open");
        sqlite3_busy_timeout(*h, 1000);
    }
    return *h;
}

void world_sql(const char *sql)
{
    exec(writing(&hand), sql);
}

struct str world_text(const char *sql)
{
    sqlite3 *h = looking();
    sqlite3_stmt *s;
    struct str out = S("");

    if (sqlite3_prepare_v2(h, sql, -1, &s, NULL) != SQLITE_OK)
        die("world: '%s': %s", sql, sqlite3_errmsg(h));
    if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0))
        out = arena_str(&world_arena, str_of((const char *)sqlite3_column_text(s, 0)));
    sqlite3_finalize(s);
    return out;
}

int64_t world_number(const char *sql)
{
    int64_t n = -1;

    str_int(world_text(sql), INT64_MIN / 2, INT64_MAX / 2, &n);
    return n;
}

static void hash_value(uint64_t *hash, sqlite3_stmt *s, int i)
{
    const unsigned char *p = sqlite3_column_blob(s, i);
    int n = sqlite3_column_bytes(s, i);

    *hash = (*hash ^ (uint64_t)sqlite3_column_type(s, i)) * 1099511628211u;
    for (int k = 0; k < n; k++)
        *hash = (*hash ^ p[k]) * 1099511628211u;
}

static void hash_table(uint64_t *hash, const char *name)
{
    struct str sql = arena_fmt(&world_arena, "SELECT * FROM \"%s\"", name);
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(looking(), sql.p, -1, &s, NULL) != SQLITE_OK)
        die("world: '%s': %s", sql.p, sqlite3_errmsg(look));
    while (sqlite3_step(s) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(s); i++)
            hash_value(hash, s, i);
    sqlite3_finalize(s);
}

uint64_t world_hash(void)
{
    static int64_t version;
    static uint64_t hash;
    int64_t now = world_number("PRAGMA data_version");
    sqlite3_stmt *s;

    if (now == version)
        return hash; /* nobody has committed anything since */
    version = now;
    hash = 14695981039346656037u;
    if (sqlite3_prepare_v2(looking(),
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND"
            " name NOT LIKE 'sqlite%' AND name NOT IN ('draft', 'throttle') ORDER BY 1",
            -1, &s, NULL) != SQLITE_OK)
        die("world: %s", sqlite3_errmsg(look));
    while (sqlite3_step(s) == SQLITE_ROW)
        hash_table(&hash, (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    return hash;
}

/* ---------------------------------------------------------------- people and places */

static void add_letter(struct db *db)
{
    static char password[CREDENTIAL_PASSWORD + 1];
    unsigned char salt[SECRET_SALT] = {7}, hash[SECRET_SHA256];
    struct credential c = {.institution = INST_CLINIC, .login = S(LETTER_LOGIN),
        .generation = 1, .letter = 1, .valid_until = S("2027-01-20"), .state = S("issued")};
    int64_t id;

    credential_password_make(password);
    credential_password_print(world_letter_password, password);
    if (credential_hash(hash, str_of(password), salt) != SECRET_OK)
        die("world: hash");
    c.hash = (struct bytes){hash, sizeof(hash)};
    c.salt = (struct bytes){salt, sizeof(salt)};
    if (credential_add(db, &c, &id) != OK)
        die("world: credential");
}

static void add_member(struct db *db)
{
    struct account a = {.mail = S(MEMBER_MAIL), .contact = S("山田花子"),
        .phone = S("06-0000-0001"), .name = S("ひまわり薬局"), .founder = S("株式会社ひまわり"),
        .proof = S("letter")};

    db_as(db, &world_arena, INST_PHARMACY);
    if (secret_password_make(&world_arena, S(MEMBER_PASSWORD), secret_cost_chosen, world_app->keys.pepper, &a.stored) !=
            SECRET_OK ||
        account_register(db, &world_arena, &a, &a.id) != OK)
        die("world: member");
}

static void fill(struct db *db)
{
    /* no terms of use: nobody is asked to accept them but in their own tests; and readers
     * that are invented */
    world_sql(
        "DELETE FROM terms; DELETE FROM reader;"
        "INSERT INTO institution (id, pref, score_table, code, kind, name, kana, founder,"
        " zip, address, phone, phone_digits, changed_at) VALUES"
        " (1, '13', '1', '0000014', 'clinic', 'さくら内科クリニック', 'サクラナイカクリニック',"
        "  '医療法人社団髙﨑会', '1050004', '港区新橋2-1-3', '03-0000-0001', '0300000001', 0),"
        " (2, '27', '4', '0000025', 'pharmacy', 'ひまわり薬局', 'ヒマワリヤッキョク', '',"
        "  '5300001', '大阪市北区梅田1-1', '06-0000-0001', '0600000001', 0),"
        " (3, '01', '3', '0000036', 'dental', '𠮷田歯科', '', '𠮷田一郎', '0600001',"
        "  '札幌市中央区北1条', '011-000-0001', '0110000001', 0);"
        "UPDATE institution SET closed_on = '2026-01-01' WHERE id = 3;"
        "INSERT INTO reader (id, maker, product, model, width_mm, depth_mm, height_mm,"
        " weight_g, visual, running_cost, orderable_until, sample) VALUES"
        " (1, '見本電機', 'かおまど', 'MH-1', 180, 240, 300, 1500, 'yes', 'なし', NULL, 1),"
        " (2, '見本精機', '窓口くん', '', NULL, NULL, NULL, NULL, '', '', NULL, 1),"
        " (3, '見本電機', '旧かおまど', 'MH-0', 200, 200, 310, 2000, 'no', '', '2026-10-31', 1);");
    db_as(db, &world_arena, DB_ALL);
    if (!db_begin(db))
        die("world: begin");
    add_letter(db);
    add_member(db);
    if (!db_commit(db))
        die("world: commit");
}

/* ---------------------------------------------------------------- as it was */

#define TABLES                                                                           \
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"     \
    " AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\'"            \
    " AND name NOT IN ('postcode', 'holiday', 'prefecture', 'bureau')"
#define TRIGGERS                                                                         \
    "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema"                  \
    " WHERE type = 'trigger' ORDER BY name)"

static struct str triggers; /* their statements */
static int64_t schema;      /* its version: a test may have dropped a trigger */
static sqlite3_stmt *again[2 * 256];
static size_t n_again;

static void add_again(struct str sql)
{
    if (n_again == COUNT(again) ||
        sqlite3_prepare_v3(mould, sql.p, -1, SQLITE_PREPARE_PERSISTENT, &again[n_again++], NULL) !=
            SQLITE_OK)
        die("world: '%s': %s", sql.p, sqlite3_errmsg(mould));
}

/* Every table that a test may change. */
static void remember(void)
{
    sqlite3_stmt *s;

    world_sql(arena_fmt(&world_arena, "VACUUM INTO '%s'", filled).p);
    if (sqlite3_db_config(writing(&mould), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) != SQLITE_OK)
        die("world: no triggers");
    exec(mould, arena_fmt(&world_arena, "PRAGMA foreign_keys = OFF; ATTACH '%s' AS filled", filled).p);
    if (sqlite3_prepare_v2(looking(), TABLES, -1, &s, NULL) != SQLITE_OK)
        die("world: %s", sqlite3_errmsg(look));
    while (sqlite3_step(s) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(s, 0);

        add_again(arena_fmt(&world_arena, "DELETE FROM main.\"%s\"", table));
        if (world_number(arena_fmt(&world_arena, "SELECT count(*) FROM \"%s\"", table).p))
            add_again(arena_fmt(&world_arena,
                "INSERT INTO main.\"%s\" SELECT * FROM filled.\"%s\"", table, table));
    }
    sqlite3_finalize(s);
    triggers = arena_str(&kept, world_text(TRIGGERS));
    schema = world_number("PRAGMA schema_version");
}

/* Every other connection prepares its statements again after that. */
static void make_triggers(void)
{
    exec(mould, arena_fmt(&world_arena, STR_FMT ";" STR_FMT,
        STR_ARG(world_text("SELECT group_concat('DROP TRIGGER \"' || name || '\"', ';')"
                           " FROM sqlite_schema WHERE type = 'trigger'")),
        STR_ARG(triggers)).p);
    schema = world_number("PRAGMA schema_version");
}

static void restore(void)
{
    exec(mould, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < n_again; i++)
        if (sqlite3_step(again[i]) != SQLITE_DONE || sqlite3_reset(again[i]) != SQLITE_OK)
            die("world: %s", sqlite3_errmsg(mould));
    exec(mould, "COMMIT");
    if (world_number("PRAGMA schema_version") != schema)
        make_triggers();
}

/* ---------------------------------------------------------------- life */

static void start(void)
{
    secret_cost_chosen = (struct secret_cost){1, 16384, 1};
    snprintf(dir, sizeof(dir), "/dev/shm/madoguchi-world-XXXXXX");
    if (!mkdtemp(dir)) {
        snprintf(dir, sizeof(dir), "/tmp/madoguchi-world-XXXXXX");
        if (!mkdtemp(dir))
            die("world: no folder");
    }
    snprintf(db_path, sizeof(db_path), "%s/keys", dir);
    mkdir(db_path, 0700);
    snprintf(db_path, sizeof(db_path), "%s/files", dir);
    mkdir(db_path, 0700);
    snprintf(db_path, sizeof(db_path), "%s/portal.db", dir);
    setenv("MADOGUCHI_PORTAL_ORIGIN", "http://portal.test", 1);
    snprintf(filled, sizeof(filled), "%s/filled.db", dir);
    if (!conf_read(&conf, &kept, "/nonexistent", false) || !test_schema(db_path))
        die("world: cannot start");
    world_app = app_open(dir, &conf, models, features);
    if (!world_app)
        die("world: cannot open");
    atexit(world_end);
    fill(world_app->write_db);
    remember();
}

static void touch(struct app *to, int64_t session)
{
    (void)to;
    world_sql(arena_fmt(&world_arena, "UPDATE session SET seen_at = %lld WHERE id = %lld",
        (long long)clock_now(), (long long)session).p);
}

/* What the pages of the last test have noted for the audit is forgotten. */
static void forget_notes(void)
{
    size_t n;

    if (!db_begin(world_app->write_db))
        die("world: begin");
    n = notes_write(world_app->notes, world_app->write_db);
    db_rollback(world_app->write_db);
    notes_written(world_app->notes, n);
}

void world_secure(void)
{
    conf.secure = true;
    conf.origin = S("https://portal.test");
}

static int forget_file(const char *path, const struct stat *st, int what, struct FTW *where)
{
    (void)st, (void)what;
    return where->level ? remove(path) : 0;
}

/* What people have sent in the last test. */
static void forget_files(void)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/files", dir);
    nftw(path, forget_file, 8, FTW_DEPTH | FTW_PHYS);
}

struct app *world(void)
{
    arena_reset(&world_arena);
    clock_set(WORLD_NOW);
    conf.secure = false;
    if (!world_app)
        start();
    else
        restore();
    conf.origin = S("http://portal.test");
    credential_key(world_app->keys.credential); /* another test may have its own */
    world_app->touch = touch;
    rates_forget(world_app->rates);
    forget_notes();
    forget_files();
    return world_app;
}

void world_clock(int64_t now)
{
    clock_set(now);
}

void world_end(void)
{
    char path[256];
    static const char *const names[] = {"portal.db", "portal.db-wal", "portal.db-shm",
        "portal.db.lock", "filled.db", "keys/root.key", "keys/pepper.key", "keys/credential.key",
        "keys/totp.key", "keys",
        "files", ""};

    if (!world_app)
        return;
    forget_files();
    while (n_again)
        sqlite3_finalize(again[--n_again]);
    sqlite3_close(look);
    sqlite3_close(hand);
    sqlite3_close(mould);
    look = hand = mould = NULL;
    app_close(world_app);
    world_app = NULL;
    arena_release(&world_arena);
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        remove(path);
    }
}

struct db *world_begin(void)
{
    struct db *db = world()->write_db;

    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    return db;
}

void world_commit(struct db *db)
{
    CHECK(!db_broken(db));
    CHECK(db_commit(db));
}
