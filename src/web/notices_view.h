/* notices_view.h: what templates/mail/notice.txt is given. */
#ifndef WEB_NOTICES_VIEW_H
#define WEB_NOTICES_VIEW_H

#include "web/view.h"

struct notice_mail {
    struct str place, contact;
    struct str number, programme, type;
    struct str when;   /* of the filing or the act */
    struct str until;  /* until when the duty is deferred */
    struct str due;    /* last day to correct */
    struct str follow; /* last day for attachments that follow; or empty */
    struct str reason;
    struct str hash;
    struct str bureau;
    struct str day;    /* of a reminder */
    int days;          /* until that day; 0: today */
    bool again;        /* corrected or changed, not the first */
    bool on_behalf;
    struct str agent;  /* 株式会社… 佐藤（代行）: who has done it; or empty */
    struct str link;
};

#endif
