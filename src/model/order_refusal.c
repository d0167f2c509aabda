/* order_refusal.c: see order_refusal.h. */
#include "model/order_refusal.h"

#include "model/claiming.h"
#include "model/deletion.h"
#include "model/order.h"
#include "model/reader.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"

#define CALL "コールセンターへ電話してください。"

static const struct order_refusal refusals[ORDER_WHYS] = {
    [ORDER_WHY_NURSING] = {"nursing", "訪問看護ステーションは、申し込めません",
        "顔認証付きカードリーダーを無償でお届けするのは、病院・診療所・薬局です。"
        "訪問看護ステーションは、居宅で使う機器を各自で用意することになっています。",
        "用意する機器は、" CALL, NULL, NULL},
    [ORDER_WHY_CLOSED] = {"closed", "廃止の届出がある医療機関等です",
        "厚生局からの情報では、この医療機関等は廃止（または休止）になっています。",
        "いまも診療しているときは、" CALL, NULL, NULL},
    [ORDER_WHY_DELETION] = {"deletion", "このアカウントは、削除される予定です",
        "削除の予定があるあいだは、カードリーダーを申し込めません。",
        "画面の上のほうにある「削除を取り消す」を押してから、申し込んでください。", "/my",
        "マイページを見る"},
    [ORDER_WHY_CLAIM] = {"claim", "代表の方を決めているところです",
        "ほかの方から、この施設の代表になりたいという申し込みがあります。決まるまで、"
        "カードリーダーを申し込めません。",
        "心当たりがないときは、画面の上のほうにある「取りやめる」を押してください。", "/my",
        "マイページを見る"},
    [ORDER_WHY_SCHEDULED] = {"scheduled", "配送日が決まったので、画面では変えられません",
        "カードリーダーの準備が始まっています。",
        "内容を変えたいとき、取り消したいときは、受付番号を用意して、" CALL, NULL, NULL},
    [ORDER_WHY_DELIVERED] = {"delivered", "申し込める台数は、すべてお届けしています",
        "1つの医療機関等が無償で受け取れる台数は、決まっています。",
        "やむを得ない事情で足りないときは、" CALL, NULL, NULL},
    [ORDER_WHY_NO_LIMIT] = {"no-limit", "いまは、申し込みを受け付けていません",
        "この種類の医療機関等について、申し込める台数が決められていません。",
        "受け付けの予定は、" CALL, NULL, NULL},
    [ORDER_WHY_NOTHING] = {"nothing", "いまは、申し込める製品がありません",
        "カタログの製品は、どれも受け付けの期間の外です。",
        "新しい製品が加わるのを、カタログで確かめてください。", "/readers", "カタログを見る"},
    [ORDER_WHY_VIEWER] = {"viewer", "閲覧の役割では、申し込めません",
        "このログインの役割は「閲覧」です。見ることはできますが、申し込みと変更はできません。",
        "代表か担当の方に頼むか、代表の方に役割を変えてもらってください。", NULL, NULL},
    [ORDER_WHY_LIMIT] = {"limit", "申し込める台数をこえています",
        "台数の合計は、医療機関等の種類ごとに決まっています。",
        "台数を減らしてください。やむを得ない事情で足りないときは、" CALL, NULL, NULL},
    [ORDER_WHY_ENDED] = {"ended", "この製品は、いまは申し込めません",
        "製品の受け付けの期間の外です。", "ほかの製品を選んでください。", "/readers",
        "カタログを見る"},
    [ORDER_WHY_TWICE] = {"twice", "同じ製品が2か所にあります",
        "カードリーダー2とカードリーダー3は、別の製品のときだけ使います。",
        "1か所にまとめて、台数を合計してください。", NULL, NULL},
    [ORDER_WHY_UNPROVED] = {"unproved", "送付先を変えるには、医療機関等の確認が必要です",
        "カードリーダーがほかの人に届かないように、案内文書などで確かめた方だけが、"
        "届け出た住所とちがう送付先を選べます。",
        "確認をすませるか、「変更する」の印をはずしてください。", "/my/confirm-code",
        "案内文書で確かめる"},
};

const struct order_refusal *order_refusal(enum order_why why)
{
    if (why <= ORDER_MAY || why >= ORDER_WHYS)
        die("order_refusal: %d is no reason", (int)why);
    return &refusals[why];
}

/* ---------------------------------------------------------------- may it order */

static const struct col cols[] = {
    COL(order_gate, institution), COL(order_gate, closed), COL(order_gate, kind)};

static const struct query queries[] = {
    {"order_gate.get", SHARED,
        "SELECT id AS institution, kind, COALESCE(closed_on, '9') <= :today AS closed"
        " FROM institution WHERE id = :institution"},
};

const struct model order_gate_model = MODEL(order_gate, cols, queries);

enum order_why order_why(struct db *db, int64_t institution)
{
    struct order_gate in = {.institution = institution}, at;
    struct order_room room;
    struct claiming claim;
    struct deletion d;
    struct order o;
    char today[DATE_ISO_LEN + 1];
    bool current;

    clock_today(today);
    if (!db_one(db, &order_gate_model, 0, &in, &at) || !order_room(db, institution, &room))
        return ORDER_WHY_NO_LIMIT;
    if (at.closed)
        return ORDER_WHY_CLOSED;
    if (str_is(at.kind, "nursing"))
        return ORDER_WHY_NURSING;
    if (deletion_coming(db, institution, &d))
        return ORDER_WHY_DELETION;
    if (claiming_waits(db, institution, &claim))
        return ORDER_WHY_CLAIM;
    current = order_current(db, institution, &o);
    if (current && !str_is(o.state, "received"))
        return ORDER_WHY_SCHEDULED;
    if (current)
        return ORDER_MAY;
    if (room.base + room.granted == 0)
        return ORDER_WHY_NO_LIMIT;
    if (room.used >= room.base + room.granted)
        return ORDER_WHY_DELIVERED;
    return reader_orderable(db, str_of(today)).n ? ORDER_MAY : ORDER_WHY_NOTHING;
}

/* ---------------------------------------------------------------- the rule in words */

static const char *kind_text(const struct order_room *room)
{
    if (room->twin)
        return "医科の病院に併設する歯科";
    return str_is(room->kind, "hospital") ? "病院"
        : str_is(room->kind, "pharmacy")  ? "薬局"
        : str_is(room->kind, "dental")    ? "歯科診療所"
                                          : "診療所";
}

struct str order_limit_text(struct arena *a, const struct order_room *room, int64_t asked)
{
    struct str s = arena_fmt(a, "%sは、合計%lld台までです", kind_text(room),
        (long long)room->base);

    if (room->granted)
        s = arena_fmt(a, STR_FMT "。事情により、あと%lld台を認めています", STR_ARG(s),
            (long long)room->granted);
    if (room->used)
        s = arena_fmt(a, STR_FMT "。これまでの申し込みは%lld台です", STR_ARG(s),
            (long long)room->used);
    if (asked)
        s = arena_fmt(a, STR_FMT "。いま選んだのは%lld台です", STR_ARG(s), (long long)asked);
    return s;
}
