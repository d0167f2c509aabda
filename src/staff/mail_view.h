/* mail_view.h: what templates/staff/mail.html is given. */
#ifndef STAFF_MAIL_VIEW_H
#define STAFF_MAIL_VIEW_H

#include "web/words.h"

struct mail_line {
    struct url href;
    struct str at, subject, to, why;
    struct tag state;
};
struct mails_view {
    struct link_list states;
    struct str typed, csrf; /* the address that was searched for */
    struct str caption, nothing; /* nothing: what an empty list means */
    bool may_search;        /* sees whole addresses */
    LIST(struct mail_line) rows;
    struct url older; /* empty: this is the end */
};

struct answer_row {
    struct str at, code, said;
};
struct report_row { /* what came back */
    struct str at, kind, code, said, raw;
};
struct mail_view {
    struct str subject, text, csrf;
    struct tag state;
    struct str why;      /* it is not sent, and what to do */
    struct fact_list facts;
    struct url place;    /* the institution's page, or empty */
    LIST(struct answer_row) answers;
    LIST(struct report_row) reports;
    struct url again;    /* where もう一度送る goes; empty: it cannot be */
    struct str again_no; /* why not, and what to do instead */
    bool copy;           /* a new mail with the same text, not the old one again */
    bool masked, closed; /* masked: a link is not shown; closed: no text for this role */
};

#endif
