/* security_view.h: what templates/security is given. */
#ifndef PAGE_SECURITY_VIEW_H
#define PAGE_SECURITY_VIEW_H

#include "web/qr_view.h"

struct security_view {
    bool on;
    bool agent; /* the institution's pages are not for him */
    int64_t left; /* recovery codes that still work */
    struct str since;
};

/* A page that asks for the present password, and perhaps a code, before it does something. */
struct security_ask {
    struct str csrf, title, lead, button;
    struct url action;
    bool code;    /* asks for one, too */
    struct str password_error, code_error;
    struct complaint_list wrong;
};

struct security_app {
    struct str csrf, name, uri, error;
    struct str_list groups; /* the secret in groups of four */
    struct qr_view qr;
    struct complaint_list wrong;
};

#endif
