/* arena.h: memory that dies together: everything a request, a job's step or a command's
 * chunk allocates. Nothing in it is ever freed alone. Not thread-safe: one owner. */
#ifndef UTIL_ARENA_H
#define UTIL_ARENA_H

#include <stdarg.h>

#include "util/base.h"

struct arena_block;

struct arena {
    struct arena_block *block; /* newest first */
    size_t used;               /* bytes taken in the newest block */
    size_t total;              /* bytes of all blocks */
    size_t limit;              /* a runaway stops here, loudly */
};

enum {
    ARENA_BLOCK = 64 * 1024,
    ARENA_LIMIT = 32 * 1024 * 1024, /* for a request; jobs may set more */
};

#define ARENA_INIT {NULL, 0, 0, ARENA_LIMIT}

void *arena_alloc(struct arena *a, size_t n, size_t align) MUST_USE;
void arena_reset(struct arena *a);   /* keeps one block for the next turn */
void arena_release(struct arena *a); /* gives everything back */

/* Zeroed, typed. */
#define NEW(a, T)      ((T *)arena_zero((a), 1, sizeof(T), _Alignof(T)))
#define NEW_N(a, T, n) ((T *)arena_zero((a), (n), sizeof(T), _Alignof(T)))
void *arena_zero(struct arena *a, size_t count, size_t size, size_t align) MUST_USE;

struct str arena_str(struct arena *a, struct str s); /* a copy, NUL after the end */
struct str arena_fmt(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
struct str arena_vfmt(struct arena *a, const char *fmt, va_list ap) PRINTF(2, 0);
struct bytes arena_bytes(struct arena *a, struct bytes b);
const char *arena_cstr(struct arena *a, struct str s); /* NUL-terminated copy */

#endif
