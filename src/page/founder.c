/* founder.c: 開設者・名称の変更: how far it is, what was handed in, taking it back. Handing in
 * is in founder_form.c. */
#include "gen/templates.h"
#include "model/account.h"
#include "model/attachment.h"
#include "model/receipt.h"
#include "page/founder_view.h"
#include "util/str.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/founder.h"
#include "web/frame.h"
#include "web/words.h"

/* Who has not proved to be the institution sees nothing of what was there before. */
static bool visible(struct req *r, const struct account *now, const struct founder_change *c)
{
    return req_confirmed(r) || c->filed_at >= now->registered_at;
}

/* ---------------------------------------------------------------- what is shown */

static struct founder_papers_list papers_of(struct req *r, const struct founder_change *c)
{
    struct attachment_list l = attachment_of(r->db, FOUNDER_TABLE, c->id);
    struct founder_paper *v = NEW_N(r->arena, struct founder_paper, l.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < l.n; i++) {
        const struct attachment *x = &l.v[i];

        if (!attachment_in(x, c->version))
            continue;
        v[n] = (struct founder_paper){.title = x->title, .name = x->name,
            .size = attach_size(r->arena, x->size), .scan = attach_scan_tag(x)};
        if (!str_is(x->scan, "infected"))
            v[n].href.s = arena_fmt(r->arena, FOUNDER_PAGE "/" STR_FMT "/files/%lld",
                STR_ARG(c->number), (long long)x->number);
        n++;
    }
    return (struct founder_papers_list){v, n};
}

static struct str who(const struct req *r, struct str actor)
{
    if (str_eq(actor, r->who.owner))
        return S("あなた");
    if (str_starts(actor, S("a:")))
        return S("この施設の担当者");
    return str_starts(actor, S("s:")) ? S("窓口") : S("自動処理");
}

static void steps(struct req *r, const struct founder_change *c, struct founder_view *v)
{
    struct founder_events l = founder_events(r->db, c->id);
    struct founder_step *s = NEW_N(r->arena, struct founder_step, l.n + 1);

    for (size_t i = 0; i < l.n; i++)
        s[i] = (struct founder_step){.at = words_moment(r->arena, l.v[i].at),
            .what = founder_event_text(l.v[i].event), .who = who(r, l.v[i].actor),
            .why = str_is(l.v[i].event, "returned")
                ? founder_why(r->arena, l.v[i].reason, l.v[i].note)
                : S("")};
    v->steps.v = s;
    v->steps.n = l.n;
}

static void past(struct req *r, const struct account *now, struct founder_view *v)
{
    struct founder_list l = founder_mine(r->db);
    struct founder_past *p = NEW_N(r->arena, struct founder_past, l.n + 1);

    v->past.v = p;
    for (size_t i = 0; i < l.n; i++) {
        const struct founder_change *c = &l.v[i];

        if (!c->decided_at || str_is(c->state, "returned") || !visible(r, now, c))
            continue;
        p[v->past.n++] = (struct founder_past){.number = receipt_text(r->arena, c->number),
            .at = words_moment(r->arena, c->decided_at), .what = founder_what(r->arena, c),
            .state = founder_state(c->state), .papers = papers_of(r, c)};
    }
}

static struct str said(struct str done)
{
    return str_is(done, "withdrawn") ? S("変更を取り下げました。いまの登録のままです。") : S("");
}

static int show(struct req *r)
{
    struct founder_view v = {.acts = r->who.member != MEMBER_VIEWER};
    struct founder_change c;
    struct account a;

    if (!account_statement(r->db, &a))
        return not_found(r);
    v.now = founder_now(r, a.name, a.founder);
    if (founder_open(r->db, &c)) {
        v.changed_on = words_day(r->arena, c.changed_on);
        v.said = c.said;
        v.why = str_is(c.state, "returned") ? founder_why(r->arena, c.reason, c.note) : S("");
        v.papers = papers_of(r, &c);
        steps(r, &c, &v);
    }
    past(r, &a, &v);
    page_open(r, (struct page){.notice = said(query_value(r, "done"))});
    tmpl_founder(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- 完了 */

static int done(struct req *r)
{
    struct founder_change c;
    struct account a;

    if (!account_statement(r->db, &a) || !founder_open(r->db, &c))
        return see_other(r, S(FOUNDER_PAGE));
    page_open(r, (struct page){.title = S("開設者・名称の変更（完了）")});
    tmpl_founder_done(
        r->out, receipt_text(r->arena, c.number), words_day(r->arena, c.due));
    return 200;
}

/* ---------------------------------------------------------------- taking it back */

static int withdraw_page(struct req *r)
{
    struct founder_change c;
    struct founder_view v = {.acts = true};

    if (!founder_open(r->db, &c) || r->who.member == MEMBER_VIEWER)
        return see_other(r, S(FOUNDER_PAGE));
    v.now = founder_now(r, c.now_name, c.now_founder);
    page_open(r, (struct page){.wrong = false});
    tmpl_founder_withdraw(r->out, &v, guard_csrf(r), c.rev);
    return 200;
}

static int withdraw(struct req *r)
{
    struct founder_input in = {.rev = 0};
    struct founder_change c;
    enum founder_no no;

    if (!founder_open(r->db, &c))
        return see_other(r, S(FOUNDER_PAGE));
    if (!str_int(form_value(r, "rev"), 1, INT64_MAX, &in.rev))
        in.rev = -1;
    no = founder_do(r, &c, FOUNDER_WITHDRAW, &in);
    if (no != FOUNDER_DONE)
        return refuse(r, 409, S("取り下げられませんでした"), str_of(founder_no_text(no)));
    return see_other(r, S(FOUNDER_PAGE "?done=withdrawn"));
}

/* ---------------------------------------------------------------- papers */

static int open_file(struct req *r)
{
    struct founder_change c;
    struct attachment x;
    struct account a;
    struct str number;
    int64_t n;

    if (!receipt_typed(r->arena, r->arg[0], &number) || !str_int(r->arg[1], 1, INT32_MAX, &n) ||
        !account_statement(r->db, &a) || !founder_of_mine(r->db, number, &c) ||
        !visible(r, &a, &c) || !attachment_get(r->db, FOUNDER_TABLE, c.id, n, &x))
        return not_found(r);
    return attach_send(r, &x);
}

static const struct route routes[] = {
    {"GET", FOUNDER_PAGE, MEMBER, "開設者・名称の変更", show},
    {"GET", FOUNDER_PAGE "/done", MEMBER, "開設者・名称の変更（完了）", done},
    {"GET", FOUNDER_PAGE "/withdraw", MEMBER, "変更を取り下げる", withdraw_page},
    {"POST", FOUNDER_PAGE "/withdraw", MEMBER, "変更を取り下げる", withdraw},
    {"GET", FOUNDER_PAGE "/{number}/files/{file}", MEMBER, "変更の書類", open_file},
    {0},
};

const struct feature founder_feature = {"founder", routes};
