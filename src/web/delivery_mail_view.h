/* delivery_mail_view.h: what templates/mail/delivery.txt is given. */
#ifndef WEB_DELIVERY_MAIL_VIEW_H
#define WEB_DELIVERY_MAIL_VIEW_H

#include "util/base.h"

struct delivery_mail {
    struct str place, contact, number;
    LIST(struct str) goods; /* product and how many, a line each */
    struct str when;        /* delivery date */
    struct str was;         /* the one before, if there was another; else empty */
    struct str sent, carrier, tracking, track; /* track: address of the carrier's page */
    struct str received;
    struct str reason;
    struct str page; /* of the order */
    bool elsewhere;  /* to the address that was asked for */
};

#endif
