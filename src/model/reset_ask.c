/* reset_ask.c: see reset_ask.h. */
#include "model/reset_ask.h"

static const struct col cols[] = {
    COL(reset_ask, id), COL(reset_ask, mail), COL(reset_ask, request),
    COL(reset_ask, asked_at),
};

enum { ADD, FIRST, DONE };

static const struct query queries[] = {
    [ADD] = {"reset_ask.add", SHARED,
        "INSERT INTO reset_ask (mail, request, asked_at) VALUES (:mail, :request, :now)"},
    [FIRST] = {"reset_ask.first", SHARED,
        "SELECT id, mail, request, asked_at FROM reset_ask ORDER BY id LIMIT 1"},
    [DONE] = {"reset_ask.done", SHARED, "DELETE FROM reset_ask WHERE id = :id"},
};

const struct model reset_ask_model = MODEL(reset_ask, cols, queries);

static void run(struct db *db, int q, const struct reset_ask *in)
{
    if (db_run(db, &reset_ask_model, q, in) == ERR_CONFLICT)
        die("reset_ask: conflict");
}

void reset_ask_add(struct db *db, struct str mail, struct str request)
{
    run(db, ADD, &(struct reset_ask){.mail = mail, .request = request});
}

bool reset_ask_first(struct db *db, struct reset_ask *out)
{
    return db_one(db, &reset_ask_model, FIRST, NULL, out);
}

void reset_ask_done(struct db *db, int64_t id)
{
    run(db, DONE, &(struct reset_ask){.id = id});
}
