/* founder.c: see founder.h. */
#include "web/founder.h"

#include "gen/templates.h"
#include "model/audit.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/receipt.h"
#include "util/str.h"
#include "web/app.h"
#include "web/words.h"

/* One for each event of model/founder.h. */
static const struct text {
    const char *event, *subject, *word, *audit;
    void (*text)(struct buf *o, const struct founder_mail *m);
} texts[] = {
    {"filed", "開設者・名称の変更を受け付けました", "知らせた", "founder.filed",
        tmpl_mail_founder_filed},
    {"corrected", "開設者・名称の変更を、直した内容で受け付けました", "直して出した",
        "founder.corrected", tmpl_mail_founder_corrected},
    {"returned", "開設者・名称の変更を直してください（差戻し）", "差し戻した",
        "founder.returned", tmpl_mail_founder_returned},
    {"accepted", "開設者・名称の変更を反映しました", "変更を反映した", "founder.accepted",
        tmpl_mail_founder_accepted},
    {"withdrawn", "開設者・名称の変更を取り下げました", "取り下げた", "founder.withdrawn",
        tmpl_mail_founder_withdrawn},
};

static const struct text *text_of(struct str event)
{
    for (size_t i = 0; i < COUNT(texts); i++)
        if (str_is(event, texts[i].event))
            return &texts[i];
    die("no event '" STR_FMT "' of a change of founder", STR_ARG(event));
}

/* ---------------------------------------------------------------- words */

struct tag founder_state(struct str state)
{
    if (str_is(state, "filed"))
        return (struct tag){TONE_INFO, S("確認中")};
    if (str_is(state, "returned"))
        return (struct tag){TONE_WARN, S("差戻し")};
    return str_is(state, "accepted") ? (struct tag){TONE_GOOD, S("反映ずみ")}
                                     : (struct tag){TONE_PLAIN, S("取下げ")};
}

struct str founder_event_text(struct str event)
{
    return str_of(text_of(event)->word);
}

struct str founder_next(struct arena *a, const struct founder_change *c)
{
    if (str_is(c->state, "filed"))
        return arena_fmt(a, "窓口が、書類と見くらべて確かめています（" STR_FMT "までが目安）。",
            STR_ARG(words_day(a, c->due)));
    if (str_is(c->state, "returned"))
        return S("内容を直して、もう一度出してください。取り下げることもできます。");
    return str_is(c->state, "accepted") ? S("新しい内容で登録しました。")
                                        : S("前の登録のままです。");
}

static struct str line(struct arena *a, const char *what, struct str old, struct str now)
{
    return str_eq(old, now) ? S("")
                            : arena_fmt(a, "%s：" STR_FMT " → " STR_FMT, what, STR_ARG(old),
                                  STR_ARG(now));
}

struct str founder_what(struct arena *a, const struct founder_change *c)
{
    struct str name = line(a, "医療機関等名", c->old_name, c->name);
    struct str founder = line(a, "開設者氏名", c->old_founder, c->founder);

    return arena_fmt(a, STR_FMT "%s" STR_FMT, STR_ARG(founder),
        name.n && founder.n ? "\n" : "", STR_ARG(name));
}

struct str founder_why(struct arena *a, struct str reason, struct str note)
{
    const struct founder_reason *why = founder_reason(reason);

    return arena_fmt(a, "%s%s" STR_FMT, why ? why->text : "", why && note.n ? "\n" : "",
        STR_ARG(note));
}

struct founder_now founder_now(struct req *r, struct str name, struct str founder)
{
    struct founder_now v = {.name = name, .founder = founder};
    struct founder_change c;

    v.waits = founder_open(r->db, &c);
    if (!v.waits)
        return v;
    v.returned = str_is(c.state, "returned");
    v.number = receipt_text(r->arena, c.number);
    v.new_name = str_eq(c.name, name) ? S("") : c.name;
    v.new_founder = str_eq(c.founder, founder) ? S("") : c.founder;
    v.next = founder_next(r->arena, &c);
    v.state = founder_state(c.state);
    return v;
}

/* ---------------------------------------------------------------- acts */

struct founder_by founder_by(const struct req *r)
{
    return (struct founder_by){.actor = r->who.owner, .at = r->received_at,
        .who = r->who.role & (OPERATOR | SUPERVISOR | ADMIN) ? FOUNDER_BY_DESK
            : r->who.role & MEMBER                           ? FOUNDER_BY_CLINIC
                                                             : 0};
}

static struct founder_mail mail_of(struct req *r, const struct founder_change *c)
{
    struct arena *a = r->arena;
    bool same_name = str_eq(c->old_name, c->name);
    bool same_founder = str_eq(c->old_founder, c->founder);

    return (struct founder_mail){.place = c->now_name, .number = receipt_text(a, c->number),
        .old_name = c->old_name, .name = same_name ? S("") : c->name,
        .old_founder = c->old_founder, .founder = same_founder ? S("") : c->founder,
        .changed_on = words_day(a, c->changed_on), .due = words_day(a, c->due),
        .reason = founder_why(a, c->reason, S("")), .note = c->note,
        .link = arena_fmt(a, STR_FMT FOUNDER_PAGE, STR_ARG(r->app->conf->origin))};
}

/* Everybody who can log in for the institution, also who did it. */
static void tell(struct req *r, const struct founder_change *c, const struct text *t)
{
    struct founder_mail m = mail_of(r, c);
    struct members_of people;

    db_as(r->db, r->arena, c->institution);
    people = member_list(r->db);
    for (size_t i = 0; i < people.n; i++) {
        struct buf b = BUF_INIT;

        m.contact = people.v[i].contact;
        t->text(&b, &m);
        outbox_add(r->db, &(struct outbox){.lane = LANE_FIRST, .mail_to = people.v[i].mail,
            .key = arena_fmt(r->arena, "founder:%lld:%lld:%lld", (long long)c->id,
                (long long)c->rev, (long long)people.v[i].account),
            .subject = str_of(t->subject), .body = arena_str(r->arena, buf_view(&b)),
            .template = arena_fmt(r->arena, "founder_%s", t->event),
            .version = str_of(tmpl_version((tmpl_any *)t->text)),
            .institution = c->institution, .account = people.v[i].account});
        buf_release(&b);
    }
    db_as(r->db, r->arena, r->who.role & STAFF ? DB_ALL : r->who.institution);
}

static void follow(struct req *r, const struct founder_change *c, const char *event)
{
    const struct text *t = text_of(str_of(event));

    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = c->institution,
                         .action = str_of(t->audit), .request = req_id(r),
                         .detail = arena_fmt(r->arena, STR_FMT " " STR_FMT "%s" STR_FMT,
                             STR_ARG(receipt_text(r->arena, c->number)),
                             STR_ARG(founder_what(r->arena, c)), c->reason.n ? " " : "",
                             STR_ARG(c->reason))});
    tell(r, c, t);
}

enum founder_no founder_hand_in(
    struct req *r, const struct founder_input *in, struct founder_change *out)
{
    struct founder_by by = founder_by(r);
    enum founder_no no = founder_file(r->db, r->arena, r->who.institution, &by, in, out);

    if (no == FOUNDER_DONE)
        follow(r, out, "filed");
    return no;
}

enum founder_no founder_do(struct req *r, struct founder_change *c, enum founder_act act,
    const struct founder_input *in)
{
    struct founder_by by = founder_by(r);
    const struct founder_rule *rule;
    enum founder_no no = founder_move(r->db, r->arena, c, act, &by, in, &rule);

    if (no == FOUNDER_DONE)
        follow(r, c, rule->event);
    return no;
}
