/* lang.h: the template language; templates/README.md describes it. */
#ifndef GEN_LANG_H
#define GEN_LANG_H

#include "util/buf.h"

/* What is known of all templates read so far. */
struct templates {
    struct buf prototypes, uses; /* C text */
    size_t n;
    struct {
        char name[64], path[256];
        int line;
        bool mail;     /* of a .txt file */
        uint64_t hash; /* of its source */
        char puts[8][64];
        size_t n_puts;
    } v[2000];
};

/* FNV-1a: tells one text from another, nothing more. */
uint64_t text_hash(uint64_t h, struct str s);

/* Compiles the file path; its functions are added to c. Ends the program with
 * path:line: message when something is wrong. */
void compile(const char *path, struct templates *out, struct buf *c);

#endif
