/* lang.c: compiles one template file: static text, {{ values }} and {% directives %}.
 * What stands where is followed in place.c. */
#include "gen/lang.h"

#include <ctype.h>
#include <stdarg.h>

#include "gen/expr.h"
#include "gen/file.h"
#include "gen/place.h"
#include "util/str.h"

enum kind { TEMPLATE, IF, FOR };

struct frame {
    enum kind kind;
    int line;
    bool has_else, has_joined;
    struct place start, joined;
};

static struct {
    const char *path;
    bool mail; /* plain text, no HTML */
    struct buf in;
    size_t at, lines_at; /* lines are counted up to lines_at */
    int line;
    struct place place;
    struct frame frames[32];
    int depth;
    size_t template_at; /* where the present template begins */
    bool fresh;     /* nothing was written in this template yet */
    struct buf lit; /* static text that waits to be written */
    struct templates *out;
    struct buf *c; /* the C file */
} in;

static int line_of(size_t at)
{
    if (at < in.lines_at)
        in.lines_at = 0, in.line = 1;
    for (; in.lines_at < at; in.lines_at++)
        in.line += in.in.p[in.lines_at] == '\n';
    return in.line;
}

NORETURN static void bad(size_t at, const char *fmt, ...) PRINTF(2, 3);
static void bad(size_t at, const char *fmt, ...)
{
    char text[400];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    fail("%s:%d: %s", in.path, line_of(at), text);
}

static void check(size_t at, const char *wrong)
{
    if (wrong)
        bad(at, "%s", wrong);
}

/* ------------------------------------------------------------------ static text */

static void flush(void)
{
    if (!in.lit.n)
        return;
    buf_addf(in.c, "    buf_add(o, ");
    c_string(in.c, buf_view(&in.lit), "               ");
    buf_addf(in.c, ", %zu);\n", in.lit.n);
    buf_reset(&in.lit);
}

static char last(void)
{
    return in.lit.n ? in.lit.p[in.lit.n - 1] : '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* One line break with the blanks around it, between in.in.p[i] and the next word. Returns
 * where that word begins. A break between two Japanese letters vanishes: browsers would
 * show it as a blank. */
static size_t line_break(size_t i, size_t to)
{
    while (i < to && is_blank(in.in.p[i]))
        i++;
    while (last() == ' ')
        in.lit.n--;
    if ((last() & 0x80) && i < to && (in.in.p[i] & 0x80))
        return i;
    if (last() != '\n' && !(in.fresh && !in.lit.n))
        buf_byte(&in.lit, '\n');
    return i;
}

static size_t skip_comment(size_t i, size_t to)
{
    size_t end = i + 4;

    while (end < to && strncmp(in.in.p + end, "-->", 3))
        end++;
    if (end >= to)
        bad(i, "nothing of the language can stand inside <!-- -->: use {# #}");
    return end + 3;
}

static void html_text(size_t i, size_t to)
{
    if (in.place.at == AT_TEXT && !in.place.pre && (!i || in.in.p[i - 1] == '\n'))
        while (i < to && is_blank(in.in.p[i]))
            i++; /* indentation behind a directive's own line */
    while (i < to) {
        char c = in.in.p[i];
        enum where was;
        bool keep = in.place.pre || in.place.at == AT_RCDATA;

        if (in.place.at == AT_TEXT && !strncmp(in.in.p + i, "<!--", 4)) {
            i = skip_comment(i, to);
            continue;
        }
        if (in.place.at == AT_TEXT && !keep &&
            (c == '\n' || (in.fresh && !in.lit.n && is_blank(c)))) {
            i = line_break(i, to);
            continue;
        }
        was = in.place.at;
        check(i, place_feed(&in.place, c));
        i++;
        if (in.place.at == AT_SPACE) /* one blank is written when the name begins */
            continue;
        if (was == AT_SPACE && in.place.at == AT_NAME)
            buf_byte(&in.lit, ' ');
        buf_byte(&in.lit, !keep && c == '\n' ? ' ' : c);
    }
}

static void static_text(size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if ((unsigned char)in.in.p[i] < ' ' && in.in.p[i] != '\n' && in.in.p[i] != '\t')
            bad(i, "a control character (carriage return?) in the text");
    if (!in.depth) {
        for (size_t i = from; i < to; i++)
            if (!is_blank(in.in.p[i]))
                bad(i, "text outside of {%% template %%} … {%% end %%}");
        return;
    }
    if (in.mail)
        buf_add(&in.lit, in.in.p + from, to - from);
    else
        html_text(from, to);
}

/* ------------------------------------------------------------------ C text */

static void check_expr(size_t at, struct str e)
{
    check(at, expr_wrong(e));
}

/* name(…): the name; *args gets what stands between the brackets. */
static struct str call(size_t at, struct str s, struct str *args)
{
    struct str name = expr_ident(s);
    struct str rest = str_trim(str_from(s, name.n));

    if (!name.n || !rest.n || rest.p[0] != '(' || rest.p[rest.n - 1] != ')')
        bad(at, "write name(…)");
    check_expr(at, rest);
    *args = str_trim(str_head(str_from(rest, 1), rest.n - 2));
    return name;
}

static void code_line(size_t at)
{
    flush();
    in.fresh = false;
    buf_addf(in.c, "#line %d \"%s\"\n", line_of(at), in.path);
}

/* ------------------------------------------------------------------ directives */

static struct frame *top(size_t at, const char *word)
{
    if (!in.depth)
        bad(at, "%s without an open block", word);
    return &in.frames[in.depth - 1];
}

static struct frame *push(size_t at, enum kind kind)
{
    struct frame *f;

    if (in.depth == COUNT(in.frames))
        bad(at, "blocks are nested too deeply");
    f = &in.frames[in.depth++];
    *f = (struct frame){.kind = kind, .line = line_of(at), .start = in.place};
    return f;
}

static void meet(size_t at, struct frame *f, const struct place *p)
{
    char want[200];

    if (!f->has_joined) {
        f->joined = *p;
        f->has_joined = true;
        return;
    }
    snprintf(want, sizeof(want), "%s", place_say(&f->joined));
    if (!place_join(&f->joined, p))
        bad(at, "this ends in %s, but another way from line %d ends in %s", place_say(p),
            f->line, want);
}

static void declare(size_t at, struct str name, struct str params)
{
    struct templates *t = in.out;

    for (size_t i = 0; i < t->n; i++)
        if (str_is(name, t->v[i].name))
            bad(at, "template '" STR_FMT "' stands in %s:%d already", STR_ARG(name),
                t->v[i].path, t->v[i].line);
    if (t->n == COUNT(t->v) || name.n >= sizeof(t->v[0].name))
        bad(at, "too many templates, or too long a name");
    snprintf(t->v[t->n].name, sizeof(t->v[0].name), STR_FMT, STR_ARG(name));
    snprintf(t->v[t->n].path, sizeof(t->v[0].path), "%s", in.path);
    t->v[t->n].mail = in.mail;
    t->v[t->n++].line = line_of(at);
    in.template_at = at;
    buf_addf(&t->prototypes, "void tmpl_" STR_FMT "(struct buf *o%s" STR_FMT ");\n",
        STR_ARG(name), params.n ? ", " : "", STR_ARG(params));
}

static void open_template(size_t at, struct str s)
{
    struct str params, name = call(at, s, &params);

    if (in.depth)
        bad(at, "a template inside a template");
    declare(at, name, params);
    in.place = (struct place){.at = AT_TEXT};
    push(at, TEMPLATE);
    code_line(at);
    buf_addf(in.c, "void tmpl_" STR_FMT "(struct buf *o%s" STR_FMT ")\n{\n    (void)o;\n",
        STR_ARG(name), params.n ? ", " : "", STR_ARG(params));
    in.fresh = true;
}

static void open_if(size_t at, struct str e)
{
    top(at, "if");
    check_expr(at, e);
    push(at, IF);
    code_line(at);
    buf_addf(in.c, "    if (" STR_FMT ") {\n", STR_ARG(e));
}

static void next_branch(size_t at, struct str e, bool last_one)
{
    struct frame *f = top(at, last_one ? "else" : "elif");

    if (f->kind != IF || f->has_else)
        bad(at, "%s without an open if", last_one ? "else" : "elif");
    meet(at, f, &in.place);
    in.place = f->start;
    f->has_else = last_one;
    if (last_one && e.n)
        bad(at, "else takes nothing");
    if (!last_one)
        check_expr(at, e);
    code_line(at);
    if (last_one)
        buf_puts(in.c, "    } else {\n");
    else
        buf_addf(in.c, "    } else if (" STR_FMT ") {\n", STR_ARG(e));
}

static void open_for(size_t at, struct str s)
{
    struct str x = expr_ident(s), list = str_trim(str_from(s, x.n));
    int n = in.depth;

    top(at, "for");
    if (!x.n || !str_starts(list, S("in ")))
        bad(at, "write {%% for x in list %%}");
    list = str_trim(str_from(list, 3));
    check_expr(at, list);
    if (in.place.at == AT_VALUE && in.place.address == ADDRESS_EMPTY)
        bad(at, "an address cannot begin inside a loop");
    push(at, FOR);
    code_line(at);
    buf_addf(in.c,
        "    {\n    const __typeof__(" STR_FMT ") l%d = " STR_FMT ";\n"
        "    for (size_t i%d = 0; i%d < l%d.n; i%d++) {\n",
        STR_ARG(list), n, STR_ARG(list), n, n, n, n);
    buf_addf(in.c, "    const __typeof__(l%d.v[0]) *" STR_FMT " = &l%d.v[i%d];\n", n,
        STR_ARG(x), n, n);
}

static void end_block(size_t at, struct str rest)
{
    struct frame *f = top(at, "end");

    if (rest.n)
        bad(at, "end takes nothing");
    if (f->kind == TEMPLATE) {
        if (in.place.at != AT_TEXT)
            bad(at, "the template ends in %s", place_say(&in.place));
        flush();
        in.out->v[in.out->n - 1].hash = text_hash(
            0, (struct str){in.in.p + in.template_at, at - in.template_at});
        buf_puts(in.c, "}\n\n");
    } else {
        meet(at, f, &in.place);
        if (!f->has_else)
            meet(at, f, &f->start);
        in.place = f->joined;
        flush();
        buf_puts(in.c, f->kind == FOR ? "    }\n    }\n" : "    }\n");
    }
    in.depth--;
}

/* A mail's version is that of all that goes into it. */
static void remember_put(size_t at, struct str name)
{
    size_t i = in.out->n - 1, n = in.out->v[i].n_puts;

    if (n == COUNT(in.out->v[i].puts) || name.n >= sizeof(in.out->v[i].puts[n]))
        bad(at, "too many templates are put into this one");
    snprintf(in.out->v[i].puts[n], sizeof(in.out->v[i].puts[n]), STR_FMT, STR_ARG(name));
    in.out->v[i].n_puts++;
}

static void put(size_t at, struct str s)
{
    struct str args, name = call(at, s, &args);

    top(at, "put");
    if (!in.mail)
        check(at, place_put(&in.place));
    else
        remember_put(at, name);
    code_line(at);
    buf_addf(in.c, "    tmpl_" STR_FMT "(o%s" STR_FMT ");\n", STR_ARG(name),
        args.n ? ", " : "", STR_ARG(args));
}

/* {% use model/room.h %}: for the types of the parameters */
static void use(size_t at, struct str s)
{
    struct buf line = BUF_INIT;

    if (in.depth)
        bad(at, "use stands before the templates");
    for (size_t i = 0; i < s.n; i++)
        if (!isalnum((unsigned char)s.p[i]) && !strchr("_-./", s.p[i]))
            bad(at, "write {%% use model/name.h %%}");
    if (!str_ends(s, S(".h")))
        bad(at, "write {%% use model/name.h %%}");
    buf_addf(&line, "#include \"" STR_FMT "\"\n", STR_ARG(s));
    if (!str_has(buf_view(&in.out->uses), buf_view(&line)))
        buf_str(&in.out->uses, buf_view(&line));
    buf_release(&line);
}

static void directive(size_t at, struct str s)
{
    struct str word = expr_ident(s), rest = str_trim(str_from(s, word.n));

    if (in.depth && !in.mail)
        check(at, place_directive(&in.place));
    if (str_is(word, "template"))
        open_template(at, rest);
    else if (str_is(word, "if"))
        open_if(at, rest);
    else if (str_is(word, "elif"))
        next_branch(at, rest, false);
    else if (str_is(word, "else"))
        next_branch(at, rest, true);
    else if (str_is(word, "for"))
        open_for(at, rest);
    else if (str_is(word, "put"))
        put(at, rest);
    else if (str_is(word, "end"))
        end_block(at, rest);
    else if (str_is(word, "use"))
        use(at, rest);
    else
        bad(at, "unknown word '" STR_FMT "'", STR_ARG(word));
}

static void value(size_t at, struct str e)
{
    const char *fn = "out_plain";

    if (!in.depth)
        bad(at, "a value outside of {%% template %%} … {%% end %%}");
    if (!in.mail)
        check(at, place_value(&in.place, &fn));
    check_expr(at, e);
    code_line(at);
    buf_addf(in.c, "    %s(o, " STR_FMT ");\n", fn, STR_ARG(e));
}

/* ------------------------------------------------------------------ a file */

/* A directive alone on its line goes with the whole line: where the text before it ends.
 */
static bool alone(size_t from, size_t to, size_t *line_start, size_t *line_end)
{
    size_t a = from, b = to;

    while (a && (in.in.p[a - 1] == ' ' || in.in.p[a - 1] == '\t'))
        a--;
    while (b < in.in.n && (in.in.p[b] == ' ' || in.in.p[b] == '\t'))
        b++;
    *line_start = a;
    *line_end = b < in.in.n ? b + 1 : b;
    return (!a || in.in.p[a - 1] == '\n') && (b == in.in.n || in.in.p[b] == '\n');
}

static size_t find(size_t from, const char *what)
{
    const char *p = strstr(in.in.p + from, what);

    return p ? (size_t)(p - in.in.p) : in.in.n;
}

/* The next {{ }}, {% %} or {# #}: the text before it, then itself. */
static void step(void)
{
    static const char opens[] = "{%#", closers[][3] = {"}}", "%}", "#}"};
    size_t at = in.at, end, from, to;
    const char *kind = NULL;
    struct str inner;

    while (at < in.in.n && !(in.in.p[at] == '{' && in.in.p[at + 1] &&
                               (kind = strchr(opens, in.in.p[at + 1]))))
        at++;
    if (at == in.in.n || !kind) {
        static_text(in.at, at);
        in.at = at;
        return;
    }
    end = find(at + 2, closers[kind - opens]);
    if (end == in.in.n)
        bad(at, "%.2s is not closed", in.in.p + at);
    inner = str_trim((struct str){in.in.p + at + 2, end - at - 2});
    if (*kind == '{' || !alone(at, end + 2, &from, &to) || from < in.at) {
        from = at;
        to = end + 2;
    }
    static_text(in.at, from);
    if (*kind == '{')
        value(at, inner);
    else if (*kind == '%')
        directive(at, inner);
    in.at = to;
}

void compile(const char *path, struct templates *out, struct buf *c)
{
    file_read(path, &in.in);
    if (strlen(in.in.p) != in.in.n)
        fail("%s: a NUL byte in the text", path);
    in.path = path;
    in.mail = strlen(path) > 4 && !strcmp(path + strlen(path) - 4, ".txt");
    in.at = in.lines_at = 0;
    in.line = 1;
    in.depth = 0;
    in.out = out;
    in.c = c;
    buf_reset(&in.lit);
    while (in.at < in.in.n)
        step();
    if (in.depth)
        fail("%s:%d: this block is never closed", path, in.frames[in.depth - 1].line);
}
