/* notice_case.c: see notice_case.h. */
#include "model/notice_case.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(notice_case, id), COL(notice_case, institution),
    COL(notice_case, notice, .null = true), COL(notice_case, type),
    COL(notice_case, opened_at), COL(notice_case, opened_by),
    COL(notice_case, asked_at, .null = true), COL(notice_case, asked_by, .null = true),
    COL(notice_case, done_at, .null = true), COL(notice_case, done_by, .null = true),
    COL(notice_case, rev), COL(notice_case, state), COL(notice_case, caller),
    COL(notice_case, record), COL(notice_case, outcome), COL(notice_case, answer),
    COL(notice_case, name), COL(notice_case, pref), COL(notice_case, score_table),
    COL(notice_case, code), COL(notice_case, type_title), COL(notice_case, number),
    COL(notice_case, type_number), COL(notice_case, was), COL(notice_case, n),
};

enum { ADD, GET, WAITING, DONE, OF, ESCALATED, ANSWERED, COUNT_WAITING };

#define ROW                                                                              \
    "SELECT c.id, c.institution, c.notice, c.type, c.opened_at, c.opened_by, c.asked_at,"\
    " c.asked_by, c.done_at, c.done_by, c.rev, c.state, c.caller, c.record, c.outcome,"  \
    " c.answer, i.name, i.pref, i.score_table, i.code, t.title AS type_title,"           \
    " t.number AS type_number, COALESCE(x.number, '') AS number"                         \
    " FROM notice_case c JOIN institution i ON i.id = c.institution"                     \
    " JOIN programme_type t ON t.id = c.type LEFT JOIN notice x ON x.id = c.notice "
#define WAIT "c.state IN ('open', 'ministry')"

static const struct query queries[] = {
    [ADD] = {"notice_case.add", ANY,
        "INSERT INTO notice_case (institution, notice, type, state, caller, record,"
        " opened_at, opened_by) VALUES (:institution, :notice, :type, 'open', :caller,"
        " :record, :now, :opened_by) RETURNING id"},
    [GET] = {"notice_case.get", ANY, ROW "WHERE c.id = :id"},
    [WAITING] = {"notice_case.waiting", ANY,
        ROW "WHERE " WAIT " ORDER BY c.opened_at, c.id LIMIT 500"},
    [DONE] = {"notice_case.done", ANY,
        ROW "WHERE c.state = 'done' ORDER BY c.done_at DESC LIMIT 50"},
    [OF] = {"notice_case.of", ANY,
        ROW "WHERE c.institution = :institution ORDER BY c.opened_at DESC LIMIT 20"},
    [ESCALATED] = {"notice_case.escalated", ANY,
        "UPDATE notice_case SET state = 'ministry', record = :record, asked_at = :now,"
        " asked_by = :asked_by, rev = rev + 1"
        " WHERE id = :id AND rev = :rev AND state = :was"},
    [ANSWERED] = {"notice_case.answered", ANY,
        "UPDATE notice_case SET state = 'done', record = :record, outcome = :outcome,"
        " answer = :answer, done_at = :now, done_by = :done_by, rev = rev + 1"
        " WHERE id = :id AND rev = :rev AND state = :was"},
    [COUNT_WAITING] = {"notice_case.count", ANY,
        "SELECT count(*) AS n, COALESCE(sum(state = 'ministry'), 0) AS id,"
        " COALESCE(min(opened_at), 0) AS opened_at FROM notice_case c WHERE " WAIT},
};

const struct model notice_case_model = MODEL(notice_case, cols, queries);

const struct choice notice_case_outcomes[] = {
    {"file", "この類型で届け出る"},
    {"other", "ほかの類型で届け出る"},
    {"no_type", "どの類型にもあてはまらない"},
    {"no_need", "届け出はいらない"},
    {NULL, NULL},
};

#define ANYBODY (NOTICE_CASE_DESK | NOTICE_CASE_SUPERVISOR)

const struct notice_case_rule notice_case_rules[] = {
    {"", NOTICE_CASE_OPEN, ANYBODY, "open", "notice_case.opened"},
    {"open", NOTICE_CASE_ESCALATE, ANYBODY, "ministry", "notice_case.escalated"},
    {"open", NOTICE_CASE_ANSWER, ANYBODY, "done", "notice_case.answered"},
    {"ministry", NOTICE_CASE_ANSWER, NOTICE_CASE_SUPERVISOR, "done", "notice_case.answered"},
    {NULL, 0, 0, NULL, NULL},
};

const struct notice_case_rule *notice_case_rule(
    struct str state, enum notice_case_event event, unsigned who)
{
    for (const struct notice_case_rule *r = notice_case_rules; r->from; r++)
        if (r->event == event && r->who & who && str_is(state, r->from))
            return r;
    return NULL;
}

enum err notice_case_open(struct db *db, const struct notice_case *row, int64_t *id)
{
    struct notice_case out = {.id = 0};
    enum err e = db_put(db, &notice_case_model, ADD, row, &out);

    *id = out.id;
    return e;
}

enum err notice_case_move(struct db *db, const struct notice_case *row,
    enum notice_case_event event, unsigned who, int64_t staff)
{
    struct notice_case in = *row;

    if (event == NOTICE_CASE_OPEN || !notice_case_rule(row->state, event, who))
        return ERR_DENIED;
    in.was = row->state;
    in.asked_by = in.done_by = staff;
    return db_run(db, &notice_case_model,
               event == NOTICE_CASE_ESCALATE ? ESCALATED : ANSWERED, &in) == OK
               ? OK
               : ERR_DENIED;
}

bool notice_case_get(struct db *db, int64_t id, struct notice_case *out)
{
    return db_one(db, &notice_case_model, GET, &(struct notice_case){.id = id}, out);
}

static struct notice_cases list(struct db *db, int q, int64_t institution)
{
    struct notice_case in = {.institution = institution};
    struct rows r = db_all(db, &notice_case_model, q, &in);

    return (struct notice_cases){r.v, r.n};
}

struct notice_cases notice_cases_waiting(struct db *db)
{
    return list(db, WAITING, 0);
}

struct notice_cases notice_cases_done(struct db *db)
{
    return list(db, DONE, 0);
}

struct notice_cases notice_cases_of(struct db *db, int64_t institution)
{
    return list(db, OF, institution);
}

void notice_case_count(struct db *db, int64_t *waiting, int64_t *ministry, int64_t *oldest)
{
    struct notice_case out = {.n = 0};

    db_one(db, &notice_case_model, COUNT_WAITING, NULL, &out);
    *waiting = out.n;
    *ministry = out.id;
    *oldest = out.opened_at;
}

const char *notice_case_outcome_name(struct str outcome)
{
    for (const struct choice *c = notice_case_outcomes; c->value; c++)
        if (str_is(outcome, c->value))
            return c->label;
    return "";
}
