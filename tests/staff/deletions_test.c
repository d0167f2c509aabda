/* deletions_test.c: a request for deletion from the call to the end, as staff, the
 * institution, the caller with the receipt number and the job see it. */
#include "tests/staff/people.h"

#include "job/job.h"
#include "model/deletion.h"
#include "model/holiday.h"
#include "tests/world_impl.h"
#include "util/str.h"

extern const struct job_task deletions_task;

static struct client op, op2, boss;

/* A Tuesday, 2026-11-24 10:00, three people at work. */
static void start(void)
{
    world();
    world_clock(1795482000);
    op = client_staff("operator");
    boss = client_staff("supervisor");
    world_sql("UPDATE staff SET name = 'first' WHERE role = 'operator'");
    op2 = client_staff("operator");
}

static struct str number(void)
{
    return world_text("SELECT number FROM deletion ORDER BY id DESC");
}

static struct str state(void)
{
    return world_text("SELECT state FROM deletion ORDER BY id DESC");
}

static struct reply begin(const char *code)
{
    char path[64], body[64];

    snprintf(path, sizeof(path), "/staff/deletions/new?code=%s", code);
    get(&op, path);
    snprintf(body, sizeof(body), "code=%s&caller=髙﨑", code);
    return post(&op, "/staff/deletions", body);
}

static struct reply act(struct client *c, const char *body)
{
    get(c, "/staff/deletions/1");
    return post(c, "/staff/deletions/1", body);
}

/* Call-back and all questions. */
static void verify(void)
{
    CHECK_INT(act(&op, "act=reached").status, 303);
    for (int i = 0; i < DELETION_QUESTIONS; i++) {
        struct str q = world_text(
            "SELECT question FROM deletion_check WHERE result = '' ORDER BY question");
        char body[64];

        if (!q.n)
            break;
        snprintf(body, sizeof(body), "act=question&question=" STR_FMT, STR_ARG(q));
        CHECK_INT(act(&op, body).status, 303);
        snprintf(body, sizeof(body), "act=right&question=" STR_FMT, STR_ARG(q));
        CHECK_INT(act(&op, body).status, 303);
    }
    CHECK_INT(act(&op, "act=verify").status, 303);
    CHECK_STR(state(), S("verified"));
}

static void job(void)
{
    struct arena a = ARENA_INIT;
    struct job j = {.db = world_app->write_db, .conf = world_app->conf, .arena = &a};

    db_as(j.db, &a, DB_ALL);
    deletions_task.run(&j);
    CHECK(!db_broken(j.db));
    arena_release(&a);
}

static int64_t mails(const char *template)
{
    return world_number(arena_fmt(&world_arena,
        "SELECT count(*) FROM outbox WHERE template = '%s' AND mail_to = '" MEMBER_MAIL "'",
        template).p);
}

TEST(deletions_letters_login_by_one_operator)
{
    struct client in, nobody = client_new();
    struct reply r;
    char path[64];

    start();
    in = client_letter();
    r = get(&op, "/staff/institutions/1310000014");
    CHECK(has(r, "href=\"/staff/deletions/new?code=1310000014\""));
    r = get(&op, "/staff/deletions/new?code=1310000014");
    CHECK(has(r, "案内文書の仮メールアドレスだけがあります"));
    CHECK_STR(begin("1310000014").location, S("/staff/deletions/1"));
    CHECK_STR(begin("1310000014").location, S("/staff/deletions/1")); /* the one that is open */
    r = get(&op, "/staff/deletions/1");
    CHECK(has(r, "03-0000-0001") && has(r, "医療法人社団髙﨑会") == false);
    CHECK(!has(r, "value=\"schedule\"") && !has(r, "value=\"verify\""));
    CHECK_INT(act(&op, "act=schedule").status, 422); /* whatever the page has drawn */
    CHECK_INT(act(&op, "act=verify").status, 422);
    CHECK_INT(act(&op, "act=question&question=founder").status, 303);
    CHECK(has(get(&op, "/staff/deletions/1"), "医療法人社団髙﨑会"));
    CHECK_INT(act(&op, "act=right&question=founder").status, 303);
    verify();
    r = get(&op, "/staff/deletions/1");
    CHECK(has(r, "2026年11月26日 08:00") && has(r, "value=\"schedule\""));
    CHECK_INT(act(&op, "act=schedule").status, 303);
    CHECK_INT(world_number("SELECT effective_at FROM deletion"), 1795647600);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0); /* nobody to write to */

    snprintf(path, sizeof(path), "/status?no=" STR_FMT, STR_ARG(number()));
    r = get(&nobody, path);
    CHECK(r.status == 200 && has(r, "令和8年11月26日（木） 08:00に削除します"));
    CHECK(!has(r, "さくら") && !has(r, "0000014") && !has(r, "髙﨑") && !has(r, "operator"));
    CHECK(has(get(&in, "/my/account"), "action=\"/my/deletion/cancel\""));

    job();
    CHECK_STR(state(), S("scheduled"));
    world_clock(1795647600);
    world_sql("UPDATE session SET seen_at = 1795647600, created_at = 1795640000");
    job();
    CHECK_STR(state(), S("done"));
    CHECK_STR(world_text("SELECT void_reason FROM credential"), S("deleted"));
    CHECK_INT(get(&in, "/my/account").status, 303);
    CHECK(has(get(&nobody, path), "あらためてアカウントを登録してください"));
    CHECK_STR(world_text("SELECT group_concat(action, ' ') FROM (SELECT action FROM audit"
                         " WHERE action IN ('deletion.asked', 'deletion.called',"
                         " 'deletion.verified', 'deletion.scheduled', 'deletion.done')"
                         " ORDER BY id)"),
        S("deletion.asked deletion.called deletion.verified deletion.scheduled deletion.done"));
    CHECK_STR(begin("1310000014").location, S(""));
    CHECK(has(begin("1310000014"), "まだ受け付けられません"));
}

TEST(deletions_account_by_two_people_and_back)
{
    struct client in, again;
    struct reply r;

    start();
    in = client_member();
    begin("2740000025");
    verify();
    r = get(&op, "/staff/deletions/1");
    CHECK(!has(r, "value=\"approve\"") && has(r, "ほかの職員に頼んでください"));
    CHECK_INT(act(&op, "act=approve").status, 422);
    CHECK_INT(act(&op, "act=schedule").status, 422);
    CHECK(has(get(&op2, "/staff/deletions/1"), "value=\"approve\""));
    CHECK_INT(act(&op2, "act=approve").status, 303);
    CHECK_INT(mails("deletion_scheduled"), 1);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'deletion_scheduled'"),
        S("令和8年11月26日（木） 08:00")));
    CHECK(has(get(&in, "/my"), "令和8年11月26日（木） 08:00"));
    world_clock(1795647600 + 60);
    world_sql("UPDATE session SET seen_at = 1795647600, created_at = 1795640000");
    job();
    CHECK_STR(state(), S("done"));
    CHECK_INT(mails("deletion_done"), 1);
    CHECK_INT(get(&in, "/my").status, 303);
    again = client_new();
    get(&again, "/login");
    CHECK_INT(post(&again, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD).status,
        422);
    CHECK(has(get(&op, "/staff/institutions/2740000025"), ">未登録<"));
    CHECK_INT(act(&op, "act=restore&reason=x").status, 422);
    r = get(&boss, "/staff/deletions/1");
    CHECK(has(r, "value=\"restore\""));
    CHECK_INT(act(&boss, "act=restore&reason=まちがい").status, 303);
    CHECK_STR(state(), S("restored"));
    CHECK_INT(mails("deletion_restored"), 1);
    client_member();
}

TEST(deletions_institution_cancels)
{
    struct client in, other;
    struct reply r;

    start();
    in = client_member();
    other = client_letter(); /* of another institution: its button is not this one's */
    begin("2740000025");
    CHECK(!has(get(&in, "/my"), "/my/deletion/cancel"));
    post(&in, "/my/deletion/cancel", "");
    CHECK_STR(state(), S("asked")); /* not theirs yet */
    verify();
    CHECK_INT(act(&boss, "act=approve").status, 303);
    get(&other, "/my/account");
    post(&other, "/my/deletion/cancel", "");
    CHECK_STR(state(), S("scheduled"));
    world_sql("UPDATE member SET role = 'viewer'"); /* whoever sees it may stop it */
    get(&in, "/my");
    r = post(&in, "/my/deletion/cancel", "");
    CHECK_STR(r.location, S("/status/cancelled"));
    CHECK_STR(state(), S("cancelled"));
    CHECK_STR(world_text("SELECT ended_by FROM deletion"), world_text("SELECT 'a:' || id FROM account"));
    CHECK_INT(mails("deletion_cancelled"), 1);
    CHECK(!has(get(&in, "/my"), "/my/deletion/cancel"));
    CHECK_STR(post(&in, "/my/deletion/cancel", "").location, S("/status/cancelled"));
    CHECK_INT(mails("deletion_cancelled"), 1);
    world_clock(1795647600);
    job();
    CHECK_STR(state(), S("cancelled"));
    CHECK_INT(world_number("SELECT count(*) FROM member"), 1);
}

TEST(deletions_letter_cancels)
{
    struct client in;

    start();
    in = client_letter();
    begin("1310000014");
    verify();
    CHECK_INT(act(&op, "act=schedule").status, 303);
    get(&in, "/my/account");
    CHECK_STR(post(&in, "/my/deletion/cancel", "").location, S("/status/cancelled"));
    CHECK_STR(state(), S("cancelled"));
    CHECK(!has(get(&in, "/my/account"), "/my/deletion/cancel"));
}

TEST(deletions_supervisor_does_without_the_check)
{
    struct reply r;

    start();
    begin("1310000014");
    CHECK(!has(get(&op, "/staff/deletions/1"), "value=\"override\""));
    CHECK_INT(act(&op, "act=override&reason=x").status, 422);
    CHECK_INT(act(&boss, "act=override&reason=").status, 422);
    CHECK_INT(act(&boss, "act=override&reason=電話が不通").status, 303);
    r = get(&op, "/staff/deletions/1");
    CHECK(has(r, "電話が不通") && has(r, "value=\"schedule\""));
    CHECK_INT(act(&op, "act=cancel&reason=やめる").status, 303);
    r = get(&op, "/staff/deletions/1");
    CHECK(has(r, "この申し出は終わっています") && has(r, "やめる"));
    CHECK_INT(act(&op, "act=schedule").status, 422);
    CHECK_INT(act(&op, "act=reached").status, 422);
    CHECK_INT(act(&op, "act=nonsense").status, 422);
}

TEST(deletions_end_when_nobody_goes_on)
{
    start();
    begin("1310000014");
    world_clock(1795482000 + 7 * 86400LL);
    job();
    CHECK_STR(state(), S("asked"));
    world_clock(1795482000 + 7 * 86400LL + 1);
    job();
    CHECK_STR(state(), S("cancelled"));
    CHECK_STR(world_text("SELECT ended_by FROM deletion"), S("job"));
    CHECK_STR(world_text("SELECT state FROM credential"), S("issued"));
}

TEST(deletions_end_when_the_letter_was_found)
{
    start();
    begin("1310000014");
    verify();
    CHECK_INT(act(&op, "act=schedule").status, 303);
    world_sql("INSERT INTO member (account, institution, role, joined_at)"
              " SELECT id, 1, 'owner', 0 FROM account");
    world_clock(1795647600);
    job();
    CHECK_STR(state(), S("cancelled"));
    CHECK_INT(world_number("SELECT count(*) FROM member WHERE institution = 1"), 1);
    CHECK_INT(mails("deletion_cancelled"), 1);
}

TEST(deletions_opening_says_what_is_wrong)
{
    struct reply r;

    start();
    get(&op, "/staff/deletions/new?code=1310000014");
    r = post(&op, "/staff/deletions", "code=13-1-0000014&caller=");
    CHECK(complains(r, "caller", "電話をかけてきた方の名前を入力してください"));
    CHECK_INT(post(&op, "/staff/deletions", "code=1310000015&caller=x").status, 404);
    CHECK_INT(get(&op, "/staff/deletions/new?code=1").status, 404);
    CHECK_INT(get(&op, "/staff/deletions/2").status, 404);
    r = post(&op, "/staff/deletions", "code=0130000036&caller=x");
    CHECK(r.status == 422 && has(r, "削除するものがありません"));
    CHECK_INT(world_number("SELECT count(*) FROM deletion"), 0);
}

TEST(deletions_are_a_queue)
{
    struct reply r;

    start();
    CHECK(has(get(&op, "/staff/deletions"), "いま進めている申し出はありません"));
    begin("1310000014");
    r = get(&op, "/staff/deletions");
    CHECK(has(r, "さくら内科クリニック") && has(r, "href=\"/staff/deletions/1\"") && has(r, ">受付<"));
    CHECK(has(get(&op, "/staff/institutions/1310000014"), "href=\"/staff/deletions/1\""));
    person_notes();
}

TEST(status_tells_little_and_not_often)
{
    struct client c = client_new();
    struct reply r;
    int n = 0;

    start();
    CHECK_INT(get(&c, "/status").status, 200);
    r = get(&c, "/status?no=ABC");
    CHECK(complains(r, "no", "受付番号に、写しまちがいがあるようです。9文字をもう一度見てください"));
    r = get(&c, "/status?no=000000000"); /* a right check character, but no such case */
    CHECK(complains(r, "no", "この受付番号は見つかりません。9文字をもう一度見てください"));
    while (get(&c, "/status?no=000000000").status == 422 && n < 100)
        n++;
    CHECK(n > 5 && n < 40);
    r = get(&c, "/status?no=000000000");
    CHECK_INT(r.status, 429);
    CHECK_INT(get(&c, "/status").status, 200);
}
