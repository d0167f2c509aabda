/* credential.h: provisional logins and passwords, as printed on guidance letters.
 *
 * Login: score table digit, 8 random characters of Crockford's base 32 (no I, L, O, U),
 * '@', prefecture: 4K7QM29XD@13. It has no dot behind the '@', so it is never a mail
 * address. Password: 12 characters in groups of four, K7MV-3XQE-H9TW: 11 random ones and
 * a check character. Neither has anything to do with the institution's public code.
 *
 * The check character (util/codec.h) finds one wrong character and two that changed
 * places.
 *
 * Stored is Argon2id at the lowest cost over HMAC-SHA-256 with a key outside the
 * database: 55 random bits and that key are the protection, so that a batch of 230,000
 * takes minutes (a password that a person chose needs a slow hash; this one does not). */
#ifndef MODEL_CREDENTIAL_H
#define MODEL_CREDENTIAL_H

#include "sys/db.h"
#include "sys/secret.h"

/* The key's file below the data directory; made at first need, and never again: without
 * it no letter that was posted works. */
#define CREDENTIAL_KEY "keys/credential.key"

enum {
    CREDENTIAL_LOGIN = 12,    /* characters */
    CREDENTIAL_PASSWORD = 12, /* without the hyphens */
    CREDENTIAL_PRINTED = 14,  /* with them */
    CREDENTIAL_TICKET = 17,
};

struct credential {
    int64_t id, institution, letter, generation, fails, created_at, used_at;
    int64_t recovery; /* 1: proves something, but registers and opens nothing: schema.sql */
    struct str login; /* upper case */
    struct bytes hash, salt;
    struct str valid_until; /* the last day on which it works */
    struct str state;       /* issued used void */
    struct str void_reason; /* registered requested superseded returned deleted unpublished,
                              * of recovery stopped spent */
};

extern const struct model credential_model;

/* The key of CREDENTIAL_KEY, once per process, before hashes and tickets. */
void credential_key(const struct secret_key *key);

/* ---- making */

void credential_login_make(
    char out[CREDENTIAL_LOGIN + 1], struct str score_table, struct str pref);
/* 12 characters, without hyphens: this is what is hashed. */
void credential_password_make(char out[CREDENTIAL_PASSWORD + 1]);
void credential_password_print(
    char out[CREDENTIAL_PRINTED + 1], const char password[CREDENTIAL_PASSWORD + 1]);
/* SECRET_SHA256 bytes; salt: SECRET_SALT bytes. */
enum secret_hash credential_hash(
    unsigned char *out, struct str password, const unsigned char *salt) MUST_USE;

/* ---- what people type: any case, full-width, hyphens and blanks, O for 0, I and L for 1
 */

enum credential_typed {
    CREDENTIAL_FINE,
    CREDENTIAL_SHAPE, /* it isn't one at all: wrong length or characters */
    CREDENTIAL_CHECK, /* the check character says that something was mistyped */
};

/* CREDENTIAL_FINE and the login as stored, or CREDENTIAL_SHAPE. */
enum credential_typed credential_login_typed(
    struct arena *a, struct str typed, struct str *out) MUST_USE;
enum credential_typed credential_password_typed(
    struct arena *a, struct str typed, struct str *out) MUST_USE;
/* Compares a normalised password; SECRET_NO_MEMORY must not be counted as a failure. */
enum secret_hash credential_match(
    const struct credential *c, struct str password, bool *match) MUST_USE;

/* ---- the ticket in the letter's QR code: the letter's number, generation, and 50 bits
 * of HMAC. It fills in the login and proves nothing more. */

/* What is printed behind a letter's number: the first characters of its ticket's HMAC. It
 * proves that we have printed that number, and is worth nothing else. */
enum { CREDENTIAL_LETTER_CHECK = 4 };
void credential_letter_check(
    char out[CREDENTIAL_LETTER_CHECK + 1], int64_t letter, int64_t generation);

/* letter: 1 to 2^28 - 1, generation 0 to 99. */
void credential_ticket_make(
    char out[CREDENTIAL_TICKET + 1], int64_t letter, int64_t generation);
/* False: not a ticket that we have made. Any case. */
bool credential_ticket_read(
    struct str ticket, int64_t *letter, int64_t *generation) MUST_USE;

/* ---- rows (ANY: before login) */

bool credential_by_login(struct db *db, struct str login, struct credential *out);
/* The one that stands on this letter, whatever its state. */
bool credential_of_letter(
    struct db *db, int64_t letter, int64_t generation, struct credential *out);
bool credential_get(struct db *db, int64_t id, struct credential *out);
struct credentials {
    const struct credential *v;
    size_t n;
};
/* Those of an institution that are good for something today, newest first, 5 at the most;
 * with recovery also those that open no door. */
struct credentials credential_alive_of(struct db *db, int64_t institution, bool recovery);
/* Whether it is good for something today: issued, and valid_until not over. */
bool credential_alive(const struct credential *c, const char today[11]);
/* ERR_CONFLICT: the login is taken. One of recovery whose request was stopped is void from
 * the beginning. */
enum err credential_add(struct db *db, const struct credential *c, int64_t *id) MUST_USE;
void credential_failed(struct db *db, int64_t id); /* one more wrong password in a row */
void credential_right(struct db *db, int64_t id);  /* the row of failures ends */
/* ERR_DENIED: it is not issued any more. */
enum err credential_use(struct db *db, int64_t id) MUST_USE;
/* Voids what is still issued: of one institution, or one credential. */
void credential_void_of(struct db *db, int64_t institution, struct str reason);
void credential_void(struct db *db, int64_t id, struct str reason);
/* What it was printed for is done: one of recovery is good for once. */
void credential_spend(struct db *db, int64_t id);

#endif
