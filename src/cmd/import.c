/* import.c: lists from files: the master, holidays, postal codes; and an import of the master
 * taken back. */
#include "cmd/cmd.h"

#include "job/import.h"
#include "model/import_run.h"
#include "util/date.h"
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
};

static import_fn *list_of(const char *name)
{
    for (size_t i = 0; i < COUNT(lists); i++)
        if (strcmp(name, lists[i].name) == 0)
            return lists[i].run;
    return NULL;
}

enum { RUNS_SHOWN = 20 };

static int list_runs(struct cmd *c)
{
    struct db *db = cmd_db(c, DB_READ);
    struct import_runs l;
    int status;

    if (!db)
        return CMD_FAILED;
    db_as(db, &c->arena, DB_ALL);
    l = import_run_list(db, RUNS_SHOWN);
    for (size_t i = 0; i < l.n; i++) {
        const struct import_run *r = &l.v[i];
        int minute = date_tokyo_minute(r->at);

        printf("%lld\t" STR_FMT " %02d:%02d\t" STR_FMT
               "\t%lld lines, new %lld, changed %lld, closed %lld",
            (long long)r->id, STR_ARG(date_text(&c->arena, date_tokyo(r->at))), minute / 60,
            minute % 60, STR_ARG(r->file), (long long)r->rows, (long long)r->added,
            (long long)r->changed, (long long)r->closed);
        if (r->undone_at)
            printf("\tundone " STR_FMT,
                STR_ARG(date_text(&c->arena, date_tokyo(r->undone_at))));
        putchar('\n');
    }
    status = db_broken(db) ? cmd_fail("the list could not be read") : CMD_OK;
    db_close(db);
    return status;
}

static void say(const struct import_report *r)
{
    if (r->errors.n)
        fwrite(r->errors.p, 1, r->errors.n, stderr);
    if (r->out.n)
        fwrite(r->out.p, 1, r->out.n, stdout);
}

static int undo(struct cmd *c, const char *run)
{
    struct import_report r = IMPORT_REPORT_INIT;
    struct db *db;
    int64_t id = 0;
    int status = CMD_FAILED;

    if (run && !str_int(str_of(run), 1, INT64_MAX, &id))
        return cmd_fail("'%s' is no number of an import: 'import runs' lists them", run);
    db = cmd_db(c, DB_WRITE);
    if (db && cmd_audit_key(c, CMD_KEY_MAKE)) {
        import_undo(db, &c->arena, id, &r);
        say(&r);
        status = r.done ? CMD_OK : CMD_FAILED;
    }
    db_close(db);
    import_report_release(&r);
    return status;
}

static int run_import(struct cmd *c, import_fn *run, const struct import_opts *o, FILE *f)
{
    struct import_report r = IMPORT_REPORT_INIT;
    struct db *db = cmd_db(c, DB_WRITE);
    int status = CMD_FAILED;

    if (db && cmd_audit_key(c, CMD_KEY_MAKE)) {
        run(db, &c->arena, f, o, &r);
        say(&r);
        status = r.done ? CMD_OK : CMD_FAILED;
        if (r.done && r.bad)
            cmd_fail("%lld lines of '%s' were left out: correct them and import again",
                (long long)r.bad, o->file);
    }
    db_close(db);
    import_report_release(&r);
    return status;
}

static int import(struct cmd *c, int argc, char **argv)
{
    struct import_opts o = {.file = NULL};
    import_fn *run = argc > 1 ? list_of(argv[1]) : NULL;
    int status;
    FILE *f;

    if (argc == 2 && strcmp(argv[1], "runs") == 0)
        return list_runs(c);
    if ((argc == 2 || argc == 3) && strcmp(argv[1], "undo") == 0)
        return undo(c, argv[2]);
    if (!run)
        return cmd_usage(c);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--dry-run") == 0)
            o.dry_run = true;
        else if (strcmp(argv[i], "--partial") == 0)
            o.partial = true;
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
    "institutions|holidays|postcodes FILE.csv [--dry-run] [--partial] | runs | undo [RUN]",
    "reads a list into the database, all of it or nothing; takes one of institutions back",
    import};
