/* notify.c: see notify.h. */
#include "web/notify.h"

#include "gen/templates.h"
#include "model/audit.h"
#include "model/outbox.h"
#include "model/token.h"
#include "sys/secret.h"
#include "util/str.h"
#include "web/app.h"

typedef void text_fn(struct buf *o, const struct notify *n);

static void send(struct db *db, struct arena *a, const struct notify *n, const char *name,
    const char *subject, text_fn *text)
{
    struct buf b = BUF_INIT;

    text(&b, n);
    outbox_add(db,
        &(struct outbox){.key = arena_fmt(a, "%s:" STR_FMT, name, STR_ARG(secret_token(a))),
            .lane = LANE_FIRST, .mail_to = n->mail, .subject = str_of(subject),
            .body = arena_str(a, buf_view(&b)), .template = str_of(name),
            .version = str_of(tmpl_version((tmpl_any *)text)),
            .institution = n->institution, .account = n->account,
            .secret = n->link.n != 0});
    buf_release(&b);
}

void notify_confirm(struct db *db, struct arena *a, const struct notify *n)
{
    send(db, a, n, "confirm", n->registered ? "登録を受け付けました。メールアドレスを確認してください"
                                            : "メールアドレスを確認してください",
        tmpl_mail_confirm);
}

void notify_password_changed(struct db *db, struct arena *a, const struct notify *n)
{
    send(db, a, n, "password_changed", "パスワードが変更されました", tmpl_mail_password);
}

void notify_link(struct req *r, const struct account *a, bool registered)
{
    struct str token;

    token_drop(r->db, "confirm", a->id); /* also those to an earlier address */
    token = token_make(r->db, r->arena,
        &(struct token){.purpose = S("confirm"), .mail = a->mail, .account = a->id,
            .institution = r->who.institution},
        MAIL_TOKEN_HOURS * 3600);

    notify_confirm(r->db, r->arena,
        &(struct notify){.account = a->id, .institution = r->who.institution,
            .mail = a->mail, .place = a->name, .contact = a->contact,
            .registered = registered,
            .link = arena_fmt(r->arena, STR_FMT "/mail/" STR_FMT,
                STR_ARG(r->app->conf->origin), STR_ARG(token))});
}

void notify_audit(struct req *r, struct str actor, int64_t institution, const char *action)
{
    audit_add(r->db, &(struct audit){.actor = actor, .institution = institution,
                         .action = str_of(action), .request = req_id(r)});
}
