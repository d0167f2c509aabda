/* jis.h: which characters are in JIS X 0208 (levels 1 and 2 and its signs): what systems
 * of the claims business take as full-width text. Nothing is refused for it: the true text
 * is kept, and a substitute stands beside it. */
#ifndef UTIL_JIS_H
#define UTIL_JIS_H

#include "util/arena.h"

/* One code point: two bytes in EUC-JP, the first of them not the sign of half-width kana. */
bool jis_has(uint32_t cp);
/* All of s, after what Windows writes for signs that are there under another number
 * (～ － ∥ — ￠ ￡ ￢) is taken as those. The empty text fits. */
bool jis_fits(struct str s);
/* The characters that do not fit, each once, in their order: "髙﨑". */
struct str jis_unfit(struct arena *a, struct str s);
/* Fits always: half-width becomes full-width, a variant its plain form (髙 → 高), ㈱ is
 * written out, variation selectors go; for what has no likeness the mark 〓 stands. */
struct str jis_substitute(struct arena *a, struct str s);
/* What stands beside s for systems that know JIS X 0208 alone; empty: s fits. typed: what
 * somebody has made of it, or empty; what was made for before and not by hand is made anew. */
struct str jis_beside(struct arena *a, struct str s, struct str before, struct str typed);

#endif
