/* ways.h: how those come back who have lost their letter, password, mailbox or second
 * factor: alone, or with staff. Counted from the audit log, which nobody changes.
 *
 * A case is an institution's. It begins when somebody asks for a way back: for a new
 * letter, a new password, an owner's approval, another address by a letter, the end of a
 * second factor; or when staff take up a caller's request. It ends when one of these has
 * led to a login that works: registered or proved by a letter, a new password, a new
 * address, a code from paper; or when staff have deleted the lost login, called back,
 * ended the waiting.
 *
 * It has ended with staff if one of them did anything in it, from its begin to its end:
 * also if he only opened the institution's page because of a telephone call. What begins
 * again within WAYS_AGAIN_DAYS of its end is the same case, and has ended when that ends.
 * What a member stopped was not asked for by the institution and counts as neither. */
#ifndef MODEL_WAYS_H
#define MODEL_WAYS_H

#include "sys/db.h"
#include "util/date.h"

enum {
    WAYS_AGAIN_DAYS = 7,
    WAYS_MONTHS = 13, /* this one and the twelve before */
    WAYS_OLD_DAYS = 30,
    WAYS_GOAL = 60, /* percent without staff */
};

/* The last way of a case. Of those with staff the first of the list that occurred. */
enum way {
    WAY_LETTER, /* a new letter that was asked for without staff */
    WAY_CODE, /* a letter that was there: its password, for a login that is registered */
    WAY_MAIL, /* a link in a mail */
    WAY_COLLEAGUE, /* an owner has approved it */
    WAY_PAPER,     /* a recovery code from paper */
    WAYS_ALONE,
    WAY_DELETION = WAYS_ALONE, /* the lost login was deleted */
    WAY_CALLBACK,              /* staff called back, and confirmed */
    WAY_STAFF_LETTER,          /* staff asked for the new letter */
    WAY_UNLOCK,                /* staff ended the waiting after wrong passwords */
    WAY_PHONE,                 /* staff did something else, or told by telephone */
    WAYS
};

enum way_state { WAY_OPEN, WAY_ENDED, WAY_STOPPED };

struct way_case {
    int64_t institution, begun, ended; /* ended: 0 if open */
    enum way_state state;
    enum way way;
};

/* One row of the log; cols of the query. */
struct way_event {
    int64_t institution, at;
    struct str actor, action, detail;
};

extern const struct model way_event_model;

typedef void way_fn(void *ctx, const struct way_case *c);

/* Every case, by institution, in its order. */
void ways_each(struct db *db, way_fn *fn, void *ctx);

struct way_month {
    struct date first;    /* of the month */
    int64_t n[WAYS];      /* cases that ended in it, Tokyo time */
    int64_t alone, staff; /* their sums */
};
struct way_sums {
    struct way_month months[WAYS_MONTHS]; /* this month first */
    struct way_month all;                 /* the sum of these */
    int64_t open, old;                    /* begun in the last WAYS_OLD_DAYS, or before */
    int64_t stopped;                      /* ended by a member in these months */
};

void ways_sums(struct db *db, struct way_sums *out);
/* Whole percent, never rounded up; -1: nothing has ended. */
int way_share(const struct way_month *m);
const char *way_word(enum way w); /* letter code mail …, for the export */

#endif
