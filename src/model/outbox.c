/* outbox.c: see outbox.h. */
#include "model/outbox.h"

static const struct col cols[] = {
    COL(outbox, id), COL(outbox, lane), COL(outbox, institution), COL(outbox, account),
    COL(outbox, tries), COL(outbox, next_at), COL(outbox, created_at),
    COL(outbox, sent_at, .null = true), COL(outbox, smtp_code), COL(outbox, key),
    COL(outbox, mail_to), COL(outbox, subject), COL(outbox, body), COL(outbox, template),
    COL(outbox, state), COL(outbox, message_id),
};

enum { ADD, OF };

static const struct query queries[] = {
    [ADD] = {"outbox.add", SHARED,
        "INSERT INTO outbox (key, lane, mail_to, subject, body, template, institution,"
        " account, state, next_at, created_at) VALUES (:key, :lane, :mail_to, :subject,"
        " :body, :template, :institution, :account, 'queued', :now, :now)"
        " ON CONFLICT (key) DO NOTHING"},
    [OF] = {"outbox.of", ANY,
        "SELECT id, mail_to, subject, template, state, tries, created_at, sent_at, smtp_code"
        " FROM outbox WHERE institution = :institution ORDER BY id DESC LIMIT 50"},
};

const struct model outbox_model = MODEL(outbox, cols, queries);

void outbox_add(struct db *db, const struct outbox *row)
{
    if (db_run(db, &outbox_model, ADD, row) == ERR_CONFLICT)
        die("outbox: conflict");
}

struct outbox_list outbox_of(struct db *db, int64_t institution)
{
    struct rows r =
        db_all(db, &outbox_model, OF, &(struct outbox){.institution = institution});

    return (struct outbox_list){r.v, r.n};
}
