/* factor.h: the second factor of a login, if its owner wants one: an authenticator app and
 * ten recovery codes on paper. The seed is sealed under a key that is not in the database.
 * A recovery code is 80 random bits, works once, and is stored as provisional passwords
 * are: slow hashing would protect nothing that 80 bits and the key do not. */
#ifndef MODEL_FACTOR_H
#define MODEL_FACTOR_H

#include "sys/db.h"
#include "sys/secret.h"

enum {
    FACTOR_CODES = 10,
    FACTOR_CODE = 16,       /* characters without hyphens */
    FACTOR_ENROL_S = 30 * 60, /* a seed that was begun and not confirmed */
};

struct factor {
    int64_t account;
    struct bytes seed;    /* sealed */
    int64_t last;         /* step of the newest code that was taken */
    int64_t created_at;
    int64_t enrolled_at;  /* 0 until the first code was right */
    /* of a recovery code */
    int64_t seq, n;
    struct str stored;
};

extern const struct model factor_model;

/* Whether the login asks for it. */
bool factor_on(struct db *db, int64_t account);
bool factor_get(struct db *db, int64_t account, struct factor *out);
/* A new seed, to be confirmed by its first code. ERR_CONFLICT: one is in use. */
enum err factor_begin(struct db *db, struct arena *a, const struct secret_key *key,
    int64_t account) MUST_USE;
/* False: sealed under another key. */
bool factor_seed(struct arena *a, const struct secret_key *key, const struct factor *f,
    struct bytes *seed);
/* The code of the app, typed now: takes it, so that it never works again, and enrols with
 * the first. */
bool factor_code(struct db *db, struct arena *a, const struct secret_key *key,
    int64_t account, struct str typed);

/* Ten new ones as they are printed, XXXX-XXXX-XXXX-XXXX; the old ones are worth nothing.
 * SECRET_NO_MEMORY: nothing was changed that counts; try again. */
enum secret_hash factor_codes(struct db *db, struct arena *a, const struct secret_key *pepper,
    int64_t account, struct str out[FACTOR_CODES]) MUST_USE;
int64_t factor_codes_left(struct db *db, int64_t account);
/* Takes it, so that it never works again. *right tells. */
enum secret_hash factor_recover(struct db *db, struct arena *a,
    const struct secret_key *pepper, int64_t account, struct str typed, bool *right) MUST_USE;

/* The login asks for the password alone again. */
void factor_end(struct db *db, int64_t account);

#endif
