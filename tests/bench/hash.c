/* hash.c: how many passwords one core can check in a second while nothing else runs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sys/secret.h"
#include "util/str.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : 2, start, t;
    int n = 0;
    char why[SECRET_WHY];
    struct secret_key *pepper;

    secret_init();
    pepper = secret_key("build/bench/hash.key", why);
    if (!pepper)
        return 1;
    start = now();
    do { /* of no account: costs what one of a chosen password costs */
        bool match;

        if (secret_password_check(S(""), S("Mado-guchi-1-Xy"), pepper, &match) != SECRET_OK || match)
            return 1;
        n++;
        t = now();
    } while (t - start < seconds);
    printf("%.2f\n", n / (t - start));
    secret_free(pepper);
    return 0;
}
