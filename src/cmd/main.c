/* main.c: madoguchi [--data DIR] [--config FILE] COMMAND …: finds the command and runs it. */
#include "cmd/cmd.h"

#include <signal.h>

#include "sys/secret.h"
#include "util/log.h"
#include "util/str.h"

static int help(FILE *to)
{
    fputs("usage: madoguchi [--data DIR] [--config FILE] COMMAND [ARGUMENTS]\n\n", to);
    for (size_t i = 0; commands[i]; i++)
        fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->help);
    fputs("\n'madoguchi COMMAND --help' says more. The data directory is var/ if not said.\n",
        to);
    return to == stdout ? CMD_OK : CMD_USAGE;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static bool wants_help(int argc, char **argv)
{
    return argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
}

static bool set_log(const struct conf *c)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};

    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_is(c->log_level, names[i])) {
            log_set_level((enum log_level)i);
            return true;
        }
    }
    cmd_fail("log.level must be debug, info, warn or error");
    return false;
}

static int run(struct cmd *c, int argc, char **argv)
{
    c->command = find(argv[0]);
    if (!c->command) {
        cmd_fail("no command '%s'", argv[0]);
        return help(stderr);
    }
    if (wants_help(argc, argv)) {
        printf("usage: madoguchi [--data DIR] [--config FILE] %s %s\n%s\n", c->command->name,
            c->command->args, c->command->help);
        return CMD_OK;
    }
    if (!conf_read(&c->conf, &c->arena, c->config ? c->config : cmd_path(c, "madoguchi.conf"),
            c->config != NULL) ||
        !set_log(&c->conf))
        return CMD_USAGE;
    secret_init();
    return c->command->run(c, argc, argv);
}

int main(int argc, char **argv)
{
    struct cmd c = {.data = "var", .arena = ARENA_INIT, .argv0 = argv};
    int i = 1, status;

    c.arena.limit = SIZE_MAX / 2; /* imports and batches */
    setenv("TZ", "UTC", 1);
    signal(SIGPIPE, SIG_IGN);
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        if (strcmp(argv[i], "--data") == 0)
            c.data = argv[i + 1];
        else if (strcmp(argv[i], "--config") == 0)
            c.config = argv[i + 1];
        else
            break;
    }
    if (i < argc && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0))
        return help(stdout);
    if (i >= argc || argv[i][0] == '-')
        return help(stderr);
    status = run(&c, argc - i, argv + i);
    arena_release(&c.arena);
    return status;
}
