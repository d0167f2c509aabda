/* account.h: logins of people, what their institution states of itself. Fields and rules: the guidance letter of 2023-02-03, reverse side. */
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

#include "sys/db.h"

/* 担当者名 of every provisional account; must be replaced by a person of the institution. */
#define ACCOUNT_PLACEHOLDER_CONTACT "支払基金"

enum { MAIL_TOKEN_HOURS = 24 };

/* The account editing form and the rows behind it. */
struct account {
    int64_t id, institution, rev, statement_rev, letter;
    int64_t other; /* any number: a parameter */
    struct str pref, score_table, code; /* shown, fixed */
    struct str name, founder, phone, contact, mail, mail2, password, password2, current;
    struct str mail_key, role;
    struct str proof;  /* of the institution: letter callback; empty: by mail link only */
    struct str founder_jis, kind; /* see schema.sql */
    struct str stored; /* the password's stored text */
    struct str new_mail; /* asked for, its link not pressed yet; or empty */
    int64_t mail_confirmed_at, created_at, changed_at, login_at, login_before, registered_at;
};

extern const struct model account_model;

/* The login whose address this is, in any case; password in .stored. Nobody's address costs
 * the same: somebody else's row is read then, of which nothing but the time is kept. */
bool account_by_mail(struct db *db, struct arena *a, struct str mail, struct account *out);
/* The account of the session's institution (OWN): account row + statement. */
bool account_mine(struct db *db, int64_t account, struct account *out);
/* What the form starts with after a letter's login: the master's facts and the letter's
 * login (OWN). */
bool account_provisional(struct db *db, int64_t credential, struct account *out);
/* Of an institution, for staff: the owner's account, if there is one. */
bool account_of(struct db *db, int64_t institution, struct account *out);

/* The login alone; the form that led here has shown the terms of use, which are accepted
 * with it. ERR_CONFLICT: the address is one already. */
enum err account_add(struct db *db, struct arena *a, const struct account *form, int64_t *id)
    MUST_USE;
/* First registration: account, statement and owner's membership; proof says how it came.
 * ERR_CONFLICT: the address is a login already, or the institution is registered. */
enum err account_register(struct db *db, struct arena *a, const struct account *form,
    int64_t *id) MUST_USE;
/* Saves what is the person's in the form; what the institution states changes by
 * model/founder.h alone. ERR_CONFLICT: somebody saved since (rev), or the address is taken. */
enum err account_save(struct db *db, struct arena *a, const struct account *form) MUST_USE;
/* What the institution states, registered by whomever (OWN); false: it is not registered. */
bool account_statement(struct db *db, struct account *out);
/* Registration by whoever holds the institution's letter, whatever was registered before
 * (OWN): row->id 0 is a new login, whose id is put there; else one that exists. What becomes
 * of earlier members is the caller's business. ERR_CONFLICT: the address is a login. */
enum err account_claim(struct db *db, struct arena *a, struct account *row) MUST_USE;
/* A login that no institution has on its list registers again: contact person and telephone
 * number anew. ERR_NOT_FOUND: one has it. */
enum err account_renew(struct db *db, const struct account *form) MUST_USE;
/* The institution has proved who it is (OWN): letter or callback. */
void account_proved(struct db *db, struct str proof, int64_t letter);
void account_logged_in(struct db *db, int64_t id);
void account_rehash(struct db *db, int64_t id, struct str stored);

/* 4K7QM29XD@01 and the like: "@" and two digits, never a mail address. */
bool account_is_provisional_login(struct str s);

/* The address is proved. ERR_NOT_FOUND: it is not the account's address any more. */
enum err account_confirmed(struct db *db, int64_t id, struct str mail) MUST_USE;

/* A col_check: 0 first, 10 or 11 digits, hyphens. */
struct str account_check_phone(struct str v, struct arena *a);

/* The address in lower case: what makes two logins the same. */
struct str account_mail_key(struct arena *a, struct str mail);

#endif
