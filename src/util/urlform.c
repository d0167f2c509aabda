/* urlform.c: see urlform.h. */
#include "util/urlform.h"

#include "util/str.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The length of the UTF-8 character at the head of s, 0 when there is none: no overlong
 * forms, no surrogates, nothing above U+10FFFF. */
static size_t utf8_len(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    unsigned char low = 0x80, high = 0xbf;
    size_t n;

    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xc2 || p[0] > 0xf4)
        return 0;
    n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (p[0] == 0xe0)
        low = 0xa0;
    if (p[0] == 0xed)
        high = 0x9f;
    if (p[0] == 0xf0)
        low = 0x90;
    if (p[0] == 0xf4)
        high = 0x8f;
    if (s.n < n || p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if (p[i] < 0x80 || p[i] > 0xbf)
            return 0;
    return n;
}

enum urlform urlform_check(struct str s)
{
    size_t n;

    for (; s.n; s = str_from(s, n)) {
        unsigned char c = (unsigned char)s.p[0];

        if (c == 0)
            return URLFORM_NUL;
        if ((c < 32 && c != '\t' && c != '\r' && c != '\n') || c == 127)
            return URLFORM_CONTROL;
        n = utf8_len(s);
        if (!n)
            return URLFORM_UTF8;
    }
    return URLFORM_OK;
}

enum urlform urlform_decode(struct arena *a, struct str text, bool plus, struct str *out)
{
    char *p = arena_alloc(a, text.n + 1, 1);
    enum urlform e;
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == '%') {
            int high = i + 2 < text.n ? hex(text.p[i + 1]) : -1;
            int low = high >= 0 ? hex(text.p[i + 2]) : -1;

            if (low < 0)
                return URLFORM_ESCAPE;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        p[n++] = c;
    }
    p[n] = '\0';
    e = urlform_check((struct str){p, n});
    if (e == URLFORM_OK)
        *out = (struct str){p, n};
    return e;
}

static bool is_list(struct str name, const char *const *lists)
{
    for (; lists && *lists; lists++)
        if (str_is(name, *lists))
            return true;
    return false;
}

enum urlform urlform_add(
    struct arena *a, struct fields *f, struct field field, const char *const *lists)
{
    for (size_t i = 0; i < field.name.n; i++)
        if ((unsigned char)field.name.p[i] < 32)
            return URLFORM_CONTROL;
    if (f->n == URLFORM_FIELDS)
        return URLFORM_MANY;
    if (!is_list(field.name, lists))
        for (size_t i = 0; i < f->n; i++)
            if (str_eq(f->v[i].name, field.name))
                return URLFORM_TWICE;
    if (!f->v)
        f->v = NEW_N(a, struct field, URLFORM_FIELDS);
    f->v[f->n++] = field;
    return URLFORM_OK;
}

enum urlform urlform_read(struct arena *a, struct str text, size_t max,
    const char *const *lists, struct fields *out)
{
    struct fields f = {NULL, 0};
    struct str rest = text;

    if (text.n > max)
        return URLFORM_LARGE;
    while (rest.p && rest.n) {
        struct str value, name = str_cut(str_cut(rest, '&', &rest), '=', &value);
        struct field field = {S(""), S("")};
        enum urlform e;

        if (!name.n && !value.p)
            continue; /* nothing between two '&' */
        e = urlform_decode(a, name, true, &field.name);
        if (e == URLFORM_OK && value.p)
            e = urlform_decode(a, value, true, &field.value);
        if (e == URLFORM_OK)
            e = urlform_add(a, &f, field, lists);
        if (e != URLFORM_OK)
            return e;
    }
    *out = f;
    return URLFORM_OK;
}

struct str urlform_get(const struct fields *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_is(f->v[i].name, name))
            return f->v[i].value;
    return (struct str){NULL, 0};
}

const char *urlform_reason(enum urlform e)
{
    static const char *const text[] = {
        [URLFORM_OK] = "fine",
        [URLFORM_ESCAPE] = "bad percent escape",
        [URLFORM_NUL] = "zero byte",
        [URLFORM_UTF8] = "not UTF-8",
        [URLFORM_CONTROL] = "control character",
        [URLFORM_TWICE] = "field twice",
        [URLFORM_MANY] = "too many fields",
        [URLFORM_LARGE] = "too long",
    };

    return text[e];
}
