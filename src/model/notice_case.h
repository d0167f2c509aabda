/* notice_case.h: somebody asked whether his case is one of a type that needs judgement, most
 * often on the telephone. What was asked and answered is kept, question by question; what
 * the desk cannot decide goes to the ministry, and its answer is kept, too.
 *
 *     相談中 open → 回答ずみ done
 *     相談中 open → 厚生労働省に照会中 ministry → 回答ずみ done
 *
 * One table (notice_case_rules) says who may do what in which state. */
#ifndef MODEL_NOTICE_CASE_H
#define MODEL_NOTICE_CASE_H

#include "sys/db.h"

enum {
    NOTICE_CASE_LINES = 8,   /* questions of a record */
    NOTICE_CASE_TEXT = 2000, /* code points of record and answer */
    NOTICE_CASE_DAYS = 7,    /* after which an answer is late */
    NOTICE_CASES = 500,      /* rows of a list */
};

struct notice_case {
    int64_t id, institution, notice, type, opened_at, opened_by, asked_at, asked_by,
        done_at, done_by, rev;
    struct str state;   /* open ministry done */
    struct str caller;  /* who asked */
    struct str record;  /* question and answer, a line each, as they were written down */
    struct str outcome; /* '' file no_need no_type other */
    struct str answer;  /* what the institution was told, and why */
    /* joined, read only */
    struct str name, pref, score_table, code, type_title, number;
    int64_t type_number;
    struct str was; /* parameter */
    int64_t n;
};

struct notice_cases {
    const struct notice_case *v;
    size_t n;
};

extern const struct model notice_case_model;
extern const struct choice notice_case_outcomes[]; /* ends with NULL */

enum notice_case_event { NOTICE_CASE_OPEN, NOTICE_CASE_ESCALATE, NOTICE_CASE_ANSWER };

/* Who does it; the bits of notice_case_rule.who. */
enum { NOTICE_CASE_DESK = 1, NOTICE_CASE_SUPERVISOR = 2 };

struct notice_case_rule {
    const char *from; /* "": there is none yet */
    enum notice_case_event event;
    unsigned who;
    const char *to;
    const char *audit;
};

extern const struct notice_case_rule notice_case_rules[]; /* ends with from NULL */

/* NULL: not in this state, or not by this role. */
const struct notice_case_rule *notice_case_rule(
    struct str state, enum notice_case_event event, unsigned who);

/* Takes institution, notice (0: none), type, caller, record, opened_by. */
enum err notice_case_open(struct db *db, const struct notice_case *row, int64_t *id)
    MUST_USE;
/* ERR_DENIED: not in this state, or not by this role, or somebody was faster (rev). ANSWER
 * takes outcome and answer of the row; both take record and rev. */
enum err notice_case_move(struct db *db, const struct notice_case *row,
    enum notice_case_event event, unsigned who, int64_t staff) MUST_USE;

bool notice_case_get(struct db *db, int64_t id, struct notice_case *out);
struct notice_cases notice_cases_waiting(struct db *db); /* open and ministry, oldest first */
struct notice_cases notice_cases_done(struct db *db);    /* newest first, 50 */
struct notice_cases notice_cases_of(struct db *db, int64_t institution); /* newest first, 20 */
/* Those that wait, how many of them at the ministry, and since when the oldest waits (0:
 * none). */
void notice_case_count(struct db *db, int64_t *waiting, int64_t *ministry, int64_t *oldest);

const char *notice_case_outcome_name(struct str outcome); /* "" for none */

#endif
