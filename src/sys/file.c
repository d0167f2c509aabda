/* file.c: see file.h. */
#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/log.h"

static bool complain(const char *what, const char *path)
{
    log_error("file.failed", "what=%s path=%s error=%m", what, path);
    return false;
}

bool file_read(struct arena *a, const char *path, size_t max, struct str *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    char *p;
    size_t n = 0;
    ssize_t got = 0;

    if (fd < 0)
        return complain("open", path);
    if (fstat(fd, &st) < 0 || (size_t)st.st_size > max) {
        close(fd);
        return complain("size", path);
    }
    p = arena_alloc(a, (size_t)st.st_size + 1, 1);
    while (n < (size_t)st.st_size && (got = read(fd, p + n, (size_t)st.st_size - n)) > 0)
        n += (size_t)got;
    close(fd);
    if (got < 0)
        return complain("read", path);
    p[n] = '\0';
    *out = (struct str){p, n};
    return true;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

bool file_write(const char *path, unsigned mode, const void *p, size_t n)
{
    char part[4096];
    int fd;
    bool ok;

    if ((size_t)snprintf(part, sizeof(part), "%s.part", path) >= sizeof(part))
        return complain("name", path);
    fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0)
        return complain("create", part);
    ok = write_all(fd, p, n) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    if (!ok || rename(part, path) < 0) {
        complain("write", path);
        unlink(part);
        return false;
    }
    return true;
}

bool file_mkdir(const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return true;
    return complain("mkdir", path);
}

bool file_sync_dir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return ok || complain("fsync", path);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}
