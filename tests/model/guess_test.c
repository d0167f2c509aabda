/* guess_test.c: whose tries are counted together, and what a clinic's own browser never
 * feels. The waits themselves are tested in util/throttle_test.c. */
#include "tests/test.h"

#include "gen/tables.h"
#include "model/guess.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "util/str.h"

enum { T0 = 1700000000, MINUTE = 60 };

static struct arena arena = ARENA_INIT;

static struct db *fresh(void)
{
    static int n;
    const char *path = arena_fmt(&arena, "%s/guess-%d.db", test_dir(), ++n).p;
    struct db *db;

    secret_init();
    clock_set(T0);
    CHECK(test_schema(path));
    db = db_open(path, DB_WRITE, models);
    db_as(db, &arena, DB_ALL);
    CHECK(db_begin(db));
    return db;
}

static void end(struct db *db)
{
    CHECK(!db_broken(db));
    CHECK(db_commit(db));
    db_close(db);
    arena_release(&arena);
    clock_set(0);
}

static struct guesser by(const char *login, const char *peer)
{
    return (struct guesser){"clinic", str_of(login), str_of(peer), S("")};
}

static void fail(struct db *db, struct guesser g, int n)
{
    while (n--)
        guess_failed(db, &g);
}

static int64_t wait_of(struct db *db, struct guesser g)
{
    return guess_ask(db, &g).wait;
}

TEST(guess_counts_a_login_from_everywhere)
{
    struct db *db = fresh();
    struct guesser other = by("a@example.jp", "192.0.2.9");

    for (int i = 0; i < 5; i++) {
        char peer[32];

        snprintf(peer, sizeof(peer), "192.0.2.%d", i);
        CHECK_INT(wait_of(db, by("a@example.jp", peer)), 0);
        fail(db, by("a@example.jp", peer), 1);
    }
    CHECK_INT(wait_of(db, other), 0);
    fail(db, by("a@example.jp", "192.0.2.5"), 1);
    CHECK_INT(wait_of(db, other), 30);
    CHECK_INT(wait_of(db, by("b@example.jp", "192.0.2.9")), 0);
    clock_set(T0 + 29);
    CHECK_INT(wait_of(db, other), 1);
    clock_set(T0 + 30);
    CHECK_INT(wait_of(db, other), 0);
    guess_passed(db, &other);
    fail(db, other, 5);
    CHECK_INT(wait_of(db, other), 0);
    end(db);
}

TEST(guess_keeps_the_sides_apart)
{
    struct db *db = fresh();
    struct guesser staff = {"staff", S("suzuki"), S("192.0.2.1"), S("")};

    fail(db, by("suzuki", "198.51.100.1"), 6);
    CHECK_INT(wait_of(db, by("suzuki", "192.0.2.1")), 30);
    CHECK_INT(wait_of(db, staff), 0);
    end(db);
}

TEST(guess_own_device_is_never_locked_out_by_strangers)
{
    struct db *db = fresh();
    struct guesser own = by("a@example.jp", "192.0.2.1");

    own.device = S("1.7.99.mac");
    fail(db, by("a@example.jp", "192.0.2.1"), 150);
    CHECK_INT(wait_of(db, by("a@example.jp", "203.0.113.1")), THROTTLE_OFF);
    CHECK_INT(wait_of(db, own), 0);
    CHECK(guess_ask(db, &own).trusted);
    guess_passed(db, &own); /* does not open the door to the strangers */
    CHECK_INT(wait_of(db, by("a@example.jp", "203.0.113.1")), THROTTLE_OFF);
    fail(db, own, 10);
    CHECK(!guess_ask(db, &own).trusted);
    CHECK_INT(wait_of(db, own), THROTTLE_OFF);
    own.device = S("1.7.98.mac"); /* another device of the same login */
    CHECK(guess_ask(db, &own).trusted);
    guess_forget(db, "clinic", S("a@example.jp"));
    CHECK_INT(wait_of(db, by("a@example.jp", "203.0.113.1")), 0);
    end(db);
}

/* 20 failures on 20 logins are free; is the address of g waiting after one more? */
static bool shares_with(struct db *db, const char *peer, const char *mine)
{
    bool shares;

    for (int i = 0; i < 21; i++) {
        char login[32];

        snprintf(login, sizeof(login), "x%d", i);
        fail(db, by(login, peer), 1);
    }
    shares = wait_of(db, by("fresh", mine)) == 10;
    clock_set(clock_now() + 3600);
    return shares;
}

TEST(guess_counts_an_address_and_its_64)
{
    struct db *db = fresh();

    CHECK(shares_with(db, "192.0.2.1", "192.0.2.1"));
    CHECK(!shares_with(db, "192.0.2.1", "192.0.2.2"));
    CHECK(shares_with(db, "192.0.2.1", "::ffff:192.0.2.1"));
    CHECK(shares_with(db, "2001:db8:1:2::1", "2001:db8:1:2:ffff::2"));
    CHECK(!shares_with(db, "2001:db8:1:2::1", "2001:db8:1:3::1"));
    CHECK(shares_with(db, "", "what is this, more than forty-six characters long text"));
    end(db);
}

TEST(guess_sends_a_noisy_neighbourhood_to_the_slow_lane)
{
    struct db *db = fresh();
    struct guesser near = by("fresh", "192.0.2.250"), far = by("fresh", "192.0.3.1");

    for (int i = 0; i < 201; i++) {
        char login[16], peer[32];

        CHECK(!guess_ask(db, &near).slow);
        snprintf(login, sizeof(login), "x%d", i);
        snprintf(peer, sizeof(peer), "192.0.2.%d", i);
        fail(db, by(login, peer), 1);
    }
    CHECK(guess_ask(db, &near).slow);
    CHECK_INT(guess_ask(db, &near).wait, 0);
    CHECK(!guess_ask(db, &far).slow);
    end(db);
}

TEST(guess_sweep_forgets_the_quiet_but_not_the_hammered)
{
    struct db *db = fresh();

    fail(db, by("", "192.0.2.1"), 49);
    fail(db, by("hammered", "192.0.2.1"), 99);
    clock_set(T0 + 24 * 3600 + 1);
    guess_sweep(db);
    fail(db, by("", "192.0.2.7"), 99);
    fail(db, by("hammered", "192.0.2.8"), 1);
    CHECK_INT(wait_of(db, by("", "198.51.100.1")), 3600);
    CHECK_INT(wait_of(db, by("hammered", "198.51.100.1")), THROTTLE_OFF);
    end(db);
}
