/* pictures.c: see pictures.h. */
#include "tests/pictures.h"

#include "util/buf.h"
#include "util/picture.h"

static void put32(struct buf *b, uint32_t n)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (char)(n >> shift & 0xff));
}

static void put16(struct buf *b, int n)
{
    buf_byte(b, (char)(n >> 8 & 0xff));
    buf_byte(b, (char)(n & 0xff));
}

static void chunk(struct buf *b, const char *type, struct str data)
{
    size_t at;

    put32(b, (uint32_t)data.n);
    at = b->n;
    buf_puts(b, type);
    buf_str(b, data);
    put32(b, picture_crc((const unsigned char *)b->p + at, b->n - at));
}

static struct str taken(struct arena *a, struct buf *b)
{
    struct str all = arena_str(a, buf_view(b));

    buf_release(b);
    return all;
}

struct str png_of(struct arena *a, int width, int height)
{
    struct buf b = BUF_INIT, head = BUF_INIT;

    put32(&head, (uint32_t)width);
    put32(&head, (uint32_t)height);
    buf_str(&head, (struct str){"\x08\x02\0\0\0", 5});
    buf_str(&b, S("\x89PNG\r\n\x1a\n"));
    chunk(&b, "IHDR", buf_view(&head));
    chunk(&b, "IDAT", S("data"));
    chunk(&b, "IEND", (struct str){"", 0});
    buf_release(&head);
    return taken(a, &b);
}

struct str jpeg_of(struct arena *a, int width, int height)
{
    struct buf b = BUF_INIT;

    buf_str(&b, S("\xff\xd8\xff\xe0"));
    put16(&b, 6);
    buf_str(&b, S("JFIF"));
    buf_str(&b, S("\xff\xc0"));
    put16(&b, 8);
    buf_byte(&b, 8);
    put16(&b, height);
    put16(&b, width);
    buf_byte(&b, 1);
    buf_str(&b, S("\xff\xda"));
    put16(&b, 2);
    buf_str(&b, (struct str){"scan\xff\0more\xff\xd0rest", 16});
    buf_str(&b, S("\xff\xd9"));
    return taken(a, &b);
}
