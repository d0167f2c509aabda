/* register_impl.h: what the files of the registration share: one form on its way from the
 * link to the account. */
#ifndef PAGE_REGISTER_IMPL_H
#define PAGE_REGISTER_IMPL_H

#include "model/claiming.h"
#include "model/credential.h"
#include "model/registration.h"
#include "model/token.h"
#include "web/form.h"

#define REGISTER_FORM  "/register/form"
#define REGISTER_PLACE "/register/form/place"

struct entry {
    struct req *r;
    struct token link;
    bool ended;            /* the link is over without an account */
    struct form f;
    struct registration row;
    struct code code;
    struct standing place, before; /* before: of the code that the draft has; or empty */
    bool found;            /* place is the institution of the code that was typed */
    const char *why_field; /* not found: the field that is to blame, and the sentence */
    struct str why;
    struct claiming claim; /* others are registered: it waits, or its time has come */
    bool claims;
    bool proved;           /* letter is a letter's login of this institution that works */
    struct credential letter;
};

/* The form of the link in the browser's cookie, as the draft has it. False: *status is the
 * answer. */
bool register_begin(struct entry *e, struct req *r, int *status);
/* A form that came after its link had ended: the draft belongs to the address that the link
 * was sent to, so the next link finds it. */
void register_keep_typed(struct entry *e);
/* Which institution the fields name. */
void register_look(struct entry *e);
enum stands register_stands(const struct entry *e);

/* For plan functions and handlers of the input page: takes what was posted and checks it. */
void register_read(struct entry *e);
/* The draft again: everything is checked before it counts. */
void register_check(struct entry *e);

#endif
