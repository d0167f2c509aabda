/* import.c: lists from files: the master, holidays, postal codes, makers' plans. */
#include "cmd/cmd.h"

#include "job/import.h"
#include "util/str.h"

typedef void import_fn(struct db *db, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r);

static const struct list {
    const char *name;
    import_fn *run;
} lists[] = {
    {"institutions", import_institutions},
    {"holidays", import_holidays},
    {"postcodes", import_postcodes},
    {"deliveries", import_deliveries},
};

static import_fn *list_of(const char *name)
{
    for (size_t i = 0; i < COUNT(lists); i++)
        if (strcmp(name, lists[i].name) == 0)
            return lists[i].run;
    return NULL;
}

static int run_import(struct cmd *c, import_fn *run, const struct import_opts *o, FILE *f)
{
    struct import_report r = IMPORT_REPORT_INIT;
    struct db *db = cmd_db(c, DB_WRITE);
    int status = CMD_FAILED;

    if (db) {
        run(db, &c->arena, f, o, &r);
        db_close(db);
        if (r.errors.n)
            fwrite(r.errors.p, 1, r.errors.n, stderr);
        if (r.out.n)
            fwrite(r.out.p, 1, r.out.n, stdout);
        status = r.done ? CMD_OK : CMD_FAILED;
        if (r.done && r.bad)
            cmd_fail("%lld lines of '%s' were left out: correct them and import again",
                (long long)r.bad, o->file);
    }
    import_report_release(&r);
    return status;
}

static int import(struct cmd *c, int argc, char **argv)
{
    struct import_opts o = {.file = NULL};
    import_fn *run = argc > 1 ? list_of(argv[1]) : NULL;
    int status;
    FILE *f;

    if (!run)
        return cmd_usage(c);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--dry-run") == 0)
            o.dry_run = true;
        else if (strcmp(argv[i], "--partial") == 0)
            o.partial = true;
        else if (strcmp(argv[i], "--maker") == 0 && i + 1 < argc && run == import_deliveries)
            o.maker = argv[++i];
        else if (argv[i][0] == '-' || o.file)
            return cmd_usage(c);
        else
            o.file = argv[i];
    }
    if (!o.file)
        return cmd_usage(c);
    f = fopen(o.file, "r");
    if (!f)
        return cmd_fail("cannot read '%s': %m", o.file);
    status = run_import(c, run, &o, f);
    fclose(f);
    return status;
}

const struct command import_command = {"import",
    "institutions|holidays|postcodes FILE.csv [--dry-run] [--partial]\n"
    "       madoguchi [--data DIR] [--config FILE] import deliveries FILE.csv [--maker MAKER]"
    " [--dry-run]",
    "reads a list into the database, all of it or nothing; of a maker's plan what fits", import};
