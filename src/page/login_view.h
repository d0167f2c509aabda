/* login_view.h: what templates/login is given. */
#ifndef PAGE_LOGIN_VIEW_H
#define PAGE_LOGIN_VIEW_H

#include "util/base.h"

struct login_view {
    struct str login, error, next, csrf, notice;
    bool from_letter; /* the QR code has filled in the login */
};

#endif
