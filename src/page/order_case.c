/* order_case.c: an order of one's own: how far it is, its history, 完了; cancelling it or a
 * part of it, and the hour in which that can be taken back. */
#include "gen/templates.h"
#include "model/agency.h"
#include "model/carrier.h"
#include "model/order_form.h"
#include "model/receipt.h"
#include "page/order_view.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/orders.h"
#include "web/words.h"

#define PAGE "/my/readers"

enum { REASON_MAX = 200 };

/* An agent sees the order that is under way, or else the last one: no older ones. */
static bool is_last(struct req *r, const struct order *o)
{
    struct order now;

    return (order_current(r->db, o->institution, &now) ||
               order_last(r->db, o->institution, &now)) &&
        now.id == o->id;
}

static bool find(struct req *r, struct order *o)
{
    struct str number;

    return receipt_typed(r->arena, r->arg[0], &number) && order_mine(r->db, number, o) &&
        (r->who.role != AGENT || is_last(r, o));
}

static bool writes(const struct req *r)
{
    return r->who.role == MEMBER && r->who.member != MEMBER_VIEWER;
}

/* ---------------------------------------------------------------- views */

static struct order_goods_list goods(struct req *r, const struct order_lines *l)
{
    struct order_goods *v = NEW_N(r->arena, struct order_goods, l->n + 1);

    for (size_t i = 0; i < l->n; i++)
        v[i] = (struct order_goods){.name = orders_line_name(r->arena, &l->v[i]),
            .n = l->v[i].quantity - l->v[i].cancelled, .cancelled = l->v[i].cancelled};
    return (struct order_goods_list){v, l->n};
}

static struct str who(struct req *r, struct str actor)
{
    if (str_eq(actor, r->who.owner))
        return S("あなた");
    return str_starts(actor, S("a:")) ? S("この施設の担当者")
        : str_starts(actor, S("s:"))  ? S("コールセンター・職員")
                                      : S("自動処理");
}

static struct order_steps steps(struct req *r, const struct order *o)
{
    struct order_events e = order_events(r->db, o->id);
    struct order_step *v = NEW_N(r->arena, struct order_step, e.n + 1);

    for (size_t i = 0; i < e.n; i++)
        v[i] = (struct order_step){.when = words_moment(r->arena, e.v[i].at),
            .what = str_of(order_event_name(e.v[i].event)), .who = who(r, e.v[i].actor),
            .note = e.v[i].note};
    return (struct order_steps){v, e.n};
}

static struct link_list others(struct req *r, const struct order *o)
{
    struct order_list l = order_of(r->db, o->institution);
    struct link *v = NEW_N(r->arena, struct link, l.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].id != o->id)
            v[n++] = (struct link){
                {arena_fmt(r->arena, PAGE "/" STR_FMT, STR_ARG(l.v[i].number))},
                arena_fmt(r->arena, STR_FMT "（%s）",
                    STR_ARG(receipt_text(r->arena, l.v[i].number)),
                    order_state_name(l.v[i].state)),
                false};
    return (struct link_list){v, n};
}

/* What it waits for, in words. */
static void say_next(struct req *r, const struct order *o, struct order_case *v)
{
    struct arena *a = r->arena;

    v->by = S("");
    if (o->held_reason.n) {
        v->next = S("受付番号を待っています");
    } else if (str_is(o->state, "received")) {
        v->next = S("配送予定日が決まるのを待っています");
        v->by = S("届くまで、申し込みから4か月から5か月かかります。配送予定日が決まるまでは、内容を変えたり、取り消したりできます。");
    } else if (str_is(o->state, "scheduled")) {
        v->next = arena_fmt(a, STR_FMT "にお届けする予定です", STR_ARG(v->delivery));
        v->by = S("受け取る人と置く場所を決めておいてください。");
    } else if (str_is(o->state, "dispatched")) {
        v->next = S("発送しました");
        v->by = v->delivery.n
            ? arena_fmt(a, STR_FMT "にお届けする予定です。", STR_ARG(v->delivery))
            : S("まもなくお届けします。");
    } else if (str_is(o->state, "delivered")) {
        v->next = S("お届けしました");
        v->by = S("システムの会社と日を決めて、取り付けとテストを進めてください。");
    } else if (str_is(o->state, "cancelled")) {
        v->next = S("取り消しました");
    } else {
        v->next = str_is(o->state, "refunded") ? S("返還の手続きが終わりました")
                                               : S("費用の返還をお願いしています");
    }
}

static struct order_case view(struct req *r, const struct order *o)
{
    struct arena *a = r->arena;
    struct order_lines l = order_lines(r->db, o->id);
    bool received = str_is(o->state, "received");
    struct order_case v = {.csrf = guard_csrf(r), .number = o->number, .rev = o->rev,
        .grouped = receipt_text(a, o->number), .state = orders_tag(o->state),
        .goods = goods(r, &l), .to = orders_address(r, o),
        .plan = order_month_text(a, o->plan_month),
        .claims = order_answer_text(a, o->claims, o->claims_month),
        .emr = order_answer_text(a, o->emr, o->emr_month),
        .dispensing = order_answer_text(a, o->dispensing, o->dispensing_month),
        .held_until = str_is(o->state, "received") ? orders_day(a, o->held_until) : S(""),
        .delivery = orders_day(a, o->delivery_on), .dispatched = orders_day(a, o->dispatched_on),
        .delivered = orders_day(a, o->delivered_on), .carrier = o->carrier,
        .tracking = o->tracking,
        .track = {carrier_url(a, o->carrier, o->tracking)}, .reason = o->reason, .undo = S(""),
        .change = received && writes(r),
        .call = str_is(o->state, "scheduled") || str_is(o->state, "dispatched"),
        .refund = str_is(o->state, "refund_required"), .steps = steps(r, o),
        .agent = r->who.role == AGENT};

    if (!v.agent)
        v.others = others(r, o);
    if (writes(r) && order_may_undo(r->db, o, ORDER_BY_CLINIC))
        v.undo = arena_fmt(a, STR_FMT, STR_ARG(date_time_text(a, o->cancelled_at + ORDER_UNDO_S)));
    say_next(r, o, &v);
    return v;
}

static int to_case(struct req *r, const struct order *o, const char *word)
{
    return see_other(r, arena_fmt(r->arena, PAGE "/" STR_FMT "%s%s", STR_ARG(o->number),
                            *word ? "?said=" : "", word));
}

static struct str said(struct req *r)
{
    struct str word = query_value(r, "said");

    return str_is(word, "cancelled") ? S("申し込みを取り消しました。1時間は、もとに戻せます。")
        : str_is(word, "part")       ? S("選んだ台数を取り消しました。")
        : str_is(word, "undone")     ? S("申し込みをもとに戻しました。")
        : str_is(word, "late")
        ? S("もとに戻せませんでした。時間がすぎたか、申し込める台数が変わりました。新しく申し込んでください。")
        : S("");
}

static int show(struct req *r)
{
    struct order o;
    struct order_case v;

    if (!find(r, &o))
        return not_found(r);
    v = view(r, &o);
    page_open(r, (struct page){.notice = said(r)});
    tmpl_order_case(r->out, &v);
    return 200;
}

static int done(struct req *r)
{
    struct order_events e;
    struct order o;
    struct order_case v;

    if (!order_last(r->db, r->who.institution, &o))
        return see_other(r, S(PAGE));
    if (!str_is(o.state, "received")) /* an old page, opened again */
        return to_case(r, &o, "");
    v = view(r, &o);
    e = order_events(r->db, o.id);
    v.changed = e.n > 0 && str_is(e.v[e.n - 1].event, "change");
    page_open(r, (struct page){.title = S("カードリーダー申込（完了）")});
    tmpl_order_done(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- cancelling */

/* How many of each reader: only where something would be left. */
static struct field_list cut(
    struct req *r, const struct order *o, struct str field, struct str error)
{
    static const char *const digits[] = {"1", "2", "3"};
    struct order_lines l = order_lines(r->db, o->id);
    struct field_view *v = NEW_N(r->arena, struct field_view, l.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < l.n && o->units > 1; i++) {
        int64_t open = l.v[i].quantity - l.v[i].cancelled;
        struct pick *p = NEW_N(r->arena, struct pick, COUNT(digits));
        struct str name = arena_fmt(r->arena, "cut%lld", (long long)l.v[i].reader);

        if (!open)
            continue;
        for (int64_t k = 0; k < open && k < (int64_t)COUNT(digits); k++)
            p[k] = (struct pick){.value = str_of(digits[k]), .label = str_of(digits[k]),
                .chosen = str_is(form_value(r, name.p), digits[k])};
        v[n++] = (struct field_view){.name = name, .widget = W_SELECT,
            .label = arena_fmt(r->arena, STR_FMT "（%lld台）を取り消す台数",
                STR_ARG(orders_line_name(r->arena, &l.v[i])), (long long)open),
            .picks = {p, (size_t)open}};
        if (n == 1 && str_is(field, "cut"))
            v[0].error = error;
    }
    return (struct field_list){v, n};
}

/* error: what is wrong with the field of that name; "": with none of them. */
static int draw_cancel(struct req *r, const struct order *o, struct str field, struct str error)
{
    struct order_case v = view(r, o);
    struct complaint *c = NEW(r->arena, struct complaint);

    v.cut = cut(r, o, field, error);
    v.why = (struct field_view){.name = S("reason"), .widget = W_AREA, .rows = 2,
        .label = S("理由"), .value = form_value(r, "reason"),
        .hint = S("200文字まで。差しつかえなければ、教えてください。"),
        .error = str_is(field, "reason") ? error : S("")};
    *c = (struct complaint){str_is(field, "cut") && v.cut.n ? v.cut.v[0].name : field, error};
    v.f.wrong = (struct complaint_list){c, error.n > 0};
    page_open(r, (struct page){.title = S("カードリーダーの申し込みの取り消し"),
                     .wrong = error.n > 0, .form = true});
    tmpl_order_cancel(r->out, &v);
    return error.n ? 422 : 200;
}

static int cancel_page(struct req *r)
{
    struct order o;

    if (!find(r, &o))
        return not_found(r);
    if (!writes(r) || !str_is(o.state, "received"))
        return to_case(r, &o, "");
    return draw_cancel(r, &o, S(""), S(""));
}

/* The chosen units of each reader; all of them is the same as cancelling the order. */
static enum order_no cancel_part(
    struct req *r, struct order *o, struct str reason, const struct order_by *by, bool *all)
{
    struct order_lines l = order_lines(r->db, o->id);
    enum order_no no = ORDER_NO_LINES;
    int64_t n[ORDER_LINES] = {0}, sum = 0;

    for (size_t i = 0; i < l.n && i < ORDER_LINES; i++) {
        struct str name = arena_fmt(r->arena, "cut%lld", (long long)l.v[i].reader);

        if (!str_int(form_value(r, name.p), 1, l.v[i].quantity - l.v[i].cancelled, &n[i]))
            n[i] = 0;
        sum += n[i];
    }
    *all = sum == o->units;
    if (*all)
        return order_cancel(r->db, o, reason, by);
    for (size_t i = 0; i < l.n && i < ORDER_LINES; i++) {
        if (n[i])
            no = order_cancel_part(r->db, o, l.v[i].reader, n[i], reason, by);
        if (n[i] && no != ORDER_DONE)
            break;
    }
    return no;
}

static int cancel(struct req *r)
{
    struct order_by by = {ORDER_BY_CLINIC, r->who.owner};
    struct str reason = str_trim(text_lines(r->arena, form_value(r, "reason")));
    struct order o;
    bool all = form_value(r, "all").n > 0;
    enum order_no no;

    if (!find(r, &o))
        return not_found(r);
    if (!str_is(o.state, "received")) /* pressed twice, or it has gone on since */
        return to_case(r, &o, str_is(o.state, "cancelled") ? "cancelled" : "");
    if (utf8_len(reason) > REASON_MAX)
        return draw_cancel(r, &o, S("reason"), S("理由は、200文字までで入力してください"));
    if (!str_int(form_value(r, "_rev"), 1, INT64_MAX, &o.rev))
        o.rev = 0;
    no = all ? order_cancel(r->db, &o, reason, &by) : cancel_part(r, &o, reason, &by, &all);
    if (no == ORDER_DONE) {
        orders_tell(r, &o, all ? "cancel" : "part");
        return to_case(r, &o, all ? "cancelled" : "part");
    }
    if (!find(r, &o))
        return not_found(r);
    if (no == ORDER_NO_LINES)
        return draw_cancel(r, &o, S("cut"), S("取り消す台数を選んでください"));
    return draw_cancel(r, &o, S(""),
        S("別の画面か、ほかの人が、先に申し込みを変えました。いまの内容を見て、もう一度確かめてください"));
}

static int undo(struct req *r)
{
    struct order_by by = {ORDER_BY_CLINIC, r->who.owner};
    struct order o;

    if (!find(r, &o))
        return not_found(r);
    if (str_is(o.state, "received")) /* pressed twice */
        return to_case(r, &o, "undone");
    if (order_undo(r->db, &o, &by) != ORDER_DONE)
        return to_case(r, &o, "late");
    orders_tell(r, &o, "undo");
    return to_case(r, &o, "undone");
}

static const struct route routes[] = {
    {"GET", PAGE "/done", MEMBER, "カードリーダー申込（完了）", done},
    {"GET", PAGE "/{number}", MEMBER, "カードリーダーの申し込み", show, .agent = PROCEDURE_READERS},
    {"GET", PAGE "/{number}/cancel", MEMBER, "申し込みの取り消し", cancel_page},
    {"POST", PAGE "/{number}/cancel", MEMBER, "申し込みの取り消し", cancel},
    {"POST", PAGE "/{number}/undo", MEMBER, "申し込みをもとに戻す", undo},
    {0},
};

const struct feature order_case_feature = {"order_case", routes};
