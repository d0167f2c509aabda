/* log.c: lines are built in one buffer and written with one write, so that threads and
 * processes do not mix theirs. */
#include "util/log.h"

#include <stdarg.h>
#include <unistd.h>

static enum log_level lowest = LOG_INFO;
static _Thread_local uint64_t request;

void log_set_level(enum log_level level)
{
    lowest = level;
}

void log_request(uint64_t id)
{
    request = id;
}

void log_id_text(uint64_t id, char out[LOG_ID_LEN + 1])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    for (int i = LOG_ID_LEN - 1; i >= 0; i--, id >>= 5)
        out[i] = digits[id & 31];
    out[LOG_ID_LEN] = '\0';
}

void log_line(enum log_level level, const char *event, const char *fmt, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    char line[1024], id[LOG_ID_LEN + 1] = "-";
    size_t n;
    va_list ap;
    int k;

    if (level < lowest)
        return;
    if (request)
        log_id_text(request, id);
    k = snprintf(line, sizeof(line) - 1, "%s req=%s event=%s ", names[level], id, event);
    n = k < 0 ? 0 : (size_t)k;
    va_start(ap, fmt);
    k = n < sizeof(line) - 1 ? vsnprintf(line + n, sizeof(line) - 1 - n, fmt, ap) : 0;
    va_end(ap);
    n += k < 0 ? 0 : (size_t)k;
    if (n > sizeof(line) - 2)
        n = sizeof(line) - 2;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)line[i] < 32 || line[i] == 127)
            line[i] = '?';
    line[n++] = '\n';
    if (write(STDERR_FILENO, line, n) < 0)
        return; /* nowhere left to complain */
}
