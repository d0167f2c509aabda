/* prove.h: somebody proves a login by its password in the middle of something else: joining
 * an institution, changing who may use it. Counted and slowed down like a try at the login
 * page, together with the tries there. */
#ifndef WEB_PROVE_H
#define WEB_PROVE_H

#include "model/account.h"
#include "web/req.h"

/* For the route's plan: the comparison, at the same cost whether the login exists or not. */
void prove_plan(struct req *r, struct str mail, struct str password);
/* In the handler: empty when it was right, with the login in *out. Otherwise the sentence to
 * say; what was counted is kept although the status is an error. */
struct str prove(struct req *r, struct str mail, struct str password, struct account *out);

/* How long somebody must wait after wrong passwords. */
struct str prove_wait_text(struct req *r, int64_t wait);

#endif
