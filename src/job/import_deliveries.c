/* import_deliveries.c: a maker's plan from a file, by command. The same steps as on the
 * staff pages: compared, kept, applied; the rows that do not fit are told and left out,
 * and the mails wait until somebody of the staff lets them go. */
#include "job/import.h"
#include "model/audit.h"
#include "model/delivery.h"
#include "model/reader.h"
#include "util/str.h"

enum { MOST = 1000, MEMORY = 512 * 1024 * 1024 };

static void tell_refused(
    struct db *db, int64_t id, const char *file, struct import_report *r)
{
    for (int64_t skip = 0;; skip += MOST) {
        struct delivery_rows l = delivery_rows_of(db, id, S("refused"), skip, MOST);

        for (size_t i = 0; i < l.n; i++)
            import_error(r, file, l.v[i].line, plan_column_names[PLAN_NUMBER],
                l.v[i].about.n ? l.v[i].about : l.v[i].number,
                plan_fault_reason(l.v[i].reason));
        if (l.n < MOST)
            return;
    }
}

static void tell(
    const struct delivery *d, const struct import_opts *o, struct import_report *r)
{
    r->rows = d->rows;
    r->bad = d->refused + d->moved;
    r->changed = o->dry_run ? d->changes : d->applied;
    r->same = d->same;
    r->suspicious = d->warned;
    buf_addf(&r->out,
        "%lld lines: %s %lld, same %lld, not taken %lld, on days off or far "
        "ahead %lld\n",
        (long long)d->rows, o->dry_run ? "would change" : "changed",
        (long long)r->changed, (long long)d->same, (long long)r->bad,
        (long long)d->warned);
    if (!o->dry_run && d->waiting)
        buf_addf(&r->out,
            "%lld mails wait: somebody of the staff lets them go at "
            "/staff/orders/import/%lld\n",
            (long long)d->waiting, (long long)d->id);
}

static bool known_maker(struct db *db, struct str maker)
{
    struct readers l = reader_all(db);

    for (size_t i = 0; i < l.n; i++)
        if (str_eq(l.v[i].maker, maker))
            return true;
    return !maker.n;
}

static bool apply(struct db *db, struct arena *a, struct delivery *d)
{
    struct order_by by = {ORDER_BY_STAFF, S("cli")};

    if (delivery_apply(db, a, d, &by) != OK)
        return false;
    audit_add(db, &(struct audit){.actor = S("cli"),
                      .action = S("delivery.applied"),
                      .detail = arena_fmt(a, "%lld " STR_FMT " " STR_FMT " %lld行",
                          (long long)d->id, STR_ARG(d->maker), STR_ARG(d->file),
                          (long long)d->applied)});
    return true;
}

/* All in one transaction; kept if something changes. */
static void keep(struct db *db, struct arena *a, const struct plan *plan,
    const struct import_opts *o, struct import_report *r)
{
    bool changes, ok = db_begin(db);
    struct delivery d;

    ok = ok && delivery_preview(
                   db, plan, a, str_of(o->file), str_of(o->maker), S("cli"), &d) == OK;
    changes = ok && d.changes && !o->dry_run;
    if (changes)
        ok = apply(db, a, &d);
    if (ok) {
        tell_refused(db, d.id, o->file, r);
        tell(&d, o, r);
    }
    if (changes && ok && !db_broken(db))
        ok = db_commit(db);
    else
        db_rollback(db);
    if (!ok)
        buf_addf(&r->errors,
            "%s: could not be written, nothing was changed: run the import "
            "again\n",
            o->file);
    r->done = ok && r->bad < r->rows;
}

void import_deliveries(struct db *db, struct arena *a, FILE *f,
    const struct import_opts *o, struct import_report *r)
{
    struct arena big = ARENA_INIT;
    enum plan_file why;
    struct plan plan;

    big.limit = MEMORY;
    db_as(db, a, DB_ALL);
    if (!known_maker(db, str_of(o->maker))) {
        buf_addf(&r->errors,
            "no maker '%s' in the catalogue: write its name as it stands there\n",
            o->maker);
        return;
    }
    why = plan_read(f, &big, &plan);
    if (why != PLAN_READ)
        buf_addf(&r->errors, "%s: %s\n", o->file, plan_file_reason(why));
    else
        keep(db, a, &plan, o, r);
    arena_release(&big);
}
