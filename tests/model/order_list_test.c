/* order_list_test.c: orders as staff look through them, the list for a maker and its way
 * back, readers that nobody uses, carriers. */
#include "tests/orders.h"

#include "model/carrier.h"
#include "model/delivery.h"
#include "model/order_list.h"
#include "model/start.h"
#include "sys/clock.h"
#include "tests/world_impl.h"
#include "util/str.h"

static const struct order_by boss = {ORDER_BY_STAFF, S_INIT("s:2")};
static const struct str none = S_INIT("");

static struct order_filter all_of(const char *state)
{
    return (struct order_filter){
        .state = str_of(state), .maker = none, .pref = none, .kind = none};
}

static int64_t sum_of(struct db *db, const char *state, int64_t *since)
{
    struct order_sums l = order_sums(db);

    *since = 0;
    for (size_t i = 0; i < l.n; i++)
        if (str_is(l.v[i].state, state)) {
            *since = l.v[i].since;
            return l.v[i].n;
        }
    return 0;
}

TEST(order_list_filters)
{
    struct db *db = orders_begin();
    struct order a, b;
    struct order_filter f;
    struct order_items l;
    int64_t since;

    a = orders_place(db, AT_CLINIC, "1:1");
    clock_set(WORLD_NOW + 3600);
    b = orders_place(db, AT_HOSPITAL, "1:1 2:2");
    orders_place(db, AT_NEW, "2:1");
    f = all_of("received");
    CHECK_INT(order_count(db, &f), 3);
    l = order_page(db, &f, 1);
    CHECK(l.n == 3 && str_eq(l.v[0].number, a.number)); /* the oldest first */
    CHECK_INT(l.v[1].units, 3);
    CHECK_STR(l.v[1].makers, S("甲,乙"));
    CHECK_INT(order_page(db, &f, 2).n, 0);
    f.maker = S("乙");
    CHECK_INT(order_count(db, &f), 2);
    f.kind = S("hospital");
    l = order_page(db, &f, 1);
    CHECK(l.n == 1 && str_eq(l.v[0].number, b.number));
    f = all_of("received");
    f.pref = S("01");
    CHECK_INT(order_count(db, &f), 0);
    f.pref = S("13");
    f.before = WORLD_NOW + 60;
    CHECK_INT(order_count(db, &f), 1);
    f = all_of("held");
    l = order_page(db, &f, 1);
    CHECK(l.n == 1 && l.v[0].institution == AT_NEW && l.v[0].held_until.n == 10);
    CHECK_INT(order_count(db, &f), 1);
    CHECK(sum_of(db, "received", &since) == 3 && since == WORLD_NOW);
    CHECK(sum_of(db, "held", &since) == 1 && since == WORLD_NOW + 3600);
    CHECK_INT(sum_of(db, "delivered", &since), 0);
    CHECK_INT(order_at(db, AT_CLINIC).n, 1);
    clock_set(WORLD_NOW);
    orders_end(db);
}

/* The first cell under this name. */
static struct str cell(struct str csv, const char *name, size_t row)
{
    FILE *f = fmemopen((void *)(uintptr_t)csv.p, csv.n, "r");
    const char *why;
    struct csv *c = csv_open(f, &why);
    struct csv_row r;
    struct str found = S("?");
    size_t at = 99;

    for (size_t i = 0; c && csv_next(c, &r) == CSV_ROW && i <= row; i++)
        for (size_t k = 0; k < r.n; k++) {
            if (i == 0 && str_is(r.v[k], name))
                at = k;
            if (i == row && k == at)
                found = arena_str(&orders_arena, r.v[k]);
        }
    csv_close(c);
    fclose(f);
    return found;
}

TEST(order_export_says_where_it_goes)
{
    struct db *db = orders_begin();
    struct order in = orders_form(AT_PHARMACY), o;
    struct buf b = BUF_INIT;

    orders_end(db);
    world_sql("UPDATE institution SET name = '=HYPERLINK(\"x\")', zip = '1050004',"
              " address = '港区新橋2-1-3', phone = '03-0000-0112' WHERE id = 12");
    orders_go_on(db);
    orders_place(db, AT_CLINIC, "1:1");
    in.elsewhere = 1;
    in.zip = S("6020000");
    in.pref = S("26");
    in.city = S("京都市上京区1");
    in.building = S("＋ビル");
    in.addressee = S("髙﨑𠮷子");
    in.phone = S("075-000-0000");
    in.contact = S("@誰か");
    CHECK_INT(order_place(db, &in, orders_lines("1:1"), &orders_clinic, &o), ORDER_DONE);
    orders_place(db, AT_HOSPITAL, "1:1 2:2");
    CHECK_INT(order_export(db, S("甲"), S("received"), &b, NULL, NULL), 3);
    CHECK(str_starts(buf_view(&b), S("\xEF\xBB\xBF受付番号,")));
    CHECK_STR(cell(buf_view(&b), "医療機関等名", 1), S("'=HYPERLINK(\"x\")"));
    CHECK_STR(cell(buf_view(&b), "送付先住所", 1), S("東京都港区新橋2-1-3"));
    CHECK_STR(cell(buf_view(&b), "送付先郵便番号", 1), S("105-0004"));
    CHECK_STR(cell(buf_view(&b), "送付先住所", 2), S("京都府京都市上京区1 ＋ビル"));
    CHECK_STR(cell(buf_view(&b), "送付先宛名", 2), S("髙﨑𠮷子"));
    CHECK_STR(cell(buf_view(&b), "送付先担当者", 2), S("'@誰か"));
    CHECK_STR(cell(buf_view(&b), "品目", 3), S("顔 × 1")); /* the maker's own */
    CHECK_STR(cell(buf_view(&b), "台数", 3), S("1"));
    buf_reset(&b);
    CHECK_INT(order_export(db, none, none, &b, NULL, NULL), 3);
    CHECK_STR(cell(buf_view(&b), "品目", 3), S("顔 × 1; 面 × 2"));
    CHECK_STR(cell(buf_view(&b), "台数", 3), S("3"));
    buf_reset(&b);
    CHECK_INT(order_export(db, S("丙"), S("received"), &b, NULL, NULL), 0);
    CHECK_INT(order_export(db, none, S("scheduled"), &b, NULL, NULL), 0);
    buf_release(&b);
    orders_end(db);
}

static void pour(void *ctx, struct buf *b)
{
    buf_str(ctx, buf_view(b));
    buf_reset(b);
}

/* What went out to the maker and comes back with dates is a plan. */
TEST(order_export_comes_back_as_a_plan)
{
    struct db *db = orders_begin();
    struct buf b = BUF_INIT, all = BUF_INIT;
    struct delivery d;
    struct plan p;
    struct order o = orders_place(db, AT_HOSPITAL, "1:1 2:1");
    FILE *f;

    CHECK_INT(order_schedule(db, &o, S("2026-11-21"), &boss), ORDER_DONE);
    CHECK_INT(order_dispatch(db, &o, S("2026-11-20"), S("佐川急便"), S("1-2"), &boss),
        ORDER_DONE);
    for (int round = 0; round < 2; round++) {
        buf_reset(&all);
        CHECK_INT(order_export(db, none, S("dispatched"), &b, pour, &all), 1);
        f = fmemopen(all.p, all.n, "r");
        CHECK_INT(plan_read(f, &orders_arena, &p), PLAN_READ);
        fclose(f);
        CHECK(delivery_preview(db, &p, &orders_arena, S("x"), none, S("s:2"), &d) == OK);
        CHECK_INT(d.same, 1);
        if (round)
            break;
        buf_reset(&all); /* with serial numbers of both products */
        buf_addf(&all, "受付番号,製造番号\n" STR_FMT ",顔=A1 面=B1\n", STR_ARG(o.number));
        f = fmemopen(all.p, all.n, "r");
        CHECK_INT(plan_read(f, &orders_arena, &p), PLAN_READ);
        fclose(f);
        CHECK(delivery_preview(db, &p, &orders_arena, S("y"), none, S("s:2"), &d) == OK);
        CHECK_INT(delivery_apply(db, &orders_arena, &d, &boss), OK);
        CHECK_INT(d.applied, 1);
    }
    CHECK_STR(cell(buf_view(&all), "製造番号", 1), S("顔=A1 面=B1"));
    buf_release(&b);
    buf_release(&all);
    orders_end(db);
}

TEST(order_unused_until_somebody_has_begun)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");
    struct order_filter f = all_of("");
    struct buf b = BUF_INIT;
    struct start s;

    CHECK_INT(order_schedule(db, &o, S("2026-11-21"), &boss), ORDER_DONE);
    CHECK_INT(order_dispatch(db, &o, S("2026-05-20"), none, none, &boss), ORDER_DONE);
    CHECK_INT(
        order_deliver(db, &o, S("2026-05-21"), (struct order_units){NULL, 0}, &boss),
        ORDER_DONE);
    CHECK_INT(order_unused_count(db, S("2026-05-20"), &f), 0);
    CHECK_INT(order_unused_count(db, S("2026-05-21"), &f), 1);
    CHECK_INT(order_unused_all(db, S("2026-05-20")), 0);
    CHECK_INT(order_unused_all(db, S("2026-05-21")), 1);
    CHECK_INT(order_unused(db, S("2026-05-21"), &f, 1).n, 1);
    CHECK_INT(order_unused_export(db, &orders_arena, S("2026-05-21"), &f, &b), 1);
    CHECK_STR(cell(buf_view(&b), "受領日", 1), S("2026-05-21"));
    f.maker = S("乙");
    CHECK_INT(order_unused_count(db, S("2026-05-21"), &f), 0);
    f.maker = none;
    CHECK(!start_of(db, AT_CLINIC, &s));
    start_note(db, &(struct start){.institution = AT_CLINIC,
                       .started_on = S("2026-06-01"),
                       .noted_by = S("s:1")});
    start_note(db, &(struct start){.institution = AT_CLINIC,
                       .started_on = S("2026-06-02"),
                       .noted_by = S("s:1")});
    CHECK(start_of(db, AT_CLINIC, &s));
    CHECK_STR(s.started_on, S("2026-06-02"));
    CHECK_INT(order_unused_count(db, S("2026-05-21"), &f), 0);
    buf_release(&b);
    orders_end(db);
}

TEST(carrier_names_and_addresses)
{
    static const struct {
        const char *typed, *name, *tracking, *url;
    } rows[] = {
        {"佐川", "佐川急便", "1234-5678-9012",
            "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo=123456789012"},
        {"ｸﾛﾈｺヤマト", "ヤマト運輸", "1",
            "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id=1"},
        {"Japan Post", "日本郵便", "12",
            "https://trackings.post.japanpost.jp/services/srv/search/"
            "direct?locale=ja&reqCodeNo1=12"},
        {"福山通運", "福山通運", "1",
            "https://corp.fukutsu.co.jp/situation/tracking_no_hunt/1"},
        {"西濃", "西濃運輸", "1",
            "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1=1"},
        {"佐川急便", "佐川急便", "AB1", ""},
        {"佐川急便", "佐川急便", "123456789012345678901", ""},
        {"佐川急便", "佐川急便", "", ""},
        {"赤帽", "赤帽", "1", ""},
        {"", "", "1", ""},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str name = carrier_name(&a, str_of(rows[i].typed));

        CHECK_STR(name, str_of(rows[i].name));
        CHECK_STR(carrier_url(&a, name, str_of(rows[i].tracking)), str_of(rows[i].url));
    }
    arena_release(&a);
}
