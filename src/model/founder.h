/* founder.h: an institution says that its founder or its name has changed. What it stated
 * before stays in force until staff have seen the evidence and said yes; nothing else waits
 * for that. One change at a time is under way.
 *
 *     確認中 filed → 認めた accepted
 *     確認中 filed → 差戻し returned → 確認中 filed …
 *     確認中 filed, 差戻し returned → 取下げ withdrawn
 *
 * While it is filed the institution may hand in a corrected version. A change moves no login,
 * no role and no password, and voids nothing. One table (founder_rules) says who may do what
 * in which state. */
#ifndef MODEL_FOUNDER_H
#define MODEL_FOUNDER_H

#include "sys/db.h"
#include "util/date.h"

enum {
    FOUNDER_DAYS = 7,   /* days after which a decision is late */
    FOUNDER_SAID = 500, /* code points of what people write to each other */
    FOUNDER_LIST = 200, /* rows of a list */
};

#define FOUNDER_TABLE "founder_change" /* as attachments call it */

struct founder_change {
    int64_t id, institution, version, base, filed_at, handed_at, decided_at, rev;
    struct str number; /* receipt */
    struct str state;  /* filed returned accepted withdrawn */
    struct str name, founder;
    struct str founder_jis; /* see schema.sql, of statement */
    struct str changed_on;  /* YYYY-MM-DD */
    struct str said;        /* what the institution adds; may be empty */
    struct str old_name, old_founder; /* in force when it was handed in */
    struct str filed_by, decided_by;  /* a:12, s:3 */
    struct str due;                   /* YYYY-MM-DD, of the decision */
    struct str reason, note; /* of a return: an id of founder_reasons, the person's words */
    /* joined, read only: the institution in the master, and what it states now */
    struct str pref, score_table, code, master_name, master_founder, now_name, now_founder,
        proof;
    int64_t now_rev; /* of the statement; 0: there is none */
    struct str was;  /* parameter */
    int64_t n;
};

struct founder_event {
    int64_t id, change, at, version;
    struct str actor, event, from_state, to_state;
    struct str name, founder, changed_on; /* as it was then */
    struct str reason, note;
};

struct founder_list {
    const struct founder_change *v;
    size_t n;
};
struct founder_events {
    const struct founder_event *v;
    size_t n;
};

extern const struct model founder_model, founder_event_model;

/* ---- states and events */

enum founder_act { FOUNDER_FILE, FOUNDER_CORRECT, FOUNDER_RETURN, FOUNDER_ACCEPT,
    FOUNDER_WITHDRAW, FOUNDER_ACTS };

/* Who does it; the bits of founder_rule.who. */
enum founder_who { FOUNDER_BY_CLINIC = 1, FOUNDER_BY_DESK = 2 };

struct founder_rule {
    const char *from; /* "": there is none yet */
    enum founder_act act;
    unsigned who;
    const char *to;
    const char *event; /* of the history; founder.… in the audit, and the mail */
};

extern const struct founder_rule founder_rules[]; /* ends with from NULL */
/* NULL: not in this state, or not by this role. */
const struct founder_rule *founder_rule(
    struct str state, enum founder_act act, unsigned who);

/* Why a change goes back. */
struct founder_reason {
    const char *id, *title, *text; /* text: what the institution reads */
};
extern const struct founder_reason founder_reasons[]; /* ends with id NULL */
const struct founder_reason *founder_reason(struct str id); /* NULL: there is none */

/* What papers prove it: value is attachment.kind. */
extern const struct choice founder_papers[]; /* ends with value NULL */

enum founder_no {
    FOUNDER_DONE,
    FOUNDER_NO_STATE,     /* not in this state, or not by this role */
    FOUNDER_NO_CHANGED,   /* somebody was faster (rev) */
    FOUNDER_NO_OPEN,      /* another change is under way */
    FOUNDER_NO_SAME,      /* neither name nor founder differs from what is in force */
    FOUNDER_NO_STATEMENT, /* the institution is not registered */
    FOUNDER_NO_MOVED,     /* what is in force has changed since it was handed in */
    FOUNDER_NO_DAY,       /* the day of the change is to come */
    FOUNDER_NO_REASON,    /* of a return */
    FOUNDER_NOS
};
/* For the institution's people and for staff. */
const char *founder_no_text(enum founder_no no);

struct founder_by {
    unsigned who;
    struct str actor;
    int64_t at;
};

/* What an event takes besides; zero elsewhere. */
struct founder_input {
    struct str name, founder, founder_jis, changed_on, said; /* FILE, CORRECT */
    struct str reason, note;                                 /* RETURN; note: ACCEPT, too */
    int64_t rev; /* of the row that was shown; 0: does not matter */
};

/* Hands in a new one for this institution; *out is it, or with NO_OPEN the one in its way. */
enum founder_no founder_file(struct db *db, struct arena *a, int64_t institution,
    const struct founder_by *by, const struct founder_input *in,
    struct founder_change *out) MUST_USE;
/* Moves it on; *c is read anew. ACCEPT changes what the institution states. *rule is the row
 * of the table. */
enum founder_no founder_move(struct db *db, struct arena *a, struct founder_change *c,
    enum founder_act act, const struct founder_by *by, const struct founder_input *in,
    const struct founder_rule **rule) MUST_USE;

/* ---- finding */
bool founder_open(struct db *db, struct founder_change *out); /* OWN: filed or returned */
struct founder_list founder_mine(struct db *db);  /* OWN, newest first, 20 */
bool founder_of_mine(struct db *db, struct str number, struct founder_change *out); /* OWN */
bool founder_by_number(struct db *db, struct str number, struct founder_change *out);
struct founder_list founder_waiting(struct db *db); /* filed first, oldest first */
struct founder_list founder_ended(struct db *db);   /* newest first, 50 */
struct founder_list founder_of(struct db *db, int64_t institution); /* newest first, 20 */
struct founder_events founder_events(struct db *db, int64_t change); /* oldest first */
/* Those that wait for staff, and since when the oldest does (0: none). */
int64_t founder_count(struct db *db, int64_t *oldest);

#endif
