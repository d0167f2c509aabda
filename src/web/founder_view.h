/* founder_view.h: what templates are given of a change of founder or name. */
#ifndef WEB_FOUNDER_VIEW_H
#define WEB_FOUNDER_VIEW_H

#include "web/view.h"

/* What is in force, and beside it what is being checked: マイページ, アカウント情報編集. */
struct founder_now {
    struct str name, founder;
    bool waits;    /* the rest is set */
    bool returned; /* the institution's turn */
    struct str number, new_name, new_founder; /* new_…: empty: stays */
    struct str next;                          /* who does what until when */
    struct tag state;
};

/* templates/mail/founder.txt */
struct founder_mail {
    struct str place, contact, number;
    struct str old_name, name, old_founder, founder; /* name, founder: empty: stays */
    struct str changed_on, due, reason, note, link;
};

#endif
