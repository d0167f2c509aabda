/* ways_view.h: what templates/staff/ways.html is given. */
#ifndef STAFF_WAYS_VIEW_H
#define STAFF_WAYS_VIEW_H

#include "web/words.h"

struct ways_month { /* or all of them */
    struct str head, sum, alone, staff, share;
    bool below; /* the share is below the goal */
};
struct ways_cell {
    struct str n;
    bool zero;
};
struct ways_line { /* a way */
    struct str head, sum;
    LIST(struct ways_cell) months;
};
struct ways_view {
    struct str goal, open, old, stopped;
    struct tag reached; /* whether all months together reach the goal */
    struct ways_month all;
    LIST(struct ways_month) months; /* newest first */
    LIST(struct str) heads;         /* of the months, short */
    LIST(struct ways_line) alone, staff;
};

#endif
