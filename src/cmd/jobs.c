/* jobs.c: the job process: runs each task when it is due. One connection writes, under the
 * lock that it shares with the web process. */
#include "cmd/cmd.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "job/job.h"
#include "model/audit.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "util/log.h"

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static bool run_task(const struct job_task *t, struct job *j)
{
    bool again;

    arena_reset(j->arena);
    db_as(j->db, j->arena, DB_ALL);
    again = t->run(j);
    if (db_broken(j->db))
        log_error("job.failed", "task=%s", t->name);
    return again && !db_broken(j->db);
}

static int loop(struct job *j, bool once)
{
    int64_t due[64] = {0};
    size_t n = 0;

    while (job_tasks[n])
        n++;
    if (n > COUNT(due))
        die("too many tasks");
    while (!stop) {
        int64_t now = clock_mono_ms();
        bool more = false;

        for (size_t i = 0; i < n && !stop; i++) {
            if (due[i] > now)
                continue;
            due[i] = run_task(job_tasks[i], j) ? 0 : now + job_tasks[i]->every_s * 1000;
            more = more || !due[i];
        }
        if (once)
            return CMD_OK;
        if (!more)
            usleep(200000);
        if (getppid() == 1)
            break; /* the web process is gone: it will be started again with us */
    }
    return CMD_OK;
}

static int jobs(struct cmd *c, int argc, char **argv)
{
    bool once = argc == 2 && strcmp(argv[1], "--once") == 0;
    struct arena a = ARENA_INIT;
    struct job j = {.conf = &c->conf, .data = c->data, .arena = &a};
    char why[SECRET_WHY];
    struct secret_key *root, audit;
    int status;

    if (argc > 2 || (argc == 2 && !once))
        return cmd_usage(c);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGTERM, on_signal);
    signal(SIGINT, once ? SIG_DFL : SIG_IGN);
    root = secret_key(cmd_path(c, "keys/root.key"), why);
    if (!root)
        return cmd_fail("%s", why);
    secret_subkey(&audit, root, "audit");
    audit_key(&audit);
    j.db = cmd_db(c, DB_WRITE);
    if (!j.db)
        return CMD_FAILED;
    j.root = root;
    status = loop(&j, once);
    for (size_t i = 0; job_tasks[i]; i++)
        if (job_tasks[i]->end)
            job_tasks[i]->end(&j);
    db_close(j.db);
    arena_release(&a);
    secret_free(root);
    return status;
}

const struct command jobs_command = {
    "jobs", "[--once]", "sends mails and does what is due; started by serve", jobs};
