/* prefecture.h: the 47 prefectures and the regional bureaus that they belong to. */
#ifndef MODEL_PREFECTURE_H
#define MODEL_PREFECTURE_H

#include "util/col.h"

struct prefecture {
    const char *code; /* 01-47 */
    const char *name, *kana;
    int bureau; /* 1-8, see bureau_name */
};

enum { PREFECTURES = 47 };
extern const struct prefecture prefectures[PREFECTURES]; /* in the order of their codes */
extern const struct choice prefecture_choices[PREFECTURES + 1]; /* 13 東京都; for forms */

struct str prefecture_name(struct str code); /* the code itself if there is no such one */
const struct prefecture *prefecture_by_code(struct str code); /* NULL: no such one */
const struct prefecture *prefecture_by_name(struct str name); /* 東京都 */
/* The one that an address begins with, which is cut off; NULL: it begins otherwise. */
const struct prefecture *prefecture_of_address(struct str *address);
const char *bureau_name(int bureau);         /* "" if there is no such one */

#endif
