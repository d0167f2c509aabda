/* picture.h: what a PNG (ISO/IEC 15948) or JPEG (ITU-T T.81) file says of itself, from its
 * bytes alone. Pure; nothing is unpacked.
 *
 * The whole file is walked: every chunk or segment must be whole, checksums of a PNG must
 * fit, and nothing may stand behind the end. So a file that is taken here is no web page or
 * archive in disguise. */
#ifndef UTIL_PICTURE_H
#define UTIL_PICTURE_H

#include "util/base.h"

enum { PICTURE_MIN_PX = 64, PICTURE_MAX_PX = 4000, PICTURE_BYTES = 1024 * 1024 };

enum picture_fault {
    PICTURE_OK,
    PICTURE_EMPTY,  /* no bytes at all */
    PICTURE_HEAVY,  /* more than PICTURE_BYTES */
    PICTURE_TYPE,   /* neither PNG nor JPEG */
    PICTURE_BROKEN, /* begins like one, but is not whole */
    PICTURE_SMALL,  /* a side under PICTURE_MIN_PX */
    PICTURE_LARGE,  /* a side over PICTURE_MAX_PX */
};

struct picture_facts {
    bool jpeg; /* else PNG */
    int64_t width, height;
};

enum picture_fault picture_read(struct bytes b, struct picture_facts *out) MUST_USE;
/* The checksum behind a PNG's chunk, of its type and data. */
uint32_t picture_crc(const unsigned char *p, size_t n);

#endif
