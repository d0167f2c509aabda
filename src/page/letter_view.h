/* letter_view.h: what templates/letter is given. */
#ifndef PAGE_LETTER_VIEW_H
#define PAGE_LETTER_VIEW_H

#include "web/view.h"

/* マイページ: a new letter for an account that is not confirmed yet. */
struct my_letter_row {
    struct str asked;
    struct tag state;
    struct str posted; /* date on the letter */
};
struct my_letter_view {
    struct str csrf, place;
    bool confirmed;  /* nothing to ask for */
    bool waiting;    /* one is on its way */
    struct str next; /* not possible before this day; empty: now */
    struct str said; /* why the press did not work */
    LIST(struct my_letter_row) rows;
};

#endif
