/* outbox.h: mails on their way. A mail is written in the transaction of what it tells, so
 * that there is never one without the other; the job process sends it afterwards.
 *
 *     queued → (claimed) retry → sent
 *                 retry → retry …  4xx: after 1 min, 5 min, 15 min, 1 h, then every 4 h
 *                 retry → dead     see why
 *     dead → queued                by hand
 *
 * A claim is kept before the mail goes out: after a crash it is sent again, when the wait
 * is over, under the same Message-ID. Rows are never removed. */
#ifndef MODEL_OUTBOX_H
#define MODEL_OUTBOX_H

#include "sys/db.h"

enum { OUTBOX_TRIES = 12, OUTBOX_DAYS = 3 };

/* A mail about the user's own act overtakes everything else. No other numbers. */
enum { LANE_FIRST = 0, LANE_USUAL = 5, LANE_MASS = 9 };

struct outbox {
    int64_t id;
    struct str key; /* names the event: a second mail with it is not added */
    int64_t lane;   /* LANE_… */
    struct str mail_to, subject, body;
    struct str template; /* which text it is, for lists and reports */
    struct str version;  /* of that text: tmpl_mail_…_version */
    int64_t secret; /* 1: the body holds a link that works like a key; masked after */
    /* When that link dies: the mail is not sent any more; 0: never. Of a secret one that
     * has none it is what the token says that was just made for this address. */
    int64_t until;
    int64_t institution, account; /* whom it concerns; 0: nobody */
    struct str state;             /* queued retry sent dead */
    /* of dead: refused (5xx), tries (too many), days (too long), late (after until),
     * no_mail (cannot be written as a mail), returned (a mass mail to an address that
     * an earlier mail came back from) */
    struct str why;
    struct str bounce; /* what came back: delayed unknown soft hard */
    int64_t tries, next_at, smtp_code, created_at, sent_at;
    struct str smtp_status; /* "5.1.1" */
    struct str smtp_said;   /* the server's words; they may name people */
    struct str message_id;  /* the part before '@' */
    int64_t wait, n;        /* parameters of statements */
};

extern const struct model outbox_model;

/* Takes key, lane, mail_to, subject, body, template, version, secret, until, institution,
 * account from the row. False: that event has its mail already. */
bool outbox_add(struct db *db, const struct outbox *mail);

/* Whether outbox_claim would find one in this lane or a more urgent one. */
bool outbox_due(struct db *db, int64_t lane);

/* The next mail that is due, the urgent lane first, up to this lane; false: none. It is
 * due again after the wait, should nothing more be heard of it: commit before sending. */
bool outbox_claim(struct db *db, int64_t lane, struct outbox *out);

/* What the server answered to a claimed mail. */
struct outbox_answer {
    int code;
    struct str status, said;
};
void outbox_sent(struct db *db, const struct outbox *mail, const struct outbox_answer *x);
void outbox_refused(struct db *db, const struct outbox *mail, const char *why_forever,
    const struct outbox_answer *x); /* why_forever NULL: try again, while it may be */
/* It was the server's trouble, not the mail's: the try does not count, next in a minute,
 * an urgent one in ten seconds. */
void outbox_put_back(struct db *db, const struct outbox *mail, const struct outbox_answer *x);

/* A report came back; kind: as of struct bounce. */
void outbox_came_back(struct db *db, int64_t id, const char *kind);

/* Its tries that failed, oldest first. */
struct outbox_try {
    int64_t outbox, at, code;
    struct str status, said;
};
extern const struct model outbox_try_model;
struct outbox_tries {
    const struct outbox_try *v;
    size_t n;
};
struct outbox_tries outbox_tries(struct db *db, int64_t id);

/* By hand. A dead one starts again from the beginning. Of a sent one a copy is sent under
 * a key made of its id: the second time *id is that copy. *id becomes the mail that goes
 * out. ERR_NOT_FOUND: no such mail; ERR_DENIED: it waits anyway, or its link is dead or
 * masked: there must be a new one. */
enum err outbox_again(struct db *db, struct arena *a, int64_t *id) MUST_USE;
bool outbox_may_again(const struct outbox *mail);

/* The mail of an event. */
bool outbox_by_key(struct db *db, struct str key, struct outbox *out);
bool outbox_get(struct db *db, int64_t id, struct outbox *out);

/* The body without what works like a key. */
struct str outbox_masked(struct arena *a, const struct outbox *mail);

struct outbox_list {
    const struct outbox *v;
    size_t n;
};
enum { OUTBOX_PAGE = 50 };
/* Newest first, OUTBOX_PAGE, without their texts. */
struct outbox_list outbox_of(struct db *db, int64_t institution);
/* In this state, with ids below before (0: all); "back": sent, and came back. */
struct outbox_list outbox_in(struct db *db, const char *state, int64_t before);
/* To exactly this address, in any case. */
struct outbox_list outbox_to(struct db *db, struct str mail_to);

/* How many wait, and how many are dead. */
void outbox_counts(struct db *db, int64_t *waiting, int64_t *dead);

#endif
