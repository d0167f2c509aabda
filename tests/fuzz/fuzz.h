/* fuzz.h: a target is one function; MUST() is what has to hold for every input. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "util/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define MUST(c)                                                                          \
    do {                                                                                 \
        if (!(c))                                                                        \
            die("%s:%d: %s", __FILE__, __LINE__, #c);                                    \
    } while (0)

#endif
