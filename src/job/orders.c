/* orders.c: looks every night whether any institution has more card readers than it was
 * ever allowed. The database refuses that already; a line in the log says that somebody has
 * written past it. */
#include "job/job.h"
#include "model/order_limit.h"
#include "util/log.h"

enum { EVERY_S = 24 * 3600 };

static bool run(struct job *j)
{
    struct order_overs l;

    db_as(j->db, j->arena, DB_ALL);
    l = order_over(j->db);
    for (size_t i = 0; i < l.n; i++)
        log_error("order.over", "institution=%lld has=%lld allowed=%lld",
            (long long)l.v[i].institution, (long long)l.v[i].used, (long long)l.v[i].allowed);
    return false;
}

const struct job_task orders_task = {"orders", EVERY_S, run};
