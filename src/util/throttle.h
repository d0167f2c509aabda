/* throttle.h: how long somebody who guesses passwords must wait, so that nobody else is
 * locked out. Pure arithmetic: the caller keeps the counts and the clock.
 *
 * Who comes with a device cookie of an earlier login is counted by that device alone:
 * strangers can never lock an institution's own browser. Everybody else is counted by
 * account and by network address. The answer is asked for before the password is hashed;
 * what was refused, dropped or failed for want of memory is not counted. */
#ifndef UTIL_THROTTLE_H
#define UTIL_THROTTLE_H

#include "util/base.h"

enum throttle {
    /* One account, all devices that are not its own: 5 failures are free; then 30 s,
     * doubled each time, up to an hour. Forgotten after 15 minutes without a failure, or
     * twice the last wait. 100 in a row: off until the password is set anew. */
    THROTTLE_ACCOUNT,
    /* One account from one device of its own: 10 in a row, then the cookie is worth
     * nothing any more. */
    THROTTLE_DEVICE,
    /* One address (IPv4 /32, IPv6 /64): 20 in 10 minutes are free; then 10 s more with
     * each, up to 10 minutes. A success gives one back. */
    THROTTLE_ADDRESS,
    /* Its neighbourhood (/24, /48): more than 200 in 10 minutes go to the slow lane. */
    THROTTLE_NETWORK,
    THROTTLE__N
};

/* All zero at first; a row of a table or a slot in memory. */
struct throttle_count {
    int64_t level; /* failures that still count, in thousandths, as of last */
    int64_t last;  /* seconds, when the last one happened */
    int64_t run;   /* failures since the last success */
};

enum { THROTTLE_OFF = -1 };

/* Seconds until the next try is allowed; 0: now; THROTTLE_OFF: not at all. */
int64_t throttle_wait(enum throttle t, struct throttle_count c, int64_t now);
struct throttle_count throttle_failed(
    enum throttle t, struct throttle_count c, int64_t now);
struct throttle_count throttle_passed(
    enum throttle t, struct throttle_count c, int64_t now);
/* Nothing of it counts any more: the row may be deleted. */
bool throttle_forgotten(enum throttle t, struct throttle_count c, int64_t now);

struct throttle_facts {
    bool own_device; /* a valid device cookie for this account, or a letter's ticket */
    struct throttle_count count[THROTTLE__N];
};

struct throttle_answer {
    int64_t wait; /* as throttle_wait */
    bool trusted; /* the fast hashing lane, and count[THROTTLE_DEVICE] is what moves */
    bool slow;    /* behind all others */
};

struct throttle_answer throttle_ask(const struct throttle_facts *f, int64_t now);

#endif
