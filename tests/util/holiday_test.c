/* holiday_test.c: the computed holidays against the published ones; business days; hours. */
#include "tests/test.h"

#include <stdio.h>

#include "util/holiday.h"
#include "util/str.h"

static FILE *open_data(const char *name)
{
    const char *dir = getenv("MADOGUCHI_SHARED");
    char path[4096];

    snprintf(path, sizeof(path), "%s/data/%s", dir ? dir : "../shared", name);
    return fopen(path, "r");
}

/* The file's own words for three days, and its "X 振替休日" for what the law calls 休日. */
static bool same_name(struct str file, const char *ours)
{
    if (str_ends(file, S("振替休日")))
        return str_is(S("休日"), ours);
    return str_is(file, ours) || str_starts(file, S("休日（")) ||
           str_starts(file, S("体育の日"));
}

/* Counts the days of the years first to last on which file and law differ. */
static int differences(const char *name, int first, int last)
{
    FILE *f = open_data(name);
    static char names[71 * 366][64];
    int64_t zero = date_number((struct date){1980, 1, 1});
    char line[256];
    int wrong = 0;

    if (!f)
        return -1;
    memset(names, 0, sizeof(names));
    while (fgets(line, sizeof(line), f)) {
        struct str rest, day = str_cut(str_trim(str_of(line)), ',', &rest);
        struct date d;

        if (date_iso(day, &d) && d.year >= first && d.year <= last)
            snprintf(names[date_number(d) - zero], 64, STR_FMT, STR_ARG(rest));
    }
    fclose(f);
    for (struct date d = {first, 1, 1}; d.year <= last; d = date_add_days(d, 1)) {
        struct str want = str_of(names[date_number(d) - zero]);
        const char *got = holiday_name(d);

        if (want.n ? !got || !same_name(want, got) : got != NULL) {
            printf("%d-%02d-%02d: %s\n", d.year, d.month, d.day, got ? got : "none");
            wrong++;
        }
    }
    return wrong;
}

TEST(holidays_are_the_published_ones)
{
    int wrong = differences("holidays.csv", 1980, 2027);

    if (wrong < 0)
        test_skip("the list of published holidays is not on this machine");
    else
        CHECK_INT(wrong, 0);
}

TEST(holidays_ahead_are_the_forecast_ones)
{
    int wrong = differences("holidays_forecast.csv", 2028, 2050);

    if (wrong < 0)
        test_skip("the list of forecast holidays is not on this machine");
    else
        CHECK_INT(wrong, 0);
}

static struct str name_of(const char *day)
{
    struct date d;

    return date_iso(str_of(day), &d) ? str_of(holiday_name(d)) : S("?");
}

TEST(holidays_of_remarkable_days)
{
    CHECK_STR(name_of("2019-04-30"), S("休日"));
    CHECK_STR(name_of("2019-05-01"), S("天皇の即位の日"));
    CHECK_STR(name_of("2019-05-02"), S("休日"));
    CHECK_STR(name_of("2019-05-06"), S("休日"));
    CHECK_STR(name_of("2019-10-22"), S("即位礼正殿の儀"));
    CHECK_STR(name_of("2019-12-23"), S(""));
    CHECK_STR(name_of("2020-07-24"), S("スポーツの日"));
    CHECK_STR(name_of("2020-10-12"), S(""));
    CHECK_STR(name_of("2021-08-09"), S("休日"));
    CHECK_STR(name_of("2021-08-11"), S(""));
    CHECK_STR(name_of("2026-05-06"), S("休日")); /* Sunday 05-03, two holidays between */
    CHECK_STR(name_of("2026-09-22"), S("休日")); /* between two holidays */
    CHECK_STR(name_of("1985-05-04"), S(""));
    CHECK_STR(name_of("1988-05-04"), S("休日"));
    CHECK_STR(name_of("1979-01-01"), S(""));
    CHECK_STR(name_of("2051-01-01"), S(""));
}

static struct str day_after(struct arena *a, const char *day, int n)
{
    struct date d;

    if (!date_iso(str_of(day), &d))
        return S("?");
    return date_text(a, business_day_after(d, n, holiday_computed, NULL));
}

static bool never(void *ctx, struct date d)
{
    (void)d;
    ++*(int *)ctx;
    return false;
}

TEST(business_days_skip_weekends_holidays_and_new_year)
{
    struct arena a = ARENA_INIT;
    int asked = 0;
    struct date d = {2023, 5, 3};

    CHECK_STR(day_after(&a, "2023-03-31", 1), S("2023-04-03"));
    CHECK_STR(day_after(&a, "2023-03-31", 2), S("2023-04-04"));
    CHECK_STR(day_after(&a, "2023-04-28", 2), S("2023-05-02"));
    CHECK_STR(day_after(&a, "2023-05-02", 1), S("2023-05-08"));
    CHECK_STR(day_after(&a, "2022-12-28", 1), S("2023-01-04"));
    CHECK_STR(day_after(&a, "2022-12-27", 2), S("2023-01-04"));
    CHECK_STR(date_text(&a, business_day_from(d, holiday_computed, NULL)), S("2023-05-08"));
    CHECK_STR(date_text(&a, business_day_until(d, holiday_computed, NULL)), S("2023-05-02"));
    CHECK(business_day(d, never, &asked)); /* another table, another answer */
    CHECK_INT(asked, 1);
    arena_release(&a);
}

static int64_t at(const char *day, int hour, int minute, int second)
{
    struct date d = {0, 0, 0};

    CHECK(date_iso(str_of(day), &d));
    return date_start(d) + hour * 3600 + minute * 60 + second;
}

static bool open_at(const char *day, int hour, int minute, int second)
{
    return hours_open(&call_centre_hours, at(day, hour, minute, second), holiday_computed,
        NULL);
}

static int64_t next(int64_t t)
{
    return hours_next(&call_centre_hours, t, holiday_computed, NULL);
}

TEST(call_centre_opens_and_closes_to_the_second)
{
    struct hours closed = {{{0, 0}}};

    CHECK(!open_at("2023-03-31", 7, 59, 59)); /* Friday */
    CHECK(open_at("2023-03-31", 8, 0, 0));
    CHECK(open_at("2023-03-31", 17, 59, 59));
    CHECK(!open_at("2023-03-31", 18, 0, 0));
    CHECK(open_at("2023-04-01", 15, 59, 59)); /* Saturday */
    CHECK(!open_at("2023-04-01", 16, 0, 0));
    CHECK(!open_at("2023-04-02", 10, 0, 0)); /* Sunday */
    CHECK(!open_at("2023-05-03", 10, 0, 0)); /* holiday */
    CHECK(open_at("2022-12-30", 10, 0, 0));  /* no business day, but open */
    CHECK_INT(next(at("2023-03-31", 7, 0, 0)), at("2023-03-31", 8, 0, 0));
    CHECK_INT(next(at("2023-03-31", 8, 0, 0)), at("2023-04-01", 8, 0, 0));
    CHECK_INT(next(at("2023-04-01", 16, 0, 0)), at("2023-04-03", 8, 0, 0));
    CHECK_INT(next(at("2023-05-02", 18, 0, 0)), at("2023-05-06", 8, 0, 0));
    CHECK_INT(hours_closing(&call_centre_hours, at("2023-04-01", 9, 0, 0), holiday_computed,
                  NULL),
        at("2023-04-01", 16, 0, 0));
    CHECK_INT(hours_next(&closed, at("2023-04-01", 9, 0, 0), holiday_computed, NULL), 0);
}
