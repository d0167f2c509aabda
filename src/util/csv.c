/* csv.c: the reader. A record is collected line by line while the number of quotes in it
 * is odd; in CP932 no second byte of a character is a quote, a comma or a line end. */
#include "util/csv.h"

#include <iconv.h>

#include "util/str.h"
#include "util/utf8.h"

struct csv {
    FILE *f, *own;   /* own: a copy of what came through a pipe */
    char *line;      /* of getdelim */
    size_t line_cap;
    int end_of_line; /* '\n', or '\r' on files of old */
    enum csv_encoding encoding;
    iconv_t to_utf8;
    off_t at;        /* offset of what is read next */
    int64_t line_no; /* its number */
    struct buf raw, text, fields;
    struct {
        size_t from, n;
    } cell[CSV_FIELDS_MAX];
    struct str view[CSV_FIELDS_MAX];
    char why[160];
};

/* What a look at the whole content finds. */
struct look {
    bool utf8, nul, lf, cr;
};

static FILE *spooled(FILE *f)
{
    FILE *copy = tmpfile();
    char block[65536];
    size_t n;

    if (!copy)
        return NULL;
    while ((n = fread(block, 1, sizeof(block), f)) > 0)
        if (fwrite(block, 1, n, copy) != n)
            break;
    if (ferror(f) || fflush(copy) || fseeko(copy, 0, SEEK_SET)) {
        fclose(copy);
        return NULL;
    }
    return copy;
}

/* How many bytes at the end may belong to a character that goes on in the next block. */
static size_t cut_off(const char *p, size_t n)
{
    for (size_t k = 1; k <= 3 && k <= n; k++) {
        unsigned char c = (unsigned char)p[n - k];

        if ((c & 0xC0) == 0x80)
            continue;
        return c >= (k == 1 ? 0xC2 : k == 2 ? 0xE0 : 0xF0) ? k : 0;
    }
    return 0;
}

static struct look look_through(FILE *f)
{
    struct look l = {true, false, false, false};
    char block[65536];
    size_t keep = 0, got;

    while ((got = fread(block + keep, 1, sizeof(block) - keep, f)) > 0) {
        size_t n = keep + got;

        l.nul = l.nul || memchr(block, '\0', n);
        l.lf = l.lf || memchr(block, '\n', n);
        l.cr = l.cr || memchr(block, '\r', n);
        keep = cut_off(block, n);
        l.utf8 = l.utf8 && utf8_valid((struct str){block, n - keep});
        memmove(block, block + n - keep, keep);
    }
    l.utf8 = l.utf8 && !keep;
    return l;
}

/* Can every byte of the rest of the file be CP932? */
static bool all_cp932(FILE *f)
{
    iconv_t cd = iconv_open("UTF-8", "CP932");
    char block[16384], out[65536];
    size_t keep = 0, got;
    bool ok = cd != (iconv_t)-1;

    while (ok && (got = fread(block + keep, 1, sizeof(block) - keep, f)) > 0) {
        char *from = block, *to = out;
        size_t left = keep + got, room = sizeof(out);

        if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && left > 1)
            ok = false;
        memmove(block, from, left);
        keep = left;
    }
    if (cd != (iconv_t)-1)
        iconv_close(cd);
    return ok && !keep;
}

static const char *settle(struct csv *c)
{
    off_t start = ftello(c->f);
    unsigned char head[4] = {0};
    size_t n = fread(head, 1, sizeof(head), c->f);
    bool bom = n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0;
    struct look l;

    if (n >= 2 && (memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0))
        return "the file is UTF-16; save it as CSV UTF-8";
    if (n >= 4 && memcmp(head, "PK\x03\x04", 4) == 0)
        return "the file is a spreadsheet or an archive; save it as CSV UTF-8";
    if (fseeko(c->f, start, SEEK_SET))
        return "the file cannot be read";
    l = look_through(c->f);
    if (l.nul)
        return "the file has NUL bytes, it is no text; save it as CSV UTF-8";
    c->end_of_line = l.cr && !l.lf ? '\r' : '\n';
    if (!l.utf8 && !bom) {
        if (fseeko(c->f, start, SEEK_SET))
            return "the file cannot be read";
        c->encoding = all_cp932(c->f) ? CSV_CP932 : CSV_UTF8;
    }
    c->at = start + (bom ? 3 : 0);
    clearerr(c->f);
    if (fseeko(c->f, c->at, SEEK_SET))
        return "the file cannot be read";
    return NULL;
}

struct csv *csv_open(FILE *f, const char **why)
{
    struct csv *c = calloc(1, sizeof(*c));

    if (!c)
        die("out of memory");
    c->f = f;
    c->line_no = 1;
    c->to_utf8 = (iconv_t)-1;
    if (ftello(f) < 0) {
        c->own = spooled(f);
        c->f = c->own;
    }
    *why = c->f ? settle(c) : "the input cannot be copied to a temporary file";
    if (!*why && c->encoding == CSV_CP932) {
        c->to_utf8 = iconv_open("UTF-8", "CP932");
        if (c->to_utf8 == (iconv_t)-1)
            *why = "this machine cannot read Shift_JIS; save the file as CSV UTF-8";
    }
    if (*why) {
        csv_close(c);
        return NULL;
    }
    return c;
}

void csv_close(struct csv *c)
{
    if (!c)
        return;
    if (c->own)
        fclose(c->own);
    if (c->to_utf8 != (iconv_t)-1)
        iconv_close(c->to_utf8);
    free(c->line);
    buf_release(&c->raw);
    buf_release(&c->text);
    buf_release(&c->fields);
    free(c);
}

const char *csv_why(const struct csv *c)
{
    return c->why;
}

enum csv_encoding csv_encoding(const struct csv *c)
{
    return c->encoding;
}

static size_t quotes(const char *p, size_t n)
{
    const char *end = p + n;
    size_t k = 0;

    while ((p = memchr(p, '"', (size_t)(end - p)))) {
        k++;
        p++;
    }
    return k;
}

/* Collects one record in c->raw. False at the end; *n_lines says how many lines it took,
 * *first how long the first was. */
static bool collect(struct csv *c, int64_t *n_lines, off_t *first)
{
    size_t odd = 0;

    buf_reset(&c->raw);
    *n_lines = 0;
    *first = 0;
    do {
        ssize_t n = getdelim(&c->line, &c->line_cap, c->end_of_line, c->f);

        if (n <= 0)
            break;
        buf_add(&c->raw, c->line, (size_t)n);
        odd ^= quotes(c->line, (size_t)n) & 1;
        *first = *n_lines ? *first : n;
        c->at += n;
        ++*n_lines;
    } while (odd && c->raw.n <= CSV_RECORD_MAX);
    while (c->raw.n && (c->raw.p[c->raw.n - 1] == '\n' || c->raw.p[c->raw.n - 1] == '\r'))
        c->raw.n--;
    return *n_lines > 0;
}

static const char *to_text(struct csv *c)
{
    char *from = c->raw.p, *to;
    size_t left = c->raw.n, room = c->raw.n * 3 + 16;

    if (c->encoding == CSV_UTF8)
        return utf8_valid(buf_view(&c->raw)) ? NULL : "bytes that are no UTF-8; save the "
                                                      "file as CSV UTF-8";
    buf_reset(&c->text);
    buf_room(&c->text, room);
    to = c->text.p;
    iconv(c->to_utf8, NULL, NULL, NULL, NULL);
    if (iconv(c->to_utf8, &from, &left, &to, &room) == (size_t)-1)
        return "bytes that are no Shift_JIS; save the file as CSV UTF-8";
    c->text.n = (size_t)(to - c->text.p);
    return NULL;
}

/* One quoted field, *p behind its opening quote; leaves *p behind the closing one. */
static const char *quoted(struct buf *out, const char **p, const char *end)
{
    for (;;) {
        const char *q = memchr(*p, '"', (size_t)(end - *p));

        if (!q)
            return "a quote is opened and never closed";
        buf_add(out, *p, (size_t)(q - *p));
        *p = q + 1;
        if (*p == end || **p != '"')
            return NULL;
        buf_byte(out, '"');
        ++*p;
    }
}

static const char *bare(struct buf *out, const char **p, const char *end)
{
    const char *comma = memchr(*p, ',', (size_t)(end - *p));
    size_t n = (size_t)((comma ? comma : end) - *p);

    if (memchr(*p, '"', n))
        return "a quote in the middle of a field; put the field into quotes and double it";
    buf_add(out, *p, n);
    *p += n;
    return NULL;
}

/* Cuts the record into fields. NULL if all is well. */
static const char *split(struct csv *c, struct str s, size_t *n)
{
    const char *p = s.p, *end = s.p + s.n, *why;

    buf_reset(&c->fields);
    buf_room(&c->fields, s.n + 1);
    for (*n = 0;;) {
        size_t from = c->fields.n;

        if (*n == CSV_FIELDS_MAX)
            return "more than 256 fields";
        if (p < end && *p == '"') {
            p++;
            why = quoted(&c->fields, &p, end);
            if (!why && p < end && *p != ',')
                why = "text behind a closing quote; double the quotes inside a field";
        } else {
            why = bare(&c->fields, &p, end);
        }
        if (why)
            return why;
        if (c->fields.n - from > CSV_FIELD_MAX)
            return "a field of more than 64 KiB";
        c->cell[*n].from = from;
        c->cell[(*n)++].n = c->fields.n - from;
        if (p == end)
            return NULL;
        p++; /* the comma */
    }
}

/* Goes back behind the first line of a record that could not be read. */
static enum csv_got bad(struct csv *c, int64_t line, off_t behind)
{
    if (behind != c->at && fseeko(c->f, behind, SEEK_SET) == 0) {
        c->at = behind;
        c->line_no = line + 1;
    }
    return CSV_BAD;
}

enum csv_got csv_next(struct csv *c, struct csv_row *row)
{
    const char *why;
    int64_t n_lines;
    off_t start, first;
    size_t n = 0;

    do {
        *row = (struct csv_row){c->line_no, NULL, 0};
        start = c->at;
        if (!collect(c, &n_lines, &first))
            return CSV_END;
        c->line_no += n_lines;
    } while (!c->raw.n);
    why = c->raw.n > CSV_RECORD_MAX ? "more than 1 MiB without an end; is a quote left open?"
                                    : to_text(c);
    if (!why)
        why = split(c, buf_view(c->encoding == CSV_UTF8 ? &c->raw : &c->text), &n);
    if (why) {
        snprintf(c->why, sizeof(c->why), "%s", why);
        return bad(c, row->line, start + first);
    }
    for (size_t i = 0; i < n; i++)
        c->view[i] = (struct str){c->fields.p + c->cell[i].from, c->cell[i].n};
    row->v = c->view;
    row->n = n;
    return CSV_ROW;
}
