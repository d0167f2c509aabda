/* import_holidays.c: public holidays, as day and name. The Cabinet Office's own list
 * (syukujitsu.csv, Shift_JIS, 2023/1/1) can be read as it is. */
#include "job/import.h"
#include "model/holiday.h"
#include "util/str.h"

enum { FEWEST = 9 }; /* holidays of a whole year since 1949 */

struct day {
    struct date date;
    struct str name;
    int64_t line;
};

struct list {
    struct day *v;
    size_t n, cap;
};

static bool listed(const struct list *l, struct date d)
{
    for (size_t i = 0; i < l->n; i++)
        if (date_cmp(l->v[i].date, d) == 0)
            return true;
    return false;
}

static void read_line(struct list *l, struct arena *a, const struct csv_row *row,
    const struct import_opts *o, struct import_report *r)
{
    struct str day = row->v[0], name = row->n > 1 ? str_trim(row->v[1]) : S("");
    const char *why = NULL;
    struct date d = {0, 0, 0};

    if (date_parse(day, &d) != DATE_OK) {
        if (row->line == 1)
            return; /* the names of the columns */
        why = "must be a day as YYYY-MM-DD";
    } else if (!name.n) {
        why = "has no name: the second column must say it";
    } else if (listed(l, d)) {
        why = "is there twice";
    }
    r->rows++;
    if (why) {
        r->bad++;
        import_error(r, o->file, row->line, "day", day, why);
        return;
    }
    if (l->n == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 256;
        l->v = realloc(l->v, l->cap * sizeof(*l->v));
        if (!l->v)
            die("out of memory");
    }
    l->v[l->n++] = (struct day){d, arena_str(a, name), row->line};
}

static bool read_all(struct list *l, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r)
{
    const char *why;
    struct csv *csv = csv_open(f, &why);
    struct csv_row row;
    enum csv_got got;

    if (!csv) {
        buf_addf(&r->errors, "%s: %s\n", o->file, why);
        return false;
    }
    while ((got = csv_next(csv, &row)) != CSV_END) {
        if (got == CSV_ROW) {
            read_line(l, a, &row, o, r);
            continue;
        }
        r->rows++;
        r->bad++;
        import_error(r, o->file, row.line, NULL, S(""), csv_why(csv));
    }
    csv_close(csv);
    if (!l->n)
        buf_addf(&r->errors, "%s: no holidays in it: day,name is what a line must have\n",
            o->file);
    return l->n > 0;
}

static int of_year(const struct list *l, int year)
{
    int n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += l->v[i].date.year == year;
    return n;
}

/* Counts what differs from the table as it is, year by year. */
static void compare(struct db *db, const struct list *l, struct import_report *r)
{
    for (int year = 1; year <= 9999; year++) {
        int n = of_year(l, year);

        if (!n)
            continue;
        if (n < FEWEST) {
            r->suspicious++;
            buf_addf(&r->out, "suspicious: only %d holidays in %d; they replace the whole "
                              "year\n", n, year);
        }
        for (struct date d = {year, 1, 1}; d.year == year; d = date_add_days(d, 1))
            if (!listed(l, d) && holiday_in_db(db, d))
                r->missing++;
    }
    for (size_t i = 0; i < l->n; i++) {
        struct str was = holiday_text(db, l->v[i].date);

        r->same += str_eq(was, l->v[i].name);
        r->added += !was.n;
        r->changed += was.n && !str_eq(was, l->v[i].name);
    }
    buf_addf(&r->out, "%lld lines, %lld bad; new %lld, other names %lld, gone %lld, same "
                      "%lld\n",
        (long long)r->rows, (long long)r->bad, (long long)r->added, (long long)r->changed,
        (long long)r->missing, (long long)r->same);
}

static bool write_all(struct db *db, struct arena *a, const struct list *l)
{
    if (!db_begin(db))
        return false;
    for (size_t i = 0; i < l->n; i++)
        holiday_clear_year(db, l->v[i].date.year);
    for (size_t i = 0; i < l->n; i++)
        if (holiday_add(db, date_text(a, l->v[i].date), l->v[i].name) != OK)
            die("import: a holiday conflicts");
    return db_commit(db);
}

void import_holidays(struct db *db, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r)
{
    struct list l = {NULL, 0, 0};

    db_as(db, a, DB_ALL);
    if (read_all(&l, a, f, o, r)) {
        compare(db, &l, r);
        if (r->bad && !o->partial)
            buf_puts(&r->out, "nothing was changed: correct the lines, or take the good "
                              "ones with --partial\n");
        else
            r->done = o->dry_run || write_all(db, a, &l);
    }
    free(l.v);
}
