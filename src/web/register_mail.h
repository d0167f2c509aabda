/* register_mail.h: the mails about registering by a link, and about proving afterwards who
 * one is. Written to the outbox in the transaction of what they tell; one call, one mail. */
#ifndef WEB_REGISTER_MAIL_H
#define WEB_REGISTER_MAIL_H

#include "web/req.h"

enum register_mail_kind {
    REGISTER_LINK,    /* the link to the form */
    REGISTER_KNOWN,   /* this address is a login already */
    REGISTER_DONE,    /* an account was made */
    REGISTER_PROVED,  /* a letter's code has confirmed it */
    REGISTER_CALLED,  /* a call back to the master's telephone number has */
    REGISTER_LOWERED, /* another one holds the letter: to an owner, who is staff from now on */
    REGISTER_ENDED,   /* the same, to who never proved anything */
    REGISTER__N
};

struct register_mail {
    struct str to, contact, place;
    struct str link;    /* of REGISTER_LINK */
    struct str portal;  /* filled in: https://… */
    bool proved;        /* REGISTER_DONE: nothing is left to confirm */
    int64_t until;      /* when the link dies; 0: there is none */
    int64_t account, institution;
};

/* The key under which the outbox knows the mail. */
struct str register_mail(
    struct req *r, enum register_mail_kind kind, const struct register_mail *m);

#endif
