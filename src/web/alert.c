/* alert.c: see alert.h. */
#include "web/alert.h"

#include "gen/templates.h"
#include "model/member.h"
#include "model/outbox.h"
#include "sys/secret.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"

static const struct kind {
    const char *name, *subject;
    void (*text)(struct buf *o, const struct alert_mail *m);
} kinds[ALERT__N] = {
    [ALERT_RESET] = {"reset", "パスワードを決め直すためのリンク", tmpl_alert_reset},
    [ALERT_RESET_UNKNOWN] = {"reset_unknown", "このメールアドレスは登録されていません",
        tmpl_alert_reset_unknown},
    [ALERT_MAIL_ASKED] = {"mail_asked", "メールアドレスを変える申し込みがありました",
        tmpl_alert_mail_asked},
    [ALERT_MAIL_LINK] = {"confirm", "新しいメールアドレスを確認してください",
        tmpl_alert_mail_link},
    [ALERT_MAIL_MOVED] = {"mail_changed", "メールアドレスが変更されました",
        tmpl_alert_mail_moved},
    [ALERT_MAIL_IS] = {"mail_is", "このメールアドレスでログインできます",
        tmpl_alert_mail_is},
    [ALERT_MAIL_BACK] = {"mail_back", "メールアドレスが、もとに戻りました",
        tmpl_alert_mail_back},
    [ALERT_FACTOR_ON] = {"factor_on", "二段階の確認を始めました", tmpl_alert_factor_on},
    [ALERT_FACTOR_OFF] = {"factor_off", "二段階の確認をやめました", tmpl_alert_factor_off},
    [ALERT_FACTOR_CODES] = {"factor_codes", "紙のコードを作り直しました",
        tmpl_alert_factor_codes},
    [ALERT_FACTOR_USED] = {"factor_used", "紙のコードでログインがありました",
        tmpl_alert_factor_used},
    [ALERT_FACTOR_LOST] = {"factor_lost", "二段階の確認をやめる申し込みがありました",
        tmpl_alert_factor_lost},
    [ALERT_REPLACE_LINK] = {"replace", "新しいメールアドレスとパスワードを決めてください",
        tmpl_alert_replace_link},
    [ALERT_REPLACE_ASKED] = {"replace_asked", "案内文書でメールアドレスを変える申し込みがありました",
        tmpl_alert_replace_asked},
    [ALERT_HELP_ASKED] = {"help_asked", "代表の方に、番号を伝えてください", tmpl_alert_help_asked},
    [ALERT_HELP_LINK] = {"help_link", "新しいメールアドレスとパスワードを決めてください",
        tmpl_alert_help_link},
    [ALERT_HELP_OLD] = {"help_old", "代表の方の承認で、メールアドレスを変える申し込みがありました",
        tmpl_alert_help_old},
    [ALERT_HELP_FACTOR] = {"help_factor", "代表の方の承認で、二段階の確認をやめられます",
        tmpl_alert_help_factor},
    [ALERT_LETTER_ASKED] = {"letter_asked", "新しい案内文書の申し込みがありました",
        tmpl_alert_letter_asked},
    [ALERT_CLAIM] = {"claim", "代表になりたいという申し込みがありました", tmpl_alert_claim},
    [ALERT_CLAIM_LINK] = {"claim_link", "代表になる申し込みを受け付けました",
        tmpl_alert_claim_link},
    [ALERT_CLAIM_STOPPED] = {"claim_stopped", "代表になる申し込みが取りやめになりました",
        tmpl_alert_claim_stopped},
    [ALERT_STOPPED] = {"stopped", "申し込みが取りやめになりました", tmpl_alert_stopped},
    [ALERT_COLLEAGUE] = {"colleague", "いっしょに使う人のログインが変わります",
        tmpl_alert_colleague},
    [ALERT_UNLOCKED] = {"unlocked", "ログインの待ち時間を終わらせました", tmpl_alert_unlocked},
};

void alert_put(
    struct db *db, struct arena *a, enum alert kind, const struct alert_mail *m)
{
    const struct kind *k = &kinds[kind];
    struct buf b = BUF_INIT;

    k->text(&b, m);
    outbox_add(db,
        &(struct outbox){.key = arena_fmt(a, "%s:" STR_FMT, k->name,
                             STR_ARG(secret_token(a))),
            .lane = LANE_FIRST, .mail_to = m->to, .subject = str_of(k->subject),
            .body = arena_str(a, buf_view(&b)), .template = str_of(k->name),
            .version = str_of(tmpl_version((tmpl_any *)k->text)),
            .institution = m->institution, .account = m->account,
            .secret = m->link.n || m->stop.n});
    buf_release(&b);
}

void alert_send(struct req *r, enum alert kind, const struct alert_mail *m)
{
    alert_put(r->db, r->arena, kind, m);
}

static void back(struct req *r)
{
    db_as(r->db, r->arena, r->who.institution ? r->who.institution : DB_ALL);
}

void alert_members(struct req *r, enum alert kind, const struct alert_mail *m,
    bool owners_only, int64_t but)
{
    struct members_of l;

    db_as(r->db, r->arena, m->institution);
    l = member_list(r->db);
    for (size_t i = 0; i < l.n; i++) {
        struct alert_mail one = *m;

        if (l.v[i].account == but || (owners_only && !str_is(l.v[i].role, "owner")))
            continue;
        one.to = l.v[i].mail;
        one.contact = l.v[i].contact;
        one.account = l.v[i].account;
        alert_send(r, kind, &one);
    }
    back(r);
}

void alert_colleagues(struct req *r, int64_t account, struct str contact, struct str what)
{
    struct members_of l = member_places(r->db, account);

    for (size_t i = 0; i < l.n; i++)
        alert_members(r, ALERT_COLLEAGUE,
            &(struct alert_mail){.institution = l.v[i].institution, .place = l.v[i].name,
                .mail = arena_fmt(r->arena, STR_FMT " さんの" STR_FMT, STR_ARG(contact),
                    STR_ARG(what))},
            true, account);
}

struct str alert_link_of(
    struct arena *a, struct str origin, const char *path, struct str token)
{
    return arena_fmt(a, STR_FMT "%s" STR_FMT, STR_ARG(origin), path, STR_ARG(token));
}

struct str alert_link(struct req *r, const char *path, struct str token)
{
    return alert_link_of(r->arena, r->app->conf->origin, path, token);
}

struct str alert_moment(struct req *r, int64_t at)
{
    struct date d = date_tokyo(at);

    return arena_fmt(r->arena, "%d月%d日 " STR_FMT, d.month, d.day,
        STR_ARG(date_time_text(r->arena, at)));
}
