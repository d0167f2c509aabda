/* scan.h: asks ClamAV's daemon about a file, through its UNIX socket (clamd.conf:
 * LocalSocket), by INSTREAM: the bytes go over the socket, so that it needs no right to
 * read our files. Its StreamMaxLength must be 10 MB at least (25 is the default). */
#ifndef SYS_SCAN_H
#define SYS_SCAN_H

#include "util/base.h"

enum scan_result {
    SCAN_CLEAN,
    SCAN_INFECTED,
    SCAN_REFUSED, /* it answered, but not about the file: too long, its own trouble */
    SCAN_DOWN,    /* nobody answers at the socket, or not in time */
};

/* Sends what can be read from fd; seconds: for all of it together. One log line for what is
 * neither clean nor infected. */
enum scan_result scan_file(const char *socket, int fd, int64_t seconds) MUST_USE;

#endif
