/* readers_limits_view.h: what templates/staff/readers_limits.html is given. */
#ifndef STAFF_READERS_LIMITS_VIEW_H
#define STAFF_READERS_LIMITS_VIEW_H

#include "web/words.h"

struct limit_row {
    struct str kind, from, until, source;
    int64_t quantity;
    bool twin;
    struct tag state;
    struct url edit; /* empty: the reader of the page may not */
};
struct limit_list_view {
    bool edits;
    LIST(struct limit_row) rows;
};

struct limit_edit_view {
    const struct form_view *form;
    bool fresh;
};

#endif
