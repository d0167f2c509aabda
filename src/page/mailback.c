/* mailback.c: the link that an address gets when another one is to take its place, or has
 * taken it: whoever reads the old mailbox makes it the login again. Everybody is logged
 * out, the password is worth nothing any more, and a new one is chosen at once. */
#include "gen/templates.h"
#include "model/access.h"
#include "model/account.h"
#include "model/token.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notify.h"

enum { RESET_S = 3600 };

static int dead(struct req *r)
{
    struct token t = {.used_at = 0};

    token_find_any(r->db, r->arena, "rollback", r->arg[0], &t);
    page_open(r, (struct page){.title = S("このリンクは使えません")});
    tmpl_mailback_dead(r->out, t.used_at != 0);
    return 410;
}

static bool find(struct req *r, struct token *t, struct access *a)
{
    return token_find(r->db, r->arena, "rollback", r->arg[0], t) &&
        access_get(r->db, t->account, a);
}

/* Opening the link changes nothing: mail scanners open links, too. */
static int show(struct req *r)
{
    struct token t;
    struct access a;

    if (!find(r, &t, &a))
        return dead(r);
    page_open(r, (struct page){.title = S("メールアドレスをもとに戻す")});
    tmpl_mailback(r->out, guard_csrf(r), r->arg[0], t.mail);
    return 200;
}

static void tell(struct req *r, const struct access *a, struct str to, struct str login)
{
    alert_send(r, ALERT_MAIL_BACK,
        &(struct alert_mail){.account = a->id, .institution = a->institution, .to = to,
            .place = a->place, .contact = a->contact, .mail = login});
}

static int press(struct req *r)
{
    struct token t;
    struct access a;
    struct str token;
    enum err e;

    if (!find(r, &t, &a) || token_use(r->db, &t) != OK)
        return dead(r);
    e = access_replace(r->db, r->arena, a.id, t.mail, S(""));
    if (e == ERR_CONFLICT)
        return refuse(r, 409, S("このアドレスには、もう戻せません"),
            S("このアドレスは、あとから別の登録で使われています。コールセンターへ電話してください。"));
    /* links of those who had the login in between */
    token_drop(r->db, "rollback", a.id);
    tell(r, &a, t.mail, t.mail);
    if (!str_eq(account_mail_key(r->arena, t.mail), a.mail_key))
        tell(r, &a, a.mail, t.mail);
    alert_colleagues(r, a.id, a.contact,
        arena_fmt(r->arena, "ログインのメールアドレスが、もとの " STR_FMT " に戻りました。",
            STR_ARG(t.mail)));
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)a.id), a.institution,
        "account.mail_back");
    token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("reset"), .mail = account_mail_key(r->arena, t.mail),
            .account = a.id, .institution = a.institution},
        RESET_S);
    return see_other(r, arena_fmt(r->arena, "/password/" STR_FMT, STR_ARG(token)));
}

static const struct route routes[] = {
    {"GET", "/mail-back/{token}", PUBLIC, "メールアドレスをもとに戻す", show},
    {"POST", "/mail-back/{token}", PUBLIC, "メールアドレスをもとに戻す", press},
    {0},
};

const struct feature mailback_feature = {"mailback", routes};
