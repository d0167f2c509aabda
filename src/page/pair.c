/* pair.c: 同じ場所の医科と歯科: an institution and its other half at one site. Whoever is an
 * owner of both links them and takes the link away; staff can, too. */
#include "page/pair_view.h"

#include "gen/templates.h"
#include "model/audit.h"
#include "model/code.h"
#include "model/member.h"
#include "model/pair.h"
#include "model/prefecture.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

#define PAGE "/my/pair"

static bool owns_both(struct req *r, int64_t other)
{
    struct member m;

    return r->who.member == MEMBER_OWNER &&
        member_place(r->db, r->who.account, other, &m) && str_is(m.role, "owner");
}

static struct pair_row row_of(struct req *r, const struct site_pair *p)
{
    return (struct pair_row){.id = p->other, .name = p->name, .code = p->code,
        .table = code_table_text(r->arena, p->score_table),
        .address = arena_fmt(r->arena, STR_FMT STR_FMT, STR_ARG(prefecture_name(p->pref)),
            STR_ARG(p->address)),
        .may = owns_both(r, p->other)};
}

static struct str said(struct req *r)
{
    struct str word = query_value(r, "said");

    return str_is(word, "made")    ? S("2つの施設をつなぎました。")
        : str_is(word, "undone") ? S("つながりを解きました。")
                                 : S("");
}

static int show(struct req *r)
{
    struct site_pair p;
    struct site_pairs l = {&p, 1};
    struct pair_view v = {.place = r->who.place, .csrf = guard_csrf(r)};

    v.made = pair_get(r->db, &p);
    if (v.made)
        v.since = date_japanese_full(r->arena, date_tokyo(p.made_at));
    else
        l = pair_candidates(r->db, r->arena);
    v.rows.v = NEW_N(r->arena, struct pair_row, l.n + 1);
    v.rows.n = l.n;
    for (size_t i = 0; i < l.n; i++)
        v.rows.v[i] = row_of(r, &l.v[i]);
    page_open(r, (struct page){.notice = said(r)});
    tmpl_pair(r->out, &v);
    return 200;
}

static void audit(struct req *r, const char *action, int64_t institution)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = institution,
                         .action = str_of(action), .request = req_id(r)});
}

static int not_both(struct req *r)
{
    return refuse(r, 403, S("両方の施設の代表の方だけができます"),
        S("同じログインで両方の施設の代表になるか、コールセンターへ電話してください。"));
}

static int make(struct req *r)
{
    int64_t other;

    if (!str_int(form_value(r, "other"), 1, INT64_MAX, &other))
        return see_other(r, S(PAGE));
    if (!owns_both(r, other))
        return not_both(r);
    if (pair_make(r->db, r->arena, other, r->who.owner) != OK)
        return refuse(r, 422, S("この2つの施設はつなげません"),
            S("もうつながっているか、届けられた住所や電話番号がちがいます。画面を開き直してください。"));
    audit(r, "pair.made", r->who.institution);
    audit(r, "pair.made", other);
    return see_other(r, S(PAGE "?said=made"));
}

static int undo(struct req *r)
{
    struct site_pair p;

    if (!pair_get(r->db, &p))
        return see_other(r, S(PAGE));
    if (!owns_both(r, p.other))
        return not_both(r);
    if (pair_undo(r->db) != OK)
        return see_other(r, S(PAGE));
    audit(r, "pair.undone", r->who.institution);
    audit(r, "pair.undone", p.other);
    return see_other(r, S(PAGE "?said=undone"));
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "同じ場所の医科と歯科", show},
    {"POST", PAGE, MEMBER, "同じ場所の医科と歯科", make},
    {"POST", PAGE "/undo", MEMBER, "同じ場所の医科と歯科", undo},
    {0},
};

const struct feature pair_feature = {"pair", routes};
