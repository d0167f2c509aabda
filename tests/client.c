/* client.c: the browsers of world.h: cookies, tokens, requests through all stations of the
 * portal in one thread, or several requests at the same instant. */
#include "tests/world_impl.h"

#include <unistd.h>

#include "job/job.h"
#include "sys/clock.h"
#include "util/str.h"

extern const struct job_task lost_password_task;

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
            s = arena_fmt(&world_arena, STR_FMT "%s%s=%s", STR_ARG(s), s.n ? "; " : "",
                c->cookie[i].name, c->cookie[i].value);
    return s;
}

static struct str file_body(const struct http_file *f)
{
    char *p = arena_alloc(&world_arena, (size_t)f->size + 1, 1);

    if (read(f->fd, p, (size_t)f->size) != f->size)
        die("client: file");
    return (struct str){p, (size_t)f->size};
}

static struct reply reply_of(struct client *c, struct work *w)
{
    struct reply r = {.status = w->out.status, .body = arena_str(&world_arena, w->out.body),
        .location = S(""), .type = S(""), .headers = S("")};
    struct str token;

    for (size_t i = 0; i < w->out.n_head; i++) {
        struct str v = arena_str(&world_arena, w->out.head[i].value);

        r.headers = arena_fmt(&world_arena, STR_FMT "%s: " STR_FMT "\n", STR_ARG(r.headers),
            w->out.head[i].name, STR_ARG(v));
        if (strcmp(w->out.head[i].name, "Location") == 0)
            r.location = v;
        if (strcmp(w->out.head[i].name, "Content-Type") == 0)
            r.type = v;
        if (strcmp(w->out.head[i].name, "Set-Cookie") == 0)
            keep_cookie(c, v);
    }
    if (w->out.file) {
        r.body = file_body(w->out.file);
        http_file_close(w->out.file);
        return r;
    }
    token = hidden(r, "_csrf");
    if (token.n)
        snprintf(c->csrf, sizeof(c->csrf), STR_FMT, STR_ARG(token));
    return r;
}

struct str with_csrf(const struct client *c, const char *body)
{
    return strstr(body, "_csrf=")
        ? str_of(body)
        : arena_fmt(&world_arena, "%s%s_csrf=%s", body, *body ? "&" : "", c->csrf);
}

/* A request that has come to the writer's door. */
struct flight {
    struct arena a;
    struct http_field fields[40];
    struct http_in in;
    struct work *w;
};

static bool take_off(struct flight *f, struct client *c, const char *method,
    const char *target, const char *headers, struct str body)
{
    struct str jar = cookies(c);

    *f = (struct flight){.a = ARENA_INIT};
    f->in = (struct http_in){.arena = &f->a, .method = str_of(method),
        .target = str_of(target), .version = S("HTTP/1.1"), .peer = str_of(c->peer),
        .given = f->fields};
    f->in.n_given = parse_headers(headers, f->fields);
    if (jar.n && !http_get(&f->in, "Cookie").n)
        f->fields[f->in.n_given++] = (struct http_field){S("Cookie"), jar};
    if (!http_get(&f->in, "Host").n)
        f->fields[f->in.n_given++] = (struct http_field){S("Host"), S("portal.test")};
    f->w = app_head(world_app, &f->in);
    if (f->w->out.status)
        return false;
    if (body.n)
        app_body(f->w, body);
    if (app_prepare(f->w))
        return false;
    app_hash(f->w);
    return !f->w->out.status;
}

static struct reply land(struct flight *f, struct client *c)
{
    struct reply r = reply_of(c, f->w);

    r.hashes = f->w->r.n_hash;
    app_end(f->w);
    arena_release(&f->a);
    return r;
}

static bool job_waits;

void world_job_waits(bool waits)
{
    job_waits = waits;
}

static void links_to_new_passwords(void)
{
    struct arena a = ARENA_INIT;

    if (job_waits)
        return;
    db_as(world_app->write_db, &a, DB_ALL);
    lost_password_task.run(
        &(struct job){.db = world_app->write_db, .conf = world_app->conf, .arena = &a});
    arena_release(&a);
}

/* What the writer does with those that wait: one group. */
static void write_group(struct flight *f, const bool *waits, size_t n)
{
    struct db *db = world_app->write_db;
    bool done;

    if (!db_begin(db))
        die("client: begin");
    for (size_t i = 0; i < n; i++)
        if (waits[i])
            app_commit(f[i].w, db);
    done = db_commit(db);
    for (size_t i = 0; i < n; i++) {
        if (!waits[i])
            continue;
        if (!done)
            app_failed(f[i].w);
        app_respond(f[i].w);
    }
    links_to_new_passwords();
}

static int64_t queue_s; /* see world_queue */

void world_queue(int64_t seconds)
{
    queue_s = seconds;
}

struct reply request(struct client *c, const char *method, const char *target,
    const char *headers, struct str body)
{
    struct flight f;
    bool waits = take_off(&f, c, method, target, headers, body);

    if (waits && queue_s) {
        clock_set(clock_now() + queue_s);
        queue_s = 0;
    }
    if (waits)
        write_group(&f, &waits, 1);
    return land(&f, c);
}

void together(struct client *c, const char *path, const char *body, struct reply *out, size_t n)
{
    struct flight *f = calloc(n, sizeof(*f));
    struct client same = *c;
    bool waits[8] = {false};

    if (!f || n > COUNT(waits))
        die("together: too many");
    for (size_t i = 0; i < n; i++)
        waits[i] = take_off(&f[i], &same, "POST", path, FORM_HEADERS, with_csrf(c, body));
    write_group(f, waits, n);
    for (size_t i = 0; i < n; i++)
        out[i] = land(&f[i], c);
    free(f);
}

struct reply get(struct client *c, const char *path)
{
    return request(c, "GET", path, "", S(""));
}

struct reply post(struct client *c, const char *path, const char *body)
{
    return request(c, "POST", path, FORM_HEADERS, with_csrf(c, body));
}

struct reply submit(struct client *c, const char *path, const char *body)
{
    struct reply r = get(c, path);
    struct str rev = hidden(r, "_rev"), once = hidden(r, "_once"), owner = hidden(r, "_owner");
    struct str all = arena_fmt(&world_arena,
        "%s%s_rev=" STR_FMT "&_owner=" STR_FMT "%s" STR_FMT, body, *body ? "&" : "",
        STR_ARG(rev), STR_ARG(owner), once.n ? "&_once=" : "", STR_ARG(once));

    return post(c, path, all.p);
}

bool has(struct reply r, const char *text)
{
    return str_has(r.body, str_of(text));
}

bool complains(struct reply r, const char *field, const char *text)
{
    struct str above = arena_fmt(&world_arena, "<a href=\"#%s\">%s</a>", field, text);
    struct str mark = arena_fmt(&world_arena, "id=\"%s-e\"", field);
    const char *at = memmem(r.body.p, r.body.n, mark.p, mark.n);
    struct str line = S("");

    if (at)
        line = str_head(str_from(r.body, (size_t)(at - r.body.p)), 600);
    return has(r, "<title>エラー：") && str_has(r.body, above) && str_has(line, str_of(text));
}

struct str hidden(struct reply r, const char *name)
{
    struct str mark = arena_fmt(&world_arena, "name=\"%s\" value=\"", name);
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

struct client client_staff(const char *role)
{
    struct client c = client_new();
    struct str token = secret_token(&world_arena);
    struct str hash = codec_hex(&world_arena, secret_digest(&world_arena, token));

    world_sql(arena_fmt(&world_arena,
        "INSERT INTO staff (name, role, password, totp, enrolled_at, created_at)"
        " VALUES ('%s one', '%s', '', x'', 1, 1);"
        "INSERT INTO session (hash, staff, created_at, seen_at)"
        " VALUES (x'" STR_FMT "', last_insert_rowid(), %lld, %lld)",
        role, role, STR_ARG(hash), (long long)clock_now(), (long long)clock_now()).p);
    c.n = 1;
    snprintf(c.cookie[0].name, sizeof(c.cookie[0].name), "staff");
    snprintf(c.cookie[0].value, sizeof(c.cookie[0].value), STR_FMT, STR_ARG(token));
    return c;
}
