/* orders_case.c: everything about one order, and what may be done with it. Opening it is
 * recorded. The moves are the model's; here are their buttons, words and mails. */
#include "gen/templates.h"
#include "model/carrier.h"
#include "model/delivery.h"
#include "model/institution.h"
#include "model/prefecture.h"
#include "model/receipt.h"
#include "model/start.h"
#include "staff/orders_act.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"

enum { FACTS = 16 };

static void fact(struct fact_list *l, const char *what, struct str text, bool own)
{
    if (l->n == FACTS)
        die("orders: too many facts");
    if (text.n)
        l->v[l->n++] = (struct fact){str_of(what), text, own};
}

/* ---------------------------------------------------------------- what was asked for */

static struct str month(struct req *r, struct str ym)
{
    struct date d;

    return date_iso(arena_fmt(r->arena, STR_FMT "-01", STR_ARG(ym)), &d)
               ? date_month_both(r->arena, d)
               : ym;
}

/* 導入している, or when it will be. */
static struct str has_system(struct req *r, struct str state, struct str when)
{
    if (str_is(state, "yes"))
        return S("導入している");
    if (str_is(state, "planned"))
        return arena_fmt(
            r->arena, "未導入（" STR_FMT "に導入予定）", STR_ARG(month(r, when)));
    return str_is(state, "no") ? S("導入予定なし") : S("");
}

static void survey(struct req *r, const struct order *o, struct order_view *v)
{
    struct fact_list *l = &v->survey;

    l->v = NEW_N(r->arena, struct fact, FACTS);
    fact(l, "導入（予定）時期", month(r, o->plan_month), false);
    fact(l, "レセプトのオンライン請求", has_system(r, o->claims, o->claims_month), false);
    fact(l, "電子カルテ", has_system(r, o->emr, o->emr_month), false);
    fact(l, "調剤システム", has_system(r, o->dispensing, o->dispensing_month), false);
    fact(l, "申込日時", words_moment(r->arena, o->created_at), true);
}

static struct str zip_text(struct req *r, struct str zip)
{
    return zip.n == 7 ? arena_fmt(r->arena, "〒" STR_FMT "-" STR_FMT,
                            STR_ARG(str_head(zip, 3)), STR_ARG(str_from(zip, 3)))
                      : zip;
}

static void address(struct req *r, const struct order *o, struct order_view *v)
{
    struct arena *a = r->arena;
    struct fact_list *l = &v->address;
    struct institution i;

    l->v = NEW_N(a, struct fact, FACTS);
    if (o->elsewhere) {
        fact(l, "送付先", S("申し込みで指定した住所"), false);
        fact(l, "住所",
            arena_fmt(a, STR_FMT " " STR_FMT STR_FMT " " STR_FMT,
                STR_ARG(zip_text(r, o->zip)), STR_ARG(prefecture_name(o->pref)),
                STR_ARG(o->city), STR_ARG(o->building)),
            true);
        fact(l, "宛名", o->addressee, true);
        fact(l, "電話番号", v->masked ? words_masked_phone(a, o->phone) : o->phone, true);
        fact(l, "担当者", v->masked ? S("＊＊＊＊") : o->contact, true);
        return;
    }
    fact(l, "送付先", S("届け出られた所在地"), false);
    if (!institution_get(r->db, o->institution, &i))
        return;
    prefecture_of_address(&i.address); /* some have it in front */
    fact(l, "住所",
        arena_fmt(a, STR_FMT " " STR_FMT STR_FMT, STR_ARG(zip_text(r, i.zip)),
            STR_ARG(prefecture_name(i.pref)), STR_ARG(i.address)),
        true);
    fact(l, "電話番号", i.phone, true);
}

static void plan(struct req *r, const struct order *o, struct order_view *v)
{
    struct arena *a = r->arena;
    struct fact_list *l = &v->plan;

    l->v = NEW_N(a, struct fact, FACTS);
    fact(l, "配送予定日", words_day(a, o->delivery_on), true);
    fact(l, "発送日", words_day(a, o->dispatched_on), true);
    fact(l, "配送業者", o->carrier, true);
    fact(l, "送り状番号", o->tracking, true);
    fact(l, "受領日", words_day(a, o->delivered_on), true);
    fact(l, "メーカー管理番号", delivery_ref(r->db, o->id), true);
    fact(l, "取消日時", words_moment(a, o->cancelled_at), true);
    fact(l, "理由", o->reason, true);
    v->track.s = carrier_url(a, o->carrier, o->tracking);
}

static void lines(struct req *r, const struct order *o, struct order_view *v)
{
    struct order_lines l = order_lines(r->db, o->id);
    struct arena *a = r->arena;

    v->lines.v = NEW_N(a, struct line_view, l.n + 1);
    for (; v->lines.n < l.n; v->lines.n++) {
        const struct order_line *x = &l.v[v->lines.n];

        v->lines.v[v->lines.n] = (struct line_view){.maker = x->maker,
            .product = x->product,
            .model = x->model,
            .quantity = arena_fmt(a, "%lld", (long long)x->quantity),
            .cancelled =
                x->cancelled ? arena_fmt(a, "%lld", (long long)x->cancelled) : S(""),
            .id = arena_fmt(a, "%lld", (long long)x->reader),
            .open = arena_fmt(a, "%lld", (long long)(x->quantity - x->cancelled))};
    }
}

static struct tag unit_state(struct str state)
{
    if (str_is(state, "sent"))
        return (struct tag){TONE_INFO, S("発送")};
    if (str_is(state, "returned"))
        return (struct tag){TONE_PLAIN, S("返却")};
    return (struct tag){TONE_GOOD, S("受領")};
}

static void units(struct req *r, const struct order *o, struct order_view *v)
{
    struct order_units l = order_units(r->db, o->id);

    v->units.v = NEW_N(r->arena, struct unit_view, l.n + 1);
    for (; v->units.n < l.n; v->units.n++) {
        const struct order_unit *x = &l.v[v->units.n];

        v->units.v[v->units.n] = (struct unit_view){.serial = x->serial,
            .product = x->product,
            .since = words_day(r->arena, x->day),
            .state = unit_state(x->state)};
    }
}

/* ---------------------------------------------------------------- what happened */

/* The plan as it was kept with the event: hold, day, dispatched, carrier, tracking,
 * delivered. */
static struct str plan_then(struct req *r, struct str plan)
{
    static const char *const names[] = {
        NULL, "保留の期限", "配送予定日", "発送日", NULL, "送り状番号", "受領日"};
    struct str all = S(""), one;

    for (size_t i = 0; i < COUNT(names) && plan.p && plan.n; i++) {
        one = str_cut(plan, '\n', &plan);
        if (one.n && names[i])
            all = arena_fmt(r->arena, STR_FMT "%s%s " STR_FMT, STR_ARG(all),
                all.n ? "、" : "", names[i], STR_ARG(words_day(r->arena, one)));
    }
    return all;
}

static void history(struct req *r, const struct order *o, struct order_view *v)
{
    struct order_events l = order_events(r->db, o->id);
    struct staff_list staff = staff_list(r->db);
    struct arena *a = r->arena;

    v->events.v = NEW_N(a, struct order_event_view, l.n + 1);
    for (; v->events.n < l.n; v->events.n++) {
        const struct order_event *x = &l.v[l.n - 1 - v->events.n]; /* newest first */

        v->events.v[v->events.n] = (struct order_event_view){.at = words_moment(a, x->at),
            .who = words_actor(a, x->actor, &staff),
            .what = str_of(order_event_name(x->event)),
            .state = str_of(order_state_name(x->to_state)),
            .plan = plan_then(r, x->plan),
            .note = x->note};
    }
}

/* ---------------------------------------------------------------- the page */

static void what_may_be_done(struct req *r, const struct order *o, struct order_view *v)
{
    bool handles = (ORDERS_HANDLE & r->who.role) != 0,
         leads = (ORDERS_LEAD & r->who.role) != 0;
    struct start s;

    v->cancels = handles && order_rule(o->state, ORDER_CANCEL, ORDER_BY_STAFF);
    v->partly = handles && order_rule(o->state, ORDER_CANCEL_PART, ORDER_BY_STAFF) &&
                o->units > 1;
    v->releases = leads && o->held_reason.n;
    v->schedules = leads && !o->held_reason.n &&
                   order_rule(o->state, ORDER_SCHEDULE, ORDER_BY_STAFF);
    v->dispatches = leads && order_rule(o->state, ORDER_DISPATCH, ORDER_BY_STAFF);
    v->corrects = str_is(o->state, "dispatched");
    v->sent_now = o->dispatched_on;
    v->carrier_now = o->carrier;
    v->tracking_now = o->tracking;
    v->delivers = leads && order_rule(o->state, ORDER_DELIVER, ORDER_BY_STAFF);
    v->returns = leads && order_rule(o->state, ORDER_RETURN, ORDER_BY_STAFF);
    v->refunds = leads && order_rule(o->state, ORDER_REFUND, ORDER_BY_STAFF);
    if (start_of(r->db, o->institution, &s))
        v->started = words_day(r->arena, s.started_on);
    v->starts = handles && !v->started.n &&
                (str_is(o->state, "delivered") || str_is(o->state, "refund_required"));
    v->acts = v->cancels || v->releases || v->schedules || v->dispatches || v->delivers ||
              v->returns || v->refunds || v->starts;
}

static struct str done_text(struct str done)
{
    if (str_is(done, "told"))
        return S("記録しました。医療機関等にメールを送ります。");
    if (str_is(done, "nobody"))
        return S("記録しました。登録したアカウントがないため、メールは送りません。電話な"
                 "どで知らせてください。");
    return str_is(done, "noted") ? S("記録しました。") : S("");
}

/* What stood in the form that was sent. */
static void typed(struct req *r, struct order_view *v)
{
    static const char *const days[] = {
        "delivery_on", "dispatched_on", "delivered_on", "started_on"};

    v->typed_act = form_value(r, "act");
    v->reason = form_value(r, "reason");
    v->carrier = form_value(r, "carrier");
    v->tracking = form_value(r, "tracking");
    v->n = form_value(r, "n");
    v->day = S("");
    for (size_t i = 0; i < COUNT(days); i++)
        if (form_value(r, days[i]).n)
            v->day = form_value(r, days[i]);
}

int orders_draw(
    struct req *r, const struct order *o, int status, struct str said, struct str at)
{
    struct order_view v = {.csrf = guard_csrf(r),
        .said = said,
        .at = at,
        .name = o->name,
        .rev = arena_fmt(r->arena, "%lld", (long long)o->rev),
        .number = receipt_text(r->arena, o->number),
        .state = orders_state(o->state),
        .code = orders_code(r, o->inst_pref, o->score_table, o->code),
        .place = orders_inst(r, o->inst_pref, o->score_table, o->code),
        .masked = r->who.role == AUDITOR};

    if (o->held_reason.n) {
        v.held = S(
            "保険医療機関等の受付番号が示され、確かめられるまで、配送を決められません。");
        v.held_until = words_day(r->arena, o->held_until);
    }
    typed(r, &v);
    survey(r, o, &v);
    address(r, o, &v);
    plan(r, o, &v);
    lines(r, o, &v);
    units(r, o, &v);
    history(r, o, &v);
    what_may_be_done(r, o, &v);
    page_open(
        r, (struct page){.wrong = status == 422,
               .notice = status == 200 ? done_text(query_value(r, "done")) : S(""),
               .title = arena_fmt(r->arena, "申し込み " STR_FMT, STR_ARG(v.number))});
    tmpl_staff_order(r->out, &v);
    return status;
}

bool orders_find(struct req *r, struct order *o)
{
    struct str number;

    return receipt_typed(r->arena, r->arg[0], &number) && str_eq(number, r->arg[0]) &&
           order_by_number(r->db, number, o);
}

static int show(struct req *r)
{
    struct order o;

    if (!orders_find(r, &o))
        return not_found(r);
    if (!note_view(r, "order.viewed", o.institution, "filing")) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、開いたことを記録できません"),
            S("記録できるようになるまで、この画面は開けません。少し待って、もう一度ためし"
              "てください。"));
    }
    return orders_draw(r, &o, 200, S(""), S(""));
}

static const struct route routes[] = {
    {"GET", ORDERS "/{number}", DESK, "カードリーダーの申し込み", show},
    {"POST", ORDERS "/{number}", ORDERS_HANDLE, "カードリーダーの申し込み", orders_act},
    {0},
};

const struct feature staff_orders_case_feature = {"staff_orders_case", routes};
