/* cmd.h: subcommands. src/cmd/x.c defines `const struct command x_command`. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "sys/conf.h"
#include "sys/db.h"

/* What stands before the subcommand: --data DIR, --config FILE, and what was read there. */
struct cmd {
    const char *data;
    const char *config;       /* the file that was read */
    struct conf conf;
    struct arena arena;
    const struct command *command;
    char **argv0;             /* the program, for processes that start it again */
};

enum { CMD_OK = 0, CMD_FAILED = 1, CMD_USAGE = 2 };

struct command {
    const char *name;
    const char *args; /* after the name, for the help */
    const char *help; /* one line */
    int (*run)(struct cmd *c, int argc, char **argv); /* argv[0] is the name */
};

extern const struct command *const commands[];   /* made from the folder */
extern const struct model *const models[];

/* Prints the usage of c->command on standard error and returns CMD_USAGE. */
int cmd_usage(const struct cmd *c);
/* DIR/name, in the arena. */
const char *cmd_path(struct cmd *c, const char *name);
/* Opens DIR/portal.db; NULL after one line that says what to do. */
struct db *cmd_db(struct cmd *c, enum db_mode mode);
/* One line on standard error, lower case, no full stop; returns CMD_FAILED. */
int cmd_fail(const char *fmt, ...) PRINTF(1, 2);

#endif
