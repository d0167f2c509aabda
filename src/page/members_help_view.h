/* members_help_view.h: what templates/members/help.html is given. */
#ifndef PAGE_MEMBERS_HELP_VIEW_H
#define PAGE_MEMBERS_HELP_VIEW_H

#include "web/view.h"

/* What an owner is asked to approve. */
struct help_view {
    const struct form_view *form;
    struct str name, mail, new_mail, asked, number;
    bool factor; /* the second factor is gone, not the mailbox */
    bool others; /* the login serves institutions that he does not own */
};

#endif
