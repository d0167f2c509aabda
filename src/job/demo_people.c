/* demo_people.c: see demo.h: people who share an institution, one who has two, an agent. */
#include "job/demo.h"

#include "model/account.h"
#include "model/agency.h"
#include "model/institution.h"
#include "model/member.h"
#include "model/pair.h"
#include "sys/clock.h"
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

/* row: what was asked, and of whom; by the owner of the session's institution. */
static bool ask(struct db *db, struct arena *a, struct agency *row, const char *person,
    const char *mail, int64_t months, int64_t *id)
{
    struct members_of all = member_list(db);
    struct date last = date_add_months(date_tokyo(clock_now()), (int)months);

    if (!all.n)
        return false;
    row->firm = S("見本システム株式会社");
    row->person = str_of(person);
    row->mail = row->mail_key = str_of(mail);
    row->until_day = date_text(a, last);
    row->made_by = all.v[0].account;
    return agency_grant(db, row, id) == OK;
}

static bool agents(struct db *db, struct arena *a, const struct account *like, int64_t first,
    int64_t second)
{
    struct agency both = {.procedures = PROCEDURE_NOTICES | PROCEDURE_READERS};
    struct agency notices = {.procedures = PROCEDURE_NOTICES};
    struct account row = *like;
    int64_t id, waits, over;

    row.contact = S("見本　代行");
    row.mail = S(DEMO_AGENT);
    if (account_add(db, a, &row, &row.id) != OK || !proved(db, row.id, row.mail))
        return false;
    db_as(db, a, first);
    if (!ask(db, a, &both, "見本　代行", DEMO_AGENT, AGENCY_MONTHS_USUAL, &id) ||
        agency_accept(db, id, row.id) != OK ||
        !ask(db, a, &notices, "見本　書士", "demo-shoshi@example.jp", 1, &waits) ||
        !ask(db, a, &notices, "見本　前任", "demo-zennin@example.jp", 2, &over) ||
        agency_end(db, over, S("a:1"), "owner") != OK || agency_told(db, over) != OK)
        return false;
    db_as(db, a, second);
    return ask(db, a, &both, "見本　代行", DEMO_AGENT, 1, &id) &&
        agency_accept(db, id, row.id) == OK;
}

bool demo_people(
    struct db *db, struct arena *a, const struct account *like, int64_t first,
    int64_t ordered, int64_t last)
{
    bool ok;

    db_as(db, a, DB_ALL);
    ok = colleague(db, a, like, first, "staff", S("見本　次郎"), S(DEMO_STAFF)) &&
        colleague(db, a, like, first, "viewer", S("見本　みのり"), S(DEMO_VIEWER)) &&
        twins(db, a, like, last - 1, last) && agents(db, a, like, first, ordered);
    db_as(db, a, DB_ALL);
    return ok;
}
