/* listen.h: a socket that takes connections. */
#ifndef SYS_LISTEN_H
#define SYS_LISTEN_H

#include "util/base.h"

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (all addresses); port 0: any free one. The file
 * descriptor, with the port that it got, or -1 after one log line that says what to do. */
int listen_open(const char *address, int *port) MUST_USE;

#endif
