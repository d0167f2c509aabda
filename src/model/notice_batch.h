/* notice_batch.h: many notices whose checks have all held are accepted together, by two
 * people: one proposes, another approves.
 *
 *     提案 proposed → 承認 approved     by somebody else than who proposed
 *     提案 proposed → 取りやめ dropped  by anybody who may review
 *
 * Approving looks at each again: what has changed since, or does not hold any more, is left
 * out, with the reason. A notice is in one open batch at the most. */
#ifndef MODEL_NOTICE_BATCH_H
#define MODEL_NOTICE_BATCH_H

#include "sys/db.h"

enum { NOTICE_BATCH_MOST = 500 };

struct notice_batch {
    int64_t id, programme, proposed_at, proposed_by, ended_at, ended_by, n, accepted;
    struct str state; /* proposed approved dropped */
    struct str title; /* of the programme; joined */
    struct str was;   /* parameter */
};
struct notice_batches {
    const struct notice_batch *v;
    size_t n;
};

struct notice_batch_item {
    int64_t batch, notice, version, institution, rev;
    struct str result; /* '' accepted left_out */
    struct str why;    /* of left_out: a word, see notice_batch.c */
    /* joined, read only */
    struct str number, state, name, pref, score_table, code, type_title;
    int64_t type_number;
};
struct notice_batch_items {
    const struct notice_batch_item *v;
    size_t n;
};

extern const struct model notice_batch_model, notice_batch_item_model;

/* An empty batch of a programme. */
int64_t notice_batch_make(struct db *db, int64_t programme, int64_t staff);
/* ERR_CONFLICT: it is in an open batch already. */
enum err notice_batch_put(struct db *db, int64_t batch, int64_t notice, int64_t version)
    MUST_USE;
/* ERR_DENIED: not proposed any more; approving, too, by who proposed it. */
enum err notice_batch_end(
    struct db *db, const struct notice_batch *b, bool approved, int64_t staff) MUST_USE;
/* What became of one when its batch was approved; why "": accepted. */
void notice_batch_result(
    struct db *db, const struct notice_batch_item *item, const char *why);

bool notice_batch_get(struct db *db, int64_t id, struct notice_batch *out);
struct notice_batch_items notice_batch_items(struct db *db, int64_t batch);
struct notice_batches notice_batches_open(struct db *db);  /* oldest first */
struct notice_batches notice_batches_ended(struct db *db); /* newest first, 50 */
/* How many wait for approval, and since when the oldest (0: none). */
int64_t notice_batch_waiting(struct db *db, int64_t *oldest);

#endif
