/* letters.c: madoguchi letters issue|resume|status|verify: the mailings. */
#include "cmd/cmd.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/letters_lint.h"
#include "cmd/letters_options.h"
#include "cmd/letters_print.h"
#include "job/letters.h"
#include "model/audit.h"
#include "model/credential.h"
#include "model/letter.h"
#include "model/letter_request.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "util/date.h"
#include "util/str.h"

/* Of letters that were asked for: the one that speaks of no deadline. */
#define REQUESTS_FORM "2022-08"

/* ---- issue */

/* The folder is ours alone: what is in it opens accounts. */
static int make_folder(struct cmd *c, const char *out, struct campaign *k)
{
    char full[PATH_MAX];

    if (!file_mkdir(out) || !realpath(out, full))
        return cmd_fail("cannot make the folder '%s': %m", out);
    if (chmod(full, 0700) < 0)
        return cmd_fail("cannot close the folder '%s' to others: %m", out);
    k->folder = arena_str(&c->arena, str_of(full));
    return CMD_OK;
}

static void audit(struct db *db, const char *action, const struct campaign *k)
{
    struct arena a = ARENA_INIT;

    audit_add(db, &(struct audit){.actor = S("cli"),
                      .action = str_of(action),
                      .detail = arena_fmt(&a,
                          "campaign " STR_FMT ", form " STR_FMT ", cut-off " STR_FMT
                          ", %lld letters",
                          STR_ARG(k->name), STR_ARG(k->form), STR_ARG(k->cutoff),
                          (long long)k->selected)});
    arena_release(&a);
}

static int plan(struct db *db, struct campaign *k)
{
    if (!db_begin(db))
        return cmd_fail("cannot write to the database");
    if (campaign_plan(db, k) != OK) {
        db_rollback(db);
        return cmd_fail("there is a campaign '" STR_FMT
                        "' already: choose another name, or "
                        "run 'letters resume'",
            STR_ARG(k->name));
    }
    if (k->requests)
        letter_request_planned(db, k->id);
    audit(db, "letters.planned", k);
    if (!db_commit(db) || db_broken(db))
        return cmd_fail(
            "the database refused the campaign '" STR_FMT "'", STR_ARG(k->name));
    return CMD_OK;
}

static int build(
    struct cmd *c, struct db *db, const struct letters_options *o, struct campaign *k)
{
    int64_t start, printed;
    struct campaign n = {.id = 0};
    char why[LETTERS_WHY];
    double s;
    int rc = letters_lint_before(c, db, o, k);

    if (rc)
        return rc;
    start = clock_mono_ms();
    if (!letters_run(db, c->data, k, &printed, why))
        return cmd_fail("%s; 'madoguchi letters resume --campaign " STR_FMT
                        "' goes on from there",
            why, STR_ARG(k->name));
    s = (double)(clock_mono_ms() - start) / 1000;
    db_as(db, &c->arena, DB_ALL);
    campaign_count(db, k->id, &n);
    letters_print_counts(&n);
    printf("%lld letters printed into '" STR_FMT "' in %.1f s (%.0f a second)\n",
        (long long)printed, STR_ARG(k->folder), s,
        (double)printed / (s > 0.001 ? s : 0.001));
    printf(
        "the PDF files are plain: whoever reads them can log in; the folder is closed to "
        "other users (0700)\n");
    return CMD_OK;
}

/* 再送 2026-11-21 with all who asked until then; another one that day: 再送 2026-11-21-2. */
static int issue_requests(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct campaign other;
    struct str today = date_text(&c->arena, date_tokyo(clock_now())), name;

    if (o->campaign || o->cutoff || o->kind || o->prefecture)
        return letters_bad("'--requests' makes its own selection and name: it goes with --form, "
                   "--limit, --posted, --valid-until and --out");
    name = arena_fmt(&c->arena, "再送 " STR_FMT, STR_ARG(today));
    for (int n = 2; campaign_by_name(db, name, &other); n++)
        name = arena_fmt(&c->arena, "再送 " STR_FMT "-%d", STR_ARG(today), n);
    o->campaign = name.p;
    o->cutoff = today.p;
    if (!o->form)
        o->form = REQUESTS_FORM;
    return CMD_OK;
}

static int issue(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct campaign k = {.id = 0};
    char why[LETTERS_WHY];
    int rc;

    if (o->requests && (rc = issue_requests(c, db, o)))
        return rc;
    if (!o->campaign || !o->form || !o->cutoff || !o->out)
        return letters_bad("'issue' needs --campaign, --form, --cutoff and --out; or "
                           "--requests and --out");
    rc = letters_options_campaign(c, o, &k);
    if (rc)
        return rc;
    if (o->requests && !letter_request_waiting(db)) {
        puts("nobody waits for a letter");
        return CMD_OK;
    }
    if ((rc = make_folder(c, o->out, &k)))
        return rc;
    if (!letters_form(&c->arena, c->data, k.form, why))
        return cmd_fail("the form '" STR_FMT "': %s", STR_ARG(k.form), why);
    if ((rc = plan(db, &k)))
        return rc;
    letters_print_selection(&k);
    return build(c, db, o, &k);
}

/* ---- the others */

static int resume(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct campaign k;

    if (!letters_find(db, o, &k))
        return o->campaign ? CMD_FAILED : CMD_USAGE;
    return build(c, db, o, &k);
}

static int verify(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct campaign k;
    char why[LETTERS_WHY];
    int64_t files;
    bool ok;

    if (!letters_find(db, o, &k))
        return o->campaign ? CMD_FAILED : CMD_USAGE;
    ok = letters_verify(db, &k, &files, why);
    db_as(db, &c->arena, DB_ALL);
    if (!ok)
        return cmd_fail("%s", why);
    printf("%lld files are as they were sealed\n", (long long)files);
    return CMD_OK;
}

static int status(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct campaign_list all;
    struct campaign k;

    (void)c;
    if (o->campaign) {
        if (!letters_find(db, o, &k))
            return CMD_FAILED;
        letters_print_campaign(db, &k);
        return CMD_OK;
    }
    all = campaign_all(db);
    for (size_t i = 0; i < all.n; i++)
        printf("%-4.*s %8lld selected  form " STR_FMT "  cut-off " STR_FMT "  " STR_FMT
               "\n",
            STR_ARG(all.v[i].state), (long long)all.v[i].selected, STR_ARG(all.v[i].form),
            STR_ARG(all.v[i].cutoff), STR_ARG(all.v[i].name));
    if (!all.n)
        puts("no campaigns yet");
    return CMD_OK;
}

/* All of N,N,N into one new chunk, or none of them. */
static int move_letters(
    struct db *db, const char *list, const struct campaign *k, const struct chunk *chunk)
{
    struct str rest = str_of(list);

    while (rest.p) {
        struct str word = str_trim(str_cut(rest, ',', &rest));
        struct letter l = {.campaign = k->id, .chunk = chunk->seq};

        if (!str_int(word, 1, 999999999, &l.id))
            return letters_bad(
                "'--letter " STR_FMT "' is not the number of a letter", STR_ARG(word));
        switch (letter_reissue(db, &l)) {
        case OK:
            break;
        case ERR_NOT_FOUND:
            return cmd_fail("no letter " STR_FMT " in the campaign", STR_ARG(word));
        default:
            return cmd_fail("letter " STR_FMT
                            " cannot be issued again: its login was used, or "
                            "it is not written yet",
                STR_ARG(word));
        }
    }
    return CMD_OK;
}

static int reissue(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct campaign k, days = {.id = 0};
    struct chunk chunk;
    struct letters_options dates = {
        .cutoff = "2000-01-01", .posted = o->posted, .valid_until = o->valid_until};
    int rc;

    if (!letters_find(db, o, &k))
        return o->campaign ? CMD_FAILED : CMD_USAGE;
    if (!o->letter)
        return letters_bad("'reissue' needs --campaign and --letter N[,N...]");
    if ((rc = letters_options_days(c, &dates, &days)))
        return rc;
    chunk = (struct chunk){
        .campaign = k.id, .posted_on = days.posted_on, .valid_until = days.valid_until};
    if (!db_begin(db))
        return cmd_fail("cannot write to the database");
    chunk_add(db, &chunk);
    rc = move_letters(db, o->letter, &k, &chunk);
    if (rc) {
        db_rollback(db);
        return rc;
    }
    audit(db, "letters.reissued", &k);
    if (!db_commit(db) || db_broken(db))
        return cmd_fail("the database refused to issue the letters again");
    printf("issued again, valid until " STR_FMT ": '" STR_FMT "'\n",
        STR_ARG(chunk.valid_until), STR_ARG(chunk.file));
    return build(c, db, o, &k);
}

static const struct action {
    const char *name;
    enum db_mode mode;
    int (*run)(struct cmd *c, struct db *db, struct letters_options *o);
} actions[] = {
    {"issue", DB_WRITE, issue},
    {"resume", DB_WRITE, resume},
    {"lint", DB_WRITE, letters_lint_run},
    {"status", DB_READ, status},
    {"verify", DB_READ, verify},
    {"reissue", DB_WRITE, reissue},
};

/* Two runs at once would print some letters twice. The lock dies with the process. */
static bool lock(struct cmd *c)
{
    int fd = open(cmd_path(c, "letters.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    cmd_fail(
        "another 'letters' run is at work in '%s': wait until it has ended", c->data);
    return false;
}

static int run(struct cmd *c, const struct action *a, struct letters_options *o)
{
    char why[SECRET_WHY];
    static struct secret_key sub; /* the key of the audit outlives this run */
    struct secret_key *root, *key;
    struct db *db = cmd_db(c, a->mode);
    int rc;

    if (!db)
        return CMD_FAILED;
    db_as(db, &c->arena, DB_ALL);
    root = secret_key(cmd_path(c, "keys/root.key"), why);
    key = root ? secret_key(cmd_path(c, CREDENTIAL_KEY), why) : NULL;
    if (!key) {
        rc = cmd_fail("%s", why);
    } else {
        secret_subkey(&sub, root, "audit");
        audit_key(&sub);
        credential_key(key);
        rc = a->mode == DB_WRITE && !lock(c) ? CMD_FAILED : a->run(c, db, o);
    }
    secret_free(key);
    secret_free(root);
    db_close(db);
    return rc;
}

static int letters(struct cmd *c, int argc, char **argv)
{
    struct letters_options o = {.campaign = NULL};
    int rc;

    for (size_t i = 0; argc > 1 && i < COUNT(actions); i++) {
        if (strcmp(argv[1], actions[i].name) != 0)
            continue;
        rc = letters_options_read(&o, argc, argv);
        return rc ? rc : run(c, &actions[i], &o);
    }
    return cmd_usage(c);
}

const struct command letters_command = {"letters",
    "issue --campaign NAME --form 2022-08|2023-02|2025 --cutoff YYYY-MM-DD --out DIR"
    " [--kind KIND] [--prefecture NN] [--limit N] [--posted DAY] [--valid-until DAY]"
    " [--supersede] [--leave-out] | issue --requests --out DIR [--form FORM] [--limit N]"
    " [--leave-out] | lint --campaign NAME [--all] | lint --form FORM --cutoff YYYY-MM-DD"
    " [--kind KIND] [--prefecture NN] [--limit N] [--supersede] [--all]"
    " | resume --campaign NAME [--leave-out] | status [--campaign NAME]"
    " | verify --campaign NAME | reissue --campaign NAME --letter N[,N...] [--leave-out]",
    "issues provisional logins and writes the guidance letters as PDF files", letters};
