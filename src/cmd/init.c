/* init.c: makes a data directory with an empty portal in it. */
#include "cmd/cmd.h"

#include <sys/stat.h>
#include <unistd.h>

#include "job/import.h"
#include "model/holiday.h"
#include "sys/file.h"
#include "sys/secret.h"

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

/* Made here and never again: a data directory without them is one that was not copied
 * whole, and must not get new ones by the way. */
static bool make_keys(struct cmd *c)
{
    static const char *const names[] = {
        "keys/root.key", "keys/pepper.key", "keys/credential.key", "keys/totp.key"};
    char why[SECRET_WHY];

    for (size_t i = 0; i < COUNT(names); i++) {
        struct secret_key *key = secret_key(cmd_path(c, names[i]), why);

        if (!key) {
            cmd_fail("%s", why);
            return false;
        }
        secret_free(key);
    }
    return true;
}

/* Postal codes for a start, where Debian's skkdic-extra is installed; Japan Post's own
 * list replaces them. */
static void fill_postcodes(struct db *db)
{
    static const char *const files[] = {
        "/usr/share/skk/SKK-JISYO.zipcode", "/usr/share/skk/SKK-JISYO.office.zipcode"};
    int64_t rows;

    for (int i = 0; i < 2; i++)
        if (import_skk_postcodes(db, files[i], i == 1, &rows))
            printf("%lld postal codes of %s\n", (long long)rows, i ? "offices" : "places");
        else
            cmd_fail("no postal codes from '%s': run 'madoguchi import postcodes FILE'",
                files[i]);
}

static bool fill(struct cmd *c, struct db *db)
{
    db_as(db, &c->arena, DB_ALL);
    if (!db_begin(db))
        return false;
    holiday_fill(db);
    fill_postcodes(db);
    return db_commit(db);
}

static void remove_part(const char *part)
{
    static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
    char name[4096];

    for (size_t i = 0; i < COUNT(tails); i++)
        if ((size_t)snprintf(name, sizeof(name), "%s%s", part, tails[i]) < sizeof(name))
            unlink(name);
}

static int init(struct cmd *c, int argc, char **argv)
{
    const char *path = cmd_path(c, "portal.db"), *part = cmd_path(c, "portal.db.part"),
               *whole = cmd_path(c, "portal.db.new");
    struct db *db;
    bool done;

    (void)argv;
    if (argc != 1)
        return cmd_usage(c);
    if (file_exists(path))
        return cmd_fail("'%s' exists already: choose another --data directory", path);
    if (!make_folders(c) || !make_keys(c))
        return cmd_fail("cannot make the data directory '%s'", c->data);
    remove_part(part);
    remove_part(whole);
    if (!db_script(part, schema_sql))
        return cmd_fail("cannot make '%s'", part);
    /* Filled under another name, then copied into one file without a log beside it: an
     * init that was interrupted leaves no half database. */
    db = db_open(part, DB_WRITE, models);
    done = db && fill(c, db) && db_backup(db, whole);
    db_close(db);
    remove_part(part);
    if (!done)
        return cmd_fail("cannot fill '%s': is the disk full?", part);
    if (chmod(whole, 0600) < 0 || rename(whole, path) < 0 || !file_sync_dir(c->data))
        return cmd_fail("cannot move '%s' into place: %m", whole);
    printf("made %s\n", c->data);
    return CMD_OK;
}

const struct command init_command = {"init", "",
    "makes the data directory and an empty database with holidays and postal codes", init};
