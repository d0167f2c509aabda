/* http.c: libmicrohttpd's callbacks turned into five plain steps. */
#include "sys/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/listen.h"
#include "util/log.h"
#include "util/str.h"

enum {
    CONNECTION_MEMORY = 8192, /* header block ≤ 7.9 KB; 10,000 idle ones take 90 MB */
    DRAIN_STEP_US = 10000,
};

struct exchange;

/* One per TCP connection; the sweeper reads deadline and fd under the lock. */
struct conn {
    struct conn *next, *prev;
    int fd;
    _Atomic int64_t deadline; /* monotonic ms; no request complete by then: shut down */
    _Atomic bool busy;
    struct exchange *open; /* request line seen, not yet completed: freed here if lost */
};

struct http {
    struct http_ops ops;
    struct http_limits limits;
    struct MHD_Daemon *daemon;
    bool staff, tls;
    int port;
    atomic_bool draining;
    atomic_uint active;
    pthread_mutex_t lock; /* conns */
    struct conn *conns;
};

/* One per request. Kept in a list per thread between requests, with its memory. */
struct exchange {
    struct http_in in; /* first: http_answer casts */
    struct arena arena;
    struct http *http;
    struct MHD_Connection *mhd;
    struct http_out out;
    enum { READING, REFUSED, PARKED, ANSWERED } state;
    char peer[INET6_ADDRSTRLEN];
    struct exchange *next;
};

/* Requests of this thread that are over; freed when the thread ends. */
static _Thread_local struct exchange *spare;
static pthread_key_t spare_key;
static pthread_once_t spare_once = PTHREAD_ONCE_INIT;

static void free_spares(void *list)
{
    (void)list;
    while (spare) {
        struct exchange *x = spare;

        spare = x->next;
        arena_release(&x->arena);
        free(x);
    }
}

static void make_spare_key(void)
{
    if (pthread_key_create(&spare_key, free_spares) != 0)
        die("no thread key left");
}

void http_header(struct http_out *out, const char *name, struct str value)
{
    if (out->n_head == HTTP_HEADERS)
        die("http: more than %d headers", HTTP_HEADERS);
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < 32)
            die("http: control byte in header '%s'", name);
    out->head[out->n_head].name = name;
    out->head[out->n_head++].value = value;
}

static struct exchange *exchange_of(const struct http_in *in)
{
    return (struct exchange *)(uintptr_t)in;
}

struct str http_get(const struct http_in *in, const char *name)
{
    if (in->given) {
        for (size_t i = 0; i < in->n_given; i++)
            if (str_ieq(in->given[i].name, str_of(name)))
                return in->given[i].value;
        return S("");
    }
    return str_of(MHD_lookup_connection_value(
        exchange_of(in)->mhd, MHD_HEADER_KIND, name));
}

struct each {
    http_header_fn *fn;
    void *ctx;
};

static enum MHD_Result each_header(
    void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct each *e = cls;

    (void)kind;
    return e->fn(e->ctx, str_of(name), str_of(value)) ? MHD_YES : MHD_NO;
}

void http_each(const struct http_in *in, http_header_fn *fn, void *ctx)
{
    if (in->given) {
        for (size_t i = 0; i < in->n_given; i++)
            if (!fn(ctx, in->given[i].name, in->given[i].value))
                return;
        return;
    }
    MHD_get_connection_values(
        exchange_of(in)->mhd, MHD_HEADER_KIND, each_header, &(struct each){fn, ctx});
}

static void peer_text(struct exchange *x)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *sa = info ? info->client_addr : NULL;

    x->peer[0] = '\0';
    if (sa && sa->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr,
            x->peer, sizeof(x->peer));
    else if (sa && sa->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr,
            x->peer, sizeof(x->peer));
    x->in.peer = str_of(x->peer);
}

static struct conn *conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static void due(struct exchange *x, bool busy, unsigned seconds)
{
    struct conn *c = conn_of(x->mhd);

    if (!c)
        return;
    atomic_store(&c->busy, busy);
    atomic_store(&c->deadline, clock_mono_ms() + (int64_t)seconds * 1000);
}

static struct exchange *exchange_new(
    struct http *h, struct MHD_Connection *mhd, const char *method, const char *version)
{
    struct exchange *x = spare;

    if (x) {
        spare = x->next;
    } else {
        x = calloc(1, sizeof(*x));
        if (!x)
            die("out of memory");
        x->arena = (struct arena)ARENA_INIT;
    }
    x->http = h;
    x->mhd = mhd;
    x->state = READING;
    x->out = (struct http_out){.status = 500};
    x->in = (struct http_in){.arena = &x->arena, .method = str_of(method),
        .version = str_of(version), .tls = h->tls, .staff = h->staff};
    peer_text(x);
    return x;
}

static void exchange_free(struct exchange *x)
{
    arena_reset(&x->arena);
    x->next = spare;
    spare = x;
    pthread_once(&spare_once, make_spare_key);
    pthread_setspecific(spare_key, x);
}

/* The raw target, kept because MHD decodes and cuts the URL that it hands out. */
static void *target_seen(void *cls, const char *uri, struct MHD_Connection *mhd)
{
    struct exchange *x = exchange_new(cls, mhd, "", "");
    struct conn *c = conn_of(mhd);

    /* The library forgets requests that it refuses itself, before they reach us. */
    if (c && c->open)
        exchange_free(c->open);
    if (c)
        c->open = x;
    x->in.target = arena_str(&x->arena, str_of(uri));
    return x;
}

static size_t no_unescape(void *cls, struct MHD_Connection *mhd, char *s)
{
    (void)cls, (void)mhd;
    return strlen(s);
}

void http_file_close(struct http_file *f)
{
    if (f && f->fd >= 0)
        close(f->fd);
}

static struct MHD_Response *build(const struct http_out *out)
{
    struct MHD_Response *r = out->file
        ? MHD_create_response_from_fd64((uint64_t)out->file->size, out->file->fd)
        : MHD_create_response_from_buffer(
              out->body.n, (void *)(uintptr_t)out->body.p, MHD_RESPMEM_MUST_COPY);

    if (!r)
        http_file_close(out->file);
    for (size_t i = 0; r && i < out->n_head; i++) {
        struct str v = out->head[i].value;
        char small[512], *value = v.n < sizeof(small) ? small : malloc(v.n + 1);

        if (!value)
            die("out of memory");
        memcpy(value, v.p, v.n);
        value[v.n] = '\0';
        MHD_add_response_header(r, out->head[i].name, value);
        if (value != small)
            free(value);
    }
    return r;
}

static enum MHD_Result answer(struct exchange *x)
{
    const struct http_out *out = &x->out;
    bool close = out->close || atomic_load(&x->http->draining);
    struct MHD_Response *r = out->shared && !close ? out->shared : build(out);
    enum MHD_Result done;

    if (!r)
        return MHD_NO;
    if (close && r != out->shared)
        MHD_add_response_header(r, "Connection", "close");
    x->state = ANSWERED;
    due(x, true, x->http->limits.request_s * 2); /* sending takes time, too */
    done = MHD_queue_response(x->mhd, (unsigned)out->status, r);
    if (r != out->shared)
        MHD_destroy_response(r);
    return done;
}

static enum MHD_Result access_cb(void *cls, struct MHD_Connection *mhd, const char *url,
    const char *method, const char *version, const char *data, size_t *size, void **state)
{
    struct http *h = cls;
    struct exchange *x = *state;
    bool first = x && !x->in.method.n;

    (void)url, (void)mhd;
    if (!x)
        return MHD_NO;
    if (first) {
        x->in.method = str_of(method);
        x->in.version = str_of(version);
        atomic_fetch_add(&h->active, 1);
        due(x, true, h->limits.request_s);
        if (h->ops.head(h->ops.ctx, &x->in, &x->out))
            x->state = REFUSED;
        /* A refusal that closes goes out before the body is read; any other one waits, so
         * that a browser in the middle of its upload gets to read it. */
        return x->state == REFUSED && x->out.close ? answer(x) : MHD_YES;
    }
    if (*size) {
        struct str piece = {data, *size};

        *size = 0;
        if (x->state == READING && !h->ops.body(h->ops.ctx, &x->in, piece, &x->out))
            x->state = REFUSED;
        return MHD_YES;
    }
    if (x->state == READING) {
        if (h->ops.done(h->ops.ctx, &x->in, &x->out) == HTTP_NOW)
            return answer(x);
        x->state = PARKED;
        due(x, true, h->limits.request_s * 2);
        MHD_suspend_connection(mhd);
        h->ops.park(h->ops.ctx, &x->in);
        return MHD_YES;
    }
    return answer(x); /* refused, or back from being parked */
}

void http_answer(struct http_in *in, const struct http_out *out)
{
    struct exchange *x = exchange_of(in);

    x->out = *out;
    MHD_resume_connection(x->mhd);
}

static void completed(void *cls, struct MHD_Connection *mhd, void **state,
    enum MHD_RequestTerminationCode why)
{
    struct http *h = cls;
    struct exchange *x = *state;
    struct conn *c;

    (void)mhd, (void)why;
    if (!x)
        return;
    c = conn_of(x->mhd);
    *state = NULL;
    h->ops.end(h->ops.ctx, &x->in);
    due(x, false, h->limits.idle_s + h->limits.request_s);
    if (c)
        c->open = NULL;
    exchange_free(x);
    atomic_fetch_sub(&h->active, 1);
}

static void connection_cb(void *cls, struct MHD_Connection *mhd, void **ctx,
    enum MHD_ConnectionNotificationCode code)
{
    struct http *h = cls;
    struct conn *c = *ctx;

    pthread_mutex_lock(&h->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        c = calloc(1, sizeof(*c));
        if (!c)
            die("out of memory");
        c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        c->deadline = clock_mono_ms() + (int64_t)h->limits.request_s * 1000;
        c->next = h->conns;
        if (c->next)
            c->next->prev = c;
        h->conns = c;
        *ctx = c;
    } else if (c) {
        if (c->prev)
            c->prev->next = c->next;
        else
            h->conns = c->next;
        if (c->next)
            c->next->prev = c->prev;
        if (c->open)
            exchange_free(c->open);
        free(c);
        *ctx = NULL;
    }
    pthread_mutex_unlock(&h->lock);
}

static void sweep(struct http *h, bool idle_too)
{
    int64_t now = clock_mono_ms();

    pthread_mutex_lock(&h->lock);
    for (struct conn *c = h->conns; c; c = c->next)
        if (atomic_load(&c->deadline) < now || (idle_too && !atomic_load(&c->busy)))
            shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&h->lock);
}

void http_sweep(struct http *h)
{
    sweep(h, false);
}

/* MHD's own complaints: ten a second at the most, then only their number. */
static void complaint(void *cls, const char *fmt, va_list ap)
{
    static atomic_llong second;
    static atomic_uint count;
    char text[200];
    long long now = clock_mono_ms() / 1000;

    (void)cls;
    if (atomic_exchange(&second, now) != now)
        atomic_store(&count, 0);
    if (atomic_fetch_add(&count, 1) >= 10)
        return;
    vsnprintf(text, sizeof(text), fmt, ap);
    log_warn("http.library", "message=\"%s\"", text);
}

struct http *http_start(const struct http_ops *ops, const struct http_listen *at,
    const struct http_limits *limits)
{
    struct http *h = calloc(1, sizeof(*h));
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
        MHD_USE_ERROR_LOG | (at->cert ? MHD_USE_TLS : 0);
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)at->cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)at->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
            (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:"
                                "+ECDHE-RSA:+ECDHE-ECDSA:-CIPHER-ALL:+AES-256-GCM:"
                                "+CHACHA20-POLY1305:+AES-128-GCM:-GROUP-ALL:+GROUP-X25519:"
                                "+GROUP-SECP256R1:+GROUP-SECP384R1"},
        {MHD_OPTION_END, 0, NULL},
    };
    int fd;

    if (!h)
        die("out of memory");
    h->ops = *ops;
    h->limits = *limits;
    h->staff = at->staff;
    h->tls = at->cert != NULL;
    pthread_mutex_init(&h->lock, NULL);
    fd = listen_open(at->address, &h->port);
    if (fd < 0) {
        free(h);
        return NULL;
    }
    h->daemon = MHD_start_daemon(flags, 0, NULL, NULL, access_cb, h,
        MHD_OPTION_EXTERNAL_LOGGER, complaint, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_URI_LOG_CALLBACK, target_seen, h, MHD_OPTION_UNESCAPE_CALLBACK,
        no_unescape, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed, h,
        MHD_OPTION_NOTIFY_CONNECTION, connection_cb, h, MHD_OPTION_THREAD_POOL_SIZE,
        limits->threads > 1 ? limits->threads : 0, MHD_OPTION_CONNECTION_LIMIT,
        limits->connections, MHD_OPTION_CONNECTION_TIMEOUT, limits->idle_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        at->cert ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls, MHD_OPTION_END);
    if (!h->daemon) {
        log_error("http.start", "address=%s: the HTTP library refused to start%s",
            at->address, at->cert ? "; check the certificate and its key" : "");
        close(fd);
        free(h);
        return NULL;
    }
    return h;
}

void http_stop(struct http *h, unsigned seconds)
{
    int64_t end = clock_mono_ms() + (int64_t)seconds * 1000;
    int fd;

    atomic_store(&h->draining, true);
    fd = MHD_quiesce_daemon(h->daemon);
    while (atomic_load(&h->active) && clock_mono_ms() < end)
        usleep(DRAIN_STEP_US);
    sweep(h, true);
    MHD_stop_daemon(h->daemon);
    if (fd >= 0)
        close(fd);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

int http_port(const struct http *h)
{
    return h->port;
}

unsigned http_active(const struct http *h)
{
    return atomic_load(&((struct http *)(uintptr_t)h)->active);
}

void *http_share(const struct http_out *out)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(
        out->body.n, (void *)(uintptr_t)out->body.p, MHD_RESPMEM_PERSISTENT);

    if (!r)
        die("out of memory");
    for (size_t i = 0; i < out->n_head; i++) {
        char value[512];

        snprintf(value, sizeof(value), STR_FMT, STR_ARG(out->head[i].value));
        MHD_add_response_header(r, out->head[i].name, value);
    }
    return r;
}

void http_unshare(void *shared)
{
    MHD_destroy_response(shared);
}
