/* order_luck_test.c: ten thousand steps of chance: never more readers than allowed, and the
 * history of each order says the same as its rows. */
#include "tests/orders.h"

#include "model/order_impl.h"
#include "model/order_limit.h"
#include "sys/clock.h"
#include "util/str.h"

static uint32_t luck;

static uint32_t below(uint32_t n) /* a small generator: the same steps every time */
{
    luck = luck * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)luck * n >> 32); /* the upper bits, which are the better ones */
}

/* The history alone gives the order as it is. */
static void check_history(struct db *db, const struct order *o)
{
    struct order_events e = order_events(db, o->id);
    struct order_snapshot s = order_snapshot(db, &orders_arena, o);
    struct str state = S("");

    for (size_t i = 0; i < e.n; i++) {
        bool known = false;

        for (const struct order_rule *r = order_rules; r->from; r++)
            known = known || (str_is(e.v[i].event, r->word) && str_is(state, r->from) &&
                                 str_is(e.v[i].to_state, r->to));
        CHECK(known && str_eq(e.v[i].from_state, state));
        state = e.v[i].to_state;
    }
    CHECK(e.n > 0 && str_eq(state, o->state) && str_eq(e.v[e.n - 1].lines, s.lines) &&
        str_eq(e.v[e.n - 1].address, s.address) && str_eq(e.v[e.n - 1].plan, s.plan));
}

static struct order_lines any_lines(void)
{
    struct order_line *v = NEW_N(&orders_arena, struct order_line, ORDER_LINES);
    size_t n = 1 + below(ORDER_LINES);

    for (size_t i = 0; i < n; i++)
        v[i] = (struct order_line){.reader = 1 + below(4), .quantity = 1 + below(3)};
    return (struct order_lines){v, n};
}

/* Two tabs, each with the order as it last saw it. */
struct tab {
    struct order o;
    bool open;
};

static void step(struct db *db, int64_t institution, struct tab *t)
{
    struct order in = orders_form(institution);
    struct order_grants g;
    struct order_room room;
    char today[11];
    int64_t id;

    in.elsewhere = below(2);
    in.zip = in.elsewhere ? S("1050004") : S("");
    in.city = in.elsewhere ? S("港区新橋") : S("");
    switch (below(14)) {
    case 0:
    case 1:
        if (order_place(db, &in, any_lines(), &orders_clinic, &t->o) == ORDER_DONE)
            t->open = true;
        return;
    case 2: /* the page is opened anew */
        t->open = order_last(db, institution, &t->o);
        return;
    case 3: /* one at the most, so that the limit is felt */
        clock_today(today);
        if (!order_room(db, institution, &room) || room.granted)
            return;
        if (order_grant_add(db,
                &(struct order_grant){.institution = institution, .units = 1 + below(2),
                    .reason = S("試験"), .until_day = str_of(today), .made_by = S("s:1")},
                &id) != OK)
            CHECK(false);
        return;
    case 4:
        g = order_grants_of(db, institution);
        if (g.n && order_grant_end(db, g.v[below((uint32_t)g.n)].id, S("取り下げ"), S("s:1")) >
                ERR_NOT_FOUND)
            CHECK(false);
        return;
    case 5:
        clock_set(clock_now() + (int64_t)below(900));
        return;
    default:
        break;
    }
    if (!t->open)
        return;
    switch (below(9)) {
    case 0:
    case 1:
        (void)!order_change(db, &t->o, &in, any_lines(), &orders_clinic);
        return;
    case 2:
        (void)!order_cancel(db, &t->o, S("理由"), &orders_clinic);
        return;
    case 3:
        (void)!order_cancel_part(db, &t->o, 1 + below(3), 1 + below(2), S("理由"), &orders_staff);
        return;
    case 4:
    case 5:
        (void)!order_undo(db, &t->o, &orders_clinic);
        return;
    default:
        (void)!orders_go(db, &t->o, (enum order_do)(ORDER_SCHEDULE + below(5)), &orders_staff);
        return;
    }
}

TEST(order_never_more_than_allowed_whatever_happens)
{
    enum { STEPS = 10000, TABS = 2, COMMIT = 500 };
    static const int64_t places[] = {AT_HOSPITAL, AT_CLINIC, AT_PHARMACY, AT_NEW};
    struct db *db = orders_begin();
    struct tab tabs[COUNT(places)][TABS];

    memset(tabs, 0, sizeof(tabs));
    luck = 20261121;
    for (int i = 0; i < STEPS; i++) {
        size_t k = below(COUNT(places));
        struct order_room room;
        struct order now;

        step(db, places[k], &tabs[k][below(TABS)]);
        if (order_last(db, places[k], &now) && order_room(db, places[k], &room)) {
            CHECK(room.used <= room.base + room.granted || room.used <= now.allowed ||
                order_over(db).n == 0);
            check_history(db, &now);
        }
        if (i % COMMIT == COMMIT - 1) {
            CHECK_INT(order_over(db).n, 0);
            orders_end(db);
            arena_reset(&orders_arena);
            memset(tabs, 0, sizeof(tabs)); /* their texts were in the arena */
            orders_go_on(db);
        }
    }
    orders_end(db);
    db_as(db, &orders_arena, DB_ALL);
    for (size_t k = 0; k < COUNT(places); k++) {
        struct order_list all = order_of(db, places[k]);

        for (size_t i = 0; i < all.n; i++)
            check_history(db, &all.v[i]);
    }
    CHECK(world_number("SELECT count(*) FROM reader_order") > 50); /* something was done */
    clock_set(WORLD_NOW);
}
