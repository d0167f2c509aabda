/* serve.c: the daemon: the web process, and the job process that it starts and watches.
 * SIGTERM drains and ends with 0. SIGHUP reads the configuration again, in both: a mistake
 * in it is told and the old one stays; addresses, certificates and the number of threads
 * and connections need a restart, which is told, too. Templates are part of the program. */
#include "cmd/cmd.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/file.h"
#include "util/log.h"
#include "util/str.h"
#include "web/server.h"

enum { DRAIN_S = 30, RESTART_MS = 2000 };

extern const struct feature *const features[];

static char program[4096]; /* found before the process hides from /proc */

static bool find_program(void)
{
    ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

    if (n > 0)
        program[n] = '\0';
    return n > 0;
}

static pid_t start_jobs(struct cmd *c)
{
    char *argv[8] = {c->argv0[0], (char *)"--data", (char *)(uintptr_t)c->data};
    int n = 3;
    pid_t pid;
    sigset_t none;

    if (c->config) {
        argv[n++] = (char *)"--config";
        argv[n++] = (char *)(uintptr_t)c->config;
    }
    argv[n++] = (char *)"jobs";
    argv[n] = NULL;
    pid = fork();
    if (pid != 0)
        return pid;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv(program, argv);
    _exit(127);
}

static void say_address(const struct cmd *c, struct str address, int port, const char *what)
{
    struct str host = address;

    while (host.n && host.p[host.n - 1] != ':')
        host.n--;
    printf("listening on %s://" STR_FMT "%d%s\n", c->conf.tls_cert.n ? "https" : "http",
        STR_ARG(host), port, what);
    fflush(stdout);
}

static struct conf as_read; /* before the options of the command line */

/* What can't change while the sockets are open. */
static void keep_fixed(struct conf *fresh, const struct conf *now)
{
    const struct conf *old = &as_read;

    if (!str_eq(fresh->listen, old->listen) || !str_eq(fresh->staff_listen, old->staff_listen) ||
        !str_eq(fresh->tls_cert, old->tls_cert) || !str_eq(fresh->tls_key, old->tls_key) ||
        fresh->threads != old->threads || fresh->connections != old->connections ||
        fresh->idle_s != old->idle_s || fresh->request_s != old->request_s)
        log_warn("serve.restart", "settings=%s",
            "addresses, certificate, threads, connections or times changed: restart to use them");
    fresh->listen = now->listen;
    fresh->staff_listen = now->staff_listen;
    fresh->tls_cert = now->tls_cert;
    fresh->tls_key = now->tls_key;
    fresh->threads = now->threads;
    fresh->connections = now->connections;
    fresh->idle_s = now->idle_s;
    fresh->request_s = now->request_s;
}

static void reload(struct cmd *c, struct app *app)
{
    const char *path = c->config ? c->config : cmd_path(c, "madoguchi.conf");
    struct conf *fresh = NEW(&c->arena, struct conf); /* small, and reloads are rare */

    if (!conf_read(fresh, &c->arena, path, c->config != NULL)) {
        log_error("serve.reload", "path=%s: not used, see the lines above", path);
        return;
    }
    keep_fixed(fresh, app->conf);
    app->conf = fresh;
    log_info("serve.reload", "path=%s", path);
}

static bool options(struct cmd *c, int argc, char **argv, bool *check)
{
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--check-config") == 0 && argc == 2) {
            *check = true;
            return true;
        }
        if (i + 1 == argc)
            return false;
        if (strcmp(argv[i], "--listen") == 0)
            c->conf.listen = str_of(argv[i + 1]);
        else if (strcmp(argv[i], "--staff-listen") == 0)
            c->conf.staff_listen = str_of(argv[i + 1]);
        else
            return false;
    }
    return true;
}

/* Waits for signals, ticks once a second, keeps the job process alive. */
static void watch(struct cmd *c, struct app *app, struct server *s, const sigset_t *set)
{
    pid_t jobs = start_jobs(c);
    int64_t again = 0;
    int got;

    for (;;) {
        struct timespec second = {1, 0};

        got = sigtimedwait(set, NULL, &second);
        server_tick(s);
        if (jobs > 0 && waitpid(jobs, NULL, WNOHANG) == jobs) {
            log_warn("jobs.ended", "pid=%d: starting it again", (int)jobs);
            jobs = -1;
            again = clock_mono_ms() + RESTART_MS;
        }
        if (jobs <= 0 && clock_mono_ms() >= again)
            jobs = start_jobs(c);
        if (got == SIGHUP) {
            reload(c, app);
            if (jobs > 0)
                kill(jobs, SIGTERM); /* it comes back with the new settings */
        }
        if (got == SIGTERM || got == SIGINT)
            break;
    }
    if (jobs > 0) {
        kill(jobs, SIGTERM);
        waitpid(jobs, NULL, 0);
    }
}

static int serve(struct cmd *c, int argc, char **argv)
{
    struct rlimit no_core = {0, 0};
    struct app *app;
    struct server *s;
    sigset_t set;
    bool check = false;

    as_read = c->conf;
    if (!options(c, argc, argv, &check))
        return cmd_usage(c);
    if (check) { /* it was read without a complaint before we came here */
        printf("configuration: ok\n");
        return CMD_OK;
    }
    if (!file_exists(cmd_path(c, "portal.db")))
        return cmd_fail("no database in '%s': run 'madoguchi --data %s init' first", c->data,
            c->data);
    if (!find_program())
        return cmd_fail("cannot find the program's own file: %m");
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_DUMPABLE, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL); /* before the threads, which inherit it */
    app = app_open(c->data, &c->conf, models, features);
    if (!app)
        return CMD_FAILED;
    s = server_start(app);
    if (!s) {
        app_close(app);
        return CMD_FAILED;
    }
    say_address(c, c->conf.listen, server_port(s, false), "");
    if (server_port(s, true))
        say_address(c, c->conf.staff_listen, server_port(s, true), "/staff");
    watch(c, app, s, &set);
    server_stop(s, DRAIN_S);
    app_close(app);
    return CMD_OK;
}

const struct command serve_command = {"serve",
    "[--listen ADDR:PORT] [--staff-listen ADDR:PORT] | --check-config",
    "answers requests and does the background work until SIGTERM", serve};
