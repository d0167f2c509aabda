/* words.c: see words.h. */
#include "web/words.h"

#include "model/agency.h"
#include "model/look.h"
#include "util/buf.h"
#include "util/date.h"
#include "util/str.h"
#include "util/utf8.h"

struct word {
    const char *state;
    enum tone tone;
    const char *text;
};

static struct tag tag_of(const struct word *w, struct str state)
{
    for (; w->state; w++)
        if (str_is(state, w->state))
            return (struct tag){w->tone, str_of(w->text)};
    return (struct tag){TONE_PLAIN, state};
}

struct tag words_letter_state(struct str state)
{
    static const struct word words[] = {
        {"planned", TONE_FLAT, "準備中"}, {"written", TONE_INFO, "印刷ずみ"},
        {"used", TONE_GOOD, "登録に使われた"}, {"returned", TONE_WARN, "返送された"},
        {"void", TONE_PLAIN, "取り消し"}, {"pulled", TONE_PLAIN, "抜き取り"},
        {"blocked_glyph", TONE_BAD, "印刷できない文字"},
        {"blocked_overflow", TONE_BAD, "枠に入らない"},
        {"faulty", TONE_BAD, "点検で止まっている"},
        {"left_out", TONE_WARN, "点検で除いた"}, {NULL, 0, NULL},
    };

    return tag_of(words, state);
}

struct tag words_mail_state(struct str state)
{
    static const struct word words[] = {
        {"queued", TONE_FLAT, "送信待ち"},
        {"retry", TONE_WARN, "送り直し待ち"}, {"sent", TONE_GOOD, "送信ずみ"},
        {"dead", TONE_BAD, "届きませんでした"}, {NULL, 0, NULL},
    };

    return tag_of(words, state);
}

struct tag words_mail_tag(struct str state, struct str bounce)
{
    return bounce.n && !str_is(bounce, "delayed") ? (struct tag){TONE_BAD, S("戻ってきました")}
                                                  : words_mail_state(state);
}

struct tag words_deletion_state(struct str state)
{
    static const struct word words[] = {
        {"asked", TONE_INFO, "受付"}, {"verified", TONE_INFO, "確認ずみ"},
        {"scheduled", TONE_WARN, "予約"}, {"done", TONE_GOOD, "実行"},
        {"cancelled", TONE_PLAIN, "取消"}, {"restored", TONE_PLAIN, "復元"}, {NULL, 0, NULL},
    };

    return tag_of(words, state);
}

struct tag words_account_state(const struct desk_state *s)
{
    if (s->registered)
        return (struct tag){TONE_GOOD, S("登録ずみ")};
    if (s->alive)
        return (struct tag){TONE_INFO, S("仮登録")};
    return (struct tag){TONE_FLAT, S("未登録")};
}

/* ---------------------------------------------------------------- letters */

static struct str field_word(struct str field)
{
    static const struct word words[] = {
        {"name", 0, "医療機関等名"}, {"founder", 0, "開設者氏名"}, {"address", 0, "所在地"},
        {"zip", 0, "郵便番号"}, {NULL, 0, NULL},
    };

    return tag_of(words, field).text;
}

/* What stands between head and the next " of the ", and what stands behind that. */
static bool parts(struct str s, const char *head, struct str *what, struct str *field)
{
    static const char of[] = " of the ";
    const char *at;

    if (!str_starts(s, str_of(head)))
        return false;
    s = str_from(s, strlen(head));
    at = memmem(s.p, s.n, of, strlen(of));
    if (!at)
        return false;
    *what = str_head(s, (size_t)(at - s.p));
    *field = str_from(s, what->n + strlen(of));
    return true;
}

struct str words_letter_reason(struct arena *a, struct str state, struct str reason)
{
    struct str what, field, rest = S(" is too long");

    if (str_is(state, "blocked_glyph") && parts(reason, "no font has ", &what, &field))
        return arena_fmt(a, STR_FMT "の文字（" STR_FMT "）の字形がありません",
            STR_ARG(field_word(field)), STR_ARG(what));
    if (str_is(state, "blocked_overflow") && str_starts(reason, S("the ")) &&
        str_ends(reason, rest)) {
        field = str_head(str_from(reason, 4), reason.n - 4 - rest.n);
        return arena_fmt(a, STR_FMT "が長くて、枠に入りません", STR_ARG(field_word(field)));
    }
    if (str_is(state, "faulty") || str_is(state, "left_out"))
        return words_letter_fault(a, reason);
    if (str_is(reason, "registered"))
        return S("もう登録がすんでいた");
    if (str_is(reason, "deleted"))
        return S("登録が削除されていた");
    return reason;
}

struct str words_login_note(const struct desk_letter *l, struct str today)
{
    static const struct word why[] = {
        {"registered", 0, "登録が終わったため、使えません"},
        {"superseded", 0, "新しい案内文書を出したため、使えません"},
        {"requested", 0, "新しい案内文書の申し込みがあったため、使えません"},
        {"returned", 0, "返送されたため、使えません"},
        {"deleted", 0, "削除の申し出があったため、使えません"},
        {"stopped", 0, "医療機関等の方が止めたため、使えません"},
        {"spent", 0, "もう1回使われたため、使えません"},
        {"unpublished", 0, "発送しなかったため、使えません"}, {NULL, 0, NULL},
    };

    if (str_is(l->key_state, "void"))
        return tag_of(why, l->void_reason).text;
    if (str_is(l->key_state, "used"))
        return S("登録に使われました");
    if (str_is(l->key_state, "issued") && str_cmp(l->valid_until, today) < 0)
        return S("使える期間がすぎました");
    return S("");
}

/* ---------------------------------------------------------------- audit */

static const struct word acts[] = {
        {"session.login", 0, "ログイン"}, {"session.failed", 0, "ログインに失敗"},
        {"session.logout", 0, "ログアウト"}, {"session.ended", 0, "ほかの機器のログインを終わらせた"},
        {"session.switched", 0, "使う施設を切りかえ"},
        {"account.registered", 0, "アカウントを登録"},
        {"pair.made", 0, "医科と歯科をつないだ"}, {"pair.undone", 0, "医科と歯科のつながりを解いた"},
        {"member.invited", 0, "いっしょに使う人を招待"},
        {"member.invite_withdrawn", 0, "招待を取り消し"},
        {"member.joined", 0, "招待されてメンバーになった"},
        {"member.role_changed", 0, "メンバーの役割を変更"},
        {"member.removed", 0, "メンバーを施設からはずした"},
        {"agent.asked", 0, "手続きの代行を頼んだ"}, {"agent.begun", 0, "手続きの代行を引き受けた"},
        {"agent.changed", 0, "代行の期間・手続きを変更"},
        {"agent.ended", 0, "手続きの代行を終わらせた"},
        {"agent.given_up", 0, "手続きの代行をやめた"},
        {"agent.over", 0, "手続きの代行が終わった"},
        {"account.place_added", 0, "登録ずみのログインに施設を追加"},
        {"account.claimed", 0, "案内文書で確かめて代表になった"},
        {"account.proved", 0, "案内文書で確かめた"},
        {"registration.letter_code", 0, "登録の途中で、案内文書の仮パスワードを入力"},
        {"terms.accepted", 0, "新しい利用規約に同意"},
        {"terms.added", 0, "利用規約の新しい版"},
        {"account.changed", 0, "アカウント情報を変更"},
        {"account.mail_confirmed", 0, "メールアドレスを確認"},
        {"account.password_changed", 0, "パスワードを変更"},
        {"factor.on", 0, "二段階の確認を始めた"}, {"factor.off", 0, "二段階の確認をやめた"},
        {"factor.codes", 0, "紙のコードを作り直した"},
        {"factor.recovery_used", 0, "紙のコードでログイン"},
        {"factor.lost_asked", 0, "案内文書で二段階の確認をやめる申し込み"},
        {"factor.lost", 0, "案内文書とメールで二段階の確認をやめた"},
        {"account.replace_asked", 0, "案内文書でメールアドレスを変える申し込み"},
        {"account.replaced", 0, "案内文書でメールアドレスとパスワードを変えた"},
        {"founder.filed", 0, "開設者・名称の変更を知らせた"},
        {"founder.corrected", 0, "開設者・名称の変更を直して出した"},
        {"founder.returned", 0, "開設者・名称の変更を差し戻した"},
        {"founder.accepted", 0, "開設者・名称の変更を反映した"},
        {"founder.withdrawn", 0, "開設者・名称の変更を取り下げた"},
        {"founder.viewed", 0, "職員が開設者・名称の変更を開いた"},
        {"founder.paper_viewed", 0, "職員が変更の書類を開いた"},
        {"notice.papers", 0, "届出の書類をあとから提出"},
        {"notice.paper_viewed", 0, "届出の書類を開いた"},
        {"attachment.infected", 0, "届いた書類にウイルスを発見"},
        {"login.unlocked", 0, "ログインの待ち時間を終わらせた"},
        {"factor.failed", 0, "確認コードのまちがい"},
        {"account.mail_asked", 0, "メールアドレスの変更を申し込んだ"},
        {"account.mail_kept", 0, "メールアドレスの変更を取りやめた"},
        {"account.mail_moved", 0, "新しいメールアドレスに変えた"},
        {"account.mail_back", 0, "メールアドレスをもとに戻した"},
        {"account.reset_asked", 0, "パスワードを決め直すリンクを送った"},
        {"account.reset_letter", 0, "パスワードを決め直す前に、案内文書で確かめた"},
        {"account.password_reset", 0, "パスワードを決め直した"},
        {"institution.viewed", 0, "職員がこの画面を開いた"},
        {"mail.viewed", 0, "職員がメールを開いた"},
        {"news.off", 0, "お知らせのメールを止めた"}, {"news.on", 0, "お知らせのメールを受け取ることにした"},
        {"mail.returned", 0, "メールが戻ってきた"},
        {"mail.again", 0, "メールをもう一度送った"},
        {"mail.sums", 0, "メールの数が合わない"},
        {"deletion.asked", 0, "削除の申し出を受け付け"},
        {"deletion.called", 0, "折り返しの電話"},
        {"deletion.question", 0, "本人への質問"},
        {"deletion.answer", 0, "質問の結果"},
        {"deletion.verified", 0, "削除の申し出を確認"},
        {"deletion.overridden", 0, "責任者の判断で確認ずみに"},
        {"deletion.scheduled", 0, "削除を予約"},
        {"deletion.approved", 0, "削除を承認して予約"},
        {"deletion.cancelled", 0, "削除を取り消し"},
        {"deletion.lapsed", 0, "削除の申し出が終わり"},
        {"deletion.done", 0, "削除を実行"},
        {"deletion.restored", 0, "削除したものを復元"},
        {"deletion.viewed", 0, "職員が削除の申し出を開いた"},
        {"reader.added", 0, "カタログに製品を追加"},
        {"reader.changed", 0, "カタログの製品を変更"},
        {"reader.picture", 0, "カタログの写真を変更"},
        {"order.place", 0, "カードリーダーを申し込んだ"},
        {"order.change", 0, "カードリーダーの申し込みの内容を変えた"},
        {"order.undo", 0, "カードリーダーの取り消しをやめて、もとに戻した"},
        {"order.viewed", 0, "職員がカードリーダーの申し込みを開いた"},
        {"order.exported", 0, "カードリーダーの一覧を書き出した"},
        {"order.release", 0, "カードリーダーの申し込みの保留をといた"},
        {"order.cancel", 0, "カードリーダーの申し込みを取り消した"},
        {"order.part", 0, "カードリーダーの申し込みの一部を取り消した"},
        {"order.schedule", 0, "カードリーダーの配送予定日を決めた"},
        {"order.dispatch", 0, "カードリーダーの発送を記録"},
        {"order.deliver", 0, "カードリーダーの受領を記録"},
        {"order.return", 0, "カードリーダーの返還を求めた"},
        {"order.refund", 0, "カードリーダーの返還が終わった"},
        {"order.start", 0, "運用開始日を記録"},
        {"delivery.previewed", 0, "メーカーの計画を読み込み"},
        {"delivery.applied", 0, "メーカーの計画を取り込み"},
        {"delivery.dropped", 0, "メーカーの計画を取りやめ"},
        {"delivery.told", 0, "メーカーの計画のお知らせを送った"},
        {"reader.limit_added", 0, "申し込める台数を追加"},
        {"reader.limit_changed", 0, "申し込める台数を変更"},
        {"reader.grant_made", 0, "台数の例外を認めた"},
        {"reader.grant_ended", 0, "台数の例外を終わらせた"},
        {"notice.started", 0, "届出の下書きを作成"}, {"notice.dropped", 0, "届出の下書きを消した"},
        {"notice.filed", 0, "経過措置を届け出た"}, {"notice.corrected", 0, "届出を直して届け出た"},
        {"notice.amended", 0, "変更届を出した"}, {"notice.unamended", 0, "変更届を取りやめた"},
        {"notice.returned", 0, "届出を差し戻した"}, {"notice.accepted", 0, "届出を受理"},
        {"notice.withdrawn", 0, "届出を取り下げた"}, {"notice.ended", 0, "事情解消を届け出た"},
        {"notice.passed", 0, "経過措置の期間が終わった"},
        {"notice.lapsed", 0, "直す期限がすぎて届出が取下げになった"},
        {"notice.viewed", 0, "職員が届出を開いた"},
        {"notice_case.opened", 0, "事情の相談を記録"},
        {"notice_case.escalated", 0, "事情の相談を厚生労働省に照会"},
        {"notice_case.answered", 0, "事情の相談に回答"},
        {"notice_case.viewed", 0, "職員が事情の相談を開いた"},
        {"notice.entered", 0, "郵送の届出を代行入力"},
        {"notice.adopted", 0, "代行入力の内容を確かめた"},
        {"letter.reported", 0, "案内文書があてはまらないという知らせ"},
        {"letter.report_done", 0, "知らせを確かめた"},
        {"letter.requested", 0, "新しい案内文書の申し込み"},
        {"registration.claimed", 0, "案内文書で代表になる申し込み"},
        {"account.claim_stopped", 0, "代表になる申し込みを取りやめ"},
        {"account.called", 0, "折り返しの電話で確かめた"},
        {"help.asked", 0, "代表に承認してもらう申し込み"},
        {"help.approved", 0, "ログインできない人の申し込みを承認"},
        {"letter.request_stopped", 0, "案内文書の申し込みを取りやめ"},
        {"account.replace_stopped", 0, "メールアドレスを変える申し込みを取りやめ"},
        {"factor.lost_stopped", 0, "二段階の確認をやめる申し込みを取りやめ"},
        {"letter.request_refused", 0, "案内文書の申し込みを取り下げ"},
        {"letter.reissued", 0, "案内文書を再発行"},
        {"letter.returned", 0, "案内文書の返送を受けた"}, {NULL, 0, NULL},
};

struct str words_action(struct str action)
{
    return tag_of(acts, action).text;
}

struct str words_detail(struct str action, struct str detail)
{
    const struct choice *why = str_ends(action, S("viewed")) || str_is(action, "notice.copied")
        ? look_reason(detail)
        : NULL;

    return why ? str_of(why->label) : detail;
}

struct str words_actor(struct arena *a, struct str actor, const struct staff_list *staff)
{
    int64_t id;

    if (str_starts(actor, S("s:")) && str_int(str_from(actor, 2), 1, INT64_MAX, &id))
        for (size_t i = 0; i < staff->n; i++)
            if (staff->v[i].id == id)
                return arena_fmt(a, "職員 " STR_FMT, STR_ARG(staff->v[i].name));
    if (str_starts(actor, S("a:")))
        return S("登録した担当者");
    if (str_starts(actor, S("c:")))
        return S("案内文書のログイン");
    if (str_is(actor, "job"))
        return S("自動処理");
    if (str_is(actor, "cli"))
        return S("管理用コマンド");
    return str_is(actor, "-") ? S("わからない") : actor;
}

struct str words_who(
    struct db *db, struct arena *a, struct str actor, const struct staff_list *staff)
{
    struct agency g;

    return agency_actor(db, actor, &g) ? agency_name(a, &g) : words_actor(a, actor, staff);
}

/* ---------------------------------------------------------------- times */

struct str words_moment(struct arena *a, int64_t at)
{
    if (!at)
        return S("");
    return arena_fmt(a, STR_FMT " " STR_FMT, STR_ARG(date_western(a, date_tokyo(at))),
        STR_ARG(date_time_text(a, at)));
}

struct str words_day(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_western(a, d) : iso;
}

/* ---------------------------------------------------------------- masks */

struct str words_masked_mail(struct arena *a, struct str mail)
{
    struct str domain, name = str_cut(mail, '@', &domain);

    if (!mail.n)
        return mail;
    return arena_fmt(a, STR_FMT "****@" STR_FMT, STR_ARG(utf8_head(name, 1)), STR_ARG(domain));
}

struct str words_masked_phone(struct arena *a, struct str phone)
{
    struct str rest, first = str_cut(phone, '-', &rest), last, middle = str_cut(rest, '-', &last);

    if (!phone.n)
        return phone;
    if (!middle.n || !last.n) /* no hyphens: the last four digits */
        return arena_fmt(a, "****" STR_FMT,
            STR_ARG(str_from(phone, phone.n > 4 ? phone.n - 4 : phone.n)));
    return arena_fmt(a, STR_FMT "-****-" STR_FMT, STR_ARG(first), STR_ARG(last));
}
