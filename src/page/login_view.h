/* login_view.h: what templates/login is given. */
#ifndef PAGE_LOGIN_VIEW_H
#define PAGE_LOGIN_VIEW_H

#include "web/view.h"

struct login_view {
    struct str login, error, next, csrf, notice;
    bool from_letter; /* the QR code has filled in the login */
};
/* A letter whose login does not work any more. */
struct dead_letter_view {
    struct str closed;  /* since when the institution is; or empty */
    struct str deleted; /* when its account was deleted, if it has none now; or empty */
    bool recovery; /* it works, for who has lost mailbox or second factor */
    bool used, superseded, expired; /* none: taken back */
    struct str asked;  /* superseded: when the new one was asked for, if it is not made yet */
    struct str posted; /* its date, if it is */
};

struct login_code_view {
    struct str csrf, next, error;
    struct complaint_list wrong;
};

#endif
