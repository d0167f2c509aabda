/* reset_ask.h: who asked for a link to a new password and waits for the mail. */
#ifndef MODEL_RESET_ASK_H
#define MODEL_RESET_ASK_H

#include "sys/db.h"

struct reset_ask {
    int64_t id, asked_at;
    struct str mail;    /* as typed; may be nobody's */
    struct str request; /* the id of the request, for the audit */
};

extern const struct model reset_ask_model;

void reset_ask_add(struct db *db, struct str mail, struct str request);
/* The one that waits longest; false: nobody waits. */
bool reset_ask_first(struct db *db, struct reset_ask *out);
void reset_ask_done(struct db *db, int64_t id);

#endif
