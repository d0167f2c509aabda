/* terms.c: versions of the terms of use: lists them, adds the next one, and says who has
 * accepted one when. The text itself is a page of the program (templates/info/info.html);
 * a new version comes with a program that has the new text. */
#include "cmd/cmd.h"

#include "model/audit.h"
#include "model/terms.h"
#include "sys/secret.h"
#include "util/csv.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

enum { CHANGES_MAX = 20000 };

/* What has changed, from standard input. */
static bool read_changes(struct cmd *c, struct str *out)
{
    char *p = arena_alloc(&c->arena, CHANGES_MAX + 1, 1);
    struct str text = {p, fread(p, 1, CHANGES_MAX + 1, stdin)};

    if (text.n > CHANGES_MAX || !utf8_valid(text)) {
        cmd_fail("the changes must be UTF-8 and %d bytes at the most", CHANGES_MAX);
        return false;
    }
    *out = str_trim(text_clean_lines(&c->arena, text));
    if (!out->n)
        cmd_fail("no changes: write what is new, a line for each, on standard input");
    return out->n > 0;
}

static bool open_audit(struct cmd *c)
{
    static struct secret_key chain;
    char why[SECRET_WHY];
    struct secret_key *root = secret_key(cmd_path(c, "keys/root.key"), why);

    if (!root) {
        cmd_fail("%s", why);
        return false;
    }
    secret_subkey(&chain, root, "audit");
    secret_free(root);
    audit_key(&chain);
    return true;
}

static int add(struct cmd *c, struct db *db, const char *day)
{
    struct date from;
    struct str changes;
    int64_t version = 0;
    enum err e;

    if (!date_iso(str_of(day), &from))
        return cmd_fail("'%s' is no day: write it as 2027-04-01", day);
    if (!open_audit(c) || !read_changes(c, &changes))
        return CMD_FAILED;
    if (!db_begin(db))
        return cmd_fail("cannot write the database");
    e = terms_add(db, str_of(day), changes, &version);
    if (e != OK) {
        db_rollback(db);
        return cmd_fail("'%s' is not behind the last version: 'terms list' shows its day", day);
    }
    audit_add(db, &(struct audit){.actor = S("cli"), .action = S("terms.added"),
                      .detail = arena_fmt(&c->arena, "%lld, %s", (long long)version, day)});
    if (!db_commit(db))
        return cmd_fail("the version could not be saved: see the lines above");
    printf("version %lld, from %s\n", (long long)version, day);
    return CMD_OK;
}

static int list(struct db *db)
{
    struct terms_list l = terms_all(db);

    for (size_t i = 0; i < l.n; i++)
        printf("%lld\tfrom " STR_FMT "\taccepted by %lld\n", (long long)l.v[i].version,
            STR_ARG(l.v[i].valid_from), (long long)l.v[i].n);
    return db_broken(db) ? cmd_fail("the list could not be read") : CMD_OK;
}

static bool print_one(void *ctx, const void *row)
{
    const struct terms *t = row;
    struct arena a = ARENA_INIT;
    struct buf line = BUF_INIT;
    struct csv_out o = {.to = &line};

    (void)ctx;
    csv_out_int(&o, t->account);
    csv_out_text(&o, t->mail);
    csv_out_text(&o, arena_fmt(&a, STR_FMT " " STR_FMT,
                         STR_ARG(date_text(&a, date_tokyo(t->accepted_at))),
                         STR_ARG(date_time_text(&a, t->accepted_at))));
    csv_out_end(&o);
    fwrite(line.p, 1, line.n, stdout);
    buf_release(&line);
    arena_release(&a);
    return !ferror(stdout);
}

static int accepted(struct db *db, const char *typed)
{
    int64_t version;

    if (!str_int(str_of(typed), 1, INT64_MAX, &version))
        return cmd_fail("'%s' is no version: 'terms list' shows them", typed);
    printf("account,mail,accepted_at\r\n");
    terms_each(db, version, print_one, NULL);
    return db_broken(db) ? cmd_fail("the list could not be read") : CMD_OK;
}

static int run(struct cmd *c, int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    bool adds = strcmp(verb, "add") == 0 && argc == 4 && strcmp(argv[2], "--from") == 0;
    bool lists = strcmp(verb, "list") == 0 && argc == 2;
    bool asks = strcmp(verb, "accepted") == 0 && argc == 3;
    struct db *db;
    int status;

    if (!adds && !lists && !asks)
        return cmd_usage(c);
    db = cmd_db(c, adds ? DB_WRITE : DB_READ);
    if (!db)
        return CMD_FAILED;
    db_as(db, &c->arena, DB_ALL);
    status = adds ? add(c, db, argv[3]) : lists ? list(db) : accepted(db, argv[2]);
    db_close(db);
    return status;
}

const struct command terms_command = {"terms", "list | add --from DAY | accepted VERSION",
    "versions of the terms of use: lists them, adds one (what has changed is read from "
    "standard input), or prints who accepted one as CSV", run};
