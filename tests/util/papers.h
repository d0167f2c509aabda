/* papers.h: small files for the tests of attachments, built byte for byte, each of them what
 * a reader of its kind opens. They live until the next call of papers_end. */
#ifndef TESTS_UTIL_PAPERS_H
#define TESTS_UTIL_PAPERS_H

#include "util/base.h"

/* extra: put into the catalogue's dictionary, "" for none. */
struct str paper_pdf(const char *extra);
struct str paper_jpeg(unsigned width, unsigned height);
struct str paper_png(unsigned width, unsigned height);
struct str paper_zip(void); /* an empty archive: its end is all of it */
struct str paper_join(struct str a, struct str b);
struct str paper_fill(size_t n); /* n bytes that are nothing */
void papers_end(void);

#endif
