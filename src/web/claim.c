/* claim.c: see claim.h. */
#include "web/claim.h"

#include "model/agency.h"
#include "model/audit.h"
#include "model/invite.h"
#include "model/member.h"
#include "util/str.h"
#include "web/register_mail.h"

static void settle(struct req *r, const struct member *m, const struct account *old)
{
    bool proved = old->proof.n > 0, owner = str_is(m->role, "owner");

    if (proved && !owner)
        return; /* as before */
    if ((proved ? member_set_role(r->db, m->account, S("staff"))
                : member_remove(r->db, m->account)) != OK)
        die("claim: no new owner");
    register_mail(r, proved ? REGISTER_LOWERED : REGISTER_ENDED,
        &(struct register_mail){.to = m->mail, .contact = m->contact, .place = old->name,
            .institution = m->institution, .account = m->account});
}

enum err claim(struct req *r, int64_t institution, struct account *row, bool take_over)
{
    struct account old = {.proof = S("")};
    struct members_of before = {NULL, 0};
    enum err e;

    if (account_statement(r->db, &old))
        before = member_list(r->db);
    if (old.proof.n && !take_over)
        return ERR_CONFLICT;
    row->proof = S("letter");
    e = account_claim(r->db, r->arena, row);
    if (e != OK || !before.n)
        return e;
    invite_end(r->db); /* they would let those back in who are put back here */
    agency_end_all(r->db, arena_fmt(r->arena, "a:%lld", (long long)row->id));
    for (size_t i = 0; i < before.n; i++)
        if (before.v[i].account != row->id)
            settle(r, &before.v[i], &old);
    audit_add(r->db, &(struct audit){.actor = arena_fmt(r->arena, "a:%lld", (long long)row->id),
                         .institution = institution, .action = S("account.claimed"),
                         .request = req_id(r)});
    return OK;
}
