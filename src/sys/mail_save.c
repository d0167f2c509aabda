/* mail_save.c: mails as files in a folder; see mail.h. */
#include "sys/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/str.h"

static bool write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = str_from(s, (size_t)n);
    }
    return true;
}

static bool sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return done;
}

bool mail_save(const char *folder, int64_t time, int64_t id, struct str bytes)
{
    char path[4096], part[4096 + 8], stamp[32];
    time_t t = (time_t)time;
    struct tm tm;
    bool done;
    int fd;

    gmtime_r(&t, &tm);
    strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
    if (snprintf(path, sizeof(path), "%s/%s-%010lld.eml", folder, stamp, (long long)id) >=
        (int)sizeof(path)) {
        errno = ENAMETOOLONG;
        return false;
    }
    snprintf(part, sizeof(part), "%s.part", path);
    /* one that a crash has left is written anew */
    fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    done = fchmod(fd, 0600) == 0 && write_all(fd, bytes) && fsync(fd) == 0;
    done = close(fd) == 0 && done;
    return done && rename(part, path) == 0 && sync_folder(folder);
}
