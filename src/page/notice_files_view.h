/* notice_files_view.h: what templates/notice_files is given. */
#ifndef PAGE_NOTICE_FILES_VIEW_H
#define PAGE_NOTICE_FILES_VIEW_H

#include "web/attach_view.h"

struct notice_file_row {
    struct url href; /* empty: can't be opened */
    struct str title, name, size, at;
    struct tag scan; /* text empty: nothing to say */
};

struct notice_files_view {
    struct str number, what; /* receipt; programme and type */
    struct url notice, action;
    struct {
        struct notice_file_row *v;
        size_t n;
    } rows;
    struct str until;  /* day and weekday until which papers can follow; or empty */
    struct str closed; /* why none can follow; empty: they can */
    const struct form_view *form;
    const struct attach_view *attach;
};

#endif
