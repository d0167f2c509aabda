/* cps.h: text as an array of code points, for the files behind kana.h only. */
#ifndef UTIL_CPS_H
#define UTIL_CPS_H

#include "util/arena.h"

struct cps {
    uint32_t *v;
    size_t n;
};

struct cps cps_of(struct arena *a, struct str s);
struct str cps_text(struct arena *a, struct cps t);

/* Each changes t in place; none makes it longer. */
void cps_clean(struct cps *t, bool lines);
void cps_widen(struct cps *t);    /* half-width kana to full, voice marks joined */
void cps_katakana(struct cps *t); /* hiragana too; lone voice marks joined */
void cps_ascii(struct cps *t);

bool cp_hyphen(uint32_t c);   /* any sign that people use as one, ー and '-' included */
bool cp_katakana(uint32_t c); /* full-width letters and ー */
bool cp_digit(uint32_t c);    /* 0-9 */
bool cp_ideograph(uint32_t c);
uint32_t cp_variant(uint32_t c); /* the plain form of a variant character, or c */

#endif
