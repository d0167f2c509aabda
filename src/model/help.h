/* help.h: a colleague's approval: who can't get in any more, because the mailbox or the
 * second factor is gone, asks; an owner of the same institution approves, under another
 * login. What is asked for begins then, with the wait and the notices that a letter has.
 *
 * Whoever asks sees a number, and tells it to the owner by voice; without it the owner finds
 * nothing to approve, and the link to a new address opens nothing. So no one of the two
 * mailboxes is enough, and a request that a stranger has made is found by nobody. A login
 * that serves several institutions is given back by who owns all of them. */
#ifndef MODEL_HELP_H
#define MODEL_HELP_H

#include "sys/db.h"

enum { HELP_DAYS = 7, HELP_DIGITS = 8 };

struct help {
    /* account 0: whose address login_key is, help_waiting looks up */
    int64_t id, account, asked_at, approved_at, approved_by;
    struct str number; /* 12345678 */
    struct str kind;   /* mail, factor */
    struct str login_key; /* the address that was typed; may be nobody's login */
    struct str new_mail, state; /* asked approved done */
    /* joined, read only */
    struct str contact, mail, place;
    int64_t institution; /* parameter */
    int64_t others;      /* how many of its institutions the approver does not own */
    int64_t n, since;
    /* the form */
    struct str login, mail2, current, typed;
};

extern const struct model help_model;

/* kind, new_mail, and account or login of row; the number is drawn. The same work whether
 * login is somebody's or not. */
struct str help_ask(struct db *db, struct arena *a, const struct help *row);
/* How many with this address since the moment. */
int64_t help_count(struct db *db, struct str new_mail, int64_t since);
/* One that waits for an owner of this institution: of another member of it, not older than
 * HELP_DAYS. */
bool help_waiting(struct db *db, struct str number, int64_t institution, int64_t approver,
    struct help *out);
/* h of help_waiting. ERR_NOT_FOUND: it waits no more. */
enum err help_approve(struct db *db, const struct help *h, int64_t approver) MUST_USE;
/* What stands beside the link that an approval has sent ("help:12"); false: it is none, or the
 * approver does not own all of its institutions any more. */
bool help_beside(struct db *db, struct str extra, struct help *out);
struct str help_extra(struct arena *a, int64_t id);
void help_done(struct db *db, int64_t id);
void help_sweep(struct db *db); /* those that are a month old */

/* As people write and read it: 1234 5678, in any width. */
struct str help_number_text(struct arena *a, struct str number);
struct str help_number_typed(struct arena *a, struct str typed);

#endif
