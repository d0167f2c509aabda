/* outbox.h: mails to be sent. A row is written in the transaction of what it tells; the job
 * process sends it (job/mail.c), at least once and, but for SMTP's own gap, only once. */
#ifndef MODEL_OUTBOX_H
#define MODEL_OUTBOX_H

#include "sys/db.h"

/* A mail about the user's own act overtakes everything else. */
enum { LANE_FIRST = 0, LANE_USUAL = 5, LANE_MASS = 9 };

struct outbox {
    int64_t id, lane, institution, account, tries, next_at, created_at, sent_at, smtp_code;
    struct str key; /* one mail per event: a second row with the same key is not written */
    struct str mail_to, subject, body, template;
    struct str state; /* queued sent dead */
    struct str message_id;
};

extern const struct model outbox_model;

/* Takes key, lane, mail_to, subject, body, template, institution, account from the row. */
void outbox_add(struct db *db, const struct outbox *row);

struct outbox_list {
    const struct outbox *v;
    size_t n;
};
struct outbox_list outbox_of(struct db *db, int64_t institution); /* newest first, 50 */

#endif
