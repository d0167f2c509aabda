/* pending.h: what is about to happen to the logins of an institution unless one of its
 * members stops it: a new letter that somebody asked for, another address for a login, the
 * end of a second factor, somebody who claims to be its owner. */
#ifndef MODEL_PENDING_H
#define MODEL_PENDING_H

#include "sys/db.h"

struct pending {
    struct str kind;  /* letter, replace, factor, claim */
    int64_t id;       /* of letter: the request; of claim: claiming.h; else the account */
    int64_t at;       /* since when */
    struct str by;    /* of letter: letter_request.asked_by */
    int64_t institution, life; /* parameters */
    struct str person, mail; /* of replace and factor: whose login; where the link went */
};

struct pending_list {
    const struct pending *v;
    size_t n;
};

extern const struct model pending_model;

/* Oldest first. */
struct pending_list pending_list(struct db *db, int64_t institution);

#endif
