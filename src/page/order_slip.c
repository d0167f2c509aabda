/* order_slip.c: 控え of an order as PDF: the number in large type, and a code that opens
 * the order for the desk when the institution calls. */
#include "model/order_form.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/orders.h"
#include "web/slip.h"
#include "web/words.h"

enum { MOST = 20 };

struct sheet {
    struct slip_line v[MOST];
    size_t n;
};

static void add(struct sheet *s, const char *what, struct str text)
{
    if (text.n && s->n < MOST)
        s->v[s->n++] = (struct slip_line){str_of(what), text};
}

static void add_goods(struct req *r, struct sheet *s, const struct order *o)
{
    struct order_lines l = order_lines(r->db, o->id);

    for (size_t i = 0; i < l.n; i++) {
        int64_t open = l.v[i].quantity - l.v[i].cancelled;

        if (open)
            add(s, arena_fmt(r->arena, "カードリーダー%zu", i + 1).p,
                arena_fmt(r->arena, STR_FMT "　%lld台",
                    STR_ARG(orders_line_name(r->arena, &l.v[i])), (long long)open));
    }
}

static void add_where(struct req *r, struct sheet *s, const struct order *o)
{
    struct order_address a = orders_address(r, o);

    add(s, "お届け先",
        arena_fmt(r->arena, STR_FMT " " STR_FMT "%s" STR_FMT, STR_ARG(a.zip), STR_ARG(a.line),
            a.building.n ? " " : "", STR_ARG(a.building)));
    add(s, "あて名", a.name);
    if (a.contact.n)
        add(s, "受け取る担当者",
            arena_fmt(r->arena, STR_FMT "（" STR_FMT "）", STR_ARG(a.contact), STR_ARG(a.phone)));
}

static void fill(struct req *r, struct sheet *s, const struct order *o)
{
    struct arena *a = r->arena;

    add(s, "医療機関等", o->name);
    add(s, "医療機関等コード",
        arena_fmt(a, STR_FMT STR_FMT STR_FMT, STR_ARG(o->inst_pref), STR_ARG(o->score_table),
            STR_ARG(o->code)));
    add(s, "申し込んだ日時", words_moment(a, o->created_at));
    add(s, "状況", str_of(order_state_name(o->state)));
    if (o->held_reason.n && str_is(o->state, "received"))
        add(s, "保留", arena_fmt(a, "受付番号待ち（期限 " STR_FMT "）",
                           STR_ARG(orders_day(a, o->held_until))));
    add_goods(r, s, o);
    add_where(r, s, o);
    add(s, "配送予定日", orders_day(a, o->delivery_on));
    add(s, "発送日", orders_day(a, o->dispatched_on));
    add(s, "送り状番号",
        o->tracking.n ? arena_fmt(a, STR_FMT " " STR_FMT, STR_ARG(o->carrier), STR_ARG(o->tracking))
                      : S(""));
    add(s, "受領日", orders_day(a, o->delivered_on));
    add(s, "導入（予定）時期", order_month_text(a, o->plan_month));
    add(s, "レセプトのオンライン請求", order_answer_text(a, o->claims, o->claims_month));
    add(s, "電子カルテシステム", order_answer_text(a, o->emr, o->emr_month));
    add(s, "調剤システム", order_answer_text(a, o->dispensing, o->dispensing_month));
}

static int slip(struct req *r)
{
    struct sheet lines = {.n = 0};
    struct order o;
    struct slip s;
    struct str number, file;

    if (!receipt_typed(r->arena, r->arg[0], &number) || !order_mine(r->db, number, &o))
        return not_found(r);
    fill(r, &lines, &o);
    s = (struct slip){.title = S("カードリーダー申込　控え"),
        .number = receipt_text(r->arena, number),
        .lead = S("電話のときは、上の受付番号を伝えてください。"),
        .lines = {lines.v, lines.n}, .caption = S("窓口の職員用"),
        .code = arena_fmt(r->arena, STR_FMT "/staff/orders/" STR_FMT,
            STR_ARG(r->app->conf->origin), STR_ARG(number)),
        .note = arena_fmt(r->arena,
            "カードリーダーを受け取ったあと、オンライン資格確認を始めなかったときは、"
            "カードリーダーの費用にあたる額を返していただきます。控えを作った日：" STR_FMT,
            STR_ARG(date_japanese_full(r->arena, date_tokyo(clock_now()))))};
    file = slip_pdf(r->arena, &s);
    if (!file.n)
        return refuse(r, 503, S("いま、PDFを作れません"), S("申し込みの画面を印刷してください。"));
    r->disposition = arena_fmt(
        r->arena, "inline; filename=\"order-" STR_FMT ".pdf\"", STR_ARG(number));
    return text_reply(r, "application/pdf", file);
}

static const struct route routes[] = {
    {"GET", "/my/readers/{number}/slip.pdf", MEMBER, "カードリーダー申込の控え", slip},
    {0},
};

const struct feature order_slip_feature = {"order_slip", routes};
