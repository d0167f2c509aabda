/* choose_view.h: what templates/choose is given. */
#ifndef PAGE_CHOOSE_VIEW_H
#define PAGE_CHOOSE_VIEW_H

#include "web/view.h"

struct choose_row {
    int64_t institution;
    struct str name, code, pref, table, role, until; /* until: of an agent */
    bool here; /* was chosen last, and is open now */
};

struct choose_view {
    struct str csrf, next;
    LIST(struct choose_row) rows;
};

#endif
