/* check.c: is the database whole, does the audit's chain fit, is every file there and every
 * mail accounted for. */
#include "cmd/cmd.h"

#include "model/attachment.h"
#include "model/audit.h"
#include "model/mail_sum.h"
#include "model/order_limit.h"
#include "sys/filestore.h"
#include "sys/secret.h"
#include "util/str.h"

static bool chain_key(struct cmd *c)
{
    static struct secret_key chain;
    char why[SECRET_WHY];
    struct secret_key *root = secret_key_existing(cmd_path(c, "keys/root.key"), why);

    if (!root) {
        cmd_fail("%s", why);
        return false;
    }
    secret_subkey(&chain, root, "audit");
    secret_free(root);
    audit_key(&chain);
    return true;
}

static int verify(struct cmd *c, struct db *db)
{
    int64_t rows, bad;

    db_as(db, &c->arena, DB_ALL);
    bad = audit_verify(db, &rows);
    if (db_broken(db))
        return cmd_fail("the audit log cannot be read");
    if (bad)
        return cmd_fail("audit row %lld does not fit its chain: it or a row before it was "
                        "changed; compare with a backup",
            (long long)bad);
    printf("audit: %lld rows, the chain fits\n", (long long)rows);
    return CMD_OK;
}

struct files {
    struct cmd *c;
    int64_t n, bad;
};

static bool verify_file(void *ctx, const void *p)
{
    const struct attachment *x = p;
    struct files *f = ctx;
    struct arena a = ARENA_INIT;
    struct str path = filestore_path(&a, f->c->data, x->sha256);

    f->n++;
    if (!filestore_verify(&a, f->c->data, x->sha256, x->size)) {
        f->bad++;
        cmd_fail("attachment %lld: '%s' is missing or was changed: restore it from a backup",
            (long long)x->id, path.p);
    }
    arena_release(&a);
    return true;
}

static int verify_files(struct cmd *c, struct db *db)
{
    struct files f = {.c = c};
    struct attachment row;

    db_as(db, &c->arena, DB_ALL);
    attachment_each(db, &row, verify_file, &f);
    if (db_broken(db))
        return cmd_fail("the list of files cannot be read");
    if (f.bad)
        return CMD_FAILED;
    printf("files: %lld, each whole\n", (long long)f.n);
    return CMD_OK;
}

/* The triggers see to it; whoever writes past them is found here. */
static int verify_orders(struct cmd *c, struct db *db)
{
    struct order_overs l;

    db_as(db, &c->arena, DB_ALL);
    l = order_over(db);
    if (db_broken(db))
        return cmd_fail("the orders cannot be read");
    for (size_t i = 0; i < l.n; i++)
        cmd_fail("institution %lld has %lld card readers on order and was allowed %lld: cancel "
                 "what is too much, or grant it",
            (long long)l.v[i].institution, (long long)l.v[i].used, (long long)l.v[i].allowed);
    if (l.n)
        return CMD_FAILED;
    printf("orders: none beyond its limit\n");
    return CMD_OK;
}

static int verify_mails(struct cmd *c, struct db *db)
{
    struct mail_sum s;

    db_as(db, &c->arena, DB_ALL);
    if (!mail_sum_now(db, &s))
        return cmd_fail("the mails cannot be read");
    if (mail_sum_amiss(&s))
        return cmd_fail("mails: %lld were written, but %lld sent, %lld failed, %lld kept back "
                        "and %lld wait, %lld of them too long: compare with a backup, and see "
                        "whether the job process runs",
            (long long)s.written, (long long)s.sent, (long long)s.dead, (long long)s.kept_back,
            (long long)s.waiting, (long long)s.late);
    printf("mails: %lld, each accounted for\n", (long long)s.written);
    return CMD_OK;
}

static int check(struct cmd *c, int argc, char **argv)
{
    struct db *db;
    struct str said;
    int status;

    (void)argv;
    if (argc != 1)
        return cmd_usage(c);
    if (!chain_key(c) || !(db = cmd_db(c, DB_READ)))
        return CMD_FAILED;
    said = db_check(db, &c->arena);
    status = str_is(said, "ok") ? CMD_OK
                                : cmd_fail("database: " STR_FMT ": restore a backup", STR_ARG(said));
    if (status == CMD_OK) {
        printf("database: ok\n");
        status = verify(c, db);
        if (verify_files(c, db) != CMD_OK || verify_orders(c, db) != CMD_OK ||
            verify_mails(c, db) != CMD_OK)
            status = CMD_FAILED;
    }
    db_close(db);
    return status;
}

static int audit(struct cmd *c, int argc, char **argv)
{
    struct db *db;
    int status;

    if (argc != 2 || strcmp(argv[1], "verify") != 0)
        return cmd_usage(c);
    if (!chain_key(c) || !(db = cmd_db(c, DB_READ)))
        return CMD_FAILED;
    status = verify(c, db);
    db_close(db);
    return status;
}

const struct command check_command = {
    "check", "", "checks database, audit log, files and mails; 0 if all is well", check};
const struct command audit_command = {
    "audit", "verify", "checks that no row of the audit log was changed", audit};
