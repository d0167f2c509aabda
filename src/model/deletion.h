/* deletion.h: a lost letter's login, or an account that nobody can get into any more, is
 * deleted at the request of a caller.
 *
 *     受付 asked → 確認ずみ verified → 予約 scheduled → 実行 done → 復元 restored
 *                         each of the first three → 取消 cancelled
 *
 * Code, name and address of an institution are public and prove nothing: the caller is
 * called back at the master's telephone number and answers questions. A supervisor may do
 * without, with a reason, but not in a case of his own. An account needs a second person.
 * It takes effect at 08:00 of the second business day (a setting) after the call-back, or
 * after the day on which it was scheduled, if that is later: the owner always has that time; until then staff and the institution itself may cancel. It is logical: what it
 * takes away is kept, and a supervisor restores it within DELETION_RESTORE_DAYS.
 *
 * One table (deletion_rules) says who may move a case from which state to which, what mail
 * tells it and under which word the audit has it; nothing else changes a state. */
#ifndef MODEL_DELETION_H
#define MODEL_DELETION_H

#include "model/institution.h"

enum {
    DELETION_REST_DAYS = 30,    /* from one deletion to the next request */
    DELETION_RESTORE_DAYS = 30, /* after it was done */
    DELETION_LAPSE_DAYS = 7,    /* a case that does not come forward ends by itself */
    DELETION_HOUR = 8,          /* of the day on which it takes effect, in Tokyo */
    DELETION_QUESTIONS = 3,
    DELETION_RIGHT = 2, /* right answers that are needed */
};

struct deletion {
    int64_t id, institution, account, asked_at, asked_by, calls, called_at;
    int64_t verified_at, verified_by, scheduled_at, scheduled_by, effective_at, done_at,
        ended_at;
    struct str number, state, caller, override, ended_by, reason;
    /* joined, read only */
    struct str pref, score_table, code, name, phone;
    struct str was; /* parameter: the state that a move begins in */
    int64_t n, since, owner; /* owner: the account that the institution has now */
};

struct deletion_list {
    const struct deletion *v;
    size_t n;
};

extern const struct model deletion_model;

enum deletion_event {
    DELETION_ASK,      /* somebody called */
    DELETION_VERIFY,   /* the check was passed */
    DELETION_OVERRIDE, /* a supervisor does without it */
    DELETION_SCHEDULE, /* a letter's login */
    DELETION_APPROVE,  /* an account: by a second person */
    DELETION_CANCEL,
    DELETION_LAPSE, /* it can't be done any more, or nobody went on with it */
    DELETION_EXECUTE,
    DELETION_RESTORE,
    DELETION_EVENTS
};

/* Who does it; the bits of deletion_rule.who. */
enum deletion_who {
    DELETION_BY_OPERATOR = 1,
    DELETION_BY_SUPERVISOR = 2,
    DELETION_BY_CLINIC = 4, /* the institution itself, by its login or its letter's */
    DELETION_BY_JOB = 8,
};

struct deletion_rule {
    const char *from; /* "": there is no case yet */
    enum deletion_event event;
    unsigned who;
    const char *to;
    const char *mail; /* NULL: none; else which one the account's members get */
    const char *audit;
};

extern const struct deletion_rule deletion_rules[]; /* ends with from NULL */

struct deletion_by {
    enum deletion_who who;
    int64_t staff;    /* 0: no staff */
    struct str actor; /* as the audit names it */
};

/* Why an event did not happen. */
enum deletion_no {
    DELETION_DONE = 0,    /* it did */
    DELETION_NO_STATE,    /* not in this state, or not by this role */
    DELETION_NO_CHECK,    /* the caller is not verified */
    DELETION_NO_REASON,   /* it needs a reason in words */
    DELETION_NO_SAME,     /* it needs another person */
    DELETION_NO_SECOND,   /* an account: it needs approval instead */
    DELETION_NO_MORE,     /* the operator's number for today is reached */
    DELETION_NO_LATER,    /* not due yet; or too late to restore */
    DELETION_NO_CHANGED,  /* the institution has another account, or none, by now */
    DELETION_NO_NOTHING,  /* there is nothing to delete */
    DELETION_NO_OPEN,     /* there is a case already */
    DELETION_NO_RECENT,   /* the last deletion is too young */
};

/* Settings that moves need. */
struct deletion_terms {
    int64_t business_days, operator_day;
};

/* Opens a case for caller; questions are drawn. *out is the new case, or with NO_OPEN and
 * NO_RECENT the one in its way. */
enum deletion_no deletion_ask(struct db *db, const struct institution *i,
    struct str caller, const struct deletion_by *by, struct deletion *out) MUST_USE;
/* Moves the case on; *d is read anew. reason: of OVERRIDE (which needs one), CANCEL, LAPSE
 * and RESTORE. *rule is the row of the table, for mail and audit. */
enum deletion_no deletion_move(struct db *db, struct deletion *d,
    enum deletion_event event, const struct deletion_by *by, struct str reason,
    const struct deletion_terms *terms, const struct deletion_rule **rule) MUST_USE;
/* Whether deletion_move would do it, for buttons. */
enum deletion_no deletion_may(struct db *db, const struct deletion *d,
    enum deletion_event event, const struct deletion_by *by, struct str reason,
    const struct deletion_terms *terms);
/* The row of the table, or NULL. */
const struct deletion_rule *deletion_rule(
    struct str state, enum deletion_event event, enum deletion_who who);

/* When it would take effect, were it scheduled now. */
int64_t deletion_effect(struct db *db, const struct deletion_terms *terms);

/* A try to call back in state asked; reached: somebody of the institution answered and
 * confirmed. ERR_DENIED: not in this state. */
enum err deletion_called(struct db *db, int64_t id, bool reached) MUST_USE;

/* ---- finding */
bool deletion_get(struct db *db, int64_t id, struct deletion *out);
bool deletion_by_number(struct db *db, struct str number, struct deletion *out);
/* The case that is scheduled: before login and for the institution's own pages. */
bool deletion_coming(struct db *db, int64_t institution, struct deletion *out);
/* The one that has taken its account away, if it has none again. */
bool deletion_last(struct db *db, int64_t institution, struct deletion *out);
struct deletion_list deletion_of(struct db *db, int64_t institution); /* newest first, 20 */
struct deletion_list deletion_open(struct db *db);                    /* by their day */
struct deletion_list deletion_ended(struct db *db);                   /* newest first, 50 */
/* Scheduled and due now; open and too old. At most n. */
struct deletion_list deletion_due(struct db *db, int64_t n);
struct deletion_list deletion_stale(struct db *db, int64_t n);
int64_t deletion_waiting(struct db *db); /* open cases */

/* Removes what was taken away by deletions that nobody can restore any more. */
void deletion_forget(struct db *db);

#endif
