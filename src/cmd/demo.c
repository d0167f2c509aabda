/* demo.c: a data directory to try everything with: an invented master, registered
 * institutions, one campaign with its letters, one member of staff of each role. */
#include "cmd/cmd.h"

#include "job/demo.h"
#include "job/import.h"
#include "model/account.h"
#include "model/audit.h"
#include "model/credential.h"
#include "model/institution.h"
#include "model/letter_request.h"
#include "model/staff.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "util/buf.h"
#include "util/date.h"
#include "util/str.h"

extern const struct command init_command, letters_command;
extern const char demo_programme_sql[];

enum { INSTITUTIONS = 3000, REGISTERED = 250, LOST_FROM = 1500 };
enum { VALID_DAYS = 60, ORDERS = 60 };
#define LETTERS "500"

/* Printed, and good for nothing but a demo. */
#define PASSWORD       "Madoguchi2026"
#define STAFF_PASSWORD "Madoguchi-desk-2026"

struct demo {
    struct cmd *c;
    struct db *db;
    struct secret_key *pepper, *totp;
    struct account account; /* every registered login has this one's password */
    int64_t n;
    int64_t ordering[ORDERS]; /* institutions that have ordered; not the first, whose login
                               * is printed */
    size_t n_ordering;
    bool failed;
    struct buf said; /* the logins, printed and kept in DIR/demo-logins.txt */
};

static bool open_keys(struct demo *d)
{
    static struct secret_key audit;
    char why[SECRET_WHY];
    struct secret_key *root = secret_key(cmd_path(d->c, "keys/root.key"), why), *credential;

    if (!root || !(d->pepper = secret_key(cmd_path(d->c, "keys/pepper.key"), why)) ||
        !(d->totp = secret_key(cmd_path(d->c, "keys/totp.key"), why)) ||
        !(credential = secret_key(cmd_path(d->c, CREDENTIAL_KEY), why))) {
        cmd_fail("%s", why);
        return false;
    }
    secret_subkey(&audit, root, "audit");
    secret_free(root);
    audit_key(&audit);
    credential_key(credential);
    return true;
}

static bool import(struct demo *d)
{
    struct import_report r = IMPORT_REPORT_INIT;
    struct import_opts o = {.file = "demo"};
    FILE *f = tmpfile();

    if (!f)
        return false;
    demo_master(f, INSTITUTIONS);
    rewind(f);
    import_institutions(d->db, &d->c->arena, f, &o, &r);
    fclose(f);
    if (!r.done)
        fwrite(r.errors.p, 1, r.errors.n, stderr);
    import_report_release(&r);
    return r.done;
}

/* ---------------------------------------------------------------- registered ones */

static void register_one(struct demo *d, const struct institution *i, bool confirmed)
{
    struct arena *a = &d->c->arena;
    struct account row = d->account;
    struct letter_request asked;

    row.mail = arena_fmt(a, "demo-%04lld@example.jp", (long long)++d->n);
    row.name = i->name;
    row.founder = i->founder.n ? i->founder : S("開設者");
    row.phone = i->phone.n ? i->phone : S("03-0000-0000");
    if (d->n % 10 == 8) /* by a mail link; nobody has proved it yet */
        row.proof = S("");
    db_as(d->db, a, i->id);
    if (account_register(d->db, a, &row, &row.id) != OK)
        d->failed = true;
    if (confirmed && account_confirmed(d->db, row.id, row.mail) != OK)
        d->failed = true;
    if (d->n == 2 && letter_request_ask(d->db, i, S("-"), REGISTERED, &asked) != LETTER_ASKED)
        d->failed = true; /* its pages show it, with the button that stops it */
    audit_add(d->db, &(struct audit){.actor = S("cli"), .institution = i->id,
                         .action = S("account.registered"), .detail = S("デモ")});
    db_as(d->db, a, DB_ALL);
    if (d->n > 1 && d->n_ordering < ORDERS)
        d->ordering[d->n_ordering++] = i->id;
}

/* Every twelfth institution that is open has a login already. */
static bool register_some(struct demo *d)
{
    struct arena *a = &d->c->arena;
    char today[11];
    struct institution i;

    clock_today(today);
    d->account = (struct account){.contact = S("見本　花子"), .proof = S("letter")};
    if (secret_password_make(a, S(PASSWORD), secret_cost_chosen, d->pepper,
            &d->account.stored) != SECRET_OK)
        return false;
    for (int64_t id = 1; d->n < REGISTERED && id <= INSTITUTIONS; id += 12)
        if (institution_get(d->db, id, &i) && !institution_closed(&i, str_of(today)))
            register_one(d, &i, d->n % 5 != 4);
    if (!demo_new_facility(d->db, a, &i))
        return false;
    d->n_ordering--; /* its order is the last */
    register_one(d, &i, true);
    return !d->failed && demo_people(d->db, a, &d->account, 1, d->ordering[1], INSTITUTIONS) &&
        demo_orders(d->db, a, d->ordering, d->n_ordering) && demo_plan(d->db, a);
}

/* A letter's login that is known here; letters that were printed work as well. */
static bool issue_one(struct demo *d, struct str *login, struct str *password)
{
    char id[CREDENTIAL_LOGIN + 1], plain[CREDENTIAL_PASSWORD + 1];
    char printed[CREDENTIAL_PRINTED + 1];
    unsigned char salt[SECRET_SALT], hash[SECRET_SHA256];
    struct arena *a = &d->c->arena;
    struct credential row = {.generation = 1, .state = S("issued")};
    struct institution i;

    if (!institution_get(d->db, 2, &i))
        return false;
    credential_login_make(id, i.score_table, i.pref);
    credential_password_make(plain);
    credential_password_print(printed, plain);
    secret_random(salt, sizeof(salt));
    if (credential_hash(hash, str_of(plain), salt) != SECRET_OK)
        return false;
    row.institution = i.id;
    row.login = *login = arena_str(a, str_of(id));
    *password = arena_str(a, str_of(printed));
    row.hash = (struct bytes){hash, sizeof(hash)};
    row.salt = (struct bytes){salt, sizeof(salt)};
    row.valid_until = date_text(a, date_add_days(date_tokyo(clock_now()), VALID_DAYS));
    return credential_add(d->db, &row, &row.id) == OK;
}

/* ---------------------------------------------------------------- staff */

static bool add_staff(struct demo *d, struct str stored, const struct choice *role)
{
    struct arena *a = &d->c->arena;
    struct bytes seed = staff_seed_make(a);
    struct staff row = {.name = str_of(role->value), .role = str_of(role->value),
        .password = stored};
    int64_t id;

    row.totp = staff_seed_seal(a, d->totp, seed, row.name);
    if (staff_add(d->db, &row, &id) != OK)
        return false;
    buf_addf(&d->said, "  %-11s " STAFF_PASSWORD "  " STR_FMT "\n", role->value,
        STR_ARG(totp_uri(a, seed, S(STAFF_ISSUER), row.name)));
    return true;
}

static bool add_all_staff(struct demo *d)
{
    struct str stored;

    if (secret_password_make(&d->c->arena, S(STAFF_PASSWORD), secret_cost_chosen, d->pepper,
            &stored) != SECRET_OK)
        return false;
    buf_puts(&d->said,
        "staff, at /staff/login (name, password, seed for the authenticator app):\n");
    for (const struct choice *role = staff_roles; role->value; role++)
        if (!add_staff(d, stored, role))
            return false;
    return true;
}

/* ---------------------------------------------------------------- all of it */

static bool fill(struct demo *d, struct str *login, struct str *password)
{
    if (!open_keys(d) || !import(d))
        return false;
    db_as(d->db, &d->c->arena, DB_ALL);
    return db_begin(d->db) && demo_readers(d->db, &d->c->arena) && register_some(d) &&
        issue_one(d, login, password) && db_commit(d->db);
}

static int print_letters(struct cmd *c)
{
    struct str today = date_text(&c->arena, date_tokyo(clock_now()));
    char *argv[] = {(char *)"letters", (char *)"issue", (char *)"--campaign",
        (char *)"demo", (char *)"--form", (char *)"2023-02", (char *)"--cutoff",
        (char *)(uintptr_t)today.p, (char *)"--limit", (char *)LETTERS, (char *)"--out",
        (char *)(uintptr_t)cmd_path(c, "letters"), NULL};

    return letters_command.run(c, (int)COUNT(argv) - 1, argv);
}

static int demo(struct cmd *c, int argc, char **argv)
{
    struct demo d = {.c = c};
    char *init[] = {(char *)"init", NULL};
    struct str login, password;
    bool ok;

    (void)argv;
    if (argc != 1)
        return cmd_usage(c);
    if (init_command.run(c, 1, init) != CMD_OK)
        return CMD_FAILED;
    d.db = cmd_db(c, DB_WRITE);
    if (!d.db)
        return CMD_FAILED;
    ok = fill(&d, &login, &password);
    db_close(d.db);
    ok = ok && db_script(cmd_path(c, "portal.db"), demo_programme_sql);
    if (!ok || print_letters(c) != CMD_OK)
        return cmd_fail("the demo data could not be made in '%s'", c->data);
    d.db = cmd_db(c, DB_WRITE);
    db_as(d.db, &c->arena, DB_ALL);
    buf_addf(&d.said,
        "provisional login, as a letter prints it, at /login:\n  " STR_FMT "  " STR_FMT
        "\nregistered login, at /login:\n  demo-0001@example.jp  " PASSWORD "\n"
        "its colleagues, one who works and one who looks on:\n  " DEMO_STAFF "  " PASSWORD
        "\n  " DEMO_VIEWER "  " PASSWORD
        "\nwith two institutions, a clinic and a dental practice in one house:\n  " DEMO_TWO
        "  " PASSWORD "\nagent of two institutions, for a time:\n  " DEMO_AGENT "  " PASSWORD "\n"
        "with orders of card readers in every state:\n  demo-0002@example.jp to "
        "demo-0061@example.jp\nwith a change of founder or name, 確認中, 差戻し, 反映ずみ:\n"
        "  demo-0002@example.jp, demo-0003@example.jp, demo-0004@example.jp\nwith a provisional code, its order held:\n"
        "  demo-%04lld@example.jp  " PASSWORD "\n",
        STR_ARG(login), STR_ARG(password), (long long)d.n);
    ok = db_begin(d.db) && add_all_staff(&d);
    if (ok)
        demo_ways(d.db, &c->arena, LOST_FROM, INSTITUTIONS - 10);
    ok = ok &&
        demo_notices(d.db, &c->arena, INSTITUTIONS) &&
        demo_papers(d.db, &c->arena, c->data, INSTITUTIONS) &&
        demo_founders(d.db, &c->arena, c->data) && demo_review(d.db, &c->arena) &&
        db_commit(d.db) &&
        file_write(cmd_path(c, "demo-logins.txt"), 0600, d.said.p, d.said.n);
    printf("\n" STR_FMT, STR_ARG(buf_view(&d.said)));
    db_close(d.db);
    buf_release(&d.said);
    secret_free(d.pepper);
    secret_free(d.totp);
    return ok ? CMD_OK : cmd_fail("staff could not be added");
}

const struct command demo_command = {
    "demo", "", "makes a filled data directory to try everything with", demo};
