/* typeset.h: Japanese lines on paper: characters to glyphs, lines that begin and end
 * where they may (kinsoku), brackets set tight, and the PDF operators that draw them.
 * Widths are in 1/1000 of the type size. */
#ifndef SYS_TYPESET_H
#define SYS_TYPESET_H

#include "sys/pdf.h"

struct typeset_unit {
    struct pdf_glyph g;
    uint32_t cp;
    uint8_t kind; /* how it behaves at the ends of lines; see typeset.c */
    int16_t gap;  /* added behind the glyph when another follows on the line */
};

/* One paragraph. Zeroed is empty. */
struct typeset {
    struct buf units;              /* struct typeset_unit */
    size_t keep;                   /* the last units that must stay on one line */
    uint32_t missing, missing_mod; /* what no font has, if add failed */
};

struct typeset_line {
    size_t from, to; /* units */
    int width;       /* as drawn */
    int shift;       /* to the left: half of a bracket that begins the line */
};

/* Appends text in one style; false at the first character that no font has. */
bool typeset_add(struct typeset *t, struct pdf_fonts *pf, enum font_style style,
    struct str text) MUST_USE;
void typeset_reset(struct typeset *t);   /* empty, memory kept */
void typeset_release(struct typeset *t); /* wiped and given back */

/* Breaks into lines of at most width, the first one shorter by indent. Returns how many
 * lines it takes; only the first max are stored. An empty paragraph takes none. */
size_t typeset_wrap(const struct typeset *t, int width, int indent,
    struct typeset_line *lines, size_t max);

/* The units [from, to) as one line. */
struct typeset_line typeset_line(const struct typeset *t, size_t from, size_t to);

/* Draws a line with its left end and baseline at x, y (points); spread: added to each
 * character's width, in points. */
void typeset_draw(const struct typeset *t, const struct typeset_line *line, double pt,
    double x, double y, double spread, struct buf *out);

static inline size_t typeset_count(const struct typeset *t)
{
    return t->units.n / sizeof(struct typeset_unit);
}

#endif
