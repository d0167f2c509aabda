/* multipart.h: multipart/form-data (RFC 7578), piece by piece, as browsers send it. Pure.
 *
 * Nothing is collected: the bytes of a part go to the caller as they come. As strict as
 * forms are (urlform.h): no preamble, no epilogue, one name per part, UTF-8 throughout.
 */
#ifndef UTIL_MULTIPART_H
#define UTIL_MULTIPART_H

#include "util/arena.h"

enum multipart {
    MULTIPART_OK,
    MULTIPART_BOUNDARY, /* none in the Content-Type, or what follows one is no line end */
    MULTIPART_START,    /* the body does not begin with the boundary */
    MULTIPART_HEADER,   /* a part's header can't be read, or has no name */
    MULTIPART_CODING,   /* a Content-Transfer-Encoding that would have to be undone */
    MULTIPART_TEXT,     /* name or file name: not UTF-8, or control characters */
    MULTIPART_PARTS,    /* more parts than allowed */
    MULTIPART_LONG,     /* a part's header is longer than allowed */
    MULTIPART_FIELD,    /* a field's value is longer than allowed */
    MULTIPART_FILE,     /* a file is longer than allowed */
    MULTIPART_CUT,      /* the body ends before its last boundary */
    MULTIPART_EPILOGUE, /* something behind the last boundary */
    MULTIPART_STOPPED,  /* a callback said so */
};

struct multipart_part {
    struct str name; /* not empty; in the arena, like the others */
    bool file;       /* it has a file name, though perhaps an empty one: no file chosen */
    struct str filename; /* without folders; may be empty */
    struct str type;     /* Content-Type as sent, or empty; never to be trusted */
};

struct multipart_ops {
    void *ctx;
    bool (*begin)(void *ctx, const struct multipart_part *part);
    bool (*data)(void *ctx, struct str piece); /* not empty; valid during the call */
    bool (*end)(void *ctx);
};

struct multipart_limits {
    size_t parts, header; /* number; bytes of one part's header */
    size_t field, file;   /* bytes of a value, of a file */
};

enum { MULTIPART_BOUNDARY_MAX = 70 };

/* Private: set up by multipart_init. */
struct multipart_parser {
    struct multipart_ops ops;
    struct multipart_limits limits;
    struct arena *arena;
    char delim[4 + MULTIPART_BOUNDARY_MAX]; /* CR LF - - boundary */
    size_t n_delim, matched;
    char *header;
    size_t n_header, parts, size;
    bool file;
    char after;
    int state;
    enum multipart error;
};

/* The boundary out of a Content-Type, false when it is another type or has none. */
bool multipart_boundary(
    struct arena *a, struct str content_type, struct str *out) MUST_USE;

/* The parser's memory: limits.header bytes, and the parts' texts, in the arena. */
enum multipart multipart_init(struct multipart_parser *m, struct arena *a,
    struct str boundary, struct multipart_limits limits,
    struct multipart_ops ops) MUST_USE;
/* Pieces of any size. After an error it gives the same error again. */
enum multipart multipart_feed(struct multipart_parser *m, struct str piece) MUST_USE;
enum multipart multipart_end(struct multipart_parser *m) MUST_USE; /* the body is over */

const char *multipart_reason(enum multipart e); /* a few English words for the log */

#endif
