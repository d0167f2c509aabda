/* staff.c: who works with the portal: staff add, list, disable, reset. The password comes
 * from the terminal, twice and not shown, or as one line from standard input. */
#include "cmd/cmd.h"

#include <errno.h>
#include <termios.h>
#include <unistd.h>

#include "model/audit.h"
#include "model/staff.h"
#include "util/date.h"
#include "util/str.h"
#include "util/utf8.h"

enum { LINE_MAX_BYTES = 4096 };

/* ---------------------------------------------------------------- keys */

static bool key(struct cmd *c, const char *file, struct secret_key **out)
{
    char why[SECRET_WHY];

    *out = secret_key(cmd_path(c, file), why);
    if (!*out)
        cmd_fail("%s", why);
    return *out != NULL;
}

/* The chain's key of the audit lives as long as the process. */
static bool open_audit(struct cmd *c)
{
    static struct secret_key chain;
    struct secret_key *root;

    if (!key(c, "keys/root.key", &root))
        return false;
    secret_subkey(&chain, root, "audit");
    secret_free(root);
    audit_key(&chain);
    return true;
}

static void note(struct db *db, const char *action, struct str detail)
{
    audit_add(db, &(struct audit){
                      .actor = S("cli"), .action = str_of(action), .detail = detail});
}

/* ---------------------------------------------------------------- password */

/* One line without its end; false: nothing came, or too much. */
static bool read_line(struct cmd *c, struct str *out)
{
    char *p = arena_alloc(&c->arena, LINE_MAX_BYTES, 1);
    size_t n = 0;
    ssize_t got;
    char ch;

    while ((got = read(STDIN_FILENO, &ch, 1)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || n == LINE_MAX_BYTES)
            return false;
        if (ch == '\n')
            break;
        p[n++] = ch;
    }
    if (n && p[n - 1] == '\r')
        n--;
    *out = (struct str){p, n};
    return n > 0;
}

static bool ask(struct cmd *c, const char *prompt, struct str *out)
{
    struct termios was, quiet;
    bool done;

    if (tcgetattr(STDIN_FILENO, &was) < 0)
        return read_line(c, out);
    quiet = was;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    fputs(prompt, stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    done = read_line(c, out);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
    fputc('\n', stderr);
    return done;
}

static bool new_password(struct cmd *c, struct str name, struct str *out)
{
    struct str again, wrong;

    if (!ask(c, "password: ", out)) {
        cmd_fail("no password: type it, or give it as one line on standard input");
        return false;
    }
    wrong = staff_password_complaint(&c->arena, *out, name);
    if (wrong.n) {
        cmd_fail("password refused: " STR_FMT, STR_ARG(wrong));
        return false;
    }
    if (isatty(STDIN_FILENO) &&
        (!ask(c, "once more: ", &again) || !str_eq(*out, again))) {
        cmd_fail("the two passwords differ: start again");
        return false;
    }
    return true;
}

/* Asks for a password, makes a seed; fills password and totp of the row. */
static bool new_secrets(struct cmd *c, struct staff *row, struct bytes *seed)
{
    struct secret_key *pepper = NULL, *totp = NULL;
    struct str password;
    bool done = false;

    if (!new_password(c, row->name, &password) || !key(c, "keys/pepper.key", &pepper) ||
        !key(c, "keys/totp.key", &totp))
        goto out;
    if (secret_password_make(&c->arena, password, secret_cost_chosen, pepper,
            &row->password) != SECRET_OK) {
        cmd_fail("not enough memory to hash the password: free some and try again");
        goto out;
    }
    *seed = staff_seed_make(&c->arena);
    row->totp = staff_seed_seal(&c->arena, totp, *seed, row->name);
    done = true;
out:
    secret_free(pepper);
    secret_free(totp);
    return done;
}

static void print_uri(struct cmd *c, const struct staff *row, struct bytes seed)
{
    struct str uri = totp_uri(&c->arena, seed, S(STAFF_ISSUER), row->name);

    printf(STR_FMT "\n", STR_ARG(uri));
}

/* ---------------------------------------------------------------- the four */

static bool name_ok(struct str name, const char *typed)
{
    if (name.n && utf8_valid(str_of(typed)) && utf8_len(name) <= STAFF_NAME)
        return true;
    cmd_fail("'%s' is no name: use 1 to %d characters", typed, STAFF_NAME);
    return false;
}

static int add(struct cmd *c, struct db *db, const char *typed, const char *role)
{
    struct staff row = {.name = staff_name(&c->arena, str_of(typed)), .role = str_of(role)};
    struct bytes seed;
    int64_t id;
    enum err e;

    if (!staff_role_name(row.role)[0])
        return cmd_fail("no role '%s': operator, supervisor, printer, editor, admin or "
                        "auditor", role);
    if (!name_ok(row.name, typed) || !new_secrets(c, &row, &seed))
        return CMD_FAILED;
    if (!db_begin(db))
        return cmd_fail("cannot write the database");
    e = staff_add(db, &row, &id);
    if (e == ERR_CONFLICT) {
        db_rollback(db);
        return cmd_fail("'%s' exists already: choose another name, or 'staff reset'", typed);
    }
    note(db, "staff.added",
        arena_fmt(&c->arena, STR_FMT " (%s)", STR_ARG(row.name), role));
    if (!db_commit(db))
        return cmd_fail("'%s' could not be saved: see the lines above", typed);
    print_uri(c, &row, seed);
    return CMD_OK;
}

static bool find(struct cmd *c, struct db *db, const char *typed, struct staff *row)
{
    if (staff_by_name(db, staff_name(&c->arena, str_of(typed)), row))
        return true;
    cmd_fail("no member of staff '%s': 'staff list' shows them", typed);
    return false;
}

static int disable(struct cmd *c, struct db *db, const char *typed)
{
    struct staff row;
    enum err e;

    if (!find(c, db, typed, &row))
        return CMD_FAILED;
    if (!db_begin(db))
        return cmd_fail("cannot write the database");
    e = staff_disable(db, row.id);
    if (e == OK)
        note(db, "staff.disabled", row.name);
    if (!db_commit(db))
        return cmd_fail("'%s' could not be saved: see the lines above", typed);
    printf("%s '%s'\n", e == OK ? "disabled" : "was disabled before:", typed);
    return CMD_OK;
}

static int reset(struct cmd *c, struct db *db, const char *typed)
{
    struct staff row;
    struct bytes seed;

    if (!find(c, db, typed, &row) || !new_secrets(c, &row, &seed))
        return CMD_FAILED;
    if (!db_begin(db))
        return cmd_fail("cannot write the database");
    staff_reset(db, &row);
    note(db, "staff.reset", row.name);
    if (!db_commit(db))
        return cmd_fail("'%s' could not be saved: see the lines above", typed);
    print_uri(c, &row, seed);
    return CMD_OK;
}

static int list(struct cmd *c, struct db *db)
{
    struct staff_list l = staff_list(db);

    for (size_t i = 0; i < l.n; i++) {
        const struct staff *s = &l.v[i];
        struct str seen = s->login_at
            ? date_text(&c->arena, date_tokyo(s->login_at)) : S("never");

        printf(STR_FMT "\t" STR_FMT "\t%s\tlast login " STR_FMT "\n", STR_ARG(s->name),
            STR_ARG(s->role),
            s->disabled_at ? "disabled" : s->enrolled_at ? "active" : "not enrolled",
            STR_ARG(seen));
    }
    return db_broken(db) ? cmd_fail("the list could not be read") : CMD_OK;
}

static int run(struct cmd *c, int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    bool adds = strcmp(verb, "add") == 0 && argc == 5 && strcmp(argv[3], "--role") == 0;
    bool named = argc == 3 && (strcmp(verb, "disable") == 0 || strcmp(verb, "reset") == 0);
    bool lists = strcmp(verb, "list") == 0 && argc == 2;
    struct db *db;
    int status;

    if (!adds && !named && !lists)
        return cmd_usage(c);
    db = cmd_db(c, lists ? DB_READ : DB_WRITE);
    if (!db)
        return CMD_FAILED;
    db_as(db, &c->arena, DB_ALL);
    if (!lists && !open_audit(c))
        status = CMD_FAILED;
    else if (adds)
        status = add(c, db, argv[2], argv[4]);
    else if (lists)
        status = list(c, db);
    else
        status = verb[0] == 'd' ? disable(c, db, argv[2]) : reset(c, db, argv[2]);
    db_close(db);
    return status;
}

const struct command staff_command = {"staff",
    "add NAME --role operator|supervisor|printer|editor|admin|auditor | list | "
    "disable NAME | reset NAME",
    "makes, lists, disables members of staff, or gives one a new password and second factor",
    run};
