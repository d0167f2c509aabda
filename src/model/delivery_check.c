/* delivery_check.c: what a row of a plan means for its order, or why it can't be. Reads
 * only. Which moves there are is the table of model/order.c; here is what must hold of
 * their days, quantities and serial numbers. */
#include "model/delivery_impl.h"
#include "model/holiday.h"
#include "model/unit.h"
#include "util/kana.h"
#include "util/str.h"

enum { FAR_DAYS = 400 };

struct judging {
    struct db *db;
    struct arena *a;
    struct str maker, today;
    const struct order *o;
    struct delivery_row *row;
    struct delivery_wish *w;
    struct order_lines lines; /* of this maker, with open units */
};

static enum plan_fault no(struct judging *j, enum plan_fault why, struct str about)
{
    j->row->about = about;
    return why;
}

static bool differs(struct str said, struct str is)
{
    return said.n && !str_eq(said, is);
}

static bool in_state(const struct order *o, const char *state)
{
    return str_is(o->state, state);
}

static bool begun(const struct order *o) /* it has left the maker */
{
    return !in_state(o, "received") && !in_state(o, "scheduled");
}

/* ---------------------------------------------------------------- lines and units */

static int64_t open_of(const struct order_line *l)
{
    return l->quantity - l->cancelled;
}

static void take_lines(struct judging *j)
{
    struct order_lines all = order_lines(j->db, j->o->id);
    struct order_line *mine = NEW_N(j->a, struct order_line, all.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < all.n; i++)
        if (open_of(&all.v[i]) && (!j->maker.n || str_eq(all.v[i].maker, j->maker)))
            mine[n++] = all.v[i];
    j->lines = (struct order_lines){mine, n};
}

/* As a plan writes a model or product: width, blanks and long vowels do not matter. */
static bool is_called(struct arena *a, struct str name, struct str typed)
{
    return name.n &&
           str_eq(text_key(a, text_ascii(a, name)), text_key(a, text_ascii(a, typed)));
}

/* The line that a serial number belongs to; NULL: it is not clear. */
static const struct order_line *line_of(const struct judging *j, struct str model)
{
    const struct order_line *found = NULL;
    int n = 0;

    if (!model.n)
        return j->lines.n == 1 ? j->lines.v : NULL;
    for (size_t i = 0; i < j->lines.n; i++)
        if (is_called(j->a, j->lines.v[i].model, model) ||
            is_called(j->a, j->lines.v[i].product, model)) {
            found = &j->lines.v[i];
            n++;
        }
    return n == 1 ? found : NULL;
}

/* Serial numbers of a line that the row gives; 0 if it gives none at all. */
static int64_t given(const struct judging *j, int64_t reader)
{
    struct str rest = j->row->serials, model, serial;
    int64_t n = 0;

    while (plan_serial(&rest, &model, &serial)) {
        const struct order_line *l = line_of(j, model);

        n += l && l->reader == reader;
    }
    return n;
}

static bool is_given(const struct judging *j, const struct order_unit *u)
{
    struct str rest = j->row->serials, model, serial;

    while (plan_serial(&rest, &model, &serial)) {
        const struct order_line *l = line_of(j, model);

        if (l && l->reader == u->reader && str_eq(serial, u->serial))
            return true;
    }
    return false;
}

/* As many as were ordered, of each product, and none in the place of another. */
static enum plan_fault quantities(struct judging *j)
{
    struct order_units have = order_units(j->db, j->o->id);

    for (size_t i = 0; i < j->lines.n; i++)
        if (given(j, j->lines.v[i].reader) != open_of(&j->lines.v[i]))
            return no(j, PLAN_QUANTITY,
                arena_fmt(j->a, "%lld台", (long long)open_of(&j->lines.v[i])));
    for (size_t i = 0; i < have.n; i++)
        for (size_t k = 0; k < j->lines.n; k++)
            if (have.v[i].reader == j->lines.v[k].reader &&
                !str_is(have.v[i].state, "returned") && !is_given(j, &have.v[i]))
                return no(j, PLAN_QUANTITY, have.v[i].serial);
    return PLAN_FINE;
}

static enum plan_fault serials(struct judging *j)
{
    struct order_unit *fresh = NEW_N(j->a, struct order_unit, PLAN_UNITS_MAX);
    struct str rest = j->row->serials, model, serial;

    while (plan_serial(&rest, &model, &serial)) {
        const struct order_line *l = line_of(j, model);
        struct unit u;

        if (!l)
            return no(j, PLAN_SERIAL_MODEL, serial);
        if (!unit_get(j->db, l->reader, serial, &u))
            fresh[j->w->units.n++] = (struct order_unit){
                .reader_order = j->o->id, .reader = l->reader, .serial = serial};
        else if (u.reader_order != j->o->id)
            return no(j, PLAN_SERIAL_KNOWN, serial);
    }
    j->w->units.v = fresh;
    return j->row->serials.n ? quantities(j) : PLAN_FINE;
}

/* ---------------------------------------------------------------- days */

static enum plan_fault schedule(struct judging *j)
{
    const struct delivery_row *r = j->row;

    if (!order_rule(j->o->state, ORDER_SCHEDULE, ORDER_BY_STAFF))
        return no(j, PLAN_STATE, str_of(order_state_name(j->o->state)));
    if (str_cmp(r->delivery_on, j->today) < 0 && !r->delivered_on.n)
        return no(j, PLAN_PAST, r->delivery_on);
    return PLAN_FINE;
}

static enum plan_fault dispatch(struct judging *j)
{
    const struct delivery_row *r = j->row;

    if (in_state(j->o, "received") && !j->w->schedule)
        return no(j, PLAN_NO_DATE, S(""));
    if (begun(j->o) && !order_rule(j->o->state, ORDER_DISPATCH, ORDER_BY_STAFF))
        return no(j, PLAN_STATE, str_of(order_state_name(j->o->state)));
    if (str_cmp(r->dispatched_on, j->today) > 0)
        return no(j, PLAN_FUTURE, r->dispatched_on);
    return PLAN_FINE;
}

static enum plan_fault deliver(struct judging *j)
{
    const struct delivery_row *r = j->row;
    struct str sent = r->dispatched_on.n ? r->dispatched_on : j->o->dispatched_on;

    if (begun(j->o) && !in_state(j->o, "dispatched"))
        return no(j, PLAN_STATE, str_of(order_state_name(j->o->state)));
    if (!begun(j->o) && !j->w->dispatch)
        return no(j, PLAN_NO_DISPATCH, S(""));
    if (str_cmp(r->delivered_on, j->today) > 0)
        return no(j, PLAN_FUTURE, r->delivered_on);
    return str_cmp(r->delivered_on, sent) < 0 ? no(j, PLAN_DISORDER, r->delivered_on)
                                              : PLAN_FINE;
}

static void warn(struct judging *j)
{
    struct date d, today;

    if (!j->w->schedule || !date_iso(j->row->delivery_on, &d) ||
        !date_iso(j->today, &today))
        return;
    if (!business_day(d, holiday_in_db, j->db))
        j->row->warning = S("holiday");
    else if (date_number(d) > date_number(today) + FAR_DAYS)
        j->row->warning = S("far");
}

/* ---------------------------------------------------------------- all of it */

static void wishes(struct judging *j)
{
    const struct delivery_row *r = j->row;
    struct delivery_wish *w = j->w;

    *w = (struct delivery_wish){.schedule = differs(r->delivery_on, j->o->delivery_on)};
    w->dispatch = differs(r->dispatched_on, j->o->dispatched_on) ||
                  (begun(j->o) && (differs(r->carrier, j->o->carrier) ||
                                      differs(r->tracking, j->o->tracking)));
    w->deliver = differs(r->delivered_on, j->o->delivered_on);
    w->refer = r->ref.n && !str_eq(r->ref, delivery_ref(j->db, j->o->id));
}

static enum plan_fault check(struct judging *j)
{
    const struct delivery_row *r = j->row;
    enum plan_fault why = PLAN_FINE;

    if (!j->o->id)
        return PLAN_UNKNOWN;
    if (in_state(j->o, "cancelled"))
        return PLAN_CANCELLED;
    take_lines(j);
    if (!j->lines.n)
        return PLAN_OTHER_MAKER;
    if (j->o->held_reason.n)
        return PLAN_HELD;
    wishes(j);
    if ((r->carrier.n || r->tracking.n || r->serials.n) && !begun(j->o) &&
        !j->w->dispatch)
        return PLAN_NO_DISPATCH;
    if (j->w->schedule)
        why = schedule(j);
    if (!why && j->w->dispatch)
        why = dispatch(j);
    if (!why && j->w->deliver)
        why = deliver(j);
    if (!why && r->serials.n)
        why = serials(j);
    if (!why && j->w->units.n && begun(j->o) && !in_state(j->o, "dispatched") &&
        !in_state(j->o, "delivered"))
        return no(j, PLAN_STATE, str_of(order_state_name(j->o->state)));
    return why;
}

static void conclude(struct judging *j)
{
    struct delivery_row *r = j->row;
    const struct delivery_wish *w = j->w;

    r->verdict = w->schedule || w->dispatch || w->deliver || w->refer || w->units.n
                     ? S("change")
                     : S("same");
    if (w->deliver)
        r->to_state = r->tell = S("delivered");
    else if (w->dispatch)
        r->to_state = r->tell = S("dispatched");
    else if (w->schedule)
        r->to_state = r->tell = S("scheduled");
    warn(j);
}

void delivery_judge(struct db *db, struct arena *a, struct str maker, struct str today,
    const struct order *o, struct delivery_row *row, struct delivery_wish *w)
{
    struct judging j = {
        .db = db, .a = a, .maker = maker, .today = today, .o = o, .row = row, .w = w};
    enum plan_fault why;

    row->reader_order = o->id;
    row->rev = o->rev;
    row->from_state = row->to_state = o->id ? o->state : S("");
    row->was_on = o->id ? o->delivery_on : S("");
    row->tell = row->warning = row->reason = row->about = S("");
    why = check(&j);
    if (why == PLAN_FINE) {
        conclude(&j);
        return;
    }
    *w = (struct delivery_wish){.schedule = false};
    row->verdict = S("refused");
    row->reason = str_of(plan_fault_word(why));
}
