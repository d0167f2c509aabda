/* order_refusal_test.c: each reason why an institution can't order, and its words. */
#include "tests/orders.h"

#include "model/order_refusal.h"
#include "sys/clock.h"
#include "util/str.h"

TEST(refusal_has_words_for_all)
{
    for (int i = ORDER_MAY + 1; i < ORDER_WHYS; i++) {
        const struct order_refusal *r = order_refusal((enum order_why)i);

        CHECK(r->id && r->title && r->text && r->next && !r->href == !r->way);
        for (int k = ORDER_MAY + 1; k < i; k++)
            CHECK(strcmp(order_refusal((enum order_why)k)->id, r->id) != 0);
    }
}

TEST(refusal_of_kinds_and_the_closed)
{
    struct db *db = orders_begin();

    orders_end(db);
    world_sql("UPDATE institution SET closed_on = '2026-11-21' WHERE id = 13;"
              "UPDATE institution SET closed_on = '2026-11-22' WHERE id = 11");
    orders_go_on(db);
    CHECK_INT(order_why(db, AT_NURSES), ORDER_WHY_NURSING);
    CHECK_INT(order_why(db, AT_PHARMACY), ORDER_WHY_CLOSED);
    CHECK_INT(order_why(db, AT_HOSPITAL), ORDER_MAY); /* from tomorrow on */
    CHECK_INT(order_why(db, AT_CLINIC), ORDER_MAY);
    CHECK_INT(order_why(db, AT_NEW), ORDER_MAY);
    CHECK_INT(order_why(db, 999), ORDER_WHY_NO_LIMIT);
    orders_end(db);
}

TEST(refusal_follows_the_order)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_HOSPITAL, "1:2");

    CHECK_INT(order_why(db, AT_HOSPITAL), ORDER_MAY); /* to change it */
    for (int move = ORDER_SCHEDULE; move <= ORDER_DISPATCH; move++) {
        CHECK_INT(orders_go(db, &o, (enum order_do)move, &orders_staff), ORDER_DONE);
        CHECK_INT(order_why(db, AT_HOSPITAL), ORDER_WHY_SCHEDULED);
    }
    CHECK_INT(orders_go(db, &o, ORDER_DELIVER, &orders_staff), ORDER_DONE);
    CHECK_INT(order_why(db, AT_HOSPITAL), ORDER_MAY); /* one more */
    o = orders_place(db, AT_HOSPITAL, "2:1");
    for (int move = ORDER_SCHEDULE; move <= ORDER_DELIVER; move++)
        CHECK_INT(orders_go(db, &o, (enum order_do)move, &orders_staff), ORDER_DONE);
    CHECK_INT(order_why(db, AT_HOSPITAL), ORDER_WHY_DELIVERED);
    orders_end(db);
}

TEST(refusal_without_limit_or_products)
{
    struct db *db = orders_begin();

    orders_end(db);
    world_sql("DELETE FROM reader_limit WHERE kind = 'clinic';"
              "UPDATE reader SET orderable_from = '2026-11-22', orderable_until = NULL");
    orders_go_on(db);
    CHECK_INT(order_why(db, AT_CLINIC), ORDER_WHY_NO_LIMIT);
    CHECK_INT(order_why(db, AT_HOSPITAL), ORDER_WHY_NOTHING);
    clock_set(WORLD_NOW + 86400);
    CHECK_INT(order_why(db, AT_HOSPITAL), ORDER_MAY);
    clock_set(WORLD_NOW);
    orders_end(db);
}

TEST(refusal_while_the_account_is_to_be_deleted)
{
    struct db *db = orders_begin();

    orders_end(db);
    world_sql("INSERT INTO deletion (number, institution, state, caller, asked_at, asked_by,"
              " effective_at) VALUES ('1', 12, 'scheduled', '', 0, 1, 1900000000)");
    orders_go_on(db);
    CHECK_INT(order_why(db, AT_CLINIC), ORDER_WHY_DELETION);
    orders_end(db);
}

/* Two say that they are its owner: neither orders before it is decided. */
TEST(refusal_while_somebody_claims_the_institution)
{
    struct db *db = orders_begin();

    orders_end(db);
    world_sql("INSERT INTO token (hash, purpose, mail, institution, extra, created_at, expires_at)"
              " VALUES (x'01', 'register', 'a@b.jp', 12, 'claim:1', 0, 1795226401)");
    orders_go_on(db);
    CHECK_INT(order_why(db, AT_CLINIC), ORDER_WHY_CLAIM);
    clock_set(WORLD_NOW + 1); /* its link is over */
    CHECK_INT(order_why(db, AT_CLINIC), ORDER_MAY);
    clock_set(WORLD_NOW);
    orders_end(db);
}

TEST(refusal_says_the_rule)
{
    struct db *db = orders_begin();
    struct order_room room;

    orders_end(db);
    world_sql("INSERT INTO pair VALUES (11, 14, 0, 's:1')");
    orders_go_on(db);
    CHECK(order_room(db, AT_TEETH, &room));
    CHECK_STR(order_limit_text(&orders_arena, &room, 2),
        S("医科の病院に併設する歯科は、合計1台までです。いま選んだのは2台です"));
    CHECK(order_room(db, AT_HOSPITAL, &room));
    CHECK_STR(order_limit_text(&orders_arena, &room, 0), S("病院は、合計3台までです"));
    room.granted = 2;
    room.used = 1;
    CHECK_STR(order_limit_text(&orders_arena, &room, 5),
        S("病院は、合計3台までです。事情により、あと2台を認めています。これまでの申し込みは1台です。いま選んだのは5台です"));
    orders_end(db);
}
