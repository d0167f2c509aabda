/* deletions_view.h: what templates/staff/deletions.html is given. */
#ifndef STAFF_DELETIONS_VIEW_H
#define STAFF_DELETIONS_VIEW_H

#include "web/words.h"

struct deletion_row {
    struct url href, place; /* the case; the institution */
    struct str number, name, code, asked, waited, by, effective, ended;
    struct tag state;
    bool late; /* waits longer than it should */
};
struct deletions_view {
    LIST(struct deletion_row) open;
    LIST(struct deletion_row) ended;
};

struct check_view {
    struct str key, text, answer, at;
    bool opened;
    struct tag result; /* text empty: not answered */
};
struct deletion_view {
    struct str csrf, number, name, code, caller, phone, said;
    struct url place;
    struct tag state;
    struct fact_list facts;
    LIST(struct check_view) checks;
    bool acts;       /* this person may work on cases */
    bool asked, verified, scheduled, done;
    bool account;    /* there is an account, so that a second person must approve */
    bool called;     /* the call-back reached them */
    struct str calls; /* how often it was tried */
    bool verifies;   /* the check is passed */
    bool overrides;  /* a supervisor may do without */
    bool schedules;  /* may be scheduled by this person */
    struct str why_not; /* else why */
    struct str effect;  /* when it would take effect, or will */
    bool cancels, restores;
};

/* The form that opens a case. */
struct deletion_new_view {
    struct str csrf, code, name, phone, caller, error;
    bool account; /* else a letter's login only */
};

#endif
