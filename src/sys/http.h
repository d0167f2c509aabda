/* http.h: the only door to libmicrohttpd: sockets, headers, bodies, answers; no routes, no
 * sessions. One epoll thread per core; a request lives on one of them from its first header
 * to its last byte, except while it is parked for another thread's answer.
 *
 *     head  → may answer at once (refusals), else the body is read
 *     body  → once per piece, may refuse
 *     done  → the whole request is in: answers now (GETs), or says LATER
 *     park  → called after LATER, with the connection at rest: hand the work on here;
 *             http_answer() from any thread brings the answer back
 *     end   → the request is over, answered or lost; release what it holds */
#ifndef SYS_HTTP_H
#define SYS_HTTP_H

#include "util/arena.h"
#include "util/buf.h"

struct http_in {
    struct arena *arena; /* the request's memory */
    struct str method, target; /* as sent, nothing decoded */
    struct str version;
    struct str peer;     /* numeric address of the other side */
    bool tls, staff;     /* came in by TLS; by the staff listener */
    void *app;           /* the application's own state of this request */
    /* Headers of a request that never saw a socket; NULL for real ones. */
    const struct http_field {
        struct str name, value;
    } *given;
    size_t n_given;
};

enum { HTTP_HEADERS = 20 };

struct http_out {
    int status;
    struct {
        const char *name;
        struct str value; /* no CR, LF or NUL: checked when it is sent */
    } head[HTTP_HEADERS];
    size_t n_head;
    struct str body;      /* copied before the request ends */
    struct http_file {
        int fd; /* closed when it was sent */
        int64_t size;
    } *file;              /* instead of body: sent from the disk as it is; NULL: none */
    void *shared;         /* instead of all above: an answer made by http_share() */
    bool close;           /* and the connection is closed after it */
};

/* A file that is not sent after all. NULL is fine. */
void http_file_close(struct http_file *f);
void http_header(struct http_out *out, const char *name, struct str value);
/* The first header of that name, or the empty text. */
struct str http_get(const struct http_in *in, const char *name);
/* All headers in order; false from the function stops. */
typedef bool http_header_fn(void *ctx, struct str name, struct str value);
void http_each(const struct http_in *in, http_header_fn *fn, void *ctx);

enum http_when { HTTP_NOW, HTTP_LATER };

struct http_ops {
    void *ctx;
    bool (*head)(void *ctx, struct http_in *in, struct http_out *out);
    bool (*body)(void *ctx, struct http_in *in, struct str piece, struct http_out *out);
    enum http_when (*done)(void *ctx, struct http_in *in, struct http_out *out);
    void (*park)(void *ctx, struct http_in *in);
    void (*end)(void *ctx, struct http_in *in);
};

struct http_listen {
    const char *address; /* "127.0.0.1:8080", "[::1]:8080" */
    bool staff;
    const char *cert, *key; /* PEM texts, or NULL for plain HTTP */
};

struct http_limits {
    unsigned threads;
    unsigned connections;
    unsigned idle_s;    /* silence */
    unsigned request_s; /* from the first header to the last byte of the body */
};

struct http;
/* NULL after one log line that says what to do. */
struct http *http_start(const struct http_ops *ops, const struct http_listen *at,
    const struct http_limits *limits) MUST_USE;
void http_answer(struct http_in *in, const struct http_out *out);
/* Takes nothing new, lets what is in flight end within the seconds, closes the rest. */
void http_stop(struct http *h, unsigned seconds);
/* Once a second: ends connections that drip for longer than a request may take. */
void http_sweep(struct http *h);
int http_port(const struct http *h); /* the one it listens on; for port 0 */
unsigned http_active(const struct http *h); /* requests between head and end */

/* An answer that never changes, kept ready: static files. The bytes must stay. */
void *http_share(const struct http_out *out);
void http_unshare(void *shared);

#endif
