/* typed_fuzz.c: whatever is typed into a field becomes valid text, and normalising it
 * again changes nothing; a day that was understood is a day. */
#include "tests/fuzz/fuzz.h"

#include "util/codec.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

typedef struct str normal_fn(struct arena *a, struct str s);

static void check_normal(struct arena *a, struct str typed)
{
    static normal_fn *const normals[] = {text_clean, text_clean_lines, text_name,
        text_lines, text_ascii, text_digits, text_mail, text_kana, text_phone, text_key};

    for (size_t i = 0; i < COUNT(normals); i++) {
        struct str once = normals[i](a, typed);

        MUST(utf8_valid(once));
        /* a phone number that was cut into groups may be understood better the next time
         */
        if (normals[i] != text_phone && normals[i] != text_key)
            MUST(str_eq(normals[i](a, once), once));
    }
}

static void check_days(struct arena *a, struct str typed)
{
    struct date d, e;
    enum date_fault why = date_parse(typed, &d);

    if (why == DATE_OK) {
        MUST(date_valid(d));
        MUST(date_iso(date_text(a, d), &e) && date_cmp(d, e) == 0);
    } else {
        MUST(utf8_valid(date_complaint(a, typed, why)));
    }
    if (date_iso(typed, &d))
        MUST(date_valid(d) && str_eq(date_text(a, d), typed));
}

static void check_crock(struct arena *a, struct str typed)
{
    struct str out, again;

    if (!codec_crock_typed(a, typed, &out))
        return;
    MUST(codec_crock_typed(a, out, &again) && str_eq(out, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena a = ARENA_INIT;
    struct str typed = {(const char *)p, n};

    check_normal(&a, typed);
    check_days(&a, typed);
    check_crock(&a, typed);
    arena_release(&a);
    return 0;
}
