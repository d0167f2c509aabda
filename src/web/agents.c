/* agents.c: see agents.h. */
#include "web/agents.h"

#include "gen/templates.h"
#include "model/audit.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/token.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "util/str.h"
#include "web/app.h"
#include "web/words.h"

enum { DAY_S = 24 * 3600 };

struct text {
    const char *name, *subject;
    void (*text)(struct buf *o, const struct agent_mail *m);
};

static const struct text to_agent[] = {
    [AGENT_ASKED] = {"agent_asked", "手続きの代行を頼まれました", tmpl_mail_agent_asked},
    [AGENT_BEGUN] = {"agent_begun", "手続きを代行できるようになりました", tmpl_mail_agent_begun},
    [AGENT_CHANGED] = {"agent_changed", "代行の内容が変わりました", tmpl_mail_agent_changed},
    [AGENT_SOON] = {"agent_soon", "代行の期間がもうすぐ終わります", tmpl_mail_agent_soon},
    [AGENT_ENDED] = {"agent_ended", "代行が終わりました", tmpl_mail_agent_ended},
};

static const struct text to_owners[] = {
    [AGENT_ASKED] = {"agent_asked_told", "手続きの代行を頼みました", tmpl_mail_agent_asked_told},
    [AGENT_BEGUN] = {"agent_begun_told", "手続きの代行が始まりました", tmpl_mail_agent_begun_told},
    [AGENT_CHANGED] = {"agent_changed_told", "代行の内容を変えました", tmpl_mail_agent_changed_told},
    [AGENT_SOON] = {"agent_soon_told", "代行の期間がもうすぐ終わります", tmpl_mail_agent_soon_told},
    [AGENT_ENDED] = {"agent_ended_told", "手続きの代行が終わりました", tmpl_mail_agent_ended_told},
};

struct agents agents_of(struct req *r)
{
    return (struct agents){r->db, r->arena, r->app->conf, r->who.institution};
}

/* ---------------------------------------------------------------- mails */

static const char *why(struct str reason)
{
    return str_is(reason, "owner")       ? "施設の代表の方が終わらせました。"
        : str_is(reason, "agent")        ? "代行の方がやめました。"
        : str_is(reason, "day")          ? "最後の日がすぎました。"
        : str_is(reason, "institution")  ? "施設の登録がなくなったか、施設が廃止になりました。"
        : str_is(reason, "login")        ? "代行の方のログインがなくなりました。"
                                         : "";
}

static void send(const struct agents *c, const struct agency *g, const struct text *t,
    const struct agent_mail *m, int64_t account)
{
    struct buf b = BUF_INIT;

    t->text(&b, m);
    outbox_add(c->db,
        &(struct outbox){.key = arena_fmt(c->arena, "%s:" STR_FMT, t->name,
                             STR_ARG(secret_token(c->arena))),
            .lane = LANE_FIRST, .mail_to = m->to, .subject = str_of(t->subject),
            .body = arena_str(c->arena, buf_view(&b)), .template = str_of(t->name),
            .version = str_of(tmpl_version((tmpl_any *)t->text)),
            .institution = g->institution, .account = account, .secret = m->link.n != 0});
    buf_release(&b);
}

static int days_left(const struct agency *g)
{
    struct date last;

    return date_iso(g->until_day, &last)
        ? (int)(date_number(last) - date_number(date_tokyo(clock_now()))) : 0;
}

void agents_tell(const struct agents *c, const struct agency *g, enum agent_tell what,
    struct str by, struct str link)
{
    struct agent_mail m = {.to = g->login.n ? g->login : g->mail, .contact = g->person,
        .place = g->place, .firm = g->firm, .person = g->person, .mail = g->mail,
        .allowed = procedure_names(c->arena, g->procedures),
        .until = words_day(c->arena, g->until_day), .by = by, .link = link,
        .why = str_of(why(g->reason)), .days = days_left(g), .invited = !g->account};
    struct members_of l;

    if (!str_has(m.to, S(" "))) /* an address that was given free */
        send(c, g, &to_agent[what], &m, g->account);
    m.link = S("");
    db_as(c->db, c->arena, g->institution);
    l = member_list(c->db);
    for (size_t i = 0; i < l.n; i++) {
        if (!str_is(l.v[i].role, "owner"))
            continue;
        m.to = l.v[i].mail;
        m.contact = l.v[i].contact;
        send(c, g, &to_owners[what], &m, l.v[i].account);
    }
    db_as(c->db, c->arena, c->me);
}

/* ---------------------------------------------------------------- acts */

void agents_audit(struct req *r, const struct agency *g, const char *action)
{
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = g->institution,
        .action = str_of(action), .request = req_id(r),
        .detail = arena_fmt(r->arena, STR_FMT " " STR_FMT " " STR_FMT "（" STR_FMT "、" STR_FMT
                                      "まで）",
            STR_ARG(g->firm), STR_ARG(g->person), STR_ARG(g->mail),
            STR_ARG(procedure_names(r->arena, g->procedures)),
            STR_ARG(words_day(r->arena, g->until_day)))});
}

void agents_invite(struct req *r, const struct agency *g)
{
    struct agents c = agents_of(r);
    struct str token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("agent"), .mail = g->mail, .account = r->who.account,
            .institution = g->institution,
            .extra = arena_fmt(r->arena, "%lld", (long long)g->id)},
        AGENCY_INVITE_DAYS * DAY_S);

    agents_tell(&c, g, AGENT_ASKED, r->who.name,
        arena_fmt(r->arena, STR_FMT "/invite/" STR_FMT, STR_ARG(r->app->conf->origin),
            STR_ARG(token)));
    agents_audit(r, g, "agent.asked");
}

bool agents_end(struct req *r, const struct agency *g, const char *reason)
{
    struct agents c = agents_of(r);
    struct agency now = *g;

    if (agency_end(r->db, g->id, r->who.owner, reason) != OK ||
        agency_told(r->db, g->id) != OK)
        return false;
    now.reason = str_of(reason);
    agents_tell(&c, &now, AGENT_ENDED, S(""), S(""));
    agents_audit(r, g, strcmp(reason, "agent") == 0 ? "agent.given_up" : "agent.ended");
    return true;
}
