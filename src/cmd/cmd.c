/* cmd.c: what all subcommands need. */
#include "cmd/cmd.h"

#include <stdarg.h>

#include "model/audit.h"
#include "sys/file.h"
#include "sys/secret.h"

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

bool cmd_audit_key(struct cmd *c, enum cmd_key missing)
{
    static struct secret_key chain;
    const char *path = cmd_path(c, "keys/root.key");
    char why[SECRET_WHY];
    struct secret_key *root = missing == CMD_KEY_MAKE ? secret_key(path, why)
                                                      : secret_key_existing(path, why);

    if (!root) {
        cmd_fail("%s", why);
        return false;
    }
    secret_subkey(&chain, root, "audit");
    secret_free(root);
    audit_key(&chain);
    return true;
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
