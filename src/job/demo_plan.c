/* demo_plan.c: see demo.h: a maker's plan that has been read and waits to be looked at,
 * with rows that fit and rows that do not. */
#include "job/demo.h"

#include "model/delivery.h"
#include "model/order_list.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"

enum { AHEAD_DAYS = 45 };

/* A row for each order in this state. */
static void rows(struct db *db, struct arena *a, struct buf *b, const char *state)
{
    struct order_filter f = {
        .state = str_of(state), .maker = S(""), .pref = S(""), .kind = S("")};
    struct date day = date_add_days(date_tokyo(clock_now()), AHEAD_DAYS);
    struct order_items l = order_page(db, &f, 1);

    for (size_t i = 0; i < l.n; i++)
        buf_addf(b, STR_FMT "," STR_FMT ",\r\n", STR_ARG(l.v[i].number),
            STR_ARG(date_text(a, date_add_days(day, (int64_t)i))));
}

bool demo_plan(struct db *db, struct arena *a)
{
    struct buf b = BUF_INIT;
    struct delivery d;
    struct plan plan;
    enum plan_file why;
    FILE *f;

    buf_puts(&b, "受付番号,配送予定日,送り状番号\r\n");
    rows(db, a, &b, "received");
    rows(db, a, &b, "scheduled");
    rows(db, a, &b, "cancelled");
    buf_puts(&b, "10000001F,2027-04-01,\r\n");
    f = fmemopen(b.p, b.n, "r");
    if (!f)
        die("no stream");
    why = plan_read(f, a, &plan);
    fclose(f);
    buf_release(&b);
    return why == PLAN_READ &&
           delivery_preview(db, &plan, a, S("見本の計画.csv"), S(""), S("cli"), &d) ==
               OK &&
           d.changes;
}
