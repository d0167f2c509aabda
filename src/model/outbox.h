/* outbox.h: mails on their way. A mail is written in the transaction of what it tells, so
 * that there is never one without the other; the job process sends it afterwards.
 *
 *     queued → (claimed) retry → sent
 *                 retry → retry …  4xx: after 1 min, 5 min, 15 min, 1 h, then every 4 h
 *                 retry → dead     5xx, or OUTBOX_TRIES tries, or OUTBOX_DAYS days
 *
 * A claim is kept before the mail goes out: after a crash it is sent again, when the wait
 * is over, under the same Message-ID. */
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
    int64_t secret; /* 1: the body holds a link that works like a key; emptied after */
    int64_t institution, account; /* whom it concerns; 0: nobody */
    struct str state;             /* queued retry sent dead */
    int64_t tries, next_at, smtp_code, created_at, sent_at;
    struct str smtp_status; /* "5.1.1" */
    struct str message_id;  /* the part before '@' */
    int64_t wait, n;        /* parameters of statements */
};

extern const struct model outbox_model;

/* Takes key, lane, mail_to, subject, body, template, secret, institution, account from
 * the row. False: that event has its mail already. */
bool outbox_add(struct db *db, const struct outbox *mail);

bool outbox_due(struct db *db); /* whether outbox_claim would find one */

/* The next mail that is due, the urgent lane first; false: none. It is due again after
 * the wait, should nothing more be heard of it: commit before sending. */
bool outbox_claim(struct db *db, struct outbox *out);

/* What came of a claimed mail. */
void outbox_sent(struct db *db, const struct outbox *mail, int code);
void outbox_refused(
    struct db *db, const struct outbox *mail, bool forever, int code, struct str status);
/* It was the server's trouble, not the mail's: the try does not count, next in a minute.
 */
void outbox_put_back(struct db *db, const struct outbox *mail, int code);

/* A dead one again, from the start (staff); ERR_NOT_FOUND: it is not dead. */
enum err outbox_revive(struct db *db, int64_t id) MUST_USE;

bool outbox_get(struct db *db, int64_t id, struct outbox *out);

struct outbox_list {
    const struct outbox *v;
    size_t n;
};
/* Newest first, 50, without their texts. */
struct outbox_list outbox_of(struct db *db, int64_t institution);

/* How many wait, and how many are dead. */
void outbox_counts(struct db *db, int64_t *waiting, int64_t *dead);

#endif
