/* order_limit_test.c: how many readers an institution may have; the database itself says no. */
#include "tests/orders.h"

#include "model/order_impl.h"
#include "model/order_limit.h"
#include "sys/clock.h"
#include "util/str.h"

enum { DAY = 86400 };

TEST(order_limits_of_the_kinds)
{
    static const struct {
        int64_t institution;
        const char *fits, *more;
    } cases[] = {
        {AT_HOSPITAL, "1:1 2:1 3:1", "1:2 2:2"},
        {AT_HOSPITAL, "1:3", "1:3 2:1"},
        {AT_CLINIC, "1:1", "1:2"},
        {AT_CLINIC, "2:1", "1:1 2:1"},
        {AT_PHARMACY, "1:1", "1:2"},
    };
    struct db *db = orders_begin();
    struct order o;

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(orders_try(db, cases[i].institution, cases[i].more, &o), ORDER_NO_LIMIT);
        CHECK_INT(order_used(db, cases[i].institution), 0);
        o = orders_place(db, cases[i].institution, cases[i].fits);
        CHECK_INT(order_used(db, cases[i].institution), o.units);
        CHECK_INT(order_cancel(db, &o, S(""), &orders_clinic), ORDER_DONE);
        CHECK_INT(order_used(db, cases[i].institution), 0);
    }
    CHECK_INT(orders_try(db, AT_NURSES, "1:1", &o), ORDER_NO_LIMIT);
    CHECK_INT(order_allowed(db, AT_NURSES), 0);
    orders_end(db);
}

TEST(order_pair_of_hospital_and_its_dental_part)
{
    struct db *db = orders_begin();
    struct order_room room;
    struct order o;

    CHECK(order_room(db, AT_TEETH, &room));
    CHECK_INT(room.base, 3); /* a hospital of its own */
    orders_end(db);
    world_sql("INSERT INTO pair VALUES (11, 14, 0, 's:1')");
    orders_go_on(db);
    CHECK(order_room(db, AT_TEETH, &room));
    CHECK_INT(room.twin, 1);
    CHECK_INT(room.base, 1);
    CHECK(str_has(room.source, S("2020年8月6日")));
    CHECK_INT(order_allowed(db, AT_HOSPITAL), 3);
    orders_place(db, AT_HOSPITAL, "1:3");
    CHECK_INT(orders_try(db, AT_TEETH, "1:2", &o), ORDER_NO_LIMIT);
    orders_place(db, AT_TEETH, "1:1");
    orders_end(db);
}

TEST(order_dental_part_by_its_mark)
{
    struct db *db = orders_begin();

    orders_end(db);
    world_sql("UPDATE institution SET attached_dental = 1 WHERE id = 14");
    db_as(db, &orders_arena, DB_ALL);
    CHECK_INT(order_allowed(db, AT_TEETH), 1);
}

static struct order_limit clinic_limit(struct db *db)
{
    struct order_limits l = order_limits(db);

    for (size_t i = 0; i < l.n; i++)
        if (str_is(l.v[i].kind, "clinic") && !l.v[i].until_day.n)
            return l.v[i];
    CHECK(false);
    return (struct order_limit){.id = 0};
}

static enum err put_limit(struct db *db, int64_t quantity, const char *from, const char *until)
{
    return order_limit_add(db, &(struct order_limit){.kind = S("clinic"), .quantity = quantity,
                                   .from_day = str_of(from), .until_day = str_of(until),
                                   .source = S("試験")});
}

TEST(order_limit_is_of_its_day)
{
    struct db *db = orders_begin();
    struct order_limit first = clinic_limit(db);

    CHECK_INT(order_allowed(db, AT_CLINIC), 1);
    clock_set(1577804400); /* 2020-01-01: nothing was given yet */
    CHECK_INT(order_allowed(db, AT_CLINIC), 0);
    clock_set(WORLD_NOW);
    first.until_day = S("2026-11-20");
    CHECK_INT(order_limit_save(db, &first), OK);
    CHECK_INT(put_limit(db, 2, "2026-11-21", "2026-11-21"), OK);
    CHECK_INT(put_limit(db, 1, "2026-11-22", ""), OK);
    CHECK_INT(order_allowed(db, AT_CLINIC), 2);
    orders_place(db, AT_CLINIC, "1:2"); /* the trigger knows the day, too */
    clock_set(WORLD_NOW + DAY);
    CHECK_INT(order_allowed(db, AT_CLINIC), 1);
    CHECK_INT(order_used(db, AT_CLINIC), 2); /* and what was ordered stays */
    CHECK_INT(order_over(db).n, 0);
    orders_end(db);
}

/* Two numbers for one day: refused by the database, whoever asks. */
TEST(order_limits_of_a_kind_never_overlap)
{
    struct db *db = orders_begin();
    struct order_limit first = clinic_limit(db), other = first, clash;

    CHECK_INT(put_limit(db, 2, "2026-11-21", ""), ERR_DENIED);
    CHECK_INT(put_limit(db, 2, "2000-01-01", ""), ERR_DENIED);
    CHECK_INT(put_limit(db, 2, "2000-01-01", "2020-08-07"), ERR_DENIED); /* the very first day */
    CHECK_INT(put_limit(db, 2, "2000-01-01", "2020-08-06"), OK);
    other = (struct order_limit){.kind = S("clinic"), .from_day = S("2026-11-21")};
    CHECK(order_limit_clash(db, &other, &clash) && clash.id == first.id);
    other.twin = 1; /* another rule */
    CHECK(!order_limit_clash(db, &other, &clash));
    CHECK(!order_limit_clash(db, &first, &clash)); /* not with itself */
    first.until_day = S("2026-11-20");
    CHECK_INT(order_limit_save(db, &first), OK);
    other = (struct order_limit){.kind = S("clinic"), .from_day = S("2026-11-20")};
    CHECK(order_limit_clash(db, &other, &clash)); /* its last day */
    other.from_day = S("2026-11-21");
    CHECK(!order_limit_clash(db, &other, &clash));
    CHECK_INT(put_limit(db, 2, "2026-11-21", ""), OK);
    first.rev++;
    first.until_day = S("2026-11-21");
    CHECK(order_limit_clash(db, &first, &clash));
    CHECK_INT(order_limit_save(db, &first), ERR_DENIED);
    orders_end(db);
}

TEST(order_grant_adds_until_it_ends)
{
    struct db *db = orders_begin();
    struct order_grant g = {.institution = AT_CLINIC, .units = 2, .reason = S("分院のため"),
        .until_day = S("2026-11-30"), .made_by = S("s:1")};
    struct order_grant wrong = g;
    int64_t id;
    struct order o;

    wrong.until_day = S("2026-11-20");
    CHECK_INT(order_grant_add(db, &wrong, &id), ERR_DENIED);
    wrong = g;
    wrong.reason = S(" ");
    CHECK_INT(order_grant_add(db, &wrong, &id), ERR_DENIED);
    wrong = g;
    wrong.units = 0;
    CHECK_INT(order_grant_add(db, &wrong, &id), ERR_DENIED);
    CHECK_INT(order_grant_add(db, &g, &id), OK);
    CHECK_INT(order_allowed(db, AT_CLINIC), 3);
    o = orders_place(db, AT_CLINIC, "1:3");
    CHECK_INT(order_grant_end(db, id, S(" "), S("s:2")), ERR_DENIED);
    CHECK_INT(order_grant_end(db, id, S("取り下げ"), S("s:2")), OK);
    CHECK_INT(order_grant_end(db, id, S("取り下げ"), S("s:2")), ERR_NOT_FOUND);
    CHECK_INT(order_allowed(db, AT_CLINIC), 1);
    CHECK_INT(order_over(db).n, 0);
    CHECK_INT(order_cancel(db, &o, S(""), &orders_clinic), ORDER_DONE);
    CHECK(!order_may_undo(db, &o, ORDER_BY_CLINIC));
    CHECK_INT(order_undo(db, &o, &orders_clinic), ORDER_NO_LIMIT);
    CHECK_STR(o.state, S("cancelled"));
    CHECK_INT(orders_try(db, AT_CLINIC, "1:2", &o), ORDER_NO_LIMIT);
    g.until_day = S("2026-11-21");
    CHECK_INT(order_grant_add(db, &g, &id), OK);
    CHECK_INT(order_allowed(db, AT_CLINIC), 3);
    clock_set(WORLD_NOW + DAY);
    CHECK_INT(order_allowed(db, AT_CLINIC), 1);
    CHECK_INT(order_grants_of(db, AT_CLINIC).n, 2);
    CHECK(!order_grant_runs(&order_grants_of(db, AT_CLINIC).v[0], S("2026-11-22")));
    clock_set(WORLD_NOW);
    orders_end(db);
}

/* Past all checks of the program: the database says no. */
TEST(order_database_refuses_what_is_too_much)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1"), other = orders_form(AT_CLINIC);
    struct order_line more = {.reader_order = o.id, .reader = 2, .quantity = 1};
    int64_t id;

    CHECK_INT(order_line_add(db, &more), ERR_DENIED);
    CHECK_INT(order_used(db, AT_CLINIC), 1);
    CHECK_INT(order_cancel(db, &o, S(""), &orders_clinic), ORDER_DONE);
    other.number = S("000000000");
    other.state = S("received");
    other.created_by = S("a:1");
    CHECK_INT(order_row_add(db, &other, &id), OK);
    CHECK_INT(order_line_add(db, &(struct order_line){
                                     .reader_order = id, .reader = 1, .quantity = 1}),
        OK);
    o.was = o.state;
    o.state = S("delivered"); /* no rule knows this move */
    CHECK_INT(order_row_save(db, &o), ERR_DENIED);
    CHECK_INT(order_over(db).n, 0);
    orders_end(db);
}

TEST(order_check_finds_what_should_never_be)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");

    orders_end(db);
    world_sql("DROP TRIGGER reader_line_more;"
              "UPDATE reader_order_line SET quantity = 3");
    db_as(db, &orders_arena, DB_ALL);
    CHECK_INT(order_over(db).n, 1);
    CHECK_INT(order_over(db).v[0].institution, AT_CLINIC);
    CHECK_INT(order_over(db).v[0].used, 3);
    CHECK_INT(o.units, 1);
}
