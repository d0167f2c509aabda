/* readers_grants_view.h: what templates/staff/readers_grants.html is given. */
#ifndef STAFF_READERS_GRANTS_VIEW_H
#define STAFF_READERS_GRANTS_VIEW_H

#include "web/words.h"

struct grant_row {
    struct str place, reason, until, by, at, age;
    struct url institution, end; /* end: empty when it can't be ended by this reader */
    int64_t units;
    struct tag state;
    struct str ended; /* 2026年11月21日 10:00、職員 佐藤：取り下げ */
};
struct grant_list_view {
    LIST(struct grant_row) rows;
};

struct grant_edit_view {
    const struct form_view *form;
    struct str place, code, limit; /* limit: what it may have now, in words */
    struct url back;
};

struct grant_end_view {
    struct grant_row x;
    struct str csrf, typed, error;
    struct url here;
};

#endif
