/* filestore.c: see filestore.h. */
#include "sys/filestore.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "util/log.h"
#include "util/str.h"

enum { PIECE = 256 * 1024 };

static struct str folder(struct arena *a, const char *data, struct bytes sha256)
{
    return arena_fmt(a, "%s/files/%02x", data, sha256.p[0]);
}

struct str filestore_path(struct arena *a, const char *data, struct bytes sha256)
{
    return arena_fmt(a, STR_FMT "/" STR_FMT, STR_ARG(folder(a, data, sha256)),
        STR_ARG(codec_hex(a, sha256)));
}

/* The folder of a hash, which must outlast a power cut before a file in it can. */
static bool make_folder(struct arena *a, const char *data, const char *path)
{
    struct str files = arena_fmt(a, "%s/files", data);

    if (file_exists(path))
        return true;
    return file_mkdir(files.p) && file_mkdir(path) && file_sync_dir(files.p);
}

static bool flush(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return ok;
}

bool filestore_put(
    struct arena *a, const char *data, const char *from, struct bytes sha256)
{
    struct str dir = folder(a, data, sha256), to = filestore_path(a, data, sha256);

    if (!make_folder(a, data, dir.p))
        return false;
    /* One of the same bytes that is there is replaced: its time is new, a rotten one whole. */
    if (!flush(from) || rename(from, to.p) < 0 || utimensat(AT_FDCWD, to.p, NULL, 0) < 0) {
        log_error("filestore.put", "error=%m");
        return false;
    }
    return file_sync_dir(dir.p);
}

bool filestore_has(struct arena *a, const char *data, struct bytes sha256)
{
    return file_exists(filestore_path(a, data, sha256).p);
}

int filestore_open(struct arena *a, const char *data, struct bytes sha256, int64_t *size)
{
    int fd = open(filestore_path(a, data, sha256).p, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd >= 0 && fstat(fd, &st) == 0) {
        *size = st.st_size;
        return fd;
    }
    log_error("filestore.open", "error=%m");
    if (fd >= 0)
        close(fd);
    return -1;
}

bool filestore_verify(
    struct arena *a, const char *data, struct bytes sha256, int64_t size)
{
    unsigned char hash[SECRET_SHA256];
    struct secret_hash_state *state = secret_hash_begin(a);
    unsigned char *piece;
    int64_t all = 0;
    ssize_t n;
    int fd = open(filestore_path(a, data, sha256).p, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    piece = malloc(PIECE);
    if (!piece)
        die("out of memory");
    while ((n = read(fd, piece, PIECE)) > 0) {
        secret_hash_add(state, (struct bytes){piece, (size_t)n});
        all += n;
    }
    close(fd);
    free(piece);
    secret_hash_end(state, hash);
    return n == 0 && all == size && sha256.n == sizeof(hash) &&
        memcmp(hash, sha256.p, sizeof(hash)) == 0;
}

bool filestore_drop(struct arena *a, const char *data, struct bytes sha256)
{
    return unlink(filestore_path(a, data, sha256).p) == 0;
}

/* ---------------------------------------------------------------- all of them */

static bool old(int dir, const char *name, int64_t before)
{
    struct stat st;

    return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
        st.st_mtime < before;
}

bool filestore_older(
    struct arena *a, const char *data, struct bytes sha256, int64_t before)
{
    return old(AT_FDCWD, filestore_path(a, data, sha256).p, before);
}

static bool each_in(const char *path, int64_t before, filestore_fn *fn, void *ctx)
{
    struct arena a = ARENA_INIT; /* of one folder: there are 256 */
    DIR *d = opendir(path);
    const struct dirent *e;
    bool on = true;

    while (d && on && (e = readdir(d))) {
        struct bytes hash;

        if (strlen(e->d_name) == SECRET_SHA256 * 2 &&
            codec_hex_read(&a, arena_str(&a, str_of(e->d_name)), &hash) &&
            old(dirfd(d), e->d_name, before))
            on = fn(ctx, hash);
    }
    if (d)
        closedir(d);
    arena_release(&a);
    return on;
}

void filestore_each(const char *data, int64_t before, filestore_fn *fn, void *ctx)
{
    char path[4096];

    for (int i = 0; i < 256; i++) {
        snprintf(path, sizeof(path), "%s/files/%02x", data, i);
        if (!each_in(path, before, fn, ctx))
            return;
    }
}

void filestore_sweep_incoming(struct arena *a, const char *data, int64_t before)
{
    DIR *d = opendir(arena_fmt(a, "%s/files/incoming", data).p);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (old(dirfd(d), e->d_name, before))
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}

/* ---------------------------------------------------------------- looking into one */

bool filestore_map(const char *path, struct bytes *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *p = MAP_FAILED;

    *out = (struct bytes){(const unsigned char *)"", 0};
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size == 0) {
        close(fd);
        return true;
    }
    if (fd >= 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        log_error("filestore.map", "error=%m");
    else
        *out = (struct bytes){p, (size_t)st.st_size};
    if (fd >= 0)
        close(fd);
    return p != MAP_FAILED;
}

void filestore_unmap(struct bytes b)
{
    if (b.n)
        munmap((void *)(uintptr_t)b.p, b.n);
}

bool filestore_cut(const char *path, int64_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && ftruncate(fd, size) == 0;

    if (!ok)
        log_error("filestore.cut", "error=%m");
    if (fd >= 0)
        close(fd);
    return ok;
}
