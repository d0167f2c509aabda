/* cmd.c: what all subcommands need. */
#include "cmd/cmd.h"

#include <stdarg.h>

#include "sys/file.h"

int cmd_usage(const struct cmd *c)
{
    fprintf(stderr, "usage: madoguchi [--data DIR] [--config FILE] %s %s\n%s\n",
        c->command->name, c->command->args, c->command->help);
    return CMD_USAGE;
}

const char *cmd_path(struct cmd *c, const char *name)
{
    return arena_fmt(&c->arena, "%s/%s", c->data, name).p;
}

struct db *cmd_db(struct cmd *c, enum db_mode mode)
{
    const char *path = cmd_path(c, "portal.db");

    if (!file_exists(path)) {
        cmd_fail("no database at '%s': run 'madoguchi --data %s init' first", path, c->data);
        return NULL;
    }
    return db_open(path, mode, models);
}

int cmd_fail(const char *fmt, ...)
{
    va_list ap;

    fputs("madoguchi: ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    return CMD_FAILED;
}
