/* agents_test.c: what is over is told once, and a week before. */
#include "tests/page/people.h"
#include "tests/world_impl.h"

#include "gen/tables.h"
#include "job/job.h"
#include "model/agency.h"
#include "util/str.h"

enum { DAY = 86400, LAST = 1803221999 /* 2027-02-21 23:59:59 in Tokyo */ };

static void run_at(struct app *app, int64_t now)
{
    static struct arena arena = ARENA_INIT;
    struct job j = {.db = app->write_db, .conf = app->conf, .arena = &arena};

    world_clock(now);
    for (size_t i = 0; job_tasks[i]; i++)
        if (strcmp(job_tasks[i]->name, "agents") == 0)
            while (job_tasks[i]->run(&j))
                ;
    CHECK(!db_broken(app->write_db));
    arena_release(&arena);
}

static int64_t mails(const char *template)
{
    return world_number(arena_fmt(&world_arena,
        "SELECT count(*) FROM outbox WHERE template = '%s'", template).p);
}

TEST(agents_job_warns_a_week_before_once)
{
    struct app *app = world();

    add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    run_at(app, LAST - 8 * DAY); /* the last second of the day before */
    CHECK_INT(mails("agent_soon"), 0);
    run_at(app, LAST - 8 * DAY + 1);
    run_at(app, LAST - 8 * DAY + 600);
    run_at(app, LAST - DAY);
    CHECK_INT(mails("agent_soon"), 1);
    CHECK_INT(mails("agent_soon_told"), 1);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'agent_soon'"),
        S("あと7日（2027年2月21日）")));
    /* extended: once more, of the other day */
    world_sql("UPDATE agency SET until_day = '2027-05-01'");
    run_at(app, LAST);
    CHECK_INT(mails("agent_soon"), 1);
    run_at(app, LAST + 69 * DAY);
    CHECK_INT(mails("agent_soon"), 2);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'agent_soon'"
                             " ORDER BY id DESC LIMIT 1"), S("きょう（2027年5月1日）")));
}

TEST(agents_job_tells_the_end_once)
{
    static const char *const ends[][2] = {
        {"", "最後の日がすぎました。"},
        {"UPDATE institution SET closed_on = '2026-11-21' WHERE id = 2", "施設が廃止になりました。"},
        {"UPDATE account SET mail = 'former 1 ' || mail WHERE mail = 'agent@example.jp'",
            "ログインがなくなりました。"},
        /* ended where nobody could write a mail */
        {"UPDATE agency SET state = 'ended', ended_at = 1, reason = 'owner'", "代表の方が終わらせました。"},
    };

    for (size_t i = 0; i < COUNT(ends); i++) {
        struct app *app = world();
        int64_t now = i ? WORLD_NOW : LAST + 1;

        add_login("agent@example.jp");
        add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
        run_at(app, i ? WORLD_NOW : LAST);
        CHECK_INT(mails("agent_ended"), 0);
        if (*ends[i][0])
            world_sql(ends[i][0]);
        run_at(app, now);
        run_at(app, now + 600);
        CHECK_INT(mails("agent_ended"), i != 2); /* that address is nobody's any more */
        CHECK_INT(mails("agent_ended_told"), 1);
        CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'agent_ended_told'"),
            str_of(ends[i][1])));
        CHECK_INT(world_number("SELECT count(*) FROM agency WHERE state = 'ended'"
                               " AND told_at > 0"), 1);
        CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'agent.over'"
                               " AND institution = 2"), 1);
    }
}
