/* app.c: the order of all checks. Nothing in page/ or staff/ can forget one of them. */
#include "web/app.h"

#include <pthread.h>

#include "model/audit.h"
#include "model/credential.h"
#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"
#include "web/assets.h"
#include "web/body.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/gate.h"
#include "web/note.h"
#include "web/rate.h"
#include "web/upload.h"

enum { BODY_KIB = 64, PAGE_ROOM = 16 * 1024 };

static _Thread_local struct {
    struct app *app;
    struct db *db;
} reader;
static pthread_key_t reader_key; /* closes the connection when its thread ends */
static pthread_once_t reader_once = PTHREAD_ONCE_INIT;

static void reader_gone(void *db)
{
    (void)db;
    app_reader_close();
}

static void make_reader_key(void)
{
    if (pthread_key_create(&reader_key, reader_gone) != 0)
        die("no thread key left");
}

struct db *app_reader(struct app *app)
{
    if (reader.app != app) {
        db_close(reader.db);
        reader.db = db_open(app->db_path, DB_READ, app->models);
        if (!reader.db)
            die("cannot open '%s' for reading", app->db_path);
        reader.app = app;
        pthread_once(&reader_once, make_reader_key);
        pthread_setspecific(reader_key, reader.db);
    }
    return reader.db;
}

void app_reader_close(void)
{
    db_close(reader.db);
    reader.db = NULL;
    reader.app = NULL;
}

static bool open_key(const char *data, const char *name, struct secret_key **out)
{
    char path[4096], why[SECRET_WHY];

    snprintf(path, sizeof(path), "%s/keys/%s.key", data, name);
    *out = secret_key(path, why);
    if (!*out)
        fprintf(stderr, "%s\n", why);
    return *out != NULL;
}

static bool open_keys(struct keys *k, const char *data)
{
    if (!open_key(data, "root", &k->root) || !open_key(data, "pepper", &k->pepper) ||
        !open_key(data, "credential", &k->credential) || !open_key(data, "totp", &k->totp))
        return false;
    secret_subkey(&k->csrf, k->root, "csrf");
    secret_subkey(&k->owner, k->root, "owner");
    secret_subkey(&k->device, k->root, "device");
    secret_subkey(&k->audit, k->root, "audit");
    return true;
}

struct app *app_open(const char *data, const struct conf *conf,
    const struct model *const *models, const struct feature *const *features)
{
    struct app *app = calloc(1, sizeof(*app));
    char path[4096];

    if (!app)
        die("out of memory");
    secret_init();
    app->conf = conf;
    app->models = models;
    snprintf(path, sizeof(path), "%s/portal.db", data);
    app->data = strdup(data);
    app->db_path = strdup(path);
    app->routes = routes_new(features);
    app->rates = rates_new();
    app->assets = assets_new();
    app->notes = notes_new();
    if (!open_keys(&app->keys, data)) {
        app_close(app);
        return NULL;
    }
    audit_key(&app->keys.audit);
    credential_key(app->keys.credential);
    app->write_db = db_open(path, DB_WRITE, models);
    if (!app->write_db) {
        app_close(app);
        return NULL;
    }
    return app;
}

void app_close(struct app *app)
{
    app_reader_close();
    db_close(app->write_db);
    routes_free(app->routes);
    rates_free(app->rates);
    assets_free(app->assets);
    notes_free(app->notes);
    secret_free(app->keys.root);
    secret_free(app->keys.pepper);
    secret_free(app->keys.credential);
    secret_free(app->keys.totp);
    free((char *)(uintptr_t)app->data);
    free((char *)(uintptr_t)app->db_path);
    free(app);
}

/* ---------------------------------------------------------------- head and body */

static void set_allow(struct work *w, int allow)
{
    http_header(&w->out, "Allow",
        allow == ALLOW_GET       ? S("GET, HEAD")
            : allow == ALLOW_POST ? S("POST")
                                  : S("GET, HEAD, POST"));
}

/* The letter's QR code holds capitals only (the code is smaller): paths are taken in
 * either case where that is all that differs. */
static bool try_lower_case(struct work *w, int *allow)
{
    struct req *r = &w->r;
    char *low;

    if (!str_starts(r->path, S("/Q/")))
        return false;
    low = (char *)(uintptr_t)arena_str(r->arena, r->path).p;
    low[1] = 'q';
    r->path.p = low;
    r->route = routes_find(w->app->routes, r->method, r->path, r->arg, allow);
    return r->route != NULL;
}

static bool find_route(struct work *w)
{
    struct req *r = &w->r;
    int allow = 0;

    r->route = routes_find(w->app->routes, r->method, r->path, r->arg, &allow);
    if (r->route || try_lower_case(w, &allow)) {
        /* The staff side lives on its own listener, if there is one. */
        if (w->app->conf->staff_listen.n && r->staff_side != frame_is_staff_path(r->path) &&
            frame_is_staff_path(r->path)) {
            not_found(r);
            return false;
        }
        return true;
    }
    if (allow) {
        set_allow(w, allow);
        refuse(r, 405, S("この方法では開けません"),
            S("アドレスをもう一度開くか、トップページから進んでください。"));
    } else {
        not_found(r);
    }
    return false;
}

static void take_facts(struct work *w, struct http_in *in)
{
    struct req *r = &w->r;
    struct str query, forwarded, path = str_cut(in->target, '?', &query);

    r->method = in->method;
    if (urlform_decode(in->arena, path, false, &r->path) != URLFORM_OK)
        r->path = S("/"); /* the gate says what is wrong with it */
    r->query_text = query.p ? query : S("");
    r->cookie = http_get(in, "Cookie");
    r->agent = http_get(in, "User-Agent");
    r->peer = in->peer;
    r->tls = in->tls;
    r->staff_side = in->staff;
    if (w->app->conf->proxy.n && str_eq(in->peer, w->app->conf->proxy)) {
        /* the last entry is the one that our own proxy wrote */
        forwarded = http_get(in, "X-Forwarded-For");
        for (struct str rest = forwarded; rest.p && rest.n;)
            forwarded = str_trim(str_cut(rest, ',', &rest));
        if (forwarded.n && forwarded.n < 46)
            r->peer = arena_str(in->arena, forwarded);
    }
}

/* Eight characters of five bits; told apart, not secret: no system call for each. */
static uint64_t request_id(void)
{
    static _Thread_local uint64_t state;

    if (!state)
        secret_random(&state, sizeof(state));
    state += 0x9e3779b97f4a7c15; /* splitmix64 */
    uint64_t z = (state ^ state >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (z ^ z >> 31) >> 24;
}

struct work *app_head(struct app *app, struct http_in *in)
{
    struct work *w = NEW(in->arena, struct work);
    const struct gate_rule *rule;

    w->app = app;
    w->in = in;
    in->app = w;
    w->started_ms = clock_mono_ms();
    w->r.app = app;
    w->r.arena = in->arena;
    w->r.out = &w->page;
    w->r.id = request_id();
    log_request(w->r.id);
    take_facts(w, in);
    frame_display(&w->r);
    rule = gate_request(in, app->conf->hosts);
    if (rule) {
        w->reason = rule->id;
        w->out.close = true;
        refuse(&w->r, rule->status, S("このリクエストは受け付けられません"), rule->text);
        app_respond(w);
        return w;
    }
    if (str_starts(w->r.path, S("/s/")) && assets_find(app->assets, &w->r, in, &w->out))
        return w;
    buf_room(&w->page, PAGE_ROOM);
    if (!find_route(w)) {
        app_respond(w);
        return w;
    }
    w->cap = (size_t)(w->r.route->body_kib ? w->r.route->body_kib : BODY_KIB) * 1024;
    upload_begin(w);
    return w;
}

void app_body(struct work *w, struct str piece)
{
    if (w->out.status)
        return; /* refused: read on so that the browser gets to see why */
    w->got += piece.n;
    if (w->got > w->cap + (w->upload ? UPLOAD_WASTE : 0))
        w->too_large = true;
    else if (w->upload)
        upload_piece(w, piece, w->got > w->cap);
    else
        buf_str(&w->body, piece);
}

/* ---------------------------------------------------------------- prepare */

static void system_error(struct work *w)
{
    struct req *r = &w->r;

    r->location = r->disposition = S("");
    r->n_set_cookie = 0;
    r->clear_site = false;
    refuse(r, 500, S("申し訳ありません。システムの調子が悪くなりました"),
        S("入力した内容は、まだ届いていません。少し待ってから、もう一度ためしてください。"));
}

static bool parse(struct work *w)
{
    struct req *r = &w->r;
    const char *why = body_parse(w);

    if (why && strcmp(why, "upload.disk") == 0) {
        w->reason = why;
        refuse(r, 503, S("いま、書類を受け取れません"),
            S("しばらく待ってから、もう一度送ってください。"));
        return false;
    }
    if (w->too_large || (why && strcmp(why, "upload.large") == 0)) {
        w->reason = "body.large";
        refuse(r, 413, S("送られた内容が大きすぎます"),
            S("前の画面に戻り、内容を短くしてから、もう一度送ってください。"));
        return false;
    }
    if (why) {
        w->reason = why;
        refuse(r, 400, S("送られた内容を読み取れませんでした"),
            S("前の画面に戻り、文字化けした文字などがないかを見て、もう一度送ってください。"));
        return false;
    }
    return true;
}

static int run(struct work *w)
{
    struct req *r = &w->r;
    int status = r->route->run(r);

    if (r->laid_out)
        frame_close(r);
    return status;
}

static void run_get(struct work *w)
{
    struct req *r = &w->r;
    int status;

    status = run(w);
    w->out.status = status;
    if (db_broken(r->db))
        system_error(w);
}

/* Those who have logged in answer for themselves and are not counted by their address: a
 * hospital's hundred desks share one. Mails are counted always. */
static bool within_rate(struct work *w)
{
    struct req *r = &w->r;

    if ((r->who.role && r->route->rate != RATE_MAIL) ||
        rates_take(w->app->rates, r->peer, r->route->rate))
        return true;
    w->reason = "rate";
    r->retry_after = S("60");
    refuse(r, 429, S("短い時間に何度も送られました"),
        S("1分ほど待ってから、もう一度ためしてください。"));
    return false;
}

bool app_prepare(struct work *w)
{
    struct req *r = &w->r;
    bool post;

    if (w->out.status)
        return true; /* answered by app_head */
    r->received_at = clock_now();
    post = r->route->method[0] == 'P';
    r->db = app_reader(w->app);
    db_as(r->db, r->arena, DB_ALL);
    if (!db_read_begin(r->db)) {
        system_error(w);
        goto done;
    }
    guard_session(w);
    if (post && !within_rate(w))
        goto end;
    if (!parse(w) || !guard_rights(w) || (post && !guard_form(w)))
        goto end;
    db_as(r->db, r->arena, r->who.role & INSIDE ? r->who.institution : DB_ALL);
    if (!post) {
        run_get(w);
        goto end;
    }
    if (r->route->plan)
        r->route->plan(r);
    if (db_broken(r->db)) {
        system_error(w);
        goto end;
    }
    db_read_end(r->db);
    return false;
end:
    if (db_broken(r->db) && w->out.status != 500)
        system_error(w);
    db_read_end(r->db);
done:
    if (w->parking)
        return false;
    app_respond(w);
    return true;
}

/* ---------------------------------------------------------------- hash and commit */

void plan_check(struct req *r, struct str password, struct str stored)
{
    if (r->n_hash == REQ_HASHES)
        die("route %s: too many hash tasks", r->route->path);
    r->hash[r->n_hash++] = (struct hash_task){.password = password, .stored = stored};
}

void plan_make(struct req *r, struct str password)
{
    plan_check(r, password, S(""));
    r->hash[r->n_hash - 1].make = true;
}

void plan_remake(struct req *r, struct str password)
{
    plan_make(r, password);
    r->hash[r->n_hash - 1].after = true;
}

void app_hash(struct work *w)
{
    const struct secret_key *pepper = w->app->keys.pepper;

    if (w->slow)
        w->slow(w);
    w->slow = NULL;
    for (int i = 0; i < w->r.n_hash; i++) {
        struct hash_task *t = &w->r.hash[i];
        enum secret_hash e;

        if (t->after && !w->r.hash[i - 1].match)
            continue; /* a wrong password costs what an unknown login costs */
        e = t->make
            ? secret_password_make(
                  w->r.arena, t->password, secret_cost_chosen, pepper, &t->made)
            : secret_password_check(t->stored, t->password, pepper, &t->match);

        if (e != SECRET_OK) { /* no memory: never a wrong password */
            app_busy(w, 5);
            return;
        }
    }
}

void app_busy(struct work *w, int seconds)
{
    struct req *r = &w->r;

    w->reason = "busy";
    r->retry_after = arena_fmt(r->arena, "%d", seconds);
    refuse(r, 503, S("いま、たいへん混み合っています"),
        arena_fmt(r->arena, "%d秒ほど待ってから、もう一度ためしてください。", seconds));
    app_respond(w);
}

void app_commit(struct work *w, struct db *db)
{
    struct req *r = &w->r;
    bool keep;

    log_request(r->id);
    r->db = db;
    db_as(db, r->arena, r->who.role & INSIDE ? r->who.institution : DB_ALL);
    if (!db_savepoint(db)) {
        system_error(w);
        return;
    }
    if (!guard_still(w)) /* ended while the request waited for its turn */
        ;
    else if (w->parking)
        w->parking(w);
    else if (!form_display_pressed(r, &w->out.status))
        w->out.status = run(w);
    keep = !db_broken(db) && (w->out.status < 400 || r->keep);
    if (db_broken(db))
        system_error(w);
    if (keep)
        db_release(db);
    else
        db_undo(db);
}

void app_failed(struct work *w)
{
    system_error(w);
    w->out.status = 503;
    w->r.retry_after = S("10");
}

void app_end(struct work *w)
{
    if (!w)
        return;
    upload_drop(w);
    if (w->body.p)
        secret_wipe(w->body.p, w->body.n);
    buf_release(&w->body);
    buf_release(&w->page);
}
