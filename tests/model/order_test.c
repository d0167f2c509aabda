/* order_test.c: who may do what with an order of card readers, and what is refused. */
#include "tests/orders.h"

#include "model/order_impl.h"
#include "model/order_limit.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"

enum { DAY = 86400 };

/* ---------------------------------------------------------------- the table */

/* The way to each state. */
static const struct {
    const char *state;
    enum order_do way[6];
    size_t n;
} ways[] = {
    {"received", {0}, 0},
    {"scheduled", {ORDER_SCHEDULE}, 1},
    {"dispatched", {ORDER_SCHEDULE, ORDER_DISPATCH}, 2},
    {"delivered", {ORDER_SCHEDULE, ORDER_DISPATCH, ORDER_DELIVER}, 3},
    {"cancelled", {ORDER_CANCEL}, 1},
    {"refund_required", {ORDER_SCHEDULE, ORDER_DISPATCH, ORDER_DELIVER, ORDER_RETURN}, 4},
    {"refunded",
        {ORDER_SCHEDULE, ORDER_DISPATCH, ORDER_DELIVER, ORDER_RETURN, ORDER_REFUND}, 5},
};

TEST(order_moves_are_those_of_the_table)
{
    static const struct order_by *const whose[] = {&orders_clinic, &orders_staff, &orders_job};
    struct db *db = orders_begin();

    for (size_t w = 0; w < COUNT(ways); w++)
        for (int what = ORDER_CHANGE; what < ORDER_DOES; what++)
            for (size_t k = 0; k < COUNT(whose); k++) {
                struct order o;
                const struct order_rule *rule;
                enum order_no no;

                CHECK(db_savepoint(db));
                o = orders_place(db, AT_HOSPITAL, "1:2 2:1");
                for (size_t i = 0; i < ways[w].n; i++)
                    CHECK_INT(orders_go(db, &o, ways[w].way[i], &orders_staff), ORDER_DONE);
                CHECK_STR(o.state, str_of(ways[w].state));
                rule = order_rule(o.state, (enum order_do)what, whose[k]->who);
                if (what == ORDER_RELEASE) /* nothing is held here */
                    rule = NULL;
                no = orders_go(db, &o, (enum order_do)what, whose[k]);
                CHECK_INT(no, rule ? ORDER_DONE : ORDER_NO_STATE);
                CHECK_STR(o.state, str_of(rule ? rule->to : ways[w].state));
                CHECK(order_state_name(o.state)[0]);
                CHECK(!rule || order_event_name(str_of(rule->word))[0]);
                db_undo(db);
            }
    orders_end(db);
}

/* ---------------------------------------------------------------- lines and readers */

TEST(order_lines_that_are_none)
{
    static const struct {
        const char *what;
        enum order_no no;
    } cases[] = {
        {"", ORDER_NO_LINES},
        {"1:0", ORDER_NO_LINES},
        {"1:4", ORDER_NO_LINES},
        {"1:1 1:1", ORDER_NO_READER},
        {"1:1 2:1 3:1 5:1", ORDER_NO_LINES},
        {"4:1", ORDER_NO_READER}, /* ended yesterday */
        {"9:1", ORDER_NO_READER}, /* there is none */
    };
    struct db *db = orders_begin();
    struct order o;

    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(orders_try(db, AT_HOSPITAL, cases[i].what, &o), cases[i].no);
    CHECK_INT(order_of(db, AT_HOSPITAL).n, 0);
    orders_place(db, AT_HOSPITAL, "5:1"); /* ends today */
    orders_end(db);
}

TEST(order_keeps_a_reader_that_has_ended_since)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_HOSPITAL, "5:1");
    struct order to = o;

    clock_set(WORLD_NOW + DAY);
    CHECK_INT(order_change(db, &o, &to, orders_lines("5:2"), &orders_clinic), ORDER_DONE);
    CHECK_INT(order_change(db, &o, &to, orders_lines("4:1"), &orders_clinic), ORDER_NO_READER);
    CHECK_INT(order_change(db, &o, &to, orders_lines("1:1"), &orders_clinic), ORDER_DONE);
    CHECK_INT(order_change(db, &o, &to, orders_lines("5:1"), &orders_clinic), ORDER_NO_READER);
    clock_set(WORLD_NOW);
    orders_end(db);
}

/* ---------------------------------------------------------------- one at a time, undo, hold */

TEST(order_one_at_a_time_and_the_next_after_delivery)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_HOSPITAL, "1:2"), next;
    struct order_unit serials[] = {{.reader = 1, .serial = S("A1")}, {.reader = 1, .serial = S("A2")}};

    CHECK_INT(orders_try(db, AT_HOSPITAL, "2:1", &next), ORDER_NO_OTHER);
    CHECK_INT(order_schedule(db, &o, S("2027-02-01"), &orders_staff), ORDER_DONE);
    CHECK_INT(order_dispatch(db, &o, S("2027-01-30"), S("佐川急便"), S("1"), &orders_staff), ORDER_DONE);
    CHECK_INT(order_deliver(db, &o, S("2027-02-01"),
                  (struct order_units){serials, COUNT(serials)}, &orders_staff),
        ORDER_DONE);
    CHECK_INT(order_units(db, o.id).n, 2);
    CHECK_INT(orders_try(db, AT_HOSPITAL, "2:2", &next), ORDER_NO_LIMIT);
    next = orders_place(db, AT_HOSPITAL, "2:1");
    CHECK_INT(order_return(db, &o, S(""), &orders_staff), ORDER_NO_REASON);
    CHECK_INT(order_return(db, &o, S("導入しなかったため"), &orders_staff), ORDER_DONE);
    CHECK_INT(order_used(db, AT_HOSPITAL), 3);
    CHECK_INT(order_refund(db, &o, S(""), &orders_staff), ORDER_DONE);
    CHECK_INT(order_used(db, AT_HOSPITAL), 1);
    CHECK_STR(order_units(db, o.id).v[0].state, S("returned"));
    orders_end(db);
}

TEST(order_serial_is_delivered_once)
{
    struct db *db = orders_begin();
    struct order a = orders_place(db, AT_CLINIC, "1:1"), b = orders_place(db, AT_PHARMACY, "1:1");
    struct order_unit unit = {.reader = 1, .serial = S("A1")}, foreign = {.reader = 2, .serial = S("A1")};

    for (int i = ORDER_SCHEDULE; i <= ORDER_DISPATCH; i++)
        CHECK(orders_go(db, &a, (enum order_do)i, &orders_staff) == ORDER_DONE &&
            orders_go(db, &b, (enum order_do)i, &orders_staff) == ORDER_DONE);
    CHECK_INT(order_deliver(db, &a, S("2027-02-01"), (struct order_units){&foreign, 1}, &orders_job),
        ORDER_NO_READER);
    CHECK_INT(order_deliver(db, &a, S("2027-02-01"), (struct order_units){&unit, 1}, &orders_job), ORDER_DONE);
    CHECK_INT(order_deliver(db, &b, S("2027-02-01"), (struct order_units){&unit, 1}, &orders_job), ORDER_NO_SERIAL);
    CHECK_STR(b.state, S("dispatched")); /* nothing of it happened */
    CHECK(order_get(db, b.id, &b));
    CHECK_STR(b.state, S("dispatched"));
    CHECK_INT(order_events(db, b.id).n, 3);
    orders_end(db);
}

TEST(order_undo_runs_for_an_hour)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1"), other;

    CHECK_INT(order_cancel(db, &o, S("まちがえた"), &orders_clinic), ORDER_DONE);
    CHECK_STR(o.reason, S("まちがえた"));
    clock_set(WORLD_NOW + ORDER_UNDO_S - 1);
    CHECK(order_may_undo(db, &o, ORDER_BY_CLINIC));
    clock_set(WORLD_NOW + ORDER_UNDO_S);
    CHECK(!order_may_undo(db, &o, ORDER_BY_CLINIC));
    CHECK_INT(order_undo(db, &o, &orders_clinic), ORDER_NO_LATE);
    clock_set(WORLD_NOW + ORDER_UNDO_S - 1);
    other = orders_place(db, AT_CLINIC, "2:1");
    CHECK(!order_may_undo(db, &o, ORDER_BY_CLINIC));
    CHECK_INT(order_undo(db, &o, &orders_clinic), ORDER_NO_OTHER);
    CHECK_INT(order_cancel(db, &other, S(""), &orders_clinic), ORDER_DONE);
    CHECK_INT(order_undo(db, &o, &orders_clinic), ORDER_DONE);
    CHECK_STR(o.state, S("received"));
    CHECK_STR(o.reason, S(""));
    CHECK_INT(order_schedule(db, &o, S("2027-02-01"), &orders_staff), ORDER_DONE);
    CHECK_INT(order_cancel(db, &o, S(""), &orders_staff), ORDER_NO_REASON);
    CHECK_INT(order_cancel(db, &o, S("電話で"), &orders_staff), ORDER_DONE);
    CHECK_INT(order_undo(db, &o, &orders_staff), ORDER_NO_LATE); /* its delivery is planned no more */
    clock_set(WORLD_NOW);
    orders_end(db);
}

TEST(order_with_a_provisional_code_is_held)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_NEW, "1:1");

    CHECK_STR(o.held_reason, S("reception"));
    CHECK_STR(o.held_until, S("2026-12-21")); /* no opening day is known */
    CHECK_INT(order_schedule(db, &o, S("2027-02-01"), &orders_staff), ORDER_NO_HELD);
    CHECK_INT(order_release(db, &o, S("番号を確かめた"), &orders_staff), ORDER_DONE);
    CHECK_STR(o.held_reason, S(""));
    CHECK_INT(order_release(db, &o, S(""), &orders_staff), ORDER_NO_STATE);
    CHECK_INT(order_schedule(db, &o, S("2027-02-01"), &orders_staff), ORDER_DONE);
    o = orders_place(db, AT_CLINIC, "1:1");
    CHECK_STR(o.held_reason, S(""));
    orders_end(db);
}

/* The rows of the published calendar: the opening and the day by which to act. */
TEST(order_present_by_is_the_calendars)
{
    static const struct {
        struct date opening;
        const char *by;
    } rows[] = {
        {{2021, 5, 1}, "2021-04-16"}, {{2021, 8, 1}, "2021-07-16"},
        {{2021, 11, 1}, "2021-10-18"}, {{2027, 3, 1}, "2027-02-15"},
    };
    struct db *db = orders_begin();

    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_STR(date_text(&orders_arena, order_present_by(db, rows[i].opening)), str_of(rows[i].by));
    orders_end(db);
    world_sql("UPDATE institution SET designated_on = '2027-03-01' WHERE id = 16");
    orders_go_on(db);
    CHECK_STR(orders_place(db, AT_NEW, "1:1").held_until, S("2027-02-15"));
    orders_end(db);
}

TEST(order_of_a_stale_page_is_refused)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_HOSPITAL, "1:1"), tab = o, to = o;

    CHECK_INT(order_change(db, &o, &to, orders_lines("1:3"), &orders_clinic), ORDER_DONE);
    CHECK_INT(order_change(db, &tab, &to, orders_lines("2:1"), &orders_clinic), ORDER_NO_REV);
    CHECK_INT(order_cancel(db, &tab, S(""), &orders_clinic), ORDER_NO_REV);
    CHECK_INT(order_cancel_part(db, &tab, 1, 1, S(""), &orders_clinic), ORDER_NO_REV);
    tab.rev = o.rev;
    CHECK_INT(order_cancel_part(db, &tab, 1, 1, S(""), &orders_clinic), ORDER_DONE);
    CHECK_INT(tab.units, 2);
    CHECK_INT(order_cancel_part(db, &tab, 2, 1, S(""), &orders_clinic), ORDER_NO_LINES);
    CHECK_INT(order_cancel_part(db, &tab, 1, 2, S(""), &orders_clinic), ORDER_NO_LINES);
    CHECK_INT(order_used(db, AT_HOSPITAL), 2);
    orders_end(db);
}

TEST(order_number_is_a_receipt)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1"), same;
    struct str number;

    CHECK(receipt_typed(&orders_arena, receipt_text(&orders_arena, o.number), &number));
    CHECK(order_by_number(db, number, &same) && same.id == o.id);
    CHECK(!order_by_number(db, S("000000000"), &same));
    CHECK(db_commit(db));
    db_as(db, &orders_arena, AT_CLINIC);
    CHECK(order_mine(db, number, &same));
    db_as(db, &orders_arena, AT_PHARMACY);
    CHECK(!order_mine(db, number, &same)); /* another one's */
    arena_reset(&orders_arena);
}
