/* orders_row.c: how an order stands in lists, and the filters above them. */
#include "model/institution.h"
#include "model/order.h"
#include "model/prefecture.h"
#include "model/reader.h"
#include "model/receipt.h"
#include "staff/orders_impl.h"
#include "sys/clock.h"
#include "util/buf.h"
#include "util/date.h"
#include "util/str.h"
#include "web/place.h"

enum { LATE_DAYS = 30 };

struct tag orders_state(struct str state)
{
    static const struct {
        const char *state;
        enum tone tone;
    } tones[] = {{"received", TONE_INFO}, {"scheduled", TONE_INFO},
        {"dispatched", TONE_INFO}, {"delivered", TONE_GOOD},
        {"refund_required", TONE_WARN}};
    enum tone tone = TONE_PLAIN;

    for (size_t i = 0; i < COUNT(tones); i++)
        if (str_is(state, tones[i].state))
            tone = tones[i].tone;
    return (struct tag){tone, str_of(order_state_name(state))};
}

struct url orders_href(struct req *r, struct str number)
{
    return (struct url){arena_fmt(r->arena, ORDERS "/" STR_FMT, STR_ARG(number))};
}

struct url orders_inst(struct req *r, struct str pref, struct str table, struct str code)
{
    return place_url(r->arena, "filing", pref, table, code);
}

struct str orders_code(struct req *r, struct str pref, struct str table, struct str code)
{
    return arena_fmt(r->arena, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(pref),
        STR_ARG(table), STR_ARG(code));
}

static int64_t days_since(int64_t since)
{
    return date_number(date_tokyo(clock_now())) - date_number(date_tokyo(since));
}

struct str orders_waited(struct req *r, int64_t since)
{
    int64_t n = days_since(since);

    return n ? arena_fmt(r->arena, "%lld日", (long long)n) : S("きょう");
}

/* The names of makers, as they stand together in the database, on a page. */
static struct str joined(struct req *r, struct str names)
{
    struct str all = S(""), one;

    while (names.n) {
        one = str_cut(names, ',', &names);
        all = arena_fmt(r->arena, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? "、" : "",
            STR_ARG(one));
    }
    return all;
}

static struct str day_of(const struct order_item *x)
{
    if (x->held_reason.n)
        return x->held_until;
    return x->delivered_on.n ? x->delivered_on : x->delivery_on;
}

/* Since when it is as it is: a delivered one since its delivery. */
static int64_t since_of(const struct order_item *x)
{
    struct date d;

    return str_is(x->state, "delivered") && date_iso(x->delivered_on, &d) ? date_start(d)
                                                                          : x->created_at;
}

struct order_row_view orders_row(struct req *r, const struct order_item *x)
{
    bool waits = str_is(x->state, "received") || str_is(x->state, "scheduled");

    return (struct order_row_view){.href = orders_href(r, x->number),
        .place = orders_inst(r, x->pref, x->score_table, x->code),
        .number = receipt_text(r->arena, x->number),
        .name = x->name,
        .code = orders_code(r, x->pref, x->score_table, x->code),
        .kind = str_of(institution_kind_name(x->kind)),
        .makers = joined(r, x->makers),
        .units = arena_fmt(r->arena, "%lld", (long long)x->units),
        .made = words_day(r->arena, date_text(r->arena, date_tokyo(x->created_at))),
        .waited = orders_waited(r, since_of(x)),
        .day = words_day(r->arena, day_of(x)),
        .state = orders_state(x->state),
        .held = x->held_reason.n > 0,
        .late = waits && days_since(x->created_at) > LATE_DAYS};
}

/* ---------------------------------------------------------------- filters */

struct order_filter orders_filter(struct req *r)
{
    struct order_filter f = {.maker = query_value(r, "maker"),
        .pref = query_value(r, "pref"),
        .kind = query_value(r, "kind"),
        .state = S("")};

    if (!prefecture_by_code(f.pref))
        f.pref = S("");
    if (!*institution_kind_name(f.kind))
        f.kind = S("");
    return f;
}

struct pick_list orders_makers(struct req *r, struct str chosen, const char *all)
{
    struct readers l = reader_all(r->db);
    struct pick *p = NEW_N(r->arena, struct pick, l.n + 2);
    size_t n = 0;

    p[n++] = (struct pick){.value = S(""), .label = str_of(all), .chosen = !chosen.n};
    for (size_t i = 0; i < l.n; i++) {
        bool there = false;

        for (size_t k = 1; k < n; k++)
            there = there || str_eq(p[k].value, l.v[i].maker);
        if (!there)
            p[n++] = (struct pick){.value = l.v[i].maker,
                .label = l.v[i].maker,
                .chosen = str_eq(chosen, l.v[i].maker)};
    }
    return (struct pick_list){p, n};
}

static struct pick_list picks(struct req *r, const struct choice *c, size_t most,
    struct str chosen, const char *all)
{
    struct pick *p = NEW_N(r->arena, struct pick, most + 1);
    size_t n = 0;

    p[n++] = (struct pick){.value = S(""), .label = str_of(all), .chosen = !chosen.n};
    for (; c->value && n <= most; c++)
        p[n++] = (struct pick){.value = str_of(c->value),
            .label = str_of(c->label),
            .chosen = str_is(chosen, c->value)};
    return (struct pick_list){p, n};
}

struct pick_list orders_prefs(struct req *r, struct str chosen)
{
    return picks(r, prefecture_choices, PREFECTURES, chosen, "全国");
}

struct pick_list orders_kinds(struct req *r, struct str chosen)
{
    return picks(r, institution_kinds, 8, chosen, "すべての種類");
}

/* What stands in an address: all but letters and digits as %XX. */
static void add_encoded(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
            c == '_' || c == '-')
            buf_byte(b, (char)c);
        else
            buf_addf(b, "%%%02X", c);
    }
}

struct str orders_query(
    struct req *r, const char *path, const struct order_filter *f, struct str age)
{
    const struct {
        const char *name;
        struct str value;
    } all[] = {{"state", f->state}, {"maker", f->maker}, {"pref", f->pref},
        {"kind", f->kind}, {"age", age}};
    struct buf b = BUF_INIT;
    struct str s;
    char sep = '?';

    buf_puts(&b, path);
    for (size_t i = 0; i < COUNT(all); i++) {
        if (!all[i].value.n)
            continue;
        buf_addf(&b, "%c%s=", sep, all[i].name);
        add_encoded(&b, all[i].value);
        sep = '&';
    }
    s = arena_str(r->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

int orders_download(struct req *r, const char *name, struct str csv)
{
    int status = text_reply(r, "text/csv; charset=utf-8", csv);
    struct date d = date_tokyo(clock_now());

    r->disposition = arena_fmt(r->arena, "attachment; filename=\"%s-%04d%02d%02d.csv\"",
        name, d.year, d.month, d.day);
    return status;
}
