/* order_draw.c: the order form's pages: 入力, 確認, and the page that says why not. */
#include "page/order_impl.h"

#include "gen/templates.h"
#include "model/prefecture.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

/* ---------------------------------------------------------------- 入力 */

static const struct field_view *drawn(const struct form_view *v, const char *name)
{
    for (size_t i = 0; i < v->fields.n; i++)
        if (str_is(v->fields.v[i].name, name))
            return &v->fields.v[i];
    die("order form: no field %s", name);
}

/* Year and month in one row; what is wrong with either stands above both, under the name of
 * that one. */
static struct field_view month(struct order_entry *e, const struct form_view *v,
    const char *label, const char *year, const char *month_name)
{
    const struct field_view *y = drawn(v, year), *m = drawn(v, month_name);
    struct part *parts = NEW_N(e->r->arena, struct part, 2);

    parts[0] = (struct part){y->name, y->label, y->value, "w4", y->error.n > 0};
    parts[1] = (struct part){m->name, m->label, m->value, "w4", m->error.n > 0};
    return (struct field_view){.name = y->error.n || !m->error.n ? y->name : m->name,
        .label = str_of(label), .required = true,
        .error = y->error.n ? y->error : m->error, .parts = {parts, 2}};
}

static struct field_view answer(struct order_entry *e, const struct form_view *v,
    const char *name, const char *year, const char *month_name)
{
    struct field_view f = *drawn(v, name);
    struct pick *picks = NEW_N(e->r->arena, struct pick, f.picks.n + 1);
    struct field_view *then = NEW(e->r->arena, struct field_view);
    struct field_list *list = NEW(e->r->arena, struct field_list);

    *then = month(e, v, "導入予定", year, month_name);
    then->hint = S("未導入（導入予定あり）を選択された方のみ導入予定を入力してください");
    *list = (struct field_list){then, 1};
    for (size_t i = 0; i < f.picks.n; i++) {
        picks[i] = f.picks.v[i];
        if (str_is(picks[i].value, "planned"))
            picks[i].then = list;
    }
    f.picks.v = picks;
    return f;
}

static void add_pick(struct pick_list *l, struct str id, struct str label, struct str typed)
{
    struct pick *v = (struct pick *)(uintptr_t)l->v;

    v[l->n++] = (struct pick){.value = id, .label = label, .chosen = str_eq(id, typed)};
}

/* What can be ordered today, and what the order has although it can't any more. */
static struct field_view reader(struct order_entry *e, const struct form_view *v, const char *name)
{
    struct arena *a = e->r->arena;
    struct field_view f = *drawn(v, name);
    bool listed = !f.value.n;

    f.picks = (struct pick_list){NEW_N(a, struct pick, e->readers.n + 1), 0};
    for (size_t i = 0; i < e->readers.n; i++) {
        struct str id = arena_fmt(a, "%lld", (long long)e->readers.v[i].id);

        add_pick(&f.picks, id, reader_name(a, &e->readers.v[i]), f.value);
        listed = listed || str_eq(id, f.value);
    }
    if (!listed && order_reader_text(e, f.value).n)
        add_pick(&f.picks, f.value,
            arena_fmt(a, STR_FMT "（受け付けの期間の外）", STR_ARG(order_reader_text(e, f.value))),
            f.value);
    return f;
}

static struct order_line_views lines(struct order_entry *e, const struct form_view *v)
{
    static const char *const readers[] = {"reader1", "reader2", "reader3"};
    static const char *const quantities[] = {"quantity1", "quantity2", "quantity3"};
    struct order_line_view *l = NEW_N(e->r->arena, struct order_line_view, ORDER_LINES);

    for (int i = 0; i < ORDER_LINES; i++) {
        l[i].legend = arena_fmt(e->r->arena, "カードリーダー%d", i + 1);
        l[i].hint = i ? S("別のメーカーの製品も申し込むときだけ、選んでください。") : S("");
        l[i].reader = reader(e, v, readers[i]);
        l[i].quantity = *drawn(v, quantities[i]);
        l[i].reader.required = l[i].quantity.required = i == 0;
    }
    if (e->room.twin)
        l[0].quantity.hint = S("「医科の医療機関」と併設されている「歯科の医療機関（病院）」は1台のみ選択してください。");
    return (struct order_line_views){l, ORDER_LINES};
}

/* What the look-up of the postal code found. */
static struct str zip_said(struct order_entry *e)
{
    if (!query_value(e->r, "zip").n)
        return S("");
    if (!e->places.n)
        return S("この郵便番号の住所が見つかりません。住所を入力してください。");
    if (e->places.n > 1 && !order_value(e, "found").n)
        return S("この郵便番号の住所は、いくつかあります。下から選んで、もう一度ボタンを押してください。");
    return S("住所を入れました。番地を続けて入力してください。");
}

static struct field_view found(struct order_entry *e, const struct form_view *v)
{
    struct arena *a = e->r->arena;
    struct field_view f = *drawn(v, "found");

    f.picks = (struct pick_list){NEW_N(a, struct pick, e->places.n + 1), 0};
    for (size_t i = 0; i < e->places.n; i++) {
        const struct postcode *p = &e->places.v[i];

        add_pick(&f.picks, arena_fmt(a, "%lld", (long long)p->id),
            arena_fmt(a, STR_FMT STR_FMT STR_FMT "%s" STR_FMT, STR_ARG(prefecture_name(p->pref)),
                STR_ARG(p->city), STR_ARG(p->town), p->office.n ? " " : "", STR_ARG(p->office)),
            f.value);
    }
    return f;
}

static struct field_list where(struct order_entry *e, const struct form_view *v)
{
    static const char *const names[] = {"zip", "found", "pref", "city", "building",
        "addressee", "phone", "contact"};
    struct field_view *f = NEW_N(e->r->arena, struct field_view, COUNT(names));
    size_t n = 0;

    e->places = postcode_find(e->r->db, e->r->arena, order_value(e, "zip"));
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(names[i], "found") == 0) {
            if (query_value(e->r, "zip").n && e->places.n > 1)
                f[n++] = found(e, v);
            continue;
        }
        f[n] = *drawn(v, names[i]);
        f[n].required = strcmp(names[i], "building") != 0;
        n++;
    }
    f[0].zip = true;
    f[0].zip_said = zip_said(e);
    return (struct field_list){f, n};
}

int order_draw_input(struct order_entry *e, int status)
{
    struct order_input p = {.f = form_input_view(&e->f), .limit = S(""),
        .source = e->room.source, .unproved = !req_confirmed(e->r),
        .prefilled = e->prefilled && !e->f.has_draft};
    struct field_view *answers = NEW_N(e->r->arena, struct field_view, 2);
    struct order none = {.institution = e->r->who.institution};
    struct order_room room = e->room;

    room.used -= e->changing ? e->now.units : 0;
    p.limit = order_limit_text(e->r->arena, &room, 0);
    p.number = e->changing ? e->now.number : S("");
    p.plan = month(e, p.f, "オンライン資格確認導入（予定）時期", "plan_year", "plan_month");
    p.plan.hint = S("いまの予定でかまいません。この年月までに、必ず導入しなければならないわけではありません。");
    answers[0] = answer(e, p.f, "claims", "claims_year", "claims_month");
    answers[1] = e->pharmacy
        ? answer(e, p.f, "dispensing", "dispensing_year", "dispensing_month")
        : answer(e, p.f, "emr", "emr_year", "emr_month");
    p.answers = (struct field_list){answers, 2};
    p.lines = lines(e, p.f);
    p.where = where(e, p.f);
    p.elsewhere = *drawn(p.f, "elsewhere");
    p.own = orders_address(e->r, &none);
    page_open(e->r, (struct page){.title = S("カードリーダー申込（入力）"),
                        .wrong = status == 422, .form = true});
    tmpl_order_input(e->r->out, &p);
    return status;
}

/* ---------------------------------------------------------------- 確認 */

struct summary {
    struct field_view *v;
    size_t n;
};

static void row(struct order_entry *e, struct summary *l, const char *label, const char *name,
    struct str shown, struct str old)
{
    l->v[l->n++] = (struct field_view){.label = str_of(label), .name = str_of(name),
        .shown = shown, .old = old, .changed = e->changing && !str_eq(shown, old),
        .edit = {S(ORDER_PAGE)}};
}

/* What was typed, where it was understood as something else. */
static struct str folded(struct order_entry *e, const char *year, const char *month_name)
{
    struct form_field *y = form_field_of(&e->f, year), *m = form_field_of(&e->f, month_name);

    if (str_eq(y->typed, y->value) && str_eq(m->typed, m->value))
        return S("");
    return arena_fmt(e->r->arena, STR_FMT "年" STR_FMT "月", STR_ARG(y->typed), STR_ARG(m->typed));
}

static struct field_list survey(struct order_entry *e, const struct order *next)
{
    struct arena *a = e->r->arena;
    const struct order *now = &e->now;
    struct summary l = {NEW_N(a, struct field_view, 3), 0};

    row(e, &l, "オンライン資格確認導入（予定）時期", "plan_year",
        order_month_text(a, next->plan_month),
        e->changing ? order_month_text(a, now->plan_month) : S(""));
    l.v[0].folded = folded(e, "plan_year", "plan_month");
    row(e, &l, "レセプトのオンライン請求について", "claims",
        order_answer_text(a, next->claims, next->claims_month),
        e->changing ? order_answer_text(a, now->claims, now->claims_month) : S(""));
    if (e->pharmacy)
        row(e, &l, "調剤システムの導入（保険薬局のみ）", "dispensing",
            order_answer_text(a, next->dispensing, next->dispensing_month),
            e->changing ? order_answer_text(a, now->dispensing, now->dispensing_month) : S(""));
    else
        row(e, &l, "電子カルテシステムの導入（保険薬局を除く）", "emr",
            order_answer_text(a, next->emr, next->emr_month),
            e->changing ? order_answer_text(a, now->emr, now->emr_month) : S(""));
    return (struct field_list){l.v, l.n};
}

static struct str line_text(struct order_entry *e, struct str reader_id, struct str quantity)
{
    if (!reader_id.n || !quantity.n)
        return S("");
    return arena_fmt(e->r->arena, STR_FMT "　" STR_FMT "台",
        STR_ARG(order_reader_text(e, reader_id)), STR_ARG(quantity));
}

static struct field_list chosen(struct order_entry *e)
{
    static const char *const labels[] = {"カードリーダー1", "カードリーダー2", "カードリーダー3"};
    static const char *const readers[] = {"reader1", "reader2", "reader3"};
    static const char *const quantities[] = {"quantity1", "quantity2", "quantity3"};
    struct summary l = {NEW_N(e->r->arena, struct field_view, ORDER_LINES), 0};

    for (int i = 0; i < ORDER_LINES; i++) {
        const struct form_field *x = form_field_of(&e->f, readers[i]),
                                *q = form_field_of(&e->f, quantities[i]);
        struct str shown = line_text(e, x->value, q->value), old = line_text(e, x->old, q->old);

        if (shown.n || (e->changing && old.n))
            row(e, &l, labels[i], readers[i], shown, old);
    }
    return (struct field_list){l.v, l.n};
}

static struct field_list parts_of_address(struct order_entry *e)
{
    static const char *const names[] = {"elsewhere", "phone", "contact"};
    const struct form_view *v = form_confirm_view(&e->f);
    struct field_view *f = NEW_N(e->r->arena, struct field_view, COUNT(names));
    size_t n = 0;

    for (size_t i = 0; i < COUNT(names); i++) {
        f[n] = *drawn(v, names[i]);
        f[n].changed = f[n].changed && e->changing;
        if (i == 0)
            f[n].label = S("カードリーダーの送付先変更");
        if (i == 0 && !f[n].shown.n)
            f[n].shown = S("変更しない");
        if (i == 0 && !f[n].old.n)
            f[n].old = S("変更しない");
        if (i > 0 && !str_is(order_value(e, "elsewhere"), "1"))
            continue;
        n++;
    }
    return (struct field_list){f, n};
}

/* The start is so near that the reader may not have arrived. */
static bool is_soon(struct str plan)
{
    struct date today = date_tokyo(clock_now()), d;
    struct str rest, year = str_cut(plan, '-', &rest);
    int64_t y, m;

    if (!str_int(year, 1, 9999, &y) || !str_int(rest, 1, 12, &m))
        return false;
    d = (struct date){(int)y, (int)m, 1};
    return d.year * 12 + d.month < today.year * 12 + today.month + ORDER_EARLY_MONTHS;
}

int order_draw_confirm(struct order_entry *e, int status, struct str said)
{
    struct req *r = e->r;
    struct order next = order_next(e);
    struct order_line v[ORDER_LINES];
    struct order_confirm p = {.f = form_confirm_view(&e->f), .survey = survey(e, &next),
        .lines = chosen(e), .where = parts_of_address(e), .to = orders_address(r, &next),
        .own_pref = prefecture_name(e->place.pref)};
    struct code c = institution_code(&e->place);

    for (size_t i = order_chosen(e, v); i > 0; i--)
        p.total += v[i - 1].quantity;
    p.number = e->changing ? e->now.number : S("");
    if (is_soon(next.plan_month))
        p.soon = order_month_text(r->arena, next.plan_month);
    if (next.elsewhere && !str_eq(next.pref, e->place.pref))
        p.other_pref = prefecture_name(next.pref);
    p.arrived = orders_day(r->arena, order_arrived(r->db, &next));
    p.provisional = code_provisional(&c) && (!e->changing || e->now.held_reason.n);
    page_open(r, (struct page){.title = S("カードリーダー申込（確認）"), .notice = said});
    tmpl_order_confirm(r->out, &p);
    return status;
}

/* ---------------------------------------------------------------- why not */

int order_draw_refused(struct req *r, enum order_why why, int status)
{
    const struct order_refusal *x = order_refusal(why);
    struct order_refused p = {.id = str_of(x->id), .title = str_of(x->title),
        .text = str_of(x->text), .next = str_of(x->next), .number = S(""),
        .way = {{x->href ? str_of(x->href) : S("")}, x->way ? str_of(x->way) : S(""), false}};
    struct order_room room;
    struct order last;

    if (order_last(r->db, r->who.institution, &last))
        p.number = last.number;
    if (order_room(r->db, r->who.institution, &room) && room.base) {
        p.rule = order_limit_text(r->arena, &room, 0);
        p.source = room.source;
    }
    page_open(r, (struct page){.title = S("カードリーダー申込")});
    tmpl_order_refused(r->out, &p);
    return status;
}
