/* date.c: arithmetic and text of days; reading what people type is in date_read.c. */
#include "util/date.h"

#include "util/date_era.h"
#include "util/str.h"

enum { TOKYO = 9 * 3600, DAY = 86400 };

/* The last entry that begins on or before a day is its era. */
const struct date_era date_eras[DATE_ERAS] = {
    {"明治", "明", 'm', {1868, 1, 25}},
    {"大正", "大", 't', {1912, 7, 30}},
    {"昭和", "昭", 's', {1926, 12, 25}},
    {"平成", "平", 'h', {1989, 1, 8}},
    {"令和", "令", 'r', {2019, 5, 1}},
};

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12)
        return 0;
    return days[month - 1] + (month == 2 && leap(year));
}

bool date_valid(struct date d)
{
    return d.year >= 1 && d.year <= 9999 && d.day >= 1 &&
           d.day <= date_month_days(d.year, d.month);
}

/* Years are counted from March, so that the leap day is the last day of a year; 400 years
 * have 146,097 days. */
int64_t date_number(struct date d)
{
    int64_t y = d.month <= 2 ? d.year - 1 : d.year;
    int64_t cycle = (y >= 0 ? y : y - 399) / 400;
    int64_t in_cycle = y - cycle * 400;
    int64_t month = (d.month + 9) % 12;
    int64_t in_year = (153 * month + 2) / 5 + d.day - 1;

    return cycle * 146097 + in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + in_year -
           719468;
}

struct date date_of_number(int64_t n)
{
    int64_t z = n + 719468;
    int64_t cycle = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day = z - cycle * 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t in_year = day - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    struct date d;

    d.day = (int)(in_year - (153 * month + 2) / 5 + 1);
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = (int)(year + cycle * 400 + (d.month <= 2));
    return d;
}

int date_weekday(struct date d)
{
    int64_t w = (date_number(d) + 4) % 7; /* 1970-01-01 was a Thursday */

    return (int)(w < 0 ? w + 7 : w);
}

int date_cmp(struct date a, struct date b)
{
    int64_t x = date_number(a), y = date_number(b);

    return (x > y) - (x < y);
}

struct date date_add_days(struct date d, int64_t n)
{
    return date_of_number(date_number(d) + n);
}

struct date date_add_months(struct date d, int n)
{
    int month = d.year * 12 + d.month - 1 + n;
    int last;

    d.year = (month >= 0 ? month : month - 11) / 12;
    d.month = month - d.year * 12 + 1;
    last = date_month_days(d.year, d.month);
    if (d.day > last)
        d.day = last;
    return d;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return (a >= 0 ? a : a - b + 1) / b;
}

struct date date_tokyo(int64_t utc)
{
    return date_of_number(floor_div(utc + TOKYO, DAY));
}

int64_t date_start(struct date d)
{
    return date_number(d) * DAY - TOKYO;
}

int date_tokyo_minute(int64_t utc)
{
    int64_t t = utc + TOKYO;

    return (int)((t - floor_div(t, DAY) * DAY) / 60);
}

bool date_iso(struct str s, struct date *out)
{
    int64_t y, m, d;
    struct date got;

    if (s.n != DATE_ISO_LEN || s.p[4] != '-' || s.p[7] != '-' ||
        !str_int(str_head(s, 4), 1, 9999, &y) ||
        !str_int((struct str){s.p + 5, 2}, 1, 12, &m) ||
        !str_int((struct str){s.p + 8, 2}, 1, 31, &d))
        return false;
    got = (struct date){(int)y, (int)m, (int)d};
    if (!date_valid(got))
        return false;
    *out = got;
    return true;
}

int date_era_of(struct date d)
{
    int i = DATE_ERAS - 1;

    while (i >= 0 && date_cmp(d, date_eras[i].from) < 0)
        i--;
    return i;
}

struct str date_text(struct arena *a, struct date d)
{
    return arena_fmt(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

struct str date_western(struct arena *a, struct date d)
{
    return arena_fmt(a, "%d年%d月%d日", d.year, d.month, d.day);
}

struct str date_year_japanese(struct arena *a, struct date d)
{
    int era = date_era_of(d);
    int year;

    if (era < 0)
        return arena_fmt(a, "%d年", d.year);
    year = d.year - date_eras[era].from.year + 1;
    if (year == 1)
        return arena_fmt(a, "%s元年", date_eras[era].name);
    return arena_fmt(a, "%s%d年", date_eras[era].name, year);
}

struct str date_japanese(struct arena *a, struct date d)
{
    struct str y = date_year_japanese(a, d);

    return arena_fmt(a, STR_FMT "%d月%d日", STR_ARG(y), d.month, d.day);
}

const char *date_weekday_text(struct date d)
{
    static const char *const names[] = {"日", "月", "火", "水", "木", "金", "土"};

    return names[date_weekday(d)];
}

struct str date_japanese_full(struct arena *a, struct date d)
{
    struct str s = date_japanese(a, d);

    return arena_fmt(a, STR_FMT "（%s）", STR_ARG(s), date_weekday_text(d));
}

struct str date_month_both(struct arena *a, struct date d)
{
    struct str y = date_year_japanese(a, d);

    return arena_fmt(a, STR_FMT "（%d年）%d月", STR_ARG(y), d.year, d.month);
}

struct str date_time_text(struct arena *a, int64_t utc)
{
    int m = date_tokyo_minute(utc);

    return arena_fmt(a, "%02d:%02d", m / 60, m % 60);
}
