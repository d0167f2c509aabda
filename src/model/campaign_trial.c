/* campaign_trial.c: the letters that a campaign would have, without making it. */
#include "model/campaign_impl.h"
#include "model/letter.h"

/* The selection (parameters) and one letter. */
struct trial {
    struct str cutoff, kind, pref;
    int64_t supersede, requests, n;
    int64_t institution;
    struct str in_pref, score_table, code, of_kind, name, zip, address, duty, issue;
};

static const struct col cols[] = {
    COL(trial, cutoff),
    COL(trial, kind),
    COL(trial, pref),
    COL(trial, supersede),
    COL(trial, requests),
    COL(trial, n),
    COL(trial, institution),
    COL(trial, in_pref),
    COL(trial, score_table),
    COL(trial, code),
    COL(trial, of_kind),
    COL(trial, name),
    COL(trial, zip),
    COL(trial, address),
    COL(trial, duty),
    COL(trial, issue),
};

/* duty and issue: as in letter.c, for a letter that is not there yet. */
static const struct query queries[] = {
    {"trial.each", ANY,
        "SELECT i.id AS institution, i.pref AS in_pref, i.score_table, i.code,"
        " i.kind AS of_kind, i.name, i.zip, i.address, CASE i.obliged WHEN 0 THEN "
        "'exempt'"
        " WHEN 1 THEN 'obliged' ELSE 'unknown' END AS duty, CASE WHEN EXISTS (SELECT 1"
        " FROM letter e WHERE e.institution = i.id AND e.seq > 0 AND e.state <> "
        "'returned')"
        " THEN 'reminder' ELSE 'first' END AS issue"
        " FROM (" REASONS ") r JOIN institution i ON i.id = r.id WHERE r.reason = ''"
        " ORDER BY r.zip, r.id LIMIT CASE :n WHEN 0 THEN -1 ELSE :n END"},
};

const struct model trial_model = MODEL(trial, cols, queries);

struct turn {
    db_row_fn *fn;
    void *ctx;
};

static bool one(void *ctx, const void *row)
{
    const struct trial *t = row;
    const struct turn *turn = ctx;
    struct letter l = {.id = 1, /* some number: it has none yet */
        .generation = 1,
        .institution = t->institution,
        .state = S("planned"),
        .reason = S(""),
        .pref = t->in_pref,
        .score_table = t->score_table,
        .code = t->code,
        .kind = t->of_kind,
        .name = t->name,
        .zip = t->zip,
        .address = t->address,
        .duty = t->duty,
        .issue = t->issue};

    return turn->fn(turn->ctx, &l);
}

void campaign_trial(struct db *db, const struct campaign *c, db_row_fn *fn, void *ctx)
{
    struct trial in = {.cutoff = c->cutoff,
        .kind = c->kind,
        .pref = c->pref,
        .supersede = c->supersede,
        .requests = c->requests,
        .n = c->limit_n};
    struct turn turn = {fn, ctx};
    struct trial row;

    db_each(db, &trial_model, 0, &in, &row, one, &turn);
}
