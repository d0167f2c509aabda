/* clock.c: see clock.h. */
#include "sys/clock.h"

static int64_t fixed;

int64_t clock_now(void)
{
    struct timespec t;

    if (fixed)
        return fixed;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec;
}

int64_t clock_mono_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void clock_set(int64_t now)
{
    fixed = now;
}

void clock_today(char out[11])
{
    time_t t = (time_t)(clock_now() + CLOCK_TOKYO);
    struct tm tm;

    gmtime_r(&t, &tm);
    strftime(out, 11, "%Y-%m-%d", &tm);
}
