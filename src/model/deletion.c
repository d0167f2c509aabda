/* deletion.c: see deletion.h; what is taken away is in deletion_effect.c. */
#include "model/deletion_impl.h"

#include "model/deletion_check.h"
#include "model/holiday.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"

enum { DAY_S = 24 * 3600 };

static const struct col cols[] = {
    COL(deletion, id), COL(deletion, institution), COL(deletion, account),
    COL(deletion, asked_at), COL(deletion, asked_by), COL(deletion, calls),
    COL(deletion, called_at, .null = true), COL(deletion, verified_at, .null = true),
    COL(deletion, verified_by, .null = true), COL(deletion, scheduled_at, .null = true),
    COL(deletion, scheduled_by, .null = true), COL(deletion, effective_at, .null = true),
    COL(deletion, done_at, .null = true), COL(deletion, ended_at, .null = true),
    COL(deletion, number), COL(deletion, state), COL(deletion, caller),
    COL(deletion, override), COL(deletion, ended_by), COL(deletion, reason),
    COL(deletion, pref), COL(deletion, score_table), COL(deletion, code),
    COL(deletion, name), COL(deletion, phone), COL(deletion, n), COL(deletion, since),
    COL(deletion, owner), COL(deletion, was),
};

enum {
    ADD,
    GET,
    BY_NUMBER,
    COMING,
    LAST,
    OF,
    OPEN,
    ENDED,
    DUE,
    STALE,
    WAITING,
    IN_THE_WAY,
    RECENT,
    HAS,
    CALLED,
    VERIFIED,
    SCHEDULED,
    EXECUTED,
    CLOSED,
    TODAY,
};

#define OPEN_STATES "('asked', 'verified', 'scheduled')"
#define COLUMNS                                                                          \
    "d.id, d.number, d.institution, d.account, d.state, d.caller, d.asked_at,"           \
    " d.asked_by, d.calls, d.called_at, d.verified_at, d.verified_by, d.override,"       \
    " d.scheduled_at, d.scheduled_by, d.effective_at, d.done_at, d.ended_at, d.ended_by," \
    " d.reason"
#define ROW                                                                              \
    "SELECT " COLUMNS ", i.pref, i.score_table, i.code, i.name, i.phone,"                \
    " COALESCE((SELECT m.account FROM member m WHERE m.institution = d.institution"      \
    " ORDER BY m.role = 'owner' DESC, m.joined_at LIMIT 1), 0) AS owner"                 \
    " FROM deletion d JOIN institution i ON i.id = d.institution "

static const struct query queries[] = {
    [ADD] = {"deletion.add", ANY,
        "INSERT INTO deletion (number, institution, account, state, caller, asked_at,"
        " asked_by) VALUES (:number, :institution, :account, :state, :caller, :now,"
        " :asked_by) RETURNING id"},
    [GET] = {"deletion.get", SHARED, ROW "WHERE d.id = :id"},
    [BY_NUMBER] = {"deletion.by_number", SHARED, ROW "WHERE d.number = :number"},
    [COMING] = {"deletion.coming", SHARED,
        "SELECT " COLUMNS " FROM deletion d WHERE d.institution = :institution"
        " AND d.state = 'scheduled' AND d.state IN " OPEN_STATES},
    [LAST] = {"deletion.last", SHARED,
        "SELECT " COLUMNS " FROM deletion d WHERE d.institution = :institution"
        " AND d.state = 'done' AND d.account > 0 AND NOT EXISTS (SELECT 1 FROM statement s"
        " WHERE s.institution = :institution) ORDER BY d.asked_at DESC LIMIT 1"},
    [OF] = {"deletion.of", ANY,
        ROW "WHERE d.institution = :institution ORDER BY d.asked_at DESC LIMIT 20"},
    [OPEN] = {"deletion.open", ANY,
        ROW "WHERE d.state IN " OPEN_STATES
            " ORDER BY COALESCE(d.effective_at, d.asked_at), d.id LIMIT 500"},
    [ENDED] = {"deletion.ended", ANY,
        ROW "WHERE d.state IN ('done', 'cancelled', 'restored')"
            " ORDER BY d.asked_at DESC LIMIT 50"},
    [DUE] = {"deletion.due", ANY,
        ROW "WHERE d.state = 'scheduled' AND d.effective_at <= :now"
            " ORDER BY d.effective_at LIMIT :n"},
    [STALE] = {"deletion.stale", ANY,
        ROW "WHERE d.state IN ('asked', 'verified') AND d.asked_at < :since"
            " AND d.state IN " OPEN_STATES " LIMIT :n"},
    [WAITING] = {"deletion.waiting", ANY,
        "SELECT count(*) AS n FROM deletion WHERE state IN " OPEN_STATES},
    [IN_THE_WAY] = {"deletion.in_the_way", ANY,
        ROW "WHERE d.institution = :institution AND d.state IN " OPEN_STATES},
    [RECENT] = {"deletion.recent", ANY,
        ROW "WHERE d.institution = :institution AND d.done_at > :since"
            " ORDER BY d.asked_at DESC LIMIT 1"},
    [HAS] = {"deletion.has", ANY,
        "SELECT COALESCE((SELECT m.account FROM member m WHERE m.institution ="
        " :institution ORDER BY m.role = 'owner' DESC, m.joined_at LIMIT 1), 0) AS owner,"
        " (SELECT count(*) FROM credential WHERE institution = :institution"
        " AND state = 'issued') AS n"},
    [CALLED] = {"deletion.called", ANY,
        "UPDATE deletion SET calls = calls + 1, called_at = CASE :n WHEN 1 THEN :now"
        " ELSE called_at END WHERE id = :id AND state = 'asked'"},
    [VERIFIED] = {"deletion.verified", ANY,
        "UPDATE deletion SET state = 'verified', verified_at = :now,"
        " verified_by = :verified_by, override = :override"
        " WHERE id = :id AND state = 'asked'"},
    [SCHEDULED] = {"deletion.scheduled", ANY,
        "UPDATE deletion SET state = 'scheduled', scheduled_at = :now,"
        " scheduled_by = :scheduled_by, effective_at = :effective_at"
        " WHERE id = :id AND state = 'verified'"},
    [EXECUTED] = {"deletion.executed", ANY,
        "UPDATE deletion SET state = 'done', done_at = :now"
        " WHERE id = :id AND state = 'scheduled'"},
    [CLOSED] = {"deletion.closed", SHARED,
        "UPDATE deletion SET state = :state, ended_at = :now, ended_by = :ended_by,"
        " reason = :reason WHERE id = :id AND state = :was"},
    [TODAY] = {"deletion.today", ANY,
        "SELECT count(*) AS n FROM deletion WHERE scheduled_by = :scheduled_by"
        " AND scheduled_at >= :since"},
};

const struct model deletion_model = MODEL(deletion, cols, queries);

/* ---------------------------------------------------------------- the rules */

#define DESKS (DELETION_BY_OPERATOR | DELETION_BY_SUPERVISOR)

const struct deletion_rule deletion_rules[] = {
    {"", DELETION_ASK, DESKS, "asked", NULL, "deletion.asked"},
    {"asked", DELETION_VERIFY, DESKS, "verified", NULL, "deletion.verified"},
    {"asked", DELETION_OVERRIDE, DELETION_BY_SUPERVISOR, "verified", NULL,
        "deletion.overridden"},
    {"verified", DELETION_SCHEDULE, DESKS, "scheduled", "scheduled", "deletion.scheduled"},
    {"verified", DELETION_APPROVE, DESKS, "scheduled", "scheduled", "deletion.approved"},
    {"asked", DELETION_CANCEL, DESKS, "cancelled", NULL, "deletion.cancelled"},
    {"verified", DELETION_CANCEL, DESKS, "cancelled", NULL, "deletion.cancelled"},
    {"scheduled", DELETION_CANCEL, DESKS | DELETION_BY_CLINIC, "cancelled", "cancelled",
        "deletion.cancelled"},
    {"asked", DELETION_LAPSE, DELETION_BY_JOB, "cancelled", NULL, "deletion.lapsed"},
    {"verified", DELETION_LAPSE, DELETION_BY_JOB, "cancelled", NULL, "deletion.lapsed"},
    {"scheduled", DELETION_LAPSE, DELETION_BY_JOB, "cancelled", "cancelled",
        "deletion.lapsed"},
    {"scheduled", DELETION_EXECUTE, DELETION_BY_JOB, "done", "done", "deletion.done"},
    {"done", DELETION_RESTORE, DELETION_BY_SUPERVISOR, "restored", "restored",
        "deletion.restored"},
    {NULL, 0, 0, NULL, NULL, NULL},
};

const struct deletion_rule *deletion_rule(
    struct str state, enum deletion_event event, enum deletion_who who)
{
    for (const struct deletion_rule *r = deletion_rules; r->from; r++)
        if (r->event == event && r->who & who && str_is(state, r->from))
            return r;
    return NULL;
}

/* ---------------------------------------------------------------- guards */

static enum deletion_no may_override(
    const struct deletion *d, const struct deletion_by *by, struct str reason)
{
    if (by->staff == d->asked_by)
        return DELETION_NO_SAME;
    return str_trim(reason).n ? DELETION_DONE : DELETION_NO_REASON;
}

static bool day_is_full(
    struct db *db, const struct deletion_by *by, const struct deletion_terms *terms)
{
    struct deletion in = {.scheduled_by = by->staff,
        .since = date_start(date_tokyo(clock_now()))}, out = {.n = 0};

    return by->who == DELETION_BY_OPERATOR &&
           (!db_one(db, &deletion_model, TODAY, &in, &out) || out.n >= terms->operator_day);
}

static enum deletion_no may_schedule(struct db *db, const struct deletion *d,
    enum deletion_event event, const struct deletion_by *by,
    const struct deletion_terms *terms)
{
    if (d->owner != d->account)
        return DELETION_NO_CHANGED;
    if (event == DELETION_SCHEDULE && d->account)
        return DELETION_NO_SECOND;
    if (event == DELETION_APPROVE && !d->account)
        return DELETION_NO_STATE;
    if (event == DELETION_APPROVE &&
        (by->staff == d->asked_by || by->staff == d->verified_by))
        return DELETION_NO_SAME;
    return day_is_full(db, by, terms) ? DELETION_NO_MORE : DELETION_DONE;
}

enum deletion_no deletion_may(struct db *db, const struct deletion *d,
    enum deletion_event event, const struct deletion_by *by, struct str reason,
    const struct deletion_terms *terms)
{
    int64_t now = clock_now();

    if (!deletion_rule(d->state, event, by->who))
        return DELETION_NO_STATE;
    switch (event) {
    case DELETION_VERIFY:
        return d->called_at && deletion_check_passed(db, d->id) ? DELETION_DONE
                                                                : DELETION_NO_CHECK;
    case DELETION_OVERRIDE:
        return may_override(d, by, reason);
    case DELETION_SCHEDULE:
    case DELETION_APPROVE:
        return may_schedule(db, d, event, by, terms);
    case DELETION_EXECUTE:
        if (d->owner != d->account)
            return DELETION_NO_CHANGED;
        return d->effective_at <= now ? DELETION_DONE : DELETION_NO_LATER;
    case DELETION_RESTORE:
        if (d->owner)
            return DELETION_NO_CHANGED;
        return now <= d->done_at + DELETION_RESTORE_DAYS * DAY_S ? DELETION_DONE
                                                                 : DELETION_NO_LATER;
    case DELETION_ASK:
    case DELETION_CANCEL:
    case DELETION_LAPSE:
    case DELETION_EVENTS:
        break;
    }
    return DELETION_DONE;
}

/* ---------------------------------------------------------------- moves */

int64_t deletion_effect(struct db *db, const struct deletion_terms *terms)
{
    struct date day = business_day_after(
        date_tokyo(clock_now()), (int)terms->business_days, holiday_in_db, db);

    return date_start(day) + DELETION_HOUR * 3600;
}

static enum err write(struct db *db, const struct deletion *d, enum deletion_event event,
    const struct deletion_by *by, struct str reason, const struct deletion_rule *rule,
    const struct deletion_terms *terms)
{
    struct deletion in = {.id = d->id, .verified_by = by->staff, .scheduled_by = by->staff,
        .override = event == DELETION_OVERRIDE ? reason : S(""), .was = d->state,
        .state = str_of(rule->to), .ended_by = by->actor, .reason = reason};

    switch (event) {
    case DELETION_VERIFY:
    case DELETION_OVERRIDE:
        return db_run(db, &deletion_model, VERIFIED, &in);
    case DELETION_SCHEDULE:
    case DELETION_APPROVE:
        in.effective_at = deletion_effect(db, terms);
        return db_run(db, &deletion_model, SCHEDULED, &in);
    case DELETION_EXECUTE:
        deletion_execute(db, d);
        return db_run(db, &deletion_model, EXECUTED, &in);
    case DELETION_RESTORE:
        if (deletion_restore(db, d) != OK)
            return ERR_CONFLICT;
        return db_run(db, &deletion_model, CLOSED, &in);
    case DELETION_CANCEL:
    case DELETION_LAPSE:
        return db_run(db, &deletion_model, CLOSED, &in);
    case DELETION_ASK:
    case DELETION_EVENTS:
        break;
    }
    return ERR_DENIED;
}

enum deletion_no deletion_move(struct db *db, struct deletion *d,
    enum deletion_event event, const struct deletion_by *by, struct str reason,
    const struct deletion_terms *terms, const struct deletion_rule **rule)
{
    enum deletion_no no = deletion_may(db, d, event, by, reason, terms);
    const struct deletion_rule *row = deletion_rule(d->state, event, by->who);

    if (no != DELETION_DONE || !row)
        return no;
    *rule = row;
    switch (write(db, d, event, by, reason, row, terms)) {
    case OK:
        return deletion_get(db, d->id, d) ? DELETION_DONE : DELETION_NO_STATE;
    case ERR_CONFLICT:
        return DELETION_NO_CHANGED;
    default:
        return DELETION_NO_STATE;
    }
}

/* ---------------------------------------------------------------- opening */

enum deletion_no deletion_ask(struct db *db, const struct institution *i,
    struct str caller, const struct deletion_by *by, struct deletion *out)
{
    char number[RECEIPT_NUMBER + 1];
    struct deletion in = {.institution = i->id, .asked_by = by->staff, .caller = caller,
        .since = clock_now() - DELETION_REST_DAYS * DAY_S}, has = {.n = 0}, taken;
    struct arena a = ARENA_INIT;

    if (!deletion_rule(S(""), DELETION_ASK, by->who))
        return DELETION_NO_STATE;
    if (db_one(db, &deletion_model, IN_THE_WAY, &in, out))
        return DELETION_NO_OPEN;
    if (db_one(db, &deletion_model, RECENT, &in, out))
        return DELETION_NO_RECENT;
    db_one(db, &deletion_model, HAS, &in, &has);
    if (!has.owner && !has.n)
        return DELETION_NO_NOTHING;
    do {
        receipt_make(number);
    } while (deletion_by_number(db, str_of(number), &taken));
    in.number = str_of(number);
    in.state = S("asked");
    in.account = has.owner;
    if (db_put(db, &deletion_model, ADD, &in, out) != OK)
        return DELETION_NO_OPEN;
    in.id = out->id;
    deletion_check_draw(db, &a, &in);
    arena_release(&a);
    return deletion_get(db, in.id, out) ? DELETION_DONE : DELETION_NO_STATE;
}

enum err deletion_called(struct db *db, int64_t id, bool reached)
{
    struct deletion in = {.id = id, .n = reached};

    return db_run(db, &deletion_model, CALLED, &in) == OK ? OK : ERR_DENIED;
}

/* ---------------------------------------------------------------- finding */

bool deletion_get(struct db *db, int64_t id, struct deletion *out)
{
    return db_one(db, &deletion_model, GET, &(struct deletion){.id = id}, out);
}

bool deletion_by_number(struct db *db, struct str number, struct deletion *out)
{
    return db_one(
        db, &deletion_model, BY_NUMBER, &(struct deletion){.number = number}, out);
}

bool deletion_coming(struct db *db, int64_t institution, struct deletion *out)
{
    return db_one(
        db, &deletion_model, COMING, &(struct deletion){.institution = institution}, out);
}

bool deletion_last(struct db *db, int64_t institution, struct deletion *out)
{
    return db_one(
        db, &deletion_model, LAST, &(struct deletion){.institution = institution}, out);
}

static struct deletion_list list(struct db *db, int q, struct deletion in)
{
    struct rows r = db_all(db, &deletion_model, q, &in);

    return (struct deletion_list){r.v, r.n};
}

struct deletion_list deletion_of(struct db *db, int64_t institution)
{
    return list(db, OF, (struct deletion){.institution = institution});
}

struct deletion_list deletion_open(struct db *db)
{
    return list(db, OPEN, (struct deletion){.id = 0});
}

struct deletion_list deletion_ended(struct db *db)
{
    return list(db, ENDED, (struct deletion){.id = 0});
}

struct deletion_list deletion_due(struct db *db, int64_t n)
{
    return list(db, DUE, (struct deletion){.n = n});
}

struct deletion_list deletion_stale(struct db *db, int64_t n)
{
    return list(db, STALE,
        (struct deletion){.n = n, .since = clock_now() - DELETION_LAPSE_DAYS * DAY_S});
}

int64_t deletion_waiting(struct db *db)
{
    struct deletion out = {.n = 0};

    db_one(db, &deletion_model, WAITING, NULL, &out);
    return out.n;
}
