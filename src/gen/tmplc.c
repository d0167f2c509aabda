/* tmplc.c: the template compiler. templates/README.md describes the language.
 *
 *     tmplc OUTDIR FILE…
 *
 * writes OUTDIR/templates.h with a prototype for each template and one t_FOLDER.c for
 * each folder of templates. FILE is templates/x.html, templates/FOLDER/x.html or
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
    buf_puts(&h, "\n#endif\n");
    snprintf(path, sizeof(path), "%s/templates.h", argv[1]);
    file_write(path, &h);
    return 0;
}
