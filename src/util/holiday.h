/* holiday.h: public holidays by the law, business days, and opening hours.
 *
 * Source: Act on National Holidays (Act 178 of 1948) with its amendments to 2018, the
 * special acts of 1989, 1990, 1993 and 2018 for the imperial house, and those of 2018 to
 * 2021 that moved holidays for the Olympic Games. The equinoxes follow the approximation
 * of the Hydrographic Department, which has been right since 1980; the law itself leaves
 * them to an announcement each February, so a table that was imported may know better:
 * everything below asks a function. */
#ifndef UTIL_HOLIDAY_H
#define UTIL_HOLIDAY_H

#include "util/date.h"

enum { HOLIDAY_FIRST = 1980, HOLIDAY_LAST = 2050 }; /* the years that are computed */

/* 元日, 休日 …; NULL on any other day and outside the computed years. */
const char *holiday_name(struct date d);

/* Is this day a public holiday? */
typedef bool holiday_fn(void *ctx, struct date d);
bool holiday_computed(void *ctx, struct date d); /* by holiday_name; ctx is not used */

/* Monday to Friday, no public holiday, not 12-29 to 01-03. */
bool business_day(struct date d, holiday_fn *holiday, void *ctx);
/* d itself if it is one, else the next or the one before. */
struct date business_day_from(struct date d, holiday_fn *holiday, void *ctx);
struct date business_day_until(struct date d, holiday_fn *holiday, void *ctx);
/* The n-th business day after d, n > 0; d itself is not counted. */
struct date business_day_after(struct date d, int n, holiday_fn *holiday, void *ctx);

/* Opening hours: minutes since midnight in Tokyo for Sunday to Saturday, from == to is a
 * closed day; never open on public holidays. */
struct hours {
    struct {
        int from, to; /* open at from, closed at to */
    } day[7];
};

extern const struct hours call_centre_hours; /* Mon-Fri 8-18, Sat 8-16 */

bool hours_open(const struct hours *h, int64_t utc, holiday_fn *holiday, void *ctx);
/* When the doors open next: the first opening after utc. 0 if never within 60 days. */
int64_t hours_next(const struct hours *h, int64_t utc, holiday_fn *holiday, void *ctx);
/* When they close, if they are open now; else 0. */
int64_t hours_closing(const struct hours *h, int64_t utc, holiday_fn *holiday, void *ctx);

#endif
