/* deliveries.c: writes the mails of makers' plans that a second person has let go, some
 * at a time; a row is marked in the transaction of its mails. */
#include "job/job.h"
#include "model/delivery.h"
#include "util/log.h"
#include "web/delivery_mail.h"

enum { EVERY_S = 5, MOST = 100 };

static void tell(struct job *j, const struct delivery_row *row)
{
    struct delivery_post p = {.db = j->db,
        .arena = j->arena,
        .conf = j->conf,
        .key = arena_fmt(j->arena, "p%lld", (long long)row->plan),
        .was_on = row->was_on};
    struct order o;
    bool holds = order_get(j->db, row->reader_order, &o) && delivery_holds(row, &o);

    if (holds)
        delivery_mail(&p, delivery_news_of(row->tell), &o);
    delivery_told(j->db, row, !holds);
}

static bool run(struct job *j)
{
    struct delivery_rows due = delivery_to_tell(j->db, 1);
    size_t n;

    if (!due.n || !db_begin(j->db))
        return false;
    due = delivery_to_tell(j->db, MOST); /* as they are inside the transaction */
    for (n = 0; n < due.n; n++)
        tell(j, &due.v[n]);
    delivery_settle(j->db);
    if (db_broken(j->db) || !db_commit(j->db)) {
        db_rollback(j->db);
        return false;
    }
    return due.n == MOST;
}

const struct job_task deliveries_task = {"deliveries", EVERY_S, run, NULL};
