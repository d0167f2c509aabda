/* picture.h: pictures for our own pages: PNG or JPEG of a sensible size, judged by their
 * bytes alone (util/filetype.h). Pure; nothing is unpacked. */
#ifndef UTIL_PICTURE_H
#define UTIL_PICTURE_H

#include "util/base.h"

enum { PICTURE_MIN_PX = 64, PICTURE_MAX_PX = 4000, PICTURE_BYTES = 1024 * 1024 };

enum picture_fault {
    PICTURE_OK,
    PICTURE_EMPTY,  /* no bytes at all */
    PICTURE_HEAVY,  /* more than PICTURE_BYTES */
    PICTURE_TYPE,   /* neither PNG nor JPEG */
    PICTURE_BROKEN, /* begins like one, but is not whole, or something else is in it */
    PICTURE_SMALL,  /* a side under PICTURE_MIN_PX */
    PICTURE_LARGE,  /* a side over PICTURE_MAX_PX */
};

struct picture_facts {
    bool jpeg; /* else PNG */
    int64_t width, height;
    size_t keep; /* so many bytes of the file belong to the picture */
};

enum picture_fault picture_read(struct bytes b, struct picture_facts *out) MUST_USE;

#endif
