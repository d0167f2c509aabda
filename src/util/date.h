/* date.h: days of the calendar, western and Japanese. A day is proleptic Gregorian, years
 * 1 to 9999; the time zone is Asia/Tokyo, which has had no summer time since 1951.
 *
 * Eras (Era Name Act and the imperial rescripts before it): 明治 from 1868-01-25, 大正
 * 1912-07-30, 昭和 1926-12-25, 平成 1989-01-08, 令和 2019-05-01. The first year is 元年. */
#ifndef UTIL_DATE_H
#define UTIL_DATE_H

#include "util/arena.h"

struct date {
    int year, month, day; /* 2023, 3, 31 */
};

/* Why a typed day was not understood. */
enum date_fault {
    DATE_OK,
    DATE_EMPTY,
    DATE_UNCLEAR,     /* not a way of writing a day that we know */
    DATE_NO_DAY,      /* 2023-02-30, month 13 */
    DATE_NO_ERA_YEAR, /* 平成40年 */
};

enum { DATE_ISO_LEN = 10 };

bool date_valid(struct date d);
int64_t date_number(struct date d); /* days since 1970-01-01; any day, also negative */
struct date date_of_number(int64_t n);
int date_weekday(struct date d);             /* 0 Sunday … 6 Saturday */
int date_month_days(int year, int month);    /* 28 to 31 */
int date_cmp(struct date a, struct date b);  /* <0, 0, >0 */
struct date date_add_days(struct date d, int64_t n);
/* The same day n months later or earlier, the month's last day where it has no such day. */
struct date date_add_months(struct date d, int n);

/* Seconds since 1970 UTC ↔ the day in Tokyo. date_start is its 00:00:00 there. */
struct date date_tokyo(int64_t utc);
int64_t date_start(struct date d);
int date_tokyo_minute(int64_t utc); /* minutes since midnight in Tokyo, 0 to 1439 */

/* Any usual way of writing: 2023-03-31, 2023/3/31, 2023.3.31, 20230331, 2023年3月31日,
 * 令和5年3月31日, 令和元年5月1日, R5.3.31, r5/3/31, 平31.4.30, full-width, a weekday in
 * brackets behind it. A year of an era counts whole: 平成31年12月 is 2019-12. */
enum date_fault date_parse(struct str typed, struct date *out) MUST_USE;
/* The year alone: 2027, 令和9, 令和9年, R9, 令和元. */
enum date_fault date_parse_year(struct str typed, int *year) MUST_USE;
/* YYYY-MM-DD and nothing else, for our own columns and files. */
bool date_iso(struct str s, struct date *out) MUST_USE;
/* The sentence for the person who typed it; typed is what went into date_parse or
 * date_parse_year: 平成40年はありません。令和10年（2028年）のことですか */
struct str date_complaint(struct arena *a, struct str typed, enum date_fault why);

/* Text, in the arena. */
struct str date_text(struct arena *a, struct date d);         /* 2023-03-31 */
struct str date_western(struct arena *a, struct date d);      /* 2023年3月31日 */
struct str date_japanese(struct arena *a, struct date d);     /* 令和5年3月31日 */
struct str date_japanese_full(struct arena *a, struct date d); /* 令和5年3月31日（金） */
struct str date_year_japanese(struct arena *a, struct date d); /* 令和5年, 令和元年 */
struct str date_month_both(struct arena *a, struct date d);   /* 令和9年（2027年）4月 */
struct str date_time_text(struct arena *a, int64_t utc);      /* 09:05, in Tokyo */
const char *date_weekday_text(struct date d);                 /* 日 月 … 土 */

#endif
