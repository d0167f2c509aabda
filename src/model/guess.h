/* guess.h: wrong passwords and codes, counted by login, by device and by network address.
 * util/throttle.h says what the counts mean; here they are kept.
 *
 * A login page asks twice: before the password is hashed, and again on the writer, before
 * it looks at the result: a hundred guesses sent at the same instant are then no more
 * than the five that are free. What was refused is not counted. */
#ifndef MODEL_GUESS_H
#define MODEL_GUESS_H

#include "sys/db.h"
#include "util/throttle.h"

extern const struct model guess_model;

/* Who tries. */
struct guesser {
    const char *side;  /* "clinic" or "staff": the same name is not the same login */
    struct str login;  /* as it is looked up: one spelling for one login */
    struct str peer;   /* numeric address */
    struct str device; /* the device cookie or letter ticket, if it is valid for this very
                        * login; else empty */
};

/* .wait: seconds until the next try, 0 now, THROTTLE_OFF: not before guess_forget. */
struct throttle_answer guess_ask(struct db *db, const struct guesser *g);
void guess_failed(struct db *db, const struct guesser *g);
void guess_passed(struct db *db, const struct guesser *g);
/* How long this login must wait, wherever it is tried from but on devices of its own; as
 * throttle_answer.wait. */
int64_t guess_wait(struct db *db, const char *side, struct str login);
/* A new password was set: what was counted against the login is over. */
void guess_forget(struct db *db, const char *side, struct str login);
/* Removes what has been quiet for a day and is far from being switched off. */
void guess_sweep(struct db *db);

#endif
