/* terms.h: versions of the terms of use and who accepted them. A version is in force from
 * its day on; whoever accepted an older one is asked once. */
#ifndef MODEL_TERMS_H
#define MODEL_TERMS_H

#include "sys/db.h"

struct terms {
    int64_t version;
    struct str valid_from; /* YYYY-MM-DD */
    struct str changes;    /* against the version before, lines; empty: none to compare */
    int64_t account, accepted_at;
    struct str mail;       /* of account; empty: it is gone */
    int64_t n;             /* how many have accepted it */
};

struct terms_list {
    const struct terms *v;
    size_t n;
};

extern const struct model terms_model;

/* The version in force; false: there is none. */
bool terms_now(struct db *db, struct terms *out);
/* In force and newer than what the account has accepted, oldest first. */
struct terms_list terms_open(struct db *db, int64_t account);
/* Accepts the version in force; a second time changes nothing. */
void terms_accept(struct db *db, int64_t account);

/* The next version (ANY). ERR_CONFLICT: it would begin before the last one does. */
enum err terms_add(struct db *db, struct str valid_from, struct str changes, int64_t *version)
    MUST_USE;
struct terms_list terms_all(struct db *db); /* oldest first, with n */
/* Who accepted a version, oldest first. */
void terms_each(struct db *db, int64_t version, db_row_fn *fn, void *ctx);

#endif
