/* audit.c: the chain. */
#include "model/audit.h"

#include "sys/clock.h"
#include "sys/secret.h"
#include "util/buf.h"

static const struct col cols[] = {
    COL(audit, id), COL(audit, at), COL(audit, institution), COL(audit, actor),
    COL(audit, action), COL(audit, detail), COL(audit, request), COL(audit, hash),
};

enum { LAST, ADD, OF, OF_READERS, WALK };

static const struct query queries[] = {
    [LAST] = {"audit.last", SHARED, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1"},
    [ADD] = {"audit.add", SHARED,
        "INSERT INTO audit (at, actor, institution, action, detail, request, hash)"
        " VALUES (:at, :actor, :institution, :action, :detail, :request, :hash)"},
    [OF] = {"audit.of", ANY,
        "SELECT id, at, actor, institution, action, detail, request FROM audit"
        " WHERE institution = :institution ORDER BY id DESC LIMIT 100"},
    [OF_READERS] = {"audit.of_readers", ANY,
        "SELECT id, at, actor, institution, action, detail, request FROM audit"
        " WHERE action >= 'reader.' AND action < 'reader/' ORDER BY id DESC LIMIT 50"},
    [WALK] = {"audit.walk", ANY,
        "SELECT id, at, actor, institution, action, detail, request, hash FROM audit"
        " ORDER BY id"},
};

const struct model audit_model = MODEL(audit, cols, queries);

static const struct secret_key *chain_key;

void audit_key(const struct secret_key *key)
{
    chain_key = key;
}

static void field(struct buf *b, const void *p, size_t n)
{
    buf_addf(b, "%zu:", n); /* the length first: no two rows have the same bytes */
    buf_add(b, p, n);
}

static void link_hash(unsigned char out[SECRET_SHA256], struct bytes before,
    const struct audit *row, struct buf *b)
{
    if (!chain_key)
        die("audit without a key");
    buf_reset(b);
    field(b, before.p, before.n);
    buf_addf(b, "%lld,%lld,", (long long)row->at, (long long)row->institution);
    field(b, row->actor.p, row->actor.n);
    field(b, row->action.p, row->action.n);
    field(b, row->detail.p, row->detail.n);
    field(b, row->request.p, row->request.n);
    secret_hmac(out, chain_key, secret_bytes(buf_view(b)));
}

void audit_add(struct db *db, const struct audit *row)
{
    struct audit last = {.id = 0}, mine = *row;
    unsigned char hash[SECRET_SHA256];
    struct buf b = BUF_INIT;

    db_one(db, &audit_model, LAST, NULL, &last);
    if (!mine.at)
        mine.at = clock_now();
    link_hash(hash, last.hash, &mine, &b);
    buf_release(&b);
    mine.hash = (struct bytes){hash, sizeof(hash)};
    if (db_run(db, &audit_model, ADD, &mine) != OK)
        die("audit row not written");
}

struct audit_list audit_of(struct db *db, int64_t institution)
{
    struct rows r = db_all(db, &audit_model, OF, &(struct audit){.institution = institution});

    return (struct audit_list){r.v, r.n};
}

struct audit_list audit_of_readers(struct db *db)
{
    struct rows r = db_all(db, &audit_model, OF_READERS, NULL);

    return (struct audit_list){r.v, r.n};
}

struct walk {
    unsigned char before[SECRET_SHA256];
    size_t n;
    struct buf b;
    int64_t rows, bad;
};

static bool walk_row(void *ctx, const void *row)
{
    struct walk *w = ctx;
    const struct audit *r = row;
    unsigned char want[SECRET_SHA256];

    link_hash(want, (struct bytes){w->before, w->n}, r, &w->b);
    if (!secret_equal((struct bytes){want, sizeof(want)}, r->hash)) {
        w->bad = r->id;
        return false;
    }
    memcpy(w->before, want, sizeof(want));
    w->n = sizeof(want);
    w->rows++;
    return true;
}

int64_t audit_verify(struct db *db, int64_t *rows)
{
    struct walk w = {.n = 0, .b = BUF_INIT};
    struct audit row;

    db_each(db, &audit_model, WALK, NULL, &row, walk_row, &w);
    buf_release(&w.b);
    *rows = w.rows;
    return w.bad;
}
