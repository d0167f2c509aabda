/* staff.h: the people of the operating agency who work with the portal. Everybody has a
 * name of his own (no shared logins), one role, a password and a second factor (TOTP). They
 * are made by 'madoguchi staff add' and never removed, only disabled: the audit names them. */
#ifndef MODEL_STAFF_H
#define MODEL_STAFF_H

#include "sys/db.h"
#include "sys/secret.h"
#include "sys/totp.h"

enum { STAFF_NAME = 40, STAFF_PASSWORD = 12 }; /* most, least; code points */
#define STAFF_ISSUER "madoguchi"                /* as the authenticator app shows it */

struct staff {
    int64_t id;
    struct str name, role, password; /* password as stored, see sys/secret.h */
    struct bytes totp;               /* sealed seed */
    int64_t totp_last;               /* step of the last code: a code works once */
    int64_t enrolled_at;             /* 0: no code was ever right */
    int64_t disabled_at, created_at, login_at, rev;
};
struct staff_list {
    const struct staff *v;
    size_t n;
};

extern const struct model staff_model;
/* operator supervisor printer editor admin auditor, with their Japanese names. */
extern const struct choice staff_roles[];

const char *staff_role_name(struct str role); /* "" if there is no such role */
/* The name as it is stored and looked up. */
struct str staff_name(struct arena *a, struct str typed);
/* What is wrong with a new password, for the operator of the command; "" : nothing. */
struct str staff_password_complaint(struct arena *a, struct str password, struct str name);

bool staff_by_name(struct db *db, struct str name, struct staff *out);
bool staff_get(struct db *db, int64_t id, struct staff *out);
struct staff_list staff_list(struct db *db); /* by name */

/* name, role, password and totp of the row. ERR_CONFLICT: the name is taken. */
enum err staff_add(struct db *db, const struct staff *row, int64_t *id) MUST_USE;
/* Ends all sessions, too. ERR_NOT_FOUND: disabled already. */
enum err staff_disable(struct db *db, int64_t id) MUST_USE;
/* A new password and a new seed (of row); must enrol again. Lets a disabled person in
 * again, ends all sessions, forgets counted failures. */
void staff_reset(struct db *db, const struct staff *row);
/* A right code at this step was typed. ERR_DENIED: the code was used, or the person was
 * disabled, since the row was read. The first one enrols. */
enum err staff_login(struct db *db, int64_t id, int64_t step) MUST_USE;
void staff_rehash(struct db *db, int64_t id, struct str stored);

/* ---- the second factor. The seed is sealed under the totp key and the name. */
struct bytes staff_seed_make(struct arena *a);
struct bytes staff_seed_seal(struct arena *a, const struct secret_key *key,
    struct bytes seed, struct str name);
/* False: sealed under another key. */
bool staff_seed_open(struct arena *a, const struct secret_key *key,
    const struct staff *row, struct bytes *seed) MUST_USE;

#endif
