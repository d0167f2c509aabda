/* world.c: see world.h. Each world starts from a copy of one prepared database. */
#include "tests/world.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gen/tables.h"
#include "model/account.h"
#include "model/credential.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/rate.h"

extern const char schema_sql[];

static struct app *app;
static struct conf conf;
static struct arena arena = ARENA_INIT; /* replies of the running test */
static char dir[64], db_path[128];
char world_letter_password[16];

static void exec(sqlite3 *h, const char *sql)
{
    char *message = NULL;

    if (sqlite3_exec(h, sql, NULL, NULL, &message) != SQLITE_OK)
        die("world: %s in '%s'", message, sql);
}

void world_sql(const char *sql)
{
    sqlite3 *h;

    if (sqlite3_open(db_path, &h) != SQLITE_OK)
        die("world: cannot open");
    sqlite3_busy_timeout(h, 1000);
    exec(h, sql);
    sqlite3_close(h);
}

struct str world_text(const char *sql)
{
    sqlite3 *h;
    sqlite3_stmt *s;
    struct str out = S("");

    if (sqlite3_open(db_path, &h) != SQLITE_OK ||
        sqlite3_prepare_v2(h, sql, -1, &s, NULL) != SQLITE_OK)
        die("world: '%s': %s", sql, sqlite3_errmsg(h));
    if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0))
        out = arena_str(&arena, str_of((const char *)sqlite3_column_text(s, 0)));
    sqlite3_finalize(s);
    sqlite3_close(h);
    return out;
}

int64_t world_number(const char *sql)
{
    int64_t n = -1;

    str_int(world_text(sql), INT64_MIN / 2, INT64_MAX / 2, &n);
    return n;
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
    static const struct secret_cost cheap = {1, 8192, 1};
    struct account a = {.mail = S(MEMBER_MAIL), .contact = S("山田花子"),
        .phone = S("06-0000-0001"), .name = S("ひまわり薬局"), .founder = S("株式会社ひまわり")};

    db_as(db, &arena, INST_PHARMACY);
    if (secret_password_make(&arena, S(MEMBER_PASSWORD), cheap, app->keys.pepper, &a.stored) !=
            SECRET_OK ||
        account_register(db, &arena, &a, &a.id) != OK)
        die("world: member");
}

static void fill(struct db *db)
{
    world_sql(
        "INSERT INTO institution (id, pref, score_table, code, kind, name, kana, founder,"
        " zip, address, phone, phone_digits, changed_at) VALUES"
        " (1, '13', '1', '0000014', 'clinic', 'さくら内科クリニック', 'サクラナイカクリニック',"
        "  '医療法人社団髙﨑会', '1050004', '港区新橋2-1-3', '03-0000-0001', '0300000001', 0),"
        " (2, '27', '4', '0000025', 'pharmacy', 'ひまわり薬局', 'ヒマワリヤッキョク', '',"
        "  '5300001', '大阪市北区梅田1-1', '06-0000-0001', '0600000001', 0),"
        " (3, '01', '3', '0000036', 'dental', '𠮷田歯科', '', '𠮷田一郎', '0600001',"
        "  '札幌市中央区北1条', '011-000-0001', '0110000001', 0);"
        "UPDATE institution SET closed_on = '2026-01-01' WHERE id = 3;");
    db_as(db, &arena, DB_ALL);
    if (!db_begin(db))
        die("world: begin");
    add_letter(db);
    add_member(db);
    if (!db_commit(db))
        die("world: commit");
}

/* ---------------------------------------------------------------- life */

static void start(void)
{
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
    static struct arena settings = ARENA_INIT;
    if (!conf_read(&conf, &settings, "/nonexistent", false) || !db_script(db_path, schema_sql))
        die("world: cannot start");
    app = app_open(dir, &conf, models, features);
    if (!app)
        die("world: cannot open");
    atexit(world_end);
}

/* Every table that a test may have changed, emptied; the audit's triggers stand aside. */
static void empty(void)
{
    struct str sql = world_text(
        "SELECT group_concat('DELETE FROM \"' || name || '\"', ';') FROM sqlite_schema"
        " WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%VIRTUAL%'"
        " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' AND name NOT IN"
        " ('postcode', 'holiday', 'prefecture', 'bureau')");
    struct str all = arena_fmt(&arena,
        "PRAGMA foreign_keys = OFF; BEGIN; DROP TRIGGER IF EXISTS audit_no_delete; " STR_FMT
        "; CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END; COMMIT",
        STR_ARG(sql));

    world_sql(all.p);
}

struct app *world(void)
{
    arena_reset(&arena);
    clock_set(WORLD_NOW);
    if (!app)
        start();
    else
        empty();
    rates_forget(app->rates);
    fill(app->write_db);
    return app;
}

void world_clock(int64_t now)
{
    clock_set(now);
}

void world_end(void)
{
    char path[256];
    static const char *const names[] = {"portal.db", "portal.db-wal", "portal.db-shm",
        "portal.db.lock", "keys/root.key", "keys/pepper.key", "keys/credential.key",
        "keys/totp.key", "keys",
        "files/incoming", "files", ""};

    if (!app)
        return;
    app_close(app);
    app = NULL;
    arena_release(&arena);
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        remove(path);
    }
}

/* ---------------------------------------------------------------- clients */

struct client client_new(void)
{
    return (struct client){.peer = "192.0.2.1"};
}

static void keep_cookie(struct client *c, struct str set)
{
    struct str rest, value, name, attributes;
    int i = 0;

    attributes = S("");
    value = str_cut(set, ';', &attributes);
    name = str_cut(value, '=', &rest);
    while (i < c->n && !str_is(name, c->cookie[i].name))
        i++;
    if (i == (int)COUNT(c->cookie) || name.n >= 32 || rest.n >= 128)
        die("client: cookie");
    if (i == c->n)
        c->n++;
    snprintf(c->cookie[i].name, 32, STR_FMT, STR_ARG(name));
    snprintf(c->cookie[i].value, 128, STR_FMT, STR_ARG(rest));
}

static size_t parse_headers(const char *text, struct http_field *to)
{
    struct str rest = str_of(text);
    size_t n = 0;

    while (rest.p && rest.n) {
        struct str line = str_cut(rest, '\n', &rest), value;

        to[n].name = str_cut(line, ':', &value);
        to[n++].value = str_trim(value);
    }
    return n;
}

static struct str cookies(const struct client *c)
{
    struct str s = S("");

    for (int i = 0; i < c->n; i++)
        if (c->cookie[i].value[0])
            s = arena_fmt(&arena, STR_FMT "%s%s=%s", STR_ARG(s), s.n ? "; " : "",
                c->cookie[i].name, c->cookie[i].value);
    return s;
}

static struct reply reply_of(struct client *c, struct work *w)
{
    struct reply r = {.status = w->out.status, .body = arena_str(&arena, w->out.body),
        .location = S(""), .type = S(""), .headers = S("")};
    struct str token;

    for (size_t i = 0; i < w->out.n_head; i++) {
        struct str v = arena_str(&arena, w->out.head[i].value);

        r.headers = arena_fmt(&arena, STR_FMT "%s: " STR_FMT "\n", STR_ARG(r.headers),
            w->out.head[i].name, STR_ARG(v));
        if (strcmp(w->out.head[i].name, "Location") == 0)
            r.location = v;
        if (strcmp(w->out.head[i].name, "Content-Type") == 0)
            r.type = v;
        if (strcmp(w->out.head[i].name, "Set-Cookie") == 0)
            keep_cookie(c, v);
    }
    token = hidden(r, "_csrf");
    if (token.n)
        snprintf(c->csrf, sizeof(c->csrf), STR_FMT, STR_ARG(token));
    return r;
}

static void walk_through(struct work *w)
{
    struct db *db = app->write_db;

    if (app_prepare(w))
        return;
    app_hash(w);
    if (w->out.status)
        return;
    if (!db_begin(db))
        die("client: begin");
    app_commit(w, db);
    if (!db_commit(db))
        app_failed(w);
    app_respond(w);
}

struct reply request(struct client *c, const char *method, const char *target,
    const char *headers, struct str body)
{
    struct arena a = ARENA_INIT;
    struct http_field fields[40];
    struct http_in in = {.arena = &a, .method = str_of(method), .target = str_of(target),
        .version = S("HTTP/1.1"), .peer = str_of(c->peer), .given = fields};
    struct str jar = cookies(c);
    struct work *w;
    struct reply r;

    in.n_given = parse_headers(headers, fields);
    if (jar.n && !http_get(&in, "Cookie").n)
        fields[in.n_given++] = (struct http_field){S("Cookie"), jar};
    if (!http_get(&in, "Host").n)
        fields[in.n_given++] = (struct http_field){S("Host"), S("portal.test")};
    w = app_head(app, &in);
    if (!w->out.status) {
        if (body.n)
            app_body(w, body);
        walk_through(w);
    }
    r = reply_of(c, w);
    app_end(w);
    arena_release(&a);
    return r;
}

struct reply get(struct client *c, const char *path)
{
    return request(c, "GET", path, "", S(""));
}

struct reply post(struct client *c, const char *path, const char *body)
{
    struct str all = strstr(body, "_csrf=")
        ? str_of(body)
        : arena_fmt(&arena, "%s%s_csrf=%s", body, *body ? "&" : "", c->csrf);

    return request(c, "POST", path,
        "Content-Type: application/x-www-form-urlencoded\nOrigin: http://portal.test\n"
        "Sec-Fetch-Site: same-origin\n",
        all);
}

struct reply submit(struct client *c, const char *path, const char *body)
{
    struct reply r = get(c, path);
    struct str rev = hidden(r, "_rev"), once = hidden(r, "_once"), owner = hidden(r, "_owner");
    struct str all = arena_fmt(&arena,
        "%s%s_rev=" STR_FMT "&_owner=" STR_FMT "%s" STR_FMT, body, *body ? "&" : "",
        STR_ARG(rev), STR_ARG(owner), once.n ? "&_once=" : "", STR_ARG(once));

    return post(c, path, all.p);
}

bool has(struct reply r, const char *text)
{
    return str_has(r.body, str_of(text));
}

struct str hidden(struct reply r, const char *name)
{
    struct str mark = arena_fmt(&arena, "name=\"%s\" value=\"", name);
    const char *at = r.body.n ? memmem(r.body.p, r.body.n, mark.p, mark.n) : NULL;
    struct str rest;

    if (!at)
        return S("");
    rest = (struct str){at + mark.n, r.body.n - (size_t)(at + mark.n - r.body.p)};
    return str_cut(rest, '"', &rest);
}

struct client client_letter(void)
{
    struct client c = client_new();
    char body[128];

    get(&c, "/login");
    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s", world_letter_password);
    CHECK_INT(post(&c, "/login", body).status, 303);
    return c;
}

struct client client_member(void)
{
    struct client c = client_new();

    get(&c, "/login");
    CHECK_INT(post(&c, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD).status, 303);
    return c;
}
