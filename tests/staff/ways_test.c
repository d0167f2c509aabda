/* ways_test.c: the page of those who came back alone or with staff, its roles, its list.
 */
#include "tests/world.h"

#include "job/export.h"
#include "sys/clock.h"
#include "tests/world_impl.h"
#include "util/str.h"
#include "web/app.h"

extern const struct export ways_export;

static void act(int place, const char *actor, const char *action)
{
    world_sql(arena_fmt(&world_arena,
        "INSERT INTO audit (at, actor, institution, action, hash)"
        " VALUES (%lld, '%s', %d, '%s', x'00')",
        (long long)clock_now() - 60, actor, place, action)
                  .p);
}

TEST(staff_ways_count_and_name_nobody)
{
    struct reply r;

    world();
    struct client boss = client_staff("supervisor");

    r = get(&boss, "/staff/ways");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "まだ数えられない") && has(r, "2026年11月") && has(r, "2025年11月"));
    act(1, "-", "letter.requested");
    act(2, "-", "account.reset_asked");
    act(2, "a:1", "account.password_reset");
    act(3, "s:1", "login.unlocked");
    r = get(&boss, "/staff/ways");
    CHECK(has(r, "50%") && has(r, "目標に届いていない"));
    CHECK(!has(r, "さくら内科クリニック") && !has(r, "ひまわり薬局") &&
          !has(r, "山田花子"));
    act(1, "c:1", "account.registered");
    CHECK(has(get(&boss, "/staff/ways"), "目標に届いている"));
    CHECK(has(get(&boss, "/staff/letters"), "href=\"/staff/ways\""));
}

TEST(staff_ways_is_for_those_who_answer_for_it)
{
    static const char *const roles[] = {
        "supervisor", "admin", "auditor", "operator", "printer", "editor"};

    world();
    for (size_t i = 0; i < COUNT(roles); i++) {
        struct client c = client_staff(roles[i]);

        CHECK_INT(get(&c, "/staff/ways").status, i < 3 ? 200 : 403);
        if (i < 5)
            CHECK_INT(has(get(&c, "/staff/letters"), "href=\"/staff/ways\""), i < 3);
    }
}

static void keep(void *ctx, struct buf *b)
{
    buf_str(ctx, buf_view(b));
    buf_reset(b);
}

TEST(staff_ways_as_a_list)
{
    struct buf b = BUF_INIT, all = BUF_INIT;
    struct export_ask x = {.arena = &world_arena, .to = &b, .full = keep, .ctx = &all};
    size_t lines = 0;

    world();
    act(2, "-", "account.reset_asked");
    act(2, "a:1", "account.password_reset");
    act(3, "-", "letter.requested");
    x.db = world_app->write_db;
    db_as(x.db, &world_arena, DB_ALL);
    ways_export.run(&x);
    for (size_t i = 0; i < all.n; i++)
        lines += all.p[i] == '\n';
    CHECK_INT(lines, 1 + 13 * 10 + 3);
    CHECK(str_has(
        buf_view(&all), S("month,ended,way,cases\r\n2025-11,alone,letter,0\r\n")));
    CHECK(str_has(buf_view(&all), S("2026-11,alone,mail,1\r\n")));
    CHECK(str_has(buf_view(&all), S(",open,,1\r\n,open_30_days,,0\r\n,stopped,,0\r\n")));
    buf_release(&b);
    buf_release(&all);
}
