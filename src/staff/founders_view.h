/* founders_view.h: what templates/staff/founders.html is given. */
#ifndef STAFF_FOUNDERS_VIEW_H
#define STAFF_FOUNDERS_VIEW_H

#include "web/words.h"

struct founder_row {
    struct url href, place;
    struct str number, name, code, what, at, due;
    struct tag state;
    bool late;
};
struct founder_row_list {
    struct founder_row *v;
    size_t n;
};
struct founders_view {
    struct founder_row_list waiting, ended;
};

struct founder_item { /* side by side */
    struct str what, old, now, master;
    bool changes;
    struct tag result; /* beside the master */
};
struct founder_file {
    struct url href;
    struct str name, kind, size, at;
    struct tag scan;
    bool removed; /* not in the newest version any more */
};
struct founder_act_row {
    struct str at, what, who, why;
};
struct founder_pick { /* a reason for the way back */
    struct str id, title, text;
    bool chosen;
};

struct founder_case_view {
    struct str csrf, said, number, rev, name, code, note;
    struct url place, page;
    struct tag state;
    struct tag match;  /* with the master; empty: it says something else */
    struct str moved;  /* why it can't be accepted as it is; empty: it can */
    bool unproved;     /* registered by a mail link alone */
    bool decides, withdraws;
    struct fact_list facts;
    struct {
        const struct founder_item *v;
        size_t n;
    } items;
    struct {
        struct founder_file *v;
        size_t n;
    } papers;
    struct {
        const struct founder_act_row *v;
        size_t n;
    } steps;
    struct {
        struct founder_pick *v;
        size_t n;
    } reasons;
};

#endif
