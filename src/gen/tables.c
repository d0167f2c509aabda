/* tables.c: the folder is the registry. A file that defines, at the begin of a line,
 *
 *     const struct model room_model = …
 *
 * is in the table models[]; the same for feature, command, job_task and export.
 *
 *     tables OUTDIR FILE… */
#include <ctype.h>

#include "gen/file.h"
#include "util/str.h"

static const struct table {
    const char *type, *name, *folders[3];
} tables[] = {
    {"model", "models", {"src/model/"}},
    {"feature", "features", {"src/page/", "src/staff/"}},
    {"command", "commands", {"src/cmd/"}},
    {"job_task", "job_tasks", {"src/job/"}},
    {"export", "exports", {"src/job/"}},
};

static bool in_folder(const struct table *t, const char *path)
{
    for (size_t i = 0; i < COUNT(t->folders) && t->folders[i]; i++)
        if (str_starts(str_of(path), str_of(t->folders[i])))
            return true;
    return false;
}

/* Adds the things of type t that the text defines. */
static void collect(
    const struct table *t, struct str text, struct buf *decl, struct buf *rows)
{
    while (text.n) {
        struct str line = str_cut(text, '\n', &text), name;
        char head[64];

        snprintf(head, sizeof(head), "const struct %s ", t->type);
        if (!str_starts(line, str_of(head)))
            continue;
        name = str_from(line, strlen(head));
        name.n = 0;
        while (isalnum((unsigned char)name.p[name.n]) || name.p[name.n] == '_')
            name.n++;
        if (!str_starts(str_trim(str_from(line, strlen(head) + name.n)), S("=")))
            continue;
        buf_addf(decl, "extern const struct %s " STR_FMT ";\n", t->type, STR_ARG(name));
        buf_addf(rows, "    &" STR_FMT ",\n", STR_ARG(name));
    }
}

int main(int argc, char **argv)
{
    struct buf c = BUF_INIT, h = BUF_INIT, text = BUF_INIT;
    char path[4096];

    if (argc < 2)
        fail("usage: tables OUTDIR FILE…");
    buf_puts(&c, "/* Made by tables from the folders. */\n#include \"gen/tables.h\"\n\n"
                 "#include <stddef.h>\n\n");
    buf_puts(&h, "/* Made by tables from the folders: each ends with NULL. */\n"
                 "#ifndef GEN_TABLES_H\n#define GEN_TABLES_H\n\n");
    for (size_t i = 0; i < COUNT(tables); i++) {
        struct buf decl = BUF_INIT, rows = BUF_INIT;

        for (int k = 2; k < argc; k++) {
            if (!in_folder(&tables[i], argv[k]))
                continue;
            file_read(argv[k], &text);
            collect(&tables[i], buf_view(&text), &decl, &rows);
        }
        buf_addf(&h, "struct %s;\nextern const struct %s *const %s[];\n\n",
            tables[i].type, tables[i].type, tables[i].name);
        buf_str(&c, buf_view(&decl));
        buf_addf(&c, "const struct %s *const %s[] = {\n" STR_FMT "    NULL,\n};\n\n",
            tables[i].type, tables[i].name, STR_ARG(buf_view(&rows)));
        buf_release(&decl), buf_release(&rows);
    }
    buf_puts(&h, "extern const char schema_sql[]; /* schema.sql */\n\n#endif\n");
    snprintf(path, sizeof(path), "%s/tables.h", argv[1]);
    file_write(path, &h);
    snprintf(path, sizeof(path), "%s/tables.c", argv[1]);
    file_write(path, &c);
    return 0;
}
