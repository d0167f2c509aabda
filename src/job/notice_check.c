/* notice_check.c: looks at filed notices, so that the staff's queue knows which of them a
 * person must see: new versions at once, the others again when the master, their papers or
 * the day have changed. */
#include "job/job.h"
#include "model/notice_check.h"
#include "sys/clock.h"

enum { EVERY_S = 5, BATCH = 200, STALE_S = 600 };

static int64_t stale_at;    /* when the next round of those that were seen begins */
static int64_t stale_after; /* how far this round is */

static bool look(struct job *j, struct notice_check_ids ids)
{
    struct notice_checked found;
    struct notice n;

    if (!db_begin(j->db))
        return false;
    for (size_t i = 0; i < ids.n; i++) {
        if (!notice_get(j->db, ids.v[i].id, &n))
            continue;
        notice_check(j->db, j->arena, &n, &found);
        notice_check_keep(j->db, &n, &found);
    }
    if (db_commit(j->db))
        return true;
    db_rollback(j->db);
    return false;
}

static bool run(struct job *j)
{
    struct notice_check_ids ids;

    db_as(j->db, j->arena, DB_ALL);
    ids = notice_check_new(j->db, BATCH);
    if (ids.n)
        return look(j, ids) && ids.n == BATCH;
    if (clock_now() < stale_at && stale_at <= clock_now() + STALE_S)
        return false;
    ids = notice_check_stale(j->db, stale_after, BATCH);
    if (!ids.n) {
        stale_at = clock_now() + STALE_S;
        stale_after = 0;
        return false;
    }
    stale_after = ids.v[ids.n - 1].id;
    return look(j, ids);
}

const struct job_task notice_check_task = {"notice_check", EVERY_S, run, NULL};
