/* suppression.c: see suppression.h. */
#include "model/suppression.h"

static const struct col cols[] = {
    COL(suppression, mail), COL(suppression, why), COL(suppression, since),
    COL(suppression, bounce), COL(suppression, ended_at, .null = true),
    COL(suppression, sent_at),
};

enum { BEGIN, OF, END };

static const struct query queries[] = {
    [BEGIN] = {"suppression.begin", ANY,
        "INSERT INTO suppression (mail, why, since, bounce)"
        " VALUES (:mail, :why, :now, :bounce) ON CONFLICT (mail) DO UPDATE SET"
        " why = excluded.why, since = excluded.since, bounce = excluded.bounce,"
        " ended_at = NULL WHERE ended_at IS NOT NULL AND ended_at <= :sent_at"},
    [OF] = {"suppression.of", SHARED,
        "SELECT mail, why, since, bounce FROM suppression"
        " WHERE mail = :mail AND ended_at IS NULL"},
    [END] = {"suppression.end", SHARED,
        "UPDATE suppression SET ended_at = :now WHERE mail = :mail AND ended_at IS NULL"},
};

const struct model suppression_model = MODEL(suppression, cols, queries);

static void run(struct db *db, int q, const struct suppression *in)
{
    if (db_run(db, &suppression_model, q, in) == ERR_CONFLICT)
        die("suppression: conflict");
}

void suppression_begin(struct db *db, struct str mail, struct str why, int64_t bounce,
    int64_t sent_at)
{
    run(db, BEGIN,
        &(struct suppression){
            .mail = mail, .why = why, .bounce = bounce, .sent_at = sent_at});
}

bool suppression_of(struct db *db, struct str mail, struct suppression *out)
{
    return db_one(db, &suppression_model, OF, &(struct suppression){.mail = mail}, out);
}

void suppression_end(struct db *db, struct str mail)
{
    run(db, END, &(struct suppression){.mail = mail});
}
