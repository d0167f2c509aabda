/* member_mail.h: the mails about who may use an institution's pages: to the person and to
 * the owners. Written to the outbox in the transaction of what they tell. */
#ifndef WEB_MEMBER_MAIL_H
#define WEB_MEMBER_MAIL_H

#include "web/req.h"

enum member_mail_kind {
    MAIL_INVITE,       /* the invitation with its link */
    MAIL_WELCOME,      /* to who has joined */
    MAIL_NEW_MEMBER,   /* somebody has joined: to the owners */
    MAIL_ROLE,         /* another role: to the person */
    MAIL_ROLE_TOLD,    /* the same, to the owners */
    MAIL_REMOVED,      /* to the person */
    MAIL_REMOVED_TOLD, /* to the owners */
    MAIL_PLACE_ADDED,  /* an institution was added to the login: to the person */
};

struct member_mail {
    struct str mail, contact; /* to whom */
    int64_t account, institution;
    struct str place;         /* the institution's name */
    struct str person, person_mail; /* whom it is about */
    struct str by;            /* who did it */
    struct str role, link, until;
};

void member_mail(struct req *r, enum member_mail_kind kind, const struct member_mail *m);
/* The same to all owners of m->institution but the person it is about; the database is
 * that institution's afterwards (db_as). */
void member_mail_owners(struct req *r, enum member_mail_kind kind, const struct member_mail *m);

#endif
