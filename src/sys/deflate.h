/* deflate.h: the only door to zlib: one compressor, used again and again, that leaves
 * nothing of what it has seen in memory. */
#ifndef SYS_DEFLATE_H
#define SYS_DEFLATE_H

#include "util/buf.h"

struct deflate;

struct deflate *deflate_open(void) MUST_USE;
void deflate_close(struct deflate *d); /* wipes its memory; NULL is fine */

/* Appends the zlib stream (RFC 1950) of all bytes to out. */
void deflate_add(struct deflate *d, struct bytes in, struct buf *out);

/* The other way, for tests and imports: false for damage or more than max bytes. */
bool inflate_all(struct bytes in, size_t max, struct buf *out) MUST_USE;

#endif
