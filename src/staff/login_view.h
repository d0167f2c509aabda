/* login_view.h: what templates/staff/login.html is given. */
#ifndef STAFF_LOGIN_VIEW_H
#define STAFF_LOGIN_VIEW_H

#include "web/qr_view.h"

struct staff_login_view {
    struct str name, next, csrf, notice;
    struct str error;                       /* of the whole; leads to the name */
    struct str name_error, password_error;  /* not typed */
    struct complaint_list wrong;
};

struct staff_enrol_view {
    struct str name, next, csrf, error;
    struct complaint_list wrong;
    struct str_list groups; /* the secret in groups of four */
    struct str uri;
    struct qr_view qr; /* of the address; size 0: it is too long, the key can be typed */
};

#endif
