/* attachment.c: see attachment.h. */
#include "model/attachment.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(attachment, id), COL(attachment, institution), COL(attachment, owner),
    COL(attachment, number), COL(attachment, version), COL(attachment, until_version),
    COL(attachment, size), COL(attachment, scanned_at, .null = true), COL(attachment, at),
    COL(attachment, owner_table), COL(attachment, form), COL(attachment, actor),
    COL(attachment, kind), COL(attachment, title), COL(attachment, name),
    COL(attachment, type), COL(attachment, state), COL(attachment, scan),
    COL(attachment, sha256), COL(attachment, n),
};

enum {
    ADD,
    DRAFTS,
    SET_KIND,
    TAKE_OUT,
    LEAVE_OUT,
    LEFT_OUT,
    OF,
    GET,
    LAST,
    MOVE,
    END,
    CLEAR_LEFT_OUT,
    FORGET,
    SENT,
    ANY_GET,
    ANY_OF,
    WANTED,
    SWEEP_OLD,
    SWEEP_SPARE,
    SWEEP_LEFT_OUT,
    TO_SCAN,
    SCANNED,
    SCAN_OFF,
    UNSCANNED,
    EACH,
};

#define COLUMNS                                                                          \
    "id, institution, owner_table, owner, form, actor, number, version, until_version,"  \
    " kind, title, name, type, size, sha256, state, scan, scanned_at, at"
#define DRAFT                                                                            \
    "owner_table = 'draft' AND actor = :actor AND form = :form AND institution = :me"

static const struct query queries[] = {
    [ADD] = {"attachment.add", OWN,
        "INSERT INTO attachment (institution, owner_table, form, actor, kind, title, name,"
        " type, size, sha256, scan, at) VALUES (:me, 'draft', :form, :actor, :kind, :title,"
        " :name, :type, :size, :sha256, :scan, :now) RETURNING id"},
    [DRAFTS] = {"attachment.drafts", OWN,
        "SELECT " COLUMNS " FROM attachment WHERE " DRAFT " AND state = 'kept' ORDER BY id"},
    [SET_KIND] = {"attachment.set_kind", OWN,
        "UPDATE attachment SET kind = :kind, title = :title WHERE id = :id"
        " AND owner_table = 'draft' AND actor = :actor AND institution = :me"},
    [TAKE_OUT] = {"attachment.take_out", OWN,
        "UPDATE attachment SET state = 'removed' WHERE id = :id"
        " AND owner_table = 'draft' AND actor = :actor AND institution = :me"},
    [LEAVE_OUT] = {"attachment.leave_out", OWN,
        "INSERT INTO attachment_drop (actor, form, institution, attachment, at)"
        " VALUES (:actor, :form, :me, :id, :now) ON CONFLICT DO NOTHING"},
    [LEFT_OUT] = {"attachment.left_out", OWN,
        "SELECT attachment AS id FROM attachment_drop"
        " WHERE actor = :actor AND form = :form AND institution = :me"},
    [OF] = {"attachment.of", OWN,
        "SELECT " COLUMNS " FROM attachment WHERE owner_table = :owner_table"
        " AND owner = :owner AND institution = :me AND state = 'kept' ORDER BY number"},
    [GET] = {"attachment.get", OWN,
        "SELECT " COLUMNS " FROM attachment WHERE owner_table = :owner_table"
        " AND owner = :owner AND number = :number AND institution = :me"
        " AND state = 'kept'"},
    [LAST] = {"attachment.last", OWN,
        "SELECT number FROM attachment WHERE owner_table = :owner_table AND owner = :owner"
        " AND institution = :me ORDER BY number DESC LIMIT 1"},
    [MOVE] = {"attachment.move", OWN,
        "UPDATE attachment SET owner_table = :owner_table, owner = :owner, form = '',"
        " number = :number, version = :version WHERE id = :id AND institution = :me"},
    [END] = {"attachment.end", OWN,
        "UPDATE attachment SET until_version = :version WHERE id = :id"
        " AND owner_table = :owner_table AND owner = :owner AND institution = :me"
        " AND until_version = 0"},
    [CLEAR_LEFT_OUT] = {"attachment.clear_left_out", OWN,
        "DELETE FROM attachment_drop"
        " WHERE actor = :actor AND form = :form AND institution = :me"},
    [FORGET] = {"attachment.forget", OWN,
        "UPDATE attachment SET state = 'removed' WHERE " DRAFT},
    [SENT] = {"attachment.sent", SHARED,
        "SELECT count(*) AS n FROM attachment WHERE actor = :actor AND at > :now - 86400"},
    [ANY_GET] = {"attachment.any_get", ANY,
        "SELECT " COLUMNS " FROM attachment WHERE owner_table = :owner_table"
        " AND owner = :owner AND number = :number AND state = 'kept'"},
    [ANY_OF] = {"attachment.any_of", ANY,
        "SELECT " COLUMNS " FROM attachment WHERE owner_table = :owner_table"
        " AND owner = :owner AND state = 'kept' ORDER BY number"},
    [WANTED] = {"attachment.wanted", ANY,
        "SELECT id FROM attachment WHERE sha256 = :sha256 AND state = 'kept' LIMIT 1"},
    [SWEEP_OLD] = {"attachment.sweep_old", ANY,
        "DELETE FROM attachment WHERE owner_table = 'draft' AND at < :at"},
    [SWEEP_SPARE] = {"attachment.sweep_spare", ANY,
        "DELETE FROM attachment WHERE owner_table = 'draft' AND at < :at"
        " AND state = 'removed'"},
    [SWEEP_LEFT_OUT] = {"attachment.sweep_left_out", ANY,
        "DELETE FROM attachment_drop WHERE at < :at"},
    [TO_SCAN] = {"attachment.to_scan", ANY,
        "SELECT " COLUMNS " FROM attachment WHERE scan = 'waiting'"
        " ORDER BY COALESCE(scanned_at, at), id LIMIT 20"},
    [SCANNED] = {"attachment.scanned", ANY,
        "UPDATE attachment SET scan = :scan, scanned_at = :now WHERE id = :id"},
    [SCAN_OFF] = {"attachment.scan_off", ANY,
        "UPDATE attachment SET scan = '' WHERE scan = 'waiting'"},
    [UNSCANNED] = {"attachment.unscanned", ANY,
        "SELECT count(*) AS n FROM attachment WHERE scan = 'waiting'"},
    [EACH] = {"attachment.each", ANY,
        "SELECT " COLUMNS " FROM attachment WHERE state = 'kept' ORDER BY id"},
};

const struct model attachment_model = MODEL(attachment, cols, queries);

static void run(struct db *db, int q, const struct attachment *in)
{
    if (db_run(db, &attachment_model, q, in) == ERR_CONFLICT)
        die("attachment: conflict");
}

static struct attachment_list list(struct db *db, int q, const struct attachment *in)
{
    struct rows r = db_all(db, &attachment_model, q, in);

    return (struct attachment_list){r.v, r.n};
}

static bool one(struct db *db, int q, const char *table, int64_t owner, int64_t number,
    struct attachment *out)
{
    return db_one(db, &attachment_model, q,
        &(struct attachment){
            .owner_table = str_of(table), .owner = owner, .number = number}, out);
}

static int64_t count(struct db *db, int q, struct str actor)
{
    struct attachment out = {.n = 0};

    db_one(db, &attachment_model, q, &(struct attachment){.actor = actor}, &out);
    return out.n;
}

/* ---------------------------------------------------------------- drafts */

void attachment_add(struct db *db, struct attachment *row)
{
    struct attachment out = {.id = 0};

    if (db_put(db, &attachment_model, ADD, row, &out) == ERR_CONFLICT)
        die("attachment: conflict");
    row->id = out.id;
}

struct attachment_list attachment_drafts(struct db *db, struct str actor, struct str form)
{
    return list(db, DRAFTS, &(struct attachment){.actor = actor, .form = form});
}

void attachment_set_kind(struct db *db, const struct attachment *row)
{
    run(db, SET_KIND, row);
}

void attachment_take_out(struct db *db, int64_t id, struct str actor)
{
    run(db, TAKE_OUT, &(struct attachment){.id = id, .actor = actor});
}

void attachment_leave_out(struct db *db, struct str actor, struct str form, int64_t id)
{
    run(db, LEAVE_OUT, &(struct attachment){.id = id, .actor = actor, .form = form});
}

struct attachment_list attachment_left_out(struct db *db, struct str actor, struct str form)
{
    return list(db, LEFT_OUT, &(struct attachment){.actor = actor, .form = form});
}

void attachment_forget(struct db *db, struct str actor, struct str form)
{
    struct attachment in = {.actor = actor, .form = form};

    run(db, FORGET, &in);
    run(db, CLEAR_LEFT_OUT, &in);
}

int64_t attachment_sent(struct db *db, struct str actor)
{
    return count(db, SENT, actor);
}

/* ---------------------------------------------------------------- what was filed */

struct attachment_list attachment_of(struct db *db, const char *table, int64_t owner)
{
    return list(db, OF, &(struct attachment){.owner_table = str_of(table), .owner = owner});
}

bool attachment_in(const struct attachment *row, int64_t version)
{
    return row->version <= version && (!row->until_version || version < row->until_version);
}

bool attachment_get(
    struct db *db, const char *table, int64_t owner, int64_t number, struct attachment *out)
{
    return one(db, GET, table, owner, number, out);
}

int64_t attachment_commit(struct db *db, struct str actor, struct str form,
    const char *table, int64_t owner, int64_t version)
{
    struct attachment_list came = attachment_drafts(db, actor, form);
    struct attachment_list gone = attachment_left_out(db, actor, form);
    struct attachment last = {.number = 0};
    struct attachment row = {.owner_table = str_of(table), .owner = owner, .version = version,
        .actor = actor, .form = form};

    if (one(db, LAST, table, owner, 0, &last))
        row.number = last.number;
    for (size_t i = 0; i < came.n; i++) {
        row.id = came.v[i].id;
        row.number++;
        run(db, MOVE, &row);
    }
    for (size_t i = 0; i < gone.n; i++) {
        row.id = gone.v[i].id;
        run(db, END, &row);
    }
    run(db, CLEAR_LEFT_OUT, &row);
    return (int64_t)(came.n + gone.n);
}

/* ---------------------------------------------------------------- all institutions */

bool attachment_any(
    struct db *db, const char *table, int64_t owner, int64_t number, struct attachment *out)
{
    return one(db, ANY_GET, table, owner, number, out);
}

struct attachment_list attachment_all(struct db *db, const char *table, int64_t owner)
{
    return list(
        db, ANY_OF, &(struct attachment){.owner_table = str_of(table), .owner = owner});
}

bool attachment_wanted(struct db *db, struct bytes sha256)
{
    struct attachment out;

    return db_one(db, &attachment_model, WANTED, &(struct attachment){.sha256 = sha256}, &out);
}

void attachment_sweep(struct db *db, int64_t now)
{
    int64_t old = now - ATTACHMENT_DRAFT_DAYS * 86400;

    run(db, SWEEP_OLD, &(struct attachment){.at = old});
    run(db, SWEEP_LEFT_OUT, &(struct attachment){.at = old});
    run(db, SWEEP_SPARE, &(struct attachment){.at = now - ATTACHMENT_SPARE_DAYS * 86400});
}

struct attachment_list attachment_to_scan(struct db *db)
{
    return list(db, TO_SCAN, &(struct attachment){.id = 0});
}

void attachment_scanned(struct db *db, int64_t id, struct str word)
{
    run(db, SCANNED, &(struct attachment){.id = id, .scan = word});
}

void attachment_scan_off(struct db *db)
{
    run(db, SCAN_OFF, &(struct attachment){.id = 0});
}

int64_t attachment_unscanned(struct db *db)
{
    return count(db, UNSCANNED, S(""));
}

void attachment_each(struct db *db, struct attachment *row, db_row_fn *fn, void *ctx)
{
    db_each(db, &attachment_model, EACH, &(struct attachment){.id = 0}, row, fn, ctx);
}
