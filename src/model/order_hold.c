/* order_hold.c: an institution that has no number of its own yet may order, but gets no
 * delivery date before it has shown the reception number of its regional bureau.
 *
 * The bureau answers until the 10th of the month before the opening, or the next business
 * day; the number is to be shown by the 15th, or by the 16th when the 10th was none, or the
 * next business day. */
#include "model/order_impl.h"

#include "model/holiday.h"
#include "model/institution.h"
#include "sys/clock.h"
#include "util/str.h"

enum { REPLY_DAY = 10, PRESENT_DAY = 15, WITHOUT_OPENING_DAYS = 30 };

struct date order_present_by(struct db *db, struct date opening)
{
    struct date reply = date_add_months((struct date){opening.year, opening.month, 1}, -1);
    struct date present = reply;

    reply.day = REPLY_DAY;
    present.day = PRESENT_DAY + !business_day(reply, holiday_in_db, db);
    return business_day_from(present, holiday_in_db, db);
}

void order_hold(struct db *db, struct arena *a, struct order *row)
{
    struct date today = date_tokyo(clock_now()), opening, day;
    struct institution i;
    struct code c;

    if (!institution_get(db, row->institution, &i))
        return;
    c = institution_code(&i);
    if (!code_provisional(&c))
        return;
    day = date_iso(i.designated_on, &opening) ? order_present_by(db, opening) : today;
    if (date_cmp(day, today) <= 0)
        day = date_add_days(today, WITHOUT_OPENING_DAYS);
    row->held_reason = S("reception");
    row->held_until = date_text(a, day);
}
