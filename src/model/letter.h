/* letter.h: one letter of a campaign to one institution. */
#ifndef MODEL_LETTER_H
#define MODEL_LETTER_H

#include "sys/db.h"

struct letter {
    int64_t id, campaign, institution, chunk, seq, generation, credential;
    struct str state, reason;
    /* of the institution */
    struct str pref, score_table, code, kind, name, founder, zip, address;
    struct str posted_on; /* date on the paper: letter_paper */
    struct str duty;  /* obliged exempt unknown: institution.obliged */
    struct str issue; /* first; reminder: an earlier letter was printed and did not come
                       * back; reissue: in place of one, or because it was asked for */
    int64_t n;        /* letters with this state and reason: letter_faults */
    int64_t registered; /* has a confirmed account by now */
    int64_t recovery;   /* was asked for by a registered one: credential.recovery */
};

extern const struct model letter_model;

struct letter_list {
    const struct letter *v;
    size_t n;
};

/* The letters of a chunk with their institutions, in the order of postal codes. */
struct letter_list letter_of_chunk(struct db *db, int64_t campaign, int64_t chunk);
/* Those of a campaign that could not be printed, with the reason. */
struct letter_list letter_blocked(struct db *db, int64_t campaign);
/* Those that would be faulty (state faulty) and those left out for it (left_out): counted by
 * state and reason, the most first; and the first max of them with their institutions. */
struct letter_list letter_faults(struct db *db, int64_t campaign);
struct letter_list letter_faulty(struct db *db, int64_t campaign, int64_t max);
/* One after the other, what is not printed and not left out yet; row as db_each gives it. */
void letter_each_open(struct db *db, int64_t campaign, db_row_fn *fn, void *ctx);
/* Everything that is faulty is not printed. */
void letter_leave_out(struct db *db, int64_t campaign);
/* Of an institution, newest first: for the call centre. */
struct letter_list letter_of(struct db *db, int64_t institution);
bool letter_get(struct db *db, int64_t id, struct letter *out);
/* What stands on the paper with this number and generation: institution, name, posted_on.
 * False: it was never printed. For whoever holds it, before login. */
bool letter_paper(struct db *db, int64_t id, int64_t generation, struct letter *out);
/* Issues it again: into another chunk of its campaign, under the next generation, with a
 * new login; the old one dies at once. ERR_NOT_FOUND: no such letter in l->campaign;
 * ERR_DENIED: its login was used, it is not written yet, or it was issued 99 times. */
enum err letter_reissue(struct db *db, const struct letter *l) MUST_USE;
/* Saves state, reason, seq and credential. */
void letter_save(struct db *db, const struct letter *l);
/* Its login led to a registration (OWN: the letter of the session's institution). */
void letter_used(struct db *db, int64_t id);

#endif
