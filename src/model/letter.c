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
};

enum { OF_CHUNK, BLOCKED, OF, GET, SAVE, USED, VOID_LOGIN, REISSUE, PAPER };

#define ROW                                                                              \
    "SELECT l.id, l.campaign, l.institution, l.chunk, l.seq, l.generation, "             \
    "l.credential,"                                                                      \
    " l.state, l.reason, i.pref, i.score_table, i.code, i.kind, i.name, i.founder, "     \
    "i.zip,"                                                                             \
    " i.address, EXISTS (SELECT 1 FROM statement s WHERE s.institution = l.institution" \
    " AND s.proof <> '')"                                                               \
    " AS registered, EXISTS (SELECT 1 FROM letter_request q WHERE q.letter = l.id"       \
    " AND q.state = 'issued' AND q.recovery = 1) AS recovery FROM letter l JOIN institution i ON i.id = l.institution "

static const struct query queries[] = {
    [OF_CHUNK] = {"letter.of_chunk", ANY,
        ROW "WHERE l.campaign = :campaign AND l.chunk = :chunk ORDER BY l.id"},
    [BLOCKED] = {"letter.blocked", ANY,
        ROW "WHERE l.campaign = :campaign AND l.state IN ('blocked_glyph',"
            " 'blocked_overflow') ORDER BY l.id"},
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
        " AND campaign = :campaign AND state IN ('written', 'returned', 'void',"
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
