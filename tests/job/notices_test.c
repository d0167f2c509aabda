/* notices_test.c: reminders 30, 7 and 0 days before, each once; what has passed ends. */
#include "tests/world_impl.h"

#include "gen/tables.h"
#include "job/job.h"
#include "model/notice.h"
#include "util/str.h"

enum { DAY = 86400 };

/* Noon of 2023-03-01 in Tokyo. */
enum { NOON = 1677639600 };

static void run_at(struct app *app, int64_t now)
{
    static struct arena arena = ARENA_INIT;
    struct job j = {.db = app->write_db, .conf = app->conf, .arena = &arena};

    world_clock(now);
    for (size_t i = 0; job_tasks[i]; i++)
        if (strcmp(job_tasks[i]->name, "notices") == 0)
            while (job_tasks[i]->run(&j))
                ;
    CHECK(!db_broken(app->write_db));
    arena_release(&arena);
}

static void put(const char *values)
{
    world_sql(arena_fmt(&world_arena,
        "INSERT INTO notice (number, institution, programme, type, state, name, made_at,"
        " changed_at, version, in_force, end_day, due) VALUES ('AAAA0000X', 2, 1, 101, %s)",
        values).p);
}

static int64_t mails(const char *name)
{
    return world_number(arena_fmt(&world_arena,
        "SELECT count(*) FROM outbox WHERE template = 'notice_%s'", name).p);
}

TEST(notices_job_reminds_of_the_end_on_three_days_once_each)
{
    static const int days[] = {31, 30, 29, 8, 7, 6, 1, 0};
    static const int64_t want[] = {0, 1, 1, 1, 2, 2, 2, 3};
    struct app *app = world();

    put("'accepted', '髙﨑', 1, 1, 1, 1, '2023-03-01', NULL");
    for (size_t i = 0; i < COUNT(days); i++) {
        run_at(app, NOON - days[i] * DAY);
        run_at(app, NOON - days[i] * DAY + 600);
        CHECK_INT(mails("end"), want[i]);
    }
    CHECK_INT(world_number("SELECT count(*) FROM notice_reminder"), 3);
    CHECK(str_has(world_text("SELECT body FROM outbox ORDER BY id LIMIT 1"),
        S("あと30日（令和5年3月1日（水））")));
    CHECK(str_has(world_text("SELECT body FROM outbox ORDER BY id DESC LIMIT 1"),
        S("きょう（令和5年3月1日（水））まで")));
    /* its last day is over at midnight */
    run_at(app, NOON + DAY / 2 - 1);
    CHECK_STR(world_text("SELECT state FROM notice"), S("accepted"));
    run_at(app, NOON + DAY / 2);
    CHECK_STR(world_text("SELECT state FROM notice"), S("ended"));
    CHECK_STR(world_text("SELECT ended_on FROM notice"), S("2023-03-01"));
    CHECK_INT(mails("passed"), 1);
    run_at(app, NOON + DAY);
    CHECK_INT(mails("passed"), 1);
}

TEST(notices_job_reminds_drafts_of_the_window)
{
    struct app *app = world();

    put("'draft', '', 1, 1, 0, 0, NULL, NULL");
    run_at(app, NOON); /* 30 days before the 31st */
    CHECK_INT(mails("window"), 1);
    run_at(app, NOON + 1 * DAY);
    CHECK_INT(mails("window"), 1);
    run_at(app, NOON + 23 * DAY);
    CHECK_INT(mails("window"), 2);
    run_at(app, NOON + 30 * DAY);
    CHECK_INT(mails("window"), 3);
    run_at(app, NOON + 31 * DAY);
    CHECK_INT(mails("window"), 3);
    CHECK_STR(world_text("SELECT state FROM notice"), S("draft"));
}

TEST(notices_job_ends_what_was_not_corrected_and_keeps_what_was_accepted)
{
    struct app *app = world();

    put("'returned', 'x', 1, 1, 1, 0, NULL, '2023-03-01'");
    run_at(app, NOON);
    CHECK_INT(mails("correct"), 1);
    CHECK_STR(world_text("SELECT state FROM notice"), S("returned"));
    run_at(app, NOON + DAY);
    CHECK_STR(world_text("SELECT state FROM notice"), S("withdrawn"));
    CHECK_INT(mails("lapsed"), 1);
    app = world();
    put("'returned', 'x', 1, 1, 2, 1, NULL, '2023-03-01'");
    world_sql("INSERT INTO notice_version SELECT id, 1, 1, 'a:1', 'file', type, 'f', 'n',"
              " 'a', '', '2023-09-30', 't', 'h' FROM notice");
    run_at(app, NOON + DAY);
    CHECK_STR(world_text("SELECT state FROM notice"), S("accepted"));
    CHECK_STR(world_text("SELECT end_day FROM notice"), S("2023-09-30"));
    CHECK_INT(mails("unamended"), 1);
}
