/* demo_people.c: see demo.h: people who share an institution, and one who has two. */
#include "job/demo.h"

#include "model/account.h"
#include "model/institution.h"
#include "model/member.h"
#include "model/pair.h"
#include "util/str.h"

static bool proved(struct db *db, int64_t account, struct str mail)
{
    return account_confirmed(db, account, mail) == OK;
}

static bool colleague(struct db *db, struct arena *a, const struct account *like,
    int64_t institution, const char *role, struct str contact, struct str mail)
{
    struct account row = *like;

    row.contact = contact;
    row.mail = mail;
    if (account_add(db, a, &row, &row.id) != OK || !proved(db, row.id, mail))
        return false;
    db_as(db, a, institution);
    return member_add(db, row.id, str_of(role)) == OK;
}

/* What the form would have filled in. */
static bool stated(struct db *db, struct arena *a, int64_t institution, struct account *row)
{
    struct institution i;

    db_as(db, a, DB_ALL);
    if (!institution_get(db, institution, &i))
        return false;
    row->name = i.name;
    row->founder = i.founder;
    row->phone = i.phone;
    db_as(db, a, institution);
    return true;
}

static bool twins(
    struct db *db, struct arena *a, const struct account *like, int64_t medical, int64_t dental)
{
    struct account row = *like;

    row.contact = S("見本　双葉");
    row.mail = S(DEMO_TWO);
    if (!stated(db, a, medical, &row) || account_register(db, a, &row, &row.id) != OK ||
        !proved(db, row.id, row.mail))
        return false;
    return stated(db, a, dental, &row) && account_claim(db, a, &row) == OK &&
        pair_make(db, a, medical, S("cli")) == OK;
}

bool demo_people(
    struct db *db, struct arena *a, const struct account *like, int64_t first, int64_t last)
{
    bool ok;

    db_as(db, a, DB_ALL);
    ok = colleague(db, a, like, first, "staff", S("見本　次郎"), S(DEMO_STAFF)) &&
        colleague(db, a, like, first, "viewer", S("見本　みのり"), S(DEMO_VIEWER)) &&
        twins(db, a, like, last - 1, last);
    db_as(db, a, DB_ALL);
    return ok;
}
