/* embed.c: files into the program.
 *
 *     embed static OUTDIR FILE…     OUTDIR/static.h and OUTDIR/static.c from static/
 *     embed text OUT.c NAME [FILE]  const char NAME[] with the text of FILE
 *
 * A static file's public name holds a hash of its content, so it can be cached for ever.
 */
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <ctype.h>
#include <zlib.h>

#include "gen/file.h"

static const char *const types[][2] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".txt", "text/plain; charset=utf-8"},
    {".pdf", "application/pdf"},
    {".webmanifest", "application/manifest+json"},
};

static const char *type_of(const char *path, const char *ext)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (!strcmp(ext, types[i][0]))
            return types[i][1];
    fail("%s: unknown kind of file: add it to types in embed.c", path);
}

/* FNV-1a in 64 bits, folded. It names a version; forging it gains nothing. */
static uint32_t hash(const struct buf *b)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < b->n; i++)
        h = (h ^ (unsigned char)b->p[i]) * 0x100000001b3u;
    return (uint32_t)(h >> 32 ^ h);
}

static bool brotli_gives_back(const uint8_t *p, size_t n, const struct buf *want)
{
    size_t got = want->n + 1;
    uint8_t *room = malloc(got);
    bool same =
        room &&
        BrotliDecoderDecompress(n, p, &got, room) == BROTLI_DECODER_RESULT_SUCCESS &&
        got == want->n && memcmp(room, want->p, got) == 0;

    free(room);
    return same;
}

static void brotli(const struct buf *in, struct buf *out)
{
    size_t n = BrotliEncoderMaxCompressedSize(in->n);

    buf_reset(out);
    buf_room(out, n);
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS,
            BROTLI_MODE_TEXT, in->n, (const uint8_t *)in->p, &n, (uint8_t *)out->p))
        fail("brotli cannot compress");
    if (!brotli_gives_back((const uint8_t *)out->p, n, in))
        fail("brotli does not give back what it took");
    out->n = n < in->n ? n : 0;
}

static bool gzip_gives_back(const struct buf *packed, const struct buf *want)
{
    unsigned char *room = malloc(want->n + 1);
    z_stream z = {.next_in = (unsigned char *)packed->p,
        .avail_in = (unsigned)packed->n,
        .next_out = room,
        .avail_out = (unsigned)want->n + 1};
    bool same = room && inflateInit2(&z, 15 + 16) == Z_OK &&
                inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == want->n &&
                memcmp(room, want->p, want->n) == 0;

    inflateEnd(&z);
    free(room);
    return same;
}

static void gzip(const struct buf *in, struct buf *out)
{
    z_stream z = {0};
    size_t room;

    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        fail("zlib cannot compress");
    room = deflateBound(&z, in->n);
    buf_reset(out);
    buf_room(out, room);
    z.next_in = (unsigned char *)in->p;
    z.avail_in = (unsigned)in->n;
    z.next_out = (unsigned char *)out->p;
    z.avail_out = (unsigned)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        fail("zlib cannot compress");
    out->n = z.total_out;
    deflateEnd(&z);
    if (!gzip_gives_back(out, in))
        fail("zlib does not give back what it took");
    if (out->n >= in->n)
        out->n = 0;
}

static void array(struct buf *c, const char *id, const char *what, const struct buf *b)
{
    if (!b->n)
        return;
    buf_addf(c, "static const unsigned char %s_%s[] = {\n", id, what);
    c_bytes(c, b->p, b->n);
    buf_puts(c, "\n};\n");
}

static void member(struct buf *c, const char *id, const char *what, const struct buf *b)
{
    if (b->n)
        buf_addf(c, "     .%s = {%s_%s, %zu},\n", what, id, what, b->n);
    else
        buf_addf(c, "     .%s = {NULL, 0},\n", what);
}

static void one_static(const char *path, struct buf *c, struct buf *table, struct buf *h)
{
    static struct buf plain, br, gz;
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *ext = strrchr(name, '.');
    char id[128], public[256];
    size_t n = 0;

    if (!ext || strlen(name) >= sizeof(id))
        fail("%s: a name with an ending is needed", path);
    for (; name[n]; n++)
        id[n] =
            isalnum((unsigned char)name[n]) ? (char)toupper((unsigned char)name[n]) : '_';
    id[n] = '\0';
    file_read(path, &plain);
    brotli(&plain, &br);
    gzip(&plain, &gz);
    snprintf(public, sizeof(public), "/s/%.*s.%08x%s", (int)(ext - name), name,
        hash(&plain), ext);
    array(c, id, "plain", &plain);
    array(c, id, "br", &br);
    array(c, id, "gz", &gz);
    buf_addf(table, "    {.path = S_INIT(\"%s\"), .name = \"%s\",\n", public, name);
    buf_addf(table, "     .type = \"%s\", .etag = \"\\\"%08x\\\"\",\n",
        type_of(path, ext), hash(&plain));
    member(table, id, "plain", &plain);
    member(table, id, "br", &br);
    member(table, id, "gz", &gz);
    buf_puts(table, "    },\n");
    buf_addf(h, "#define STATIC_%s URL(\"%s\")\n", id, public);
}

static void statics(const char *dir, char **files, int n)
{
    struct buf c = BUF_INIT, table = BUF_INIT, h = BUF_INIT;
    char path[4096];

    buf_puts(&c, "/* Made by embed from static/. */\n#include \"web/asset.h\"\n\n");
    buf_puts(&h, "/* Made by embed from static/: addresses as struct url. */\n"
                 "#ifndef GEN_STATIC_H\n#define GEN_STATIC_H\n\n"
                 "#include \"web/asset.h\"\n\n");
    for (int i = 0; i < n; i++)
        one_static(files[i], &c, &table, &h);
    buf_puts(&c, "\nconst struct asset assets[] = {\n");
    buf_add(&c, table.p, table.n);
    buf_puts(&c, "    {.name = NULL},\n};\n");
    buf_puts(&h, "\n#endif\n");
    snprintf(path, sizeof(path), "%s/static.h", dir);
    file_write(path, &h);
    snprintf(path, sizeof(path), "%s/static.c", dir);
    file_write(path, &c);
}

static void text(const char *out, const char *name, const char *file)
{
    struct buf in = BUF_INIT, c = BUF_INIT;

    if (file)
        file_read(file, &in);
    buf_addf(&c,
        "/* Made by embed%s%s. */\nextern const char %s[];\nconst char %s[] =\n    ",
        file ? " from " : "", file ? file : "", name, name);
    c_string(&c, buf_view(&in), "    ");
    buf_puts(&c, ";\n");
    file_write(out, &c);
}

int main(int argc, char **argv)
{
    if (argc >= 3 && !strcmp(argv[1], "static"))
        statics(argv[2], argv + 3, argc - 3);
    else if ((argc == 4 || argc == 5) && !strcmp(argv[1], "text"))
        text(argv[2], argv[3], argc == 5 ? argv[4] : NULL);
    else
        fail("usage: embed static OUTDIR FILE… | embed text OUT.c NAME [FILE]");
    return 0;
}
