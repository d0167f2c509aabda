/* sessions_view.h: what templates/sessions is given. */
#ifndef PAGE_SESSIONS_VIEW_H
#define PAGE_SESSIONS_VIEW_H

#include "web/view.h"

struct session_row {
    int64_t id;
    struct str agent, peer, since, seen;
    bool here;
};

struct sessions_view {
    struct str csrf;
    bool agent; /* the institution's pages are not for him */
    LIST(struct session_row) rows;
};

#endif
