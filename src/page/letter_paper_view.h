/* letter_paper_view.h: what templates/letter/paper.html is given. */
#ifndef PAGE_LETTER_PAPER_VIEW_H
#define PAGE_LETTER_PAPER_VIEW_H

#include "web/view.h"

/* Is this letter genuine? */
struct letter_check_view {
    struct str typed, error;
    struct str name, posted; /* name empty: nothing to show */
};

/* This letter does not concern me. */
struct report_button {
    struct str kind, text, hint;
};
struct letter_report_view {
    struct str csrf, name, number; /* name empty: no letter is known */
    LIST(struct report_button) buttons;
};

#endif
