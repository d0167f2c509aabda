/* date_test.c: the calendar, and what people type for a day. */
#include "tests/test.h"

#include "util/date.h"
#include "util/str.h"

TEST(days_and_numbers_agree_over_four_centuries)
{
    struct date d = {1800, 1, 1};
    int64_t n = date_number(d);
    size_t wrong = 0;

    CHECK_INT(date_number((struct date){1970, 1, 1}), 0);
    CHECK_INT(date_number((struct date){2000, 3, 1}), 11017);
    CHECK_INT(date_number((struct date){1, 1, 1}), -719162);
    for (; d.year < 2200; n++) {
        struct date back = date_of_number(n);

        wrong += date_cmp(back, d) != 0 || back.day != d.day || date_number(d) != n;
        wrong += date_weekday(d) != (int)(((n + 4) % 7 + 7) % 7);
        d.day++;
        if (d.day > date_month_days(d.year, d.month))
            d.day = 1, d.month++;
        if (d.month > 12)
            d.month = 1, d.year++;
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(date_weekday((struct date){2023, 3, 31}), 5);
    CHECK(date_valid((struct date){2000, 2, 29}));
    CHECK(!date_valid((struct date){1900, 2, 29}));
    CHECK(!date_valid((struct date){2023, 0, 1}) && !date_valid((struct date){2023, 13, 1}));
    CHECK(!date_valid((struct date){0, 1, 1}) && !date_valid((struct date){10000, 1, 1}));
}

TEST(months_are_added_to_the_last_day_they_have)
{
    struct arena a = ARENA_INIT;
    static const struct {
        struct date d;
        int n;
        const char *want;
    } rows[] = {
        {{2024, 1, 31}, 1, "2024-02-29"},
        {{2023, 1, 31}, 1, "2023-02-28"},
        {{2023, 12, 31}, 2, "2024-02-29"},
        {{2023, 3, 31}, -1, "2023-02-28"},
        {{2023, 1, 15}, -1, "2022-12-15"},
        {{2023, 1, 15}, -25, "2020-12-15"},
        {{2023, 1, 15}, 39, "2026-04-15"},
        {{2023, 1, 15}, 0, "2023-01-15"},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_STR(date_text(&a, date_add_months(rows[i].d, rows[i].n)),
            str_of(rows[i].want));
    CHECK_STR(date_text(&a, date_add_days((struct date){2024, 2, 28}, 2)), S("2024-03-01"));
    CHECK_STR(date_text(&a, date_add_days((struct date){2024, 1, 1}, -1)), S("2023-12-31"));
    arena_release(&a);
}

TEST(tokyo_begins_its_day_nine_hours_before_utc)
{
    struct arena a = ARENA_INIT;
    int64_t midnight = 1680188400; /* 2023-03-31 00:00 in Tokyo */

    CHECK_STR(date_text(&a, date_tokyo(midnight)), S("2023-03-31"));
    CHECK_STR(date_text(&a, date_tokyo(midnight - 1)), S("2023-03-30"));
    CHECK_STR(date_time_text(&a, midnight - 1), S("23:59"));
    CHECK_STR(date_time_text(&a, midnight), S("00:00"));
    CHECK_INT(date_tokyo_minute(midnight + 9 * 3600 + 5 * 60 + 59), 9 * 60 + 5);
    CHECK_INT(date_start((struct date){2023, 3, 31}), midnight);
    CHECK_STR(date_text(&a, date_tokyo(-9 * 3600 - 1)), S("1969-12-31"));
    CHECK_INT(date_tokyo_minute(-9 * 3600 - 1), 1439);
    arena_release(&a);
}

TEST(days_are_read_in_any_usual_way)
{
    static const struct {
        const char *typed, *want; /* NULL: refused with why */
        enum date_fault why;
    } rows[] = {
        {"2023-03-31", "2023-03-31", DATE_OK},
        {"2023-3-31", "2023-03-31", DATE_OK},
        {"2023/3/31", "2023-03-31", DATE_OK},
        {"2023.3.31", "2023-03-31", DATE_OK},
        {"20230331", "2023-03-31", DATE_OK},
        {"２０２３／０３／３１", "2023-03-31", DATE_OK},
        {"２０２３ー３－３１", "2023-03-31", DATE_OK},
        {"2023年3月31日", "2023-03-31", DATE_OK},
        {" 2023年 3月 31日（金）", "2023-03-31", DATE_OK},
        {"2023年3月31日(金曜日)", "2023-03-31", DATE_OK},
        {"2023年3月31", "2023-03-31", DATE_OK},
        {"令和5年3月31日", "2023-03-31", DATE_OK},
        {"令和５年３月３１日（金）", "2023-03-31", DATE_OK},
        {"R5.3.31", "2023-03-31", DATE_OK},
        {"r5/3/31", "2023-03-31", DATE_OK},
        {"Ｒ０５．０３．３１", "2023-03-31", DATE_OK},
        {"R.5.3.31", "2023-03-31", DATE_OK},
        {"令5.3.31", "2023-03-31", DATE_OK},
        {"㋿5年3月31日", "2023-03-31", DATE_OK},
        {"令和元年5月1日", "2019-05-01", DATE_OK},
        {"令和1年5月1日", "2019-05-01", DATE_OK},
        {"R元.5.1", "2019-05-01", DATE_OK},
        {"平成31年4月30日", "2019-04-30", DATE_OK},
        {"平成31年12月31日", "2019-12-31", DATE_OK},
        {"H31.4.30", "2019-04-30", DATE_OK},
        {"昭和64年1月7日", "1989-01-07", DATE_OK},
        {"S39.10.10", "1964-10-10", DATE_OK},
        {"大正15年12月24日", "1926-12-24", DATE_OK},
        {"T元/8/1", "1912-08-01", DATE_OK},
        {"明治45年7月29日", "1912-07-29", DATE_OK},
        {"M元.2.1", "1868-02-01", DATE_OK},
        {"2024-02-29", "2024-02-29", DATE_OK},
        {"", NULL, DATE_EMPTY},
        {"　 ", NULL, DATE_EMPTY},
        {"2023-02-29", NULL, DATE_NO_DAY},
        {"2023-13-01", NULL, DATE_NO_DAY},
        {"2023-00-10", NULL, DATE_NO_DAY},
        {"2023-01-00", NULL, DATE_NO_DAY},
        {"20230230", NULL, DATE_NO_DAY},
        {"0000-01-01", NULL, DATE_NO_DAY},
        {"平成40年1月1日", NULL, DATE_NO_ERA_YEAR},
        {"平成32年1月1日", NULL, DATE_NO_ERA_YEAR},
        {"昭和65年1月1日", NULL, DATE_NO_ERA_YEAR},
        {"令和0年1月1日", NULL, DATE_NO_ERA_YEAR},
        {"令和5年2月30日", NULL, DATE_NO_DAY},
        {"2023-3/31", NULL, DATE_UNCLEAR},
        {"23/3/31", NULL, DATE_UNCLEAR},
        {"2023", NULL, DATE_UNCLEAR},
        {"2023年3月", NULL, DATE_UNCLEAR},
        {"2023-03-31x", NULL, DATE_UNCLEAR},
        {"2023-03-31（今）", NULL, DATE_UNCLEAR},
        {"2023-03-31（金", NULL, DATE_UNCLEAR},
        {"R123.1.1", NULL, DATE_UNCLEAR},
        {"99999999999999999999", NULL, DATE_UNCLEAR},
        {"きのう", NULL, DATE_UNCLEAR},
        {"X5.3.31", NULL, DATE_UNCLEAR},
        {"-2023-03-31", NULL, DATE_UNCLEAR},
        {"\xff", NULL, DATE_UNCLEAR},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct date d = {0, 0, 0};
        enum date_fault why = date_parse(str_of(rows[i].typed), &d);

        CHECK_INT(why, rows[i].why);
        if (rows[i].want)
            CHECK_STR(date_text(&a, d), str_of(rows[i].want));
        else
            CHECK(d.year == 0);
    }
    arena_release(&a);
}

TEST(years_alone_are_read_too)
{
    static const struct {
        const char *typed;
        int want;
        enum date_fault why;
    } rows[] = {
        {"2027", 2027, DATE_OK},
        {"２０２７年", 2027, DATE_OK},
        {"令和9", 2027, DATE_OK},
        {"令和９年", 2027, DATE_OK},
        {"R9", 2027, DATE_OK},
        {"r9", 2027, DATE_OK},
        {"令和元", 2019, DATE_OK},
        {"平成31", 2019, DATE_OK},
        {"平成40", 0, DATE_NO_ERA_YEAR},
        {"27", 0, DATE_UNCLEAR},
        {"20270401", 0, DATE_UNCLEAR},
        {"0000", 0, DATE_NO_DAY},
        {"", 0, DATE_EMPTY},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        int year = 0;

        CHECK_INT(date_parse_year(str_of(rows[i].typed), &year), rows[i].why);
        CHECK_INT(year, rows[i].want);
    }
}

TEST(complaints_say_what_was_meant)
{
    static const struct {
        const char *typed, *say;
    } rows[] = {
        {"平成40年4月1日", "平成40年はありません。令和10年（2028年）のことですか"},
        {"平成40", "平成40年はありません。令和10年（2028年）のことですか"},
        {"昭和64年1月1日", NULL},
        {"昭和65年1月1日", "昭和65年はありません。平成2年（1990年）のことですか"},
        {"大正16.1.1", "大正16年はありません。昭和2年（1927年）のことですか"},
        {"令和0年1月1日", "令和0年はありません。令和は元年からです"},
        {"2023-02-30", "2023年2月30日はありません。2月は28日までです"},
        {"2023-13-01", "13月はありません。月は1から12までの数字で入力してください"},
        {"あした", "日付を、2023-03-31 や 令和5年3月31日 のように入力してください"},
        {"", "日付を入力してください"},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str typed = str_of(rows[i].typed);
        struct date d;
        int year;
        enum date_fault why = date_parse(typed, &d);

        if (why == DATE_UNCLEAR && date_parse_year(typed, &year) != DATE_OK)
            why = date_parse_year(typed, &year);
        if (rows[i].say)
            CHECK_STR(date_complaint(&a, typed, why), str_of(rows[i].say));
        else
            CHECK_INT(why, DATE_OK);
    }
    arena_release(&a);
}

TEST(days_are_written_in_both_calendars)
{
    struct arena a = ARENA_INIT;
    struct date d = {2023, 3, 31};

    CHECK_STR(date_text(&a, d), S("2023-03-31"));
    CHECK_STR(date_western(&a, d), S("2023年3月31日"));
    CHECK_STR(date_japanese(&a, d), S("令和5年3月31日"));
    CHECK_STR(date_japanese_full(&a, d), S("令和5年3月31日（金）"));
    CHECK_STR(date_japanese(&a, (struct date){2019, 5, 1}), S("令和元年5月1日"));
    CHECK_STR(date_japanese(&a, (struct date){2019, 4, 30}), S("平成31年4月30日"));
    CHECK_STR(date_japanese(&a, (struct date){1989, 1, 8}), S("平成元年1月8日"));
    CHECK_STR(date_japanese(&a, (struct date){1989, 1, 7}), S("昭和64年1月7日"));
    CHECK_STR(date_japanese(&a, (struct date){1926, 12, 24}), S("大正15年12月24日"));
    CHECK_STR(date_japanese(&a, (struct date){1868, 1, 24}), S("1868年1月24日"));
    CHECK_STR(date_month_both(&a, (struct date){2027, 4, 1}), S("令和9年（2027年）4月"));
    arena_release(&a);
}

TEST(date_iso_takes_our_own_form_only)
{
    struct date d;

    CHECK(date_iso(S("2023-03-31"), &d) && d.day == 31);
    CHECK(!date_iso(S("2023-3-31"), &d));
    CHECK(!date_iso(S("2023-03-31 "), &d));
    CHECK(!date_iso(S("2023/03/31"), &d));
    CHECK(!date_iso(S("2023-02-29"), &d));
    CHECK(!date_iso(S("-023-02-20"), &d));
    CHECK(!date_iso(S("2023--1-20"), &d));
    CHECK(!date_iso(S(""), &d));
}
