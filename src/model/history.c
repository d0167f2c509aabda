/* history.c: see history.h. */
#include "model/history.h"

static const struct col cols[] = {
    COL(history, id), COL(history, at), COL(history, actor), COL(history, action),
    COL(history, detail), COL(history, contact), COL(history, subject), COL(history, mail), COL(history, state),
    COL(history, posted_on), COL(history, valid_until), COL(history, key_state),
    COL(history, void_reason), COL(history, reason), COL(history, n), COL(history, skip),
};

/* Who has registered by a mail link alone sees what has happened since, and no more. */
#define SINCE(at)                                                                        \
    " AND " at " >= COALESCE((SELECT registered_at FROM statement"                       \
    " WHERE institution = :me AND proof = ''), 0)"

enum { NUMBER, ACTS, MAILS, LETTERS };

static const struct query queries[] = {
    [NUMBER] = {"history.number", OWN,
        "SELECT count(*) AS n FROM audit WHERE institution = :me" SINCE("at")},
    [ACTS] = {"history.acts", OWN,
        "SELECT h.id, h.at, h.actor, h.action, h.detail, p.contact FROM audit h"
        " LEFT JOIN account p ON p.id = CASE WHEN h.actor GLOB 'a:*'"
        " THEN CAST(substr(h.actor, 3) AS INTEGER) END WHERE h.institution = :me" SINCE("h.at")
        " ORDER BY h.id DESC LIMIT :n OFFSET :skip"},
    [MAILS] = {"history.mails", OWN,
        "SELECT id, COALESCE(sent_at, created_at) AS at, subject, mail_to AS mail, state"
        " FROM outbox WHERE institution = :me" SINCE("created_at") " ORDER BY id DESC LIMIT 50"},
    [LETTERS] = {"history.letters", OWN,
        "SELECT l.id, c.posted_on, l.state, l.reason, k.valid_until, k.state AS key_state,"
        " k.void_reason FROM letter l JOIN campaign c ON c.id = l.campaign"
        " LEFT JOIN credential k ON k.id = l.credential WHERE l.institution = :me"
        " AND l.state IN ('written', 'used', 'returned', 'void')" SINCE("c.created_at")
        " ORDER BY l.id DESC LIMIT 50"},
};

const struct model history_model = MODEL(history, cols, queries);

static struct history_list all(struct db *db, int q, const struct history *in)
{
    struct rows r = db_all(db, &history_model, q, in);

    return (struct history_list){r.v, r.n};
}

int64_t history_count(struct db *db)
{
    struct history out = {.n = 0};

    db_one(db, &history_model, NUMBER, NULL, &out);
    return out.n;
}

struct history_list history_acts(struct db *db, int64_t page)
{
    return all(db, ACTS,
        &(struct history){.n = HISTORY_PAGE, .skip = (page - 1) * HISTORY_PAGE});
}

struct history_list history_mails(struct db *db)
{
    return all(db, MAILS, NULL);
}

struct history_list history_letters(struct db *db)
{
    return all(db, LETTERS, NULL);
}
