/* app.h: the portal without its sockets. A request goes through four stations:
 *
 *   app_head     route, method, size of the body; refuses what cannot be right
 *   app_body     collects the body
 *   app_prepare  session, rights, CSRF, parameters; a GET is answered here, on the thread
 *                that received it; a POST names its hash tasks
 *   app_commit   on the writer thread: the handler of a POST, inside a savepoint
 *
 * serve.c connects them to libmicrohttpd, the hashing lane and the writer; tests call
 * app_request(), which walks through all four in one thread. */
#ifndef WEB_APP_H
#define WEB_APP_H

#include "sys/conf.h"
#include "sys/http.h"
#include "sys/secret.h"
#include "web/req.h"
#include "web/route.h"

struct rates;
struct assets;
struct notes;

struct keys { /* each from its own file under DIR/keys/ */
    struct secret_key *root;       /* subkeys for csrf, owner, device, audit */
    struct secret_key *pepper;     /* chosen passwords */
    struct secret_key *credential; /* provisional passwords and letter tickets */
    struct secret_key *totp;       /* seals the seeds */
    struct secret_key csrf, owner, device, audit;
};

struct app {
    /* Replaced as a whole by SIGHUP; the old one stays readable for requests under way. */
    const struct conf *_Atomic conf;
    const char *data, *db_path;
    const struct model *const *models;
    struct routes *routes;
    struct keys keys;
    struct db *write_db;   /* the writer's; in tests used by the one thread */
    struct rates *rates;
    struct assets *assets;
    struct notes *notes;   /* audit rows of pages that only read: web/note.h */
    bool draining;
    /* Called after a GET that found its session older than a minute. */
    void (*touch)(struct app *app, int64_t session);
};

/* Opens databases, keys and tables under data; NULL after lines on standard error. */
struct app *app_open(const char *data, const struct conf *conf,
    const struct model *const *models, const struct feature *const *features) MUST_USE;
void app_close(struct app *app);

/* One request on its way. Lives in the request's arena. */
struct work {
    struct req r;
    struct app *app;
    struct http_in *in;
    struct http_out out;
    struct buf page, body;
    struct upload *upload;  /* multipart on its way to disk, or NULL */
    size_t cap, got;        /* bytes of the body: allowed, arrived */
    bool too_large;
    /* Instead of the handler: keeps what was typed when the session is over. */
    void (*parking)(struct work *w);
    /* What waits for a disk, on a thread of its own before the hash tasks and the handler;
     * NULL: nothing does. Set by a plan. */
    void (*slow)(struct work *w);
    const char *reason;     /* reason id of a refusal, for the log */
    int64_t started_ms;
    bool over;              /* an agent's session whose work has ended */
    bool trusted;           /* hashing: a known device or a letter's ticket */
    struct work *next;      /* in the lane's and the writer's queue */
};

/* What the stations need to know of a request; http.c's functions or a test's. */
struct work *app_head(struct app *app, struct http_in *in);
void app_body(struct work *w, struct str piece);
/* True: w->out is the answer. False: the hash tasks, then app_commit. */
bool app_prepare(struct work *w);
void app_hash(struct work *w); /* what is slow and the tasks; on the lanes' threads */
/* Runs the handler in a savepoint of db, which is inside a transaction. */
void app_commit(struct work *w, struct db *db);
/* The group's commit failed: what the handler said is not true. */
void app_failed(struct work *w);
void app_busy(struct work *w, int seconds); /* a queue is full: 503 */
void app_respond(struct work *w);           /* fills w->out from the page */
void app_end(struct work *w);

/* Readers: one read-only connection per thread and application. */
struct db *app_reader(struct app *app);
void app_reader_close(void); /* of this thread */

/* web/guard.c, web/guard_rights.c */
void guard_session(struct work *w);                  /* fills r.who */
bool guard_rights(struct work *w);                   /* false: answered */
/* For the writer, whose turn may come late: the session has not ended meanwhile, and an agent
 * still is one. False: answered. */
bool guard_still(struct work *w);
void guard_to_login(struct work *w);
bool guard_form(struct work *w);                     /* origin and CSRF; false: answered */
struct str guard_csrf(struct req *r);                /* token; may set a cookie */
struct str guard_owner_field(struct req *r);         /* signed owner for parked forms */
void guard_park_refused(struct work *w);
enum may guard_staff_role(struct str name); /* 0: no such role */
enum member_role guard_member_role(struct str name);
void guard_open_session(struct req *r, struct who who); /* new token, old session ends */
void guard_close_session(struct req *r);
/* Where somebody was on the way to: a page below /my, or "" for anything else. */
struct str guard_next(struct req *r, struct str next);
/* The device cookie ("d"; on the staff side "sd") of this account or member of staff. */
bool guard_trusted(struct req *r, int64_t account);
void guard_trust_device(struct req *r, int64_t account);
const char *guard_cookie_name(const struct req *r, const char *base, char out[32]);

#endif
