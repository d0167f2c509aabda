/* readings.c: prints the kanji of our own words that data/furigana.txt does not know.
 *
 *     readings FILE…     templates and C files (there: what stands in string literals) */
#include "gen/file.h"
#include "util/str.h"
#include "web/ruby.h"

/* What stands between quotes, pieces of one text joined. */
static void literals(struct str c, struct buf *out)
{
    for (size_t i = 0; i < c.n; i++) {
        if (c.p[i] == '/' && i + 1 < c.n && c.p[i + 1] == '*') {
            while (i + 1 < c.n && (c.p[i] != '*' || c.p[i + 1] != '/'))
                i++;
        } else if (c.p[i] == '\'') {
            i += c.p[i + 1] == '\\' ? 3 : 2;
        } else if (c.p[i] == '"') {
            for (i++; i < c.n && c.p[i] != '"'; i++) {
                if (c.p[i] == '\\')
                    i++;
                else if (c.p[i] != '<' && c.p[i] != '>')
                    buf_byte(out, c.p[i]);
            }
        } else if (c.p[i] == ',' || c.p[i] == ';') {
            buf_byte(out, '\n');
        }
    }
}

/* A template without its values, directives and comments. */
static void words(struct str t, struct buf *out)
{
    for (size_t i = 0; i < t.n; i++) {
        const char *end = NULL;

        if (t.p[i] == '{' && i + 1 < t.n && strchr("{%#", t.p[i + 1]))
            end = strstr(t.p + i, t.p[i + 1] == '{'   ? "}}"
                                  : t.p[i + 1] == '%' ? "%}"
                                                      : "#}");
        if (end)
            i = (size_t)(end - t.p) + 1;
        else
            buf_byte(out, t.p[i]);
    }
}

int main(int argc, char **argv)
{
    struct buf in = BUF_INIT, out = BUF_INIT, missing = BUF_INIT;

    for (int i = 1; i < argc; i++) {
        struct str rest;

        buf_reset(&out), buf_reset(&missing);
        file_read(argv[i], &in);
        if (str_ends(str_of(argv[i]), S(".c")))
            literals(buf_view(&in), &out);
        else
            words(buf_view(&in), &out);
        ruby_missing(buf_view(&out), &missing);
        for (rest = buf_view(&missing); rest.n;) {
            struct str run = str_cut(rest, '\n', &rest);

            printf(STR_FMT "\t%s\n", STR_ARG(run), argv[i]);
        }
    }
    return 0;
}
