/* notice_follow.h: papers that follow a filing: while it waits to be looked at, until its
 * day (notice.follow_until). */
#ifndef MODEL_NOTICE_FOLLOW_H
#define MODEL_NOTICE_FOLLOW_H

#include "model/notice.h"

enum notice_follow_no {
    NOTICE_FOLLOWS = 0,
    NOTICE_FOLLOW_NONE,     /* its type takes no papers */
    NOTICE_FOLLOW_DRAFT,    /* not filed yet: the form takes them */
    NOTICE_FOLLOW_RETURNED, /* the correction takes them */
    NOTICE_FOLLOW_DONE,     /* accepted, withdrawn, ended */
    NOTICE_FOLLOW_LATE,     /* the day is over */
};

enum notice_follow_no notice_follow_may(const struct notice *n, struct date today);
/* A whole sentence for people; empty: they follow. */
const char *notice_follow_text(enum notice_follow_no no);
/* Notes that papers have come; names: as people call them. */
void notice_followed(struct db *db, const struct notice *n, struct str actor, struct str names);

#endif
