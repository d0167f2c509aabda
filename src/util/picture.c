/* picture.c: see picture.h. */
#include "util/picture.h"

#include "util/filetype.h"

enum { IHDR_AT = 16, FIRST_MARKER = 2, SOF0 = 0xc0, SOF15 = 0xcf, DHT = 0xc4, JPG = 0xc8, DAC = 0xcc };

static int64_t be(const unsigned char *p, int bytes)
{
    int64_t n = 0;

    while (bytes--)
        n = n << 8 | *p++;
    return n;
}

static bool is_frame(int marker)
{
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

/* The frame's header; the file has been walked through and has one. */
static void jpeg_size(struct bytes b, struct picture_facts *out)
{
    size_t at = FIRST_MARKER;

    while (at + 9 <= b.n && !is_frame(b.p[at + 1]))
        at += b.p[at + 1] == 0xff ? 1 : 2 + (size_t)be(b.p + at + 2, 2);
    if (at + 9 > b.n)
        return;
    out->height = be(b.p + at + 5, 2);
    out->width = be(b.p + at + 7, 2);
}

static enum picture_fault kind(struct bytes b, struct filetype_found *found)
{
    enum filetype_no no = filetype_check(b, found);

    if (found->type != FILETYPE_PNG && found->type != FILETYPE_JPEG)
        return PICTURE_TYPE;
    return no == FILETYPE_OK ? PICTURE_OK : no == FILETYPE_SIZE ? PICTURE_LARGE : PICTURE_BROKEN;
}

enum picture_fault picture_read(struct bytes b, struct picture_facts *out)
{
    struct filetype_found found;
    enum picture_fault why;

    *out = (struct picture_facts){.width = 0};
    if (!b.n)
        return PICTURE_EMPTY;
    if (b.n > PICTURE_BYTES)
        return PICTURE_HEAVY;
    why = kind(b, &found);
    if (why != PICTURE_OK)
        return why;
    out->jpeg = found.type == FILETYPE_JPEG;
    out->keep = found.keep;
    if (out->jpeg) {
        jpeg_size(b, out);
    } else {
        out->width = be(b.p + IHDR_AT, 4);
        out->height = be(b.p + IHDR_AT + 4, 4);
    }
    if (out->width < PICTURE_MIN_PX || out->height < PICTURE_MIN_PX)
        return PICTURE_SMALL;
    if (out->width > PICTURE_MAX_PX || out->height > PICTURE_MAX_PX)
        return PICTURE_LARGE;
    return PICTURE_OK;
}
