/* agency.h: 代行: somebody outside, a vendor or the office of the group, who does named
 * procedures for an institution until a day. An agent is no member: what he may open is said
 * by the rows of the route table that name a procedure, and by nothing else.
 *
 *     invited → active → ended      accepted through the link; ended by the owner, by the
 *     invited → ended               agent, by its day, with the institution or the login
 *
 * It works on its last day to 23:59:59 in Tokyo, as long as the institution is registered
 * and open: asked at every request, whatever the nightly job has noted by then. Ended rows
 * stay: the history names them. The actor of an agent's acts is "g:" and the row's id. */
#ifndef MODEL_AGENCY_H
#define MODEL_AGENCY_H

#include "sys/db.h"
#include "util/date.h"

/* What can be asked of an agent; the bits of agency.procedures and of route.agent. The
 * numbers are kept in the database. */
enum procedure {
    PROCEDURE_NOTICES = 1 << 0,
    PROCEDURE_READERS = 1 << 1,
    /* A page about one's own login: every agent. Never in a row. */
    PROCEDURE_SELF = 1 << 30,
};

struct procedure_row {
    enum procedure bit;
    const char *word;  /* of the form's field */
    const char *label; /* 経過措置の届出 */
    const char *allows; /* one line: what he may do, and what not */
};
extern const struct procedure_row procedures[]; /* the one list; ends with bit 0 */

/* Those of the list that are in the bits, as 経過措置の届出、…; empty: none. */
struct str procedure_names(struct arena *a, int64_t bits);
/* The bits without those that no row of the list has. */
int64_t procedure_known(int64_t bits);

enum {
    AGENCY_MOST = 20,       /* of one institution, open at a time */
    AGENCY_MONTHS = 12,     /* the last day is at the most so far from today */
    AGENCY_MONTHS_USUAL = 3,
    AGENCY_WARN_DAYS = 7,
    AGENCY_INVITE_DAYS = 7, /* how long the link works */
    AGENCY_BATCH = 50,
};

struct agency {
    int64_t id, institution, procedures, account, made_at, made_by, accepted_at, chosen_at,
        ended_at, told_at, rev;
    struct str mail, mail_key, firm, person, until_day, state, ended_by, reason, warned;
    /* joined, read only */
    struct str place, pref, score_table, code; /* of the institution */
    struct str contact, login; /* of the account: its name, its address */
    struct str owner;          /* who asked: the name */
    int64_t n;
    struct str day;            /* parameter */
    struct str current;        /* of the forms: the password of who does it */
};

struct agencies {
    const struct agency *v;
    size_t n;
};

extern const struct model agency_model;

/* Whether a row g lives today; for the statements of sessions, too. */
#define AGENCY_ALIVE                                                                     \
    " g.state = 'active' AND g.until_day >= :today"                                       \
    " AND EXISTS (SELECT 1 FROM statement z WHERE z.institution = g.institution)"         \
    " AND NOT EXISTS (SELECT 1 FROM institution z WHERE z.id = g.institution"             \
    " AND z.closed_on <= :today)"                                                         \
    " AND NOT EXISTS (SELECT 1 FROM account z WHERE z.id = g.account"                    \
    " AND instr(z.mail, ' ') > 0)" /* it has given its address free */

/* Why no such last day: a sentence for people, or empty. */
struct str agency_day_complaint(struct arena *a, struct date last, struct date today);

/* ---- the institution's owners (OWN) */
struct agencies agency_list(struct db *db); /* open ones first, newest first, 100 */
bool agency_get(struct db *db, int64_t id, struct agency *out);
int64_t agency_open(struct db *db);
/* Takes mail, mail_key, firm, person, procedures, until_day, made_by. ERR_CONFLICT: this
 * address has been asked already; ERR_DENIED: AGENCY_MOST are open. */
enum err agency_grant(struct db *db, const struct agency *row, int64_t *id) MUST_USE;
/* Another last day, other procedures. ERR_CONFLICT: it has changed since rev, or has ended. */
enum err agency_change(struct db *db, const struct agency *row) MUST_USE;
/* ERR_NOT_FOUND: it has ended already. reason: owner, agent. */
enum err agency_end(struct db *db, int64_t id, struct str by, const char *reason) MUST_USE;
/* All of the institution: others answer for it now. */
void agency_end_all(struct db *db, struct str by);

/* ---- the agent */
/* Invited until this moment and not accepted; nothing else is found. The caller has the
 * link. */
bool agency_invited(struct db *db, int64_t id, struct agency *out);
/* ERR_NOT_FOUND: it has ended meanwhile; ERR_CONFLICT: the login is its agent already. */
enum err agency_accept(struct db *db, int64_t id, int64_t account) MUST_USE;
/* Where this login is an agent today, the one that was chosen last first. */
struct agencies agency_places(struct db *db, int64_t account);
bool agency_place(struct db *db, int64_t account, int64_t institution, struct agency *out);
void agency_chosen(struct db *db, int64_t id);
/* Whether it lives on this day, for the writer: what was asked meanwhile counts. */
bool agency_lives(struct db *db, int64_t id, struct date day);

/* ---- everybody */
/* Whose act it was, by the actor of a row that the caller may see. */
bool agency_actor(struct db *db, struct str actor, struct agency *out);
struct str agency_name(struct arena *a, const struct agency *g); /* 株式会社東 佐藤（代行） */

/* ---- the job (ANY), AGENCY_BATCH at the most */
/* Open ones whose day is over, whose institution is closed or not registered any more, or
 * whose login has no address any more; reason says which. */
struct agencies agency_over(struct db *db);
enum err agency_note_over(struct db *db, const struct agency *g) MUST_USE;
/* Ended, and nobody was told. */
struct agencies agency_untold(struct db *db);
/* ERR_NOT_FOUND: they were told before. */
enum err agency_told(struct db *db, int64_t id) MUST_USE;
/* Active ones whose last day is not later than day, and that were not warned of it. */
struct agencies agency_to_warn(struct db *db, struct date day);
enum err agency_warned(struct db *db, const struct agency *g) MUST_USE;

#endif
