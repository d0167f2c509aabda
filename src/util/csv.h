/* csv.h: lists in and out, as RFC 4180 has them.
 *
 * The reader takes UTF-8 with or without BOM, or Shift_JIS as Windows writes it (CP932),
 * whichever the whole content is; line ends CRLF, LF or CR; line breaks and commas inside
 * quotes. One record is in memory at a time. A record that cannot be read is told with its
 * line, and the reading goes on behind its first line. */
#ifndef UTIL_CSV_H
#define UTIL_CSV_H

#include <stdio.h>

#include "util/buf.h"

enum {
    CSV_RECORD_MAX = 1024 * 1024, /* bytes of a record */
    CSV_FIELD_MAX = 64 * 1024,    /* bytes of a field */
    CSV_FIELDS_MAX = 256,
};

enum csv_got {
    CSV_ROW,
    CSV_END,
    CSV_BAD, /* this record is left out; csv_why says why; more may follow */
};

enum csv_encoding { CSV_UTF8, CSV_CP932 };

struct csv_row {
    int64_t line; /* where it begins, the first line is 1 */
    struct str *v; /* valid UTF-8; until the next call */
    size_t n;
};

struct csv;

/* f stays the caller's and is read from its present place; it may be a pipe. NULL, with a
 * reason, when it is no text that we read (UTF-16, NUL bytes, a spreadsheet). */
struct csv *csv_open(FILE *f, const char **why) MUST_USE;
void csv_close(struct csv *c);

/* Blank lines are passed over. On CSV_BAD only row->line is set. */
enum csv_got csv_next(struct csv *c, struct csv_row *row);
const char *csv_why(const struct csv *c);
enum csv_encoding csv_encoding(const struct csv *c);

/* The writer appends to a buffer that the caller empties as it likes. CRLF at line ends. */
struct csv_out {
    struct buf *to;
    bool inside; /* the line has a field already */
};

void csv_out_bom(struct csv_out *o); /* once, at the start: Excel needs it */
/* Quoted where it must be. What a spreadsheet would run as a formula (= + - @, tab, CR, LF or
 * NUL in front, also full-width) gets an apostrophe before it. */
void csv_out_text(struct csv_out *o, struct str s);
void csv_out_int(struct csv_out *o, int64_t n);
void csv_out_end(struct csv_out *o); /* end of line */

#endif
