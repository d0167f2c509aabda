/* codec.h: bytes written as text, and back. Reading is strict: one text for one value.
 *
 * hex         lower case; both cases are read
 * b64         RFC 4648 section 4, with padding (only written: mail)
 * b64url      RFC 4648 section 5, no padding
 * b32         RFC 4648 section 6, no padding (only written: otpauth addresses)
 * crock       Crockford's base 32: no I, L, O, U; what people read from paper and type
 *
 * Written texts live in the arena. Reading gives false and leaves *out alone when the
 * text is not what the writer would have made (hex: but for its case). */
#ifndef UTIL_CODEC_H
#define UTIL_CODEC_H

#include "util/arena.h"

struct str codec_hex(struct arena *a, struct bytes b);
bool codec_hex_read(struct arena *a, struct str s, struct bytes *out) MUST_USE;

struct str codec_b64(struct arena *a, struct bytes b);

struct str codec_b64url(struct arena *a, struct bytes b);
bool codec_b64url_read(struct arena *a, struct str s, struct bytes *out) MUST_USE;

struct str codec_b32(struct arena *a, struct bytes b);

/* Five bits a character, the first bit first, the last character filled up with zeros. */
struct str codec_crock(struct arena *a, struct bytes b);
bool codec_crock_read(struct arena *a, struct str s, struct bytes *out) MUST_USE;

enum { CODEC_CROCK = 32 };
char codec_crock_digit(unsigned value); /* 0-31; dies on more */
int codec_crock_value(char c);          /* 0-31 in either case; -1 for anything else */

/* The check character behind s (digits of Crockford's base 32): their values as elements
 * of GF(32), polynomial x^5 + x^2 + 1 with the root a: a^n·c1 + … + a·cn. Up to 31
 * characters one wrong and two exchanged ones are always found. */
char codec_crock_check(struct str s);

/* What somebody typed from paper, as the writer would have written it: capital letters,
 * O as 0, I and L as 1, full-width characters as ASCII; hyphens of all kinds and blanks
 * are dropped. False when something else stands in it; an empty result is true. */
bool codec_crock_typed(struct arena *a, struct str typed, struct str *out) MUST_USE;

#endif
