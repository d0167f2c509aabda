/* suppression.h: addresses that mails come back from for good. They get no mass mails, and
 * their owner is told at the next login. What the owner asks for himself (a link) is sent
 * all the same: pressing a link that was sent there ends it. */
#ifndef MODEL_SUPPRESSION_H
#define MODEL_SUPPRESSION_H

#include "sys/db.h"

struct suppression {
    struct str mail;
    struct str why;         /* RFC 3463 status, "5.1.1"; may be empty */
    int64_t since, bounce;  /* bounce: what came back; 0: refused at once */
    int64_t ended_at;       /* 0: it holds */
    int64_t sent_at;        /* parameter */
};

extern const struct model suppression_model;

/* sent_at: of the mail that came back. One that was sent before the address was proved
 * again says nothing of it now. */
void suppression_begin(struct db *db, struct str mail, struct str why, int64_t bounce,
    int64_t sent_at);
/* In any case of its letters; only while it holds. */
bool suppression_of(struct db *db, struct str mail, struct suppression *out);
void suppression_end(struct db *db, struct str mail);

#endif
