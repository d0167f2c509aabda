/* campaign.c: see campaign.h. */
#include "model/campaign_impl.h"

static const struct col cols[] = {
    COL(campaign, id),
    COL(campaign, created_at),
    COL(campaign, name),
    COL(campaign, form),
    COL(campaign, cutoff),
    COL(campaign, kind),
    COL(campaign, pref),
    COL(campaign, posted_on),
    COL(campaign, valid_until),
    COL(campaign, origin),
    COL(campaign, folder),
    COL(campaign, state),
    COL(campaign, considered),
    COL(campaign, closed),
    COL(campaign, registered),
    COL(campaign, has_letter),
    COL(campaign, no_address),
    COL(campaign, over_limit),
    COL(campaign, selected),
    COL(campaign, limit_n),
    COL(campaign, supersede),
    COL(campaign, requests),
    COL(campaign, chunk_size),
    COL(campaign, first),
    COL(campaign, written),
    COL(campaign, blocked),
    COL(campaign, pulled),
    COL(campaign, planned),
    COL(campaign, faulty), COL(campaign, left_out), COL(campaign, checked_at),
    COL(campaign, checked),
};

enum { ADD, TALLY, LETTERS, CHUNKS, SAVE, BY_NAME, COUNTED, LIST, DONE, CHECKED };

#define ROW                                                                              \
    "SELECT id, name, form, cutoff, kind, pref, posted_on, valid_until, origin, folder," \
    " state, considered, closed, registered, has_letter, no_address, over_limit,"        \
    " selected, created_at, checked_at, checked FROM campaign "

#define IN_STATES(list)                                                                  \
    "(SELECT count(*) FROM letter WHERE campaign = :id AND state IN (" list "))"

static const struct query queries[] = {
    [ADD] = {"campaign.add", ANY,
        "INSERT INTO campaign (name, form, cutoff, kind, pref, posted_on, valid_until,"
        " origin, folder, state, created_at) VALUES (:name, :form, :cutoff, :kind, :pref,"
        " :posted_on, :valid_until, :origin, :folder, 'open', :now) RETURNING id"},
    [TALLY] = {"campaign.tally", ANY,
        "SELECT count(*) AS considered,"
        " coalesce(sum(reason = 'closed'), 0) AS closed,"
        " coalesce(sum(reason = 'registered'), 0) AS registered,"
        " coalesce(sum(reason = 'has_letter'), 0) AS has_letter,"
        " coalesce(sum(reason = 'no_address'), 0) AS no_address,"
        " coalesce(sum(reason = ''), 0) AS selected,"
        " (SELECT coalesce(max(id), 0) FROM letter) AS first FROM (" REASONS ")"},
    [LETTERS] = {"campaign.letters", ANY,
        "INSERT INTO letter (id, campaign, institution, chunk, state)"
        " SELECT :first + n, :id, institution, (n - 1) / :chunk_size + 1, 'planned' FROM"
        " (SELECT r.id AS institution, row_number() OVER (ORDER BY r.zip, r.id) AS n"
        "  FROM (" REASONS
        ") r WHERE r.reason = '') WHERE :limit_n = 0 OR n <= :limit_n"},
    [CHUNKS] = {"campaign.chunks", ANY,
        "INSERT INTO chunk (campaign, seq, state, file)"
        " SELECT DISTINCT l.campaign, l.chunk, 'planned',"
        " printf('%s-%04d.pdf', :name, l.chunk) FROM letter l WHERE l.campaign = :id"},
    [SAVE] = {"campaign.save", ANY,
        "UPDATE campaign SET considered = :considered, closed = :closed,"
        " registered = :registered, has_letter = :has_letter, no_address = :no_address,"
        " over_limit = :over_limit, selected = :selected WHERE id = :id"},
    [BY_NAME] = {"campaign.by_name", ANY, ROW "WHERE name = :name"},
    /* Ranges of an index, one after the other: a tenth of what sums over all rows take. */
    [COUNTED] = {"campaign.counted", ANY,
        "SELECT " IN_STATES("'planned'") " AS planned,"
        IN_STATES("'blocked_glyph', 'blocked_overflow'") " AS blocked,"
        IN_STATES("'pulled'") " AS pulled," IN_STATES("'faulty'") " AS faulty,"
        IN_STATES("'left_out'") " AS left_out,"
        IN_STATES("'written', 'used', 'returned', 'void'") " AS written"},
    [LIST] = {"campaign.list", ANY, ROW "ORDER BY id DESC"},
    [DONE] = {"campaign.done", ANY, "UPDATE campaign SET state = 'done' WHERE id = :id"},
    [CHECKED] = {"campaign.checked", ANY,
        "UPDATE campaign SET checked_at = :now, checked = :checked WHERE id = :id"},
};

const struct model campaign_model = MODEL(campaign, cols, queries);

/* No letters, no chunks: an empty selection is not a failure. */
static void run(struct db *db, int q, const struct campaign *in)
{
    if (db_run(db, &campaign_model, q, in) == ERR_CONFLICT)
        die("campaign: conflict");
}

enum err campaign_plan(struct db *db, struct campaign *c)
{
    struct campaign out = {.id = 0};
    enum err err;

    if (c->chunk_size < 1)
        c->chunk_size = CHUNK_LETTERS;
    err = db_put(db, &campaign_model, ADD, c, &out);
    if (err != OK)
        return err;
    c->id = out.id;
    db_one(db, &campaign_model, TALLY, c, &out);
    c->considered = out.considered;
    c->closed = out.closed;
    c->registered = out.registered;
    c->has_letter = out.has_letter;
    c->no_address = out.no_address;
    c->selected = out.selected;
    c->first = out.first;
    if (c->limit_n && c->selected > c->limit_n) {
        c->over_limit = c->selected - c->limit_n;
        c->selected = c->limit_n;
    }
    run(db, LETTERS, c);
    run(db, CHUNKS, c);
    run(db, SAVE, c);
    return OK;
}

bool campaign_by_name(struct db *db, struct str name, struct campaign *out)
{
    return db_one(db, &campaign_model, BY_NAME, &(struct campaign){.name = name}, out);
}

bool campaign_count(struct db *db, int64_t id, struct campaign *out)
{
    return db_one(db, &campaign_model, COUNTED, &(struct campaign){.id = id}, out);
}

struct campaign_list campaign_all(struct db *db)
{
    struct rows r = db_all(db, &campaign_model, LIST, &(struct campaign){.id = 0});

    return (struct campaign_list){r.v, r.n};
}

void campaign_done(struct db *db, int64_t id)
{
    run(db, DONE, &(struct campaign){.id = id});
}

void campaign_checked(struct db *db, int64_t id, int64_t letters)
{
    run(db, CHECKED, &(struct campaign){.id = id, .checked = letters});
}
