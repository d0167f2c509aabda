/* col.h: what is known of one member of a row struct, said once.
 *
 * The same row of the table binds the member to SQL (sys/db.c), reads it from a form,
 * normalises, checks and draws it, shows it on the confirm page and in the audit line
 * (web/form.c), and names the CSV column. A member without a label is never read from a
 * form: over-posting is impossible by construction. */
#ifndef UTIL_COL_H
#define UTIL_COL_H

#include "util/arena.h"

enum col_type { COL_INT, COL_STR, COL_BYTES };

/* How a field is drawn. */
enum col_widget {
    W_TEXT,
    W_TEL,
    W_MAIL,
    W_PASSWORD, /* never shown again, never kept in a draft, never logged */
    W_NUMBER,   /* digits typed as text */
    W_DATE,     /* kept as YYYY-MM-DD */
    W_AREA,
    W_SELECT,
    W_RADIO,
    W_CHECK, /* one box: 0 or 1 */
    W_FIXED, /* shown, explained, never read */
};

/* What is done to the typed text before it is checked; see util/kana.h for the rules. */
enum col_normal {
    N_TEXT,   /* names, addresses, free text: controls dropped, half-width kana widened */
    N_LINES,  /* as N_TEXT, line feeds kept */
    N_DIGITS, /* codes, postal codes: full-width to half-width, hyphens and blanks gone */
    N_PHONE,  /* full-width to half-width, hyphens kept or put in */
    N_MAIL,   /* full-width to half-width, no blanks, domain in lower case */
    N_DATE,   /* any usual way of writing a day, western or Japanese, to YYYY-MM-DD */
    N_KANA,   /* katakana */
    N_RAW,    /* passwords: as they were typed */
};

struct choice {
    const char *value;
    const char *label;
};

/* A check gets the normalised value. NULL: fine. Otherwise the whole sentence that the
 * user reads, made in the arena or a literal: what to do, in plain Japanese. */
typedef struct str col_check(struct str value, struct arena *a);

struct col {
    const char *name; /* member, SQL column and parameter, form parameter */
    size_t off;
    enum col_type type;
    bool null;             /* 0 or empty is stored as NULL */
    const char *label;     /* NULL: not a form field */
    const char *hint;      /* help under the label */
    enum col_widget widget;
    enum col_normal normal;
    bool required;
    int min, max;          /* code points; max 0: 200 */
    col_check *check;
    const struct choice *choices; /* ends with value NULL */
    const char *same_as;   /* the field that this one must repeat */
    const char *autocomplete, *inputmode;
    const char *width;     /* class that shows the expected length */
};

#define COL_TYPE(S, m)                                                                   \
    _Generic(((struct S *)0)->m, int64_t                                                 \
        : COL_INT, struct str                                                            \
        : COL_STR, struct bytes                                                          \
        : COL_BYTES)
#define COL(S, m, ...)                                                                   \
    {                                                                                    \
        .name = #m, .off = offsetof(struct S, m), .type = COL_TYPE(S, m), __VA_ARGS__    \
    }

static inline struct str *col_str(const struct col *c, const void *row)
{
    return (struct str *)(void *)((char *)(uintptr_t)row + c->off);
}

static inline int64_t *col_int(const struct col *c, const void *row)
{
    return (int64_t *)(void *)((char *)(uintptr_t)row + c->off);
}

static inline struct bytes *col_bytes(const struct col *c, const void *row)
{
    return (struct bytes *)(void *)((char *)(uintptr_t)row + c->off);
}

#endif
