/* choose.c: one login for several institutions: which one is meant. Each choice opens a new
 * session, so that a page of one institution can't be sent as another's. */
#include "page/choose_view.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/audit.h"
#include "model/code.h"
#include "model/member.h"
#include "model/prefecture.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/places.h"
#include "web/words.h"

static int show(struct req *r)
{
    struct places l = places_of(r, r->who.account);
    struct choose_view v = {.csrf = guard_csrf(r), .next = guard_next(r, query_value(r, "next"))};

    if (l.n < 2)
        return see_other(r, v.next.n ? v.next : S("/my"));
    v.rows.v = NEW_N(r->arena, struct choose_row, l.n);
    v.rows.n = l.n;
    for (size_t i = 0; i < l.n; i++)
        v.rows.v[i] = (struct choose_row){.institution = l.v[i].institution,
            .name = l.v[i].name, .code = l.v[i].code, .pref = prefecture_name(l.v[i].pref),
            .table = code_table_text(r->arena, l.v[i].score_table),
            .role = l.v[i].agency ? S("代行") : member_role_name(l.v[i].role),
            .until = words_day(r->arena, l.v[i].until_day),
            .here = l.v[i].chosen_at && l.v[i].institution == r->who.institution};
    page_open(r, (struct page){.title = S("")});
    tmpl_choose(r->out, &v);
    return 200;
}

static int change(struct req *r)
{
    struct str next = guard_next(r, form_value(r, "next"));
    struct who who = r->who;
    struct place p;
    int64_t id;

    if (!str_int(form_value(r, "institution"), 1, INT64_MAX, &id) ||
        !place_at(r, who.account, id, &p))
        return refuse(r, 404, S("この施設は選べません"),
            S("この施設での登録が、はずされたか、代行が終わったのかもしれません。一覧を開き直して、選んでください。"));
    place_chosen(r, &p, who.account);
    place_who(r, &p, &who);
    guard_open_session(r, who);
    audit_add(r->db, &(struct audit){.actor = who.owner, .institution = id,
                         .action = S("session.switched"), .request = req_id(r)});
    return see_other(r, next.n ? next : S("/my"));
}

static const struct route routes[] = {
    {"GET", "/my/choose", MEMBER, "施設を選ぶ", show, .agent = PROCEDURE_SELF},
    {"POST", "/my/switch", MEMBER, "施設を切りかえる", change, .members = ALL_MEMBERS,
        .agent = PROCEDURE_SELF},
    {0},
};

const struct feature choose_feature = {"choose", routes};
