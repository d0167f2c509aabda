/* expr.c: as much of a C expression as the template compiler looks at; the C compiler
 * reads the rest and knows the template's line. */
#include "gen/expr.h"

#include <ctype.h>

#include "util/str.h"

struct str expr_ident(struct str s)
{
    size_t n = 0;

    while (n < s.n && (isalnum((unsigned char)s.p[n]) || s.p[n] == '_'))
        n++;
    if (n && isdigit((unsigned char)s.p[0]))
        n = 0;
    return str_head(s, n);
}

/* Behind the quote that stands at i; the length when it is never closed. */
static size_t behind_quote(struct str e, size_t i)
{
    char quote = e.p[i];

    for (i++; i < e.n && e.p[i] != quote; i++)
        i += e.p[i] == '\\';
    return i < e.n ? i : e.n;
}

const char *expr_wrong(struct str e)
{
    static char text[64];
    char open[64];
    size_t depth = 0;

    if (!e.n)
        return "an expression is missing";
    for (size_t i = 0; i < e.n; i++) {
        char c = e.p[i];
        bool comment = c == '/' && i + 1 < e.n && strchr("/*", e.p[i + 1]);

        if (comment || strchr(";{}#\\", c)) {
            snprintf(text, sizeof(text), "'%c' cannot stand in an expression", c);
            return text;
        }
        if (c == '"' || c == '\'') {
            i = behind_quote(e, i);
            if (i == e.n)
                return "a quote is not closed in the expression";
        } else if (c == '(' || c == '[') {
            if (depth == sizeof(open))
                return "too many brackets in the expression";
            open[depth++] = c;
        } else if ((c == ')' || c == ']') &&
                   (!depth || open[--depth] != (c == ')' ? '(' : '['))) {
            return "brackets do not match in the expression";
        }
    }
    return depth ? "brackets do not match in the expression" : NULL;
}
