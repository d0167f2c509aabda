/* readers_view.h: what templates/readers/ are given. */
#ifndef PAGE_READERS_VIEW_H
#define PAGE_READERS_VIEW_H

#include "web/readers.h"

struct readers_page {
    struct url here;         /* where the form leads */
    struct form_view form;   /* width and depth, as they were typed */
    bool asked;              /* for a size that was understood */
    struct str place;        /* 幅40cm × 奥行き30cm */
    struct reader_views fit; /* those that fit, or all */
    struct reader_views unknown; /* asked: their size is not published */
    size_t too_large;        /* asked: how many do not fit */
    struct str today;        /* 令和8年11月21日（土） */
    struct url other;        /* list ↔ table, with the same question */
};

#endif
