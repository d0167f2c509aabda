/* deletions.c: does the deletions that are due, each in a transaction of its own. Those
 * that can't be done any more, because the institution has registered since, and those with
 * which nobody went on, are cancelled. */
#include "job/job.h"
#include "sys/clock.h"
#include "util/log.h"
#include "util/str.h"
#include "web/deletions.h"

enum { EVERY_S = 60, MOST = 50 };

static const struct deletion_by job = {.who = DELETION_BY_JOB, .actor = S_INIT("job")};

static void lapse(const struct deletions *c, struct deletion *d, struct str why)
{
    if (deletions_move(c, d, DELETION_LAPSE, &job, why) != DELETION_DONE)
        log_error("deletion.stuck", "id=%lld", (long long)d->id);
}

static void execute(const struct deletions *c, struct deletion *d)
{
    enum deletion_no no = deletions_move(c, d, DELETION_EXECUTE, &job, S(""));

    if (no == DELETION_NO_CHANGED)
        lapse(c, d, S("受け付けたあとで、登録が変わったため"));
    else if (no != DELETION_DONE)
        log_error("deletion.stuck", "id=%lld", (long long)d->id);
}

/* The case as it is inside this transaction: somebody may just have cancelled it. */
static bool each(struct job *j, struct deletion_list all, bool due)
{
    for (size_t i = 0; i < all.n; i++) {
        struct deletions c = {j->db, j->arena, j->conf, S("")};
        struct deletion d;

        if (!db_begin(j->db))
            return false;
        if (deletion_get(j->db, all.v[i].id, &d) && str_eq(d.state, all.v[i].state)) {
            if (due)
                execute(&c, &d);
            else
                lapse(&c, &d, S("7日のあいだ、先へ進まなかったため"));
        }
        if (!db_commit(j->db))
            return false;
    }
    return all.n == MOST;
}

static bool run(struct job *j)
{
    bool more = each(j, deletion_due(j->db, MOST), true);

    return each(j, deletion_stale(j->db, MOST), false) || more;
}

const struct job_task deletions_task = {"deletions", EVERY_S, run};
