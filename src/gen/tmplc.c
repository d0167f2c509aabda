/* tmplc.c: the template compiler. templates/README.md describes the language.
 *
 *     tmplc OUTDIR FILE…
 *
 * writes OUTDIR/templates.h with a prototype for each template, one t_FOLDER.c for each
 * folder of templates, and tmpl_versions.c with a number for each text of a mail. FILE is templates/x.html, templates/FOLDER/x.html or
 * templates/mail/x.txt. Static text is copied with its indentation taken away; what
 * stands where is followed in place.c; names and types are left to the C compiler, which
 * is told the template's line by #line. */
#include "gen/file.h"
#include "gen/lang.h"

static struct templates all;

/* templates/room/list.html → room; templates/top.html → top_level */
static void folder_of(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/'), *from = slash;

    while (from && from > path && from[-1] != '/')
        from--;
    if (!slash || from == path)
        snprintf(out, size, "top_level");
    else
        snprintf(out, size, "%.*s", (int)(slash - from), from);
}

/* Compiles the files from argv[first] on that are in the same folder. */
static void compile_folder(const char *dir, int first, int argc, char **argv)
{
    struct buf c = BUF_INIT;
    char path[4096], folder[256], other[256];

    folder_of(argv[first], folder, sizeof(folder));
    buf_puts(&c, "/* Made by tmplc from templates/: change those. */\n"
                 "#include \"gen/templates.h\"\n\n");
    for (int i = first; i < argc; i++) {
        folder_of(argv[i], other, sizeof(other));
        if (!strcmp(folder, other))
            compile(argv[i], &all, &c);
    }
    snprintf(path, sizeof(path), "%s/t_%s.c", dir, folder);
    file_write(path, &c);
    buf_release(&c);
}

static bool first_of_folder(int i, char **argv)
{
    char folder[256], other[256];

    folder_of(argv[i], folder, sizeof(folder));
    for (int k = 2; k < i; k++) {
        folder_of(argv[k], other, sizeof(other));
        if (!strcmp(folder, other))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ versions */

uint64_t text_hash(uint64_t h, struct str s)
{
    h = h ? h : 0xcbf29ce484222325;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3;
    return h;
}

/* With all that is put into it, however deep. */
static uint64_t whole_hash(size_t i, int depth)
{
    uint64_t h = all.v[i].hash;

    for (size_t k = 0; k < all.v[i].n_puts && depth < 8; k++)
        for (size_t j = 0; j < all.n; j++)
            if (!strcmp(all.v[j].name, all.v[i].puts[k])) {
                uint64_t part = whole_hash(j, depth + 1);

                h = text_hash(h, (struct str){(const char *)&part, sizeof(part)});
            }
    return h;
}

static void write_versions(const char *dir)
{
    struct buf c = BUF_INIT;
    char path[4096];

    buf_puts(&c, "/* Made by tmplc from templates/: change those. */\n"
                 "#include \"gen/templates.h\"\n\n"
                 "static const struct {\n    tmpl_any *fn;\n    const char *version;\n} v[] = {\n");
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].mail)
            buf_addf(&c, "    {(tmpl_any *)tmpl_%s, \"%08x\"},\n", all.v[i].name,
                (unsigned)(whole_hash(i, 0) >> 32));
    buf_puts(&c, "    {NULL, \"\"},\n};\n\nconst char *tmpl_version(tmpl_any *fn)\n{\n"
                 "    size_t i = 0;\n\n    while (v[i].fn && v[i].fn != fn)\n        i++;\n"
                 "    return v[i].version;\n}\n");
    snprintf(path, sizeof(path), "%s/tmpl_versions.c", dir);
    file_write(path, &c);
    buf_release(&c);
}

int main(int argc, char **argv)
{
    struct buf h = BUF_INIT;
    char path[4096];

    if (argc < 2)
        fail("usage: tmplc OUTDIR FILE…");
    for (int i = 2; i < argc; i++)
        if (first_of_folder(i, argv))
            compile_folder(argv[1], i, argc, argv);
    buf_puts(&h, "/* Made by tmplc from templates/: change those. */\n"
                 "#ifndef GEN_TEMPLATES_H\n#define GEN_TEMPLATES_H\n\n"
                 "#include \"gen/static.h\"\n#include \"web/view.h\"\n");
    buf_str(&h, buf_view(&all.uses));
    buf_byte(&h, '\n');
    buf_str(&h, buf_view(&all.prototypes));
    buf_puts(&h, "\n/* Of the text of a mail, with all that is put into it: another text, another\n"
                 " * version; empty for other templates. tmpl_version((tmpl_any *)tmpl_x) */\n"
                 "typedef void tmpl_any(void);\nconst char *tmpl_version(tmpl_any *fn);\n");
    buf_puts(&h, "\n#endif\n");
    write_versions(argv[1]);
    snprintf(path, sizeof(path), "%s/templates.h", argv[1]);
    file_write(path, &h);
    return 0;
}
