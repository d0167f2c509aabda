/* desk.h: what staff see of several tables at once: the numbers of the desk, the letters of
 * an institution with their mailing and login. Read only. */
#ifndef MODEL_DESK_H
#define MODEL_DESK_H

#include "sys/db.h"

struct desk {
    int64_t institutions;  /* of the master, closed ones too */
    int64_t registered;    /* institutions with an account */
    int64_t unconfirmed;   /* accounts whose mail address is not proved */
    int64_t letters_alive; /* provisional logins that work today */
    int64_t mails_queued, mails_dead;
    int64_t drafts;        /* forms that were begun and not sent */
    int64_t at;            /* when the large ones were counted */
};

extern const struct model desk_model;

/* Institutions, registered, letters and waiting mails are those of the last desk_tally, if
 * it is no older than 15 minutes; the rest, and else all, is counted now. */
void desk_count(struct db *db, struct desk *out);
/* Counts, and keeps the numbers; for the job process, once a minute. A transaction of its
 * own, and only if there is something new to keep. */
void desk_tally(struct db *db);

/* A letter to an institution, or a login without one. */
struct desk_letter {
    int64_t id, institution, generation, used_at; /* id 0: no letter */
    struct str campaign, posted_on, state, reason;
    struct str login, valid_until, key_state, void_reason; /* empty: no login on it */
};
struct desk_letters {
    const struct desk_letter *v;
    size_t n;
};

extern const struct model desk_letter_model;

struct desk_letters desk_letters_of(struct db *db, int64_t institution); /* newest first */
/* The newest provisional login; false: there never was one. */
bool desk_login_of(struct db *db, int64_t institution, struct desk_letter *out);

/* How an institution stands, for lists. */
struct desk_state {
    int64_t institution;
    int64_t registered; /* has an account */
    int64_t alive;      /* has a provisional login that works today */
};

extern const struct model desk_state_model;

struct desk_state desk_state_of(struct db *db, int64_t institution);

#endif
