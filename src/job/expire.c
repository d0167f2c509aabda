/* expire.c: removes what is over: sessions, drafts, tickets of forms, counts of guesses,
 * links that were never pressed, lists that were never filed, what a deletion took away and
 * nobody can restore. */
#include "job/job.h"
#include "model/deletion.h"
#include "model/draft.h"
#include "model/guess.h"
#include "model/help.h"
#include "model/notice_bulk.h"
#include "model/session.h"
#include "model/token.h"
#include "sys/clock.h"
#include "util/log.h"

enum { EVERY_S = 600, SESSION_S = 24 * 3600 };

static bool run(struct job *j)
{
    int64_t now = clock_now();

    if (!db_begin(j->db))
        return false;
    session_sweep(j->db, now - SESSION_S);
    draft_sweep(j->db, now);
    guess_sweep(j->db);
    token_sweep(j->db);
    help_sweep(j->db);
    deletion_forget(j->db);
    notice_bulk_sweep(j->db, now);
    if (!db_commit(j->db))
        log_warn("expire.failed", "again=%d", EVERY_S);
    return false;
}

const struct job_task expire_task = {"expire", EVERY_S, run};
