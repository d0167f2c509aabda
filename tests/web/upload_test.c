/* upload_test.c: multipart forms through the whole dispatcher, on a route of our own. */
#include "tests/world.h"

#include <dirent.h>

#include "util/str.h"
#include "web/upload.h"

static struct {
    size_t n;
    int64_t size;
    bool lies; /* on the disk */
    char filename[64], value[64];
} seen;

static int take(struct req *r)
{
    seen.n = upload_count(r);
    if (seen.n) {
        seen.size = upload_at(r, 0)->size;
        seen.lies = upload_at(r, 0)->path.n > 0;
        snprintf(seen.filename, sizeof(seen.filename), STR_FMT,
            STR_ARG(upload_at(r, 0)->filename));
    }
    snprintf(seen.value, sizeof(seen.value), STR_FMT, STR_ARG(form_value(r, "a")));
    return text_reply(r, "text/plain", S("taken"));
}

static const struct route routes[] = {
    {"POST", "/upload", PUBLIC, "試験", take, .files = true, .body_kib = 12 * 1024,
        .no_csrf = true},
    {0},
};
static const struct feature feature = {"upload", routes};
static const struct feature *const only[] = {&feature, NULL};

static struct reply send(struct app *app, const char *head, size_t fill, const char *tail)
{
    static struct routes *mine;
    struct routes *theirs = app->routes;
    struct client c = client_new();
    struct buf b = BUF_INIT;
    struct reply r;

    if (!mine)
        mine = routes_new(only);
    app->routes = mine;
    buf_puts(&b, head);
    for (size_t i = 0; i < fill; i++)
        buf_byte(&b, (char)('a' + i % 26));
    buf_puts(&b, tail);
    memset(&seen, 0, sizeof(seen));
    r = request(&c, "POST", "/upload", "Content-Type: multipart/form-data; boundary=x\n",
        buf_view(&b));
    buf_release(&b);
    app->routes = theirs;
    return r;
}

static int left_behind(struct app *app)
{
    char path[256];
    int n = 0;
    DIR *d;

    snprintf(path, sizeof(path), "%s/files/incoming", app->data);
    d = opendir(path);
    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n - 2; /* . and .. */
}

#define FILE_HEAD                                                                        \
    "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n契約書\r\n"                \
    "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../髙﨑.pdf\"\r\n"      \
    "Content-Type: application/pdf\r\n\r\n"

TEST(upload_values_to_memory_files_to_disk)
{
    struct app *app = world();
    struct reply r = send(app, FILE_HEAD, 100000, "\r\n--x--\r\n");

    CHECK_INT(r.status, 200);
    CHECK_INT(seen.n, 1);
    CHECK_INT(seen.size, 100000);
    CHECK_STR(str_of(seen.filename), S("髙﨑.pdf"));
    CHECK_STR(str_of(seen.value), S("契約書"));
    CHECK_INT(left_behind(app), 0);
}

TEST(upload_of_ten_megabytes_and_one_byte_more)
{
    struct app *app = world();

    CHECK_INT(send(app, FILE_HEAD, UPLOAD_FILE_BYTES, "\r\n--x--\r\n").status, 200);
    CHECK(seen.lies);
    CHECK_INT(send(app, FILE_HEAD, UPLOAD_FILE_BYTES + 1, "\r\n--x--\r\n").status, 200);
    CHECK_INT(seen.size, UPLOAD_FILE_BYTES + 1);
    CHECK(!seen.lies); /* nothing of it is kept, but what was typed */
    CHECK_STR(str_of(seen.value), S("契約書"));
    CHECK_INT(left_behind(app), 0);
}

TEST(upload_beyond_the_bodys_limit_is_thrown_away)
{
    struct app *app = world();

    CHECK_INT(send(app, FILE_HEAD, 13 * 1024 * 1024, "\r\n--x--\r\n").status, 200);
    CHECK(!seen.lies);
    CHECK_STR(str_of(seen.value), S("契約書"));
    CHECK_INT(send(app, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", 70000,
                  "\r\n--x--\r\n").status, 413);
    CHECK_INT(left_behind(app), 0);
}

TEST(upload_cut_short_leaves_nothing)
{
    struct app *app = world();

    CHECK_INT(send(app, FILE_HEAD, 100, "").status, 400);
    CHECK_INT(send(app, "--y\r\n", 0, "").status, 400);
    CHECK_INT(left_behind(app), 0);
}
