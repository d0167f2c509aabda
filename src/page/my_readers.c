/* my_readers.c: カードリーダー on マイページ: order them, or how far the order is. */
#include "page/my_tasks.h"

#include "model/order_refusal.h"
#include "util/str.h"
#include "web/app.h"
#include "web/orders.h"

static void under_way(struct req *r, const struct order *o, struct task *t)
{
    t->href = (struct url){arena_fmt(r->arena, "/my/readers/" STR_FMT, STR_ARG(o->number))};
    t->text = S("カードリーダーの申し込み");
    t->state = orders_tag(o->state);
    if (o->held_reason.n) {
        t->hint = S("保留しています：受付番号待ち");
        t->when = arena_fmt(r->arena, "期限 " STR_FMT, STR_ARG(orders_day(r->arena, o->held_until)));
    } else if (str_is(o->state, "received")) {
        t->hint = S("配送予定日が決まると、メールでお知らせします。それまでは変更と取り消しができます。");
    } else if (str_is(o->state, "scheduled")) {
        t->hint = S("受け取る人と置く場所を決めておいてください。");
    } else {
        t->hint = S("まもなくお届けします。");
    }
    if (o->delivery_on.n)
        t->when = arena_fmt(r->arena, STR_FMT "にお届け", STR_ARG(orders_day(r->arena, o->delivery_on)));
}

/* Nothing under way: the newest order, if there was one, says what happened last. */
static void idle(struct req *r, enum order_why why, struct task *t)
{
    struct order last;
    bool ever = order_last(r->db, r->who.institution, &last);

    if (ever && str_is(last.state, "refund_required")) {
        t->href = (struct url){arena_fmt(r->arena, "/my/readers/" STR_FMT, STR_ARG(last.number))};
        t->hint = S("カードリーダーの費用の返還をお願いしています。");
        t->state = orders_tag(last.state);
    } else if (ever && str_is(last.state, "delivered")) {
        t->href = (struct url){arena_fmt(r->arena, "/my/readers/" STR_FMT, STR_ARG(last.number))};
        t->hint = why == ORDER_MAY ? S("お届けしました。申し込める台数が、まだ残っています。")
                                   : S("お届けしました。システムの会社と、取り付けの日を決めてください。");
        t->when = arena_fmt(r->arena, STR_FMT "に受領", STR_ARG(orders_day(r->arena, last.delivered_on)));
        t->state = orders_tag(last.state);
    } else if (why != ORDER_MAY) {
        t->hint = str_of(order_refusal(why)->title);
        t->state = (struct tag){TONE_FLAT, S("申し込めません")};
    } else {
        t->hint = S("無償でお届けします。届くまで、4か月から5か月かかります。");
        t->state = (struct tag){TONE_INFO, S("受付中")};
        t->next = S("カードリーダーを申し込んでください");
        t->button = S("カードリーダーを申し込む");
    }
}

struct task my_readers_task(struct req *r)
{
    enum order_why why = order_why(r->db, r->who.institution);
    struct task t = {.href = URL("/my/readers"), .text = S("カードリーダーを申し込む")};
    struct order o;

    if (order_current(r->db, r->who.institution, &o))
        under_way(r, &o, &t);
    else
        idle(r, why, &t);
    return t;
}
