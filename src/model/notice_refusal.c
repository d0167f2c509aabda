/* notice_refusal.c: see notice_refusal.h. */
#include "model/notice_refusal.h"

#include "util/str.h"

static const struct notice_refusal refusals[NOTICE_NOS] = {
    [NOTICE_DONE] = {"done", "", "", ""},
    [NOTICE_NO_STATE] = {"state", "いまは、この操作ができません",
        "この届出は、もう別の状況になっています。", "届出の画面を開いて、いまの状況を見てください。"},
    [NOTICE_NO_EARLY] = {"early", "まだ受付が始まっていません",
        "この届出の受付は、まだ始まっていません。",
        "受付が始まってから、もう一度お手続きください。"},
    [NOTICE_NO_LATE] = {"late", "受付の期間が終わりました",
        "この届出の受付は終わりました。",
        "入力した内容は下書きに残っています。印刷もできます。"
        "どうすればよいか迷うときは、コールセンターにご相談ください。"},
    [NOTICE_NO_PROGRAMME] = {"programme", "この届出は受け付けていません",
        "この届出は、いま受け付けていません。", "届出の案内から、選び直してください。"},
    [NOTICE_NO_KIND] = {"kind", "この届出の対象ではありません",
        "この届出は、ほかの種類の医療機関などのためのものです。",
        "届出の案内から、選び直してください。"},
    [NOTICE_NO_TYPE] = {"type", "この類型は選べません",
        "この類型は、この施設では選べないか、いまは使われていません。",
        "類型を選び直してください。"},
    [NOTICE_NO_ITEM] = {"item", "入力が足りません",
        "①から④のどれかが空です。", "入力画面に戻って、入力してください。"},
    [NOTICE_NO_ANSWER] = {"answer", "入力が足りません",
        "補足事項に、答えていないところか、読み取れないところがあります。",
        "入力画面に戻って、入力してください。"},
    [NOTICE_NO_DAY] = {"day", "この類型では届け出られません",
        "入力した日が、この類型の条件に合いません。",
        "ほかの類型に当てはまらないか、見てください。"},
    [NOTICE_NO_ATTACHMENT] = {"attachment", "書類がついていません",
        "この類型には、書類が必要です。", "入力画面に戻って、書類をつけてください。"},
    [NOTICE_NO_TWICE] = {"twice", "もう届け出ています",
        "この制度では、1つの施設が出せる届出は1つです。",
        "内容が変わったときは、出した届出の画面から変更届を出してください。"},
    [NOTICE_NO_REASON] = {"reason", "理由が必要です",
        "理由が書かれていません。", "理由を書いてから、もう一度押してください。"},
    [NOTICE_NO_CORRECTION] = {"correction", "直す期間が終わりました",
        "差し戻された届出を直す期間が終わりました。",
        "コールセンターにご相談ください。"},
    [NOTICE_NO_END_DAY] = {"end_day", "日付を見直してください",
        "事情がなくなった日は、今日までの日付で入力してください。",
        "これから事情がなくなるときは、その日がきてから届け出てください。"},
    [NOTICE_NO_FORCE] = {"force", "いまは、この操作ができません",
        "変更届を取りやめられるのは、前に受理された内容があるときだけです。",
        "届出の画面を開いて、いまの状況を見てください。"},
    [NOTICE_NO_CHANGED] = {"changed", "ほかの人が先に変更しました",
        "画面を開いたあとで、この届出が変わりました。",
        "いまの内容を見て、もう一度確かめてください。"},
};

const struct notice_refusal *notice_refusal(enum notice_no no)
{
    if (no >= NOTICE_NOS)
        die("no refusal %d", (int)no);
    return &refusals[no];
}

struct str notice_refusal_text(struct arena *a, enum notice_no no, const struct programme *p)
{
    const struct notice_refusal *x = notice_refusal(no);

    if (p && no == NOTICE_NO_EARLY)
        return arena_fmt(a, "受付は" STR_FMT "に始まります（" STR_FMT "）。%s",
            STR_ARG(date_japanese_full(a, date_tokyo(p->opens_at))),
            STR_ARG(programme_window(a, p)), x->next);
    if (p && no == NOTICE_NO_LATE)
        return arena_fmt(a, "受付は" STR_FMT "で終わりました（期間は" STR_FMT "）。%s",
            STR_ARG(date_japanese_full(a, programme_last_day(p))),
            STR_ARG(programme_window(a, p)), x->next);
    return arena_fmt(a, "%s%s", x->text, x->next);
}
