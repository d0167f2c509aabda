/* status_view.h: what templates/status is given. */
#ifndef PAGE_STATUS_VIEW_H
#define PAGE_STATUS_VIEW_H

#include "web/view.h"

struct status_step {
    struct str text, when; /* when empty: not yet */
    bool now;
};
struct status_view {
    struct str typed, error;
    struct str number; /* empty: nothing is shown */
    struct tag state;
    LIST(struct status_step) steps;
    struct str next;  /* what comes, in a sentence */
    bool cancellable, registers; /* what the user can do */
};

#endif
