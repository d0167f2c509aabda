/* prefecture.h: the 47 prefectures and the regional bureaus that they belong to. */
#ifndef MODEL_PREFECTURE_H
#define MODEL_PREFECTURE_H

#include "util/base.h"

struct prefecture {
    const char *code; /* 01-47 */
    const char *name, *kana;
    int bureau; /* 1-8, see bureau_name */
};

enum { PREFECTURES = 47 };
extern const struct prefecture prefectures[PREFECTURES]; /* in the order of their codes */

struct str prefecture_name(struct str code); /* the code itself if there is no such one */
const char *bureau_name(int bureau);         /* "" if there is no such one */

#endif
