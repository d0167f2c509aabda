/* delivery_fault.c: why a row or a file of a maker's plan is not taken: the word that is
 * kept, the sentence on the page, the reason for the operator of the command. */
#include "model/delivery_plan.h"

#include "util/str.h"

static const struct {
    const char *word, *said, *reason;
} faults[PLAN_FAULTS] = {
    [PLAN_FINE] = {"", "", ""},
    [PLAN_BROKEN] = {"broken",
        "行の引用符（\"）の数が合わないなど、CSVとして読めません。",
        "cannot be read as CSV: is a quote left open?"},
    [PLAN_FIELDS] = {"fields", "欄の数が、1行目の項目の数とちがいます。",
        "has more or fewer fields than the header"},
    [PLAN_LONG] = {"long", "長すぎる欄があります。", "a field is too long"},
    [PLAN_NO_NUMBER] = {"no_number", "受付番号が書かれていません。",
        "has no order number"},
    [PLAN_MISTYPED] = {"mistyped",
        "受付番号の形がちがいます。写しまちがいかもしれません。",
        "the order number is mistyped: its check character does not fit"},
    [PLAN_DAY] = {"day",
        "日付が読めません。2027-04-01 や 令和9年4月1日 のように書いてください。",
        "no day: write YYYY-MM-DD"},
    [PLAN_BAD_TRACKING] = {"tracking",
        "送り状番号に使えない文字があります。表計算ソフトで「4.1E+"
        "11」のような表示になっていないか見てください。",
        "no tracking number: digits, letters and hyphens only"},
    [PLAN_BAD_SERIAL] = {"serial", "製造番号に使えない文字があるか、長すぎます。",
        "no serial number: letters, digits and - _ . / only, separated by blanks or ;"},
    [PLAN_NOTHING] = {"nothing", "受付番号のほかに何も書かれていません。",
        "says nothing but the order number"},
    [PLAN_TWICE] = {"twice",
        "同じ受付番号が、前の行にあります。1つの申し込みは1行にまとめてください。",
        "the order stands in an earlier row: put it into one"},
    [PLAN_SERIAL_TWICE] = {"serial_twice",
        "同じ製造番号が、このファイルの中に2回あります。",
        "the serial number is there twice"},
    [PLAN_UNKNOWN] = {"unknown", "この受付番号の申し込みはありません。", "no such order"},
    [PLAN_OTHER_MAKER] = {"other_maker",
        "選んだメーカーの製品は、この申し込みにありません。",
        "the order has nothing from this maker"},
    [PLAN_CANCELLED] = {"cancelled", "取り消された申し込みです。発送しないでください。",
        "the order is cancelled: do not ship it"},
    [PLAN_HELD] = {"held",
        "保留中の申し込みです。保留が終わるまで、配送を決められません。",
        "the order is held: it cannot be scheduled yet"},
    [PLAN_STATE] = {"state", "いまの状態からは、この内容にできません。",
        "the order's state does not allow it"},
    [PLAN_NO_DATE] = {"no_date",
        "配送予定日がまだ決まっていません。配送予定日もいっしょに書いてください。",
        "has no delivery date yet: give one, too"},
    [PLAN_NO_DISPATCH] = {"no_dispatch",
        "まだ発送になっていません。発送日もいっしょに書いてください。",
        "was never dispatched: give that day, too"},
    [PLAN_PAST] = {"past", "配送予定日が、きょうより前です。",
        "the delivery date has passed"},
    [PLAN_FUTURE] = {"future", "発送日か受領日が、きょうより後です。",
        "dispatched or delivered on a day to come"},
    [PLAN_DISORDER] = {"disorder", "受領日が発送日より前です。",
        "delivered before it was dispatched"},
    [PLAN_QUANTITY] = {"quantity", "製造番号の数が、申し込みの台数とちがいます。",
        "not as many serial numbers as units"},
    [PLAN_SERIAL_KNOWN] = {"serial_known",
        "この製造番号は、ほかの申し込みの端末として登録されています。",
        "the serial number belongs to another order"},
    [PLAN_SERIAL_MODEL] = {"serial_model",
        "どの製品の製造番号か分かりません。「型番=製造番号」のように書いてください。",
        "which model? write MODEL=SERIAL"},
    [PLAN_MOVED] = {"moved",
        "確かめたあとで申し込みが変わったため、取り込みませんでした。",
        "the order has changed since the preview"},
};

const char *plan_fault_word(enum plan_fault f)
{
    return faults[f].word;
}

enum plan_fault plan_fault_of(struct str word)
{
    for (size_t i = 1; i < PLAN_FAULTS; i++)
        if (str_is(word, faults[i].word))
            return (enum plan_fault)i;
    return PLAN_FINE;
}

struct str plan_fault_said(struct str word)
{
    return str_of(faults[plan_fault_of(word)].said);
}

const char *plan_fault_reason(struct str word)
{
    return faults[plan_fault_of(word)].reason;
}

static const struct {
    const char *said, *reason;
} files[] = {
    [PLAN_READ] = {"", ""},
    [PLAN_NO_TEXT] = {"このファイルは読めません。表計算ソフトの「CSV "
                      "UTF-8（コンマ区切り）」の形で保存して、もう一度選んでください。",
        "no text that can be read: save it as CSV UTF-8"},
    [PLAN_EMPTY] = {"ファイルに、申し込みの行がありません。",
        "has no rows below its header"},
    [PLAN_NO_HEADER] =
        {"1行目に「受付番号」の項目がありません。1行目には項目の名前を書いてください。",
            "the column '受付番号' (order number) is missing: the first line must name "
            "the columns"},
    [PLAN_SAME_COLUMN] = {"1行目に、同じ項目が2つあります。どちらかを消してください。",
        "a column is there twice: remove one"},
    [PLAN_TOO_MANY] = {"1つのファイルは2万行までです。分けて取り込んでください。",
        "has more than 20000 rows: split it"},
};

struct str plan_file_said(enum plan_file why)
{
    return str_of(files[why].said);
}

const char *plan_file_reason(enum plan_file why)
{
    return files[why].reason;
}
