/* filetype.h: what a file is by its bytes, and whether it is one that is taken: PDF, JPEG
 * and PNG. Neither its name nor what a browser says of it counts. Pure: nothing is
 * decompressed, no memory is taken, and a file is read through once.
 *
 * A file is taken when it is one thing from its first byte to its last: what another
 * program would read as a page, an archive or a program as well is refused. A PDF is shown
 * to people by their own reader; what makes a reader act by itself (scripts, programs to
 * start, files inside) is refused where its name stands in the open. What lies in
 * compressed streams is not looked into: it is never unpacked here, either, so that a
 * stream that grows without end meets no one but the reader of the file. */
#ifndef UTIL_FILETYPE_H
#define UTIL_FILETYPE_H

#include "util/base.h"

enum filetype {
    FILETYPE_NONE, /* not taken */
    FILETYPE_PDF,
    FILETYPE_JPEG,
    FILETYPE_PNG,
};

enum filetype_no {
    FILETYPE_OK,
    FILETYPE_EMPTY,     /* 0 bytes */
    /* something else, and what it is */
    FILETYPE_HEIC,      /* HEIF, AVIF: photographs of an iPhone */
    FILETYPE_GIF,
    FILETYPE_WEBP,
    FILETYPE_TIFF,
    FILETYPE_BMP,
    FILETYPE_SVG,
    FILETYPE_HTML,
    FILETYPE_OFFICE,    /* Word, Excel, PowerPoint of any age */
    FILETYPE_ARCHIVE,   /* ZIP, 7z, RAR, gzip … */
    FILETYPE_PROGRAM,   /* Windows, ELF, a script that begins with #! */
    FILETYPE_VIDEO,
    FILETYPE_TEXT,
    FILETYPE_UNKNOWN,
    /* the right kind, but not taken as it is */
    FILETYPE_BROKEN,    /* cut off, or not built as its kind is */
    FILETYPE_TRAILING,  /* something else stands behind its end, or inside it */
    FILETYPE_SIZE,      /* a picture of more dots than FILETYPE_DOTS, or of none */
    FILETYPE_LOCKED,    /* a PDF with a password */
    FILETYPE_ACTIVE,    /* a PDF with scripts, programs to start or files inside */
    FILETYPE_CROWDED,   /* a PDF of more objects or pages than are taken */
    FILETYPE_NOS
};

enum {
    FILETYPE_DOTS = 100 * 1000 * 1000, /* of a picture: 10,000 by 10,000 */
    FILETYPE_SIDE = 30000,             /* of its longer side */
    FILETYPE_OBJECTS = 50000,          /* of a PDF: a scan of 5 pages has about 30 */
    FILETYPE_PAGES = 500,
};

struct filetype_found {
    enum filetype type; /* also of a file of the right kind that is not taken */
    size_t keep;        /* how many bytes of it belong to it: all of them but in a photograph
                         * behind which a phone has put a film, a smaller picture or notes */
};

/* What the bytes are, and whether they are taken; *found is set in either case. */
enum filetype_no filetype_check(struct bytes file, struct filetype_found *found) MUST_USE;

/* The checksum of a PNG's chunk, of its type and data, for whoever writes one. */
uint32_t filetype_png_crc(const unsigned char *p, size_t n);

const char *filetype_word(enum filetype type);  /* pdf, jpeg, png: as it is kept; "" NONE */
enum filetype filetype_of(struct str word);
const char *filetype_mime(enum filetype type);  /* application/pdf … */
const char *filetype_suffix(enum filetype type); /* .pdf … */
/* A whole sentence for the user: what it is and how to go on. "" for FILETYPE_OK. */
const char *filetype_text(enum filetype_no no);

/* A file's name as it is shown and sent back: no folders, no control characters, none that
 * turn the direction of writing around or are invisible; at most FILETYPE_NAME characters,
 * the suffix kept, which is that of the type or is put behind; 無題 when nothing is left.
 * Otherwise byte for byte as it came, in the arena. */
enum { FILETYPE_NAME = 200 };
struct arena;
struct str filetype_name(struct arena *a, struct str given, enum filetype type);

#endif
