/* import_institutions.c: the master from a CSV file.
 *
 * Rows are matched by prefecture, score table and code. The table is held as one number
 * and one hash per row, so that comparing does not read it row by row; only rows that are
 * new or different are kept in memory until the file has been read to its end. */
#include "job/import_inst.h"

#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

const struct sheet_column inst_columns[INST_COLUMNS] = {
    [C_PREF] = {"pref_code", true},
    [C_TABLE] = {"score_table", true},
    [C_CODE] = {"code", true},
    [C_KIND] = {"kind", true},
    [C_NAME] = {"name", true},
    [C_KANA] = {"kana", false},
    [C_FOUNDER] = {"founder", false},
    [C_ZIP] = {"zip", false},
    [C_ADDRESS] = {"address", false},
    [C_PHONE] = {"phone", false},
    [C_BEDS] = {"beds", false},
    [C_ATTACHED] = {"attached_dental", false},
    [C_OBLIGED] = {"obliged", false},
    [C_DESIGNATED] = {"designated_on", false},
    [C_CLOSED] = {"closed_on", false},
};

static void mix(uint64_t *h, const void *p, size_t n)
{
    const unsigned char *c = p;

    for (size_t i = 0; i < n; i++)
        *h = (*h ^ c[i]) * 0x100000001B3ULL;
    *h = (*h ^ n) * 0x9E3779B97F4A7C15ULL;
    *h ^= *h >> 29;
}

static void mix_str(uint64_t *h, struct str s)
{
    mix(h, s.p, s.n);
}

/* Over the columns that the file has: what it does not say stays as it is. */
static uint64_t hash_row(const struct sheet *s, const struct institution *r)
{
    const struct str text[] = {[C_KIND] = r->kind, [C_NAME] = r->name, [C_KANA] = r->kana,
        [C_FOUNDER] = r->founder, [C_ZIP] = r->zip, [C_ADDRESS] = r->address,
        [C_PHONE] = r->phone, [C_DESIGNATED] = r->designated_on, [C_CLOSED] = r->closed_on};
    const int64_t number[] = {[C_BEDS] = r->beds, [C_ATTACHED] = r->attached_dental,
        [C_OBLIGED] = r->obliged};
    uint64_t h = 0xCBF29CE484222325ULL;

    for (size_t i = C_KIND; i < INST_COLUMNS; i++) {
        if (s->at[i] < 0)
            continue;
        if (i == C_BEDS || i == C_ATTACHED || i == C_OBLIGED)
            mix(&h, &number[i], sizeof(number[i]));
        else
            mix_str(&h, text[i]);
    }
    return h;
}

static uint64_t code_number(struct str pref, struct str table, struct str code)
{
    uint64_t v = 0;
    const struct str parts[] = {pref, table, code};

    for (size_t k = 0; k < COUNT(parts); k++)
        for (size_t i = 0; i < parts[k].n; i++)
            v = v * 10 + (uint64_t)(parts[k].p[i] - '0');
    return v; /* never 0: the prefecture is at least 01 */
}

/* The place of a code, or the free place where it belongs. */
static struct known *find(struct inst_import *im, uint64_t code)
{
    size_t i = (code * 0x9E3779B97F4A7C15ULL) >> im->shift;

    while (im->known[i].code && im->known[i].code != code)
        i = (i + 1) & im->mask;
    return &im->known[i];
}

static void grow(struct inst_import *im)
{
    struct known *old = im->known;
    size_t n = im->mask + 1;

    im->mask = n * 2 - 1;
    im->shift--;
    im->known = calloc(n * 2, sizeof(*im->known));
    if (!im->known)
        die("out of memory");
    for (size_t i = 0; i < n; i++)
        if (old[i].code)
            *find(im, old[i].code) = old[i];
    free(old);
}

static struct known *known_add(struct inst_import *im, uint64_t code)
{
    struct known *k;

    if (im->n_known * 2 > im->mask)
        grow(im);
    k = find(im, code);
    if (!k->code) {
        k->code = code;
        im->n_known++;
    }
    return k;
}

static bool remember(void *ctx, const void *row)
{
    struct inst_import *im = ctx;
    const struct institution *i = row;
    struct known *k = known_add(im, code_number(i->pref, i->score_table, i->code));

    k->id = i->id;
    k->hash = hash_row(&im->sheet, i);
    im->before++;
    return true;
}

/* ---- one line of the file */

static struct str plain(struct sheet *s, size_t col, size_t max)
{
    struct str v = sheet_cell(s, col);

    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] < 0x20 || v.p[i] == 0x7F) {
            sheet_bad(s, col, "a line break or control character in it");
            return S("");
        }
    if (v.n > max && utf8_len(v) > max)
        sheet_bad(s, col, "too long: at most 400 characters");
    return v;
}

static void read_code(struct sheet *s, struct institution *r)
{
    struct str pref = str_trim(sheet_cell(s, C_PREF)),
               table = str_trim(sheet_cell(s, C_TABLE)),
               code = str_trim(sheet_cell(s, C_CODE));
    enum code_fault why;
    struct code c;

    why = code_from_columns(pref, table, S("0000000"), &c);
    if (why)
        sheet_bad(s, why == CODE_TABLE || (pref.n == 2 && code_from_columns(pref, S("1"),
                           S("0000000"), &c) == CODE_OK) ? C_TABLE : C_PREF,
            code_reason(why));
    why = code_from_columns(S("01"), S("1"), code, &c);
    if (why)
        sheet_bad(s, C_CODE, code_reason(why));
    r->pref = pref;
    r->score_table = table;
    r->code = code;
}

static void read_kind(struct sheet *s, struct institution *r)
{
    r->kind = str_trim(sheet_cell(s, C_KIND));
    if (!*institution_kind_name(r->kind))
        sheet_bad(
            s, C_KIND, "must be hospital, clinic, dental, pharmacy or nursing");
}

static void read_zip(struct sheet *s, struct arena *a, struct institution *r)
{
    int64_t n;

    r->zip = text_digits(a, sheet_cell(s, C_ZIP));
    if (r->zip.n == 6)
        sheet_bad(s, C_ZIP, code_reason(CODE_ZERO_LOST));
    else if (r->zip.n && (r->zip.n != 7 || !str_int(r->zip, 0, 9999999, &n)))
        sheet_bad(s, C_ZIP, "must have 7 digits or be empty");
}

static int64_t read_number(
    struct sheet *s, size_t col, int64_t max, int64_t if_empty, const char *reason)
{
    struct str v = str_trim(sheet_cell(s, col));
    int64_t n = if_empty;

    if (v.n && !str_int(v, 0, max, &n))
        sheet_bad(s, col, reason);
    return n;
}

static struct str read_day(struct sheet *s, struct arena *a, size_t col)
{
    struct date d;

    switch (date_parse(sheet_cell(s, col), &d)) {
    case DATE_EMPTY:
        return S("");
    case DATE_OK:
        return date_text(a, d);
    case DATE_NO_DAY:
        sheet_bad(s, col, "no such day");
        break;
    case DATE_UNCLEAR:
    case DATE_NO_ERA_YEAR:
        sheet_bad(s, col, "must be a day as YYYY-MM-DD, or empty");
    }
    return S("");
}

/* Reads and checks one record; its texts live in the sheet's row and in a. */
static bool read_row(struct sheet *s, struct arena *a, struct institution *r)
{
    *r = (struct institution){.id = 0};
    read_code(s, r);
    read_kind(s, r);
    r->name = plain(s, C_NAME, INST_TEXT_MAX);
    if (!text_clean(a, utf8_head(r->name, 3)).n && !text_clean(a, r->name).n && !s->row_bad)
        sheet_bad(s, C_NAME, "empty; every institution has a name");
    r->kana = plain(s, C_KANA, INST_TEXT_MAX);
    r->founder = plain(s, C_FOUNDER, INST_TEXT_MAX);
    r->address = plain(s, C_ADDRESS, INST_TEXT_MAX);
    r->phone = plain(s, C_PHONE, INST_TEXT_MAX);
    read_zip(s, a, r);
    r->beds = read_number(s, C_BEDS, 9999, 0, "must be a number from 0 to 9999");
    r->attached_dental = read_number(s, C_ATTACHED, 1, 0, "must be 0 or 1");
    r->obliged = read_number(s, C_OBLIGED, 1, DUTY_UNKNOWN, "must be 0 or 1");
    r->designated_on = read_day(s, a, C_DESIGNATED);
    r->closed_on = read_day(s, a, C_CLOSED);
    return !s->row_bad;
}

/* What the file does not say of a known institution stays. */
static void keep_missing(
    const struct sheet *s, const struct institution *old, struct institution *row)
{
    row->kana = s->at[C_KANA] < 0 ? old->kana : row->kana;
    row->founder = s->at[C_FOUNDER] < 0 ? old->founder : row->founder;
    row->zip = s->at[C_ZIP] < 0 ? old->zip : row->zip;
    row->address = s->at[C_ADDRESS] < 0 ? old->address : row->address;
    row->phone = s->at[C_PHONE] < 0 ? old->phone : row->phone;
    row->beds = s->at[C_BEDS] < 0 ? old->beds : row->beds;
    row->attached_dental =
        s->at[C_ATTACHED] < 0 ? old->attached_dental : row->attached_dental;
    row->obliged = s->at[C_OBLIGED] < 0 ? old->obliged : row->obliged;
    row->designated_on =
        s->at[C_DESIGNATED] < 0 ? old->designated_on : row->designated_on;
    row->closed_on = s->at[C_CLOSED] < 0 ? old->closed_on : row->closed_on;
}

static struct institution kept(struct arena *a, const struct institution *r)
{
    struct institution k = *r;
    struct str *const texts[] = {&k.pref, &k.score_table, &k.code, &k.kind, &k.name, &k.kana,
        &k.founder, &k.zip, &k.address, &k.phone, &k.designated_on, &k.closed_on};

    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i] = texts[i]->n ? arena_str(a, *texts[i]) : S("");
    return k;
}

static void push(struct inst_import *im, const struct institution *row, int64_t old_id)
{
    if (im->n_changes == im->cap) {
        im->cap = im->cap ? im->cap * 2 : 1024;
        im->changes = realloc(im->changes, im->cap * sizeof(*im->changes));
        if (!im->changes)
            die("out of memory");
    }
    im->changes[im->n_changes++] =
        (struct inst_change){im->sheet.row.line, old_id, kept(im->keep, row)};
}

static void take(struct inst_import *im, const struct institution *row)
{
    struct known *k = known_add(im, code_number(row->pref, row->score_table, row->code));

    if (k->line) {
        char why[80];

        snprintf(why, sizeof(why), "the same code stands in line %lld", (long long)k->line);
        sheet_bad(&im->sheet, C_CODE, why);
        return;
    }
    k->line = im->line = im->sheet.row.line;
    im->seen += k->id != 0;
    inst_look(im, row);
    if (k->id && k->hash == hash_row(&im->sheet, row))
        im->r->same++;
    else
        push(im, row, k->id);
}

static void read_all(struct inst_import *im)
{
    struct arena line = ARENA_INIT;
    struct institution row;

    while (sheet_next(&im->sheet)) {
        if (read_row(&im->sheet, &line, &row))
            take(im, &row);
        arena_reset(&line);
    }
    arena_release(&line);
}

/* ---- writing */

static bool write_one(struct inst_import *im, struct arena *a, struct inst_change *c)
{
    struct institution old;
    enum err e;

    if (!c->old_id)
        return institution_add(im->db, a, &c->row) == OK;
    if (!institution_get(im->db, c->old_id, &old))
        return false;
    keep_missing(&im->sheet, &old, &c->row);
    e = institution_change(im->db, a, &old, &c->row);
    return e == OK;
}

static bool write_all(struct inst_import *im)
{
    struct arena a = ARENA_INIT;
    bool ok = db_begin(im->db);

    for (size_t i = 0; ok && i < im->n_changes; i++) {
        db_as(im->db, &a, DB_ALL);
        ok = write_one(im, &a, &im->changes[i]) && !db_broken(im->db);
        if (i % 64 == 0)
            arena_reset(&a);
    }
    if (ok)
        ok = db_commit(im->db);
    else
        db_rollback(im->db);
    arena_release(&a);
    return ok;
}

static void compare(struct inst_import *im)
{
    for (size_t i = 0; i < im->n_changes; i++) {
        struct inst_change *c = &im->changes[i];
        struct arena a = ARENA_INIT;
        struct institution old;

        im->line = c->line;
        db_as(im->db, &a, DB_ALL);
        if (!c->old_id) {
            im->r->added++;
        } else if (institution_get(im->db, c->old_id, &old)) {
            keep_missing(&im->sheet, &old, &c->row);
            inst_compare(im, &a, &old, &c->row);
            c->row = kept(im->keep, &c->row);
        }
        arena_release(&a);
    }
    im->r->missing = im->before - im->seen;
}

static void start(struct inst_import *im)
{
    im->shift = 64 - 12;
    im->mask = (1 << 12) - 1;
    im->known = calloc(im->mask + 1, sizeof(*im->known));
    if (!im->known)
        die("out of memory");
    institution_each(im->db, remember, im);
}

void import_institutions(struct db *db, struct arena *a, FILE *f,
    const struct import_opts *o, struct import_report *r)
{
    struct inst_import im = {.db = db, .keep = a, .r = r, .o = o};

    if (!sheet_open(&im.sheet, f, o, inst_columns, INST_COLUMNS, r))
        return;
    db_as(db, a, DB_ALL);
    start(&im);
    read_all(&im);
    compare(&im);
    inst_tell(&im);
    if (r->bad && !o->partial)
        buf_puts(&r->out, "nothing was changed: correct the lines, or take the good ones "
                          "with --partial\n");
    else if (o->dry_run)
        r->done = !db_broken(db);
    else if (!im.n_changes || write_all(&im))
        r->done = !db_broken(db);
    else
        buf_addf(&r->errors, "%s: could not be written, nothing was changed: run the "
                             "import again\n", o->file);
    if (r->done && !o->dry_run)
        buf_puts(&r->out, im.n_changes ? "done\n" : "no change\n");
    sheet_close(&im.sheet);
    inst_release(&im);
}
