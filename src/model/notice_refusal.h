/* notice_refusal.h: why something was not done with a notice: a word for logs and tests, a
 * sentence and a next step for people. All of them stand here. */
#ifndef MODEL_NOTICE_REFUSAL_H
#define MODEL_NOTICE_REFUSAL_H

#include "model/programme.h"

enum notice_no {
    NOTICE_DONE = 0,
    NOTICE_NO_STATE,      /* not in this state, or not by this role */
    NOTICE_NO_EARLY,      /* the window has not begun */
    NOTICE_NO_LATE,       /* the window is closed */
    NOTICE_NO_PROGRAMME,  /* not published, or not there */
    NOTICE_NO_KIND,       /* this kind of institution files nothing here */
    NOTICE_NO_TYPE,       /* the type is not for this kind, or not valid on this day */
    NOTICE_NO_ITEM,       /* one of the items ① to ④ is empty */
    NOTICE_NO_ANSWER,     /* an answer is missing or unclear */
    NOTICE_NO_DAY,        /* a day outside of what the type takes */
    NOTICE_NO_ATTACHMENT, /* a paper is missing and can't follow */
    NOTICE_NO_TWICE,      /* one is under way in this programme */
    NOTICE_NO_REASON,     /* it needs a reason in words */
    NOTICE_NO_CORRECTION, /* the days to correct are over */
    NOTICE_NO_END_DAY,    /* the end lies in the future, or is no day */
    NOTICE_NO_FORCE,      /* no accepted version to go back to, or there is one */
    NOTICE_NO_CHANGED,    /* somebody was faster */
    NOTICE_NOS
};

struct notice_refusal {
    const char *id;
    const char *title;
    const char *text; /* what is the matter */
    const char *next; /* what to do */
};

const struct notice_refusal *notice_refusal(enum notice_no no);
/* Text and next step; of EARLY and LATE with the window's days. p may be NULL. */
struct str notice_refusal_text(struct arena *a, enum notice_no no, const struct programme *p);

#endif
