/* letters_view.h: what templates/staff/letters.html is given. */
#ifndef STAFF_LETTERS_VIEW_H
#define STAFF_LETTERS_VIEW_H

#include "web/words.h"

struct campaign_row {
    struct url href;
    struct str name, form, cutoff, posted, valid;
    struct tag state;
    int64_t selected, planned, written, pulled;
    int64_t blocked; /* all that were stopped: faulty and left_out, too */
    int64_t faulty, left_out;
};
struct campaigns_view {
    bool reports; /* may look at them */
    bool ways;    /* and at this */
    LIST(struct campaign_row) rows;
};
struct blocked_row {
    struct str number, code, name, reason;
    struct url href;
};
struct stopped_list {
    struct str title, more; /* more: how many, if there are more than rows */
    bool links;             /* may look at institutions */
    LIST(struct blocked_row) rows;
};
/* What the check before printing has found: one reason. */
struct fault_row {
    struct tag state;
    struct str n, id, what, next;
};
struct campaign_view {
    struct campaign_row c;
    struct str target;
    struct fact_list choice; /* who was considered and left out */
    bool adds_up;             /* selected = planned + written + blocked + pulled */
    struct str checked;       /* when and how many; empty: not yet */
    LIST(struct fault_row) faults;
    struct stopped_list faulty; /* letters with one of them */
    struct stopped_list blocked;
};

#endif
