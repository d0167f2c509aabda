/* order_form_test.c: months as people type them, and the way from form to order and back. */
#include "tests/test.h"

#include "model/order_form.h"
#include "sys/clock.h"
#include "util/str.h"

enum { NOW = 1795226400 }; /* 2026-11-21 in Tokyo */

TEST(order_form_months_in_many_ways)
{
    static const struct {
        const char *year, *month;
        enum order_part part;
        int y, m;
    } cases[] = {
        {"2027", "4", ORDER_PART_OK, 2027, 4},
        {"２０２７", "０４", ORDER_PART_OK, 2027, 4},
        {"令和9", "12", ORDER_PART_OK, 2027, 12},
        {"R9", " 1 ", ORDER_PART_OK, 2027, 1},
        {"2027年", "4月", ORDER_PART_OK, 2027, 4},
        {"2026", "11", ORDER_PART_OK, 2026, 11}, /* this month */
        {"2026", "10", ORDER_PART_MONTH, 0, 0},
        {"2025", "12", ORDER_PART_YEAR, 0, 0},
        {"２０２３", "5", ORDER_PART_YEAR, 0, 0},
        {"2046", "1", ORDER_PART_OK, 2046, 1},
        {"2047", "1", ORDER_PART_YEAR, 0, 0},
        {"2027", "0", ORDER_PART_MONTH, 0, 0},
        {"2027", "13", ORDER_PART_MONTH, 0, 0},
        {"2027", "", ORDER_PART_MONTH, 0, 0},
        {"2027", "004", ORDER_PART_MONTH, 0, 0},
        {"", "4", ORDER_PART_YEAR, 0, 0},
        {"　", "4", ORDER_PART_YEAR, 0, 0},
        {"27", "4", ORDER_PART_YEAR, 0, 0},
        {"来年", "4", ORDER_PART_YEAR, 0, 0},
        {"平成40", "4", ORDER_PART_YEAR, 0, 0},
        {"髙﨑", "𠮷", ORDER_PART_YEAR, 0, 0},
    };
    struct arena a = ARENA_INIT;

    clock_set(NOW);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct date d = {0, 0, 0};
        struct str why = S("");
        enum order_part part = order_form_month(
            &a, "時期", str_of(cases[i].year), str_of(cases[i].month), &d, &why);

        CHECK_INT(part, cases[i].part);
        if (part != cases[i].part)
            printf("  %s %s\n", cases[i].year, cases[i].month);
        if (cases[i].part == ORDER_PART_OK)
            CHECK(d.year == cases[i].y && d.month == cases[i].m && !why.n);
        else
            CHECK(why.n > 0);
    }
    arena_release(&a);
}

TEST(order_form_there_and_back)
{
    struct arena a = ARENA_INIT;
    struct order o, back;
    struct order_form f, again;
    struct order_line v[ORDER_LINES], put[] = {{.reader = 7, .quantity = 2},
        {.reader = 8, .quantity = 1, .cancelled = 1}, {.reader = 9, .quantity = 3, .cancelled = 2}};
    struct order_lines lines = {put, COUNT(put)};

    clock_set(NOW);
    memset(&o, 0, sizeof(o));
    for (size_t i = 0; i < order_model.n_cols; i++)
        if (order_model.cols[i].type == COL_STR)
            *col_str(&order_model.cols[i], &o) = S("");
    back = o;
    o.plan_month = S("2027-04");
    o.claims = S("planned");
    o.claims_month = S("2028-12");
    o.emr = S("no");
    o.elsewhere = 1;
    o.zip = S("1050004");
    o.pref = S("13");
    o.city = S("港区新橋2-1-3");
    o.addressee = S("髙﨑 𠮷子");
    order_form_of(&a, &o, &lines, &f);
    CHECK_STR(f.claims_month, S("12"));
    CHECK_STR(f.reader2, S("9")); /* nothing is open of 8 */
    CHECK_STR(f.quantity2, S("1"));
    CHECK_INT(order_form_lines(&f, v), 2);
    CHECK(v[1].reader == 9 && v[1].quantity == 1);
    order_form_into(&a, &f, &back);
    CHECK_STR(back.plan_month, o.plan_month);
    CHECK_STR(back.claims_month, o.claims_month);
    CHECK_STR(back.addressee, o.addressee);
    f.claims = S("yes"); /* then its month does not count */
    f.elsewhere = S("");
    order_form_into(&a, &f, &back);
    CHECK_STR(back.claims_month, S(""));
    CHECK_STR(back.zip, S(""));
    order_form_of(&a, &o, NULL, &again); /* the survey alone */
    CHECK_STR(again.plan_year, S("2027"));
    CHECK_STR(again.reader1, S(""));
    CHECK_STR(again.elsewhere, S(""));
    CHECK_STR(order_answer_text(&a, S("planned"), S("2028-12")),
        S("未導入（導入予定あり）　令和10年（2028年）12月"));
    CHECK_STR(order_month_text(&a, S("2027-13")), S(""));
    CHECK_STR(order_zip_text(&a, S("1050004")), S("〒105-0004"));
    arena_release(&a);
}
