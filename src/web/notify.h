/* notify.h: the mails that tell a user what happened to the account. Each is written to the
 * outbox in the transaction of what it tells. */
#ifndef WEB_NOTIFY_H
#define WEB_NOTIFY_H

#include "model/account.h"
#include "web/req.h"

struct notify {
    int64_t account, institution;
    struct str mail;  /* to */
    struct str place; /* the institution's name */
    struct str contact;
    struct str link;
    bool registered;  /* the first registration, not a change */
};

void notify_confirm(struct db *db, struct arena *a, const struct notify *n);
void notify_password_changed(struct db *db, struct arena *a, const struct notify *n);

/* A fresh link to the account's address; older links die. */
void notify_link(struct req *r, const struct account *a, bool registered);
/* An audit row of this request. */
void notify_audit(
    struct req *r, struct str actor, int64_t institution, const char *action);

#endif
