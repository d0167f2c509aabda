/* multi.c: see multi.h. */
#include "tests/multi.h"

#include <dirent.h>

#include "tests/world_impl.h"
#include "util/str.h"

#define BOUNDARY "----madoguchi7MA4YWxk"

struct multi multi_bare(struct client *c, const char *path)
{
    struct multi m = {.c = c, .path = path, .b = BUF_INIT};

    multi_field(&m, "_csrf", c->csrf);
    return m;
}

struct multi multi(struct client *c, const char *path)
{
    static const char *const names[] = {"_rev", "_owner", "_once"};
    struct reply r = get(c, path);
    struct multi m = multi_bare(c, path);
    char value[300];

    for (size_t i = 0; i < COUNT(names); i++) {
        struct str v = hidden(r, names[i]);

        snprintf(value, sizeof(value), STR_FMT, STR_ARG(v));
        if (v.n)
            multi_field(&m, names[i], value);
    }
    return m;
}

void multi_field(struct multi *m, const char *name, const char *value)
{
    buf_addf(&m->b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
        name, value);
}

void multi_file(struct multi *m, const char *name, const char *filename, struct str bytes)
{
    buf_addf(&m->b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                    "Content-Type: application/octet-stream\r\n\r\n", name, filename);
    buf_str(&m->b, bytes);
    buf_puts(&m->b, "\r\n");
}

struct reply multi_post(struct multi *m)
{
    struct reply r;

    buf_puts(&m->b, "--" BOUNDARY "--\r\n");
    r = request(m->c, "POST", m->path,
        "Content-Type: multipart/form-data; boundary=" BOUNDARY "\n"
        "Origin: http://portal.test\nSec-Fetch-Site: same-origin\n",
        buf_view(&m->b));
    buf_release(&m->b);
    return r;
}

static int files_in(const char *path, bool folders)
{
    DIR *d = opendir(path);
    const struct dirent *e;
    char below[512];
    int n = 0;

    while (d && (e = readdir(d))) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(below, sizeof(below), "%s/%s", path, e->d_name);
        if (folders && strcmp(e->d_name, "incoming") != 0)
            n += files_in(below, false);
        else if (!folders)
            n++;
    }
    if (d)
        closedir(d);
    return n;
}

int stored_files(void)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/files", world_app->data);
    return files_in(path, true);
}

int incoming_files(void)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/files/incoming", world_app->data);
    return files_in(path, false);
}
