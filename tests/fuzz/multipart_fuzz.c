/* multipart_fuzz.c: however the body is cut into pieces, the parts are the same. The
 * first byte says how it is cut; the boundary is "XX". */
#include "tests/fuzz/fuzz.h"

#include "util/buf.h"
#include "util/multipart.h"
#include "util/str.h"
#include "util/utf8.h"

static bool begin(void *ctx, const struct multipart_part *p)
{
    MUST(p->name.n && utf8_valid(p->name) && utf8_valid(p->filename));
    MUST(!p->filename.n || !memchr(p->filename.p, '/', p->filename.n));
    MUST(!p->filename.n || !memchr(p->filename.p, '\\', p->filename.n));
    buf_addf(ctx, "[%zu ", p->name.n);
    buf_str(ctx, p->name);
    buf_addf(ctx, " %d %zu ", p->file, p->filename.n);
    buf_str(ctx, p->filename);
    buf_str(ctx, p->type);
    buf_byte(ctx, ']');
    return true;
}

static bool data(void *ctx, struct str piece)
{
    MUST(piece.n);
    buf_str(ctx, piece);
    return true;
}

static bool end(void *ctx)
{
    buf_byte(ctx, ';');
    return true;
}

static enum multipart feed(struct buf *out, struct str body, size_t step)
{
    static const struct multipart_limits limits = {10, 512, 200, 400};
    struct multipart_ops ops = {out, begin, data, end};
    struct arena a = ARENA_INIT;
    struct multipart_parser m;
    enum multipart e = multipart_init(&m, &a, S("XX"), limits, ops);

    for (; body.n && e == MULTIPART_OK; body = str_from(body, step))
        e = multipart_feed(&m, str_head(body, step));
    e = multipart_end(&m);
    MUST(multipart_reason(e)[0]);
    arena_release(&a);
    return e;
}

static void try_boundary(struct str type)
{
    struct arena a = ARENA_INIT;
    struct str b;

    if (multipart_boundary(&a, type, &b))
        MUST(b.n && b.n <= MULTIPART_BOUNDARY_MAX && !memchr(b.p, '\r', b.n));
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct str body = {(const char *)p + 1, n - 1};
    struct buf whole = BUF_INIT, cut = BUF_INIT;
    enum multipart e, f;

    if (!n)
        return 0;
    try_boundary(body);
    e = feed(&whole, body, body.n + 1);
    f = feed(&cut, body, (size_t)p[0] % 64 + 1);
    MUST(e == f);
    /* what came before an error may have come in other pieces, or not at all */
    MUST(e != MULTIPART_OK || str_eq(buf_view(&whole), buf_view(&cut)));
    buf_release(&whole);
    buf_release(&cut);
    return 0;
}
