/* invite.h: invitations of colleagues: links of model/token.h whose purpose is "invite", as
 * an institution's owners see them (all OWN). The role that waits is the token's extra. */
#ifndef MODEL_INVITE_H
#define MODEL_INVITE_H

#include "sys/db.h"

enum { INVITE_DAYS = 7, INVITE_PER_DAY = 30 };

struct invite {
    struct str mail, role; /* owner staff viewer */
    int64_t created_at, expires_at, n;
    int64_t account; /* who invites */
    /* of the forms */
    struct str change;  /* a role, or none: out of the institution */
    struct str current; /* the password of who does it */
};

struct invite_list {
    const struct invite *v;
    size_t n;
};

extern const struct model invite_model;

/* Those that nobody has accepted or withdrawn, the newest of each address; what has expired
 * is listed, too, until token_sweep removes it. */
struct invite_list invite_list(struct db *db);
bool invite_get(struct db *db, struct str mail, struct invite *out);
/* Addresses whose link still works: they count as members. */
int64_t invite_open(struct db *db);
/* How many were sent since the moment, whatever became of them. */
int64_t invite_sent(struct db *db, int64_t since);
/* All links to this address die. ERR_NOT_FOUND: there is none. */
enum err invite_withdraw(struct db *db, struct str mail) MUST_USE;
/* All links of the institution die, those to agents (model/agency.h), too: others answer for
 * it now. */
void invite_end(struct db *db);
/* All that this member has sent die, to agents, too: of no owner any more. */
void invite_withdraw_by(struct db *db, int64_t account);

#endif
