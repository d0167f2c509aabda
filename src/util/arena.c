/* arena.c: blocks in a list, newest first. A request that fits into the first block never
 * calls malloc. Under AddressSanitizer the unused tail is poisoned, so a read past an
 * allocation is found as it would be with malloc. */
#include "util/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

struct arena_block {
    struct arena_block *older;
    size_t size; /* bytes behind this head */
    _Alignas(max_align_t) unsigned char mem[];
};

static void grow(struct arena *a, size_t n)
{
    size_t size = n > ARENA_BLOCK ? n : ARENA_BLOCK;
    struct arena_block *b;

    if (a->total + size > a->limit)
        die("arena: more than %zu bytes asked for", a->limit);
    b = malloc(sizeof(*b) + size);
    if (!b)
        die("out of memory");
    b->older = a->block;
    b->size = size;
    a->block = b;
    a->used = 0;
    a->total += size;
    ASAN_POISON_MEMORY_REGION(b->mem, size);
}

void *arena_alloc(struct arena *a, size_t n, size_t align)
{
    size_t at = (a->used + align - 1) & ~(align - 1);
    void *p;

    if (n > SIZE_MAX / 2)
        die("arena: absurd size");
    if (!a->block || at > a->block->size || n > a->block->size - at) {
        grow(a, n);
        at = 0;
    }
    p = a->block->mem + at;
    ASAN_UNPOISON_MEMORY_REGION(p, n);
    a->used = at + n;
    return p;
}

void *arena_zero(struct arena *a, size_t count, size_t size, size_t align)
{
    size_t n;
    void *p;

    if (__builtin_mul_overflow(count, size, &n))
        die("arena: absurd count");
    p = arena_alloc(a, n, align);
    return n ? memset(p, 0, n) : p;
}

static void drop(struct arena_block *b)
{
    ASAN_UNPOISON_MEMORY_REGION(b->mem, b->size);
    free(b);
}

void arena_reset(struct arena *a)
{
    struct arena_block *b = a->block;

    while (b && (b->older || b->size > ARENA_BLOCK)) {
        struct arena_block *older = b->older;
        a->total -= b->size;
        drop(b);
        b = older;
    }
    a->block = b;
    a->used = 0;
    if (b)
        ASAN_POISON_MEMORY_REGION(b->mem, b->size);
}

void arena_release(struct arena *a)
{
    while (a->block) {
        struct arena_block *older = a->block->older;
        drop(a->block);
        a->block = older;
    }
    a->used = a->total = 0;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1, 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

struct bytes arena_bytes(struct arena *a, struct bytes b)
{
    unsigned char *p = arena_alloc(a, b.n + 1, 1);

    if (b.n)
        memcpy(p, b.p, b.n);
    return (struct bytes){p, b.n};
}

const char *arena_cstr(struct arena *a, struct str s)
{
    return arena_str(a, s).p;
}

struct str arena_vfmt(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    char *p;
    int n;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n < 0)
        die("arena: bad format '%s'", fmt);
    p = arena_alloc(a, (size_t)n + 1, 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    return (struct str){p, (size_t)n};
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
    struct str s;
    va_list ap;

    va_start(ap, fmt);
    s = arena_vfmt(a, fmt, ap);
    va_end(ap);
    return s;
}
