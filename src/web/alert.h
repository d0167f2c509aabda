/* alert.h: the mails about how people get in: links that lead to it, and what was changed,
 * told to every address that it concerns. Written to the outbox in the transaction of what
 * they tell; one call, one mail. */
#ifndef WEB_ALERT_H
#define WEB_ALERT_H

#include "web/req.h"

enum alert {
    ALERT_RESET,         /* link: set a new password */
    ALERT_RESET_UNKNOWN, /* nobody is registered under this address */
    ALERT_MAIL_ASKED,    /* to the old address; stop: back link, if there is one */
    ALERT_MAIL_LINK,     /* to the new one; link: this is to be the login */
    ALERT_MAIL_MOVED,    /* to the old one; stop */
    ALERT_MAIL_IS,       /* to the new one */
    ALERT_MAIL_BACK,     /* to both: the old one is the login again */
    ALERT_FACTOR_ON,     /* the second factor: begun, ended, paper codes renewed */
    ALERT_FACTOR_OFF,
    ALERT_FACTOR_CODES,
    ALERT_FACTOR_USED,   /* a paper code; until: how many are left */
    ALERT_FACTOR_LOST,   /* link: switches it off from until on; stop */
    ALERT_REPLACE_LINK,  /* to the new address; link: works from until on */
    ALERT_REPLACE_ASKED, /* to the old one; stop */
    ALERT_HELP_ASKED,    /* to who has asked a colleague; mail: the page with the number */
    ALERT_HELP_LINK,     /* approved, to the new address; link: works from until on */
    ALERT_HELP_OLD,      /* the same, to the old one; stop */
    ALERT_HELP_FACTOR,   /* approved; link: switches the second factor off; stop */
    ALERT_LETTER_ASKED,  /* a new letter goes to the registered institution; mail: the page
                          * that stops it, until: who asked */
    ALERT_CLAIM,         /* to all members: somebody wants to be the owner; mail: who,
                          * until: when he is */
    ALERT_CLAIM_LINK,    /* to him; link: goes on from until on */
    ALERT_CLAIM_STOPPED, /* to him: a member has said no */
    ALERT_STOPPED,       /* a member has stopped it; mail: what, until: who */
    ALERT_COLLEAGUE,     /* to other owners; mail: what became of a colleague's login */
    ALERT_UNLOCKED,      /* staff have ended the waiting after wrong passwords */
    ALERT__N
};

struct alert_mail {
    int64_t account, institution;
    struct str to, place, contact;
    struct str mail;  /* the address that it is about */
    struct str link, stop;
    struct str until; /* when stop ends, or what the mail needs */
};

void alert_send(struct req *r, enum alert kind, const struct alert_mail *m);
/* The same without a request, for the job process. */
void alert_put(
    struct db *db, struct arena *a, enum alert kind, const struct alert_mail *m);

/* To everybody who can log in for m->institution, or its owners alone; not to the account
 * but. to, account and contact are filled in. The database is that of the session
 * afterwards, or all of it. */
void alert_members(struct req *r, enum alert kind, const struct alert_mail *m,
    bool owners_only, int64_t but);
/* What became of a login, to the owners of all its institutions but itself. what: after
 * 「佐藤 さんの」. */
void alert_colleagues(struct req *r, int64_t account, struct str contact, struct str what);

/* An address of this portal with a token at its end: "/password/". */
struct str alert_link(struct req *r, const char *path, struct str token);
struct str alert_link_of(
    struct arena *a, struct str origin, const char *path, struct str token);
/* 11月24日 11:00, in Tokyo. */
struct str alert_moment(struct req *r, int64_t at);

#endif
