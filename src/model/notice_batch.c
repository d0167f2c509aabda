/* notice_batch.c: see notice_batch.h. */
#include "model/notice_batch.h"

#include "util/str.h"

/* ---------------------------------------------------------------- batches */

static const struct col cols[] = {
    COL(notice_batch, id), COL(notice_batch, programme), COL(notice_batch, proposed_at),
    COL(notice_batch, proposed_by), COL(notice_batch, ended_at, .null = true),
    COL(notice_batch, ended_by, .null = true), COL(notice_batch, n),
    COL(notice_batch, accepted), COL(notice_batch, state), COL(notice_batch, title),
    COL(notice_batch, was),
};

enum { MAKE, GET, END, OPEN, ENDED, WAITING };

#define ROW                                                                              \
    "SELECT b.id, b.programme, b.state, b.proposed_at, b.proposed_by, b.ended_at,"       \
    " b.ended_by, p.title,"                                                              \
    " (SELECT count(*) FROM notice_batch_item x WHERE x.batch = b.id) AS n,"             \
    " (SELECT count(*) FROM notice_batch_item x WHERE x.batch = b.id"                    \
    " AND x.result = 'accepted') AS accepted"                                            \
    " FROM notice_batch b JOIN programme p ON p.id = b.programme "

static const struct query queries[] = {
    [MAKE] = {"notice_batch.make", ANY,
        "INSERT INTO notice_batch (programme, state, proposed_at, proposed_by)"
        " VALUES (:programme, 'proposed', :now, :proposed_by) RETURNING id"},
    [GET] = {"notice_batch.get", ANY, ROW "WHERE b.id = :id"},
    [END] = {"notice_batch.end", ANY,
        "UPDATE notice_batch SET state = :state, ended_at = :now, ended_by = :ended_by"
        " WHERE id = :id AND state = 'proposed'"},
    [OPEN] = {"notice_batch.open", ANY, ROW "WHERE b.state = 'proposed' ORDER BY b.id"},
    [ENDED] = {"notice_batch.ended", ANY,
        ROW "WHERE b.state <> 'proposed' ORDER BY b.id DESC LIMIT 50"},
    [WAITING] = {"notice_batch.waiting", ANY,
        "SELECT count(*) AS n, COALESCE(min(proposed_at), 0) AS proposed_at"
        " FROM notice_batch WHERE state = 'proposed'"},
};

const struct model notice_batch_model = MODEL(notice_batch, cols, queries);

int64_t notice_batch_make(struct db *db, int64_t programme, int64_t staff)
{
    struct notice_batch in = {.programme = programme, .proposed_by = staff}, out = {.id = 0};

    if (db_put(db, &notice_batch_model, MAKE, &in, &out) != OK)
        die("notice_batch: not made");
    return out.id;
}

bool notice_batch_get(struct db *db, int64_t id, struct notice_batch *out)
{
    return db_one(db, &notice_batch_model, GET, &(struct notice_batch){.id = id}, out);
}

static struct notice_batches list(struct db *db, int q)
{
    struct rows r = db_all(db, &notice_batch_model, q, NULL);

    return (struct notice_batches){r.v, r.n};
}

struct notice_batches notice_batches_open(struct db *db)
{
    return list(db, OPEN);
}

struct notice_batches notice_batches_ended(struct db *db)
{
    return list(db, ENDED);
}

int64_t notice_batch_waiting(struct db *db, int64_t *oldest)
{
    struct notice_batch out = {.n = 0};

    db_one(db, &notice_batch_model, WAITING, NULL, &out);
    *oldest = out.proposed_at;
    return out.n;
}

/* ---------------------------------------------------------------- what is in them */

static const struct col item_cols[] = {
    COL(notice_batch_item, batch), COL(notice_batch_item, notice),
    COL(notice_batch_item, version), COL(notice_batch_item, institution),
    COL(notice_batch_item, rev), COL(notice_batch_item, result),
    COL(notice_batch_item, why), COL(notice_batch_item, number),
    COL(notice_batch_item, state), COL(notice_batch_item, name),
    COL(notice_batch_item, pref), COL(notice_batch_item, score_table),
    COL(notice_batch_item, code), COL(notice_batch_item, type_title),
    COL(notice_batch_item, type_number),
};

enum { PUT, ITEMS, RESULT, FREE };

static const struct query item_queries[] = {
    [PUT] = {"notice_batch_item.put", ANY,
        "INSERT INTO notice_batch_item (batch, notice, version, open)"
        " VALUES (:batch, :notice, :version, 1)"},
    [ITEMS] = {"notice_batch_item.list", ANY,
        "SELECT b.batch, b.notice, b.version, b.result, b.why, n.institution, n.rev,"
        " n.number, n.state, i.name, i.pref, i.score_table, i.code, t.title AS type_title,"
        " t.number AS type_number FROM notice_batch_item b"
        " JOIN notice n ON n.id = b.notice JOIN institution i ON i.id = n.institution"
        " JOIN programme_type t ON t.id = n.type WHERE b.batch = :batch"
        " ORDER BY b.result = 'accepted', n.filed_at, n.id"},
    [RESULT] = {"notice_batch_item.result", ANY,
        "UPDATE notice_batch_item SET result = :result, why = :why"
        " WHERE batch = :batch AND notice = :notice"},
    [FREE] = {"notice_batch_item.free", ANY,
        "UPDATE notice_batch_item SET open = NULL WHERE batch = :batch"},
};

const struct model notice_batch_item_model = MODEL(notice_batch_item, item_cols, item_queries);

enum err notice_batch_put(struct db *db, int64_t batch, int64_t notice, int64_t version)
{
    return db_run(db, &notice_batch_item_model, PUT,
        &(struct notice_batch_item){.batch = batch, .notice = notice, .version = version});
}

void notice_batch_result(struct db *db, const struct notice_batch_item *item, const char *why)
{
    struct notice_batch_item in = {.batch = item->batch, .notice = item->notice,
        .result = *why ? S("left_out") : S("accepted"), .why = str_of(why)};

    if (db_run(db, &notice_batch_item_model, RESULT, &in) != OK)
        die("notice_batch: no such item");
}

struct notice_batch_items notice_batch_items(struct db *db, int64_t batch)
{
    struct rows r = db_all(db, &notice_batch_item_model, ITEMS,
        &(struct notice_batch_item){.batch = batch});

    return (struct notice_batch_items){r.v, r.n};
}

enum err notice_batch_end(
    struct db *db, const struct notice_batch *b, bool approved, int64_t staff)
{
    struct notice_batch in = {
        .id = b->id, .state = approved ? S("approved") : S("dropped"), .ended_by = staff};
    struct notice_batch_item items = {.batch = b->id};

    if (approved && staff == b->proposed_by)
        return ERR_DENIED;
    if (db_run(db, &notice_batch_model, END, &in) != OK)
        return ERR_DENIED;
    /* those of an empty batch are freed as well */
    return db_run(db, &notice_batch_item_model, FREE, &items) == ERR_CONFLICT ? ERR_DENIED : OK;
}
