/* routes.c: the table of pages, as a list: method, path, who, title. */
#include "cmd/cmd.h"

#include "model/agency.h"
#include "web/route.h"

extern const struct feature *const features[];

static const struct {
    enum may bit;
    const char *name;
} names[] = {
    {PUBLIC, "public"}, {PROVISIONAL, "provisional"}, {MEMBER, "member"},
    {OPERATOR, "operator"}, {SUPERVISOR, "supervisor"}, {PRINTER, "printer"},
    {EDITOR, "editor"}, {ADMIN, "admin"}, {AUDITOR, "auditor"},
};

static void line(void *ctx, const struct feature *f, const struct route *r)
{
    const char *comma = "";

    (void)ctx;
    printf("%-4s %-36s ", r->method, r->path);
    for (size_t i = 0; i < COUNT(names); i++) {
        if (r->may & names[i].bit) {
            printf("%s%s", comma, names[i].name);
            comma = ",";
        }
    }
    if (r->agent & PROCEDURE_SELF)
        printf("%sagent", comma);
    for (const struct procedure_row *p = procedures; p->bit; p++)
        if (r->agent & p->bit)
            printf("%sagent:%s", comma, p->word);
    printf("  %s (%s)\n", r->title, f->name);
}

static int list(struct cmd *c, int argc, char **argv)
{
    struct routes *t;

    (void)argv;
    if (argc != 1)
        return cmd_usage(c);
    t = routes_new(features);
    routes_each(t, line, NULL);
    routes_free(t);
    return CMD_OK;
}

const struct command routes_command = {
    "routes", "", "lists all pages and who may use them", list};
