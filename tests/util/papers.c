/* papers.c: see papers.h. */
#include "tests/util/papers.h"

#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

static struct arena all = {NULL, 0, 0, 512 * 1024 * 1024};

void papers_end(void)
{
    arena_release(&all);
}

static struct str done(struct buf *b)
{
    struct str s = arena_str(&all, buf_view(b));

    buf_release(b);
    return s;
}

struct str paper_join(struct str a, struct str b)
{
    struct buf o = BUF_INIT;

    buf_str(&o, a);
    buf_str(&o, b);
    return done(&o);
}

struct str paper_fill(size_t n)
{
    char *p = arena_alloc(&all, n, 1);

    memset(p, 'x', n);
    return (struct str){p, n};
}

struct str paper_pdf(const char *extra)
{
    static const char *const parts[] = {"", "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n"};
    struct buf b = BUF_INIT;
    size_t at[4], xref;

    buf_puts(&b, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
    at[1] = b.n;
    buf_addf(&b, "1 0 obj\n<</Type/Catalog/Pages 2 0 R%s>>\nendobj\n", extra);
    for (size_t i = 1; i < COUNT(parts); i++) {
        at[i + 1] = b.n;
        buf_puts(&b, parts[i]);
    }
    xref = b.n;
    buf_puts(&b, "xref\n0 4\n0000000000 65535 f \n");
    for (size_t i = 1; i < 4; i++)
        buf_addf(&b, "%010zu 00000 n \n", at[i]);
    buf_addf(&b, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", xref);
    return done(&b);
}

static void be(struct buf *b, unsigned v, int bytes)
{
    while (bytes--)
        buf_byte(b, (char)(v >> 8 * bytes));
}

/* Baseline, one component; the scan is as long as it needs to be for a walk. */
struct str paper_jpeg(unsigned width, unsigned height)
{
    struct buf b = BUF_INIT;

    buf_add(&b, "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", 20);
    buf_add(&b, "\xff\xc0\x00\x0b\x08", 5);
    be(&b, height, 2);
    be(&b, width, 2);
    buf_add(&b, "\x01\x01\x11\x00", 4);
    buf_add(&b, "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", 10);
    buf_add(&b, "\x12\x34\xff\x00\x56\xff\xd0\x78", 8); /* a stuffed 0xff, a restart */
    buf_add(&b, "\xff\xd9", 2);
    return done(&b);
}

static unsigned crc(const char *p, size_t n)
{
    unsigned c = ~0u;

    for (size_t i = 0; i < n; i++) {
        c ^= (unsigned char)p[i];
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
    }
    return ~c;
}

static void chunk(struct buf *b, const char *type, const char *data, size_t n)
{
    size_t from;

    be(b, (unsigned)n, 4);
    from = b->n;
    buf_puts(b, type);
    buf_add(b, data, n);
    be(b, crc(b->p + from, b->n - from), 4);
}

struct str paper_png(unsigned width, unsigned height)
{
    struct buf b = BUF_INIT, head = BUF_INIT;

    buf_add(&b, "\x89PNG\r\n\x1a\n", 8);
    be(&head, width, 4);
    be(&head, height, 4);
    buf_add(&head, "\x08\x00\x00\x00\x00", 5);
    chunk(&b, "IHDR", head.p, head.n);
    chunk(&b, "IDAT", "\x78\x9c\x63\x00\x00\x00\x02\x00\x01", 9);
    chunk(&b, "IEND", "", 0);
    buf_release(&head);
    return done(&b);
}

struct str paper_zip(void)
{
    return (struct str){"PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22};
}
