/* pending.c: see pending.h. */
#include "model/pending.h"

#include "model/claiming.h"

static const struct col cols[] = {
    COL(pending, kind), COL(pending, id), COL(pending, at), COL(pending, by),
    COL(pending, person), COL(pending, mail), COL(pending, institution), COL(pending, life),
};

/* A request for a letter: as in model/letter_request.c. */
static const struct query queries[] = {
    {"pending.list", SHARED,
        "SELECT 'letter' AS kind, q.id, q.asked_at AS at, q.asked_by AS by, '' AS person,"
        " '' AS mail FROM letter_request q WHERE q.institution = :institution AND q.recovery = 1"
        " AND (q.state = 'asked' OR (q.state = 'issued' AND (EXISTS (SELECT 1 FROM letter l"
        " WHERE l.id = q.letter AND l.state = 'planned') OR EXISTS (SELECT 1 FROM credential x"
        " WHERE x.letter = q.letter AND x.recovery = 1 AND x.state = 'issued'"
        " AND x.valid_until >= :today))))"
        " UNION ALL SELECT t.purpose, t.account, t.created_at, '', a.contact, t.mail"
        " FROM member m JOIN token t ON t.account = m.account JOIN account a ON a.id = t.account"
        " WHERE m.institution = :institution AND t.purpose IN ('replace', 'factor')"
        " AND t.used_at IS NULL AND t.expires_at > :now"
        " UNION ALL SELECT 'claim', t.rowid, t.expires_at - :life, '', '', t.mail FROM token t"
        " WHERE t.institution = :institution AND t.purpose = 'register'"
        " AND substr(t.extra, 1, 6) = 'claim:' AND t.used_at IS NULL AND t.expires_at > :now"
        " ORDER BY at"},
};

const struct model pending_model = MODEL(pending, cols, queries);

struct pending_list pending_list(struct db *db, int64_t institution)
{
    struct rows r = db_all(
        db, &pending_model, 0, &(struct pending){.institution = institution,
                                       .life = CLAIM_WAIT_S + CLAIM_LINK_S});

    return (struct pending_list){r.v, r.n};
}
