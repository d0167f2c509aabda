/* register_mail.c: see register_mail.h. */
#include "web/register_mail.h"

#include "gen/templates.h"
#include "model/outbox.h"
#include "sys/secret.h"
#include "util/str.h"
#include "web/app.h"

static const struct kind {
    const char *name, *subject;
    void (*text)(struct buf *o, const struct register_mail *m);
} kinds[REGISTER__N] = {
    [REGISTER_LINK] = {"register", "アカウント登録の続き", tmpl_register_mail_link},
    [REGISTER_KNOWN] = {"register_known", "アカウント登録について", tmpl_register_mail_known},
    [REGISTER_DONE] = {"registered", "アカウントを登録しました", tmpl_register_mail_done},
    [REGISTER_PROVED] = {"proved", "医療機関等の確認が終わりました", tmpl_register_mail_proved},
    [REGISTER_CALLED] = {"called", "医療機関等の確認が終わりました", tmpl_register_mail_called},
    [REGISTER_LOWERED] = {"lowered", "代表の方が変わりました", tmpl_register_mail_lowered},
    [REGISTER_ENDED] = {"ended", "登録が取り消されました", tmpl_register_mail_ended},
};

struct str register_mail(
    struct req *r, enum register_mail_kind kind, const struct register_mail *m)
{
    const struct kind *k = &kinds[kind];
    struct register_mail full = *m;
    struct str key = arena_fmt(r->arena, "%s:" STR_FMT, k->name, STR_ARG(secret_token(r->arena)));
    struct buf b = BUF_INIT;

    full.portal = r->app->conf->origin;
    k->text(&b, &full);
    outbox_add(r->db,
        &(struct outbox){.key = key, .lane = LANE_FIRST, .mail_to = m->to,
            .subject = str_of(k->subject), .body = arena_str(r->arena, buf_view(&b)),
            .template = str_of(k->name),
            .version = str_of(tmpl_version((tmpl_any *)k->text)), .institution = m->institution,
            .account = m->account, .secret = m->link.n > 0, .until = m->until});
    buf_release(&b);
    return key;
}
