/* import_sheet.c: CSV files with a header, and the lines that tell of bad records. */
#include "job/import.h"

#include "util/str.h"
#include "util/utf8.h"

void import_report_release(struct import_report *r)
{
    buf_release(&r->out);
    buf_release(&r->errors);
}

void import_quote(struct buf *b, struct str value)
{
    struct str head = utf8_head(value, 40);
    uint32_t c;

    buf_byte(b, '\'');
    while (utf8_next(&head, &c))
        utf8_add(b, c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 ? '?' : c);
    buf_puts(b, utf8_head(value, 40).n < value.n ? "...'" : "'");
}

void import_error(struct import_report *r, const char *file, int64_t line,
    const char *column, struct str value, const char *reason)
{
    buf_addf(&r->errors, "%s:%lld: ", file, (long long)line);
    if (column) {
        buf_addf(&r->errors, "%s: ", column);
        import_quote(&r->errors, value);
        buf_puts(&r->errors, ": ");
    }
    buf_puts(&r->errors, reason);
    buf_byte(&r->errors, '\n');
}

static void PRINTF(2, 3) refuse(struct sheet *s, const char *fmt, ...)
{
    struct arena a = ARENA_INIT;
    struct str why;
    va_list ap;

    va_start(ap, fmt);
    why = arena_vfmt(&a, fmt, ap);
    buf_addf(&s->r->errors, "%s: " STR_FMT "\n", s->file, STR_ARG(why));
    va_end(ap);
    arena_release(&a);
    s->r->bad++;
}

static int known(const struct sheet *s, struct str name)
{
    for (size_t i = 0; i < s->n_cols; i++)
        if (str_ieq(name, str_of(s->cols[i].name)))
            return (int)i;
    return -1;
}

static bool read_header(struct sheet *s)
{
    bool ok = true;

    s->width = s->row.n;
    for (size_t i = 0; i < s->n_cols; i++)
        s->at[i] = -1;
    for (size_t i = 0; i < s->row.n; i++) {
        struct str name = str_trim(s->row.v[i]);
        int col = known(s, name);

        if (col < 0) {
            buf_puts(&s->r->out, "column ");
            import_quote(&s->r->out, name);
            buf_puts(&s->r->out, " is not known and not read\n");
        } else if (s->at[col] >= 0) {
            refuse(s, "the column '%s' is there twice: remove one", s->cols[col].name);
            ok = false;
        } else {
            s->at[col] = (int)i;
        }
    }
    for (size_t i = 0; i < s->n_cols; i++)
        if (s->cols[i].required && s->at[i] < 0) {
            refuse(s, "the column '%s' is missing: the first line must name the columns",
                s->cols[i].name);
            ok = false;
        }
    return ok;
}

bool sheet_open(struct sheet *s, FILE *f, const struct import_opts *o,
    const struct sheet_column *cols, size_t n_cols, struct import_report *r)
{
    const char *why;

    *s = (struct sheet){.file = o->file, .r = r, .cols = cols, .n_cols = n_cols};
    if (n_cols > SHEET_COLUMNS)
        die("import: more than %d columns", SHEET_COLUMNS);
    s->csv = csv_open(f, &why);
    if (!s->csv) {
        refuse(s, "%s", why);
        return false;
    }
    switch (csv_next(s->csv, &s->row)) {
    case CSV_ROW:
        if (read_header(s))
            return true;
        break;
    case CSV_BAD:
        import_error(r, s->file, s->row.line, NULL, S(""), csv_why(s->csv));
        r->bad++;
        break;
    case CSV_END:
        refuse(s, "%s", "the file is empty: the first line must name the columns");
    }
    sheet_close(s);
    return false;
}

bool sheet_next(struct sheet *s)
{
    for (;;) {
        enum csv_got got = csv_next(s->csv, &s->row);
        char why[96];

        s->row_bad = false;
        if (got == CSV_END)
            return false;
        s->r->rows++;
        if (got == CSV_ROW && s->row.n == s->width)
            return true;
        s->r->bad++;
        snprintf(why, sizeof(why), "%zu fields where the first line has %zu", s->row.n,
            s->width);
        import_error(s->r, s->file, s->row.line, NULL, S(""),
            got == CSV_BAD ? csv_why(s->csv) : why);
    }
}

struct str sheet_cell(const struct sheet *s, size_t col)
{
    return s->at[col] < 0 ? S("") : s->row.v[s->at[col]];
}

void sheet_bad(struct sheet *s, size_t col, const char *reason)
{
    s->r->bad += !s->row_bad;
    s->row_bad = true;
    import_error(
        s->r, s->file, s->row.line, s->cols[col].name, sheet_cell(s, col), reason);
}

void sheet_close(struct sheet *s)
{
    csv_close(s->csv);
    s->csv = NULL;
}
