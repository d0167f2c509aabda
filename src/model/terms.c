/* terms.c: see terms.h. */
#include "model/terms.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(terms, version), COL(terms, valid_from), COL(terms, changes), COL(terms, account),
    COL(terms, accepted_at), COL(terms, mail), COL(terms, n),
};

enum { NOW, OPEN, ACCEPT, LAST, ADD, ALL, EACH };

static const struct query queries[] = {
    [NOW] = {"terms.now", SHARED,
        "SELECT version, valid_from, changes FROM terms WHERE valid_from <= :today"
        " ORDER BY version DESC LIMIT 1"},
    [OPEN] = {"terms.open", SHARED,
        "SELECT version, valid_from, changes FROM terms WHERE valid_from <= :today"
        " AND version > COALESCE((SELECT max(version) FROM consent WHERE account = :account),"
        " 0) ORDER BY version"},
    [ACCEPT] = {"terms.accept", SHARED,
        "INSERT INTO consent (account, version, accepted_at)"
        " SELECT :account, version, :now FROM terms WHERE valid_from <= :today"
        " ORDER BY version DESC LIMIT 1 ON CONFLICT (account, version) DO NOTHING"},
    [LAST] = {"terms.last", ANY,
        "SELECT version, valid_from FROM terms ORDER BY version DESC LIMIT 1"},
    [ADD] = {"terms.add", ANY,
        "INSERT INTO terms (version, valid_from, changes)"
        " VALUES (:version, :valid_from, :changes)"},
    [ALL] = {"terms.all", ANY,
        "SELECT version, valid_from, changes,"
        " (SELECT count(*) FROM consent c WHERE c.version = terms.version) AS n"
        " FROM terms ORDER BY version"},
    [EACH] = {"terms.each", ANY,
        "SELECT c.version, c.account, c.accepted_at, a.mail FROM consent c"
        " LEFT JOIN account a ON a.id = c.account WHERE c.version = :version"
        " ORDER BY c.accepted_at, c.account"},
};

const struct model terms_model = MODEL(terms, cols, queries);

bool terms_now(struct db *db, struct terms *out)
{
    return db_one(db, &terms_model, NOW, NULL, out);
}

struct terms_list terms_open(struct db *db, int64_t account)
{
    struct rows r = db_all(db, &terms_model, OPEN, &(struct terms){.account = account});

    return (struct terms_list){r.v, r.n};
}

void terms_accept(struct db *db, int64_t account)
{
    /* nothing to accept, or accepted before, is fine */
    if (db_run(db, &terms_model, ACCEPT, &(struct terms){.account = account}) == ERR_CONFLICT)
        die("terms: conflict");
}

enum err terms_add(struct db *db, struct str valid_from, struct str changes, int64_t *version)
{
    struct terms last = {.version = 0, .valid_from = S("")};

    db_one(db, &terms_model, LAST, NULL, &last);
    if (str_cmp(valid_from, last.valid_from) <= 0)
        return ERR_CONFLICT;
    *version = last.version + 1;
    return db_run(db, &terms_model, ADD,
        &(struct terms){.version = *version, .valid_from = valid_from, .changes = changes});
}

struct terms_list terms_all(struct db *db)
{
    struct rows r = db_all(db, &terms_model, ALL, NULL);

    return (struct terms_list){r.v, r.n};
}

void terms_each(struct db *db, int64_t version, db_row_fn *fn, void *ctx)
{
    struct terms row;

    db_each(db, &terms_model, EACH, &(struct terms){.version = version}, &row, fn, ctx);
}
