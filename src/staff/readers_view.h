/* readers_view.h: what templates/staff/readers.html is given. */
#ifndef STAFF_READERS_VIEW_H
#define STAFF_READERS_VIEW_H

#include "web/readers.h"
#include "web/words.h"

struct reader_row {
    struct reader_view x;
    struct url edit, picture; /* empty: the reader of the page may not */
    struct tag state;
    struct str days; /* from when until when it can be ordered */
};
struct reader_act { /* a line of the history */
    struct str at, who, what, detail;
};
struct reader_list_view {
    bool edits;
    struct link_list ways; /* limits and grants */
    LIST(struct reader_row) rows;
    LIST(struct reader_act) acts;
};

struct reader_edit_view {
    const struct form_view *form;
    struct str name; /* empty: a new one */
    struct url picture;
};

struct reader_picture_view {
    struct reader_view x;  /* as it is shown now */
    struct reader_view to; /* with the new picture; its address is empty without one */
    struct str to_name;
    int64_t rev;
    struct url here;
    struct str csrf, error;
};

#endif
