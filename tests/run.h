/* run.h: runs a tool (qpdf, pdftotext, zbarimg) from a test. */
#ifndef TESTS_RUN_H
#define TESTS_RUN_H

#include "util/buf.h"

/* argv ends with NULL. Appends standard output to out; returns the exit status, or -1 if
 * there is no such tool. */
int run_tool(const char *const *argv, struct buf *out);

#define RUN(out, ...) run_tool((const char *const[]){__VA_ARGS__, NULL}, out)

#endif
