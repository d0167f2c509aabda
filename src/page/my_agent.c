/* my_agent.c: マイページ of an agent: for whom, what and how long, and nothing else of the
 * institution; and giving the work up. */
#include "page/my_tasks.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/code.h"
#include "model/prefecture.h"
#include "util/str.h"
#include "web/agents.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/places.h"
#include "web/words.h"

#define STOP "/my/agent/stop"

static struct task task_of(struct req *r, enum procedure p)
{
    struct task t = {.text = S("")};

    switch (p) {
    case PROCEDURE_NOTICES:
        return my_notices_task(r);
    case PROCEDURE_READERS:
        t = my_readers_task(r);
        t.text = S("カードリーダーの申し込みの状況");
        if (!req_may(r, "GET", t.href.s)) { /* the page that orders them */
            t.href.s = S("");
            t.hint = S("いま、見られる申し込みはありません。");
            t.when = S("");
            t.state = (struct tag){TONE_FLAT, S("ありません")};
        }
        return t;
    case PROCEDURE_SELF:
        break;
    }
    die("no page for procedure %d", (int)p);
}

static void parts(struct req *r, struct my_agent_view *v)
{
    struct my_agent_part *x;
    size_t n = 0;

    while (procedures[n].bit)
        n++;
    x = NEW_N(r->arena, struct my_agent_part, n + 1);
    v->parts.v = x;
    for (const struct procedure_row *p = procedures; p->bit; p++)
        if (r->who.procedures & p->bit)
            x[v->parts.n++] =
                (struct my_agent_part){task_of(r, p->bit), str_of(p->allows)};
}

static bool view(struct req *r, struct my_agent_view *v)
{
    struct agency g;

    if (!agency_actor(r->db, r->who.owner, &g))
        return false;
    *v = (struct my_agent_view){.place = g.place, .code = g.code,
        .pref = prefecture_name(g.pref), .table = code_table_text(r->arena, g.score_table),
        .firm = g.firm, .person = g.person, .until = words_day(r->arena, g.until_day),
        .mail = r->who.mail, .csrf = guard_csrf(r)};
    return true;
}

int my_agent(struct req *r)
{
    struct my_agent_view v;

    if (!view(r, &v))
        return not_found(r);
    parts(r, &v);
    page_open(r, (struct page){.title = S("マイページ")});
    tmpl_my_agent(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- giving it up */

static int ask(struct req *r)
{
    struct my_agent_view v;

    if (!view(r, &v))
        return see_other(r, S("/my"));
    page_open(r, (struct page){.wrong = false});
    tmpl_my_agent_stop(r->out, &v);
    return 200;
}

static int stop(struct req *r)
{
    struct agency g;
    struct who who = r->who;
    struct places l;

    if (!agency_actor(r->db, r->who.owner, &g) || !agents_end(r, &g, "agent"))
        return see_other(r, S("/my"));
    l = places_of(r, who.account);
    if (!l.n) {
        guard_close_session(r);
        return see_other(r, S("/login?over=1"));
    }
    place_who(r, &l.v[0], &who);
    guard_open_session(r, who);
    return see_other(r, S("/my/choose"));
}

static const struct route routes[] = {
    {"GET", STOP, MEMBER, "代行をやめる", ask, .agent = PROCEDURE_SELF},
    {"POST", STOP, MEMBER, "代行をやめる", stop, .members = ALL_MEMBERS,
        .agent = PROCEDURE_SELF},
    {0},
};

const struct feature my_agent_feature = {"my_agent", routes};
