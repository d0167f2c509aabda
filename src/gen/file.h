/* file.h: what the build-time programs share: whole files in, whole files out. All of
 * them end the program with a message on standard error when something fails. */
#ifndef GEN_FILE_H
#define GEN_FILE_H

#include "util/buf.h"

NORETURN void fail(const char *fmt, ...) PRINTF(1, 2);
void file_read(const char *path, struct buf *out); /* a NUL stands behind the end */
/* Written beside and moved; a file that is the same already keeps its time stamp. */
void file_write(const char *path, const struct buf *b);

/* text as a C string literal with its quotes, broken at line feeds, each further line
 * begun with indent */
void c_string(struct buf *out, struct str text, const char *indent);
/* bytes as the inside of an array initialiser */
void c_bytes(struct buf *out, const void *p, size_t n);

#endif
