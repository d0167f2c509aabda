/* letters_view.h: what templates/staff/letters.html is given. */
#ifndef STAFF_LETTERS_VIEW_H
#define STAFF_LETTERS_VIEW_H

#include "web/words.h"

struct campaign_row {
    struct url href;
    struct str name, form, cutoff, posted, valid;
    struct tag state;
    int64_t selected, planned, written, blocked, pulled;
};
struct campaigns_view {
    bool reports; /* may look at them */
    LIST(struct campaign_row) rows;
};
struct blocked_row {
    struct str number, code, name, reason;
    struct url href;
};
struct campaign_view {
    struct campaign_row c;
    struct str target;
    struct fact_list choice; /* who was considered and left out */
    bool adds_up;             /* selected = planned + written + blocked + pulled */
    bool links;               /* may look at institutions */
    LIST(struct blocked_row) blocked;
    struct str more;          /* there are more blocked ones than rows */
};

#endif
