/* mail_link.c: the link that proves a mail address. Whoever reads a mailbox that somebody
 * typed by mistake gets it, too: the press counts for who is logged in with that login, or
 * knows its password, and for nobody else. */
#include "gen/templates.h"
#include "model/access.h"
#include "model/account.h"
#include "model/token.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/mail_change.h"
#include "web/notify.h"
#include "web/prove.h"

#define PAGE "/mail"

static const char *const names[] = {"current", NULL};

static int dead(struct req *r)
{
    return refuse(r, 410, S("このリンクは使えません"),
        S("リンクの期間（24時間）がすぎたか、もう確認が終わっています。"
          "ログインすると、マイページから確認のメールをもう一度送れます。"));
}

static bool find(struct req *r, struct token *t, struct access *a)
{
    return token_find(r->db, r->arena, "confirm", r->arg[0], t) &&
        access_get(r->db, t->account, a);
}

/* Logged in with the login that it is about: nothing else is asked. */
static bool inside(const struct req *r, const struct access *a)
{
    return r->who.role & (MEMBER | AGENT) && r->who.account == a->id;
}

static void begin(struct form *f, struct req *r)
{
    static const struct account nobody = {.current = S_INIT("")};

    form_init(f, r, &account_model, names, PAGE, &nobody, 0);
    form_field_of(f, "current")->required = true;
    form_field_of(f, "current")->hint = S("ログインのパスワードを入力してください。");
}

static int draw(struct form *f, int status, const struct token *t, const struct access *a)
{
    struct req *r = f->r;

    page_open(r, (struct page){.title = S("メールアドレスの確認"), .wrong = status == 422});
    tmpl_mail_link(r->out, form_input_view(f), t->mail, inside(r, a));
    return status;
}

/* Opening the link changes nothing: mail scanners open links, too. */
static int show(struct req *r)
{
    struct access a;
    struct token t;
    struct form f;

    if (!find(r, &t, &a))
        return dead(r);
    begin(&f, r);
    return draw(&f, 200, &t, &a);
}

static void plan(struct req *r)
{
    struct access a;
    struct token t;

    if (!form_value(r, "hyoji").n && find(r, &t, &a) && !inside(r, &a))
        prove_plan(r, a.mail, form_value(r, "current"));
}

static int press(struct req *r)
{
    struct account login;
    struct access a;
    struct token t;
    struct form f;
    enum err e;

    if (!find(r, &t, &a))
        return dead(r);
    begin(&f, r);
    if (!inside(r, &a))
        form_complain(&f, "current", prove(r, a.mail, form_value(r, "current"), &login));
    if (f.wrong)
        return draw(&f, 422, &t, &a);
    if (token_use(r->db, &t) != OK)
        return dead(r);
    if (account_confirmed(r->db, t.account, t.mail) != OK) {
        e = mail_change_press(r, &t);
        if (e == ERR_CONFLICT)
            return refuse(r, 409, S("このアドレスには、変えられません"),
                S("このアドレスは、ほかの登録で使われるようになりました。"
                  "いまのアドレスでログインして、別のアドレスを入力してください。"));
        return e == OK ? see_other(r, S("/mail-confirmed?new=1")) : dead(r);
    }
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)t.account), t.institution,
        "account.mail_confirmed");
    return see_other(r, S("/mail-confirmed"));
}

static int confirmed(struct req *r)
{
    page_open(r, (struct page){.title = S("メールアドレスの確認（完了）")});
    tmpl_mail_confirmed(r->out, r->who.role & (MEMBER | AGENT), str_is(query_value(r, "new"), "1"));
    return 200;
}

static const struct route routes[] = {
    {"GET", PAGE "/{token}", PUBLIC, "メールアドレスの確認", show},
    {"POST", PAGE "/{token}", PUBLIC, "メールアドレスの確認", press, .plan = plan,
        .rate = RATE_LOGIN},
    {"GET", "/mail-confirmed", PUBLIC, "メールアドレスの確認（完了）", confirmed},
    {0},
};

const struct feature mail_link_feature = {"mail_link", routes};
