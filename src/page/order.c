/* order.c: カードリーダー申込: 入力, 確認, 完了; a change is the same form, filled in. All
 * quantities taken away leads to the page that cancels. */
#include "page/order_impl.h"

#include "gen/templates.h"
#include "model/draft.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

#define PAGE ORDER_PAGE

static int show(struct req *r)
{
    struct order_entry e;
    int status;

    if (!order_begin(&e, r, &status))
        return status;
    if (form_load_draft(&e.f) && order_stale(&e)) {
        order_check(&e);
        form_complain(&e.f, "",
            S("下書きのあとで、申し込みが変わりました。いまの内容を見て、もう一度確かめてください"));
        e.f.rev = order_revs(&e);
        return order_draw_input(&e, 200);
    }
    return order_draw_input(&e, 200);
}

/* 郵便番号から住所検索: only the postal code is complained of. */
static int look_up(struct order_entry *e)
{
    struct form_field *zip = form_field_of(&e->f, "zip");
    struct str error = zip->error;

    for (size_t i = 0; i < e->f.n; i++)
        e->f.f[i].error = S("");
    e->f.wrong = 0;
    order_put(e, "elsewhere", S("1"));
    if (!zip->value.n)
        error = S("郵便番号を入力してください");
    form_complain(&e->f, "zip", error);
    if (!error.n)
        order_fill_address(e);
    e->r->keep = true; /* the draft */
    form_keep(&e->f, false, S(""));
    return error.n ? order_draw_input(e, 422) : see_other(e->r, S(PAGE "?zip=1#zip"));
}

/* すべて「---」: the manual's way to cancel. */
static bool takes_all_away(struct order_entry *e)
{
    return e->changing && !order_value(e, "quantity1").n && !order_value(e, "quantity2").n &&
        !order_value(e, "quantity3").n;
}

static int stale(struct order_entry *e)
{
    e->f.rev = order_revs(e);
    form_complain(&e->f, "",
        S("別の画面か、ほかの人が、先に申し込みを変えました。いまの内容を見て、もう一度確かめてください"));
    e->r->keep = true; /* the draft */
    form_keep(&e->f, false, S(""));
    return order_draw_input(e, 422);
}

static int input(struct req *r)
{
    struct order_entry e;
    int status;

    if (!order_begin(&e, r, &status))
        return status;
    if (form_value(r, "_reset").n) {
        draft_drop(r->db, r->who.owner, S(PAGE), r->who.institution);
        return see_other(r, S(PAGE));
    }
    order_read(&e);
    if (form_value(r, "_zip").n)
        return look_up(&e);
    if (order_stale(&e))
        return stale(&e);
    if (takes_all_away(&e)) {
        draft_drop(r->db, r->who.owner, S(PAGE), r->who.institution);
        return see_other(r, arena_fmt(r->arena, PAGE "/" STR_FMT "/cancel", STR_ARG(e.now.number)));
    }
    r->keep = true; /* the draft */
    form_keep(&e.f, !e.f.wrong, S(""));
    return e.f.wrong ? order_draw_input(&e, 422) : see_other(r, S(PAGE "/confirm"));
}

/* ---------------------------------------------------------------- 確認 */

/* The draft as it was checked, checked again. */
static bool begin_confirm(struct order_entry *e, struct req *r, int *status)
{
    if (!order_begin(e, r, status))
        return false;
    if (!form_load_draft(&e->f) || !e->f.draft.checked) {
        *status = see_other(r, S(PAGE));
        return false;
    }
    order_check(e);
    return true;
}

static int confirm(struct req *r)
{
    struct order_entry e;
    int status;

    if (!begin_confirm(&e, r, &status))
        return status;
    if (order_stale(&e) || e.f.wrong)
        return see_other(r, S(PAGE));
    return order_draw_confirm(&e, 200, S(""));
}

static struct str sentence(enum order_no no)
{
    switch (no) {
    case ORDER_NO_LIMIT:
        return S("申し込める台数をこえています。台数を減らしてください（理由：limit）");
    case ORDER_NO_READER:
        return S("選んだ製品は、いまは申し込めません。ほかの製品を選んでください（理由：ended）");
    default:
        return S("別の画面か、ほかの人が、先に申し込みを変えました。いまの内容を見て、もう一度確かめてください");
    }
}

static int commit(struct order_entry *e)
{
    struct req *r = e->r;
    struct order_by by = {ORDER_BY_CLINIC, r->who.owner};
    struct order_line v[ORDER_LINES];
    struct order_lines lines = {v, order_chosen(e, v)};
    struct order next = order_next(e), o = e->now;
    enum order_no no = e->changing ? order_change(r->db, &o, &next, lines, &by)
                                   : order_place(r->db, &next, lines, &by, &o);

    if (no != ORDER_DONE) {
        form_complain(&e->f, "", sentence(no));
        return order_draw_input(e, 422);
    }
    orders_tell(r, &o, e->changing ? "change" : "place");
    form_finish(&e->f, PAGE "/done");
    return see_other(r, S(PAGE "/done"));
}

static int confirm_post(struct req *r)
{
    struct order_entry e;
    int status;

    if ((status = form_pressed(r, PAGE)) || !begin_confirm(&e, r, &status))
        return status;
    if (order_stale(&e))
        return stale(&e);
    if (!form_ticket_fits(&e.f))
        return order_draw_confirm(&e, 422, FORM_CHANGED);
    if (e.f.wrong)
        return order_draw_input(&e, 422);
    return commit(&e);
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "カードリーダー申込", show},
    {"POST", PAGE, MEMBER, "カードリーダー申込", input},
    {"GET", PAGE "/confirm", MEMBER, "カードリーダー申込（確認）", confirm},
    {"POST", PAGE "/confirm", MEMBER, "カードリーダー申込（確認）", confirm_post},
    {0},
};

const struct feature order_feature = {"order", routes};
