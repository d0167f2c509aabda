/* notice_check.h: what a program can see of a filed notice, so that a person looks only at
 * what did not hold: items against the master, answers and papers against the rules of its
 * type, the window, other filings. Types that are judged case by case always need a person.
 *
 * What was found is kept with the notice for the version it was found of (columns failed,
 * risk, checked), so that the queue is one walk of an index. The job looks again when a
 * version is new, the master or the papers have changed, or a day has passed; whoever acts
 * on a notice looks at it anew. */
#ifndef MODEL_NOTICE_CHECK_H
#define MODEL_NOTICE_CHECK_H

#include "model/notice.h"

#define NOTICE_SCAN "scan" /* attachment.kind of the scan of a notice that came on paper */

enum { NOTICE_DOUBTS = 24 };

struct notice_doubt_found {
    const char *word;
    struct str text; /* what was found, a sentence or two */
    int64_t weight;  /* 1 to 50 */
};

/* What did not hold. */
struct notice_checked {
    struct notice_doubt_found v[NOTICE_DOUBTS];
    size_t n;
    int64_t risk;     /* the weights added */
    struct str words; /* of all, blanks between them; empty: everything held */
};

/* The words with their titles; ends with value NULL. */
extern const struct choice notice_check_words[];
struct str notice_check_title(struct str word); /* the word itself if there is none */

/* Looks at a notice as it is now, as of today. Staff and jobs only (ANY). */
void notice_check(
    struct db *db, struct arena *a, const struct notice *n, struct notice_checked *out);
/* Keeps what was found, for the queue. */
void notice_check_keep(struct db *db, const struct notice *n, const struct notice_checked *c);

/* ---- what the job looks at */
struct notice_check_row {
    int64_t id, institution, programme, version, checked, risk, n;
    struct str failed, code, number, proof;
    struct str pref, score_table;
};
extern const struct model notice_check_model;
struct notice_check_ids {
    const struct notice_check_row *v;
    size_t n;
};
/* New versions, at most n. */
struct notice_check_ids notice_check_new(struct db *db, int64_t n);
/* Kept before the master, a paper or the day has changed; with ids above after. */
struct notice_check_ids notice_check_stale(struct db *db, int64_t after, int64_t n);

#endif
