/* report.c: see report.h. */
#include "model/report.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(report, id), COL(report, letter), COL(report, institution), COL(report, at),
    COL(report, done_at, .null = true), COL(report, done_by, .null = true),
    COL(report, kind), COL(report, state), COL(report, name), COL(report, pref),
    COL(report, score_table), COL(report, code), COL(report, n),
};

enum { ADD, OPEN, GET, DONE, WAITING };

#define ROW                                                                              \
    "SELECT p.id, p.letter, p.institution, p.at, p.done_at, p.done_by, p.kind, p.state," \
    " i.name, i.pref, i.score_table, i.code FROM report p"                               \
    " JOIN institution i ON i.id = p.institution "

static const struct query queries[] = {
    [ADD] = {"report.add", SHARED,
        "INSERT INTO report (letter, institution, kind, at, state)"
        " VALUES (:letter, :institution, :kind, :now, 'open')"
        " ON CONFLICT (letter) WHERE state = 'open' DO UPDATE SET kind = :kind, at = :now"},
    [OPEN] = {"report.open", ANY, ROW "WHERE p.state = 'open' ORDER BY p.at LIMIT 500"},
    [GET] = {"report.get", ANY, ROW "WHERE p.id = :id"},
    [DONE] = {"report.done", ANY,
        "UPDATE report SET state = 'done', done_at = :now, done_by = :done_by"
        " WHERE id = :id AND state = 'open'"},
    [WAITING] = {"report.waiting", ANY,
        "SELECT count(*) AS n FROM report WHERE state = 'open'"},
};

const struct model report_model = MODEL(report, cols, queries);

const struct choice report_kinds[] = {
    {"addressee", "あて先がちがう"},
    {"closed", "廃止・休止した"},
    {"registered", "もう登録した"},
    {"other", "関係がない"},
    {NULL, NULL},
};

struct str report_kind_name(struct str kind)
{
    for (const struct choice *c = report_kinds; c->value; c++)
        if (str_is(kind, c->value))
            return str_of(c->label);
    return S("");
}

void report_add(struct db *db, int64_t letter, int64_t institution, struct str kind)
{
    struct report in = {.letter = letter, .institution = institution, .kind = kind};

    if (db_run(db, &report_model, ADD, &in) == ERR_CONFLICT)
        die("report: conflict");
}

struct reports report_open(struct db *db)
{
    struct rows r = db_all(db, &report_model, OPEN, NULL);

    return (struct reports){r.v, r.n};
}

bool report_get(struct db *db, int64_t id, struct report *out)
{
    return db_one(db, &report_model, GET, &(struct report){.id = id}, out);
}

enum err report_done(struct db *db, int64_t id, int64_t staff)
{
    return db_run(
        db, &report_model, DONE, &(struct report){.id = id, .done_by = staff});
}

int64_t report_waiting(struct db *db)
{
    struct report out = {.n = 0};

    db_one(db, &report_model, WAITING, NULL, &out);
    return out.n;
}
