/* dsn_fuzz.c: whatever comes back is read without harm, and what is told of it is one
 * clean line. Reading it again says the same. */
#include "tests/fuzz/fuzz.h"

#include "util/dsn.h"
#include "util/eml.h"
#include "util/str.h"
#include "util/utf8.h"

static void check_parts(struct arena *a, struct str mail)
{
    struct eml e = eml_split(mail), part;
    struct str rest = e.body;
    size_t n = 0;

    MUST(e.head.n + e.body.n <= mail.n);
    MUST(utf8_valid(eml_text_field(a, e.head, "Subject")));
    MUST(utf8_valid(eml_body(a, &e)));
    while (eml_part(&rest, S("x"), &part)) {
        MUST(part.head.n + part.body.n <= e.body.n);
        MUST(++n <= mail.n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct str mail = {(const char *)p, n};
    struct arena a = ARENA_INIT;
    struct dsn d, again;

    dsn_read(&a, mail, &d);
    MUST(utf8_valid(d.said) && d.said.n <= 240);
    for (size_t i = 0; i < d.said.n; i++)
        MUST((unsigned char)d.said.p[i] >= ' ' && d.said.p[i] != 127);
    MUST(d.status.n <= 11 && dsn_kind_name(d.kind));
    dsn_read(&a, mail, &again);
    MUST(again.kind == d.kind && str_eq(again.said, d.said) && str_eq(again.status, d.status));
    check_parts(&a, mail);
    arena_release(&a);
    return 0;
}
