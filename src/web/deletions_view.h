/* deletions_view.h: what templates/mail/deletion.txt is given. */
#ifndef WEB_DELETIONS_VIEW_H
#define WEB_DELETIONS_VIEW_H

#include "util/base.h"

struct deletion_mail {
    struct str place, contact, number;
    struct str when; /* of the effect, or of the deed */
    struct str until; /* restored until */
    struct str login; /* address of the login page */
};

#endif
