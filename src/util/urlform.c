/* urlform.c: see urlform.h. */
#include "util/urlform.h"

#include "util/str.h"
#include "util/utf8.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum urlform urlform_check(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == 0)
            return URLFORM_NUL;
        if ((c < 32 && c != '\t' && c != '\r' && c != '\n') || c == 127)
            return URLFORM_CONTROL;
    }
    return utf8_valid(s) ? URLFORM_OK : URLFORM_UTF8;
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
