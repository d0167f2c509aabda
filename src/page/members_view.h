/* members_view.h: what templates/members is given. */
#ifndef PAGE_MEMBERS_VIEW_H
#define PAGE_MEMBERS_VIEW_H

#include "web/view.h"

struct members_row {
    int64_t account;
    struct str name, mail, role, last; /* last: login, or まだ */
    bool me, last_owner;
};

struct members_invite {
    struct str mail, role, until;
    bool over; /* the link works no more */
};

struct members_view {
    struct str place, csrf;
    int64_t most;       /* members and open invitations together */
    bool full;
    bool unconfirmed;   /* the institution may not invite yet */
    LIST(struct members_row) rows;
    LIST(struct members_invite) invites;
    const struct form_view *form; /* to invite somebody */
};

/* The page behind the link of an invitation. */
enum invited { INVITED_NEW, INVITED_LOGIN, INVITED_READY, INVITED_MEMBER };
struct invited_view {
    enum invited state;
    struct str place, role, mail, until;
    struct str allowed, last; /* as an agent: procedures, last day; empty: a colleague */
    struct str other; /* somebody else is logged in here: the name */
    const struct form_view *form;
};

#endif
