/* bounce.c: see bounce.h. */
#include "model/bounce.h"

static const struct col cols[] = {
    COL(bounce, id), COL(bounce, outbox), COL(bounce, at), COL(bounce, digest),
    COL(bounce, kind), COL(bounce, status), COL(bounce, said), COL(bounce, raw),
};

enum { ADD, OF };

static const struct query queries[] = {
    [ADD] = {"bounce.add", ANY,
        "INSERT INTO bounce (outbox, at, digest, kind, status, said, raw)"
        " VALUES (:outbox, :now, :digest, :kind, :status, :said, :raw)"
        " ON CONFLICT (digest) DO NOTHING RETURNING id"},
    [OF] = {"bounce.of", ANY,
        "SELECT * FROM bounce WHERE outbox = :outbox ORDER BY id LIMIT 50"},
};

const struct model bounce_model = MODEL(bounce, cols, queries);

bool bounce_add(struct db *db, const struct bounce *row, int64_t *id)
{
    struct bounce out = {.id = 0};
    enum err e = db_put(db, &bounce_model, ADD, row, &out);

    if (e == ERR_CONFLICT)
        die("bounce: conflict");
    *id = out.id;
    return e == OK && out.id;
}

struct bounce_list bounces_of(struct db *db, int64_t outbox)
{
    struct rows r = db_all(db, &bounce_model, OF, &(struct bounce){.outbox = outbox});

    return (struct bounce_list){r.v, r.n};
}
