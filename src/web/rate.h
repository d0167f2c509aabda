/* rate.h: how many forms one network address may send. Buckets in memory that fill again
 * with time; generous, because a hospital's hundred desks share one address. */
#ifndef WEB_RATE_H
#define WEB_RATE_H

#include "web/req.h"

struct rates;
struct rates *rates_new(void);
void rates_free(struct rates *t);
void rates_forget(struct rates *t); /* all buckets are full again */
/* Takes one token of the class; false: none is left. IPv6 counts by /64. Thread-safe. */
bool rates_take(struct rates *t, struct str peer, enum rate rate);
/* The same for one login, wherever it is used: owner as in struct who. */
bool rates_take_login(struct rates *t, struct str owner, enum rate rate);

#endif
