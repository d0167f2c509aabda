/* urlform_fuzz.c: what is let through is clean, unambiguous, and means the same when it
 * is written again. */
#include "tests/fuzz/fuzz.h"

#include "util/buf.h"
#include "util/str.h"
#include "util/urlform.h"
#include "util/utf8.h"

static void escape(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_addf(b, "%%%02X", (unsigned char)s.p[i]);
}

static void write_again(struct arena *a, const struct fields *f)
{
    struct buf b = BUF_INIT;
    struct fields g;

    for (size_t i = 0; i < f->n; i++) {
        escape(&b, f->v[i].name);
        buf_byte(&b, '=');
        escape(&b, f->v[i].value);
        buf_byte(&b, '&');
    }
    MUST(urlform_read(a, buf_view(&b), SIZE_MAX, NULL, &g) == URLFORM_OK);
    MUST(g.n == f->n);
    for (size_t i = 0; i < g.n; i++)
        MUST(str_eq(g.v[i].name, f->v[i].name) && str_eq(g.v[i].value, f->v[i].value));
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena a = ARENA_INIT;
    struct fields f = {NULL, 0};
    enum urlform e =
        urlform_read(&a, (struct str){(const char *)p, n}, SIZE_MAX, NULL, &f);

    MUST(urlform_reason(e)[0]);
    if (e == URLFORM_OK) {
        MUST(f.n <= URLFORM_FIELDS);
        for (size_t i = 0; i < f.n; i++) {
            MUST(utf8_valid(f.v[i].name) && utf8_valid(f.v[i].value));
            MUST(!f.v[i].value.n || !memchr(f.v[i].value.p, 0, f.v[i].value.n));
            for (size_t k = 0; k < i; k++)
                MUST(!str_eq(f.v[i].name, f.v[k].name));
        }
        write_again(&a, &f);
    }
    arena_release(&a);
    return 0;
}
