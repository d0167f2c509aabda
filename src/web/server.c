/* server.c: connects the stations of app.h to sys/http.h and the lanes. */
#include "web/server.h"

#include <sys/resource.h>
#include <unistd.h>

#include "sys/file.h"
#include "util/log.h"
#include "util/str.h"
#include "web/lanes.h"

enum { SPARE_FILES = 64, TLS_MAX = 256 * 1024 };

struct server {
    struct app *app;
    struct lanes *lanes;
    struct http *portal, *staff;
};

static struct server *running; /* one per process; the lanes' callbacks need it */

static bool on_head(void *ctx, struct http_in *in, struct http_out *out)
{
    struct server *s = ctx;
    struct work *w = app_head(s->app, in);

    if (!w->out.status)
        return false;
    *out = w->out;
    return true;
}

static bool on_body(void *ctx, struct http_in *in, struct str piece, struct http_out *out)
{
    (void)ctx, (void)out;
    app_body(in->app, piece);
    return true;
}

static enum http_when on_done(void *ctx, struct http_in *in, struct http_out *out)
{
    struct work *w = in->app;

    (void)ctx;
    if (!app_prepare(w))
        return HTTP_LATER;
    *out = w->out;
    return HTTP_NOW;
}

static void on_park(void *ctx, struct http_in *in)
{
    struct server *s = ctx;

    lanes_put(s->lanes, in->app);
}

static void on_end(void *ctx, struct http_in *in)
{
    (void)ctx;
    app_end(in->app);
}

static void answer(struct work *w)
{
    http_answer(w->in, &w->out);
}

static void touch(struct app *app, int64_t session)
{
    (void)app;
    lanes_touch(running->lanes, session);
}

/* As many files as the machine allows, and fewer connections than files: running out of
 * files would make the HTTP library spin. */
static unsigned connections(const struct conf *c)
{
    struct rlimit lim;
    int64_t most;

    getrlimit(RLIMIT_NOFILE, &lim);
    lim.rlim_cur = lim.rlim_max;
    setrlimit(RLIMIT_NOFILE, &lim);
    getrlimit(RLIMIT_NOFILE, &lim);
    most = (int64_t)lim.rlim_cur - SPARE_FILES;
    if (most > c->connections)
        most = c->connections;
    if (most < c->connections)
        log_warn("http.files", "connections=%lld wanted=%lld: raise the limit of open files",
            (long long)most, (long long)c->connections);
    return (unsigned)(most < 16 ? 16 : most);
}

static struct http *listen_at(struct server *s, struct str address, bool staff)
{
    const struct conf *c = s->app->conf;
    struct arena a = ARENA_INIT;
    struct http_ops ops = {s, on_head, on_body, on_done, on_park, on_end};
    struct http_limits limits = {.threads = (unsigned)c->threads,
        .connections = connections(c), .idle_s = (unsigned)c->idle_s,
        .request_s = (unsigned)c->request_s};
    struct http_listen at = {.address = arena_cstr(&a, address), .staff = staff};
    struct http *h = NULL;
    struct str cert, key;

    if (!limits.threads)
        limits.threads = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    if (c->tls_cert.n) {
        if (!file_read(&a, arena_cstr(&a, c->tls_cert), TLS_MAX, &cert) ||
            !file_read(&a, arena_cstr(&a, c->tls_key), TLS_MAX, &key))
            goto out;
        at.cert = arena_cstr(&a, cert);
        at.key = arena_cstr(&a, key);
    }
    h = http_start(&ops, &at, &limits);
out:
    arena_release(&a);
    return h;
}

struct server *server_start(struct app *app)
{
    struct server *s = calloc(1, sizeof(*s));
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (!s)
        die("out of memory");
    s->app = app;
    running = s;
    app->touch = touch;
    s->lanes = lanes_start(app, cores > 1 ? (unsigned)cores - 1 : 1, answer);
    s->portal = listen_at(s, app->conf->listen, false);
    if (s->portal && app->conf->staff_listen.n)
        s->staff = listen_at(s, app->conf->staff_listen, true);
    if (!s->portal || (app->conf->staff_listen.n && !s->staff)) {
        server_stop(s, 0);
        return NULL;
    }
    return s;
}

int server_port(const struct server *s, bool staff)
{
    const struct http *h = staff ? s->staff : s->portal;

    return h ? http_port(h) : 0;
}

void server_tick(struct server *s)
{
    http_sweep(s->portal);
    if (s->staff)
        http_sweep(s->staff);
}

void server_stop(struct server *s, unsigned seconds)
{
    s->app->draining = true;
    if (s->staff)
        http_stop(s->staff, seconds);
    if (s->portal)
        http_stop(s->portal, seconds);
    lanes_stop(s->lanes);
    s->app->touch = NULL;
    free(s);
}
