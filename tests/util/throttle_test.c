/* throttle_test.c: waits to the second, forgetting, and who is never locked out. */
#include "tests/test.h"

#include "util/throttle.h"

enum { T0 = 1700000000 };

/* n failures at the same second. */
static struct throttle_count fail(enum throttle t, int n, int64_t now)
{
    struct throttle_count c = {0, 0, 0};

    while (n--)
        c = throttle_failed(t, c, now);
    return c;
}

TEST(throttle_waits_grow_as_promised)
{
    static const struct {
        enum throttle t;
        int fails;
        int64_t wait;
    } v[] = {
        {THROTTLE_ACCOUNT, 0, 0},
        {THROTTLE_ACCOUNT, 5, 0},
        {THROTTLE_ACCOUNT, 6, 30},
        {THROTTLE_ACCOUNT, 7, 60},
        {THROTTLE_ACCOUNT, 8, 120},
        {THROTTLE_ACCOUNT, 12, 1920},
        {THROTTLE_ACCOUNT, 13, 3600},
        {THROTTLE_ACCOUNT, 99, 3600},
        {THROTTLE_ACCOUNT, 100, THROTTLE_OFF},
        {THROTTLE_DEVICE, 9, 0},
        {THROTTLE_DEVICE, 10, THROTTLE_OFF},
        {THROTTLE_ADDRESS, 20, 0},
        {THROTTLE_ADDRESS, 21, 10},
        {THROTTLE_ADDRESS, 22, 20},
        {THROTTLE_ADDRESS, 79, 590},
        {THROTTLE_ADDRESS, 80, 600},
        {THROTTLE_ADDRESS, 100000, 600},
        {THROTTLE_NETWORK, 100000, 0},
    };

    for (size_t i = 0; i < COUNT(v); i++) {
        struct throttle_count c = fail(v[i].t, v[i].fails, T0);

        CHECK_INT(throttle_wait(v[i].t, c, T0), v[i].wait);
        if (v[i].wait <= 0)
            continue;
        CHECK_INT(throttle_wait(v[i].t, c, T0 + v[i].wait - 1), 1);
        CHECK_INT(throttle_wait(v[i].t, c, T0 + v[i].wait), 0);
        CHECK_INT(throttle_wait(v[i].t, c, T0 - 86400), v[i].wait); /* clock set back */
    }
}

TEST(throttle_account_forgets_after_quiet)
{
    struct throttle_count c = fail(THROTTLE_ACCOUNT, 5, T0);

    CHECK(!throttle_forgotten(THROTTLE_ACCOUNT, c, T0 + 899));
    CHECK_INT(throttle_failed(THROTTLE_ACCOUNT, c, T0 + 899).level, 6000);
    CHECK_INT(throttle_failed(THROTTLE_ACCOUNT, c, T0 + 900).level, 1000);
    c = fail(THROTTLE_ACCOUNT, 13, T0); /* an hour's wait is kept in mind for two */
    CHECK_INT(throttle_failed(THROTTLE_ACCOUNT, c, T0 + 7199).level, 14000);
    CHECK_INT(throttle_failed(THROTTLE_ACCOUNT, c, T0 + 7200).level, 1000);
    CHECK_INT(throttle_failed(THROTTLE_ACCOUNT, c, T0 + 7200).run, 14);
    CHECK(!throttle_forgotten(THROTTLE_ACCOUNT, c, T0 + 7200));
    c = throttle_passed(THROTTLE_ACCOUNT, c, T0 + 1);
    CHECK(c.level == 0 && c.run == 0 && throttle_forgotten(THROTTLE_ACCOUNT, c, T0 + 1));
}

TEST(throttle_account_counts_a_hundred_however_slow)
{
    struct throttle_count c = {0, 0, 0};
    int64_t now = T0;

    for (int i = 0; i < 99; i++, now += 86400)
        c = throttle_failed(THROTTLE_ACCOUNT, c, now);
    CHECK_INT(throttle_wait(THROTTLE_ACCOUNT, c, now), 0);
    c = throttle_failed(THROTTLE_ACCOUNT, c, now);
    CHECK_INT(throttle_wait(THROTTLE_ACCOUNT, c, now + 86400 * 365), THROTTLE_OFF);
}

/* A guesser who always waits exactly as long as told. */
static int tries_in(enum throttle t, int64_t seconds)
{
    struct throttle_count c = {0, 0, 0};
    int64_t now = T0;
    int n = 0;

    while (now < T0 + seconds) {
        int64_t wait = throttle_wait(t, c, now);

        if (wait == THROTTLE_OFF)
            break;
        if (wait) {
            now += wait;
            continue;
        }
        c = throttle_failed(t, c, now);
        n++;
    }
    return n;
}

TEST(throttle_bounds_a_patient_guesser)
{
    CHECK_INT(tries_in(THROTTLE_ACCOUNT, 3600), 12);
    CHECK(tries_in(THROTTLE_ACCOUNT, 86400) <= 40);
    CHECK_INT(tries_in(THROTTLE_ACCOUNT, 86400 * 365), 100);
    CHECK(tries_in(THROTTLE_ADDRESS, 600) <= 20 + 21);
    CHECK(tries_in(THROTTLE_ADDRESS, 86400) <= 24 * 6 * 20 + 30);
}

TEST(throttle_address_leaks_and_is_refunded)
{
    struct throttle_count c = fail(THROTTLE_ADDRESS, 20, T0);

    CHECK_INT(throttle_failed(THROTTLE_ADDRESS, c, T0 + 29).level, 21000 - 966);
    CHECK_INT(throttle_failed(THROTTLE_ADDRESS, c, T0 + 30).level, 20000);
    CHECK_INT(throttle_passed(THROTTLE_ADDRESS, c, T0).level, 19000);
    CHECK(!throttle_forgotten(THROTTLE_ADDRESS, c, T0 + 599));
    CHECK(throttle_forgotten(THROTTLE_ADDRESS, c, T0 + 600));
    CHECK(throttle_forgotten(THROTTLE_ADDRESS, c, INT64_MAX / 2));
    /* A hospital with a thousand people behind one address: one in ten mistypes. */
    c = (struct throttle_count){0, 0, 0};
    for (int i = 0; i < 10000; i++) {
        if (i % 10 == 0)
            c = throttle_failed(THROTTLE_ADDRESS, c, T0 + i / 10);
        else
            c = throttle_passed(THROTTLE_ADDRESS, c, T0 + i / 10);
        CHECK(throttle_wait(THROTTLE_ADDRESS, c, T0 + i / 10) == 0);
    }
}

TEST(throttle_ask_spares_the_own_device)
{
    struct throttle_facts f = {.own_device = true};
    struct throttle_answer a;

    f.count[THROTTLE_ACCOUNT] = fail(THROTTLE_ACCOUNT, 100, T0);
    f.count[THROTTLE_ADDRESS] = fail(THROTTLE_ADDRESS, 500, T0);
    f.count[THROTTLE_NETWORK] = fail(THROTTLE_NETWORK, 500, T0);
    f.count[THROTTLE_DEVICE] = fail(THROTTLE_DEVICE, 9, T0);
    a = throttle_ask(&f, T0);
    CHECK(a.trusted && a.wait == 0 && !a.slow);
    f.count[THROTTLE_DEVICE] = fail(THROTTLE_DEVICE, 10, T0);
    a = throttle_ask(&f, T0);
    CHECK(!a.trusted && a.wait == THROTTLE_OFF && a.slow);
    f.own_device = false;
    f.count[THROTTLE_ACCOUNT] = fail(THROTTLE_ACCOUNT, 6, T0);
    CHECK_INT(throttle_ask(&f, T0).wait, 600); /* the longer one */
    f.count[THROTTLE_ADDRESS] = fail(THROTTLE_ADDRESS, 21, T0);
    CHECK_INT(throttle_ask(&f, T0).wait, 30);
    CHECK_INT(throttle_ask(&f, T0 + 29).wait, 1);
    CHECK_INT(throttle_ask(&f, T0 + 30).wait, 0);
    f.count[THROTTLE_NETWORK] = fail(THROTTLE_NETWORK, 200, T0);
    CHECK(!throttle_ask(&f, T0).slow);
    f.count[THROTTLE_NETWORK] = fail(THROTTLE_NETWORK, 201, T0);
    CHECK(throttle_ask(&f, T0).slow && !throttle_ask(&f, T0 + 3).slow);
}
