/* agents.h: what happens with an agency (model/agency.h), with all that belongs to it: the
 * audit row and the mails to the agent and to the institution's owners, in the transaction
 * of the act. For pages and the job. */
#ifndef WEB_AGENTS_H
#define WEB_AGENTS_H

#include "model/agency.h"
#include "web/req.h"

enum agent_tell {
    AGENT_ASKED,   /* link: to the agent; to the owners that it was asked */
    AGENT_BEGUN,   /* he has accepted */
    AGENT_CHANGED, /* other days or procedures */
    AGENT_SOON,    /* it ends in days */
    AGENT_ENDED,
};

struct agent_mail {
    struct str to, contact; /* contact: how the reader is called */
    struct str place, firm, person, mail, allowed, until, by, link, why;
    int days;     /* until the last day; 0: today */
    bool invited; /* nobody has accepted yet */
};

/* Where mails are written; me: whose rows the connection shows afterwards (db_as). */
struct agents {
    struct db *db;
    struct arena *arena;
    const struct conf *conf;
    int64_t me;
};

struct agents agents_of(struct req *r);

/* To the agent and to every owner. by: who did it; link: the agent's alone. */
void agents_tell(const struct agents *c, const struct agency *g, enum agent_tell what,
    struct str by, struct str link);

/* A new link to the agent, older ones die; with its mails and the audit row. */
void agents_invite(struct req *r, const struct agency *g);
/* reason: owner or agent. False: it has ended already. */
bool agents_end(struct req *r, const struct agency *g, const char *reason);
/* An audit row: the firm, the person, what and until when. */
void agents_audit(struct req *r, const struct agency *g, const char *action);

#endif
