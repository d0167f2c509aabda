/* letter_request.h: somebody has lost the guidance letter and asks for a new one.
 *
 * Whoever knows an institution's public code may ask; therefore the letter goes to the
 * master's address only, and there is one request in LETTER_REQUEST_DAYS days: a stranger
 * can cause one letter a week to the right place. The login of the lost one dies at once
 * if the institution's own login or staff ask. For the public form it works until the new
 * letter is printed: else a list of public codes would be enough to put out the letters
 * of everybody who has not used his yet.
 *
 * An institution that is registered and confirmed gets one, too: its mailbox or its second
 * factor may be lost. That letter's login (credential.recovery) registers nothing. Everybody
 * who can log in for the institution is told and may stop it. */
#ifndef MODEL_LETTER_REQUEST_H
#define MODEL_LETTER_REQUEST_H

#include "model/institution.h"
#include "util/date.h"

enum { LETTER_REQUEST_DAYS = 7 };

struct letter_request {
    int64_t id, institution, asked_at, letter, done_at; /* letter, done_at: 0 not yet */
    struct str asked_by; /* '-' the public form, else who of the audit */
    struct str state;    /* asked issued refused */
    struct str reason;   /* of refused: registered closed no_address staff member */
    int64_t recovery;    /* 1: asked for a registered institution */
    /* the form */
    struct str pref, score_table, code;
    /* joined, read only */
    struct str name, posted_on, letter_state;
    int64_t since, n, campaign;
};

extern const struct model letter_request_model;

struct letter_requests {
    const struct letter_request *v;
    size_t n;
};

enum letter_ask {
    LETTER_ASKED,
    LETTER_EARLY,      /* the last one is too young: letter_request_next */
    LETTER_CLOSED,     /* the institution is closed */
    LETTER_NO_ADDRESS, /* the master has no whole address */
    LETTER_FULL,       /* the public form has reached its number for today */
};

/* by: as letter_request.asked_by; day_limit: of the public form, for all together. out is
 * the new row, or with LETTER_EARLY the last one. */
enum letter_ask letter_request_ask(struct db *db, const struct institution *i,
    struct str by, int64_t day_limit, struct letter_request *out) MUST_USE;
/* The first day on which the next one is possible. */
struct date letter_request_next(const struct letter_request *last);
/* Registered, and it is proved that the account is the institution's. */
bool letter_request_confirmed(struct db *db, int64_t institution);

/* What stands in a lost letter's place: when a new one was asked for and is not made yet
 * (0: none), the date of the newest letter whose login lives or was used ("": none). */
void letter_request_newer(
    struct db *db, int64_t institution, int64_t *asked_at, struct str *posted_on);

struct letter_requests letter_request_mine(struct db *db); /* OWN, newest first, 10 */
struct letter_requests letter_request_of(struct db *db, int64_t institution); /* the same */
struct letter_requests letter_request_open(struct db *db); /* oldest first, 500 */
struct letter_requests letter_request_done(struct db *db); /* newest first, 50 */
int64_t letter_request_waiting(struct db *db);
bool letter_request_get(struct db *db, int64_t id, struct letter_request *out);
/* Of a registered institution (OWN): one that waits, is being printed, or whose letter still
 * proves something. */
bool letter_request_recovery(struct db *db, struct letter_request *out);
/* The institution (OWN) has just been proved, in a call: a letter that was asked for before
 * can register nothing any more and becomes one of a registered institution, which everybody
 * there is to be told of. False: none was waiting. */
bool letter_request_proved(struct db *db, struct letter_request *out);
/* A member stops it (OWN), and the login of its letter. ERR_NOT_FOUND: it is over. */
enum err letter_request_stop(struct db *db) MUST_USE;
/* By staff. ERR_NOT_FOUND: it is not waiting any more. */
enum err letter_request_refuse(struct db *db, int64_t id) MUST_USE;

/* After campaign_plan, in its transaction: requests that have a letter in it are issued;
 * those that can have none are refused with the reason. */
void letter_request_planned(struct db *db, int64_t campaign);

#endif
