/* notices.h: what the staff's pages of transitional notices share. */
#ifndef STAFF_NOTICES_H
#define STAFF_NOTICES_H

#include "model/notice.h"
#include "model/notice_queue.h"
#include "staff/notices_view.h"
#include "web/req.h"

#define NOTICES "/staff/notices"

enum {
    NOTICES_ENTER = OPERATOR | SUPERVISOR | ADMIN, /* paper, cases */
    NOTICES_REVIEW = SUPERVISOR | ADMIN,           /* accept, return */
    NOTICES_EDIT = EDITOR | ADMIN,                 /* programmes */
};

struct notice_row notices_row(struct arena *a, const struct notice_queue *n);
/* Days since then in Tokyo: きょう, 3日. */
struct str notices_days(struct arena *a, int64_t since, int64_t *days);
/* Titles of the words of failed checks. */
struct str_list notices_doubts(struct arena *a, struct str words);
struct url notices_place(
    struct arena *a, struct str pref, struct str score_table, struct str code);
struct str notices_code(
    struct arena *a, struct str pref, struct str score_table, struct str code);
/* For a select: value is the word, or the id. */
struct pick_list notices_pick_programme(struct req *r, struct str chosen, bool words);

#endif
