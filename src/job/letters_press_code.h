/* letters_press_code.h: the QR codes of a chunk's letters as PDF content, made by a
 * second thread while the first one sets type: they are two fifths of the work. */
#ifndef JOB_LETTERS_PRESS_CODE_H
#define JOB_LETTERS_PRESS_CODE_H

#include "job/letters_press.h"

struct press_codes;

/* What is drawn for one letter; empty where the form has no such code. */
struct press_code {
    struct str id;     /* in page coordinates */
    struct str portal; /* in the unit square, ends with Q */
};

/* form and letters must live until press_codes_end. */
struct press_codes *press_codes_begin(
    const struct letter_form *form, const struct press_letter *v, size_t n) MUST_USE;
/* Waits for the codes of letter i; false: they can't be made (an address too long). */
bool press_codes_get(struct press_codes *c, size_t i, struct press_code *out) MUST_USE;
void press_codes_end(struct press_codes *c); /* at any time */

#endif
