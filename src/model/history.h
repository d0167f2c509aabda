/* history.h: what happened at an institution, for its own people: sign-ins and changes (also
 * what staff looked at), mails, letters. Only the session's institution (OWN). */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "sys/db.h"

enum { HISTORY_PAGE = 50 };

struct history {
    int64_t id, at;
    struct str actor, action, detail; /* of the audit */
    struct str contact;               /* the actor's name, of a login */
    struct str subject, mail, state;  /* of a mail */
    struct str posted_on, valid_until, key_state, void_reason, reason; /* of a letter */
    int64_t n, skip;
};

extern const struct model history_model;

struct history_list {
    const struct history *v;
    size_t n;
};

int64_t history_count(struct db *db);
struct history_list history_acts(struct db *db, int64_t page); /* from 1, newest first */
struct history_list history_mails(struct db *db);              /* newest 50 */
/* Those that were sent, whatever became of them; newest first. */
struct history_list history_letters(struct db *db);

#endif
