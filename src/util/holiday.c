/* holiday.c: see holiday.h. */
#include "util/holiday.h"

enum { SUNDAY = 0, MONDAY = 1, SATURDAY = 6 };

/* A holiday on the same day of each year, or on the n-th Monday of a month. */
struct rule {
    int from, to; /* years */
    int month, day, monday;
    const char *name;
};

static const struct rule rules[] = {
    {1949, 9999, 1, 1, 0, "元日"},
    {1949, 1999, 1, 15, 0, "成人の日"},
    {2000, 9999, 1, 0, 2, "成人の日"},
    {1967, 9999, 2, 11, 0, "建国記念の日"},
    {2020, 9999, 2, 23, 0, "天皇誕生日"},
    {1949, 1988, 4, 29, 0, "天皇誕生日"},
    {1989, 2006, 4, 29, 0, "みどりの日"},
    {2007, 9999, 4, 29, 0, "昭和の日"},
    {1949, 9999, 5, 3, 0, "憲法記念日"},
    {2007, 9999, 5, 4, 0, "みどりの日"},
    {1949, 9999, 5, 5, 0, "こどもの日"},
    {1996, 2002, 7, 20, 0, "海の日"},
    {2003, 2019, 7, 0, 3, "海の日"},
    {2020, 2020, 7, 23, 0, "海の日"},
    {2021, 2021, 7, 22, 0, "海の日"},
    {2022, 9999, 7, 0, 3, "海の日"},
    {2016, 2019, 8, 11, 0, "山の日"},
    {2020, 2020, 8, 10, 0, "山の日"},
    {2021, 2021, 8, 8, 0, "山の日"},
    {2022, 9999, 8, 11, 0, "山の日"},
    {1966, 2002, 9, 15, 0, "敬老の日"},
    {2003, 9999, 9, 0, 3, "敬老の日"},
    {1966, 1999, 10, 10, 0, "体育の日"},
    {2000, 2019, 10, 0, 2, "体育の日"},
    {2020, 2020, 7, 24, 0, "スポーツの日"},
    {2021, 2021, 7, 23, 0, "スポーツの日"},
    {2022, 9999, 10, 0, 2, "スポーツの日"},
    {1948, 9999, 11, 3, 0, "文化の日"},
    {1948, 9999, 11, 23, 0, "勤労感謝の日"},
    {1989, 2018, 12, 23, 0, "天皇誕生日"},
    /* once */
    {1989, 1989, 2, 24, 0, "大喪の礼"},
    {1990, 1990, 11, 12, 0, "即位礼正殿の儀"},
    {1993, 1993, 6, 9, 0, "結婚の儀"},
    {2019, 2019, 5, 1, 0, "天皇の即位の日"},
    {2019, 2019, 10, 22, 0, "即位礼正殿の儀"},
};

/* Day of March or September; millionths of a day since the equinox of 1980. */
static int equinox(int year, int day_1980)
{
    int64_t n = year - 1980;

    return (int)((day_1980 + 242194 * n) / 1000000 - n / 4);
}

/* The holidays that the law names, without those that follow from them. */
static const char *named(struct date d)
{
    int weekday = date_weekday(d);

    if (d.year < HOLIDAY_FIRST || d.year > HOLIDAY_LAST)
        return NULL;
    if (d.month == 3 && d.day == equinox(d.year, 20843100))
        return "春分の日";
    if (d.month == 9 && d.day == equinox(d.year, 23248800))
        return "秋分の日";
    for (size_t i = 0; i < COUNT(rules); i++) {
        const struct rule *r = &rules[i];

        if (d.year < r->from || d.year > r->to || d.month != r->month)
            continue;
        if (r->monday ? weekday == MONDAY && (d.day - 1) / 7 + 1 == r->monday
                      : d.day == r->day)
            return r->name;
    }
    return NULL;
}

/* Article 3(2): a holiday on a Sunday moves to the Monday; since 2007 to the next day that
 * is not a holiday itself. */
static bool substitute(struct date d)
{
    struct date before = date_add_days(d, -1);

    if (named(d))
        return false;
    if (d.year < 2007)
        return date_weekday(d) == MONDAY && named(before);
    while (named(before)) {
        if (date_weekday(before) == SUNDAY)
            return true;
        before = date_add_days(before, -1);
    }
    return false;
}

/* Article 3(3), since 1986: a weekday between two holidays. */
static bool sandwiched(struct date d)
{
    return d.year >= 1986 && date_weekday(d) != SUNDAY && !named(d) &&
           named(date_add_days(d, -1)) && named(date_add_days(d, 1));
}

const char *holiday_name(struct date d)
{
    const char *name;

    if (d.year < HOLIDAY_FIRST || d.year > HOLIDAY_LAST)
        return NULL;
    name = named(d);
    if (name)
        return name;
    return substitute(d) || sandwiched(d) ? "休日" : NULL;
}

bool holiday_computed(void *ctx, struct date d)
{
    (void)ctx;
    return holiday_name(d) != NULL;
}

bool business_day(struct date d, holiday_fn *holiday, void *ctx)
{
    int w = date_weekday(d);

    if (w == SUNDAY || w == SATURDAY)
        return false;
    if ((d.month == 12 && d.day >= 29) || (d.month == 1 && d.day <= 3))
        return false;
    return !holiday(ctx, d);
}

struct date business_day_from(struct date d, holiday_fn *holiday, void *ctx)
{
    while (!business_day(d, holiday, ctx))
        d = date_add_days(d, 1);
    return d;
}

struct date business_day_until(struct date d, holiday_fn *holiday, void *ctx)
{
    while (!business_day(d, holiday, ctx))
        d = date_add_days(d, -1);
    return d;
}

struct date business_day_after(struct date d, int n, holiday_fn *holiday, void *ctx)
{
    while (n-- > 0)
        d = business_day_from(date_add_days(d, 1), holiday, ctx);
    return d;
}

const struct hours call_centre_hours = {{
    {0, 0},
    {8 * 60, 18 * 60},
    {8 * 60, 18 * 60},
    {8 * 60, 18 * 60},
    {8 * 60, 18 * 60},
    {8 * 60, 18 * 60},
    {8 * 60, 16 * 60},
}};

/* The opening and closing time of a day, both 0 when it is closed. */
static void times(const struct hours *h, struct date d, holiday_fn *holiday, void *ctx,
    int64_t *from, int64_t *to)
{
    int w = date_weekday(d);

    *from = *to = 0;
    if (h->day[w].from >= h->day[w].to || holiday(ctx, d))
        return;
    *from = date_start(d) + h->day[w].from * 60;
    *to = date_start(d) + h->day[w].to * 60;
}

int64_t hours_closing(const struct hours *h, int64_t utc, holiday_fn *holiday, void *ctx)
{
    int64_t from, to;

    times(h, date_tokyo(utc), holiday, ctx, &from, &to);
    return from != to && utc >= from && utc < to ? to : 0;
}

bool hours_open(const struct hours *h, int64_t utc, holiday_fn *holiday, void *ctx)
{
    return hours_closing(h, utc, holiday, ctx) != 0;
}

int64_t hours_next(const struct hours *h, int64_t utc, holiday_fn *holiday, void *ctx)
{
    struct date d = date_tokyo(utc);

    for (int i = 0; i < 60; i++, d = date_add_days(d, 1)) {
        int64_t from, to;

        times(h, d, holiday, ctx, &from, &to);
        if (from != to && from > utc)
            return from;
    }
    return 0;
}
