/* filetype_pdf.c: a PDF (ISO 32000-1) read word by word: names, strings, comments and what
 * stands in no stream. Enough to see how it is built and what it would do by itself; not
 * enough to draw it. */
#include "util/filetype_impl.h"

#include <string.h>

enum { NAME = 32 };

struct pdf {
    struct bytes f;
    size_t at;
    size_t objects, pages;
    bool xref, start, locked, active, broken;
};

static bool is_blank(int c)
{
    return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool is_regular(int c)
{
    return !is_blank(c) && !strchr("()<>[]{}/%", c);
}

static int hex(int c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                : -1;
}

/* A regular word from at on, #xx undone, cut at NAME - 1 bytes. */
static void word(struct pdf *p, char out[NAME])
{
    size_t n = 0;

    while (p->at < p->f.n && is_regular(p->f.p[p->at])) {
        const unsigned char *s = p->f.p + p->at;
        int c = *s, width = 1;

        if (c == '#' && p->f.n - p->at > 2 && hex(s[1]) >= 0 && hex(s[2]) >= 0) {
            c = hex(s[1]) * 16 + hex(s[2]);
            width = 3;
        }
        if (n < NAME - 1)
            out[n++] = (char)c;
        p->at += (size_t)width;
    }
    out[n] = '\0';
}

static bool one_of(const char *w, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(w, *list) == 0)
            return true;
    return false;
}

static void name(struct pdf *p)
{
    static const char *const active[] = {"JS", "JavaScript", "Launch", "EmbeddedFile",
        "EmbeddedFiles", "RichMedia", "GoToE", "ImportData", "SubmitForm", "XFA", NULL};
    char w[NAME];

    p->at++;
    word(p, w);
    if (one_of(w, active))
        p->active = true;
    else if (strcmp(w, "Encrypt") == 0)
        p->locked = true;
    else if (strcmp(w, "XRef") == 0)
        p->xref = true;
    else if (strcmp(w, "Page") == 0)
        p->pages++;
}

/* From its "(" behind its ")"; a string that never ends breaks the file. */
static void string(struct pdf *p)
{
    size_t depth = 0;

    for (; p->at < p->f.n; p->at++) {
        int c = p->f.p[p->at];

        if (c == '\\')
            p->at++;
        else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0) {
            p->at++;
            return;
        }
    }
    p->at = p->f.n;
    p->broken = true;
}

static void comment(struct pdf *p)
{
    while (p->at < p->f.n && p->f.p[p->at] != '\n' && p->f.p[p->at] != '\r')
        p->at++;
}

/* Behind the word "stream": its bytes, to "endstream". */
static void stream(struct pdf *p)
{
    const unsigned char *e = memmem(p->f.p + p->at, p->f.n - p->at, "endstream", 9);

    p->broken |= !e;
    p->at = e ? (size_t)(e - p->f.p) + 9 : p->f.n;
}

static void keyword(struct pdf *p)
{
    char w[NAME];

    word(p, w);
    if (strcmp(w, "obj") == 0)
        p->objects++;
    else if (strcmp(w, "stream") == 0)
        stream(p);
    else if (strcmp(w, "xref") == 0)
        p->xref = true;
    else if (strcmp(w, "startxref") == 0)
        p->start = true;
}

static void read_words(struct pdf *p)
{
    while (p->at < p->f.n && !p->broken) {
        int c = p->f.p[p->at];

        if (c == '%')
            comment(p);
        else if (c == '/')
            name(p);
        else if (c == '(')
            string(p);
        else if (is_regular(c))
            keyword(p);
        else
            p->at++;
    }
}

/* Behind the last %%EOF stand blanks alone (0x1a: the end of a file in old programs). */
static enum filetype_no tail(struct bytes f)
{
    size_t n = f.n;

    while (n && (is_blank(f.p[n - 1]) || f.p[n - 1] == 0x1a))
        n--;
    if (n >= 5 && memcmp(f.p + n - 5, "%%EOF", 5) == 0)
        return FILETYPE_OK;
    return memmem(f.p, f.n, "%%EOF", 5) ? FILETYPE_TRAILING : FILETYPE_BROKEN;
}

enum filetype_no filetype_pdf(struct bytes f, size_t *end)
{
    struct pdf p = {.f = f};

    *end = f.n;
    if (f.n < 8 || hex(f.p[5]) < 1 || f.p[6] != '.')
        return FILETYPE_BROKEN;
    read_words(&p);
    if (p.locked)
        return FILETYPE_LOCKED;
    if (p.active)
        return FILETYPE_ACTIVE;
    if (p.broken || !p.xref || !p.start || !p.objects)
        return FILETYPE_BROKEN;
    if (p.objects > FILETYPE_OBJECTS || p.pages > FILETYPE_PAGES)
        return FILETYPE_CROWDED;
    return tail(f);
}
