/* rate.c: a fixed table of buckets, found by hash. Two addresses that share a slot share
 * its bucket: a rare neighbour may wait a little, memory stays bounded under any flood. */
#include "web/rate.h"

#include <pthread.h>

#include "sys/clock.h"
#include "sys/secret.h"
#include "util/address.h"
#include "util/str.h"

enum { SLOTS = 16384, LOCKS = 64 };

static const struct {
    int64_t burst, per_hour;
} limits[] = {
    [RATE_NONE] = {2000, 72000},
    [RATE_FORM] = {2000, 72000},
    [RATE_LOGIN] = {2000, 36000}, /* behind it are the counts of model/guess.h */
    [RATE_MAIL] = {20, 120},
    [RATE_LOOK] = {30, 240},
};

struct bucket {
    int64_t at_ms;
    int64_t millis; /* thousandths of a token that were used */
};

struct rates {
    uint64_t salt;
    pthread_mutex_t lock[LOCKS];
    struct bucket slot[SLOTS];
};

struct rates *rates_new(void)
{
    struct rates *t = calloc(1, sizeof(*t));

    if (!t)
        die("out of memory");
    secret_random(&t->salt, sizeof(t->salt));
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&t->lock[i], NULL);
    return t;
}

void rates_free(struct rates *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&t->lock[i]);
    free(t);
}

static bool take(struct rates *t, struct bytes who, enum rate rate)
{
    uint64_t h = t->salt ^ (uint64_t)rate;
    int64_t now = clock_mono_ms(), refill;
    struct bucket *b;
    bool ok;

    for (size_t i = 0; i < who.n; i++)
        h = (h ^ who.p[i]) * 1099511628211u;
    h ^= h >> 29;
    b = &t->slot[h % SLOTS];
    pthread_mutex_lock(&t->lock[h % LOCKS]);
    refill = (now - b->at_ms) * limits[rate].per_hour / 3600;
    b->at_ms = now;
    b->millis = b->millis > refill ? b->millis - refill : 0;
    ok = b->millis + 1000 <= limits[rate].burst * 1000;
    if (ok)
        b->millis += 1000;
    pthread_mutex_unlock(&t->lock[h % LOCKS]);
    return ok;
}

bool rates_take(struct rates *t, struct str peer, enum rate rate)
{
    unsigned char a[ADDRESS_LEN];

    address_bytes(peer, a);
    return take(t, (struct bytes){a, address_home(a)}, rate);
}

bool rates_take_login(struct rates *t, struct str owner, enum rate rate)
{
    return take(t, secret_bytes(owner), rate);
}

void rates_forget(struct rates *t)
{
    memset(t->slot, 0, sizeof(t->slot));
}
