/* pdf_impl.h: what pdf.c and pdf_font.c share. */
#ifndef SYS_PDF_IMPL_H
#define SYS_PDF_IMPL_H

#include "sys/pdf.h"

int pdf_id(struct pdf *pdf);                               /* reserves a number */
void pdf_object(struct pdf *pdf, int id, struct str body); /* into an object stream */
void pdf_stream(struct pdf *pdf, int id, const char *dict, struct str data);

/* Writes all fonts that have codes; adds "/F0 7 0 R …" to resources. */
bool pdf_fonts_write(
    struct pdf *pdf, struct pdf_fonts *pf, struct buf *resources) MUST_USE;

#endif
