/* notice_rules.h: what the rows of a type mean: conditions between answers, days that an
 * answer must keep to, and until when the duty is deferred.
 *
 * A condition is  key=word, key<number, key>=number, joined with " and " and " or " (and
 * binds closer). A comparison with an answer that is missing or no number does not hold. */
#ifndef MODEL_NOTICE_RULES_H
#define MODEL_NOTICE_RULES_H

#include "model/programme.h"

struct notice_answer {
    int64_t notice, version;
    struct str key, value; /* days YYYY-MM-DD, months YYYY-MM, choices their word */
};

struct notice_answers {
    struct notice_answer *v;
    size_t n;
};

struct str notice_answer_of(const struct notice_answers *a, struct str key); /* or empty */
bool notice_condition(struct str condition, const struct notice_answers *a);
bool notice_shown(const struct programme_question *q, const struct notice_answers *a);
bool notice_required(const struct programme_question *q, const struct notice_answers *a);

/* YYYY-MM of 2023-07, 2023年7月, 令和5年7月, R5.7, 202307 and the like; false: unclear. */
bool notice_month(struct arena *a, struct str typed, struct str *out) MUST_USE;

/* How an answer fares. today: the day on which it is filed. */
enum notice_fit {
    NOTICE_FITS,
    NOTICE_MISSING, /* it is required */
    NOTICE_UNCLEAR, /* not of its kind: no day, no number, none of the choices */
    NOTICE_OUTSIDE, /* a day outside of not_before … not_after: the exit */
};
enum notice_fit notice_fit(struct arena *a, const struct programme_question *q,
    const struct notice_answers *all, struct date today);

/* Last day of the deferral. False: open, nobody knows yet.
 *   fixed         end_day
 *   months_after  end_months after the day in end_key; without that answer open. A month
 *                 without such a day ends with its last one (Civil Code, article 143).
 *   answer        the day, or the month's last day, in end_key; at the latest end_day
 *   none          open */
bool notice_end_day(struct arena *a, const struct programme_type *t,
    const struct notice_answers *all, struct date *out) MUST_USE;

#endif
