/* buf.h: bytes that grow. p is NULL only while cap is 0; memory survives buf_reset. */
#ifndef UTIL_BUF_H
#define UTIL_BUF_H

#include "util/base.h"

struct buf {
    char *p;
    size_t n, cap;
};

#define BUF_INIT {NULL, 0, 0}

void buf_room(struct buf *b, size_t n); /* makes room for n more bytes */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_byte(struct buf *b, char c);
void buf_puts(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_reset(struct buf *b);   /* empty, memory kept */
void buf_release(struct buf *b); /* memory given back */

static inline void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.p, s.n);
}

/* What is in it, valid until the next change. */
static inline struct str buf_view(const struct buf *b)
{
    return (struct str){b->p ? b->p : "", b->n};
}

#endif
