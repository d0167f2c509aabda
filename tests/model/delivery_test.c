/* delivery_test.c: a maker's plan against the orders: what is shown, what is applied,
 * what is told, and what happens when others are faster. */
#include "tests/orders.h"

#include "model/delivery.h"
#include "model/unit.h"
#include "sys/clock.h"
#include "tests/world_impl.h"
#include "util/str.h"

static const struct order_by boss = {ORDER_BY_STAFF, S_INIT("s:2")};

#define HEAD                                                                             \
    "受付番号,メーカー管理番号,配送予定日,発送日,配送業者,送り状番号,受領日,製造番号\n"

/* Previews a file in the present transaction. */
static struct delivery preview(struct db *db, struct str text, const char *maker)
{
    FILE *f = fmemopen((void *)(uintptr_t)text.p, text.n, "r");
    struct delivery d = {.id = 0};
    struct plan p;

    CHECK(f != NULL);
    CHECK_INT(plan_read(f, &orders_arena, &p), PLAN_READ);
    fclose(f);
    CHECK_INT(delivery_preview(
                  db, &p, &orders_arena, S("計画.csv"), str_of(maker), S("s:2"), &d),
        OK);
    return d;
}

static struct str file(const char *fmt, ...) PRINTF(1, 2);
static struct str file(const char *fmt, ...)
{
    struct str rest;
    va_list ap;

    va_start(ap, fmt);
    rest = arena_vfmt(&orders_arena, fmt, ap);
    va_end(ap);
    return arena_fmt(&orders_arena, HEAD STR_FMT "\n", STR_ARG(rest));
}

static struct delivery apply(struct db *db, struct str text, const char *maker)
{
    struct delivery d = preview(db, text, maker);

    CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), OK);
    return d;
}

static struct delivery_row only_row(struct db *db, const struct delivery *d)
{
    struct delivery_rows l = delivery_rows_of(db, d->id, S(""), 0, 10);

    CHECK_INT(l.n, 1);
    return l.v[0];
}

static struct order again(struct db *db, const struct order *o)
{
    struct order now = {.id = 0};

    CHECK(order_get(db, o->id, &now));
    return now;
}

#define N(o) STR_ARG((o).number)

TEST(delivery_whole_way_of_an_order)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1"), now;
    struct delivery d = preview(db, file(STR_FMT ",M-1,2026-12-01,,,,,", N(o)), "甲");
    struct delivery_row row = only_row(db, &d);

    CHECK(d.rows == 1 && d.changes == 1 && !d.refused && !d.warned && !d.same);
    CHECK_STR(row.verdict, S("change"));
    CHECK_STR(row.from_state, S("received"));
    CHECK_STR(row.to_state, S("scheduled"));
    CHECK_STR(again(db, &o).state, S("received")); /* shown, not done */
    CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), OK);
    CHECK(d.applied == 1 && d.waiting == 1 && str_is(d.state, "applied"));
    now = again(db, &o);
    CHECK_STR(now.state, S("scheduled"));
    CHECK_STR(now.delivery_on, S("2026-12-01"));
    CHECK_STR(delivery_ref(db, o.id), S("M-1"));

    clock_set(WORLD_NOW + 8 * 86400); /* 2026-11-29 */
    d = apply(db, file(STR_FMT ",,,2026-11-28,佐川,1234-5678-9012,,S1", N(o)), "甲");
    CHECK_INT(d.applied, 1);
    now = again(db, &o);
    CHECK_STR(now.state, S("dispatched"));
    CHECK_STR(now.tracking, S("1234-5678-9012"));
    CHECK_STR(now.carrier, S("佐川急便"));
    CHECK_INT(unit_count(db, S("sent")), 1);

    clock_set(WORLD_NOW + 11 * 86400); /* 2026-12-02 */
    d = apply(db, file(STR_FMT ",,,,,,2026-12-01,", N(o)), "甲");
    CHECK_INT(d.applied, 1);
    CHECK_STR(again(db, &o).state, S("delivered"));
    CHECK_INT(unit_count(db, S("delivered")), 1);
    CHECK_INT(unit_count(db, S("sent")), 0);
    clock_set(WORLD_NOW);
    orders_end(db);
    CHECK_INT(world_number("SELECT count(*) FROM reader_event WHERE actor = 's:2'"), 3);
    CHECK_STR(
        world_text("SELECT day FROM reader_unit WHERE serial = 'S1'"), S("2026-12-01"));
}

TEST(delivery_all_at_once)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_HOSPITAL, "1:2");
    struct delivery d = apply(db,
        file(STR_FMT ",,2026-11-19,2026-11-18,ヤマト,1,2026-11-20,\"A 1\nB\"", N(o)),
        "甲");
    struct delivery_row row = only_row(db, &d);

    CHECK_STR(row.reason, S("quantity")); /* three */
    d = apply(db,
        file(STR_FMT ",,2026-11-19,2026-11-18,ヤマト,1,2026-11-20,\"A;\nB\"", N(o)),
        "甲");
    row = only_row(db, &d);
    CHECK_STR(row.verdict, S("applied"));
    CHECK_STR(row.tell, S("delivered")); /* one mail, not three */
    CHECK_STR(again(db, &o).state, S("delivered"));
    CHECK_INT(unit_count(db, S("delivered")), 2);
    orders_end(db);
}

TEST(delivery_same_file_twice_changes_nothing)
{
    struct db *db = orders_begin();
    struct order a = orders_place(db, AT_CLINIC, "1:1"),
                 b = orders_place(db, AT_PHARMACY, "1:1");
    struct str text = file(STR_FMT ",X,2026-12-01,,,,,\n" STR_FMT
                                   ",,2026-11-20,2026-11-20,日本郵便,12,2026-11-21,S9",
        N(a), N(b));
    struct delivery d = apply(db, text, "甲");
    uint64_t before;

    CHECK_INT(d.applied, 2);
    orders_end(db);
    before = world_hash();
    orders_go_on(db);
    d = preview(db, text, "甲");
    CHECK(d.same == 2 && !d.changes && !d.refused);
    CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), OK);
    CHECK(!d.applied && !d.waiting && str_is(d.state, "done"));
    CHECK(db_commit(db));
    CHECK_INT(world_number("SELECT count(*) FROM reader_event"), 2 + 1 + 3);
    CHECK(before != world_hash()); /* the plan itself is kept */
}

TEST(delivery_rows_that_do_not_fit)
{
    struct db *db = orders_begin();
    struct order clinic = orders_place(db, AT_CLINIC, "1:1"),
                 hospital = orders_place(db, AT_HOSPITAL, "1:1 2:1"),
                 shop = orders_place(db, AT_PHARMACY, "2:1"),
                 held = orders_place(db, AT_NEW, "1:1");
    const struct {
        struct order *o;
        const char *maker, *cells, *reason, *about;
    } rows[] = {
        {&shop, "甲", ",2026-12-01,,,,,", "other_maker", ""},
        {&held, "甲", ",2026-12-01,,,,,", "held", ""},
        {&clinic, "甲", ",2026-11-20,,,,,", "past", "2026-11-20"},
        {&clinic, "甲", ",2026-11-21,,,,,", "", ""}, /* today will do */
        {&clinic, "甲", ",,2026-11-20,,,,", "no_date", ""},
        {&clinic, "甲", ",2026-12-01,2026-11-22,,,,", "future", "2026-11-22"},
        {&clinic, "甲", ",2026-12-01,,佐川,,,", "no_dispatch", ""},
        {&clinic, "甲", ",2026-12-01,,,,,S1", "no_dispatch", ""},
        {&clinic, "甲", ",2026-12-01,,,,2026-11-21,", "no_dispatch", ""},
        {&clinic, "甲", ",2026-12-01,2026-11-20,,,2026-11-19,", "disorder", "2026-11-19"},
        {&clinic, "甲", ",2026-12-01,2026-11-20,,,,A B", "quantity", "1台"},
        {&hospital, "", ",2026-12-01,2026-11-20,,,,A B", "serial_model", "A"},
        {&hospital, "", ",2026-12-01,2026-11-20,,,,面=A 面=B", "quantity", "1台"},
        {&hospital, "", ",2026-12-01,2026-11-20,,,,面=A 顔=B", "", ""},
        {&hospital, "乙", ",2026-12-01,2026-11-20,,,,A", "", ""}, /* its part */
        {&hospital, "丙", ",2026-12-01,,,,,", "other_maker", ""},
    };
    struct delivery d;
    struct delivery_row row;

    for (size_t i = 0; i < COUNT(rows); i++) {
        d = preview(db, file(STR_FMT ",%s", N(*rows[i].o), rows[i].cells), rows[i].maker);
        row = only_row(db, &d);
        CHECK_STR(row.reason, str_of(rows[i].reason));
        CHECK_STR(row.about, str_of(rows[i].about));
        CHECK_STR(row.verdict, rows[i].reason[0] ? S("refused") : S("change"));
    }
    d = preview(db, file("K7MV-3XQE-9,,2026-12-01,,,,,"), "");
    row = only_row(db, &d);
    CHECK(str_is(row.reason, "unknown") || str_is(row.reason, "mistyped"));
    CHECK_INT(order_cancel(db, &clinic, S("電話"), &boss), ORDER_DONE);
    d = preview(db, file(STR_FMT ",,2026-12-01,,,,,", N(clinic)), "甲");
    CHECK_STR(only_row(db, &d).reason, S("cancelled"));
    orders_end(db);
}

TEST(delivery_states_that_are_behind)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");
    struct delivery d;

    CHECK_INT(order_schedule(db, &o, S("2026-11-21"), &boss), ORDER_DONE);
    CHECK_INT(order_dispatch(db, &o, S("2026-11-20"), S("佐川急便"), S("1"), &boss),
        ORDER_DONE);
    d = preview(db, file(STR_FMT ",,2026-12-05,,,,,", N(o)), "甲");
    CHECK_STR(only_row(db, &d).reason, S("state"));       /* it is on its way */
    d = apply(db, file(STR_FMT ",,,,,22,,", N(o)), "甲"); /* another parcel number */
    CHECK_INT(d.applied, 1);
    CHECK_STR(only_row(db, &d).tell, S("dispatched"));
    o = again(db, &o);
    CHECK_STR(o.tracking, S("22"));
    CHECK_STR(o.dispatched_on, S("2026-11-20"));
    CHECK_INT(
        order_deliver(db, &o, S("2026-11-21"), (struct order_units){NULL, 0}, &boss),
        ORDER_DONE);
    d = preview(db, file(STR_FMT ",,,,,33,,", N(o)), "甲");
    CHECK_STR(only_row(db, &d).reason, S("state"));
    d = preview(db, file(STR_FMT ",,,,,,2026-11-20,", N(o)), "甲");
    CHECK_STR(only_row(db, &d).reason, S("state"));
    d = apply(db, file(STR_FMT ",,,,,,,S5", N(o)), "甲"); /* numbers may come late */
    CHECK_INT(d.applied, 1);
    CHECK(!d.waiting && str_is(d.state, "done"));
    d = preview(db, file(STR_FMT ",,,,,,,S6", N(o)), "甲");
    CHECK_STR(only_row(db, &d).reason, S("quantity"));
    CHECK_INT(order_return(db, &o, S("使わない"), &boss), ORDER_DONE);
    d = preview(db, file(STR_FMT ",,,,,,2026-11-21,S5", N(o)), "甲");
    CHECK_STR(only_row(db, &d).verdict, S("same"));
    orders_end(db);
}

TEST(delivery_serial_numbers_belong_to_one_order)
{
    struct db *db = orders_begin();
    struct order a = orders_place(db, AT_CLINIC, "1:1"),
                 b = orders_place(db, AT_PHARMACY, "1:1");
    struct delivery d =
        apply(db, file(STR_FMT ",,2026-12-01,2026-11-20,,,,S1", N(a)), "甲");
    struct delivery_rows l;

    CHECK_INT(d.applied, 1);
    d = preview(db, file(STR_FMT ",,2026-12-01,2026-11-20,,,,S1", N(b)), "甲");
    CHECK_STR(only_row(db, &d).reason, S("serial_known"));
    d = preview(db,
        file(STR_FMT ",,2026-12-01,2026-11-20,,,,T1\n" STR_FMT
                     ",,2026-12-01,2026-11-20,,,,T1\n" STR_FMT ",,2026-12-02,,,,,",
            N(b), N(a), N(b)),
        "甲");
    l = delivery_rows_of(db, d.id, S("refused"), 0, 10);
    CHECK_INT(l.n, 2);
    CHECK_STR(l.v[0].reason, S("serial_twice"));
    CHECK_STR(l.v[0].about, S("2行目"));
    CHECK_STR(l.v[1].reason, S("twice"));
    CHECK_STR(l.v[1].about, S("2行目"));
    orders_end(db);
}

TEST(delivery_warns_of_days_off)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");
    static const struct {
        const char *day, *warning;
    } days[] = {{"2026-11-23", "holiday"}, {"2026-11-28", "holiday"},
        {"2026-12-30", "holiday"}, {"2026-11-24", ""}, {"2028-12-01", "far"}};

    for (size_t i = 0; i < COUNT(days); i++) {
        struct delivery d =
            preview(db, file(STR_FMT ",,%s,,,,,", N(o), days[i].day), "甲");

        CHECK_STR(only_row(db, &d).warning, str_of(days[i].warning));
        CHECK_INT(d.warned, days[i].warning[0] != '\0');
    }
    orders_end(db);
}

TEST(delivery_leaves_what_has_changed_since)
{
    struct db *db = orders_begin();
    struct order a = orders_place(db, AT_CLINIC, "1:1"),
                 b = orders_place(db, AT_PHARMACY, "1:1"),
                 c = orders_place(db, AT_HOSPITAL, "1:1");
    struct delivery d = preview(db,
        file(STR_FMT ",,2026-12-01,,,,,\n" STR_FMT ",,2026-12-01,,,,,\n" STR_FMT
                     ",,2026-12-01,,,,,",
            N(a), N(b), N(c)),
        "甲");
    struct delivery_rows l;

    CHECK_INT(d.changes, 3);
    CHECK_INT(order_cancel(db, &a, S("電話"), &boss), ORDER_DONE);
    CHECK_INT(order_schedule(db, &b, S("2026-12-01"), &boss), ORDER_DONE); /* just that */
    CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), OK);
    CHECK(d.applied == 1 && d.moved == 1);
    l = delivery_rows_of(db, d.id, S("refused"), 0, 10);
    CHECK(l.n == 1 && str_is(l.v[0].reason, "cancelled"));
    CHECK_STR(again(db, &a).state, S("cancelled"));
    CHECK_INT(delivery_rows_count(db, d.id, S("same")), 1);
    CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), ERR_DENIED); /* once */

    d = preview(db, file(STR_FMT ",,2026-12-09,,,,,", N(c)), "甲");
    c = again(db, &c);
    CHECK_INT(order_schedule(db, &c, S("2026-12-05"), &boss), ORDER_DONE);
    CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), OK);
    CHECK(!d.applied && d.moved == 1);
    CHECK_STR(only_row(db, &d).reason, S("moved"));
    CHECK_STR(again(db, &c).delivery_on, S("2026-12-05"));
    orders_end(db);
}

TEST(delivery_two_plans_of_the_same_moment)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");
    struct str text = file(STR_FMT ",,2026-12-01,,,,,", N(o));
    struct delivery one = preview(db, text, "甲"), two = preview(db, text, "甲"),
                    other = preview(db, file(STR_FMT ",,2026-12-02,,,,,", N(o)), "甲"),
                    same;

    same = one;
    CHECK_INT(delivery_apply(db, &orders_arena, &one, &boss), OK);
    CHECK_INT(delivery_apply(db, &orders_arena, &same, &boss), ERR_DENIED);
    CHECK_INT(delivery_apply(db, &orders_arena, &two, &boss), OK);
    CHECK(!two.applied && !two.moved && str_is(two.state, "done"));
    CHECK_INT(delivery_apply(db, &orders_arena, &other, &boss), OK);
    CHECK(!other.applied && other.moved == 1);
    CHECK_INT(again(db, &o).rev, 2);
    orders_end(db);
}

TEST(delivery_drops_a_preview)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");
    struct delivery d = preview(db, file(STR_FMT ",,2026-12-01,,,,,", N(o)), "甲");

    CHECK_INT(delivery_drop(db, d.id), OK);
    CHECK_INT(delivery_drop(db, d.id), ERR_DENIED);
    CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), ERR_DENIED);
    orders_end(db);
}

TEST(delivery_is_told_by_a_second_person_and_once)
{
    struct db *db = orders_begin();
    struct order a = orders_place(db, AT_CLINIC, "1:1"),
                 b = orders_place(db, AT_PHARMACY, "1:1");
    struct delivery d = apply(db,
        file(STR_FMT ",,2026-12-01,,,,,\n" STR_FMT ",,2026-12-01,,,,,", N(a), N(b)),
        "甲");
    struct delivery_rows l;
    int64_t since;

    CHECK(delivery_waiting(db, &since) == 1 && since == WORLD_NOW);
    CHECK_INT(delivery_to_tell(db, 10).n, 0);
    CHECK_INT(delivery_tell(db, &d, S("s:2")), ERR_DENIED);
    CHECK_INT(delivery_tell(db, &d, S("s:3")), OK);
    CHECK_INT(delivery_tell(db, &d, S("s:4")), ERR_DENIED);
    CHECK_INT(delivery_waiting(db, &since), 0);
    l = delivery_to_tell(db, 10);
    CHECK_INT(l.n, 2);
    delivery_told(db, &l.v[0], false);
    CHECK_INT(delivery_to_tell(db, 10).n, 1);
    delivery_settle(db);
    CHECK(delivery_get(db, d.id, &d) && str_is(d.state, "telling"));
    delivery_told(db, &l.v[0], false); /* again: it is marked */
    delivery_told(db, &l.v[1], true);
    delivery_settle(db);
    CHECK(delivery_get(db, d.id, &d) && str_is(d.state, "done"));
    CHECK(d.told == 1 && d.overtaken == 1 && d.waiting == 0);
    orders_end(db);
}

TEST(delivery_newer_plan_silences_the_older)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");
    struct delivery one = apply(db, file(STR_FMT ",,2026-12-01,,,,,", N(o)), "甲"), two;
    struct delivery_row row = only_row(db, &one);

    o = again(db, &o);
    CHECK(delivery_holds(&row, &o));
    two = apply(db, file(STR_FMT ",,2026-12-08,,,,,", N(o)), "甲");
    CHECK_STR(only_row(db, &two).was_on, S("2026-12-01"));
    CHECK(delivery_get(db, one.id, &one));
    CHECK(one.overtaken == 1 && one.waiting == 0 && str_is(one.state, "done"));
    CHECK(two.waiting == 1);
    o = again(db, &o);
    CHECK(!delivery_holds(&row, &o));
    orders_end(db);
}
