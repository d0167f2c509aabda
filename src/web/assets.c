/* assets.c: each file in up to three encodings, each a ready answer. */
#include "web/assets.h"

#include "gen/static.h"
#include "util/str.h"
#include "web/asset.h"

enum encoding { PLAIN, GZIP, BROTLI, ENCODINGS };

struct assets {
    size_t n;
    void *ready[][ENCODINGS];
};

/* What a 304 must say, too (RFC 9110, 15.4.5), and what protects. */
static void headers(struct http_out *out, const struct asset *f)
{
    http_header(out, "Cache-Control", S("public, max-age=31536000, immutable"));
    http_header(out, "ETag", str_of(f->etag));
    http_header(out, "X-Content-Type-Options", S("nosniff"));
    http_header(out, "Cross-Origin-Resource-Policy", S("same-origin"));
    http_header(out, "Vary", S("Accept-Encoding"));
}

static void *make(const struct asset *f, struct bytes body, const char *encoding)
{
    struct http_out out = {.status = 200};

    if (!body.n && encoding)
        return NULL;
    out.body = (struct str){(const char *)body.p, body.n};
    http_header(&out, "Content-Type", str_of(f->type));
    headers(&out, f);
    if (encoding)
        http_header(&out, "Content-Encoding", str_of(encoding));
    return http_share(&out);
}

struct assets *assets_new(void)
{
    size_t n = 0;
    struct assets *t;

    while (assets[n].name)
        n++;
    t = calloc(1, sizeof(*t) + n * sizeof(t->ready[0]));
    if (!t)
        die("out of memory");
    t->n = n;
    for (size_t i = 0; i < n; i++) {
        t->ready[i][PLAIN] = make(&assets[i], assets[i].plain, NULL);
        t->ready[i][GZIP] = make(&assets[i], assets[i].gz, "gzip");
        t->ready[i][BROTLI] = make(&assets[i], assets[i].br, "br");
    }
    return t;
}

void assets_free(struct assets *t)
{
    for (size_t i = 0; t && i < t->n; i++)
        for (int e = 0; e < ENCODINGS; e++)
            if (t->ready[i][e])
                http_unshare(t->ready[i][e]);
    free(t);
}

static bool accepts(struct str header, const char *encoding)
{
    while (header.p && header.n) {
        struct str one = str_cut(header, ',', &header), quality;

        if (str_ieq(str_trim(str_cut(one, ';', &quality)), str_of(encoding)))
            return !str_is(str_trim(quality.p ? quality : S("")), "q=0");
    }
    return false;
}

bool assets_find(const struct assets *t, struct req *r, const struct http_in *in,
    struct http_out *out)
{
    const struct asset *f = asset_find(r->path);
    struct str accept = http_get(in, "Accept-Encoding");
    enum encoding e = PLAIN;
    size_t i;

    if (!f || (!str_is(r->method, "GET") && !str_is(r->method, "HEAD")))
        return false;
    i = (size_t)(f - assets);
    if (str_has(http_get(in, "If-None-Match"), str_of(f->etag))) {
        *out = (struct http_out){.status = 304};
        headers(out, f);
        return true;
    }
    if (t->ready[i][BROTLI] && accepts(accept, "br"))
        e = BROTLI;
    else if (t->ready[i][GZIP] && accepts(accept, "gzip"))
        e = GZIP;
    *out = (struct http_out){.status = 200, .shared = t->ready[i][e]};
    return true;
}
