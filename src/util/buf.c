/* buf.c: doubling growth; memory running out ends the program (see die). */
#include "util/buf.h"

#include <stdarg.h>

void buf_room(struct buf *b, size_t n)
{
    size_t cap = b->cap ? b->cap : 256;

    if (b->cap - b->n >= n)
        return;
    if (n > SIZE_MAX / 4)
        die("buf: absurd size");
    while (cap - b->n < n)
        cap *= 2;
    b->p = realloc(b->p, cap);
    if (!b->p)
        die("out of memory");
    b->cap = cap;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
    if (!n)
        return;
    buf_room(b, n);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void buf_byte(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_puts(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        die("buf: bad format '%s'", fmt);
    buf_room(b, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}

void buf_reset(struct buf *b)
{
    b->n = 0;
}

void buf_release(struct buf *b)
{
    free(b->p);
    *b = (struct buf)BUF_INIT;
}
