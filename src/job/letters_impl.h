/* letters_impl.h: what printing (letters.c) and the check before it (letters_lint.c)
 * share. */
#ifndef JOB_LETTERS_IMPL_H
#define JOB_LETTERS_IMPL_H

#include "job/letters.h"
#include "model/letter.h"

/* The press for letters with these two days (YYYY-MM-DD); a, fonts and form must outlive
 * it. NULL: why (FORM_WHY bytes) says what is wrong with the form. */
struct press *letters_press(struct arena *a, const struct fonts *fonts,
    const struct letter_form *form, const struct campaign *c, struct str posted,
    struct str valid_until, char *why) MUST_USE;
/* The letter as it is printed with this login, password and address of its QR code. */
struct press_letter letters_page(struct arena *a, const struct letter *l, struct str login,
    struct str password, struct str url);
/* Whether it can be printed; if not, l->state and l->reason are what is wrong: faulty
 * (a paragraph, a field), blocked_glyph, blocked_overflow. */
bool letters_check(struct arena *a, struct press *p, struct letter *l) MUST_USE;

#endif
