/* picture.c: see picture.h. */
#include "util/picture.h"

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int be16(const unsigned char *p)
{
    return p[0] << 8 | p[1];
}

/* ---------------------------------------------------------------- PNG */

uint32_t picture_crc(const unsigned char *p, size_t n)
{
    uint32_t c = 0xffffffffu;

    while (n--) {
        c ^= *p++;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
    }
    return ~c;
}

enum { CHUNK = 12, IHDR_BYTES = 13 }; /* length, type and checksum around a chunk's data */

static enum picture_fault png(struct bytes b, struct picture_facts *out)
{
    bool first = true, data = false;
    size_t at = 8;

    while (b.n - at >= CHUNK) {
        const unsigned char *p = b.p + at;
        uint32_t n = be32(p);

        if (n > b.n - at - CHUNK || be32(p + 8 + n) != picture_crc(p + 4, n + 4))
            return PICTURE_BROKEN;
        at += CHUNK + n;
        if (first != (memcmp(p + 4, "IHDR", 4) == 0) || (first && n != IHDR_BYTES))
            return PICTURE_BROKEN;
        if (first) {
            out->width = be32(p + 8);
            out->height = be32(p + 12);
        }
        first = false;
        data = data || memcmp(p + 4, "IDAT", 4) == 0;
        if (memcmp(p + 4, "IEND", 4) == 0)
            return data && n == 0 && at == b.n ? PICTURE_OK : PICTURE_BROKEN;
    }
    return PICTURE_BROKEN;
}

/* ---------------------------------------------------------------- JPEG */

enum { SOF0 = 0xc0, SOF2 = 0xc2, RST0 = 0xd0, RST7 = 0xd7, EOI = 0xd9, SOS = 0xda };

/* Over the compressed data of a scan, to its end: the next marker that is no restart. */
static size_t scan_end(struct bytes b, size_t at)
{
    for (; b.n - at >= 2; at++)
        if (b.p[at] == 0xff && b.p[at + 1] != 0 && b.p[at + 1] != 0xff &&
            (b.p[at + 1] < RST0 || b.p[at + 1] > RST7))
            return at;
    return b.n;
}

static enum picture_fault jpeg(struct bytes b, struct picture_facts *out)
{
    bool scanned = false;
    size_t at = 2;

    while (b.n - at >= 2 && b.p[at] == 0xff) {
        int marker = b.p[at + 1], n;

        if (marker == EOI)
            return scanned && out->width && at + 2 == b.n ? PICTURE_OK : PICTURE_BROKEN;
        if (marker == 0xff) { /* a fill byte */
            at++;
            continue;
        }
        if (b.n - at < 4)
            return PICTURE_BROKEN;
        n = be16(b.p + at + 2);
        if (n < 2 || (size_t)n > b.n - at - 2)
            return PICTURE_BROKEN;
        if (marker >= SOF0 && marker <= SOF2 && n >= 8) {
            out->height = be16(b.p + at + 5);
            out->width = be16(b.p + at + 7);
        }
        at += 2 + (size_t)n;
        if (marker == SOS) {
            scanned = true;
            at = scan_end(b, at);
        }
    }
    return PICTURE_BROKEN;
}

enum picture_fault picture_read(struct bytes b, struct picture_facts *out)
{
    static const unsigned char png_head[8] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a};
    enum picture_fault why;

    *out = (struct picture_facts){.width = 0};
    if (!b.n)
        return PICTURE_EMPTY;
    if (b.n > PICTURE_BYTES)
        return PICTURE_HEAVY;
    if (b.n > 8 && memcmp(b.p, png_head, 8) == 0) {
        why = png(b, out);
    } else if (b.n > 3 && b.p[0] == 0xff && b.p[1] == 0xd8 && b.p[2] == 0xff) {
        out->jpeg = true;
        why = jpeg(b, out);
    } else {
        return PICTURE_TYPE;
    }
    if (why != PICTURE_OK)
        return why;
    if (out->width < PICTURE_MIN_PX || out->height < PICTURE_MIN_PX)
        return PICTURE_SMALL;
    if (out->width > PICTURE_MAX_PX || out->height > PICTURE_MAX_PX)
        return PICTURE_LARGE;
    return PICTURE_OK;
}
