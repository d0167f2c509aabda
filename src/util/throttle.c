/* throttle.c: see throttle.h. Two ways of forgetting: an address leaks its failures one
 * by one, at the rate that is free; an account forgets them all at once, after quiet. A
 * clock that was set back counts as no time. */
#include "util/throttle.h"

enum { ONE = 1000, MINUTE = 60, HOUR = 3600 };

static const struct rule {
    int64_t free, window; /* so many failures in so many seconds */
    int64_t first, most;  /* seconds to wait; 0: never */
    bool doubles, leaks;
    int64_t off; /* so many in a row; 0: never */
} rules[THROTTLE__N] = {
    [THROTTLE_ACCOUNT] = {5, 15 * MINUTE, 30, HOUR, true, false, 100},
    [THROTTLE_DEVICE] = {10, 15 * MINUTE, 0, 0, false, false, 10},
    [THROTTLE_ADDRESS] = {20, 10 * MINUTE, 10, 10 * MINUTE, false, true, 0},
    [THROTTLE_NETWORK] = {200, 10 * MINUTE, 0, 0, false, true, 0},
};

/* How long the wait is after the failure that brought the level there. */
static int64_t wait_after(const struct rule *r, int64_t level)
{
    int64_t over = (level + ONE - 1) / ONE - r->free, wait = r->first;

    if (over <= 0 || !r->first)
        return 0;
    if (!r->doubles)
        return over > r->most / r->first ? r->most : over * r->first;
    while (--over > 0 && wait < r->most)
        wait *= 2;
    return wait < r->most ? wait : r->most;
}

static int64_t since(struct throttle_count c, int64_t now)
{
    return now > c.last ? now - c.last : 0;
}

static int64_t level_now(const struct rule *r, struct throttle_count c, int64_t now)
{
    int64_t past = since(c, now), quiet = 2 * wait_after(r, c.level), left;

    if (!r->leaks)
        return past >= (quiet > r->window ? quiet : r->window) ? 0 : c.level;
    if (past >= 1000 * r->window)
        return 0; /* and no overflow below */
    left = c.level - past * ONE * r->free / r->window;
    return left > 0 ? left : 0;
}

int64_t throttle_wait(enum throttle t, struct throttle_count c, int64_t now)
{
    const struct rule *r = &rules[t];
    int64_t wait = wait_after(r, c.level) - since(c, now);

    if (r->off && c.run >= r->off)
        return THROTTLE_OFF;
    return wait > 0 ? wait : 0;
}

struct throttle_count throttle_failed(
    enum throttle t, struct throttle_count c, int64_t now)
{
    return (struct throttle_count){
        level_now(&rules[t], c, now) + ONE, now > c.last ? now : c.last, c.run + 1};
}

struct throttle_count throttle_passed(
    enum throttle t, struct throttle_count c, int64_t now)
{
    int64_t level;

    if (!rules[t].leaks)
        return (struct throttle_count){0, 0, 0};
    level = level_now(&rules[t], c, now);
    return (struct throttle_count){
        level > ONE ? level - ONE : 0, now > c.last ? now : c.last, 0};
}

bool throttle_forgotten(enum throttle t, struct throttle_count c, int64_t now)
{
    /* A run is kept: 100 wrong passwords are 100, however slowly they came. */
    return level_now(&rules[t], c, now) == 0 && (!rules[t].off || c.run == 0);
}

struct throttle_answer throttle_ask(const struct throttle_facts *f, int64_t now)
{
    const struct throttle_count *c = f->count;
    struct throttle_answer a = {0, false, false};
    int64_t account, address;

    if (f->own_device && throttle_wait(THROTTLE_DEVICE, c[THROTTLE_DEVICE], now) == 0) {
        a.trusted = true;
        return a;
    }
    a.slow = level_now(&rules[THROTTLE_NETWORK], c[THROTTLE_NETWORK], now) >
             rules[THROTTLE_NETWORK].free * ONE;
    account = throttle_wait(THROTTLE_ACCOUNT, c[THROTTLE_ACCOUNT], now);
    address = throttle_wait(THROTTLE_ADDRESS, c[THROTTLE_ADDRESS], now);
    a.wait = account == THROTTLE_OFF || account > address ? account : address;
    return a;
}
