/* upload.c: see upload.h. */
#include "web/upload.h"

#include <fcntl.h>
#include <unistd.h>

#include "sys/file.h"
#include "util/log.h"
#include "util/multipart.h"
#include "util/str.h"

enum {
    PARTS = 250,
    HEADER_BYTES = 2048,
    FIELD_BYTES = 64 * 1024,
    VALUES_BYTES = 512 * 1024, /* of all fields together: they are kept in memory */
};

struct upload {
    struct multipart_parser parser;
    enum multipart error;
    struct work *w;
    struct buf value;       /* of the field that is being read */
    size_t values;          /* bytes of all fields */
    struct multipart_part part;
    struct upload_file file[UPLOAD_FILES];
    size_t n;
    int fd;
    struct secret_hash_state *hash;
    bool disk_failed, over, much;
};

static struct upload *upload_of(const struct req *r)
{
    return ((const struct work *)(const void *)r)->upload;
}

static bool open_file(struct upload *u)
{
    struct arena *a = u->w->r.arena;
    struct upload_file *f = &u->file[u->n];

    if (u->n == UPLOAD_FILES)
        return false;
    *f = (struct upload_file){.field = u->part.name, .filename = u->part.filename,
        .type = u->part.type,
        .path = arena_fmt(a, "%s/files/incoming/" STR_FMT, u->w->app->data,
            STR_ARG(secret_crock(a, 26)))};
    u->fd = open(f->path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (u->fd < 0) {
        log_error("upload.open", "error=%m");
        u->disk_failed = true;
        return false;
    }
    u->n++;
    u->hash = secret_hash_begin(a);
    return true;
}

static bool begin(void *ctx, const struct multipart_part *part)
{
    struct upload *u = ctx;

    u->part = *part;
    buf_reset(&u->value);
    /* an input with no file chosen comes as a file without a name */
    return !part->file || !part->filename.n || open_file(u);
}

/* Too long: nothing of it stays. What still comes of it is only counted. */
static bool give_up(struct upload *u, struct upload_file *f)
{
    close(u->fd);
    unlink(f->path.p);
    u->fd = -1;
    f->path = S("");
    return true;
}

static bool data(void *ctx, struct str piece)
{
    struct upload *u = ctx;
    struct upload_file *f = u->n ? &u->file[u->n - 1] : NULL;

    if (!u->part.file) {
        buf_str(&u->value, piece);
        u->values += piece.n;
        u->much = u->values > VALUES_BYTES;
        return !u->much;
    }
    if (!f)
        return true; /* bytes of a file without a name */
    f->size += (int64_t)piece.n;
    if (u->fd < 0)
        return true;
    if (u->over || f->size > UPLOAD_FILE_BYTES)
        return give_up(u, f);
    secret_hash_add(u->hash, secret_bytes(piece));
    for (size_t at = 0; at < piece.n;) {
        ssize_t k = write(u->fd, piece.p + at, piece.n - at);

        if (k < 0) {
            log_error("upload.write", "error=%m");
            u->disk_failed = true;
            return false;
        }
        at += (size_t)k;
    }
    return true;
}

static bool end(void *ctx)
{
    struct upload *u = ctx;
    struct req *r = &u->w->r;
    bool ok = true;

    if (u->fd >= 0) {
        secret_hash_end(u->hash, u->file[u->n - 1].sha256);
        ok = close(u->fd) == 0; /* whoever keeps it flushes it */
        u->fd = -1;
        u->disk_failed = !ok;
        return ok;
    }
    if (u->part.file)
        return true;
    return urlform_check(buf_view(&u->value)) == URLFORM_OK &&
        urlform_add(r->arena, &r->form,
            (struct field){arena_str(r->arena, u->part.name),
                arena_str(r->arena, buf_view(&u->value))},
            NULL) == URLFORM_OK;
}

static bool make_folders(const char *data, const char *incoming)
{
    char files[4096];

    snprintf(files, sizeof(files), "%s/files", data);
    return file_mkdir(files) && file_mkdir(incoming);
}

bool upload_begin(struct work *w)
{
    static const struct multipart_limits limits = {
        PARTS, HEADER_BYTES, FIELD_BYTES, UPLOAD_WASTE};
    struct str boundary;
    struct upload *u;
    char folder[4096];

    if (!w->r.route->files ||
        !multipart_boundary(w->r.arena, http_get(w->in, "Content-Type"), &boundary))
        return false;
    u = NEW(w->r.arena, struct upload);
    u->w = w;
    u->fd = -1;
    u->value = (struct buf)BUF_INIT;
    snprintf(folder, sizeof(folder), "%s/files/incoming", w->app->data);
    u->disk_failed = !file_exists(folder) && !make_folders(w->app->data, folder);
    u->error = multipart_init(&u->parser, w->r.arena, boundary, limits,
        (struct multipart_ops){u, begin, data, end});
    w->upload = u;
    return true;
}

void upload_piece(struct work *w, struct str piece, bool over)
{
    struct upload *u = w->upload;

    u->over |= over;
    if (u->error == MULTIPART_OK)
        u->error = multipart_feed(&u->parser, piece);
}

const char *upload_end(struct work *w)
{
    struct upload *u = w->upload;

    if (u->error == MULTIPART_OK)
        u->error = multipart_end(&u->parser);
    if (u->disk_failed)
        return "upload.disk";
    if (u->error == MULTIPART_FILE || u->error == MULTIPART_FIELD ||
        u->error == MULTIPART_PARTS || u->much ||
        (u->error == MULTIPART_STOPPED && u->n == UPLOAD_FILES))
        return "upload.large";
    return u->error == MULTIPART_OK ? NULL : "upload.form";
}

void upload_drop(struct work *w)
{
    struct upload *u = w->upload;

    if (!u)
        return;
    if (u->fd >= 0)
        close(u->fd);
    for (size_t i = 0; i < u->n; i++)
        if (u->file[i].path.n)
            unlink(u->file[i].path.p);
    buf_release(&u->value);
    w->upload = NULL;
}

size_t upload_count(const struct req *r)
{
    const struct upload *u = upload_of(r);

    return u ? u->n : 0;
}

struct upload_file *upload_at(const struct req *r, size_t i)
{
    return &upload_of(r)->file[i];
}
