/* pair.h: a medical and a dental institution at one site: two codes, one house. Proposed
 * where postal code, address and telephone are the same in the master; somebody confirms. */
#ifndef MODEL_PAIR_H
#define MODEL_PAIR_H

#include "sys/db.h"

struct site_pair {
    int64_t medical, dental; /* institutions of score table 1 and 3 */
    int64_t made_at;         /* 0: only proposed */
    struct str made_by;      /* as in the audit */
    /* the other one, as the master has it */
    int64_t other;
    struct str name, pref, score_table, code, address;
    struct str here; /* address of the one that asks */
};

struct site_pairs {
    const struct site_pair *v;
    size_t n;
};

extern const struct model pair_model;

/* All for the institution of db_as (OWN). */
bool pair_get(struct db *db, struct site_pair *out);
/* Open institutions of the other score table at the same place that are in no pair; none if
 * this one is in a pair. */
struct site_pairs pair_candidates(struct db *db, struct arena *a);
/* other must be a candidate: else ERR_DENIED. */
enum err pair_make(struct db *db, struct arena *a, int64_t other, struct str by) MUST_USE;
/* ERR_NOT_FOUND: is in none. */
enum err pair_undo(struct db *db) MUST_USE;

#endif
