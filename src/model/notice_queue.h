/* notice_queue.h: notices as staff see them in lists: what waits, by age or by risk, with
 * filters, page by page. Read only. */
#ifndef MODEL_NOTICE_QUEUE_H
#define MODEL_NOTICE_QUEUE_H

#include "sys/db.h"

enum {
    NOTICE_QUEUE_PAGE = 50,
    NOTICE_QUEUE_DAYS = 7, /* a reply is aimed at within so many days */
};

struct notice_queue {
    int64_t id, institution, programme, version, in_force, filed_at, paper, risk, checked_at,
        type_number, rev;
    struct str number, state, name, pref, score_table, code, type_title, programme_title,
        filed_by;
    struct str failed; /* words of the checks that did not hold, blanks between them */
    struct str due;    /* returned: last day to correct */
    /* filters: 0 and empty are all; doubtful 1: only with failed checks, 2: only without */
    int64_t doubtful, n, after;
    int64_t waiting, clean, oldest, overdue;
};

struct notice_queue_list {
    const struct notice_queue *v;
    size_t n;
};

extern const struct model notice_queue_model;

enum notice_order { NOTICE_BY_AGE, NOTICE_BY_RISK };

/* state is a word of notice.state but draft. page from 1. */
struct notice_queue_list notice_queue(struct db *db, const struct notice_queue *filter,
    enum notice_order order, int64_t page);
int64_t notice_queue_count(struct db *db, const struct notice_queue *filter);
/* Those that wait, whose checks have all held, in no open batch: what a batch may take.
 * Oldest first, at most n. */
struct notice_queue_list notice_queue_clean(struct db *db, int64_t programme, int64_t n);
bool notice_queue_get(struct db *db, struct str number, struct notice_queue *out);
struct notice_queue_list notice_queue_of(struct db *db, int64_t institution);

struct notice_waits {
    int64_t waiting, clean, oldest; /* filed; of them clean; when the oldest was filed */
    int64_t returned, overdue;      /* sent back; of them not corrected in time */
};
struct notice_waits notice_queue_waits(struct db *db);

#endif
