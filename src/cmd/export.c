/* export.c: lists as CSV on standard output; which there are is the table of src/job/. */
#include "cmd/cmd.h"

#include "gen/tables.h"
#include "job/export.h"
#include "util/str.h"

static const struct export *export_of(const char *name)
{
    for (size_t i = 0; exports[i]; i++)
        if (strcmp(exports[i]->name, name) == 0)
            return exports[i];
    return NULL;
}

static int usage(const struct cmd *c)
{
    cmd_usage(c);
    for (size_t i = 0; exports[i]; i++) {
        fprintf(stderr, "  %s", exports[i]->name);
        for (const struct export_option *o = exports[i]->options; o->name; o++)
            fprintf(stderr, " [%s %s]", o->name, o->about);
        fprintf(stderr, "  %s\n", exports[i]->help);
    }
    return CMD_USAGE;
}

static bool allowed(const struct export_option *o, const char *value)
{
    bool ok = !o->values;

    for (size_t i = 0; o->values && o->values[i]; i++)
        ok = ok || strcmp(o->values[i], value) == 0;
    if (!ok)
        cmd_fail("%s '%s' is not known: see 'madoguchi export --help'", o->name, value);
    return ok;
}

static bool read_options(
    const struct export *e, int argc, char **argv, struct export_ask *x)
{
    for (int i = 2; i < argc; i += 2) {
        int k = 0;

        while (e->options[k].name && strcmp(e->options[k].name, argv[i]) != 0)
            k++;
        if (!e->options[k].name || i + 1 == argc || !allowed(&e->options[k], argv[i + 1]))
            return false;
        x->value[k] = str_of(argv[i + 1]);
    }
    return true;
}

static void to_stdout(void *ctx, struct buf *b)
{
    bool *failed = ctx;

    *failed = *failed || fwrite(b->p ? b->p : "", 1, b->n, stdout) != b->n;
    buf_reset(b);
}

static int export(struct cmd *c, int argc, char **argv)
{
    const struct export *e = argc > 1 ? export_of(argv[1]) : NULL;
    struct buf b = BUF_INIT;
    bool failed = false, broken;
    struct export_ask x = {
        .arena = &c->arena, .to = &b, .full = to_stdout, .ctx = &failed};

    for (size_t i = 0; i < EXPORT_OPTIONS; i++)
        x.value[i] = S("");
    if (!e || !read_options(e, argc, argv, &x))
        return usage(c);
    x.db = cmd_db(c, DB_READ);
    if (!x.db)
        return CMD_FAILED;
    db_as(x.db, &c->arena, DB_ALL);
    e->run(&x);
    broken = db_broken(x.db);
    to_stdout(&failed, &b);
    failed = failed || fflush(stdout) != 0;
    db_close(x.db);
    buf_release(&b);
    if (failed)
        return cmd_fail("the list cannot be written: %m");
    return broken ? cmd_fail("the list of %s is not complete", e->name) : CMD_OK;
}

const struct command export_command = {
    "export", "LIST [OPTION VALUE]... > FILE.csv", "writes a list as CSV", export};
