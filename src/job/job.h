/* job.h: background work. `madoguchi serve` starts the job process beside the web process
 * and starts it again when it ends; it has no port, and alone the mail server's password.
 * src/job/x.c defines `const struct job_task x_task`. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "sys/conf.h"
#include "sys/db.h"
#include "sys/secret.h"

struct job {
    struct db *db; /* the process's writing connection; begin and commit per step */
    const struct conf *conf;
    const char *data;
    const struct secret_key *root; /* for subkeys; NULL in some tests */
    struct arena *arena; /* reset before each run */
};

struct job_task {
    const char *name;
    int every_s; /* seconds between two runs */
    /* Does what is due, in short transactions of its own; says whether it wants to run
     * again at once. */
    bool (*run)(struct job *j);
    void (*end)(struct job *j); /* before the process ends; NULL: nothing is kept */
};

extern const struct job_task *const job_tasks[]; /* made from the folder */

#endif
