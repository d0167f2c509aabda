/* draft.h: what was typed and not yet sent, and the tickets of what was sent once. */
#ifndef MODEL_DRAFT_H
#define MODEL_DRAFT_H

#include "sys/db.h"

/* A draft of somebody without a login (owner "p:…") lives for a day: nobody comes back to
 * it, and the computer may be another one's tomorrow. */
enum { DRAFT_DAYS = 90, PUBLIC_DRAFT_DAYS = 1, TICKET_DAYS = 7 };

struct draft {
    struct str owner, form; /* form: the path of its input page */
    int64_t institution;
    struct str fields; /* urlencoded, as typed; never passwords */
    struct str secret; /* hash of a new password */
    int64_t base_rev;  /* the row's rev when the form was opened */
    int64_t checked;   /* 1: may be confirmed */
    struct str ticket;
    int64_t saved_at;
};

extern const struct model draft_model;

bool draft_get(struct db *db, struct str owner, struct str form, int64_t institution,
    struct draft *out);
void draft_save(struct db *db, const struct draft *d);
/* Keeps what was typed, not checked. The hash of a new password that waits stays, unless
 * another password has just been typed: that one can't be kept, and the old one must not
 * be taken for it. */
void draft_typed(struct db *db, const struct draft *d, bool new_password);
void draft_drop(struct db *db, struct str owner, struct str form, int64_t institution);
void draft_drop_owner(struct db *db, struct str owner); /* at logout, at registration */
/* New passwords that wait in this owner's drafts are gone: another one was just set. */
void draft_forget_secret(struct db *db, struct str owner);
void draft_sweep(struct db *db, int64_t now);

/* Where an earlier press of the same confirm button led to; false: it is the first. */
bool ticket_used(struct db *db, struct str ticket, struct str *result);
enum err ticket_use(struct db *db, struct str ticket, struct str owner, struct str result)
    MUST_USE;

#endif
