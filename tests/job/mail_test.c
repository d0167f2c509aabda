/* mail_test.c: the outbox and the task that empties it: every state, every answer. */
#include "tests/test.h"

#include <dirent.h>
#include <sys/stat.h>

#include "gen/tables.h"
#include "job/job.h"
#include "model/outbox.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "tests/sink.h"
#include "util/str.h"

enum { T0 = 1700000000, MINUTE = 60, HOUR = 3600 };

extern const struct job_task mail_task;

static struct arena arena = ARENA_INIT;
static struct conf conf;
static struct job job;

static void open_job(const struct sink *s)
{
    const char *path;

    job.data = test_dir();
    path = arena_fmt(&arena, "%s/portal.db", job.data).p;
    conf = (struct conf){.mail_from = S("noreply@portal.example.jp"),
        .mail_from_name = S("窓口"),
        .mail_server = s ? str_of(sink_url(s)) : S("")};
    job.conf = &conf;
    job.arena = &arena;
    clock_set(T0);
    CHECK(db_script(path, schema_sql));
    job.db = db_open(path, DB_WRITE, models);
    db_as(job.db, &arena, DB_ALL);
}

static void close_job(void)
{
    CHECK(!db_broken(job.db));
    db_close(job.db);
    arena_release(&arena);
    clock_set(0);
}

static bool add(const char *key, int64_t lane, const char *to)
{
    bool added;

    CHECK(db_begin(job.db));
    added = outbox_add(job.db, &(struct outbox){.key = str_of(key),
                                   .lane = lane,
                                   .mail_to = str_of(to),
                                   .subject = S("件名"),
                                   .body = S("https://portal.example.jp/mail/secret\n"),
                                   .template = S("confirm"),
                                   .secret = 1});
    CHECK(db_commit(job.db));
    return added;
}

static void run_at(int64_t now)
{
    clock_set(now);
    CHECK(!mail_task.run(&job));
}

static struct outbox claim(void)
{
    struct outbox row = {.id = 0};

    CHECK(db_begin(job.db));
    if (!outbox_claim(job.db, &row))
        row.id = 0;
    CHECK(db_commit(job.db));
    return row;
}

static void counts(int64_t waiting, int64_t dead)
{
    int64_t w, d;

    outbox_counts(job.db, &w, &d);
    CHECK_INT(w, waiting);
    CHECK_INT(d, dead);
}

TEST(outbox_takes_an_event_once_and_the_urgent_first)
{
    struct outbox row, later;

    open_job(NULL);
    CHECK(add("b1", LANE_MASS, "a@example.jp"));
    CHECK(add("n1", LANE_FIRST, "b@example.jp"));
    CHECK(!add("n1", LANE_FIRST, "c@example.jp"));
    counts(2, 0);
    row = claim();
    CHECK_STR(row.mail_to, S("b@example.jp"));
    CHECK(row.tries == 1 && row.message_id.n == 20);
    later = claim();
    CHECK_STR(later.key, S("b1"));
    CHECK(!str_eq(later.message_id, row.message_id));
    CHECK_INT(claim().id, 0); /* a second process finds nothing */
    clock_set(T0 + MINUTE - 1);
    CHECK_INT(claim().id, 0);
    clock_set(T0 + MINUTE); /* the first process has died */
    later = claim();
    CHECK(later.id == row.id && later.tries == 2);
    CHECK_STR(later.message_id, row.message_id);
    close_job();
}

TEST(outbox_waits_longer_and_longer)
{
    static const int64_t waits[] = {
        MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 4 * HOUR};
    int64_t now = T0;
    int tries = 0;

    open_job(NULL);
    add("n1", LANE_FIRST, "a@example.jp");
    for (int i = 0; i < OUTBOX_TRIES; i++) {
        int64_t wait = waits[i < 6 ? i : 5];
        struct outbox row;

        clock_set(now);
        row = claim();
        tries += row.id != 0;
        CHECK(db_begin(job.db));
        outbox_refused(job.db, &row, false, 451, S("4.3.0"));
        CHECK(db_commit(job.db));
        clock_set(now + wait - 1);
        CHECK_INT(claim().id, 0);
        now += wait;
    }
    CHECK_INT(tries, OUTBOX_TRIES);
    clock_set(now + 24 * HOUR);
    CHECK_INT(claim().id, 0);
    counts(0, 1);
    CHECK(db_begin(job.db));
    CHECK(outbox_revive(job.db, 1) == OK && outbox_revive(job.db, 1) == ERR_NOT_FOUND);
    CHECK(db_commit(job.db));
    CHECK_INT(claim().tries, 1);
    close_job();
}

TEST(mail_job_sends_and_forgets_the_secret)
{
    struct sink *s = sink_start(&(struct sink_script){0});
    struct outbox row;
    struct str plan;

    open_job(s);
    add("n1", LANE_FIRST, "a@example.jp");
    add("b1", LANE_MASS, "b@example.jp");
    run_at(T0);
    run_at(T0 + HOUR);
    counts(0, 0);
    sink_stop(s);
    CHECK_INT(sink_mails(s), 2);
    CHECK(str_has(sink_commands(s), S("RCPT TO:<a@example.jp>")));
    CHECK(str_has(sink_texts(s), S("Subject: =?UTF-8?B?5Lu25ZCN?=")));
    CHECK(str_has(sink_texts(s), S("@portal.example.jp>")));
    CHECK(str_has(sink_texts(s), S("/mail/secret")));
    CHECK(outbox_get(job.db, 1, &row) && row.body.n == 0 && row.subject.n);
    CHECK(row.sent_at == T0 && row.smtp_code == 250);
    CHECK_INT(outbox_of(job.db, 0).n, 2);
    CHECK_INT(outbox_of(job.db, 0).v[0].id, 2);
    CHECK_INT(outbox_of(job.db, 1).n, 0);
    CHECK_STR(row.state, S("sent"));
    CHECK(!add("n1", LANE_FIRST, "a@example.jp"));
    CHECK(db_begin(job.db) && outbox_revive(job.db, 1) == ERR_NOT_FOUND);
    db_rollback(job.db);
    plan = db_plan(job.db, &outbox_model, 1, &arena);
    CHECK(str_has(plan, S("outbox_due")) && !str_has(plan, S("SCAN")));
    sink_free(s);
    close_job();
}

TEST(mail_job_sorts_refusals)
{
    static const struct {
        struct sink_script script;
        int64_t waiting, dead, tries; /* tries: as the next claim sees them */
    } v[] = {
        {{.rcpt = "550 5.1.1 nobody"}, 0, 1, 0},
        {{.rcpt = "450 4.2.0 later"}, 1, 0, 2},
        {{.text = ""}, 1, 0, 2},
        {{.greeting = "554 5.3.2 closed"}, 1, 0, 1}, /* does not count as a try */
        {{.greeting = ""}, 1, 0, 1},
    };

    for (size_t i = 0; i < COUNT(v); i++) {
        struct sink *s = sink_start(&v[i].script);

        open_job(s);
        add("n1", LANE_FIRST, "a@example.jp");
        run_at(T0);
        counts(v[i].waiting, v[i].dead);
        clock_set(T0 + MINUTE - 1);
        CHECK_INT(claim().id, 0);
        clock_set(T0 + MINUTE);
        CHECK_INT(claim().tries, v[i].tries);
        sink_stop(s);
        sink_free(s);
        close_job();
    }
}

TEST(mail_job_gives_up_after_days_without_a_server)
{
    struct sink *s = sink_start(&(struct sink_script){.greeting = ""});

    open_job(s);
    add("n1", LANE_FIRST, "a@example.jp");
    run_at(T0 + OUTBOX_DAYS * 24 * HOUR - 1);
    counts(1, 0);
    run_at(T0 + OUTBOX_DAYS * 24 * HOUR + MINUTE);
    counts(0, 1);
    sink_stop(s);
    sink_free(s);
    close_job();
}

TEST(mail_job_kills_what_is_no_mail)
{
    open_job(NULL);
    add("n1", LANE_FIRST, "a@example.jp\r\nBcc: x@example.jp");
    run_at(T0);
    counts(0, 1);
    close_job();
}

TEST(mail_job_writes_files_without_a_server)
{
    struct dirent **names = NULL;
    int n;

    open_job(NULL);
    add("n1", LANE_FIRST, "a@example.jp");
    add("n2", LANE_FIRST, "b@example.jp");
    run_at(T0);
    counts(0, 0);
    n = scandir(arena_fmt(&arena, "%s/mail", job.data).p, &names, NULL, alphasort);
    CHECK_INT(n, 4); /* . and .. */
    if (n == 4)
        CHECK_STR(str_of(names[2]->d_name), S("20231114T221320Z-0000000001.eml"));
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
    close_job();
}
