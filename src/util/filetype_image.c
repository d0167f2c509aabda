/* filetype_image.c: JPEG (ITU-T T.81) and PNG (RFC 2083) walked through from marker to
 * marker, from chunk to chunk; what is compressed is stepped over. */
#include "util/filetype_impl.h"

#include <string.h>

static size_t be16(const unsigned char *p)
{
    return (size_t)p[0] << 8 | p[1];
}

static size_t be32(const unsigned char *p)
{
    return be16(p) << 16 | be16(p + 2);
}

static bool sane(size_t w, size_t h)
{
    return w && h && w <= FILETYPE_SIDE && h <= FILETYPE_SIDE && w * h <= FILETYPE_DOTS;
}

/* ---------------------------------------------------------------- JPEG */

enum {
    M_TEM = 0x01, M_SOF0 = 0xc0, M_DHT = 0xc4, M_JPG = 0xc8, M_DAC = 0xcc, M_SOF15 = 0xcf,
    M_RST0 = 0xd0, M_RST7 = 0xd7, M_SOI = 0xd8, M_EOI = 0xd9, M_SOS = 0xda,
};

static bool is_frame(int m)
{
    return m >= M_SOF0 && m <= M_SOF15 && m != M_DHT && m != M_JPG && m != M_DAC;
}

/* Behind a scan's header: to the 0xff of the next marker that ends it. */
static size_t skip_scan(struct bytes f, size_t at)
{
    while (at + 1 < f.n) {
        const unsigned char *ff = memchr(f.p + at, 0xff, f.n - 1 - at);

        if (!ff)
            return f.n;
        at = (size_t)(ff - f.p);
        if (ff[1] != 0 && ff[1] != 0xff && !(ff[1] >= M_RST0 && ff[1] <= M_RST7))
            return at;
        at += ff[1] == 0xff ? 1 : 2;
    }
    return f.n;
}

/* The next marker at or behind *at, which is put behind it; -1: there is none. */
static int next_marker(struct bytes f, size_t *at)
{
    if (*at >= f.n || f.p[*at] != 0xff)
        return -1;
    while (*at < f.n && f.p[*at] == 0xff)
        ++*at;
    return *at < f.n ? f.p[(*at)++] : -1;
}

enum filetype_no filetype_jpeg(struct bytes f, size_t *end)
{
    size_t at = 2, frames = 0, scans = 0;
    int m;

    while ((m = next_marker(f, &at)) >= 0) {
        size_t n;

        if (m == M_EOI) {
            *end = at;
            return frames == 1 && scans ? FILETYPE_OK : FILETYPE_BROKEN;
        }
        if (m == M_TEM || (m >= M_RST0 && m <= M_RST7))
            continue;
        if (m == 0 || m == M_SOI || f.n - at < 2 || (n = be16(f.p + at)) < 2 || f.n - at < n)
            return FILETYPE_BROKEN;
        if (is_frame(m)) {
            if (n < 8 || frames++)
                return FILETYPE_BROKEN;
            if (!sane(be16(f.p + at + 5), be16(f.p + at + 3)))
                return FILETYPE_SIZE;
        }
        at += n;
        if (m == M_SOS) {
            if (!frames)
                return FILETYPE_BROKEN;
            scans++;
            at = skip_scan(f, at);
        }
    }
    return FILETYPE_BROKEN;
}

/* ---------------------------------------------------------------- PNG */

uint32_t filetype_png_crc(const unsigned char *p, size_t n)
{
    static const uint32_t nibble[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
        0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8,
        0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    uint32_t c = 0xffffffff;

    for (size_t i = 0; i < n; i++) {
        c = nibble[(c ^ p[i]) & 15] ^ c >> 4;
        c = nibble[(c ^ (uint32_t)(p[i] >> 4)) & 15] ^ c >> 4;
    }
    return ~c;
}

static bool is_type(const unsigned char *p)
{
    for (int i = 0; i < 4; i++)
        if (!((p[i] >= 'A' && p[i] <= 'Z') || (p[i] >= 'a' && p[i] <= 'z')))
            return false;
    return true;
}

enum filetype_no filetype_png(struct bytes f, size_t *end)
{
    size_t data = 0;

    for (size_t at = 8; f.n - at >= 12;) {
        size_t n = be32(f.p + at);
        const unsigned char *type = f.p + at + 4;

        if (n > f.n - at - 12 || !is_type(type) ||
            filetype_png_crc(type, n + 4) != be32(type + 4 + n))
            return FILETYPE_BROKEN;
        if ((at == 8) != (memcmp(type, "IHDR", 4) == 0))
            return FILETYPE_BROKEN;
        if (at == 8 && n != 13)
            return FILETYPE_BROKEN;
        if (at == 8 && !sane(be32(type + 4), be32(type + 8)))
            return FILETYPE_SIZE;
        data += memcmp(type, "IDAT", 4) == 0;
        at += n + 12;
        if (memcmp(type, "IEND", 4) == 0) {
            *end = at;
            return data && n == 0 ? FILETYPE_OK : FILETYPE_BROKEN;
        }
    }
    return FILETYPE_BROKEN;
}
