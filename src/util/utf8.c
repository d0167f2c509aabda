/* utf8.c: see utf8.h. */
#include "util/utf8.h"

/* How many bytes the code point at p takes, 0 if it is none; left is at least 1. */
static size_t decode(const unsigned char *p, size_t left, uint32_t *cp)
{
    uint32_t c = p[0], least;
    size_t n;

    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    if (c >= 0xC2 && c <= 0xDF)
        n = 2, c &= 0x1F, least = 0x80;
    else if (c >= 0xE0 && c <= 0xEF)
        n = 3, c &= 0x0F, least = 0x800;
    else if (c >= 0xF0 && c <= 0xF4)
        n = 4, c &= 0x07, least = 0x10000;
    else
        return 0;
    if (left < n)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3FU);
    }
    if (c < least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *cp = c;
    return n;
}

bool utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    uint32_t cp;

    for (size_t i = 0, n; i < s.n; i += n) {
        n = decode(p + i, s.n - i, &cp);
        if (!n)
            return false;
    }
    return true;
}

bool utf8_next(struct str *s, uint32_t *cp)
{
    size_t n;

    if (!s->n)
        return false;
    n = decode((const unsigned char *)s->p, s->n, cp);
    if (!n) {
        *cp = UTF8_BAD;
        n = 1;
    }
    s->p += n;
    s->n -= n;
    return true;
}

size_t utf8_len(struct str s)
{
    size_t n = 0;
    uint32_t cp;

    while (utf8_next(&s, &cp))
        n++;
    return n;
}

struct str utf8_head(struct str s, size_t n)
{
    struct str rest = s;
    uint32_t cp;

    while (n-- && utf8_next(&rest, &cp))
        ;
    return (struct str){s.p, s.n - rest.n};
}

size_t utf8_put(char out[4], uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = UTF8_BAD;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

void utf8_add(struct buf *b, uint32_t cp)
{
    char c[4];

    buf_add(b, c, utf8_put(c, cp));
}
