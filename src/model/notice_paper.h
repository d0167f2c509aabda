/* notice_paper.h: notices that staff have entered for an institution 代行入力: what came by
 * post has the day of its postmark, which counts for the window, and of its arrival. The
 * institution looks at what was entered and says that it is right, or corrects it. */
#ifndef MODEL_NOTICE_PAPER_H
#define MODEL_NOTICE_PAPER_H

#include "sys/db.h"

struct notice_paper {
    int64_t notice, entered_at, entered_by, adopted_at;
    struct str postmark_on, arrived_on; /* days */
    struct str adopted_by;              /* 'a:12' */
    int64_t n;
};

struct notice_papers {
    const struct notice_paper *v;
    size_t n;
};

extern const struct model notice_paper_model;

/* Zeroes, empty texts and false if it was not entered by staff. */
bool notice_paper_get(struct db *db, int64_t notice, struct notice_paper *out);
void notice_paper_add(struct db *db, const struct notice_paper *row);
/* The institution has looked at it (OWN). ERR_NOT_FOUND: it is not theirs, or done. */
enum err notice_paper_adopt(struct db *db, int64_t notice, struct str actor) MUST_USE;
/* Entered for the session's institution, and not looked at yet (OWN). */
int64_t notice_paper_unseen(struct db *db);

#endif
