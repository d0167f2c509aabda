/* utf8.h: code points in and out of text. RFC 3629: no overlong forms, no surrogates,
 * nothing above U+10FFFF. */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include "util/buf.h"

enum { UTF8_BAD = 0xFFFD }; /* what stands for bytes that are not text */

bool utf8_valid(struct str s);

/* Takes the first code point off *s. False at the end. A byte that fits nowhere gives
 * UTF8_BAD and is stepped over alone; nothing behind the end is read. */
bool utf8_next(struct str *s, uint32_t *cp);

size_t utf8_len(struct str s);                   /* in code points */
struct str utf8_head(struct str s, size_t n);    /* the first n code points, at most */
void utf8_add(struct buf *b, uint32_t cp);       /* UTF8_BAD for what is no code point */
size_t utf8_put(char out[4], uint32_t cp);       /* the same; how many bytes it took */

#endif
