/* import_undo.c: takes an import of institutions back: new ones go, changed ones become what
 * they were. Only the newest import can go, so that no row has changed since. */
#include "job/import.h"
#include "model/import_run.h"
#include "model/institution.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"

enum { NAMED = 10, AT_ONCE = 200 };

struct undo {
    struct db *db;
    struct arena *a;
    struct import_report *r;
    struct import_run run;
};

static const char *day(struct undo *u, int64_t at)
{
    return date_text(u->a, date_tokyo(at)).p;
}

static bool choose(struct undo *u, int64_t id)
{
    struct import_run newest = {.id = 0};
    bool any = import_run_newest(u->db, &newest);
    struct buf *errors = &u->r->errors;

    u->run = newest;
    if (!id && !any)
        buf_puts(errors, "there is no import to undo\n");
    else if (id && !import_run_get(u->db, id, &u->run))
        buf_addf(errors, "no import %lld: 'import runs' lists them\n", (long long)id);
    else if (u->run.undone_at)
        buf_addf(errors, "import %lld was undone on %s already\n", (long long)id,
            day(u, u->run.undone_at));
    else if (u->run.id != newest.id)
        buf_addf(errors, "import %lld is not the last one: undo import %lld first\n",
            (long long)id, (long long)newest.id);
    else if (u->run.at < clock_now() - IMPORT_KEPT_S)
        buf_addf(errors, "import %lld is of %s, older than 30 days: what it changed is not "
                         "kept any more; import a list that is right\n",
            (long long)u->run.id, day(u, u->run.at));
    else
        return true;
    return false;
}

/* An institution that somebody works with already can't be taken away. */
static bool unused(struct undo *u, int64_t first)
{
    struct institutions l = institution_in_use(u->db, first, u->run.last_id, NAMED + 1);

    for (size_t i = 0; i < l.n && i < NAMED; i++) {
        const struct institution *row = &l.v[i];

        buf_addf(&u->r->errors, "institution " STR_FMT "-" STR_FMT "-" STR_FMT " ",
            STR_ARG(row->pref), STR_ARG(row->score_table), STR_ARG(row->code));
        import_quote(&u->r->errors, row->name);
        buf_addf(&u->r->errors, " was added by it and has %s by now\n",
            str_is(row->words, "account")  ? "an account"
            : str_is(row->words, "letter") ? "a letter"
                                           : "a provisional login");
    }
    if (l.n)
        buf_addf(&u->r->errors, "import %lld cannot be undone because of %s; import a list "
                                "that is right\n",
            (long long)u->run.id,
            l.n > NAMED ? "these institutions and more" : "what is named above");
    return l.n == 0;
}

static bool remove_new(struct undo *u, int64_t first)
{
    struct arena a = ARENA_INIT;
    bool ok = true;

    for (int64_t id = u->run.last_id; ok && id >= first; id--) {
        struct institution row;

        db_as(u->db, &a, DB_ALL);
        ok = institution_get(u->db, id, &row) && institution_remove(u->db, &a, &row) == OK;
        if (id % 64 == 0)
            arena_reset(&a);
    }
    arena_release(&a);
    return ok;
}

static bool restore_changed(struct undo *u)
{
    int64_t left = u->run.changed + u->run.closed, after = 0;
    struct arena a = ARENA_INIT;
    struct institutions l;
    bool ok = true;

    do {
        arena_reset(&a);
        db_as(u->db, &a, DB_ALL);
        l = institution_kept(u->db, u->run.id, after, AT_ONCE);
        for (size_t i = 0; ok && i < l.n; i++, left--) {
            struct institution is;

            after = l.v[i].id;
            ok = institution_get(u->db, after, &is) &&
                 institution_restore(u->db, &a, &is, &l.v[i]) == OK;
        }
    } while (ok && l.n);
    arena_release(&a);
    return ok && left == 0;
}

static bool take_back(struct undo *u)
{
    bool ok = remove_new(u, u->run.last_id - u->run.added + 1) && restore_changed(u);

    db_as(u->db, u->a, DB_ALL);
    import_run_undone(u->db, u->run.id);
    import_audit(u->db, "import.undone",
        arena_fmt(u->a, STR_FMT "（%s）: 取り消した新規 %lld、元に戻した変更 %lld、廃止 %lld",
            STR_ARG(u->run.file), day(u, u->run.at), (long long)u->run.added,
            (long long)u->run.changed, (long long)u->run.closed));
    return ok;
}

void import_undo(struct db *db, struct arena *a, int64_t run, struct import_report *r)
{
    struct undo u = {.db = db, .a = a, .r = r};
    bool may, ok;

    db_as(db, a, DB_ALL);
    if (!db_begin(db)) {
        buf_puts(&r->errors, "the database cannot be written\n");
        return;
    }
    may = choose(&u, run) && unused(&u, u.run.last_id - u.run.added + 1);
    ok = may && take_back(&u);
    if (ok)
        r->done = db_commit(db);
    else
        db_rollback(db);
    if (may && !r->done)
        buf_addf(&r->errors, "import %lld could not be undone, nothing was changed: run "
                             "'check'\n", (long long)u.run.id);
    if (r->done)
        buf_addf(&r->out, "import %lld of '" STR_FMT "' undone: %lld institutions taken "
                          "away, %lld as they were before\n",
            (long long)u.run.id, STR_ARG(u.run.file), (long long)u.run.added,
            (long long)(u.run.changed + u.run.closed));
}
