/* notices_bulk_view.h: what templates/notices_bulk is given. */
#ifndef PAGE_NOTICES_BULK_VIEW_H
#define PAGE_NOTICES_BULK_VIEW_H

#include "web/view.h"

struct bulk_column { /* of the list, as people read about it */
    struct str word, label;
    struct str where; /* 類型1 … */
    struct str hint, choices;
    bool required;
};

struct bulk_programme {
    struct str word, title, window;
    struct url sample;
    bool chosen, open;
    struct {
        struct bulk_column *v;
        size_t n;
    } columns;
    struct {
        struct str *v; /* 1　システム整備中 */
        size_t n;
    } types;
};

struct bulk_list { /* one that was filed */
    struct url href;
    struct str at, name;
    int64_t rows, filed;
};

struct bulk_start_view {
    struct str csrf, owner, wrong;
    int64_t places, most;
    struct {
        struct bulk_programme *v;
        size_t n;
    } programmes;
    bool open; /* one of them */
    struct {
        struct bulk_list *v;
        size_t n;
    } lists;
};

struct bulk_row {
    int64_t line;
    struct str code, name, type, said, number, at;
    struct tag state;
    struct url href; /* of the notice, if it is this session's institution's; or empty */
};

struct bulk_view {
    struct str csrf, programme, file, at, ignored;
    struct url action, csv;
    bool done;
    int64_t good, same, wrong;
    struct {
        struct bulk_row *v;
        size_t n;
    } rows;
};

struct bulk_mail {
    struct str contact, programme, when, link;
    int64_t filed, wrong;
};

#endif
