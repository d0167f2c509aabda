/* receipt.h: the numbers that people are given for what they have asked for: eight random
 * characters that can be told apart, and one that finds mistakes: K7MV-3XQE-9. */
#ifndef MODEL_RECEIPT_H
#define MODEL_RECEIPT_H

#include "util/arena.h"

enum { RECEIPT_NUMBER = 9 }; /* characters as kept, with the check */

void receipt_make(char out[RECEIPT_NUMBER + 1]);
/* As it is kept, from whatever was typed; false: mistyped. */
bool receipt_typed(struct arena *a, struct str typed, struct str *out) MUST_USE;
struct str receipt_text(struct arena *a, struct str number);

#endif
