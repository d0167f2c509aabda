/* common.h: passwords that everyone tries first.
 *
 * Refused are the words of two public lists (openwall's password.lst, cracklib's words),
 * in any case, also with signs for letters (P@ssw0rd) and with a few digits or signs
 * before or behind (Sakura2024!), and what is made of runs only: Abcd1234, 1qaz2WSX,
 * abcabcabc. */
#ifndef UTIL_COMMON_H
#define UTIL_COMMON_H

#include "util/str.h"

/* password is as it was typed, any length. Of passwords made by dice, two in ten
 * thousand are taken for common ones. */
bool common_password(struct str password);

/* For the build-time generator and common.c only: the list as sorted hashes. */
extern const uint32_t common_hashes[];
extern const size_t common_hashes_n;

enum { COMMON_MIN = 4, COMMON_MAX = 64 }; /* length of a listed word, bytes */

static inline uint32_t common_hash(struct str s) /* FNV-1a, mixed */
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    h = (h ^ h >> 16) * 0x85ebca6bu;
    return h ^ h >> 13;
}

#endif
