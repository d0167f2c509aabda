/* test.h: the harness. TEST(name) registers itself; a failed CHECK prints file and line
 * and the test goes on. Run one with  build/asan/unit NAME…  (substrings). */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include "util/base.h"

typedef void test_fn(void);
void test_add(const char *file, const char *name, test_fn *fn);
void test_check(bool ok, const char *file, int line, const char *what);
void test_check_str(struct str got, struct str want, const char *file, int line);
void test_check_int(int64_t got, int64_t want, const char *file, int line);
/* Not run here, and why; counted as skipped. The reason must hold on a user's machine. */
void test_skip(const char *why);
/* A fresh folder for this test, removed at the end of the run. */
const char *test_dir(void);
/* The database of a new portal, at this path. */
bool test_schema(const char *path) MUST_USE;

#define TEST(name)                                                                       \
    static void test_##name(void);                                                       \
    __attribute__((constructor)) static void add_##name(void)                            \
    {                                                                                    \
        test_add(__FILE__, #name, test_##name);                                          \
    }                                                                                    \
    static void test_##name(void)

#define CHECK(c)           test_check((c), __FILE__, __LINE__, #c)
#define CHECK_STR(got, want) test_check_str((got), (want), __FILE__, __LINE__)
#define CHECK_INT(got, want) test_check_int((int64_t)(got), (int64_t)(want), __FILE__, __LINE__)

#endif
