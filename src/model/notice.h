/* notice.h: transitional notices 経過措置の届出, from the draft to the end.
 *
 *     下書き draft → 届出済 filed → 受理 accepted → 事情解消 ended
 *                      filed → 差戻し returned → (corrected) filed
 *                      accepted → (変更届) filed: a new version; until that one is accepted
 *                                  the old one stays in force (in_force)
 *     draft, filed, returned, accepted → 取下げ withdrawn
 *
 * Filing counts by the moment at which the server had the complete request (notice_by.at,
 * req.received_at): opens_at <= at < closes_at. Corrections of what was sent back are taken
 * until the end of the day `due`, changes of what was accepted at any time.
 *
 * One table (notice_rules) says who may move a notice from which state to which, what mail
 * tells it and under which word the audit has it; nothing else changes a state. Every
 * version stays readable, with the digest of its text. */
#ifndef MODEL_NOTICE_H
#define MODEL_NOTICE_H

#include "model/institution.h"
#include "model/notice_refusal.h"
#include "model/notice_rules.h"

struct notice {
    int64_t id, institution, programme, version, in_force, type, made_at, filed_at, paper,
        accepted_at, changed_at, rev;
    struct str number, state, founder, name, address, code, other_codes, content_hash;
    struct str end_day;      /* YYYY-MM-DD; empty: open */
    struct str filed_by, accepted_by; /* 'a:12' 's:3' */
    struct str return_reason, due, follow_until, ended_on, ended_reason;
    /* joined, read only */
    struct str kind, pref, score_table, place; /* of the master */
    int64_t obliged, type_number;
    struct str type_word, type_title, programme_word, programme_title;
    struct str day, state_was, about; /* parameters */
    int64_t n, days;
};

struct notice_list {
    struct notice *v;
    size_t n;
};

struct notice_version {
    int64_t notice, version, at, type;
    struct str actor, event, founder, name, address, other_codes, end_day, text, hash;
};

struct notice_versions {
    struct notice_version *v;
    size_t n;
};

struct notice_event {
    int64_t id, notice, at, version;
    struct str actor, event, from_state, to_state, note;
};

struct notice_events {
    struct notice_event *v;
    size_t n;
};

struct notice_reminder {
    int64_t notice, days, sent_at;
    struct str about, day; /* end window correct follow; the day that it is about */
};

extern const struct model notice_model, notice_version_model, notice_answer_model,
    notice_event_model, notice_reminder_model;

enum { NOTICE_REMINDERS = 100 };

/* ---- states and events */

enum notice_event_kind {
    NOTICE_START,    /* a draft */
    NOTICE_FILE,
    NOTICE_RETURN,   /* sent back with a reason */
    NOTICE_CORRECT,  /* filed again */
    NOTICE_ACCEPT,
    NOTICE_AMEND,    /* 変更届: a new version of what was accepted */
    NOTICE_UNAMEND,  /* the change is dropped, the accepted version stays */
    NOTICE_WITHDRAW, /* 取下げ; of a draft: thrown away */
    NOTICE_END,      /* 事情解消, reported */
    NOTICE_PASS,     /* its end day has passed */
    NOTICE_LAPSE,    /* sent back and not corrected in time */
    NOTICE_EVENTS
};

/* Who does it; the bits of notice_rule.who. */
enum notice_who {
    NOTICE_BY_CLINIC = 1,
    NOTICE_BY_DESK = 2,   /* an operator: paper and telephone, on behalf */
    NOTICE_BY_REVIEW = 4, /* supervisor, admin */
    NOTICE_BY_JOB = 8,
};

struct notice_rule {
    const char *from; /* "": there is none yet */
    enum notice_event_kind event;
    unsigned who;
    const char *to;
    const char *mail;  /* NULL: none; else which one the institution's people get */
    const char *audit; /* notice.filed … */
};

extern const struct notice_rule notice_rules[]; /* ends with from NULL */
const struct notice_rule *notice_rule(
    struct str state, enum notice_event_kind event, enum notice_who who); /* or NULL */
const char *notice_event_word(enum notice_event_kind event); /* file return … */

struct notice_by {
    enum notice_who who;
    struct str actor; /* as events and audit name it */
    int64_t at;       /* when the server had the whole request; paper: when it came in */
    bool paper;
};

/* What is filed. Answers to questions that are not shown are left out. */
struct notice_content {
    int64_t type; /* row of programme_type */
    struct str founder, name, address, other_codes;
    struct notice_answers answers;
    size_t attached; /* papers that it has */
    struct str papers; /* a line for each, with its digest: part of the text */
};

/* What an event takes besides; zero elsewhere. */
struct notice_input {
    struct str reason;   /* RETURN, WITHDRAW (not of a draft), END */
    struct str ended_on; /* END: a day, not in the future */
    const struct notice_content *content; /* FILE, CORRECT, AMEND */
    int64_t rev;         /* of the row that was shown; 0: does not matter */
};

/* Opens a draft. With NO_TWICE *out is the one in its way. */
enum notice_no notice_start(struct db *db, struct arena *a, const struct institution *i,
    int64_t programme, int64_t type, const struct notice_by *by, struct notice *out) MUST_USE;
/* A draft takes another type of its programme. ERR_DENIED: it is no draft. */
enum err notice_retype(struct db *db, int64_t id, int64_t type) MUST_USE;
/* Moves it on; *n is read anew. *rule is the row of the table, for mail and audit. */
enum notice_no notice_move(struct db *db, struct arena *a, struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_input *in,
    const struct notice_rule **rule) MUST_USE;
/* Whether notice_move would do it, for buttons and checks before the confirm page. */
enum notice_no notice_may(struct db *db, struct arena *a, const struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_input *in);

/* ---- finding */
bool notice_mine(struct db *db, struct str number, struct notice *out); /* OWN */
struct notice_list notice_all_mine(struct db *db);       /* OWN, newest first, 100 */
/* The institution's own in this programme that is not at its end (OWN). */
bool notice_current(struct db *db, int64_t programme, struct notice *out);
bool notice_get(struct db *db, int64_t id, struct notice *out);
bool notice_by_number(struct db *db, struct str number, struct notice *out); /* staff */
struct notice_list notice_of(struct db *db, int64_t institution); /* staff, newest first */
struct notice_versions notice_versions(struct db *db, int64_t notice);
bool notice_version_get(
    struct db *db, int64_t notice, int64_t version, struct notice_version *out);
struct notice_answers notice_answers(struct db *db, int64_t notice, int64_t version);
struct notice_events notice_events(struct db *db, int64_t notice); /* oldest first */

/* ---- days that come (the job) */
struct notice_list notice_passed(struct db *db, int64_t n);  /* accepted, end day is over */
struct notice_list notice_overdue(struct db *db, int64_t n); /* returned, due is over */
/* Whom this reminder (see below) is still owed, at most NOTICE_REMINDERS: end: accepted with
 * that end day; correct: sent back, that day is the last; window: drafts of the programme. */
struct notice_list notice_to_remind(
    struct db *db, const struct notice_reminder *r, int64_t programme);
/* True: it was not sent before and is noted now. */
bool notice_remind(struct db *db, const struct notice_reminder *r) MUST_USE;

/* ---- the text (notice_text.c) */
/* What was filed, line by line; its SHA-256 is the content hash. */
struct str notice_text(struct db *db, struct arena *a, const struct notice *n,
    const struct notice_content *c, int64_t version, int64_t at);
struct str notice_text_hash(struct arena *a, struct str text); /* hex */
/* The bureau that it is addressed to: 関東信越厚生局 */
struct str notice_bureau(const struct notice *n);

#endif
