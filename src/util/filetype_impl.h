/* filetype_impl.h: the walks through each kind, for filetype.c. Each gets a file that
 * begins as its kind does, and says FILETYPE_OK, BROKEN, TRAILING, SIZE or what only it
 * knows; *end: the first byte behind what belongs to it. */
#ifndef UTIL_FILETYPE_IMPL_H
#define UTIL_FILETYPE_IMPL_H

#include "util/filetype.h"

enum filetype_no filetype_pdf(struct bytes f, size_t *end);
enum filetype_no filetype_jpeg(struct bytes f, size_t *end);
enum filetype_no filetype_png(struct bytes f, size_t *end);

#endif
