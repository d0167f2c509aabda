/* req.h: a request as a page sees it, and the rows that declare pages.
 *
 * A handler is straight-line code: it reads r, writes a page into r->out, returns the HTTP
 * status. Who may call it, the CSRF check, limits, transactions, headers and the layout are
 * the dispatcher's work (app.c), told by the route's row. A GET cannot write: its database
 * connection is read-only. A POST runs on the writer thread inside a savepoint; what it
 * changed is kept if the status is below 400 or r->keep is set. */
#ifndef WEB_REQ_H
#define WEB_REQ_H

#include "sys/db.h"
#include "util/buf.h"
#include "util/urlform.h"
#include "web/view.h"

/* Who may use a route; the bits of route.may. */
enum may {
    PUBLIC = 1 << 0,
    PROVISIONAL = 1 << 1, /* logged in with a letter's credential */
    MEMBER = 1 << 2,      /* an institution's registered login */
    OPERATOR = 1 << 3,
    SUPERVISOR = 1 << 4,
    PRINTER = 1 << 5,
    EDITOR = 1 << 6,
    ADMIN = 1 << 7,
    AUDITOR = 1 << 8,
    AGENT = 1 << 9,       /* somebody outside, for one institution: only by route.agent */
    CLINIC = PROVISIONAL | MEMBER,
    INSIDE = CLINIC | AGENT, /* sees the rows of one institution */
    STAFF = OPERATOR | SUPERVISOR | PRINTER | EDITOR | ADMIN | AUDITOR,
    DESK = OPERATOR | SUPERVISOR | ADMIN | AUDITOR, /* sees institutions */
};

/* Which members of an institution may use a route that is open to MEMBER. Reading is for
 * all of them unless the row says OWNERS. */
enum members {
    WRITERS,     /* a POST: owners and staff, not those who only look */
    ALL_MEMBERS, /* a POST about one's own login: everybody */
    OWNERS,      /* GET or POST: owners alone */
};

/* How often one network address may send a form. */
/* RATE_LOOK: looking something up by a number that might be guessed. */
enum rate { RATE_NONE, RATE_FORM, RATE_LOGIN, RATE_MAIL, RATE_LOOK };

/* What somebody is at the institution. */
enum member_role { MEMBER_NONE, MEMBER_VIEWER, MEMBER_STAFF, MEMBER_OWNER };

/* Who asks. All zero: nobody has logged in. */
struct who {
    enum may role;        /* one bit, or 0 */
    enum member_role member; /* of a MEMBER */
    int64_t places;       /* how many institutions this login serves */
    int64_t agencies;     /* and of how many it is an agent */
    int64_t agency;       /* of an AGENT: model/agency.h */
    int64_t procedures;   /* what was asked of him */
    struct str until_day; /* his last day */
    int64_t session, account, credential, staff;
    int64_t institution;  /* the rows that :me sees */
    struct str owner;     /* "a:12", "c:7", "s:3", "g:4" an agency: drafts, tickets, audit;
                           * "" for nobody */
    struct str name;      /* contact person or staff name */
    struct str place;     /* the institution's name */
    struct str mail;
    bool mail_confirmed;
    bool second;          /* has proved the second factor in this session */
    bool terms_open;      /* newer terms of use wait to be accepted */
    bool confirmed;       /* the institution has proved who it is: by letter or call-back */
    bool left;            /* it has not, and orders or notices of an earlier account are there */
    int64_t since;        /* start of the session */
};

/* One password to hash or to compare, done on the hashing lane before the handler runs. */
struct hash_task {
    struct str password;
    struct str stored; /* compare with this; empty text: costs the same, never matches */
    bool make;         /* make a new stored text instead */
    bool after;        /* only if the task before it matched */
    bool match;
    struct str made;
};

struct req;
typedef int handler_fn(struct req *r);
typedef void plan_fn(struct req *r);

struct route {
    const char *method; /* GET or POST */
    const char *path;   /* "/news/{id}": a part in braces becomes r->arg[0] … */
    unsigned may;       /* 0 stops the program at its start */
    const char *title;  /* of the page */
    handler_fn *run;
    plan_fn *plan;      /* names the hash tasks of a POST; runs on a read-only connection */
    enum rate rate;     /* POST: RATE_FORM if not said */
    enum members members;
    /* The procedure that an agent needs for it, or PROCEDURE_SELF: model/agency.h. 0: it is
     * closed to agents, unless it is PUBLIC. */
    unsigned agent;
    unsigned body_kib;  /* POST: 64 if not said */
    bool files;         /* takes multipart/form-data */
    bool no_csrf;       /* for forms that change nothing but a cookie, or whose address is secret */
};

struct feature {
    const char *name;
    const struct route *routes; /* ends with method NULL */
};

enum { REQ_ARGS = 4, REQ_HASHES = 2, REQ_COOKIES = 4 };

struct app;

struct req {
    struct app *app;
    struct arena *arena;
    struct db *db;
    struct buf *out;              /* the page */
    const struct route *route;
    uint64_t id;                  /* shown on error pages, in the log and the audit */
    int64_t received_at;          /* when the last byte was here, before any queue */
    struct str method, path;      /* path decoded once */
    struct str query_text;        /* raw, without '?' */
    struct str arg[REQ_ARGS];
    struct fields query, form;    /* util/urlform.h */
    struct str cookie, peer;      /* raw Cookie header; numeric address */
    struct str agent;
    bool tls, staff_side;
    struct who who;
    struct str token;             /* of the session's cookie; "" before login */
    struct hash_task hash[REQ_HASHES];
    int n_hash;
    bool keep;                    /* keep the changes although the status is an error */
    bool laid_out;                /* page_open() was called: the foot is owed */
    struct page *frame;
    struct str csrf;              /* token for the forms of this page */
    struct str location;
    struct str retry_after;
    struct str set_cookie[REQ_COOKIES];
    int n_set_cookie;
    struct str type;              /* "" is text/html; charset=utf-8 */
    struct str disposition;       /* Content-Disposition */
    struct http_file *file;       /* instead of out: what somebody sent, as it came */
    bool clear_site;              /* Clear-Site-Data at logout */
    bool personal;                /* shows what this reader has typed, or has the link to */
    bool lasting;                 /* this address never shows anything else: kept for a year */
    struct display display;       /* what the reader chose in the display bar */
};

/* Answers other than a page of one's own. All return the status. */
int see_other(struct req *r, struct str path);     /* 303 to a path of this portal */
int not_found(struct req *r);                      /* 404 in the layout */
int refuse(struct req *r, int status, struct str title, struct str text);
int text_reply(struct req *r, const char *type, struct str body);
/* A file that somebody sent, as a download that no browser takes for a page of ours. fd is
 * closed when it was sent. name: as the user calls it. */
int file_reply(struct req *r, const char *type, struct str name, int fd, int64_t size);

/* Values of the request; missing gives the empty text. */
struct str form_value(const struct req *r, const char *name);
struct str query_value(const struct req *r, const char *name);

/* Hash tasks, for plan functions. */
void plan_check(struct req *r, struct str password, struct str stored);
void plan_make(struct req *r, struct str password);
void plan_remake(struct req *r, struct str password); /* if the check before it matches */

/* Whether this address answers whoever asks, as far as its row says: for menus and links. */
bool req_may(const struct req *r, const char *method, struct str path);

/* A cookie of this portal; value "" removes it. seconds 0: until the browser closes. */
void cookie_set(struct req *r, const char *name, struct str value, int64_t seconds);
struct str cookie_get(struct req *r, const char *name);

/* A member whose institution has proved who it is. Whoever has registered by a mail link
 * alone may do what has its effect at the address of record; not change the delivery
 * address, see what an earlier account has left, or invite others. */
bool req_confirmed(const struct req *r);

/* The eight characters of r->id. */
struct str req_id(struct req *r);

#endif
