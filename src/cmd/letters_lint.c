/* letters_lint.c: see letters_lint.h. */
#include "cmd/letters_lint.h"

#include "job/letters.h"
#include "job/letters_lint.h"
#include "model/audit.h"
#include "util/str.h"

enum { LISTED = 10 };

bool letters_find(struct db *db, const struct letters_options *o, struct campaign *k)
{
    if (!o->campaign)
        letters_bad("'--campaign NAME' is missing");
    else if (campaign_by_name(db, str_of(o->campaign), k))
        return true;
    else
        cmd_fail("no campaign '%s': 'letters status' lists them", o->campaign);
    return false;
}

/* ---- what is said */

/* The reason's first word is its id; what follows is what it speaks of. */
static void print_kind(const struct letters_kind *k)
{
    static const struct {
        const char *id, *what, *next;
    } words[] = {
        {"empty", "would get no words for the paragraph",
            "add a 'when' or 'otherwise' for them to that block of the form"},
        {"double", "would get two wordings of the paragraph",
            "make the classes behind 'when' in that block exclude each other"},
        {"no_words", "would get a letter without a paragraph", "add words to the form"},
        {"no_field", "would get a letter without the field",
            "add that 'field' to the form"},
        {"no_value", "have in the master no", "import a master that has it"},
        {"overflow", "would get words that run over; line and text:",
            "shorten the text, or give it more room"},
    };
    struct str rest, id = str_cut(k->reason, ' ', &rest);

    if (!str_is(k->state, "faulty")) {
        printf(
            "%8lld would be blocked: " STR_FMT "\n", (long long)k->n, STR_ARG(k->reason));
        return;
    }
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(id, words[i].id))
            printf("%8lld institutions %s '" STR_FMT
                   "' (%s)\n%10s%s, or leave them out\n",
                (long long)k->n, words[i].what, STR_ARG(rest.p ? rest : S("")),
                words[i].id, "", words[i].next);
}

static void print_found(const struct letters_found *f, bool all)
{
    printf("%lld letters checked in %.1f s: %lld would be faulty, %lld blocked\n",
        (long long)f->checked, f->seconds, (long long)f->faulty, (long long)f->blocked);
    for (size_t i = 0; i < f->kinds.n; i++) {
        const struct letters_kind *k = &f->kinds.v[i];
        int64_t said = 0;

        print_kind(k);
        for (size_t j = 0; j < f->all.n && (all || said < LISTED); j++) {
            const struct letters_finding *x = &f->all.v[j];

            if (!str_eq(x->reason, k->reason) || !str_eq(x->state, k->state))
                continue;
            printf("%10s" STR_FMT "-" STR_FMT "-" STR_FMT "\n", "", STR_ARG(x->pref),
                STR_ARG(x->score_table), STR_ARG(x->code));
            said++;
        }
        if (said < k->n)
            printf(
                "%10sand %lld more: '--all' lists them\n", "", (long long)(k->n - said));
    }
}

/* ---- what is done */

static bool look(struct cmd *c, struct db *db, const struct campaign *k, struct arena *a,
    struct letters_found *found)
{
    char why[LETTERS_WHY];

    a->limit = SIZE_MAX / 2;
    if (letters_lint(db, a, c->data, k, found, why))
        return true;
    cmd_fail("the form '" STR_FMT "': %s", STR_ARG(k->form), why);
    return false;
}

static bool keep(
    struct db *db, const struct campaign *k, const struct letters_found *found)
{
    if (!db_begin(db))
        return false;
    letters_lint_save(db, k, found);
    return db_commit(db) && !db_broken(db);
}

/* A campaign that is not made. */
static int try_out(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct arena a = ARENA_INIT;
    struct letters_found found;
    struct campaign k = {.id = 0};
    int rc;

    o->campaign = "(lint)";
    if (!o->form || !o->cutoff)
        return letters_bad("'lint' needs --campaign, or --form and --cutoff");
    if ((rc = letters_options_campaign(c, o, &k)))
        return rc;
    if (!look(c, db, &k, &a, &found))
        rc = CMD_FAILED;
    else
        print_found(&found, o->all);
    rc = rc ? rc : found.faulty ? CMD_FAILED : CMD_OK;
    arena_release(&a);
    return rc;
}

int letters_lint_run(struct cmd *c, struct db *db, struct letters_options *o)
{
    struct arena a = ARENA_INIT;
    struct letters_found found;
    struct campaign k;
    int rc = CMD_OK;

    if (!o->campaign)
        return try_out(c, db, o);
    if (!letters_find(db, o, &k))
        return CMD_FAILED;
    if (!look(c, db, &k, &a, &found))
        rc = CMD_FAILED;
    else if (!keep(db, &k, &found))
        rc = cmd_fail("the database refused what was found");
    else
        print_found(&found, o->all);
    rc = rc ? rc : found.faulty ? CMD_FAILED : CMD_OK;
    arena_release(&a);
    return rc;
}

static bool leave_out(
    struct db *db, const struct campaign *k, const struct letters_found *found)
{
    struct arena a = ARENA_INIT;
    struct str detail = arena_fmt(&a, "campaign " STR_FMT ", %lld letters",
        STR_ARG(k->name), (long long)found->faulty);
    bool ok = db_begin(db);

    if (ok) {
        letter_leave_out(db, k->id);
        audit_add(db,
            &(struct audit){
                .actor = S("cli"), .action = S("letters.left_out"), .detail = detail});
        ok = db_commit(db) && !db_broken(db);
    }
    arena_release(&a);
    return ok;
}

int letters_lint_before(
    struct cmd *c, struct db *db, const struct letters_options *o, struct campaign *k)
{
    struct arena a = ARENA_INIT;
    struct letters_found found;
    int rc = CMD_OK;

    if (!look(c, db, k, &a, &found))
        rc = CMD_FAILED;
    else if (!keep(db, k, &found))
        rc = cmd_fail("the database refused what was found");
    else if (found.checked)
        print_found(&found, o->all);
    if (!rc && found.faulty && o->leave_out)
        rc = leave_out(db, k, &found)
                 ? CMD_OK
                 : cmd_fail("the database refused to leave letters out");
    else if (!rc && found.faulty)
        rc = cmd_fail(
            "nothing was printed: correct what is said above, then 'madoguchi letters "
            "resume --campaign " STR_FMT "'; with '--leave-out' the others are "
            "printed without them",
            STR_ARG(k->name));
    arena_release(&a);
    return rc;
}
