/* gate_fuzz.c: what passes the gate has one meaning only. The first line is the target,
 * then a header a line. */
#include "tests/fuzz/fuzz.h"

#include "sys/http.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/gate.h"

/* The gate's door to real requests is not walked through here. */
void http_each(const struct http_in *in, http_header_fn *fn, void *ctx)
{
    (void)in, (void)fn, (void)ctx;
}

static void check(const struct gate_facts *f, const struct gate_target *t)
{
    struct str rest = t->path;

    MUST(str_starts(t->path, S("/")) && utf8_valid(t->path));
    while (rest.p)
        MUST(!str_is(str_cut(rest, '/', &rest), ".."));
    for (size_t i = 0; i < t->path.n; i++)
        MUST((unsigned char)t->path.p[i] >= 32 && t->path.p[i] != '\\');
    for (size_t i = 0; i < t->query.n; i++)
        MUST((unsigned char)t->query.p[i] > 32);
    MUST(f->n_host == 1 && f->n_headers <= GATE_MAX_HEADERS);
    MUST(!(f->n_length && f->n_coding) && f->n_coding <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena a = ARENA_INIT;
    struct str rest, all = {(const char *)p, n};
    struct gate_facts f = {.method = S("GET"), .version = S("HTTP/1.1")};
    struct gate_target t;
    enum gate g;

    f.target = str_cut(all, '\n', &rest);
    while (rest.p) {
        struct str value, line = str_cut(rest, '\n', &rest);
        struct str name = str_cut(line, ':', &value);

        gate_header(&f, name, value.p ? str_trim(value) : S(""));
    }
    g = gate_check(&f, S("portal.example.jp [::1]"), &a, &t);
    MUST(g < GATE__N && gate_rule(g)->id[0]);
    if (g == GATE_OK)
        check(&f, &t);
    arena_release(&a);
    return 0;
}
