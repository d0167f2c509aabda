/* file.c: whole files in, whole files out; C literals. */
#include "gen/file.h"

#include <errno.h>
#include <stdarg.h>

void fail(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

static bool slurp(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    char block[65536];
    size_t n;

    if (!f)
        return false;
    buf_reset(out);
    while ((n = fread(block, 1, sizeof(block), f)) > 0)
        buf_add(out, block, n);
    if (ferror(f))
        fail("%s: cannot read: %s", path, strerror(errno));
    fclose(f);
    buf_byte(out, '\0');
    out->n--;
    return true;
}

void file_read(const char *path, struct buf *out)
{
    if (!slurp(path, out))
        fail("%s: cannot open: %s", path, strerror(errno));
}

void file_write(const char *path, const struct buf *b)
{
    struct buf old = BUF_INIT;
    char tmp[4096];
    FILE *f;
    bool same = slurp(path, &old) && old.n == b->n && memcmp(old.p, b->p, b->n) == 0;

    buf_release(&old);
    if (same)
        return;
    snprintf(tmp, sizeof(tmp), "%s.tmp", path);
    f = fopen(tmp, "wb");
    if (!f)
        fail("%s: cannot write: %s", tmp, strerror(errno));
    if (fwrite(b->p, 1, b->n, f) != b->n || fclose(f) || rename(tmp, path))
        fail("%s: cannot write: %s", path, strerror(errno));
}

void c_string(struct buf *out, struct str text, const char *indent)
{
    buf_byte(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == '\n') {
            buf_puts(out, "\\n");
            if (i + 1 < text.n)
                buf_addf(out, "\"\n%s\"", indent);
        } else if (c == '"' || c == '\\' || c == '?') { /* ? for trigraphs */
            buf_addf(out, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            buf_addf(out, "\\%03o", c);
        } else {
            buf_byte(out, (char)c);
        }
    }
    buf_byte(out, '"');
}

void c_bytes(struct buf *out, const void *p, size_t n)
{
    const unsigned char *b = p;

    for (size_t i = 0; i < n; i++)
        buf_addf(out, "%d,%s", b[i], i % 24 == 23 ? "\n" : "");
}
