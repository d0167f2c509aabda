/* staff_test.c: members of staff: a code works once, the disabled are out at once. */
#include "tests/test.h"

#include "gen/tables.h"
#include "model/guess.h"
#include "model/session.h"
#include "model/staff.h"
#include "sys/clock.h"
#include "util/str.h"

enum { T0 = 1700000000 };

static struct arena arena = ARENA_INIT;
static const struct secret_key key = {{1, 2, 3}}, other_key = {{1, 2, 4}};

static struct db *fresh(void)
{
    static int n;
    const char *path = arena_fmt(&arena, "%s/staff-%d.db", test_dir(), ++n).p;
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

static int64_t add(struct db *db, const char *name)
{
    struct staff row = {.name = str_of(name), .role = S("operator"), .password = S("v1$x")};
    int64_t id = 0;

    row.totp = staff_seed_seal(&arena, &key, staff_seed_make(&arena), row.name);
    CHECK_INT(staff_add(db, &row, &id), OK);
    return id;
}

static int64_t open_session(struct db *db, int64_t staff, const char *token)
{
    return session_open(
        db, &(struct session){.staff = staff, .hash = secret_digest(&arena, str_of(token))});
}

TEST(staff_name_is_taken_once)
{
    struct db *db = fresh();
    struct staff row = {.name = S("鈴木𠮷"), .role = S("admin"), .password = S("p")}, got;
    int64_t id;

    add(db, "鈴木𠮷");
    row.totp = (struct bytes){(const unsigned char *)"x", 1};
    CHECK_INT(staff_add(db, &row, &id), ERR_CONFLICT);
    CHECK(staff_by_name(db, staff_name(&arena, S("　鈴木𠮷 ")), &got));
    CHECK_STR(got.role, S("operator"));
    CHECK(!staff_by_name(db, S(""), &got));
    CHECK(!staff_by_name(db, S("鈴木"), &got));
    CHECK_INT(staff_list(db).n, 1);
    end(db);
}

TEST(staff_seed_opens_for_its_name_and_key_alone)
{
    struct db *db = fresh();
    struct staff a, b;
    struct bytes seed;

    add(db, "a"), add(db, "b");
    CHECK(staff_by_name(db, S("a"), &a) && staff_by_name(db, S("b"), &b));
    CHECK(staff_seed_open(&arena, &key, &a, &seed) && seed.n == TOTP_SEED);
    CHECK(!staff_seed_open(&arena, &other_key, &a, &seed));
    b.totp = a.totp; /* a row's seed put into another row */
    CHECK(!staff_seed_open(&arena, &key, &b, &seed));
    end(db);
}

TEST(staff_login_takes_each_step_once_and_enrols)
{
    struct db *db = fresh();
    int64_t id = add(db, "a");
    struct staff s;

    CHECK(staff_get(db, id, &s) && !s.enrolled_at && s.rev == 1);
    CHECK_INT(staff_login(db, id, 100), OK);
    CHECK(staff_get(db, id, &s) && s.enrolled_at == T0 && s.login_at == T0 && s.rev == 2);
    CHECK_INT(staff_login(db, id, 100), ERR_DENIED);
    CHECK_INT(staff_login(db, id, 99), ERR_DENIED);
    clock_set(T0 + 60);
    CHECK_INT(staff_login(db, id, 101), OK);
    CHECK(staff_get(db, id, &s) && s.enrolled_at == T0 && s.login_at == T0 + 60 && s.rev == 2);
    CHECK_INT(staff_login(db, id + 1, 101), ERR_DENIED);
    end(db);
}

TEST(staff_disable_and_reset_end_the_sessions)
{
    struct db *db = fresh();
    int64_t id = add(db, "a"), bystander = add(db, "b");
    struct guesser g = {"staff", S("a"), S("192.0.2.1"), S("")};
    struct session s;
    struct staff row;

    open_session(db, id, "t1"), open_session(db, bystander, "t2");
    CHECK_INT(staff_disable(db, id), OK);
    CHECK(!session_find(db, secret_digest(&arena, S("t1")), &s));
    CHECK(session_find(db, secret_digest(&arena, S("t2")), &s));
    CHECK_INT(staff_login(db, id, 100), ERR_DENIED);
    CHECK_INT(staff_disable(db, id), ERR_NOT_FOUND);

    for (int i = 0; i < 100; i++)
        guess_failed(db, &g);
    open_session(db, id, "t3");
    CHECK(staff_get(db, id, &row));
    row.password = S("new");
    row.totp = staff_seed_seal(&arena, &key, staff_seed_make(&arena), row.name);
    staff_reset(db, &row);
    CHECK(!session_find(db, secret_digest(&arena, S("t3")), &s));
    CHECK(staff_get(db, id, &row) && !row.disabled_at && !row.enrolled_at);
    CHECK_STR(row.password, S("new"));
    g.peer = S("198.51.100.1");
    CHECK_INT(guess_ask(db, &g).wait, 0);
    CHECK_INT(staff_login(db, id, 100), OK);
    end(db);
}

TEST(staff_password_is_longer_than_a_clinics)
{
    static const struct {
        const char *password;
        bool fine;
    } v[] = {
        {"", false}, {"Kurage-8842", false}, {"Kurage-88421", true},
        {"kurage-88421", false}, {"くらげがおよぐあさのうみべで", false},
        {"くらげがおよぐあさのうみべでね", true}, {"C-114 Suzuki 1", false},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", false},
    };

    for (size_t i = 0; i < COUNT(v); i++)
        CHECK_INT(staff_password_complaint(&arena, str_of(v[i].password), S("C-114 Suzuki"))
                .n == 0, v[i].fine);
    arena_release(&arena);
}
