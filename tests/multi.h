/* multi.h: multipart forms for the tests of pages that take files.
 *
 *     struct multi m = multi(&c, "/my/…");           opens the page, takes its hidden fields
 *     multi_field(&m, "vendor", "…");
 *     multi_file(&m, "file1", "契約書.pdf", paper_pdf(""));
 *     struct reply r = multi_post(&m);
 */
#ifndef TESTS_MULTI_H
#define TESTS_MULTI_H

#include "tests/util/papers.h"
#include "tests/world.h"

struct multi {
    struct client *c;
    const char *path;
    struct buf b;
};

struct multi multi(struct client *c, const char *path);
/* Without its page: the CSRF token alone. */
struct multi multi_bare(struct client *c, const char *path);
void multi_field(struct multi *m, const char *name, const char *value);
void multi_file(struct multi *m, const char *name, const char *filename, struct str bytes);
struct reply multi_post(struct multi *m);

/* How many files lie in the store, and how many are being received. */
int stored_files(void);
int incoming_files(void);

#endif
