/* desk_orders.c: the queues of card readers on the desk. */
#include "staff/desk_orders.h"

#include "model/delivery.h"
#include "model/order_list.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"

enum { LATE_DAYS = 30, TOLD_DAYS = 2 };

static int64_t days(int64_t since)
{
    return since ? date_number(date_tokyo(clock_now())) - date_number(date_tokyo(since))
                 : 0;
}

static struct str hint(struct req *r, const char *text, int64_t n, int64_t since)
{
    if (!n)
        return str_of(text);
    if (!days(since))
        return arena_fmt(r->arena, "%s。いちばん古いものは、きょうです", text);
    return arena_fmt(
        r->arena, "%s。いちばん古いものは、%lld日前です", text, (long long)days(since));
}

static struct count_view queue(struct req *r, const char *what, const char *text,
    const char *href, struct order_sum s, int64_t late)
{
    return (struct count_view){str_of(what), hint(r, text, s.n, s.since),
        desk_number(r->arena, s.n), {str_of(href)}, s.n && days(s.since) > late};
}

void desk_orders(struct req *r, struct count_view *c, size_t *n)
{
    struct str day = date_text(r->arena,
        date_add_months(date_tokyo(clock_now()), -(int)r->app->conf->unused_months));
    struct order_sum told = {.state = S("")};

    c[(*n)++] =
        queue(r, "配送日を待つ申し込み", "カードリーダーの、メーカーの計画がまだのもの",
            "/staff/orders", order_sum(r->db, S("received")), LATE_DAYS);
    c[(*n)++] = queue(r, "保留中の申し込み", "受付番号が示されるのを待っています",
        "/staff/orders?state=held", order_sum(r->db, S("held")), LATE_DAYS);
    told.n = delivery_waiting(r->db, &told.since);
    c[(*n)++] = queue(r, "お知らせを待つ計画", "取り込んだ人ではない人が送ります",
        "/staff/orders/import", told, TOLD_DAYS);
    c[(*n)++] = (struct count_view){S("使われていない端末"),
        arena_fmt(r->arena, "受領から%lldか月をすぎたもの",
            (long long)r->app->conf->unused_months),
        desk_number(r->arena, order_unused_all(r->db, day)),
        URL("/staff/orders/unused"), false};
}
