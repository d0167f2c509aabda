/* session.h: logins that are still open. The cookie's token is never stored, only its
 * SHA-256. A session belongs to an account, a letter's credential or a member of staff. */
#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H

#include "sys/db.h"

struct session {
    int64_t id, account, credential, staff, institution, created_at, seen_at;
    struct bytes hash;
    struct str agent, peer; /* of the device, in words: web/device.h */
    int64_t second;         /* 1: the second factor was proved when it was opened */
    /* joined, read only */
    struct str contact, mail, place, staff_name, staff_role, member_role, credential_state;
    struct str proof;
    int64_t left; /* not proved, and there are orders or notices of an earlier account */
    int64_t mail_confirmed_at, terms_open, disabled_at, places;
    int64_t factor;         /* when the account's second factor was enrolled; 0: it has none */
    int64_t agency, procedures; /* as an agent of the institution, alive today; 0: is none */
    struct str until_day;
    int64_t agencies;       /* of how many institutions the login is an agent */
    int64_t been_agent;     /* is, or was once, an agent of this one */
    int64_t n, keep; /* limits of session_trim */
};

extern const struct model session_model;

/* The session of a token's hash with who it belongs to; the limits are the caller's. */
bool session_find(struct db *db, struct bytes hash, struct session *out);
/* Whether it has not ended; an id may be another's by then, a hash never. */
bool session_lives(struct db *db, struct bytes hash);
/* Opens one: row says whose; hash is the new token's; created_at is 0, or when the session
 * that it takes the place of was opened. Returns its id. */
int64_t session_open(struct db *db, const struct session *row);
void session_end(struct db *db, int64_t id);
/* ERR_NOT_FOUND: it is not this account's, or it is over. */
enum err session_end_own(struct db *db, int64_t account, int64_t id) MUST_USE;
struct session_list {
    const struct session *v;
    size_t n;
};
/* All rows of an account, also those whose time is over; last used first. */
struct session_list session_of(struct db *db, int64_t account);
/* Ends all sessions of the same owner but one (0: all). */
void session_end_others(struct db *db, const struct session *owner, int64_t but);
/* Ends those of a login at one institution. */
void session_end_at(struct db *db, int64_t account, int64_t institution);
/* Keeps the newest n of the same owner. */
void session_trim(struct db *db, const struct session *owner, int64_t n);
void session_touch(struct db *db, int64_t id);
/* Removes what was last seen before the moment. */
void session_sweep(struct db *db, int64_t before);

#endif
