/* slip.h: a slip of paper 受付票 as PDF: a heading, what was received line by line, and a
 * QR code for the desk. As many pages as it takes. */
#ifndef WEB_SLIP_H
#define WEB_SLIP_H

#include "web/view.h"

struct slip_line {
    struct str what, text;
};

struct slip {
    struct str title, lead;
    struct str number; /* in large type between the two; empty: none */
    struct {
        const struct slip_line *v;
        size_t n;
    } lines;
    struct str note;          /* small print at the end */
    struct str code, caption; /* of the QR code: its text, and what it is for */
};

/* The file in the arena; empty: a character has no font, or the fonts are not installed. */
struct str slip_pdf(struct arena *a, const struct slip *s);

#endif
