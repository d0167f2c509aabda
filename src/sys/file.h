/* file.h: whole files. */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include "util/arena.h"

/* The whole file, at most max bytes; false after one log line. */
bool file_read(struct arena *a, const char *path, size_t max, struct str *out) MUST_USE;
/* All or nothing: written beside, flushed, moved into its place. mode as for open(2). */
bool file_write(const char *path, unsigned mode, const void *p, size_t n) MUST_USE;
/* Makes the folder if it is missing, readable by the owner alone. */
bool file_mkdir(const char *path) MUST_USE;
/* Flushes a folder, so that a file moved into it stays there. */
bool file_sync_dir(const char *path) MUST_USE;
bool file_exists(const char *path);

#endif
