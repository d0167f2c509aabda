/* pair.c: see pair.h. */
#include "model/pair.h"

#include "util/kana.h"
#include "util/str.h"

static const struct col cols[] = {
    COL(site_pair, medical), COL(site_pair, dental), COL(site_pair, made_at), COL(site_pair, made_by),
    COL(site_pair, other), COL(site_pair, name), COL(site_pair, pref), COL(site_pair, score_table),
    COL(site_pair, code), COL(site_pair, address), COL(site_pair, here),
};

enum { GET, SAME_PLACE, MAKE, UNDO };

#define IN_A_PAIR(id) "EXISTS (SELECT 1 FROM pair WHERE medical = " id " OR dental = " id ")"

static const struct query queries[] = {
    [GET] = {"pair.get", OWN,
        "SELECT p.medical, p.dental, p.made_at, p.made_by, o.id AS other, o.name, o.pref,"
        " o.score_table, o.code, o.address FROM pair p JOIN institution o"
        " ON o.id = CASE p.medical WHEN :me THEN p.dental ELSE p.medical END"
        " WHERE p.medical = :me OR p.dental = :me"},
    /* How an address is written varies; C compares those. */
    [SAME_PLACE] = {"pair.same_place", OWN,
        "SELECT iif(m.score_table = '1', m.id, o.id) AS medical,"
        " iif(m.score_table = '1', o.id, m.id) AS dental, o.id AS other, o.name, o.pref,"
        " o.score_table, o.code, o.address, m.address AS here FROM institution m"
        " JOIN institution o ON o.phone_digits = m.phone_digits AND o.zip = m.zip"
        " AND o.pref = m.pref WHERE m.id = :me AND m.zip <> '' AND o.phone_digits <> ''"
        " AND ((m.score_table = '1' AND o.score_table = '3')"
        " OR (m.score_table = '3' AND o.score_table = '1'))"
        " AND COALESCE(m.closed_on, '9') > :today AND COALESCE(o.closed_on, '9') > :today"
        " AND NOT " IN_A_PAIR("m.id") " AND NOT " IN_A_PAIR("o.id")
        " ORDER BY o.id LIMIT 20"},
    [MAKE] = {"pair.make", OWN,
        "INSERT INTO pair (medical, dental, made_at, made_by)"
        " SELECT :medical, :dental, :now, :made_by WHERE :me IN (:medical, :dental)"},
    [UNDO] = {"pair.undo", OWN, "DELETE FROM pair WHERE medical = :me OR dental = :me"},
};

const struct model pair_model = MODEL(site_pair, cols, queries);

bool pair_get(struct db *db, struct site_pair *out)
{
    return db_one(db, &pair_model, GET, NULL, out);
}

struct site_pairs pair_candidates(struct db *db, struct arena *a)
{
    struct rows r = db_all(db, &pair_model, SAME_PLACE, NULL);
    struct site_pair *v = r.v;
    size_t n = 0;

    for (size_t i = 0; i < r.n; i++)
        if (v[i].here.n && str_eq(text_key(a, v[i].here), text_key(a, v[i].address)))
            v[n++] = v[i];
    return (struct site_pairs){v, n};
}

enum err pair_make(struct db *db, struct arena *a, int64_t other, struct str by)
{
    struct site_pairs l = pair_candidates(db, a);

    for (size_t i = 0; i < l.n; i++) {
        struct site_pair row = l.v[i];

        if (row.other != other)
            continue;
        row.made_by = by;
        return db_run(db, &pair_model, MAKE, &row);
    }
    return ERR_DENIED;
}

enum err pair_undo(struct db *db)
{
    return db_run(db, &pair_model, UNDO, NULL);
}
