/* places.c: see places.h. */
#include "web/places.h"

#include "model/agency.h"
#include "model/member.h"
#include "web/app.h"

static struct place of_member(const struct member *m)
{
    return (struct place){.institution = m->institution, .chosen_at = m->chosen_at,
        .name = m->name, .pref = m->pref, .score_table = m->score_table, .code = m->code,
        .role = m->role, .until_day = S("")};
}

static struct place of_agency(const struct agency *g)
{
    return (struct place){.institution = g->institution, .chosen_at = g->chosen_at,
        .name = g->place, .pref = g->pref, .score_table = g->score_table, .code = g->code,
        .role = S(""), .agency = g->id, .procedures = g->procedures,
        .until_day = g->until_day};
}

static bool is_member(const struct members_of *l, int64_t institution)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].institution == institution)
            return true;
    return false;
}

/* Behind those that were chosen later. */
static void insert(struct places *l, struct place p)
{
    size_t at = l->n++;

    for (; at && l->v[at - 1].chosen_at < p.chosen_at; at--)
        l->v[at] = l->v[at - 1];
    l->v[at] = p;
}

struct places places_of(struct req *r, int64_t account)
{
    struct members_of m = member_places(r->db, account);
    struct agencies g = agency_places(r->db, account);
    struct places l = {NEW_N(r->arena, struct place, m.n + g.n + 1), 0};

    for (size_t i = 0; i < m.n; i++)
        insert(&l, of_member(&m.v[i]));
    for (size_t i = 0; i < g.n; i++)
        if (!is_member(&m, g.v[i].institution))
            insert(&l, of_agency(&g.v[i]));
    return l;
}

bool place_at(struct req *r, int64_t account, int64_t institution, struct place *out)
{
    struct member m;
    struct agency g;

    if (member_place(r->db, account, institution, &m)) {
        *out = of_member(&m);
        return true;
    }
    if (!agency_place(r->db, account, institution, &g))
        return false;
    *out = of_agency(&g);
    return true;
}

void place_who(struct req *r, const struct place *p, struct who *who)
{
    who->institution = p->institution;
    who->place = p->name;
    who->role = p->agency ? AGENT : MEMBER;
    who->member = guard_member_role(p->role);
    who->agency = p->agency;
    who->procedures = p->procedures;
    who->until_day = p->until_day;
    who->owner = p->agency ? arena_fmt(r->arena, "g:%lld", (long long)p->agency)
                           : arena_fmt(r->arena, "a:%lld", (long long)who->account);
}

void place_chosen(struct req *r, const struct place *p, int64_t account)
{
    if (p->agency)
        agency_chosen(r->db, p->agency);
    else
        member_chosen(r->db, account, p->institution);
}
