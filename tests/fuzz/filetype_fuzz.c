/* filetype_fuzz.c: whatever the bytes are, they are looked at within themselves; what is
 * kept of a file is itself taken, whole. Names come out clean. */
#include "tests/fuzz/fuzz.h"

#include "util/arena.h"
#include "util/filetype.h"
#include "util/str.h"
#include "util/utf8.h"

static void try_name(struct str given, enum filetype type)
{
    struct arena a = ARENA_INIT;
    struct str name = filetype_name(&a, given, type);

    MUST(name.n && utf8_valid(name) && utf8_len(name) <= FILETYPE_NAME);
    MUST(!memchr(name.p, '/', name.n) && !memchr(name.p, '\\', name.n));
    for (size_t i = 0; i < name.n; i++)
        MUST((unsigned char)name.p[i] >= 32 && name.p[i] != 127);
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct filetype_found f, again;
    enum filetype_no no = filetype_check((struct bytes){p, n}, &f);

    MUST(f.keep <= n);
    MUST(no < FILETYPE_NOS && (no == FILETYPE_OK) == !filetype_text(no)[0]);
    if (no == FILETYPE_OK) {
        MUST(f.type && f.keep);
        MUST(filetype_check((struct bytes){p, f.keep}, &again) == FILETYPE_OK);
        MUST(again.keep == f.keep && again.type == f.type);
        MUST(filetype_of(str_of(filetype_word(f.type))) == f.type);
    }
    try_name((struct str){(const char *)p, n < 2000 ? n : 2000}, f.type);
    return 0;
}
