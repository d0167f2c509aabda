/* import_postcodes.c: postal codes from Japan Post's files, a plain list, or the
 * dictionary of a Debian package. */
#include "job/import.h"

#include <iconv.h>

#include "model/postcode.h"
#include "model/prefecture.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

/* Where the fields of a layout stand. Japan Post's files have no header. */
static const struct layout {
    const char *name;
    size_t fields;
    int zip, pref, city, town, street, office; /* -1: not there */
    bool header;
} layouts[] = {
    {"places of Japan Post", 15, 2, 6, 7, 8, -1, -1, false},
    {"offices of Japan Post", 13, 7, 3, 4, 5, 6, 2, false},
    {"places", 5, 0, 2, 3, 4, -1, -1, true},
};

struct place {
    struct postcode row;
    struct place *next;
};

struct import {
    struct db *db;
    struct arena *a;
    const struct import_opts *o;
    struct import_report *r;
    const struct layout *l;
    struct place *first, **last;
    struct postcode previous;
};

static bool seven(struct str s)
{
    int64_t n;

    return s.n == 7 && str_int(s, 0, 9999999, &n);
}

static const struct layout *layout_of(const struct csv_row *row)
{
    for (size_t i = 0; i < COUNT(layouts); i++) {
        const struct layout *l = &layouts[i];

        if (row->n == l->fields &&
            (l->header ? str_is(str_trim(row->v[l->zip]), "zip7") : seven(row->v[l->zip])))
            return l;
    }
    return NULL;
}

/* What stands in the column of the town but is no town: notes in brackets, "no other is
 * listed", "the number follows", "the whole of". */
static struct str town_of(struct str city, struct str s)
{
    const char *note = s.n ? memmem(s.p, s.n, "（", 3) : NULL;

    if (str_starts(s, S("以下に掲載がない場合")))
        return S("");
    if (note)
        s.n = (size_t)(note - s.p);
    if (str_ends(s, S("番地がくる場合")))
        return S("");
    if (str_ends(s, S("一円")) && str_ends(city, str_head(s, s.n - 6)) && s.n > 6)
        return S("");
    return s;
}

static const char *read_line(struct import *im, const struct csv_row *row, int *bad)
{
    const struct layout *l = im->l;
    struct postcode p = {.zip = str_trim(row->v[l->zip]), .office = S("")};
    const struct prefecture *pref = prefecture_by_name(row->v[l->pref]);
    struct place *new;

    *bad = l->zip;
    if (!seven(p.zip))
        return "must have 7 digits";
    *bad = l->pref;
    if (!pref)
        return "no prefecture";
    *bad = l->city;
    if (!row->v[l->city].n)
        return "empty; a city is needed";
    p.pref = str_of(pref->code);
    p.city = row->v[l->city];
    p.town = town_of(p.city, row->v[l->town]);
    if (l->street >= 0)
        p.town = arena_fmt(im->a, STR_FMT STR_FMT, STR_ARG(p.town),
            STR_ARG(row->v[l->street]));
    if (l->office >= 0) {
        *bad = l->office;
        p.office = row->v[l->office];
        if (!p.office.n)
            return "empty; an office has a name";
    }
    if (str_eq(p.zip, im->previous.zip) && str_eq(p.town, im->previous.town) &&
        str_eq(p.city, im->previous.city) && str_eq(p.office, im->previous.office))
        return NULL; /* one town in several lines */
    p.zip = arena_str(im->a, p.zip);
    p.city = arena_str(im->a, p.city);
    p.town = arena_str(im->a, p.town);
    p.office = arena_str(im->a, p.office);
    im->previous = p;
    new = NEW(im->a, struct place);
    new->row = p;
    *im->last = new;
    im->last = &new->next;
    im->r->added++;
    return NULL;
}

static void take(struct import *im, const struct csv_row *row)
{
    static const char *const names[] = {"zip", "prefecture", "city", "office"};
    const struct layout *l = im->l;
    const char *why;
    int bad = 0;

    im->r->rows++;
    if (row->n != l->fields) {
        im->r->bad++;
        import_error(im->r, im->o->file, row->line, NULL, S(""),
            "another number of fields than the first line has");
        return;
    }
    why = read_line(im, row, &bad);
    if (!why)
        return;
    im->r->bad++;
    import_error(im->r, im->o->file, row->line,
        names[bad == l->zip ? 0 : bad == l->pref ? 1 : bad == l->city ? 2 : 3], row->v[bad],
        why);
}

static bool read_all(struct import *im, FILE *f)
{
    const char *why;
    struct csv *csv = csv_open(f, &why);
    struct csv_row row;
    enum csv_got got;

    if (!csv) {
        buf_addf(&im->r->errors, "%s: %s\n", im->o->file, why);
        return false;
    }
    while ((got = csv_next(csv, &row)) != CSV_END) {
        if (got == CSV_BAD) {
            im->r->rows++;
            im->r->bad++;
            import_error(im->r, im->o->file, row.line, NULL, S(""), csv_why(csv));
        } else if (im->l) {
            take(im, &row);
        } else if (!(im->l = layout_of(&row))) {
            buf_addf(&im->r->errors,
                "%s: not a list of postal codes: give utf_ken_all.csv, JIGYOSYO.CSV or a "
                "file with zip7,pref_code,pref,city,town\n",
                im->o->file);
            break;
        } else if (!im->l->header) {
            take(im, &row);
        }
    }
    csv_close(csv);
    return im->l && im->first;
}

static bool write_all(struct import *im)
{
    if (!db_begin(im->db))
        return false;
    postcode_clear(im->db, im->l->office >= 0);
    for (struct place *p = im->first; p; p = p->next)
        postcode_add(im->db, &p->row);
    return db_commit(im->db);
}

void import_postcodes(struct db *db, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r)
{
    struct import im = {.db = db, .a = a, .o = o, .r = r};

    im.last = &im.first;
    db_as(db, a, DB_ALL);
    if (!read_all(&im, f)) {
        if (!r->errors.n)
            buf_addf(&r->errors, "%s: no postal codes in it\n", o->file);
        return;
    }
    buf_addf(&r->out, "%s: %lld lines, %lld bad, %lld addresses\n", im.l->name,
        (long long)r->rows, (long long)r->bad, (long long)r->added);
    if (r->bad && !o->partial)
        buf_puts(&r->out, "nothing was changed: correct the lines, or take the good ones "
                          "with --partial\n");
    else
        r->done = o->dry_run || write_all(&im);
}

/* ---- the dictionary */

static void add_candidate(struct db *db, struct str zip, struct str s, int64_t *rows)
{
    struct postcode p = {.zip = zip, .office = S("")};
    const char *at = s.n ? memmem(s.p, s.n, " @ ", 3) : NULL;
    const struct prefecture *pref;

    if (at) {
        p.office = str_head(s, (size_t)(at - s.p));
        s = str_from(s, p.office.n + 3);
    }
    pref = prefecture_of_address(&s);
    if (!pref)
        return;
    p.pref = str_of(pref->code);
    p.city = postcode_city(&s);
    p.town = s;
    postcode_add(db, &p);
    ++*rows;
}

static void add_line(struct db *db, struct str line, int64_t *rows)
{
    struct str rest, zip = str_cut(line, ' ', &rest);

    if (!seven(zip) || !rest.n)
        return;
    rest = str_from(rest, 1);
    while (rest.n) {
        struct str s = str_cut(rest, '/', &rest);

        if (str_trim(s).n)
            add_candidate(db, zip, s, rows);
    }
}

bool import_skk_postcodes(struct db *db, const char *path, bool offices, int64_t *rows)
{
    FILE *f = fopen(path, "r");
    iconv_t cd = iconv_open("UTF-8", "EUC-JISX0213");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    *rows = 0;
    if (!f || cd == (iconv_t)-1) {
        if (f)
            fclose(f);
        return false;
    }
    postcode_clear(db, offices);
    while ((n = getline(&line, &cap, f)) > 0) {
        char text[65536], *from = line, *to = text;
        size_t left = (size_t)n, room = sizeof(text);

        if (iconv(cd, &from, &left, &to, &room) == (size_t)-1)
            iconv(cd, NULL, NULL, NULL, NULL); /* what was converted stands */
        iconv(cd, NULL, NULL, &to, &room);
        add_line(db, str_trim((struct str){text, (size_t)(to - text)}), rows);
    }
    free(line);
    fclose(f);
    iconv_close(cd);
    return true;
}
