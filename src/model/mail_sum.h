/* mail_sum.h: no mail is lost without a word: every mail that was ever written was sent, has
 * failed, was kept back because its address is gone, or waits. Added up once a day. */
#ifndef MODEL_MAIL_SUM_H
#define MODEL_MAIL_SUM_H

#include "sys/db.h"

struct mail_sum {
    struct str day; /* in Tokyo; one row for each */
    int64_t at;
    int64_t written; /* ever: ids are given once and rows never removed */
    int64_t sent, dead, kept_back, waiting;
    int64_t late; /* of those that wait: longer than any may */
};

extern const struct model mail_sum_model;

/* Counts now; reads all mails. False: the database is broken. */
bool mail_sum_now(struct db *db, struct mail_sum *out);
/* Keeps it as today's; ERR_CONFLICT: today has one. */
enum err mail_sum_keep(struct db *db, const struct mail_sum *s) MUST_USE;
/* The newest that was kept; false: none yet. */
bool mail_sum_last(struct db *db, struct mail_sum *out);

/* How many mails are missing or stuck; 0: all is well. */
int64_t mail_sum_amiss(const struct mail_sum *s);

#endif
