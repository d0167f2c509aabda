/* notices.c: see notices.h; the words are in notices_words.c. */
#include "web/notices.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/audit.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/notices_view.h"

static const struct text {
    const char *name, *subject;
    void (*text)(struct buf *o, const struct notice_mail *m);
} texts[] = {
    {"filed", "経過措置の届出を受け付けました", tmpl_mail_notice_filed},
    {"returned", "経過措置の届出を直してください（差戻し）", tmpl_mail_notice_returned},
    {"accepted", "経過措置の届出が受理されました", tmpl_mail_notice_accepted},
    {"unamended", "経過措置の変更届を取りやめました", tmpl_mail_notice_unamended},
    {"withdrawn", "経過措置の届出を取り下げました", tmpl_mail_notice_withdrawn},
    {"lapsed", "経過措置の届出が取下げになりました", tmpl_mail_notice_lapsed},
    {"ended", "経過措置の事情解消を受け付けました", tmpl_mail_notice_ended},
    {"passed", "経過措置の期間が終わりました", tmpl_mail_notice_passed},
    {"end", "経過措置の期間がもうすぐ終わります", tmpl_mail_notice_end},
    {"window", "経過措置の届出の受付がもうすぐ終わります", tmpl_mail_notice_window},
    {"correct", "経過措置の届出を直す期限が近づいています", tmpl_mail_notice_correct},
};

static const struct text *text_of(const char *name)
{
    for (size_t i = 0; i < COUNT(texts); i++)
        if (strcmp(texts[i].name, name) == 0)
            return &texts[i];
    die("no mail '%s' of a notice", name);
}

static struct str day_text(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese_full(a, d) : S("");
}

static struct notice_mail mail_of(const struct notices *c, const struct notice *n)
{
    struct arena *a = c->arena;

    return (struct notice_mail){.place = n->name.n ? n->name : n->place,
        .number = receipt_text(a, n->number), .programme = n->programme_title,
        .type = arena_fmt(a, "%lld　" STR_FMT, (long long)n->type_number,
            STR_ARG(n->type_title)),
        .when = n->filed_at ? notices_moment(a, n->filed_at) : S(""),
        .until = notices_until(a, n->end_day), .due = day_text(a, n->due),
        .follow = day_text(a, n->follow_until), .hash = n->content_hash,
        .bureau = notice_bureau(n), .again = n->version > 1,
        .on_behalf = notices_on_behalf(n->filed_by),
        .link = arena_fmt(a, STR_FMT STR_FMT, STR_ARG(c->conf->origin),
            STR_ARG(notices_path(a, n, "")))};
}

/* The institution's people; db_as stays as it was found: a session's own, or all. */
static struct members_of people_of(const struct notices *c, int64_t institution)
{
    struct members_of all;

    db_as(c->db, c->arena, institution);
    all = member_list(c->db);
    return all;
}

static void send(const struct notices *c, const struct notice *n, const char *name,
    struct str key, struct notice_mail *m, int64_t me)
{
    struct members_of people = people_of(c, n->institution);
    const struct text *t = text_of(name);

    for (size_t i = 0; i < people.n; i++) {
        struct buf b = BUF_INIT;

        if (people.v[i].account == c->not_to)
            continue;
        m->contact = people.v[i].contact;
        t->text(&b, m);
        outbox_add(c->db, &(struct outbox){.key = arena_fmt(c->arena, STR_FMT ":%lld",
                STR_ARG(key), (long long)people.v[i].account),
            /* reminders go to thousands on one day */
            .lane = m->day.n ? LANE_USUAL : LANE_FIRST, .mail_to = people.v[i].mail, .subject = str_of(t->subject),
            .body = arena_str(c->arena, buf_view(&b)),
            .template = arena_fmt(c->arena, "notice_%s", name),
            .version = str_of(tmpl_version((tmpl_any *)t->text)),
            .institution = n->institution, .account = people.v[i].account});
        buf_release(&b);
    }
    db_as(c->db, c->arena, me);
}

/* Of a page of an institution its own id, else all. */
static int64_t scope(const struct notice *n, const struct notice_by *by)
{
    return by->who == NOTICE_BY_CLINIC ? n->institution : DB_ALL;
}

static void note(const struct notices *c, const struct notice *n, const struct notice_by *by,
    const char *action, struct str reason)
{
    audit_add(c->db, &(struct audit){.actor = by->actor, .institution = n->institution,
        .action = str_of(action), .request = c->request,
        .detail = arena_fmt(c->arena, STR_FMT " " STR_FMT "　類型%lld%s" STR_FMT "%s" STR_FMT,
            STR_ARG(receipt_text(c->arena, n->number)), STR_ARG(n->programme_title),
            (long long)n->type_number, n->content_hash.n ? " " : "",
            STR_ARG(str_head(n->content_hash, 16)), reason.n ? " " : "", STR_ARG(reason))});
}

enum notice_no notices_start(const struct notices *c, const struct institution *i,
    int64_t programme, int64_t type, const struct notice_by *by, struct notice *out)
{
    enum notice_no no = notice_start(c->db, c->arena, i, programme, type, by, out);

    if (no == NOTICE_DONE)
        note(c, out, by, "notice.started", S(""));
    return no;
}

enum notice_no notices_move(const struct notices *c, struct notice *n,
    enum notice_event_kind event, const struct notice_by *by, const struct notice_input *in)
{
    const struct notice_rule *rule;
    enum notice_no no = notice_move(c->db, c->arena, n, event, by, in, &rule);
    struct notice_mail m;
    struct agency g;

    if (no != NOTICE_DONE)
        return no;
    note(c, n, by, rule->audit, in->reason);
    if (!rule->mail)
        return no;
    m = mail_of(c, n);
    if (agency_actor(c->db, by->actor, &g))
        m.agent = agency_name(c->arena, &g);
    m.reason = in->reason;
    send(c, n, rule->mail, arena_fmt(c->arena, "notice_%s:%lld:%lld", rule->mail,
        (long long)n->id, (long long)n->rev), &m, scope(n, by));
    return no;
}

bool notices_remind(const struct notices *c, const struct notice *n, const char *about,
    struct str day, int days)
{
    struct notice_reminder r = {.notice = n->id, .about = str_of(about), .day = day,
        .days = days};
    struct notice_mail m = mail_of(c, n);

    if (!notice_remind(c->db, &r))
        return false;
    m.day = day_text(c->arena, day);
    m.days = days;
    send(c, n, about, arena_fmt(c->arena, "notice_%s:%lld:" STR_FMT ":%d", about,
        (long long)n->id, STR_ARG(day), days), &m, DB_ALL);
    return true;
}

static bool shown(const struct req *r, const struct notice *n)
{
    return r->who.role != AGENT || str_eq(n->filed_by, r->who.owner) ||
        !(str_is(n->state, "withdrawn") || str_is(n->state, "ended"));
}

bool notices_find(struct req *r, struct str number, struct notice *out)
{
    return notice_mine(r->db, number, out) && shown(r, out);
}

struct notice_list notices_mine(struct req *r)
{
    struct notice_list all = notice_all_mine(r->db);
    size_t n = 0;

    for (size_t i = 0; i < all.n; i++)
        if (shown(r, &all.v[i]))
            all.v[n++] = all.v[i];
    all.n = n;
    return all;
}

struct notices notices_of(struct req *r)
{
    return (struct notices){r->db, r->arena, r->app->conf, req_id(r), 0};
}

struct notice_by notices_by(const struct req *r)
{
    enum may role = r->who.role;

    return (struct notice_by){.actor = r->who.owner, .at = r->received_at,
        .who = role & (SUPERVISOR | ADMIN) ? NOTICE_BY_REVIEW
            : role & OPERATOR              ? NOTICE_BY_DESK
            : role & (MEMBER | AGENT)      ? NOTICE_BY_CLINIC
                                           : 0};
}
