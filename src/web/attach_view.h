/* attach_view.h: what templates/form/attach.html is given. */
#ifndef WEB_ATTACH_VIEW_H
#define WEB_ATTACH_VIEW_H

#include "web/view.h"

struct attach_file_view { /* one that is there */
    int64_t id;
    struct str name, facts; /* PDF、1.2 MB */
    struct str kind;        /* its title */
    bool ask;               /* the kind can still be chosen */
    struct pick_list kinds;
    struct str wrong, wrong_id;
    bool filed;             /* was filed with an earlier version */
};

struct attach_slot_view { /* one that can be put in */
    int64_t n; /* from 1 */
    struct pick_list kinds;
    struct str wrong;
};

struct attach_view {
    struct str hint;
    bool required, ask; /* ask: there are several kinds */
    bool stay;          /* the button that only puts files in */
    int64_t most;
    struct {
        const struct attach_file_view *v;
        size_t n;
    } files;
    struct {
        const struct attach_slot_view *v;
        size_t n;
    } slots;
    struct url edit; /* the input page */
};

#endif
