/* init.c: makes a data directory with an empty portal in it. */
#include "cmd/cmd.h"

#include <unistd.h>

#include "sys/file.h"

extern const char schema_sql[];

static bool make_folders(struct cmd *c)
{
    static const char *const names[] = {"keys", "mail", "files"};

    if (!file_mkdir(c->data))
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        if (!file_mkdir(cmd_path(c, names[i])))
            return false;
    return true;
}

static int init(struct cmd *c, int argc, char **argv)
{
    const char *path = cmd_path(c, "portal.db"), *part = cmd_path(c, "portal.db.part");
    struct db *db;

    (void)argv;
    if (argc != 1)
        return cmd_usage(c);
    if (file_exists(path))
        return cmd_fail("'%s' exists already: choose another --data directory", path);
    if (!make_folders(c))
        return cmd_fail("cannot make the data directory '%s'", c->data);
    unlink(part);
    if (!db_script(part, schema_sql))
        return cmd_fail("cannot make '%s'", part);
    /* Filled under another name: an init that was interrupted leaves no half database. */
    db = db_open(part, DB_WRITE, models);
    if (!db) {
        db_close(db);
        return cmd_fail("cannot fill '%s'", part);
    }
    db_close(db);
    if (rename(part, path) < 0 || !file_sync_dir(c->data))
        return cmd_fail("cannot move '%s' into place: %m", part);
    unlink(cmd_path(c, "portal.db.part.lock"));
    printf("made %s\n", c->data);
    return CMD_OK;
}

const struct command init_command = {"init", "",
    "makes the data directory and an empty database with holidays and postal codes", init};
