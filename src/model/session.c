/* session.c: see session.h. */
#include "model/session.h"

#include "model/agency.h"

static const struct col cols[] = {
    COL(session, id), COL(session, account, .null = true),
    COL(session, credential, .null = true), COL(session, staff, .null = true),
    COL(session, institution, .null = true), COL(session, created_at),
    COL(session, seen_at), COL(session, hash), COL(session, contact), COL(session, mail),
    COL(session, place), COL(session, staff_name), COL(session, staff_role),
    COL(session, member_role), COL(session, credential_state),
    COL(session, mail_confirmed_at), COL(session, disabled_at),
    COL(session, places), COL(session, proof), COL(session, left),
    COL(session, terms_open),
    COL(session, agency), COL(session, agencies), COL(session, been_agent), COL(session, procedures), COL(session, until_day),
    COL(session, agent), COL(session, peer), COL(session, second), COL(session, factor), COL(session, n), COL(session, keep),
};

enum { FIND, LIVES, OPEN, END, END_OWN, END_OTHERS, END_AT, OF, TRIM, TOUCH, SWEEP };

/* The same owner: exactly one of the three is set, NULL never equals NULL. */
#define SAME " (account = :account OR credential = :credential OR staff = :staff)"

/* An earlier account has ordered or filed something, and who registered since has proved
 * nothing. */
#define LEFT_BEHIND                                                                      \
    "CASE WHEN t.proof = '' THEN EXISTS (SELECT 1 FROM reader_order o"                   \
    " WHERE o.institution = s.institution AND o.created_at < t.registered_at)"           \
    " OR EXISTS (SELECT 1 FROM notice n"                                                 \
    " WHERE n.institution = s.institution AND n.made_at < t.registered_at)"              \
    " OR EXISTS (SELECT 1 FROM founder_change f"                                         \
    " WHERE f.institution = s.institution AND f.filed_at < t.registered_at) ELSE 0 END"

static const struct query queries[] = {
    [FIND] = {"session.find", SHARED,
        "SELECT s.id, s.account, s.credential, s.staff, s.institution, s.created_at,"
        " s.seen_at, s.second, p.enrolled_at AS factor, a.contact, a.mail, a.mail_confirmed_at,"
        " COALESCE(t.name, i.name) AS place, f.name AS staff_name, f.role AS staff_role,"
        " f.disabled_at, t.proof, " LEFT_BEHIND " AS \"left\", m.role AS member_role, CASE WHEN i.closed_on <= :today THEN 'closed'"
        " ELSE c.state END AS credential_state,"
        " (SELECT count(*) FROM member x WHERE x.account = s.account) AS places,"
        " (SELECT count(*) FROM agency g WHERE g.account = s.account AND" AGENCY_ALIVE
        ") AS agencies, (SELECT count(*) FROM agency WHERE account = s.account"
        " AND institution = s.institution) AS been_agent, g.id AS agency, g.procedures, g.until_day,"
        " (SELECT max(version) FROM terms WHERE valid_from <= :today) > COALESCE("
        "(SELECT max(version) FROM consent WHERE account = s.account), 0) AS terms_open"
        " FROM session s"
        " LEFT JOIN account a ON a.id = s.account"
        " LEFT JOIN member m ON m.account = s.account AND m.institution = s.institution"
        " LEFT JOIN statement t ON t.institution = s.institution"
        " LEFT JOIN institution i ON i.id = s.institution"
        " LEFT JOIN agency g ON g.account = s.account AND g.institution = s.institution AND"
        AGENCY_ALIVE
        " LEFT JOIN factor p ON p.account = s.account"
        " LEFT JOIN staff f ON f.id = s.staff"
        " LEFT JOIN credential c ON c.id = s.credential"
        " WHERE s.hash = :hash"},
    [LIVES] = {"session.lives", SHARED, "SELECT id FROM session WHERE hash = :hash"},
    [OPEN] = {"session.open", SHARED,
        "INSERT INTO session (hash, account, credential, staff, institution, created_at,"
        " seen_at, agent, peer, second) VALUES (:hash, :account, :credential, :staff, :institution,"
        " CASE WHEN :created_at THEN :created_at ELSE :now END, :now, :agent, :peer, :second)"
        " RETURNING id"},
    [END] = {"session.end", SHARED, "DELETE FROM session WHERE id = :id"},
    [END_OWN] = {"session.end_own", SHARED,
        "DELETE FROM session WHERE id = :id AND account = :account"},
    [OF] = {"session.of", SHARED,
        "SELECT id, institution, created_at, seen_at, agent, peer FROM session"
        " WHERE account = :account ORDER BY seen_at DESC, id DESC"},
    [END_OTHERS] = {"session.end_others", SHARED,
        "DELETE FROM session WHERE id <> :keep AND" SAME},
    [END_AT] = {"session.end_at", SHARED,
        "DELETE FROM session WHERE account = :account AND institution = :institution"},
    [TRIM] = {"session.trim", SHARED,
        "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE" SAME
        " ORDER BY id DESC LIMIT -1 OFFSET :n)"},
    [TOUCH] = {"session.touch", SHARED,
        "UPDATE session SET seen_at = :now WHERE id = :id AND seen_at < :now"},
    [SWEEP] = {"session.sweep", SHARED, "DELETE FROM session WHERE seen_at < :n"},
};

const struct model session_model = MODEL(session, cols, queries);

bool session_find(struct db *db, struct bytes hash, struct session *out)
{
    return db_one(db, &session_model, FIND, &(struct session){.hash = hash}, out);
}

bool session_lives(struct db *db, struct bytes hash)
{
    struct session out;

    return db_one(db, &session_model, LIVES, &(struct session){.hash = hash}, &out);
}

int64_t session_open(struct db *db, const struct session *row)
{
    struct session out = {.id = 0};

    if (db_put(db, &session_model, OPEN, row, &out) != OK)
        die("two sessions with one token");
    return out.id;
}

/* Nothing to end is fine: somebody else has ended it. */
static void run(struct db *db, int q, const struct session *in)
{
    if (db_run(db, &session_model, q, in) == ERR_CONFLICT)
        die("session: conflict");
}

void session_end(struct db *db, int64_t id)
{
    run(db, END, &(struct session){.id = id});
}

enum err session_end_own(struct db *db, int64_t account, int64_t id)
{
    return db_run(
        db, &session_model, END_OWN, &(struct session){.id = id, .account = account});
}

struct session_list session_of(struct db *db, int64_t account)
{
    struct rows r = db_all(db, &session_model, OF, &(struct session){.account = account});

    return (struct session_list){r.v, r.n};
}

void session_end_others(struct db *db, const struct session *owner, int64_t but)
{
    struct session in = *owner;

    in.keep = but;
    run(db, END_OTHERS, &in);
}

void session_end_at(struct db *db, int64_t account, int64_t institution)
{
    run(db, END_AT, &(struct session){.account = account, .institution = institution});
}

void session_trim(struct db *db, const struct session *owner, int64_t n)
{
    struct session in = *owner;

    in.n = n;
    run(db, TRIM, &in);
}

void session_touch(struct db *db, int64_t id)
{
    run(db, TOUCH, &(struct session){.id = id});
}

void session_sweep(struct db *db, int64_t before)
{
    run(db, SWEEP, &(struct session){.n = before});
}
