/* bounce_test.c: what came back is noted once, at the right mail, and put away. */
#include "tests/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "gen/tables.h"
#include "job/job.h"
#include "model/audit.h"
#include "model/bounce.h"
#include "model/news.h"
#include "model/outbox.h"
#include "model/suppression.h"
#include "model/token.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/verp.h"
#include "util/buf.h"
#include "util/str.h"

enum { T0 = 1700000000, HOUR = 3600, MAILS = 8 };

extern const struct job_task bounce_task;

static struct arena arena = ARENA_INIT;
static const struct secret_key root = {{7}};
static struct secret_key key, chain;
static struct conf conf;
static struct job job;
static const char *box;

/* Eight mails that were sent an hour ago; the third holds a link that works like a key. */
static void open_job(const char *name)
{
    const char *path;

    job.data = test_dir();
    path = arena_fmt(&arena, "%s/portal.db", job.data).p;
    box = arena_fmt(&arena, "%s/%s", job.data, name).p;
    conf = (struct conf){.mail_return_path = S("bounce@mail.example.jp"), .mail_bounces = str_of(box)};
    job.conf = &conf;
    job.arena = &arena;
    job.root = &root;
    verp_key(&key, &root);
    audit_key(&chain);
    clock_set(T0);
    CHECK(test_schema(path));
    job.db = db_open(path, DB_WRITE, models);
    db_as(job.db, &arena, DB_ALL);
    CHECK(db_begin(job.db));
    for (int i = 1; i <= MAILS; i++) {
        struct outbox m = {.id = i, .key = arena_fmt(&arena, "k%d", i),
            .mail_to = arena_fmt(&arena, "Taro%d@clinic.example", i), .template = S("news"),
            .lane = LANE_MASS, .secret = i == 3, .body = S("text")};

        outbox_add(job.db, &m);
        outbox_sent(job.db, &m, &(struct outbox_answer){250, S(""), S("")});
    }
    CHECK(db_commit(job.db));
    clock_set(T0 + HOUR);
}

static void close_job(void)
{
    CHECK(!db_broken(job.db));
    db_close(job.db);
    arena_release(&arena);
    clock_set(0);
}

/* A mail of the corpus, as it would come back about mail id. */
static struct str sample(const char *name, int64_t id)
{
    struct str raw, old = S("bounce+1234.0000000000@mail.example.jp");
    struct str own = verp_address(&arena, &key, conf.mail_return_path, id), out;
    struct buf b = BUF_INIT;

    CHECK(file_read(&arena, arena_fmt(&arena, "tests/data/dsn/%s.eml", name).p, 1 << 20, &raw));
    for (const char *at; raw.n && (at = memmem(raw.p, raw.n, old.p, old.n));) {
        buf_add(&b, raw.p, (size_t)(at - raw.p));
        buf_str(&b, own);
        raw = str_from(raw, (size_t)(at - raw.p) + old.n);
    }
    buf_str(&b, raw);
    out = arena_str(&arena, buf_view(&b));
    buf_release(&b);
    return out;
}

static void put(const char *name, struct str raw)
{
    CHECK(file_mkdir(box) && file_mkdir(arena_fmt(&arena, "%s/new", box).p));
    CHECK(file_write(arena_fmt(&arena, "%s/new/%s", box, name).p, 0600, raw.p, raw.n));
}

static bool there(const char *where)
{
    return file_exists(arena_fmt(&arena, "%s/%s", box, where).p);
}

static struct str state_of(int64_t id)
{
    struct outbox m = {.bounce = S("no row")};

    outbox_get(job.db, id, &m);
    return m.bounce;
}

TEST(bounce_maildir_is_read_and_put_away)
{
    struct suppression s;
    struct bounce_list l;

    open_job("Maildir");
    put("1", sample("postfix-user-unknown", 1));
    put("2", sample("postfix-mailbox-full", 2));
    put("3", sample("postfix-delayed", 4));
    put("4", sample("refused-without-a-word", 5));
    put("5", sample("auto-out-of-office", 6));
    put("6", sample("other-human-reply", 7));
    put("7", S("From: x\n\nno address of ours"));
    put("8", sample("postfix-user-unknown", 1234)); /* no such mail */
    put(".hidden", S("x"));
    CHECK(!bounce_task.run(&job));
    CHECK(there("done/1") && there("done/2") && there("done/3") && there("done/4") && there("done/5"));
    CHECK(there("other/6") && there("other/7") && there("other/8") && there("new/.hidden"));
    CHECK(!there("new/1") && !there("new/8"));
    CHECK_STR(state_of(1), S("hard"));
    CHECK_STR(state_of(2), S("soft"));
    CHECK_STR(state_of(4), S("delayed"));
    CHECK_STR(state_of(5), S("unknown"));
    CHECK_STR(state_of(6), S(""));
    CHECK_STR(state_of(7), S(""));
    CHECK_INT(outbox_in(job.db, "back", 0).n, 3);
    CHECK(suppression_of(job.db, S("taro1@CLINIC.example"), &s));
    CHECK_STR(s.why, S("5.1.1"));
    CHECK(s.since == T0 + HOUR && s.bounce > 0);
    CHECK(!suppression_of(job.db, S("taro2@clinic.example"), &s));
    l = bounces_of(job.db, 1);
    CHECK_INT(l.n, 1);
    CHECK(str_has(l.v[0].said, S("User unknown")));
    CHECK(memmem(l.v[0].raw.p, l.v[0].raw.n, "Reporting-MTA", 13) != NULL);
    CHECK(memmem(l.v[0].raw.p, l.v[0].raw.n, "QK7M2XQ9", 8) == NULL);
    CHECK_INT(audit_of(job.db, 0).n, 1);
    close_job();
}

/* A crash between the commit and the move: it is found again, and changes nothing. */
TEST(bounce_counts_once)
{
    open_job("Maildir");
    for (int i = 0; i < 3; i++) {
        put("1", sample("postfix-user-unknown", 1));
        CHECK(!bounce_task.run(&job));
    }
    put("2", sample("postfix-delayed", 1)); /* comes late, and is not the last word */
    CHECK(!bounce_task.run(&job));
    CHECK_INT(bounces_of(job.db, 1).n, 2);
    CHECK_INT(audit_of(job.db, 0).n, 1);
    CHECK_STR(state_of(1), S("hard"));
    close_job();
}

TEST(bounce_complaint_ends_the_news)
{
    struct news n;

    open_job("Maildir");
    CHECK(db_begin(job.db));
    outbox_add(job.db, &(struct outbox){.key = S("c"), .mail_to = S("x@clinic.example"),
                           .template = S("news"), .account = 5});
    CHECK(db_commit(job.db));
    CHECK(db_script(arena_fmt(&arena, "%s/portal.db", job.data).p,
        "INSERT INTO account (id, mail, mail_key, password, contact, phone, created_at, changed_at)"
        " VALUES (5, 'x@clinic.example', 'x@clinic.example', '', '', '', 0, 0)"));
    put("1", sample("complaint-arf", MAILS + 1));
    CHECK(!bounce_task.run(&job));
    CHECK(news_of(job.db, 5, &n) && !n.wants);
    CHECK_INT(audit_of(job.db, 0).n, 1);
    CHECK_STR(state_of(MAILS + 1), S(""));
    close_job();
}

TEST(bounce_keeps_no_link)
{
    struct bounce_list l;

    open_job("Maildir");
    put("1", sample("qmail-no-mailbox", 3));
    put("2", sample("qmail-no-mailbox", 2));
    CHECK(!bounce_task.run(&job));
    l = bounces_of(job.db, 3);
    CHECK_INT(l.n, 1);
    CHECK(memmem(l.v[0].raw.p, l.v[0].raw.n, "failure notice", 14) != NULL);
    CHECK(memmem(l.v[0].raw.p, l.v[0].raw.n, "qmail-send", 10) == NULL);
    l = bounces_of(job.db, 2);
    CHECK(memmem(l.v[0].raw.p, l.v[0].raw.n, "qmail-send", 10) != NULL);
    CHECK(memmem(l.v[0].raw.p, l.v[0].raw.n, "QK7M2XQ9", 8) == NULL);
    close_job();
}

TEST(bounce_mbox_is_read_and_emptied)
{
    static const char *const names[] = {"postfix-user-unknown", "au-disabled", "postfix-crlf"};
    struct buf b = BUF_INIT;
    struct str left;

    open_job("mbox");
    CHECK(!bounce_task.run(&job)); /* it is not there yet */
    for (int i = 0; i < 3; i++) {
        buf_puts(&b, "From MAILER-DAEMON Sat Nov 21 11:00:00 2026\n");
        buf_str(&b, sample(names[i], i + 1));
        buf_puts(&b, "\nFrom is how a line may begin\n\n");
    }
    for (int turn = 0; turn < 2; turn++) {
        CHECK(file_write(box, 0600, b.p, b.n));
        CHECK(!bounce_task.run(&job));
        CHECK(file_read(&arena, box, 1 << 20, &left) && left.n == 0);
        CHECK_INT(bounces_of(job.db, 1).n, 1);
    }
    CHECK_STR(state_of(2), S("hard"));
    CHECK_STR(state_of(3), S("hard"));
    CHECK(file_read(&arena, arena_fmt(&arena, "%s.done", box).p, 1 << 20, &left) && left.n == 2 * b.n);
    CHECK(!file_exists(arena_fmt(&arena, "%s.lock", box).p));
    /* somebody else holds it */
    CHECK(file_write(box, 0600, b.p, b.n));
    CHECK(file_write(arena_fmt(&arena, "%s.lock", box).p, 0600, "", 0));
    CHECK(!bounce_task.run(&job));
    CHECK(file_read(&arena, box, 1 << 20, &left) && left.n == b.n);
    buf_release(&b);
    close_job();
}

static int64_t claimed(void)
{
    struct outbox m = {.id = 0};
    bool got;

    CHECK(db_begin(job.db));
    got = outbox_claim(job.db, LANE_MASS, &m);
    CHECK(db_commit(job.db));
    return got ? m.id : 0;
}

static void add(const char *name, int64_t lane)
{
    CHECK(db_begin(job.db));
    outbox_add(job.db, &(struct outbox){.key = str_of(name), .lane = lane,
                           .mail_to = S("taro1@clinic.example"), .template = S("x")});
    CHECK(db_commit(job.db));
}

TEST(suppression_stops_mass_mails_until_a_link_is_pressed)
{
    struct suppression s;
    struct outbox m;
    struct token t;
    struct str text;

    open_job("Maildir");
    put("1", sample("postfix-user-unknown", 1));
    CHECK(!bounce_task.run(&job));
    add("mass", LANE_MASS);
    add("link", LANE_FIRST);
    CHECK_INT(claimed(), MAILS + 2); /* what he asks for himself */
    CHECK(db_begin(job.db));
    outbox_sent(job.db, &(struct outbox){.id = MAILS + 2}, &(struct outbox_answer){250, S(""), S("")});
    CHECK(db_commit(job.db));
    CHECK_INT(claimed(), 0);
    CHECK(outbox_get(job.db, MAILS + 1, &m));
    CHECK_STR(m.why, S("returned"));
    clock_set(T0 + 2 * HOUR);
    CHECK(db_begin(job.db));
    text = token_make(job.db, &arena,
        &(struct token){.purpose = S("confirm"), .mail = S("TARO1@clinic.example")}, HOUR);
    CHECK(token_find(job.db, &arena, "confirm", text, &t));
    CHECK(suppression_of(job.db, S("taro1@clinic.example"), &s)); /* looking is not pressing */
    CHECK(token_use(job.db, &t) == OK);
    CHECK(db_commit(job.db));
    CHECK(!suppression_of(job.db, S("taro1@clinic.example"), &s));
    add("mass2", LANE_MASS);
    CHECK_INT(claimed(), MAILS + 3);
    /* an old mail comes back late: the address was proved since */
    put("2", sample("sendmail-user-unknown", 1));
    CHECK(!bounce_task.run(&job));
    CHECK(!suppression_of(job.db, S("taro1@clinic.example"), &s));
    /* a new one comes back, too */
    clock_set(T0 + 3 * HOUR);
    CHECK(outbox_get(job.db, MAILS + 3, &m) && db_begin(job.db));
    outbox_sent(job.db, &m, &(struct outbox_answer){250, S(""), S("")});
    CHECK(db_commit(job.db));
    put("3", sample("exim-remote-550", MAILS + 3));
    CHECK(!bounce_task.run(&job));
    CHECK(suppression_of(job.db, S("taro1@clinic.example"), &s) && s.since == T0 + 3 * HOUR);
    close_job();
}
