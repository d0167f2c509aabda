/* draft.c: see draft.h. */
#include "model/draft.h"

static const struct col cols[] = {
    COL(draft, owner), COL(draft, form), COL(draft, institution), COL(draft, fields),
    COL(draft, secret), COL(draft, base_rev), COL(draft, checked), COL(draft, ticket),
    COL(draft, saved_at),
};

enum { GET, SAVE, DROP, DROP_OWNER, FORGET, SWEEP, SWEEP_PUBLIC, USED, USE, SWEEP_TICKETS };

static const struct query queries[] = {
    [GET] = {"draft.get", SHARED,
        "SELECT owner, form, institution, fields, secret, base_rev, checked, ticket,"
        " saved_at FROM draft"
        " WHERE owner = :owner AND form = :form AND institution = :institution"},
    [SAVE] = {"draft.save", SHARED,
        "INSERT INTO draft (owner, form, institution, fields, secret, base_rev, checked,"
        " ticket, saved_at) VALUES (:owner, :form, :institution, :fields, :secret,"
        " :base_rev, :checked, :ticket, :now)"
        " ON CONFLICT (owner, form, institution) DO UPDATE SET fields = :fields,"
        " secret = :secret, base_rev = :base_rev, checked = :checked, ticket = :ticket,"
        " saved_at = :now"},
    [DROP] = {"draft.drop", SHARED,
        "DELETE FROM draft"
        " WHERE owner = :owner AND form = :form AND institution = :institution"},
    [DROP_OWNER] = {"draft.drop_owner", SHARED, "DELETE FROM draft WHERE owner = :owner"},
    [FORGET] = {"draft.forget", SHARED,
        "UPDATE draft SET secret = '', checked = 0 WHERE owner = :owner AND secret <> ''"},
    [SWEEP] = {"draft.sweep", SHARED, "DELETE FROM draft WHERE saved_at < :saved_at"},
    [SWEEP_PUBLIC] = {"draft.sweep_public", SHARED,
        "DELETE FROM draft WHERE owner >= 'p:' AND owner < 'p;' AND saved_at < :saved_at"},
    [USED] = {"ticket.used", SHARED,
        "SELECT result AS fields FROM ticket WHERE ticket = :ticket"},
    [USE] = {"ticket.use", SHARED,
        "INSERT INTO ticket (ticket, owner, result, used_at)"
        " VALUES (:ticket, :owner, :fields, :now)"},
    [SWEEP_TICKETS] = {"ticket.sweep", SHARED,
        "DELETE FROM ticket WHERE used_at < :saved_at"},
};

const struct model draft_model = MODEL(draft, cols, queries);

static void run(struct db *db, int q, const struct draft *in)
{
    if (db_run(db, &draft_model, q, in) == ERR_CONFLICT)
        die("draft: conflict");
}

bool draft_get(struct db *db, struct str owner, struct str form, int64_t institution,
    struct draft *out)
{
    return db_one(db, &draft_model, GET,
        &(struct draft){.owner = owner, .form = form, .institution = institution}, out);
}

void draft_save(struct db *db, const struct draft *d)
{
    run(db, SAVE, d);
}

void draft_typed(struct db *db, const struct draft *d, bool new_password)
{
    struct draft row = *d, before;

    row.secret = S("");
    if (!new_password && draft_get(db, d->owner, d->form, d->institution, &before))
        row.secret = before.secret;
    row.checked = 0;
    row.ticket = S("");
    draft_save(db, &row);
}

void draft_drop(struct db *db, struct str owner, struct str form, int64_t institution)
{
    run(db, DROP,
        &(struct draft){.owner = owner, .form = form, .institution = institution});
}

void draft_drop_owner(struct db *db, struct str owner)
{
    run(db, DROP_OWNER, &(struct draft){.owner = owner});
}

void draft_forget_secret(struct db *db, struct str owner)
{
    run(db, FORGET, &(struct draft){.owner = owner});
}

void draft_sweep(struct db *db, int64_t now)
{
    run(db, SWEEP, &(struct draft){.saved_at = now - DRAFT_DAYS * 86400});
    run(db, SWEEP_PUBLIC, &(struct draft){.saved_at = now - PUBLIC_DRAFT_DAYS * 86400});
    run(db, SWEEP_TICKETS, &(struct draft){.saved_at = now - TICKET_DAYS * 86400});
}

bool ticket_used(struct db *db, struct str ticket, struct str *result)
{
    struct draft out = {.checked = 0};

    if (!db_one(db, &draft_model, USED,
            &(struct draft){.ticket = ticket}, &out))
        return false;
    *result = out.fields;
    return true;
}

enum err ticket_use(struct db *db, struct str ticket, struct str owner, struct str result)
{
    return db_run(db, &draft_model, USE,
        &(struct draft){.ticket = ticket, .owner = owner, .fields = result});
}
