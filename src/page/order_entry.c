/* order_entry.c: the order form between the browser and the draft: who asks, what was
 * typed, what is wrong with it. Questions that are not for this kind of institution are
 * not in the form at all. */
#include "page/order_impl.h"

#include "model/prefecture.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"

static const char *const names[] = {"plan_year", "plan_month", "claims", "claims_year",
    "claims_month", "emr", "emr_year", "emr_month", "reader1", "quantity1", "reader2",
    "quantity2", "reader3", "quantity3", "elsewhere", "zip", "found", "pref", "city",
    "building", "addressee", "phone", "contact", NULL};
static const char *const pharmacy_names[] = {"plan_year", "plan_month", "claims",
    "claims_year", "claims_month", "dispensing", "dispensing_year", "dispensing_month",
    "reader1", "quantity1", "reader2", "quantity2", "reader3", "quantity3", "elsewhere",
    "zip", "found", "pref", "city", "building", "addressee", "phone", "contact", NULL};
static const char *const where_names[] = {
    "zip", "found", "pref", "city", "building", "addressee", "phone", "contact"};
static const char *const readers[] = {"reader1", "reader2", "reader3"};
static const char *const quantities[] = {"quantity1", "quantity2", "quantity3"};

#define PLAN "オンライン資格確認導入（予定）時期"

/* ---------------------------------------------------------------- who asks */

/* New orders begin at 1; a number of its own for each state of an order. */
int64_t order_revs(const struct order_entry *e)
{
    return e->changing ? e->now.id << 20 | e->now.rev : 1;
}

bool order_stale(const struct order_entry *e)
{
    return e->f.rev != order_revs(e);
}

static void prefill(struct order_entry *e)
{
    struct order last;

    e->changing = order_current(e->r->db, e->r->who.institution, &e->now);
    if (e->changing) {
        e->had = order_lines(e->r->db, e->now.id);
        order_form_of(e->r->arena, &e->now, &e->had, &e->row);
        return;
    }
    e->prefilled = order_last(e->r->db, e->r->who.institution, &last);
    if (!e->prefilled)
        last = (struct order){.plan_month = S(""), .claims = S(""), .emr = S(""),
            .dispensing = S(""), .claims_month = S(""), .emr_month = S(""),
            .dispensing_month = S("")};
    order_form_of(e->r->arena, &last, NULL, &e->row);
}

bool order_begin(struct order_entry *e, struct req *r, int *status)
{
    enum order_why why = r->who.member == MEMBER_VIEWER ? ORDER_WHY_VIEWER
                                                        : order_why(r->db, r->who.institution);
    char today[DATE_ISO_LEN + 1];

    *e = (struct order_entry){.r = r};
    if (why != ORDER_MAY) {
        *status = order_draw_refused(r, why, str_is(r->method, "POST") ? 422 : 200);
        return false;
    }
    if (!institution_get(r->db, r->who.institution, &e->place) ||
        !order_room(r->db, r->who.institution, &e->room)) {
        *status = not_found(r);
        return false;
    }
    clock_today(today);
    e->readers = reader_orderable(r->db, str_of(today));
    e->pharmacy = str_is(e->place.kind, "pharmacy");
    prefill(e);
    form_init(&e->f, r, &order_form_model, e->pharmacy ? pharmacy_names : names, ORDER_PAGE,
        &e->row, order_revs(e));
    return true;
}

/* ---------------------------------------------------------------- fields */

struct str order_value(struct order_entry *e, const char *name)
{
    return form_field_of(&e->f, name)->value;
}

void order_put(struct order_entry *e, const char *name, struct str value)
{
    struct form_field *x = form_field_of(&e->f, name);

    x->typed = x->value = value;
    x->error = S("");
}

struct order order_next(struct order_entry *e)
{
    struct order_form f;
    struct order o = {.institution = e->r->who.institution};

    for (size_t i = 0; i < order_form_model.n_cols; i++)
        *col_str(&order_form_model.cols[i], &f) = S("");
    form_into(&e->f, &f);
    order_form_into(e->r->arena, &f, &o);
    return o;
}

size_t order_chosen(struct order_entry *e, struct order_line v[ORDER_LINES])
{
    struct order_form f;

    for (size_t i = 0; i < order_form_model.n_cols; i++)
        *col_str(&order_form_model.cols[i], &f) = S("");
    form_into(&e->f, &f);
    return order_form_lines(&f, v);
}

struct str order_reader_text(struct order_entry *e, struct str id)
{
    struct reader x;
    int64_t n;

    if (!str_int(id, 1, INT64_MAX, &n) || !reader_get(e->r->db, n, &x))
        return S("");
    return reader_name(e->r->arena, &x);
}

static void blame(struct order_entry *e, const char *name, enum order_why why, struct str text)
{
    const struct order_refusal *x = order_refusal(why);

    form_complain(&e->f, name,
        arena_fmt(e->r->arena, STR_FMT "%s%s（理由：%s）", STR_ARG(text), text.n ? "。" : "",
            text.n ? x->next : x->title, x->id));
}

/* ---------------------------------------------------------------- the survey */

static void check_month(
    struct order_entry *e, const char *what, const char *year, const char *month)
{
    struct arena *a = e->r->arena;
    struct form_field *y = form_field_of(&e->f, year), *m = form_field_of(&e->f, month);
    struct str why;
    struct date d;

    switch (order_form_month(a, what, y->typed, m->typed, &d, &why)) {
    case ORDER_PART_OK:
        y->value = arena_fmt(a, "%d", d.year);
        m->value = arena_fmt(a, "%d", d.month);
        break;
    case ORDER_PART_YEAR:
        form_complain(&e->f, year, why);
        break;
    case ORDER_PART_MONTH:
        form_complain(&e->f, month, why);
        break;
    }
}

/* A question and the month that one of its answers needs. */
static void check_answer(struct order_entry *e, const char *name, const char *what,
    const char *year, const char *month)
{
    if (str_is(order_value(e, name), "planned"))
        check_month(e, what, year, month);
    else
        form_field_of(&e->f, year)->error = form_field_of(&e->f, month)->error = S("");
}

static void check_survey(struct order_entry *e)
{
    check_month(e, PLAN, "plan_year", "plan_month");
    check_answer(e, "claims", "オンライン請求の導入予定", "claims_year", "claims_month");
    if (e->pharmacy)
        check_answer(
            e, "dispensing", "調剤システムの導入予定", "dispensing_year", "dispensing_month");
    else
        check_answer(e, "emr", "電子カルテシステムの導入予定", "emr_year", "emr_month");
}

/* ---------------------------------------------------------------- readers */

static bool can_be_ordered(struct order_entry *e, int64_t id)
{
    for (size_t i = 0; i < e->readers.n; i++)
        if (e->readers.v[i].id == id)
            return true;
    for (size_t i = 0; i < e->had.n; i++)
        if (e->had.v[i].reader == id)
            return true;
    return false;
}

static void check_line(struct order_entry *e, int i)
{
    struct str reader = order_value(e, readers[i]), quantity = order_value(e, quantities[i]);
    int64_t id;

    if (!reader.n && quantity.n)
        form_complain(&e->f, readers[i],
            arena_fmt(e->r->arena, "カードリーダー%dの製品を選んでください", i + 1));
    if (!reader.n)
        return;
    if (!quantity.n)
        form_complain(&e->f, quantities[i],
            arena_fmt(e->r->arena, "カードリーダー%dの台数を選んでください", i + 1));
    if (!str_int(reader, 1, INT64_MAX, &id) || !can_be_ordered(e, id))
        blame(e, readers[i], ORDER_WHY_ENDED, S(""));
    for (int k = 0; k < i; k++)
        if (str_eq(reader, order_value(e, readers[k])))
            blame(e, readers[i], ORDER_WHY_TWICE,
                arena_fmt(e->r->arena, "カードリーダー%dと同じ製品です", k + 1));
}

static void check_lines(struct order_entry *e)
{
    struct order_line v[ORDER_LINES];
    int64_t total = 0, own = e->changing ? e->now.units : 0;
    size_t n;

    for (int i = 0; i < ORDER_LINES; i++)
        check_line(e, i);
    n = order_chosen(e, v);
    for (size_t i = 0; i < n; i++)
        total += v[i].quantity;
    if (!order_value(e, "reader1").n && !order_value(e, "quantity1").n && total == 0)
        form_complain(&e->f, "reader1", S("カードリーダーを、1台以上選んでください"));
    if (total <= e->room.base + e->room.granted - (e->room.used - own))
        return;
    e->room.used -= own; /* what it has besides this order */
    for (int i = 0; i < ORDER_LINES; i++)
        if (order_value(e, quantities[i]).n) {
            blame(e, quantities[i], ORDER_WHY_LIMIT,
                order_limit_text(e->r->arena, &e->room, total));
            break;
        }
    e->room.used += own;
}

/* ---------------------------------------------------------------- the address */

bool order_fill_address(struct order_entry *e)
{
    const struct postcode *p = NULL;
    int64_t chosen = 0;

    e->places = postcode_find(e->r->db, e->r->arena, order_value(e, "zip"));
    str_int(order_value(e, "found"), 1, INT64_MAX, &chosen);
    for (size_t i = 0; i < e->places.n; i++)
        if (e->places.n == 1 || e->places.v[i].id == chosen)
            p = &e->places.v[i];
    if (!p)
        return false;
    order_put(e, "pref", p->pref);
    order_put(e, "city",
        arena_fmt(e->r->arena, STR_FMT STR_FMT, STR_ARG(p->city), STR_ARG(p->town)));
    if (p->office.n && !order_value(e, "addressee").n)
        order_put(e, "addressee", p->office);
    return true;
}

static bool same_address(const struct order *a, const struct order *b)
{
    return a->elsewhere && str_eq(a->zip, b->zip) && str_eq(a->pref, b->pref) &&
        str_eq(a->city, b->city) && str_eq(a->building, b->building) &&
        str_eq(a->addressee, b->addressee);
}

static void check_address(struct order_entry *e)
{
    static const char *const needed[] = {"zip", "pref", "city", "addressee", "phone", "contact"};
    struct order next = order_next(e);

    form_field_of(&e->f, "found")->error = S("");
    for (size_t i = 0; i < COUNT(where_names) && !next.elsewhere; i++)
        form_field_of(&e->f, where_names[i])->error = S("");
    if (!next.elsewhere)
        return;
    for (size_t i = 0; i < COUNT(needed); i++) {
        struct form_field *x = form_field_of(&e->f, needed[i]);

        if (!x->value.n)
            form_complain(&e->f, needed[i],
                arena_fmt(e->r->arena,
                    x->col->widget == W_SELECT ? "%sを、1つ選んでください" : "%sを入力してください",
                    x->col->label));
    }
    if (!req_confirmed(e->r) && !(e->changing && same_address(&e->now, &next)))
        blame(e, "elsewhere", ORDER_WHY_UNPROVED, S("送付先を変えるには、医療機関等の確認が必要です"));
}

/* ---------------------------------------------------------------- all of it */

static void check_rest(struct order_entry *e)
{
    check_survey(e);
    check_lines(e);
    check_address(e);
    e->f.wrong = e->f.general.n > 0;
    for (size_t i = 0; i < e->f.n; i++)
        e->f.wrong += e->f.f[i].error.n > 0;
}

void order_read(struct order_entry *e)
{
    form_read(&e->f);
    check_rest(e);
}

void order_check(struct order_entry *e)
{
    form_check(&e->f);
    check_rest(e);
}
