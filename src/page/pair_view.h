/* pair_view.h: what templates/pair is given. */
#ifndef PAGE_PAIR_VIEW_H
#define PAGE_PAIR_VIEW_H

#include "web/view.h"

struct pair_row {
    int64_t id;
    struct str name, code, table, address;
    bool may; /* this login is an owner of the other one, too, and here */
};

struct pair_view {
    struct str place, csrf, since;
    bool made;
    LIST(struct pair_row) rows; /* the other one, or those that are proposed */
};

#endif
