/* pdf.h: a small PDF 1.7 writer for letters and slips: gray only, A4 only, fonts embedded
 * as subsets of the glyphs that were used. The file leaves piece by piece through a sink,
 * so that it can be encrypted on its way; every buffer is wiped when the file is closed.
 *
 * Use: pdf_open; pdf_form for static pages; per page pdf_content and pdf_page; pdf_close.
 * Coordinates are points from the lower left corner. */
#ifndef SYS_PDF_H
#define SYS_PDF_H

#include "sys/font.h"
#include "util/buf.h"

#define PDF_A4_W 595.276 /* 210 mm */
#define PDF_A4_H 841.890 /* 297 mm */
#define PDF_MM   (72.0 / 25.4)

/* ---- fonts of one document: codes for glyphs, allocated in the order of first use */

struct pdf_glyph {
    uint8_t face;  /* resource /F<face> */
    uint16_t code; /* two bytes in the text string */
    int16_t adv;   /* 1/1000 of the type size */
};

struct pdf_fonts;

struct pdf_fonts *pdf_fonts_new(const struct fonts *fonts) MUST_USE;
/* A copy with all codes: what was set with the original stays right in a new document. */
struct pdf_fonts *pdf_fonts_copy(const struct pdf_fonts *pf) MUST_USE;
void pdf_fonts_free(struct pdf_fonts *pf);
/* False: no font has it. See font_find for mod. */
bool pdf_glyph(struct pdf_fonts *pf, enum font_style style, uint32_t cp, uint32_t mod,
    struct pdf_glyph *out) MUST_USE;

/* ---- the document */

/* Returns false when the bytes could not be taken; the writer then stops calling. */
typedef bool pdf_sink(void *ctx, const void *p, size_t n);

struct pdf;

/* The document takes pf over. title: shown by viewers; no secrets. */
struct pdf *pdf_open(
    pdf_sink *sink, void *ctx, struct pdf_fonts *pf, struct str title) MUST_USE;
/* A page-sized form XObject; draw it with "/X<result> Do". */
int pdf_form(struct pdf *pdf, struct str content);
/* A content stream; returns its id. */
int pdf_content(struct pdf *pdf, struct str content);
/* A page of n content streams, drawn one after the other as if they were one. */
void pdf_page(struct pdf *pdf, const int *contents, size_t n);
/* Writes the fonts, the page tree and the end; frees and wipes. False: the sink refused,
 * or a font could not be cut down. */
bool pdf_close(struct pdf *pdf) MUST_USE;

/* ---- content */

/* A number with at most three decimals and a blank behind it. */
void pdf_num(struct buf *b, double v);
/* "x y w h re" */
void pdf_rect(struct buf *b, double x, double y, double w, double h);

#endif
