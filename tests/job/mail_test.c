/* mail_test.c: the outbox and the task that empties it: every state, every answer. */
#include "tests/test.h"

#include <dirent.h>
#include <sys/stat.h>

#include "gen/tables.h"
#include "job/job.h"
#include "model/outbox.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "sys/verp.h"
#include "tests/sink.h"
#include "util/str.h"

#define SECRET "abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ_12345"

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
    CHECK(test_schema(path));
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
                                   .body = S("https://portal.example.jp/mail/" SECRET "\n"),
                                   .template = S("confirm"),
                                   .secret = 1});
    CHECK(db_commit(job.db));
    return added;
}

/* Until all is done: on a busy machine it takes more than one slice of time. */
static void run_at(int64_t now)
{
    int slices = 1;

    clock_set(now);
    while (mail_task.run(&job) && slices < 50)
        slices++;
    CHECK(slices < 50);
}

static struct outbox claim(void)
{
    struct outbox row = {.id = 0};

    CHECK(db_begin(job.db));
    if (!outbox_claim(job.db, LANE_MASS, &row))
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
    int64_t now = T0, id = 1;
    int tries = 0;
    struct outbox row;

    open_job(NULL);
    add("n1", LANE_FIRST, "a@example.jp");
    for (int i = 0; i < OUTBOX_TRIES; i++) {
        int64_t wait = waits[i < 6 ? i : 5];

        clock_set(now);
        row = claim();
        tries += row.id != 0;
        CHECK(db_begin(job.db));
        outbox_refused(job.db, &row, NULL,
            &(struct outbox_answer){451, S("4.3.0"), S("4.3.0 later")});
        CHECK(db_commit(job.db));
        clock_set(now + wait - 1);
        CHECK_INT(claim().id, 0);
        now += wait;
    }
    CHECK_INT(tries, OUTBOX_TRIES);
    clock_set(now + 24 * HOUR);
    CHECK_INT(claim().id, 0);
    counts(0, 1);
    CHECK(outbox_get(job.db, 1, &row) && str_is(row.why, "tries"));
    CHECK_STR(row.smtp_said, S("4.3.0 later"));
    CHECK_INT(outbox_tries(job.db, 1).n, OUTBOX_TRIES);
    CHECK(db_begin(job.db));
    CHECK(outbox_again(job.db, &arena, &id) == OK && id == 1);
    CHECK(outbox_again(job.db, &arena, &id) == ERR_DENIED); /* it waits */
    id = 2;
    CHECK(outbox_again(job.db, &arena, &id) == ERR_NOT_FOUND);
    CHECK(db_commit(job.db));
    CHECK_INT(claim().tries, 1);
    close_job();
}

TEST(mail_job_sends_and_forgets_the_secret)
{
    struct sink *s = sink_start(&(struct sink_script){0});
    struct outbox row;
    struct str plan;
    int64_t id = 1;

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
    CHECK(str_has(sink_texts(s), S("/mail/" SECRET)));
    CHECK(outbox_get(job.db, 1, &row) && row.subject.n);
    CHECK_STR(row.body, S("https://portal.example.jp/mail/●●●●●●●●\n"));
    CHECK_STR(row.smtp_said, S("2.0.0 taken"));
    CHECK(row.sent_at == T0 && row.smtp_code == 250);
    CHECK_INT(outbox_of(job.db, 0).n, 2);
    CHECK_INT(outbox_of(job.db, 0).v[0].id, 2);
    CHECK_INT(outbox_of(job.db, 1).n, 0);
    CHECK_STR(row.state, S("sent"));
    CHECK(!add("n1", LANE_FIRST, "a@example.jp"));
    /* its link is masked: there must be a new one */
    CHECK(db_begin(job.db) && outbox_again(job.db, &arena, &id) == ERR_DENIED);
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
        int64_t wait;
        const char *said;
    } v[] = {
        {{.rcpt = "550 5.1.1 nobody"}, 0, 1, 0, MINUTE, "5.1.1 nobody"},
        {{.rcpt = "550-5.7.1 no\r\n550 5.7.1 way\x01\xe3"}, 0, 1, 0, MINUTE, "5.7.1 no 5.7.1 way??"},
        {{.rcpt = "450 4.2.0 later"}, 1, 0, 2, MINUTE, "4.2.0 later"},
        {{.text = ""}, 1, 0, 2, MINUTE, "go on"},
        /* the server's trouble does not count as a try, and urgent mails do not wait long */
        {{.greeting = "554 5.3.2 closed"}, 1, 0, 1, 10, "5.3.2 closed"},
        {{.greeting = ""}, 1, 0, 1, 10, ""},
    };

    for (size_t i = 0; i < COUNT(v); i++) {
        struct sink *s = sink_start(&v[i].script);
        struct outbox row;

        open_job(s);
        add("n1", LANE_FIRST, "a@example.jp");
        run_at(T0);
        counts(v[i].waiting, v[i].dead);
        CHECK(outbox_get(job.db, 1, &row));
        CHECK_STR(row.smtp_said, str_of(v[i].said));
        CHECK_STR(row.why, v[i].dead ? S("refused") : S(""));
        CHECK_INT(outbox_tries(job.db, 1).n, v[i].wait == MINUTE);
        clock_set(T0 + v[i].wait - 1);
        CHECK_INT(claim().id, 0);
        clock_set(T0 + v[i].wait);
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

/* ---------------------------------------------------------------- lanes */

static void add_mass(int n)
{
    CHECK(db_begin(job.db));
    for (int i = 0; i < n; i++)
        outbox_add(job.db, &(struct outbox){.key = arena_fmt(&arena, "news:%d", i),
                               .lane = LANE_MASS,
                               .mail_to = arena_fmt(&arena, "mass%d@example.jp", i),
                               .subject = S("お知らせ"),
                               .body = S("本文\n"),
                               .template = S("news")});
    CHECK(db_commit(job.db));
}

static int64_t sent_at(const char *key)
{
    struct outbox_list l = outbox_in(job.db, "sent", 0);

    for (size_t i = 0; i < l.n; i++)
        if (str_is(l.v[i].mail_to, key))
            return l.v[i].sent_at;
    return 0;
}

TEST(mail_job_lets_an_urgent_one_overtake)
{
    struct sink *s = sink_start(&(struct sink_script){.pause_ms = 20});
    int before;

    open_job(s);
    conf.mail_connections = 4;
    add_mass(1000);
    CHECK(mail_task.run(&job)); /* a slice of time, and there is more */
    before = sink_mails(s);
    CHECK(before > 2 && before < 900);
    add("reset", LANE_FIRST, "reset@example.jp");
    clock_set(T0 + 1);
    CHECK(mail_task.run(&job));
    CHECK_INT(sent_at("reset@example.jp"), T0 + 1);
    mail_task.end(&job);
    counts(1001 - sink_mails(s), 0);
    sink_stop(s);
    CHECK(sink_most(s) >= 2 && sink_most(s) <= 4);
    CHECK_INT(outbox_tries(job.db, 1).n, 0);
    sink_free(s);
    close_job();
}

/* The server swallows mass mails and never answers: the connections kept for the urgent
 * ones go on. */
TEST(mail_job_keeps_connections_for_urgent_mails)
{
    struct sink *s = sink_start(&(struct sink_script){.silent = "mass"});
    int64_t start;

    open_job(s);
    conf.mail_connections = 4;
    add_mass(50);
    CHECK(mail_task.run(&job));
    add("usual", LANE_USUAL, "usual@example.jp");
    add("reset", LANE_FIRST, "reset@example.jp");
    start = clock_mono_ms();
    CHECK(mail_task.run(&job));
    CHECK(clock_mono_ms() - start < 3000);
    CHECK(sent_at("usual@example.jp") && sent_at("reset@example.jp"));
    CHECK_INT(sink_mails(s), 2);
    sink_stop(s); /* hangs up */
    CHECK(!mail_task.run(&job));
    mail_task.end(&job);
    counts(50, 0);
    sink_free(s);
    close_job();
}

TEST(mail_job_ends_with_what_it_began)
{
    struct sink *s = sink_start(&(struct sink_script){.pause_ms = 600});

    open_job(s);
    add_mass(2);
    CHECK(mail_task.run(&job)); /* the slice ends before the answer comes */
    counts(2, 0);
    mail_task.end(&job);
    counts(1, 0);
    sink_stop(s);
    CHECK_INT(sink_mails(s), 1);
    sink_free(s);
    close_job();
}

TEST(mail_job_does_not_send_dead_links)
{
    struct sink *s = sink_start(&(struct sink_script){0});
    struct outbox row;
    int64_t id = 1;

    open_job(s);
    CHECK(db_begin(job.db));
    outbox_add(job.db, &(struct outbox){.key = S("r"), .mail_to = S("a@example.jp"),
                           .template = S("reset"), .secret = 1, .until = T0 + HOUR,
                           .body = S("https://portal.example.jp/reset/" SECRET)});
    CHECK(db_commit(job.db));
    run_at(T0 + HOUR);
    sink_stop(s);
    CHECK_INT(sink_mails(s), 0);
    counts(0, 1);
    CHECK(outbox_get(job.db, 1, &row));
    CHECK_STR(row.why, S("late"));
    CHECK(db_begin(job.db) && outbox_again(job.db, &arena, &id) == ERR_DENIED);
    db_rollback(job.db);
    sink_free(s);
    close_job();
}

TEST(outbox_copy_of_a_sent_mail_is_made_once)
{
    struct outbox one, two;
    int64_t id = 1;

    open_job(NULL);
    add_mass(1);
    run_at(T0);
    for (int i = 0; i < 2; i++) {
        id = 1;
        CHECK(db_begin(job.db) && outbox_again(job.db, &arena, &id) == OK);
        CHECK(db_commit(job.db));
        CHECK_INT(id, 2);
    }
    counts(1, 0);
    CHECK(outbox_get(job.db, 1, &one) && outbox_get(job.db, 2, &two));
    CHECK_STR(two.body, one.body);
    CHECK(!str_eq(one.message_id, two.message_id) && two.lane == LANE_MASS);
    CHECK_INT(outbox_to(job.db, S("MASS0@Example.jp")).n, 2);
    CHECK_INT(outbox_to(job.db, S("mass0@example.j")).n, 0);
    CHECK_INT(outbox_in(job.db, "sent", 0).n, 1);
    CHECK_INT(outbox_in(job.db, "sent", 1).n, 0);
    close_job();
}

TEST(outbox_masks_what_works_like_a_key)
{
    static const struct {
        const char *body, *masked;
    } v[] = {
        {"a https://x.jp/mail/" SECRET " b", "a https://x.jp/mail/●●●●●●●● b"},
        {"/r/" SECRET "\n/r/" SECRET, "/r/●●●●●●●●\n/r/●●●●●●●●"},
        {"/r/●●●●●●●●", "/r/●●●●●●●●"},
        {"a number 12345678", ""}, /* nothing is found: nothing is shown */
        {"", ""},
        {"0123456789012345678901234567890", ""},
        {"01234567890123456789012345678901", "●●●●●●●●"},
    };
    struct outbox plain = {.body = S(SECRET)};

    for (size_t i = 0; i < COUNT(v); i++)
        CHECK_STR(outbox_masked(&arena, &(struct outbox){.secret = 1, .body = str_of(v[i].body)}),
            str_of(v[i].masked));
    CHECK_STR(outbox_masked(&arena, &plain), S(SECRET));
    arena_release(&arena);
}

/* ---------------------------------------------------------------- envelope */

TEST(mail_job_sends_under_an_address_of_its_own)
{
    struct sink *s = sink_start(&(struct sink_script){0});
    struct secret_key root = {{1, 2, 3}}, key;
    int64_t id = 0;

    open_job(s);
    job.root = &root;
    conf.mail_return_path = S("bounce@mail.example.jp");
    add_mass(2);
    run_at(T0);
    sink_stop(s);
    verp_key(&key, &root);
    CHECK(str_has(sink_commands(s), S("MAIL FROM:<bounce+2.")));
    CHECK(verp_find(&key, conf.mail_return_path, sink_commands(s), &id) && id == 1);
    CHECK(!str_has(sink_texts(s), S("bounce")));
    CHECK(str_has(sink_texts(s), S("From: =?UTF-8?B?56qT5Y+j?= <noreply@portal.example.jp>")));
    job.root = NULL;
    sink_free(s);
    close_job();
}

/* Only mails of news can be unsubscribed: not a link, not another mass mail. */
TEST(mail_job_tells_how_to_unsubscribe)
{
    struct sink *s = sink_start(&(struct sink_script){0});
    struct secret_key root = {{1, 2, 3}};
    struct str texts;

    open_job(s);
    job.root = &root;
    conf.origin = S("https://portal.example.jp");
    CHECK(db_begin(job.db));
    for (int i = 0; i < 4; i++)
        outbox_add(job.db, &(struct outbox){.key = arena_fmt(&arena, "k%d", i),
                               .mail_to = S("a@example.jp"), .body = S("x"), .account = i != 1,
                               .lane = i == 2 ? LANE_USUAL : LANE_MASS,
                               .template = i == 3 ? S("recall") : S("news")});
    CHECK(db_commit(job.db));
    run_at(T0);
    sink_stop(s);
    texts = sink_texts(s);
    CHECK_INT(sink_mails(s), 4);
    CHECK(str_has(texts, S("List-Unsubscribe:\r\n <https://portal.example.jp/unsubscribe/1.")));
    CHECK(str_has(texts, S("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")));
    texts = str_from(texts, (size_t)((char *)memmem(texts.p, texts.n, "List-Unsubscribe:", 17) - texts.p) + 17);
    CHECK(!str_has(texts, S("List-Unsubscribe:")));
    job.root = NULL;
    sink_free(s);
    close_job();
}
