/* urlform.h: query strings and application/x-www-form-urlencoded bodies, and the percent
 * escapes of addresses. Pure.
 *
 * Decoded exactly once. What two readers could understand in two ways is refused, not
 * repaired: bad escapes, NUL, text that is not UTF-8, control characters (but TAB, CR and
 * LF in values), a name that comes twice. An error means that the whole text was refused.
 */
#ifndef UTIL_URLFORM_H
#define UTIL_URLFORM_H

#include "util/arena.h"

struct field {
    struct str name, value; /* decoded, valid UTF-8 */
};

struct fields {
    struct field *v; /* in the order of the text; names differ but for allowed lists */
    size_t n;
};

enum urlform {
    URLFORM_OK,
    URLFORM_ESCAPE,  /* '%' without two hexadecimal digits */
    URLFORM_NUL,     /* a zero byte, escaped or raw */
    URLFORM_UTF8,    /* not valid UTF-8 after decoding */
    URLFORM_CONTROL, /* a control character */
    URLFORM_TWICE,   /* one name, two values */
    URLFORM_MANY,    /* more than URLFORM_FIELDS fields */
    URLFORM_LARGE,   /* longer than the caller allows */
};

enum { URLFORM_FIELDS = 200 };

/* lists: names that may come more than once, NULL at the end; NULL for none. max: bytes
 * of text. Only with URLFORM_OK is *out changed; it lives in the arena. */
enum urlform urlform_read(struct arena *a, struct str text, size_t max,
    const char *const *lists, struct fields *out) MUST_USE;

/* One value. plus: '+' is a blank (forms and queries, not paths). */
enum urlform urlform_decode(
    struct arena *a, struct str text, bool plus, struct str *out) MUST_USE;

/* Refuses what urlform_read would not let through: for values that came another way. */
enum urlform urlform_check(struct str decoded) MUST_USE;

/* Adds a field that came another way (multipart). */
enum urlform urlform_add(struct arena *a, struct fields *f, struct field field,
    const char *const *lists) MUST_USE;

/* The first value of that name; p is NULL and n 0 when there is none. */
struct str urlform_get(const struct fields *f, const char *name);

const char *urlform_reason(enum urlform e); /* a few English words for the log */

#endif
