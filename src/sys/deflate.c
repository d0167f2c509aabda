/* deflate.c: zlib with memory of our own, so that it can be wiped: the window keeps what
 * was compressed, and that may be a password. */
#include "sys/deflate.h"

#include <zlib.h>

enum { ROOM = 320 * 1024, LEVEL = 6 };

struct deflate {
    z_stream z;
    size_t used;
    _Alignas(16) unsigned char room[ROOM];
};

static voidpf take(voidpf ctx, uInt n, uInt size)
{
    struct deflate *d = ctx;
    size_t want = ((size_t)n * size + 15) & ~(size_t)15;

    if (ROOM - d->used < want)
        return Z_NULL;
    d->used += want;
    return d->room + d->used - want;
}

static void give(voidpf ctx, voidpf p)
{
    (void)ctx, (void)p; /* goes with the room */
}

struct deflate *deflate_open(void)
{
    struct deflate *d = calloc(1, sizeof(*d));

    if (!d)
        die("out of memory");
    d->z.zalloc = take;
    d->z.zfree = give;
    d->z.opaque = d;
    if (deflateInit(&d->z, LEVEL) != Z_OK)
        die("deflate: zlib does not start");
    return d;
}

void deflate_close(struct deflate *d)
{
    if (!d)
        return;
    explicit_bzero(d, sizeof(*d));
    free(d);
}

void deflate_add(struct deflate *d, struct bytes in, struct buf *out)
{
    size_t bound = deflateBound(&d->z, in.n);

    if (in.n > UINT32_MAX / 2)
        die("deflate: absurd size");
    buf_room(out, bound);
    d->z.next_in = (unsigned char *)(uintptr_t)in.p;
    d->z.avail_in = (uInt)in.n;
    d->z.next_out = (unsigned char *)out->p + out->n;
    d->z.avail_out = (uInt)bound;
    if (deflate(&d->z, Z_FINISH) != Z_STREAM_END)
        die("deflate: the stream does not end");
    out->n += bound - d->z.avail_out;
    deflateReset(&d->z);
}

bool inflate_all(struct bytes in, size_t max, struct buf *out)
{
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)in.p, .avail_in = (uInt)in.n};
    size_t start = out->n;
    int rc = Z_OK;

    if (in.n > UINT32_MAX || inflateInit(&z) != Z_OK)
        return false;
    while (rc == Z_OK && out->n - start <= max) {
        buf_room(out, 16384);
        z.next_out = (unsigned char *)out->p + out->n;
        z.avail_out = 16384;
        rc = inflate(&z, Z_NO_FLUSH);
        out->n += 16384 - z.avail_out;
        if (rc == Z_BUF_ERROR)
            break;
    }
    inflateEnd(&z);
    return rc == Z_STREAM_END && out->n - start <= max;
}
