/* letter.c: see letter.h. */
#include "model/letter.h"

static const struct col cols[] = {
    COL(letter, id),
    COL(letter, campaign),
    COL(letter, institution),
    COL(letter, chunk),
    COL(letter, seq),
    COL(letter, generation),
    COL(letter, credential, .null = true),
    COL(letter, state),
    COL(letter, reason),
    COL(letter, pref),
    COL(letter, score_table),
    COL(letter, code),
    COL(letter, kind),
    COL(letter, name),
    COL(letter, founder),
    COL(letter, zip),
    COL(letter, address),
    COL(letter, registered), COL(letter, recovery), COL(letter, posted_on),
    COL(letter, duty), COL(letter, issue), COL(letter, n),
};

enum { OF_CHUNK, BLOCKED, FAULTS, FAULTY, EACH_OPEN, LEAVE_OUT, OF, GET, SAVE, USED, VOID_LOGIN, REISSUE, PAPER };

/* See letter.issue in letter.h. */
#define ISSUE                                                                            \
    "CASE WHEN EXISTS (SELECT 1 FROM chunk r WHERE r.campaign = l.campaign"              \
    " AND r.seq = l.chunk AND r.posted_on <> '') OR EXISTS (SELECT 1"                    \
    " FROM letter_request q WHERE q.letter = l.id AND q.state = 'issued') THEN 'reissue'" \
    " WHEN EXISTS (SELECT 1 FROM letter e WHERE e.institution = l.institution"           \
    " AND e.id < l.id AND e.seq > 0 AND e.state <> 'returned') THEN 'reminder'"          \
    " ELSE 'first' END"

#define ROW                                                                              \
    "SELECT l.id, l.campaign, l.institution, l.chunk, l.seq, l.generation, "             \
    "l.credential,"                                                                      \
    " l.state, l.reason, i.pref, i.score_table, i.code, i.kind, i.name, i.founder, "     \
    "i.zip,"                                                                             \
    " i.address, EXISTS (SELECT 1 FROM statement s WHERE s.institution = l.institution" \
    " AND s.proof <> '')"                                                               \
    " AS registered, EXISTS (SELECT 1 FROM letter_request q WHERE q.letter = l.id"       \
    " AND q.state = 'issued' AND q.recovery = 1) AS recovery,"                           \
    " CASE i.obliged WHEN 0 THEN 'exempt' WHEN 1 THEN 'obliged' ELSE 'unknown' END"      \
    " AS duty, " ISSUE " AS issue"                                                       \
    " FROM letter l JOIN institution i ON i.id = l.institution "

static const struct query queries[] = {
    [OF_CHUNK] = {"letter.of_chunk", ANY,
        ROW "WHERE l.campaign = :campaign AND l.chunk = :chunk ORDER BY l.id"},
    [BLOCKED] = {"letter.blocked", ANY,
        ROW "WHERE l.campaign = :campaign AND l.state IN ('blocked_glyph',"
            " 'blocked_overflow') ORDER BY l.id"},
    [FAULTS] = {"letter.faults", ANY,
        "SELECT state, reason, count(*) AS n FROM letter WHERE campaign = :campaign"
        " AND state IN ('faulty', 'left_out') GROUP BY state, reason ORDER BY n DESC, reason"},
    [FAULTY] = {"letter.faulty", ANY,
        ROW "WHERE l.campaign = :campaign AND l.state IN ('faulty', 'left_out')"
            " ORDER BY l.id LIMIT :n"},
    [EACH_OPEN] = {"letter.each_open", ANY,
        ROW "JOIN chunk k ON k.campaign = l.campaign AND k.seq = l.chunk"
            " WHERE l.campaign = :campaign AND l.state IN ('planned', 'faulty',"
            " 'blocked_glyph', 'blocked_overflow') AND k.state IN ('planned', 'building')"},
    [LEAVE_OUT] = {"letter.leave_out", ANY,
        "UPDATE letter SET state = 'left_out' WHERE campaign = :campaign"
        " AND state = 'faulty'"},
    [OF] = {"letter.of", ANY,
        ROW "WHERE l.institution = :institution ORDER BY l.id DESC"},
    [GET] = {"letter.get", ANY, ROW "WHERE l.id = :id"},
    [PAPER] = {"letter.paper", SHARED,
        "SELECT l.id, l.institution, i.name, CASE WHEN l.generation = :generation"
        " AND k.posted_on <> '' THEN k.posted_on ELSE c.posted_on END AS posted_on"
        " FROM letter l JOIN institution i ON i.id = l.institution"
        " JOIN campaign c ON c.id = l.campaign"
        " LEFT JOIN chunk k ON k.campaign = l.campaign AND k.seq = l.chunk"
        " WHERE l.id = :id AND (l.generation > :generation"
        " OR (l.generation = :generation AND l.seq > 0))"},
    [SAVE] = {"letter.save", ANY,
        "UPDATE letter SET state = :state, reason = :reason, seq = :seq,"
        " credential = :credential WHERE id = :id"},
    [USED] = {"letter.used", OWN,
        "UPDATE letter SET state = 'used' WHERE id = :id AND institution = :me"},
    [VOID_LOGIN] = {"letter.void_login", ANY,
        "UPDATE credential SET state = 'void', void_reason = 'superseded'"
        " WHERE state = 'issued' AND id = (SELECT credential FROM letter WHERE id = "
        ":id)"},
    [REISSUE] = {"letter.reissue", ANY,
        "UPDATE letter SET chunk = :chunk, seq = 0, generation = generation + 1,"
        " credential = NULL, state = 'planned', reason = '' WHERE id = :id"
        " AND campaign = :campaign AND state IN ('written', 'returned', 'void', 'left_out',"
        " 'blocked_glyph', 'blocked_overflow') AND generation < 99"
        " AND NOT EXISTS (SELECT 1 FROM credential c"
        " WHERE c.id = letter.credential AND c.state = 'used')"},
};

const struct model letter_model = MODEL(letter, cols, queries);

struct letter_list letter_of_chunk(struct db *db, int64_t campaign, int64_t chunk)
{
    struct rows r = db_all(db, &letter_model, OF_CHUNK,
        &(struct letter){.campaign = campaign, .chunk = chunk});

    return (struct letter_list){r.v, r.n};
}

struct letter_list letter_blocked(struct db *db, int64_t campaign)
{
    struct rows r =
        db_all(db, &letter_model, BLOCKED, &(struct letter){.campaign = campaign});

    return (struct letter_list){r.v, r.n};
}

struct letter_list letter_faults(struct db *db, int64_t campaign)
{
    struct rows r =
        db_all(db, &letter_model, FAULTS, &(struct letter){.campaign = campaign});

    return (struct letter_list){r.v, r.n};
}

struct letter_list letter_faulty(struct db *db, int64_t campaign, int64_t max)
{
    struct rows r = db_all(
        db, &letter_model, FAULTY, &(struct letter){.campaign = campaign, .n = max});

    return (struct letter_list){r.v, r.n};
}

void letter_each_open(struct db *db, int64_t campaign, db_row_fn *fn, void *ctx)
{
    struct letter row;

    db_each(db, &letter_model, EACH_OPEN, &(struct letter){.campaign = campaign}, &row, fn, ctx);
}

void letter_leave_out(struct db *db, int64_t campaign)
{
    if (db_run(db, &letter_model, LEAVE_OUT, &(struct letter){.campaign = campaign}) ==
        ERR_CONFLICT)
        die("letter: conflict");
}

struct letter_list letter_of(struct db *db, int64_t institution)
{
    struct rows r =
        db_all(db, &letter_model, OF, &(struct letter){.institution = institution});

    return (struct letter_list){r.v, r.n};
}

bool letter_get(struct db *db, int64_t id, struct letter *out)
{
    return db_one(db, &letter_model, GET, &(struct letter){.id = id}, out);
}

enum err letter_reissue(struct db *db, const struct letter *l)
{
    struct letter row;

    if (!letter_get(db, l->id, &row) || row.campaign != l->campaign)
        return ERR_NOT_FOUND;
    if (db_run(db, &letter_model, VOID_LOGIN, l) == ERR_CONFLICT)
        die("letter: conflict");
    return db_run(db, &letter_model, REISSUE, l) == OK ? OK : ERR_DENIED;
}

bool letter_paper(struct db *db, int64_t id, int64_t generation, struct letter *out)
{
    struct letter in = {.id = id, .generation = generation};

    return db_one(db, &letter_model, PAPER, &in, out);
}

void letter_save(struct db *db, const struct letter *l)
{
    if (db_run(db, &letter_model, SAVE, l) != OK)
        die("letter: no such row");
}

void letter_used(struct db *db, int64_t id)
{
    /* A login made without a letter has none to mark. */
    if (db_run(db, &letter_model, USED, &(struct letter){.id = id}) == ERR_CONFLICT)
        die("letter: conflict");
}
