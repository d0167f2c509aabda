/* str.h: looking at text and cutting it. Nothing here allocates. ASCII rules for case and
 * blanks; what belongs to Japanese text is in kana.h. */
#ifndef UTIL_STR_H
#define UTIL_STR_H

#include "util/base.h"

struct str str_of(const char *s); /* of a C string; NULL gives the empty text */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *b);
bool str_ieq(struct str a, struct str b); /* ASCII letters in either case */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
bool str_has(struct str s, struct str part);
struct str str_from(struct str s, size_t at); /* s without its first bytes */
struct str str_head(struct str s, size_t n);  /* its first bytes, at most */
struct str str_trim(struct str s);            /* ASCII blanks at both ends */

/* Cuts at the first c: returns what stands before, leaves in *rest what stands behind.
 * Without c everything is returned and *rest is empty with p NULL. */
struct str str_cut(struct str s, char c, struct str *rest);

/* The whole of s as a decimal number between min and max; false for anything else. */
bool str_int(struct str s, int64_t min, int64_t max, int64_t *out);

#endif
