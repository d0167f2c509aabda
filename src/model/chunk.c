/* chunk.c: the files of a campaign; see campaign.h. */
#include "model/campaign.h"

static const struct col cols[] = {
    COL(chunk, id),
    COL(chunk, campaign),
    COL(chunk, seq),
    COL(chunk, letters),
    COL(chunk, state),
    COL(chunk, file),
    COL(chunk, sha256, .null = true),
    COL(chunk, posted_on),
    COL(chunk, valid_until),
};

enum { LIST, ADD, REOPEN, BUILDING, SEALED, PUBLISHED, VOID_LOGINS, REPLAN, UNSEAL };

static const struct query queries[] = {
    [LIST] = {"chunk.list", ANY,
        "SELECT id, campaign, seq, letters, state, file, sha256, posted_on,"
        " valid_until FROM chunk"
        " WHERE campaign = :campaign ORDER BY seq"},
    [ADD] = {"chunk.add", ANY,
        "INSERT INTO chunk (campaign, seq, state, file, posted_on, valid_until)"
        " SELECT c.id, max(k.seq) + 1, 'planned', printf('%s-%04d.pdf', c.name,"
        " max(k.seq) + 1), :posted_on, :valid_until FROM campaign c"
        " JOIN chunk k ON k.campaign = c.id WHERE c.id = :campaign RETURNING id, seq, "
        "file"},
    [REOPEN] = {"chunk.reopen", ANY,
        "UPDATE campaign SET state = 'open' WHERE id = :campaign"},
    [BUILDING] = {"chunk.building", ANY,
        "UPDATE chunk SET state = 'building' WHERE id = :id AND state = 'planned'"},
    [SEALED] = {"chunk.sealed", ANY,
        "UPDATE chunk SET state = 'sealed', sha256 = :sha256, letters = :letters"
        " WHERE id = :id AND state = 'building'"},
    [PUBLISHED] = {"chunk.published", ANY,
        "UPDATE chunk SET state = 'published' WHERE id = :id AND state = 'sealed'"},
    [VOID_LOGINS] = {"chunk.void_logins", ANY,
        "UPDATE credential SET state = 'void', void_reason = 'unpublished'"
        " WHERE id IN (SELECT credential FROM letter"
        " WHERE campaign = :campaign AND chunk = :seq)"},
    [REPLAN] = {"chunk.replan", ANY,
        "UPDATE letter SET state = 'planned', reason = '', credential = NULL, seq = 0,"
        " generation = generation + (credential IS NOT NULL)"
        " WHERE campaign = :campaign AND chunk = :seq AND state <> 'left_out'"},
    [UNSEAL] = {"chunk.unseal", ANY,
        "UPDATE chunk SET state = 'planned', sha256 = NULL, letters = 0"
        " WHERE id = :id AND state IN ('building', 'sealed')"},
};

const struct model chunk_model = MODEL(chunk, cols, queries);

static void run(struct db *db, int q, const struct chunk *in)
{
    if (db_run(db, &chunk_model, q, in) == ERR_CONFLICT)
        die("chunk: conflict");
}

struct chunk_list chunk_all(struct db *db, int64_t campaign)
{
    struct rows r = db_all(db, &chunk_model, LIST, &(struct chunk){.campaign = campaign});

    return (struct chunk_list){r.v, r.n};
}

void chunk_add(struct db *db, struct chunk *c)
{
    struct chunk out = {.id = 0};

    if (db_put(db, &chunk_model, ADD, c, &out) != OK)
        die("chunk: no campaign to add to");
    c->id = out.id;
    c->seq = out.seq;
    c->file = out.file;
    run(db, REOPEN, c);
}

void chunk_building(struct db *db, int64_t id)
{
    run(db, BUILDING, &(struct chunk){.id = id});
}

void chunk_sealed(struct db *db, const struct chunk *c)
{
    run(db, SEALED, c);
}

void chunk_published(struct db *db, int64_t id)
{
    run(db, PUBLISHED, &(struct chunk){.id = id});
}

void chunk_unseal(struct db *db, const struct chunk *c)
{
    run(db, VOID_LOGINS, c);
    run(db, REPLAN, c);
    run(db, UNSEAL, c);
}
