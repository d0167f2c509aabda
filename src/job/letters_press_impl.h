/* letters_press_impl.h: what letters_press.c (letters) and letters_press_static.c (the
 * form) share. */
#ifndef JOB_LETTERS_PRESS_IMPL_H
#define JOB_LETTERS_PRESS_IMPL_H

#include "job/letters_press.h"
#include "sys/qr.h"
#include "sys/typeset.h"

enum { PRESS_VARIANTS = 48 }; /* as many as there are classes of letters, at least */

/* The form as one class of letters has it, or several with the same wordings. */
struct press_variant {
    uint32_t standing;              /* letter_form_standing */
    struct buf pages[LETTER_PAGES]; /* what the form XObjects draw */
    int drawn[LETTER_PAGES];        /* the first variant with the same page */
    struct press_fault fault;
};

struct press {
    const struct letter_form *form;
    struct pdf_fonts *base; /* codes of the static words */
    struct press_variant variants[PRESS_VARIANTS];
    int n_variants;
    struct buf qr_place[LETTER_PAGES]; /* "q 73 0 0 73 x y cm", or empty */
    struct pdf_fonts *scratch;         /* for press_check */
    struct typeset line;
};

/* From mm below the upper edge to points above the lower one. */
static inline double press_y(double mm)
{
    return PDF_A4_H - mm * PDF_MM;
}

/* The baseline of a line whose em box begins at mm. */
static inline double press_base(double mm, double pt)
{
    return press_y(mm) - pt * 0.88;
}

void press_gray(struct buf *b, double gray, bool stroke);
/* Dark modules as rectangles, x y in mm: the upper left corner. */
void press_qr_rects(struct buf *b, const struct qr *qr, double x, double y, double size);
/* Draws a line between x and x + w (mm) with its baseline at base (points). */
void press_line(struct buf *b, const struct typeset *t, const struct typeset_line *l,
    const struct letter_item *it, double pt, double indent, double base, bool last);

/* Whether the item is on letters with these wordings. */
static inline bool press_stands(const struct letter_item *it, uint32_t standing)
{
    return it->wording < 0 || (standing >> it->wording & 1);
}

/* Draws the pages of a variant and says in v->fault whether they are whole. */
bool press_static(struct press *p, struct press_variant *v, const struct press_setup *s,
    char *why) MUST_USE;
/* The fault that needs no drawing. */
struct press_fault press_gap(const struct letter_form *f, uint32_t standing);

#endif
