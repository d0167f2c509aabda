/* words_mail.c: what mail servers answered, in the words of the staff pages; see words.h. */
#include "web/words.h"

#include "util/str.h"

struct answer {
    const char *status; /* as it begins (RFC 3463, and the registry of enhanced codes) */
    const char *text;
};

/* The more exact one stands first. */
static const struct answer answers[] = {
    {"5.1.1", "このアドレスはありません。打ちまちがいか、もう使われていないアドレスです。"},
    {"5.1.10", "このアドレスはありません。打ちまちがいか、もう使われていないアドレスです。"},
    {"5.1.2", "アドレスの＠より後ろ（ドメイン）がありません。"},
    {"5.1.3", "アドレスの書き方がちがいます。"},
    {"5.1.6", "相手のアドレスが変わりました。"},
    {"5.1.8", "こちらの送信者アドレスが受け付けられません。[mail] の設定を見てください。"},
    {"5.1.", "あて先のアドレスに届けられません。"},
    {"5.2.1", "相手のメールボックスが止まっています。"},
    {"5.2.2", "相手のメールボックスがいっぱいです。"},
    {"4.2.2", "相手のメールボックスがいっぱいです。"},
    {"5.2.", "相手のメールボックスに入りません。"},
    {"5.3.4", "メールが大きすぎます。"},
    {"5.4.", "相手のメールサーバーへ届く道が見つかりません。"},
    {"4.4.", "相手のメールサーバーとつながりません。"},
    {"5.7.", "迷惑メールの対策などで断られました。相手の受信設定か、こちらの送信元の設定を確かめてください。"},
    {"4.7.", "迷惑メールの対策のため、いまは受け取れないと言われました。"},
    {"4.3.", "メールサーバーがこみあっているか、調子がよくありません。"},
    {"4.2.", "相手のメールボックスが、いまは受け取れません。"},
    {"5.", "メールサーバーに断られました。"},
    {"4.", "メールサーバーに、あとで送るように言われました。"},
    {NULL, NULL},
};

struct str words_mail_answer(int64_t code, struct str status)
{
    for (const struct answer *x = answers; x->status && status.n; x++) {
        struct str want = str_of(x->status);

        if (want.p[want.n - 1] == '.' ? str_starts(status, want) : str_eq(status, want))
            return str_of(x->text);
    }
    if (code >= 500)
        return S("メールサーバーに断られました。");
    if (code >= 400)
        return S("メールサーバーに、あとで送るように言われました。");
    return S("");
}

struct str words_mail_why(struct arena *a, const struct outbox *m)
{
    struct str said = words_mail_answer(m->smtp_code, m->smtp_status);

    if (str_is(m->state, "retry") && m->tries)
        return arena_fmt(a, STR_FMT "%s", STR_ARG(said),
            said.n ? "あとで自動で送り直します。" : "");
    if (!str_is(m->state, "dead"))
        return S("");
    if (str_is(m->why, "tries"))
        return arena_fmt(a, "%d回ためしても、受け取られませんでした。" STR_FMT, OUTBOX_TRIES, STR_ARG(said));
    if (str_is(m->why, "days"))
        return arena_fmt(a, "%d日のあいだ、送れませんでした。" STR_FMT, OUTBOX_DAYS, STR_ARG(said));
    if (str_is(m->why, "late"))
        return S("送る前に、中のリンクの期限がすぎました。");
    if (str_is(m->why, "returned"))
        return S("前に送ったメールが戻ってきたアドレスなので、送りませんでした。");
    if (str_is(m->why, "no_mail"))
        return S("メールとして書けませんでした。あて先か件名に、使えない文字があります。");
    return said.n ? said : S("メールサーバーに断られました。");
}

struct str words_mail_back(struct str kind)
{
    static const struct {
        const char *kind, *text;
    } words[] = {
        {"hard", "このアドレスはないか、止められています。"},
        {"soft", "アドレスはありますが、届きませんでした。メールボックスがいっぱいか、受信設定で"
                 "断られています。"},
        {"unknown", "届きませんでした。理由はわかりません。"},
        {"delayed", "まだ届いていません。相手のサーバーへの配信が続いています。"},
        {"delivered", "届きました。"}, {"complaint", "読んだ人が、迷惑メールとして知らせました。"},
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(kind, words[i].kind))
            return str_of(words[i].text);
    return kind;
}

static const struct {
    const char *name, *text;
} templates[] = {
    {"founder_filed", "開設者・名称の変更の受付"}, {"founder_corrected", "開設者・名称の変更の受付（直したもの）"},
    {"founder_returned", "開設者・名称の変更の差戻し"}, {"founder_accepted", "開設者・名称の変更を反映したお知らせ"},
    {"founder_withdrawn", "開設者・名称の変更の取下げ"},
    {"news", "お知らせ"}, {"confirm", "メールアドレスの確認"}, {"password_changed", "パスワードの変更のお知らせ"},
    {"letter_asked", "新しい案内文書の申し込みのお知らせ"},
    {"help_asked", "代表の承認の申し込み"}, {"help_link", "代表が承認した新しいアドレスのリンク"},
    {"help_old", "代表が承認した変更のお知らせ"},
    {"help_factor", "代表が承認した二段階の確認のリンク"},
    {"called", "折り返しの電話での確認のお知らせ"},
    {"claim", "代表になる申し込みのお知らせ"},
    {"claim_link", "代表になる申し込みの控え"},
    {"claim_stopped", "代表になる申し込みの取りやめ"}, {"stopped", "取りやめのお知らせ"}, {"colleague", "いっしょに使う人のログインのお知らせ"}, {"invite", "招待"},
    {"welcome", "参加のお知らせ"}, {"new_member", "新しいメンバーのお知らせ"},
    {"role", "役割の変更のお知らせ"}, {"role_told", "メンバーの役割の変更のお知らせ"},
    {"removed", "メンバーからはずれたお知らせ"},
    {"removed_told", "メンバーがはずれたお知らせ"},
    {"agent_asked", "代行の招待"}, {"agent_asked_told", "代行を頼んだお知らせ"},
    {"agent_begun", "代行を引き受けたお知らせ"},
    {"agent_begun_told", "代行が始まったお知らせ"},
    {"agent_changed", "代行の内容の変更のお知らせ"},
    {"agent_changed_told", "代行の内容を変えたお知らせ"},
    {"agent_soon", "代行の期間が終わる前のお知らせ"},
    {"agent_soon_told", "代行の期間が終わる前のお知らせ（施設）"},
    {"agent_ended", "代行が終わったお知らせ"},
    {"agent_ended_told", "代行が終わったお知らせ（施設）"},
    {"place_added", "施設を追加したお知らせ"}, {"reset", "パスワードを決め直すリンク"},
    {"reset_unknown", "登録がないお知らせ"},
    {"mail_asked", "メールアドレスの変更の申し込み"},
    {"mail_changed", "メールアドレスの変更のお知らせ"},
    {"order_placed", "カードリーダーの申し込みの受け付け"},
    {"order_changed", "カードリーダーの申し込みの変更"},
    {"order_cancelled", "カードリーダーの申し込みの取り消し"},
    {"order_undone", "カードリーダーの取り消しをやめたこと"},
    {"order_scheduled", "カードリーダーの配送予定日"},
    {"order_dispatched", "カードリーダーの発送"},
    {"order_delivered", "カードリーダーの受領"},
    {"order_released", "カードリーダーの保留の終わり"},
    {"order_stopped", "カードリーダーの申し込みの取り消し"},
    {"order_partly", "カードリーダーの一部の取り消し"},
    {"order_repay", "カードリーダーの費用の返還"},
    {"order_repaid", "カードリーダーの返還の終わり"},
    {"mail_is", "ログインできるお知らせ"}, {"mail_back", "メールアドレスがもとに戻ったお知らせ"},
    {"notice_filed", "経過措置の届出の受付"}, {"notice_returned", "経過措置の届出の差戻し"},
    {"notice_accepted", "経過措置の届出の受理"}, {"notice_unamended", "変更届の取りやめ"},
    {"notice_withdrawn", "経過措置の届出の取下げ"}, {"notice_lapsed", "直す期限がすぎた取下げ"},
    {"notice_ended", "事情解消の受付"}, {"notice_passed", "経過措置の期間の終わり"},
    {"notice_end", "経過措置の期間が終わる前のお知らせ"},
    {"notice_window", "届出の受付が終わる前のお知らせ"},
    {"notice_correct", "届出を直す期限のお知らせ"},
};

struct str words_mail_template(struct str name)
{
    for (size_t i = 0; i < COUNT(templates); i++)
        if (str_is(name, templates[i].name))
            return str_of(templates[i].text);
    return name;
}
