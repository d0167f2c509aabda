/* mail_change.c: see mail_change.h. */
#include "web/mail_change.h"

#include "model/account.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/notify.h"

enum { HOUR_S = 3600 };

static struct alert_mail mail_of(const struct access *a, struct str to, struct str about)
{
    return (struct alert_mail){.account = a->id, .institution = a->institution, .to = to,
        .place = a->place, .contact = a->contact, .mail = about};
}

struct str mail_change_back(struct req *r, const struct access *a)
{
    struct str token;

    if (!a->mail_confirmed_at)
        return S("");
    token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("rollback"), .mail = a->mail, .account = a->id,
            .institution = a->institution},
        MAIL_BACK_S);
    return alert_link(r, "/mail-back/", token);
}

/* To the address that is the login now, or was until now. */
static void tell_old(struct req *r, enum alert what, const struct access *a, struct str new_mail)
{
    struct alert_mail m = mail_of(a, a->mail, new_mail);

    m.stop = mail_change_back(r, a);
    m.until = alert_moment(r, clock_now() + MAIL_BACK_S);
    alert_send(r, what, &m);
}

void mail_change_link(struct req *r, const struct access *a)
{
    struct alert_mail m = mail_of(a, a->new_mail, a->new_mail);
    struct str token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("confirm"), .mail = a->new_mail, .account = a->id,
            .institution = a->institution},
        MAIL_TOKEN_HOURS * HOUR_S);

    m.link = alert_link(r, "/mail/", token);
    alert_send(r, ALERT_MAIL_LINK, &m);
}

void mail_change_ask(struct req *r, int64_t account, struct str new_mail)
{
    struct access a;

    access_ask(r->db, account, new_mail);
    if (!access_get(r->db, account, &a))
        die("an account without a row");
    mail_change_link(r, &a);
    tell_old(r, ALERT_MAIL_ASKED, &a, new_mail);
    alert_colleagues(r, a.id, a.contact,
        arena_fmt(r->arena, "ログインのメールアドレスを " STR_FMT " に変える申し込みがありました。",
            STR_ARG(new_mail)));
    notify_audit(r, r->who.owner, r->who.institution, "account.mail_asked");
}

enum err mail_change_press(struct req *r, const struct token *t)
{
    struct access old;
    struct alert_mail m;
    enum err e;

    if (!access_get(r->db, t->account, &old))
        return ERR_NOT_FOUND;
    e = access_move(r->db, r->arena, old.id, t->mail);
    if (e != OK)
        return e;
    token_drop(r->db, "reset", old.id); /* those went to the old address */
    tell_old(r, ALERT_MAIL_MOVED, &old, t->mail);
    m = mail_of(&old, t->mail, t->mail);
    alert_send(r, ALERT_MAIL_IS, &m);
    alert_colleagues(r, old.id, old.contact,
        arena_fmt(r->arena, "ログインのメールアドレスが " STR_FMT " に変わりました。", STR_ARG(t->mail)));
    notify_audit(r, arena_fmt(r->arena, "a:%lld", (long long)old.id), t->institution,
        "account.mail_moved");
    return OK;
}
