/* pdf.c: objects, object streams, the cross-reference stream (ISO 32000-1, 7.5). */
#include "sys/pdf_impl.h"

#include "sys/deflate.h"

enum { OBJECTS_PER_STREAM = 200, ROOM = 256 * 1024 };

struct entry {
    uint8_t type;  /* 1: at offset a; 2: number b in object stream a */
    uint32_t a, b; /* a chunk is far below 4 GiB */
};

struct pdf {
    pdf_sink *sink;
    void *ctx;
    bool failed;
    uint64_t at; /* bytes written */
    struct pdf_fonts *fonts;
    struct deflate *deflate;
    struct buf entries;       /* struct entry per object, number 0 first */
    struct buf out, packed;   /* may have held a password: wiped */
    struct buf index, bodies; /* the object stream being filled */
    int n_bodies, object_stream;
    int root, pages, resources, info, xref;
    struct buf kids, forms;
    int n_pages, n_forms;
    struct str title;
};

void pdf_num(struct buf *b, double v)
{
    char s[32];
    int64_t m = (int64_t)(v * 1000 + (v < 0 ? -0.5 : 0.5)), u = m < 0 ? -m : m;
    size_t n = sizeof(s);
    int frac = (int)(u % 1000);

    s[--n] = ' ';
    if (frac) {
        int digits = 3;

        while (frac % 10 == 0) {
            frac /= 10;
            digits--;
        }
        for (; digits; digits--, frac /= 10)
            s[--n] = (char)('0' + frac % 10);
        s[--n] = '.';
    }
    u /= 1000;
    do
        s[--n] = (char)('0' + u % 10);
    while (u /= 10);
    if (m < 0)
        s[--n] = '-';
    buf_add(b, s + n, sizeof(s) - n);
}

void pdf_rect(struct buf *b, double x, double y, double w, double h)
{
    pdf_num(b, x);
    pdf_num(b, y);
    pdf_num(b, w);
    pdf_num(b, h);
    buf_puts(b, "re\n");
}

static void emit(struct pdf *pdf)
{
    if (!pdf->failed && !pdf->sink(pdf->ctx, pdf->out.p, pdf->out.n))
        pdf->failed = true;
    pdf->at += pdf->out.n;
    buf_reset(&pdf->out);
}

static struct entry *entry(struct pdf *pdf, int id)
{
    return (struct entry *)(void *)pdf->entries.p + id;
}

int pdf_id(struct pdf *pdf)
{
    struct entry e = {0};

    buf_add(&pdf->entries, &e, sizeof(e));
    return (int)(pdf->entries.n / sizeof(e)) - 1;
}

void pdf_stream(struct pdf *pdf, int id, const char *dict, struct str data)
{
    struct bytes in = {(const unsigned char *)data.p, data.n};

    *entry(pdf, id) = (struct entry){1, (uint32_t)pdf->at, 0};
    buf_reset(&pdf->packed);
    deflate_add(pdf->deflate, in, &pdf->packed);
    buf_addf(&pdf->out, "%d 0 obj<<%s/Filter/FlateDecode/Length %zu>>stream\n", id, dict,
        pdf->packed.n);
    buf_str(&pdf->out, buf_view(&pdf->packed));
    buf_puts(&pdf->out, "\nendstream\nendobj\n");
    emit(pdf);
}

static void flush_objects(struct pdf *pdf)
{
    char dict[80];
    size_t first = pdf->index.n;

    if (!pdf->n_bodies)
        return;
    snprintf(dict, sizeof(dict), "/Type/ObjStm/N %d/First %zu", pdf->n_bodies, first);
    buf_str(&pdf->index, buf_view(&pdf->bodies));
    pdf_stream(pdf, pdf->object_stream, dict, buf_view(&pdf->index));
    buf_reset(&pdf->index);
    buf_reset(&pdf->bodies);
    pdf->n_bodies = 0;
}

void pdf_object(struct pdf *pdf, int id, struct str body)
{
    if (!pdf->n_bodies)
        pdf->object_stream = pdf_id(pdf);
    *entry(pdf, id) =
        (struct entry){2, (uint32_t)pdf->object_stream, (uint32_t)pdf->n_bodies++};
    buf_addf(&pdf->index, "%d %zu ", id, pdf->bodies.n);
    buf_str(&pdf->bodies, body);
    buf_byte(&pdf->bodies, ' ');
    if (pdf->n_bodies == OBJECTS_PER_STREAM)
        flush_objects(pdf);
}

struct pdf *pdf_open(pdf_sink *sink, void *ctx, struct pdf_fonts *pf, struct str title)
{
    struct pdf *pdf = calloc(1, sizeof(*pdf));

    if (!pdf)
        die("out of memory");
    *pdf = (struct pdf){.sink = sink, .ctx = ctx, .fonts = pf, .title = title};
    pdf->deflate = deflate_open();
    /* Large from the start: growing would leave copies behind that are never wiped. */
    buf_room(&pdf->out, ROOM);
    buf_room(&pdf->packed, ROOM);
    pdf_id(pdf);
    pdf->root = pdf_id(pdf);
    pdf->pages = pdf_id(pdf);
    pdf->resources = pdf_id(pdf);
    pdf->info = pdf_id(pdf);
    pdf->xref = pdf_id(pdf);
    buf_puts(&pdf->out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    emit(pdf);
    return pdf;
}

int pdf_form(struct pdf *pdf, struct str content)
{
    char dict[160];
    int id = pdf_id(pdf);

    snprintf(dict, sizeof(dict),
        "/Type/XObject/Subtype/Form/BBox[0 0 595.276 841.89]/Resources %d 0 R",
        pdf->resources);
    pdf_stream(pdf, id, dict, content);
    buf_addf(&pdf->forms, "/X%d %d 0 R", pdf->n_forms, id);
    return pdf->n_forms++;
}

int pdf_content(struct pdf *pdf, struct str content)
{
    int id = pdf_id(pdf);

    pdf_stream(pdf, id, "", content);
    return id;
}

void pdf_page(struct pdf *pdf, const int *contents, size_t n)
{
    struct buf b = BUF_INIT;
    int id = pdf_id(pdf);

    /* MediaBox is inherited; TrimBox can't be, but defaults to it (ISO 32000-1, 14.11.2).
     */
    buf_addf(&b, "<</Type/Page/Parent %d 0 R/Contents", pdf->pages);
    buf_puts(&b, n == 1 ? " " : "[");
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%s%d 0 R", i ? " " : "", contents[i]);
    buf_puts(&b, n == 1 ? ">>" : "]>>");
    pdf_object(pdf, id, buf_view(&b));
    buf_addf(&pdf->kids, "%d 0 R ", id);
    pdf->n_pages++;
    buf_release(&b);
}

/* UTF-16BE with a byte order mark, in hex: the title may be Japanese. */
static void put_title(struct buf *b, struct str s)
{
    buf_puts(b, "<FEFF");
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        uint32_t cp = more == 3 ? c & 7u : more == 2 ? c & 15u : more ? c & 31u : c;

        for (i++; more && i < s.n; more--, i++)
            cp = cp << 6 | ((unsigned char)s.p[i] & 63u);
        if (cp > 0xffff)
            buf_addf(b, "%04X%04X", 0xd7c0 + (cp >> 10), 0xdc00 | (cp & 0x3ff));
        else
            buf_addf(b, "%04X", cp);
    }
    buf_byte(b, '>');
}

static void write_tree(struct pdf *pdf, struct str fonts)
{
    struct buf b = BUF_INIT;

    buf_addf(&b, "<</Font<<" STR_FMT ">>/XObject<<" STR_FMT ">>>>", STR_ARG(fonts),
        STR_ARG(buf_view(&pdf->forms)));
    pdf_object(pdf, pdf->resources, buf_view(&b));
    buf_reset(&b);
    buf_addf(&b,
        "<</Type/Pages/Count %d/MediaBox[0 0 595.276 841.89]/Resources %d 0 "
        "R/Kids[" STR_FMT "]>>",
        pdf->n_pages, pdf->resources, STR_ARG(buf_view(&pdf->kids)));
    pdf_object(pdf, pdf->pages, buf_view(&b));
    buf_reset(&b);
    buf_puts(&b, "<</Producer(madoguchi)/Title");
    put_title(&b, pdf->title);
    buf_puts(&b, ">>");
    pdf_object(pdf, pdf->info, buf_view(&b));
    buf_reset(&b);
    buf_addf(&b,
        "<</Type/Catalog/Pages %d 0 R/Lang(ja-JP)/ViewerPreferences<</PrintScaling/None"
        "/Duplex/DuplexFlipLongEdge/DisplayDocTitle true>>>>",
        pdf->pages);
    pdf_object(pdf, pdf->root, buf_view(&b));
    buf_release(&b);
}

static void write_xref(struct pdf *pdf)
{
    struct buf b = BUF_INIT;
    char dict[160];
    size_t count = pdf->entries.n / sizeof(struct entry);
    uint64_t start = pdf->at;

    *entry(pdf, pdf->xref) = (struct entry){1, (uint32_t)start, 0};
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = entry(pdf, (int)i);

        buf_byte(&b, (char)e->type);
        for (int shift = 24; shift >= 0; shift -= 8)
            buf_byte(&b, (char)(e->a >> shift & 0xff));
        buf_byte(&b, (char)(e->b >> 8 & 0xff));
        buf_byte(&b, (char)(e->b & 0xff));
    }
    snprintf(dict, sizeof(dict), "/Type/XRef/Size %zu/W[1 4 2]/Root %d 0 R/Info %d 0 R",
        count, pdf->root, pdf->info);
    pdf_stream(pdf, pdf->xref, dict, buf_view(&b));
    buf_addf(&pdf->out, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)start);
    emit(pdf);
    buf_release(&b);
}

static void wipe(struct buf *b)
{
    if (b->p)
        explicit_bzero(b->p, b->cap);
    buf_release(b);
}

bool pdf_close(struct pdf *pdf)
{
    struct buf fonts = BUF_INIT;
    bool ok = pdf_fonts_write(pdf, pdf->fonts, &fonts);

    write_tree(pdf, buf_view(&fonts));
    flush_objects(pdf);
    write_xref(pdf);
    ok = ok && !pdf->failed;
    pdf_fonts_free(pdf->fonts);
    deflate_close(pdf->deflate);
    wipe(&pdf->out);
    wipe(&pdf->packed);
    buf_release(&fonts);
    buf_release(&pdf->entries);
    buf_release(&pdf->index);
    buf_release(&pdf->bodies);
    buf_release(&pdf->kids);
    buf_release(&pdf->forms);
    free(pdf);
    return ok;
}
