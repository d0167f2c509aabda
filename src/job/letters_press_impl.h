/* letters_press_impl.h: what letters_press.c (letters) and letters_press_static.c (the
 * form) share. */
#ifndef JOB_LETTERS_PRESS_IMPL_H
#define JOB_LETTERS_PRESS_IMPL_H

#include "job/letters_press.h"
#include "sys/qr.h"
#include "sys/typeset.h"

struct press {
    const struct letter_form *form;
    struct pdf_fonts *base;            /* codes of the static words */
    struct buf pages[LETTER_PAGES];    /* what the form XObjects draw */
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

bool press_static(struct press *p, const struct press_setup *s, char *why) MUST_USE;

#endif
