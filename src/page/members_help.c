/* members_help.c: an owner approves the way back of a colleague who can't get in any more.
 * He types the number that the colleague tells him, looks at whom and what it is about, and
 * gives his password. Then it goes on as with a letter: a link that works a day later,
 * notices to the old address and to all owners, and a button on every page that stops it. */
#include "gen/templates.h"
#include "model/account.h"
#include "model/help.h"
#include "model/token.h"
#include "page/members_help_view.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/letter_proof.h"
#include "web/mail_change.h"
#include "web/notify.h"
#include "web/prove.h"

#define PAGE "/my/members/help"

/* ---------------------------------------------------------------- the number */

static const char *const find_names[] = {"typed", NULL};
static const struct help nothing;

static int draw_find(struct form *f, int status)
{
    page_open(f->r, (struct page){.wrong = status == 422, .form = true});
    tmpl_members_help(f->r->out, form_input_view(f));
    return status;
}

static int show(struct req *r)
{
    struct form f;

    form_init(&f, r, &help_model, find_names, PAGE, &nothing, 0);
    return draw_find(&f, 200);
}

static bool find(struct req *r, struct str number, struct help *h)
{
    return help_waiting(r->db, help_number_typed(r->arena, number), r->who.institution,
        r->who.account, h);
}

static int not_yet(struct req *r)
{
    return refuse(r, 403, S("まだ承認できません"),
        S("この施設の確認が終わると、承認できるようになります。マイページの案内を見てください。"));
}

static int look(struct req *r)
{
    struct form f;
    struct help h;

    if (!req_confirmed(r))
        return not_yet(r);
    form_init(&f, r, &help_model, find_names, PAGE, &nothing, 0);
    form_read(&f);
    if (!f.wrong && !find(r, form_field_of(&f, "typed")->value, &h))
        form_complain(&f, "typed", S("この番号の申し込みは見つかりません。数字をもう一度聞いてください。"
            "申し込みは7日で終わります。この施設のメンバーでない方は、助けられません"));
    if (f.wrong)
        return draw_find(&f, 422);
    return see_other(r, arena_fmt(r->arena, PAGE "/" STR_FMT, STR_ARG(h.number)));
}

/* ---------------------------------------------------------------- the approval */

static const char *const names[] = {"current", NULL};

static void begin(struct form *f, struct req *r)
{
    form_init(f, r, &help_model, names, PAGE, &nothing, 0);
    form_field_of(f, "current")->hint = S("承認するあなたのパスワードです。");
}

static int draw(struct form *f, int status, const struct help *h)
{
    struct req *r = f->r;
    struct help_view v = {.form = form_input_view(f), .name = h->contact, .mail = h->mail,
        .new_mail = h->new_mail, .number = help_number_text(r->arena, h->number),
        .asked = alert_moment(r, h->asked_at), .factor = str_is(h->kind, "factor"),
        .others = h->others != 0};

    page_open(r, (struct page){.title = S("承認する"), .wrong = status == 422});
    tmpl_members_help_one(r->out, &v);
    return status;
}

static int show_one(struct req *r)
{
    struct form f;
    struct help h;

    if (!find(r, r->arg[0], &h))
        return see_other(r, S(PAGE));
    begin(&f, r);
    return draw(&f, 200, &h);
}

static void plan(struct req *r)
{
    prove_plan(r, r->who.mail, form_value(r, "current"));
}

static void send(struct req *r, const struct access *a, const struct help *h)
{
    bool factor = str_is(h->kind, "factor");
    const char *purpose = factor ? "factor" : "replace";
    struct alert_mail m = {.account = a->id, .institution = a->institution, .to = h->new_mail,
        .place = r->who.place, .contact = a->contact, .mail = h->new_mail,
        .until = alert_moment(r, clock_now() + LETTER_WAIT_S)};
    struct str token;

    token_drop(r->db, purpose, a->id);
    token = token_make(r->db, r->arena,
        &(struct token){.purpose = str_of(purpose), .mail = h->new_mail, .account = a->id,
            .institution = a->institution, .extra = help_extra(r->arena, h->id)},
        LETTER_WAIT_S + LETTER_LINK_S);
    m.link = alert_link(r, factor ? "/login/lost/" : "/password/letter/", token);
    if (factor)
        m.stop = mail_change_back(r, a);
    alert_send(r, factor ? ALERT_HELP_FACTOR : ALERT_HELP_LINK, &m);
    if (!factor) {
        m.to = a->mail;
        m.link = S("");
        m.stop = mail_change_back(r, a);
        alert_send(r, ALERT_HELP_OLD, &m);
    }
    alert_colleagues(r, a->id, a->contact,
        arena_fmt(r->arena,
            "%s申し込みを、" STR_FMT " さんが承認しました。" STR_FMT
            "から変えられます。ログインすると、画面の上の「取りやめる」で止められます。",
            factor ? "ログインで、二段階の確認をやめる" : "ログインのメールアドレスを変える",
            STR_ARG(r->who.name), STR_ARG(m.until)));
}

static int approve(struct req *r)
{
    struct account me;
    struct access a;
    struct form f;
    struct help h;

    if (!req_confirmed(r))
        return not_yet(r);
    if (!find(r, r->arg[0], &h) || !access_get(r->db, h.account, &a))
        return see_other(r, S(PAGE));
    begin(&f, r);
    form_read(&f);
    if (h.others)
        form_complain(&f, "", S("この方のログインは、あなたが代表でない施設でも使われています。"
                                "案内文書を使うか、コールセンターへ電話してもらってください"));
    if (!f.wrong)
        form_complain(&f, "current", prove(r, r->who.mail, form_value(r, "current"), &me));
    if (f.wrong)
        return draw(&f, 422, &h);
    if (help_approve(r->db, &h, r->who.account) != OK)
        return see_other(r, S(PAGE));
    send(r, &a, &h);
    notify_audit(r, r->who.owner, r->who.institution, "help.approved");
    return see_other(r, S("/my/members?said=helped"));
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "ログインできない人を助ける", show, .members = OWNERS},
    {"POST", PAGE, MEMBER, "ログインできない人を助ける", look, .members = OWNERS},
    {"GET", PAGE "/{number}", MEMBER, "承認する", show_one, .members = OWNERS},
    {"POST", PAGE "/{number}", MEMBER, "承認する", approve, .plan = plan, .rate = RATE_LOGIN,
        .members = OWNERS},
    {0},
};

const struct feature members_help_feature = {"members_help", routes};
