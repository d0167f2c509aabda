/* member.c: see member.h. */
#include "model/member.h"

#include "util/str.h"

static const struct col cols[] = {
    COL(member, account), COL(member, institution), COL(member, role), COL(member, joined_at),
    COL(member, chosen_at), COL(member, contact), COL(member, mail), COL(member, login_at),
    COL(member, mail_confirmed_at), COL(member, name), COL(member, pref),
    COL(member, score_table), COL(member, code), COL(member, n),
};

const struct choice member_roles[] = {
    {"owner", "代表"}, {"staff", "担当"}, {"viewer", "閲覧"}, {NULL, NULL}};

enum { LIST_OF, PLACES, PLACE, GET, ADD, SET_ROLE, REMOVE, NUMBER, CHOSEN };

#define PERSON                                                                           \
    "SELECT m.account, m.institution, m.role, m.joined_at, a.contact, a.mail, a.login_at," \
    " a.mail_confirmed_at FROM member m JOIN account a ON a.id = m.account"
#define PLACE_ROWS                                                                       \
    "SELECT m.account, m.institution, m.role, m.joined_at, m.chosen_at,"                 \
    " COALESCE(s.name, i.name) AS name, i.pref, i.score_table, i.code FROM member m"     \
    " JOIN institution i ON i.id = m.institution"                                        \
    " LEFT JOIN statement s ON s.institution = m.institution"
/* Another owner is there, or this one stays one. */
#define KEEPS_AN_OWNER                                                                   \
    " AND (role <> 'owner' OR :role = 'owner' OR EXISTS (SELECT 1 FROM member x"         \
    " WHERE x.institution = :me AND x.account <> :account AND x.role = 'owner'))"

static const struct query queries[] = {
    [LIST_OF] = {"member.list", OWN,
        PERSON " WHERE m.institution = :me"
               " ORDER BY m.role <> 'owner', m.role = 'viewer', m.joined_at, m.account"},
    [PLACES] = {"member.places", SHARED,
        PLACE_ROWS " WHERE m.account = :account ORDER BY m.chosen_at DESC, m.joined_at,"
                   " m.institution"},
    [PLACE] = {"member.place", SHARED,
        PLACE_ROWS " WHERE m.account = :account AND m.institution = :institution"},
    [GET] = {"member.get", OWN, PERSON " WHERE m.institution = :me AND m.account = :account"},
    [ADD] = {"member.add", OWN,
        "INSERT INTO member (account, institution, role, joined_at)"
        " VALUES (:account, :me, :role, :now)"},
    [SET_ROLE] = {"member.set_role", OWN,
        "UPDATE member SET role = :role"
        " WHERE institution = :me AND account = :account" KEEPS_AN_OWNER},
    [REMOVE] = {"member.remove", OWN,
        "DELETE FROM member WHERE institution = :me AND account = :account" KEEPS_AN_OWNER},
    [NUMBER] = {"member.number", OWN,
        "SELECT count(*) AS n FROM member WHERE institution = :me"},
    [CHOSEN] = {"member.chosen", SHARED,
        "UPDATE member SET chosen_at = :now"
        " WHERE account = :account AND institution = :institution"},
};

const struct model member_model = MODEL(member, cols, queries);

struct str member_role_name(struct str role)
{
    for (const struct choice *c = member_roles; c->value; c++)
        if (str_is(role, c->value))
            return str_of(c->label);
    return role;
}

static struct members_of all(struct db *db, int q, const struct member *in)
{
    struct rows r = db_all(db, &member_model, q, in);

    return (struct members_of){r.v, r.n};
}

struct members_of member_list(struct db *db)
{
    return all(db, LIST_OF, NULL);
}

struct members_of member_places(struct db *db, int64_t account)
{
    return all(db, PLACES, &(struct member){.account = account});
}

bool member_place(struct db *db, int64_t account, int64_t institution, struct member *out)
{
    return db_one(db, &member_model, PLACE,
        &(struct member){.account = account, .institution = institution}, out);
}

bool member_get(struct db *db, int64_t account, struct member *out)
{
    return db_one(db, &member_model, GET, &(struct member){.account = account}, out);
}

enum err member_add(struct db *db, int64_t account, struct str role)
{
    return db_run(
        db, &member_model, ADD, &(struct member){.account = account, .role = role});
}

enum err member_set_role(struct db *db, int64_t account, struct str role)
{
    return db_run(
        db, &member_model, SET_ROLE, &(struct member){.account = account, .role = role});
}

enum err member_remove(struct db *db, int64_t account)
{
    return db_run(db, &member_model, REMOVE, &(struct member){.account = account});
}

int64_t member_count(struct db *db)
{
    struct member out = {.n = 0};

    db_one(db, &member_model, NUMBER, NULL, &out);
    return out.n;
}

void member_chosen(struct db *db, int64_t account, int64_t institution)
{
    if (db_run(db, &member_model, CHOSEN,
            &(struct member){.account = account, .institution = institution}) == ERR_CONFLICT)
        die("member: conflict");
}
