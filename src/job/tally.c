/* tally.c: counts what the staff's first page shows and what takes long to count. */
#include "job/job.h"
#include "model/desk.h"

enum { EVERY_S = 60 };

static bool run(struct job *j)
{
    desk_tally(j->db);
    return false;
}

const struct job_task tally_task = {"tally", EVERY_S, run};
