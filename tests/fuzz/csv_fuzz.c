/* csv_fuzz.c: a list is read to its end whatever it holds; what was read and is written
 * again comes back the same. */
#include "tests/fuzz/fuzz.h"

#include "util/arena.h"
#include "util/csv.h"
#include "util/str.h"
#include "util/utf8.h"

/* Written with the writer, and read once more. */
static void round_trip(const struct csv_row *row)
{
    struct buf b = BUF_INIT;
    struct csv_out o = {.to = &b};
    struct csv_row again;
    const char *why;
    struct csv *c;
    FILE *f;

    csv_out_bom(&o);
    for (size_t i = 0; i < row->n; i++)
        csv_out_text(&o, row->v[i]);
    csv_out_end(&o);
    f = fmemopen(b.p, b.n, "r");
    c = f ? csv_open(f, &why) : NULL;
    MUST(c);
    if (csv_next(c, &again) == CSV_ROW) {
        MUST(again.n == row->n);
        for (size_t i = 0; i < row->n; i++)
            MUST(str_ends(again.v[i], row->v[i])); /* an apostrophe may stand before it */
    } else {
        MUST(
            row->n == 1 && row->v[0].n == 0); /* a line with nothing in it is no record */
    }
    csv_close(c);
    fclose(f);
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    FILE *f = n ? fmemopen((void *)(uintptr_t)p, n, "r") : NULL;
    const char *why = NULL;
    struct csv *c = f ? csv_open(f, &why) : NULL;
    struct csv_row row;
    enum csv_got got;
    size_t rows = 0;

    while (c && (got = csv_next(c, &row)) != CSV_END) {
        MUST(rows++ <= n);
        if (got == CSV_BAD) {
            MUST(csv_why(c)[0]);
            continue;
        }
        MUST(row.n > 0 && row.n <= CSV_FIELDS_MAX);
        for (size_t i = 0; i < row.n; i++)
            MUST(utf8_valid(row.v[i]));
        round_trip(&row);
    }
    MUST(c || !f || why);
    csv_close(c);
    if (f)
        fclose(f);
    return 0;
}
