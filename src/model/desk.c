/* desk.c: see desk.h. */
#include "model/desk.h"

#include "sys/clock.h"

/* ---------------------------------------------------------------- numbers */

static const struct col desk_cols[] = {
    COL(desk, institutions), COL(desk, registered), COL(desk, unconfirmed),
    COL(desk, letters_alive), COL(desk, mails_queued), COL(desk, mails_dead),
    COL(desk, drafts), COL(desk, at),
};

enum { COUNTS, COUNTS_KEPT, KEPT, KEEP };
enum { KEPT_S = 900, AGAIN_S = 300 };

/* Each count walks an index that holds nothing else; those of COUNTS_KEPT hold only what
 * waits or has failed. */
static const struct query desk_queries[] = {
    [COUNTS] = {"desk.counts", ANY,
        "SELECT (SELECT count(*) FROM institution) AS institutions,"
        " (SELECT count(*) FROM statement) AS registered,"
        " (SELECT count(*) FROM account WHERE mail_confirmed_at IS NULL) AS unconfirmed,"
        " (SELECT count(*) FROM credential WHERE state = 'issued'"
        "  AND valid_until >= :today) AS letters_alive,"
        " (SELECT count(*) FROM outbox WHERE state IN ('queued', 'retry'))"
        " AS mails_queued,"
        " (SELECT count(*) FROM outbox WHERE state = 'dead') AS mails_dead,"
        " (SELECT count(*) FROM draft) AS drafts"},
    [COUNTS_KEPT] = {"desk.counts_kept", ANY,
        "SELECT at, institutions, registered, letters_alive, mails_queued,"
        " (SELECT count(*) FROM account WHERE mail_confirmed_at IS NULL) AS unconfirmed,"
        " (SELECT count(*) FROM outbox WHERE state = 'dead') AS mails_dead,"
        " (SELECT count(*) FROM draft) AS drafts FROM tally WHERE id = 1 AND at > :at"},
    [KEPT] = {"desk.kept", ANY,
        "SELECT at, institutions, registered, letters_alive, mails_queued FROM tally"
        " WHERE id = 1"},
    [KEEP] = {"desk.keep", ANY,
        "INSERT OR REPLACE INTO tally (id, at, institutions, registered, letters_alive,"
        " mails_queued) VALUES (1, :now, :institutions, :registered, :letters_alive,"
        " :mails_queued)"},
};

const struct model desk_model = MODEL(desk, desk_cols, desk_queries);

void desk_count(struct db *db, struct desk *out)
{
    struct desk since = {.at = clock_now() - KEPT_S};

    *out = (struct desk){.institutions = 0};
    if (!db_one(db, &desk_model, COUNTS_KEPT, &since, out))
        db_one(db, &desk_model, COUNTS, NULL, out);
}

void desk_tally(struct db *db)
{
    struct desk now = {.at = 0}, kept = {.at = 0};

    db_one(db, &desk_model, KEPT, NULL, &kept);
    if (!db_one(db, &desk_model, COUNTS, NULL, &now))
        return;
    if (kept.at > clock_now() - AGAIN_S && kept.institutions == now.institutions &&
        kept.registered == now.registered && kept.letters_alive == now.letters_alive &&
        kept.mails_queued == now.mails_queued)
        return;
    if (!db_begin(db))
        return;
    if (db_run(db, &desk_model, KEEP, &now) != OK || !db_commit(db))
        db_rollback(db);
}

/* ---------------------------------------------------------------- letters */

static const struct col letter_cols[] = {
    COL(desk_letter, id), COL(desk_letter, institution), COL(desk_letter, generation),
    COL(desk_letter, used_at), COL(desk_letter, campaign), COL(desk_letter, posted_on),
    COL(desk_letter, state), COL(desk_letter, reason), COL(desk_letter, login),
    COL(desk_letter, valid_until), COL(desk_letter, key_state),
    COL(desk_letter, void_reason),
};

enum { OF, LOGIN_OF };

static const struct query letter_queries[] = {
    [OF] = {"desk.letters_of", ANY,
        "SELECT l.id, l.generation, c.name AS campaign, c.posted_on, l.state, l.reason,"
        " k.login, k.valid_until, k.state AS key_state, k.void_reason, k.used_at"
        " FROM letter l JOIN campaign c ON c.id = l.campaign"
        " LEFT JOIN credential k ON k.id = l.credential"
        " WHERE l.institution = :institution ORDER BY l.id DESC LIMIT 50"},
    [LOGIN_OF] = {"desk.login_of", ANY,
        "SELECT letter AS id, login, generation, valid_until, state AS key_state,"
        " void_reason, used_at FROM credential WHERE institution = :institution"
        " ORDER BY id DESC LIMIT 1"},
};

const struct model desk_letter_model = MODEL(desk_letter, letter_cols, letter_queries);

struct desk_letters desk_letters_of(struct db *db, int64_t institution)
{
    struct rows r = db_all(
        db, &desk_letter_model, OF, &(struct desk_letter){.institution = institution});

    return (struct desk_letters){r.v, r.n};
}

bool desk_login_of(struct db *db, int64_t institution, struct desk_letter *out)
{
    return db_one(db, &desk_letter_model, LOGIN_OF,
        &(struct desk_letter){.institution = institution}, out);
}

/* ---------------------------------------------------------------- state */

static const struct col state_cols[] = {
    COL(desk_state, institution), COL(desk_state, registered), COL(desk_state, alive)};

static const struct query state_queries[] = {
    {"desk.state_of", ANY,
        "SELECT EXISTS (SELECT 1 FROM member WHERE institution = :institution)"
        " AS registered, EXISTS (SELECT 1 FROM credential WHERE institution = :institution"
        " AND state = 'issued' AND valid_until >= :today) AS alive"},
};

const struct model desk_state_model = MODEL(desk_state, state_cols, state_queries);

struct desk_state desk_state_of(struct db *db, int64_t institution)
{
    struct desk_state s = {.institution = institution};

    db_one(db, &desk_state_model, 0, &s, &s);
    return s;
}
