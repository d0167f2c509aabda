/* my_view.h: what templates/my is given. */
#ifndef PAGE_MY_VIEW_H
#define PAGE_MY_VIEW_H

#include "web/founder_view.h"

/* One procedure: what, until when, how far. */
struct task {
    struct url href; /* empty: can't be started */
    struct str text, hint, when;
    struct tag state;
    struct str next, button; /* it is what to do next: the sentence, the button's word */
};

struct my_view {
    bool returned; /* mails to the address come back, since: */
    struct str returned_when;
    struct str place, code, pref, table, contact, mail, phone, csrf, last_login;
    bool unconfirmed;
    bool unproved; /* registered by a mail link, no letter's code yet */
    bool left;     /* and an earlier account has ordered or filed something */
    struct founder_now founder; /* a change of founder or name */
    struct str new_mail; /* waits for its link to be pressed */
    bool owner; /* may change who uses these pages */
    struct str pair; /* the other half at the same site, in words; empty: there is none */
    struct link next;
    struct str next_why, next_button;
    struct {
        const struct task *v;
        size_t n;
    } tasks;
    int64_t finished;
};

/* What was asked of an agent: one procedure. */
struct my_agent_part {
    struct task task;
    struct str allows;
};

struct my_agent_view {
    struct str place, code, pref, table, firm, person, until, mail, csrf;
    struct {
        const struct my_agent_part *v;
        size_t n;
    } parts;
};

#endif
