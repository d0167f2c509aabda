/* filestore.h: files that people send, kept by what is in them: DATA/files/ab/abcdef…, the
 * name being the SHA-256 in hex; the same file is there once. Outside of what is served:
 * only a page that looks a row up sends one.
 *
 * A file is there whole or not at all: it is flushed elsewhere on the same disk and then
 * moved to its name. It comes before its row in the database (whose transaction may still
 * fail) and goes after it: one without a row is swept after a day (job/files.c), while the
 * write lock of the data directory is held; whoever adds a row asks filestore_has under the
 * same lock. */
#ifndef SYS_FILESTORE_H
#define SYS_FILESTORE_H

#include "sys/secret.h"

struct str filestore_path(struct arena *a, const char *data, struct bytes sha256);

/* Flushes a file (of the same disk), moves it to its place and flushes the folder. Its time
 * becomes now. False after one log line; then from is where it was. */
bool filestore_put(struct arena *a, const char *data, const char *from,
    struct bytes sha256) MUST_USE;
bool filestore_has(struct arena *a, const char *data, struct bytes sha256);
/* For reading; -1: not there, after one log line. The caller closes it. */
int filestore_open(
    struct arena *a, const char *data, struct bytes sha256, int64_t *size) MUST_USE;
/* Reads it whole: its bytes have this hash and this size. */
bool filestore_verify(
    struct arena *a, const char *data, struct bytes sha256, int64_t size) MUST_USE;
bool filestore_drop(struct arena *a, const char *data, struct bytes sha256);

/* Every file that was put before the moment (seconds): the function gets its hash, which is
 * gone when it returns, and stops by returning false. */
typedef bool filestore_fn(void *ctx, struct bytes sha256);
void filestore_each(const char *data, int64_t before, filestore_fn *fn, void *ctx);
/* It is there and was put before the moment. */
bool filestore_older(
    struct arena *a, const char *data, struct bytes sha256, int64_t before);
/* What was being received when a program died: older than the moment, it is removed. */
void filestore_sweep_incoming(struct arena *a, const char *data, int64_t before);

/* A file in memory for as long as it is looked at; false after one log line. */
bool filestore_map(const char *path, struct bytes *out) MUST_USE;
void filestore_unmap(struct bytes b);
/* Cuts a file; filestore_put flushes it. */
bool filestore_cut(const char *path, int64_t size) MUST_USE;

#endif
