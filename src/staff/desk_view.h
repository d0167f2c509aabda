/* desk_view.h: what templates/staff/desk.html is given. */
#ifndef STAFF_DESK_VIEW_H
#define STAFF_DESK_VIEW_H

#include "web/place_view.h"

/* A number with what it counts, on the desk. */
struct count_view {
    struct str what, hint, number;
    struct url href; /* empty: no page for it */
    bool bad;        /* somebody should look at it */
};
struct count_list {
    const struct count_view *v;
    size_t n;
};
struct desk_view {
    struct str name, role;
    bool searches; /* may look at institutions */
    struct place_search search;
    struct count_list counts;
};

#endif
