/* mail_sum_test.c: every mail that was written is found again, or somebody is told. */
#include "tests/world.h"

#include "job/job.h"
#include "model/mail_sum.h"
#include "model/outbox.h"
#include "sys/clock.h"
#include "tests/world_impl.h"
#include "util/str.h"

enum { HOUR = 3600, DAY = 24 * HOUR, NIGHT = 16 * HOUR }; /* from 11:00 to 03:00 */

extern const struct job_task mail_sum_task;

static struct arena arena = ARENA_INIT;

static struct db *db(void)
{
    db_as(world_app->write_db, &arena, DB_ALL);
    return world_app->write_db;
}

/* Two sent, one failed, one kept back, one waits. */
static void five(void)
{
    CHECK(db_begin(db()));
    for (int i = 0; i < 5; i++)
        CHECK(outbox_add(db(),
            &(struct outbox){.key = arena_fmt(&arena, "mail %d", i), .lane = LANE_MASS,
                .mail_to = S("taro@clinic.example"), .subject = S("s"), .body = S("b"),
                .template = S("news")}));
    CHECK(db_commit(db()));
    world_sql("UPDATE outbox SET state = 'sent' WHERE key IN ('mail 0', 'mail 1');"
              "UPDATE outbox SET state = 'dead', why = 'refused' WHERE key = 'mail 2';"
              "UPDATE outbox SET state = 'dead', why = 'returned' WHERE key = 'mail 3'");
}

/* What was found amiss at this moment; -1: nothing was added up. */
static int64_t added_up(int64_t now)
{
    struct job job = {.db = db(), .arena = &arena};
    struct mail_sum s;

    clock_set(now);
    mail_sum_task.run(&job);
    return mail_sum_last(db(), &s) && s.at == now ? mail_sum_amiss(&s) : -1;
}

TEST(mail_sum_once_a_night)
{
    int64_t start;

    world();
    start = clock_now();
    five();
    CHECK_INT(added_up(start), 0); /* the first time at once */
    CHECK_INT(added_up(start + 600), -1);
    CHECK_INT(added_up(start + NIGHT - 1), -1);
    CHECK_INT(added_up(start + NIGHT), 0);
    CHECK_INT(added_up(start + NIGHT + 600), -1);
    CHECK_INT(world_number("SELECT sent * 1000 + dead * 100 + kept_back * 10 + waiting"
                           " FROM mail_sum ORDER BY day DESC"), 2111);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'mail.sums'"), 0);
}

TEST(mail_sum_finds_what_is_missing)
{
    struct client c;
    int64_t start;

    world();
    start = clock_now();
    five();
    world_sql("DELETE FROM outbox WHERE key = 'mail 1'");
    CHECK_INT(added_up(start), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'mail.sums'"), 1);
    c = client_staff("operator");
    CHECK(has(get(&c, "/staff"), "行方のわからないメール"));
    world();
    five();
    CHECK_INT(added_up(start), 0); /* that of the newest is seen by what was there before */
    c = client_staff("operator");
    CHECK(!has(get(&c, "/staff"), "行方のわからないメール"));
    world_sql("DELETE FROM outbox WHERE key = 'mail 4'");
    CHECK_INT(added_up(start + NIGHT), 1);
}

TEST(mail_sum_finds_what_is_stuck)
{
    int64_t start;

    world();
    start = clock_now();
    five();
    CHECK_INT(added_up(start + 4 * DAY), 0);
    CHECK_INT(added_up(start + 5 * DAY), 1);
}
