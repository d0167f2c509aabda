/* base.h: the words that every other file speaks: text, bytes, errors, bugs. */
#ifndef UTIL_BASE_H
#define UTIL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/banned.h"

/* Text: valid UTF-8 unless a comment says otherwise; never owns, not NUL-terminated,
 * p is never NULL for a value made by S() or the functions of util/. */
struct str {
    const char *p;
    size_t n;
};

/* Bytes that are not text: hashes, tokens, keys. */
struct bytes {
    const unsigned char *p;
    size_t n;
};

/* A list that lives in an arena. LIST(struct room) is a struct type with v and n. */
#define LIST(T)                                                                          \
    struct {                                                                             \
        T *v;                                                                            \
        size_t n;                                                                        \
    }

#define S(lit)      ((struct str){"" lit, sizeof(lit) - 1})
#define S_INIT(lit) {"" lit, sizeof(lit) - 1} /* for static initialisers */
#define STR_FMT     "%.*s"
#define STR_ARG(s)  (int)(s).n, (s).p

#define COUNT(a)    (sizeof(a) / sizeof((a)[0]))
#define MUST_USE    __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define NORETURN    __attribute__((noreturn))
#define UNUSED      __attribute__((unused))

/* What a rule of the trade answers to its caller. Failures of the machine are not here:
 * they are sticky in the thing that failed (see sys/db.h). */
enum err {
    OK = 0,
    ERR_NOT_FOUND, /* no such row, or not yours: the caller must not tell which */
    ERR_CONFLICT,  /* somebody was faster, or the value is taken */
    ERR_DENIED,    /* the state does not allow it */
};

/* Our own bug, or memory is gone: one line on standard error, then abort().
 * Never for input: what a stranger sends must not reach it. */
NORETURN void die(const char *fmt, ...) PRINTF(1, 2);

#endif
