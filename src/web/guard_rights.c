/* guard_rights.c: who may use which row of the route table: the sides, the roles of members,
 * the procedures of agents. Nothing else decides it. */
#include "model/agency.h"
#include "model/draft.h"
#include "model/member.h"
#include "model/session.h"
#include "sys/secret.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"

/* The one rule of what owners, staff and viewers of an institution may. A press on the
 * display bar of a form is nobody's act: the handler does not run. */
static bool member_may(const struct req *r, const struct route *x)
{
    bool get = x->method[0] == 'G';

    if (r->who.role != MEMBER || x->may & PUBLIC)
        return true;
    if (x->members == OWNERS)
        return r->who.member == MEMBER_OWNER;
    return get || x->members == ALL_MEMBERS || r->who.member >= MEMBER_STAFF ||
        (!x->no_csrf && form_value(r, "hyoji").n);
}

/* The one rule of what an agent may: what was asked of him, and his own login. */
static bool agent_may(const struct req *r, const struct route *x)
{
    return x->agent & ((unsigned)r->who.procedures | PROCEDURE_SELF);
}

/* Of the kind that the row is for; a member may still lack the role. */
static bool is_for(const struct req *r, const struct route *x)
{
    if (x->may & PUBLIC || x->may & r->who.role)
        return true;
    return r->who.role == AGENT && agent_may(r, x);
}

bool req_may(const struct req *r, const char *method, struct str path)
{
    struct str arg[REQ_ARGS];
    int allow;
    const struct route *x = routes_find(r->app->routes, str_of(method), path, arg, &allow);

    return x && is_for(r, x) && member_may(r, x);
}

/* Names of those who can help: 山田花子 さん、佐藤 さん. */
static struct str owner_names(struct req *r)
{
    struct members_of all;
    struct str names = S("");

    db_as(r->db, r->arena, r->who.institution);
    all = member_list(r->db);
    for (size_t i = 0; i < all.n; i++)
        if (str_is(all.v[i].role, "owner"))
            names = arena_fmt(r->arena, STR_FMT "%s" STR_FMT " さん", STR_ARG(names),
                names.n ? "、" : "", STR_ARG(all.v[i].contact));
    return names;
}

static void refuse_member(struct req *r)
{
    struct str names = owner_names(r);

    if (r->route->members == OWNERS)
        refuse(r, 403, S("この画面は、代表の方だけが使えます"),
            arena_fmt(r->arena, "いっしょに使う人を変えたいときは、この施設の代表の方（" STR_FMT
                                "）に頼んでください。", STR_ARG(names)));
    else
        refuse(r, 403, S("見るだけの役割なので、変えられません"),
            arena_fmt(r->arena, "何も変わっていません。変えたいときは、この施設の代表の方（" STR_FMT
                                "）に、あなたの役割を「担当」に変えてもらってください。",
                STR_ARG(names)));
}

/* The institution's people are not named to somebody outside. */
static void refuse_agent(struct req *r)
{
    struct str asked = procedure_names(r->arena, r->route->agent);

    if (asked.n)
        refuse(r, 403, arena_fmt(r->arena, "「" STR_FMT "」は、頼まれていません", STR_ARG(asked)),
            arena_fmt(r->arena, "何も変わっていません。この手続きも代行するときは、" STR_FMT
                                " の代表の方に、「代行を頼んでいる人」の画面で「" STR_FMT
                                "」を加えてもらってください。",
                STR_ARG(r->who.place), STR_ARG(asked)));
    else
        refuse(r, 403, S("代行の方は、この画面を使えません"),
            arena_fmt(r->arena, "何も変わっていません。「%s」は、代行を頼まれる手続きにありません。"
                                STR_FMT " の代表の方に、ご自分でしてもらってください。",
                r->route->title, STR_ARG(r->who.place)));
}

/* Newer terms of use are asked for before the next page that is looked at. What was typed
 * into a form is taken first. */
static bool terms_asked(struct work *w)
{
    struct req *r = &w->r;

    if (!r->who.terms_open || r->route->method[0] != 'G' || r->route->may & PUBLIC ||
        str_is(r->path, "/my/terms"))
        return false;
    w->out.status = see_other(
        r, arena_fmt(r->arena, "/my/terms?next=" STR_FMT, STR_ARG(r->path)));
    return true;
}

/* What an earlier account has left is for who proves to be the institution: anybody can
 * register by a mail link. */
static bool left_by_others(struct work *w)
{
    static const char *const pages[] = {"/my/readers", "/my/notices", "/my/founder"};
    struct req *r = &w->r;

    for (size_t i = 0; i < COUNT(pages); i++) {
        if (!r->who.left || !str_starts(str_of(r->route->path), str_of(pages[i])))
            continue;
        w->reason = "left";
        refuse(r, 403, S("以前の登録のときの記録があります"),
            S("この施設では、以前の登録のときに、申し込みか届出をしています。マイページの「案内文書で確かめる」で、"
              "医療機関等の方であることを確かめると、この画面を使えます。案内文書がないときは、新しい案内文書を申し込むか、"
              "コールセンターへ電話してください。"));
        return true;
    }
    return false;
}

bool guard_rights(struct work *w)
{
    struct req *r = &w->r;
    unsigned may = r->route->may;

    if (is_for(r, r->route)) {
        if (member_may(r, r->route))
            return !terms_asked(w) && !left_by_others(w);
        w->reason = "role";
        refuse_member(r);
        return false;
    }
    w->reason = "rights";
    if (!r->who.role) {
        guard_to_login(w);
    } else if (r->who.role == PROVISIONAL) {
        w->out.status = see_other(r, S("/my/account"));
    } else if (r->who.role == AGENT && may & MEMBER) {
        w->reason = "agent";
        refuse_agent(r);
    } else if (r->who.role & STAFF) {
        refuse(r, 403, S("この画面を使う権限がありません"),
            S("必要なときは、管理者に役割の変更を頼んでください。"));
    } else {
        w->out.status = see_other(r, S("/my"));
    }
    return false;
}

/* A second press of a button whose first press has changed the login leads to where that one
 * led; all else is parked until the next login. */
static void ended(struct work *w)
{
    struct req *r = &w->r;
    struct str result;

    w->reason = "ended";
    if (ticket_used(r->db, form_value(r, "_once"), &result)) {
        w->out.status = see_other(r, result);
        return;
    }
    r->who = (struct who){0};
    r->token = S("");
    w->parking = NULL;
    guard_to_login(w);
    if (w->parking)
        w->parking(w);
}

bool guard_still(struct work *w)
{
    struct req *r = &w->r;

    if (r->who.role == AGENT &&
        !agency_lives(r->db, r->who.agency, date_tokyo(r->received_at))) {
        w->reason = "agent";
        w->out.status = see_other(r, S("/login?over=1"));
        return false;
    }
    if (r->who.role && !session_lives(r->db, secret_digest(r->arena, r->token))) {
        ended(w);
        return false;
    }
    return true;
}
