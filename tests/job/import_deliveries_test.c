/* import_deliveries_test.c: a maker's plan by command, and the list that goes to the
 * maker. */
#include "job/export.h"
#include "job/import.h"
#include "tests/orders.h"
#include "tests/world_impl.h"
#include "util/str.h"

extern const struct export orders_export;

static struct import_report report;

__attribute__((destructor)) static void drop(void)
{
    import_report_release(&report);
}

static void run(struct db *db, struct str text, const char *maker, bool dry)
{
    struct import_opts o = {.file = "f.csv", .dry_run = dry, .maker = maker};
    FILE *f = fmemopen((void *)(uintptr_t)text.p, text.n, "r");

    CHECK(f != NULL);
    import_report_release(&report);
    report = (struct import_report)IMPORT_REPORT_INIT;
    import_deliveries(db, &orders_arena, f, &o, &report);
    fclose(f);
}

static bool says(struct buf b, const char *what)
{
    bool has = str_has(buf_view(&b), str_of(what));

    if (!has)
        printf("not said: %s\nbut: " STR_FMT, what, STR_ARG(buf_view(&b)));
    return has;
}

TEST(import_deliveries_applies_what_fits)
{
    struct db *db = orders_begin();
    struct order a = orders_place(db, AT_CLINIC, "1:1"),
                 b = orders_place(db, AT_PHARMACY, "2:1");
    struct str text;

    orders_end(db);
    text = arena_fmt(&orders_arena,
        "number,delivery date\n" STR_FMT ",2026-12-01\n" STR_FMT
        ",2026-12-01\n?,2026-12-01\n",
        STR_ARG(a.number), STR_ARG(b.number));
    run(db, text, "庚", false);
    CHECK(!report.done && says(report.errors, "no maker '庚'"));
    run(db, text, "甲", true);
    CHECK(report.done && report.changed == 1 && report.bad == 2);
    CHECK(says(report.out, "would change 1"));
    CHECK_INT(world_number("SELECT count(*) FROM reader_import"), 0);
    run(db, text, "甲", false);
    CHECK(report.done && report.changed == 1 && report.bad == 2);
    CHECK(says(report.errors, "f.csv:3: 受付番号: "));
    CHECK(says(report.errors, "the order has nothing from this maker"));
    CHECK(says(report.errors, "f.csv:4: 受付番号: '?': the order number is mistyped"));
    CHECK(says(report.out, "1 mails wait"));
    CHECK_INT(
        world_number("SELECT count(*) FROM reader_order WHERE state = 'scheduled'"), 1);
    CHECK_STR(world_text("SELECT applied_by FROM reader_import"), S("cli"));
    CHECK_INT(
        world_number("SELECT count(*) FROM audit WHERE action = 'delivery.applied'"), 1);
    run(db, text, "甲", false); /* again */
    CHECK(report.done && report.changed == 0 && report.same == 1);
    CHECK_INT(world_number("SELECT count(*) FROM reader_import"), 1);
    run(db, text, NULL, false); /* of any maker */
    CHECK_INT(report.changed, 1);
    CHECK_INT(
        world_number("SELECT count(*) FROM reader_order WHERE state = 'scheduled'"), 2);
}

TEST(import_deliveries_refuses_files_that_are_none)
{
    struct db *db = orders_begin();

    orders_end(db);
    run(db, S("PK\x03\x04"), NULL, false);
    CHECK(!report.done && says(report.errors, "f.csv: no text that can be read"));
    run(db, S("a,b\n1,2\n"), NULL, false);
    CHECK(!report.done && says(report.errors, "'受付番号' (order number) is missing"));
    run(db, S("number,delivery date\n?,?\n"), NULL, false);
    CHECK(!report.done && report.bad == 1); /* nothing fits */
}

static void keep(void *ctx, struct buf *b)
{
    buf_str(ctx, buf_view(b));
    buf_reset(b);
}

TEST(export_orders_by_maker_and_state)
{
    struct db *db = orders_begin();
    struct buf to = BUF_INIT, all = BUF_INIT;
    struct export_ask x = {.db = db,
        .arena = &orders_arena,
        .to = &to,
        .full = keep,
        .ctx = &all,
        .value = {S("甲"), S("received")}};

    orders_place(db, AT_CLINIC, "1:1");
    orders_place(db, AT_PHARMACY, "2:1");
    orders_export.run(&x);
    CHECK(str_has(buf_view(&all), S("診療所")) && !str_has(buf_view(&all), S("薬局")));
    buf_reset(&all);
    x.value[0] = S("");
    orders_export.run(&x);
    CHECK(str_has(buf_view(&all), S("診療所")) && str_has(buf_view(&all), S("薬局")));
    buf_release(&to);
    buf_release(&all);
    orders_end(db);
}
