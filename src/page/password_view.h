/* password_view.h: what templates/password is given. */
#ifndef PAGE_PASSWORD_VIEW_H
#define PAGE_PASSWORD_VIEW_H

#include "web/view.h"

/* The link that a letter has brought to a new address. */
struct password_letter_view {
    struct str mail, letter_error, code_error;
    bool helped; /* a colleague has approved it, instead of a letter */
    bool factor; /* in use: its code is asked for */
};

#endif
