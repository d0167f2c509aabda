/* founders_test.c: changes of founder or name on the staff's side: queue, case, evidence
 * beside the master, what auditors may not. */
#include "tests/staff/people.h"
#include "tests/world_impl.h"

#include "util/str.h"

#define CASE "/staff/founders/K7MV3XQEJ"

static void change(const char *more)
{
    world_sql("INSERT INTO founder_change (number, institution, state, name, founder,"
              " founder_jis, changed_on, said, old_name, old_founder, base, filed_at,"
              " filed_by, handed_at, due) VALUES ('K7MV3XQEJ', 2, 'filed', 'ひまわり薬局',"
              " '髙﨑 𠮷男', '高崎　吉男', '2026-11-01', '<b>急ぎ</b>', 'ひまわり薬局',"
              " '株式会社ひまわり', 1, 1794000000, 'a:1', 1794000000, '2026-11-14');"
              "INSERT INTO founder_event (change, at, version, actor, event, from_state,"
              " to_state, name, founder, changed_on, reason, note) VALUES (1, 1794000000, 1,"
              " 'a:1', 'filed', '', 'filed', 'x', 'x', '2026-11-01', '', '')");
    world_sql(more);
}

TEST(founders_queue_shows_what_is_late)
{
    struct reply r;

    world();
    struct client c = client_staff("operator");

    r = get(&c, "/staff/founders");
    CHECK(has(r, "いま、確かめる変更はありません"));
    change("SELECT 1");
    r = get(&c, "/staff/founders");
    CHECK(has(r, CASE "\"") && has(r, "株式会社ひまわり → 髙﨑 𠮷男"));
    CHECK(has(r, "2026年11月14日（すぎています）"));
    r = get(&c, "/staff");
    CHECK(has(r, "<a href=\"/staff/founders\">開設者・名称の変更</a>") && has(r, "見てください"));
    r = get(&c, "/staff/institutions/2740000025");
    CHECK(has(r, "開設者・名称を確認中") && has(r, CASE "\""));
    person_notes();
}

TEST(founders_case_stands_beside_the_master)
{
    static const struct {
        const char *master, *said;
    } rows[] = {
        {"髙﨑 𠮷男", "公表一覧と一致"},
        {"髙﨑　吉男", "書き方だけちがう"},
        {"株式会社ひまわり", "公表一覧とちがう"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct reply r;

        world();
        struct client c = client_staff("operator");
        change(arena_fmt(&world_arena, "UPDATE institution SET founder = '%s' WHERE id = 2",
            rows[i].master).p);
        r = get(&c, CASE);
        CHECK(has(r, rows[i].said));
        CHECK(has(r, "&lt;b&gt;急ぎ") && has(r, "value=\"accept\"") && has(r, "value=\"return\""));
        person_notes();
        CHECK_STR(world_text("SELECT detail FROM audit WHERE action = 'founder.viewed'"
                             " AND institution = 2"), S("filing"));
    }
}

TEST(founders_case_says_when_it_cannot_be_accepted)
{
    struct reply r;

    world();
    struct client c = client_staff("operator");

    change("UPDATE statement SET rev = 2, proof = ''");
    r = get(&c, CASE);
    CHECK(has(r, "登録の内容が変わりました") && !has(r, "value=\"accept\""));
    CHECK(has(r, "メールのリンクだけで行われ"));
    CHECK_INT(post(&c, CASE, "act=accept&note=&rev=1").status, 422);
    CHECK_INT(post(&c, CASE, "act=nothing&note=&rev=1").status, 422);
    CHECK_INT(post(&c, CASE, "act=return&reason=nothing&note=&rev=1").status, 422);
    CHECK_INT(post(&c, CASE, "act=withdraw&note=&rev=1").status, 303);
    CHECK_STR(world_text("SELECT state || decided_by FROM founder_change"),
        arena_fmt(&world_arena, "withdrawn" STR_FMT, STR_ARG(world_text("SELECT 's:' || id FROM staff"))));
    r = get(&c, CASE);
    CHECK(!has(r, "value=\"withdraw\"") && !has(r, "value=\"return\""));
    person_notes();
}

TEST(founders_note_has_an_end)
{
    struct buf b = BUF_INIT;

    world();
    struct client c = client_staff("operator");

    change("SELECT 1");
    get(&c, CASE);
    buf_puts(&b, "act=return&reason=other&rev=1&note=");
    for (int i = 0; i < 501; i++)
        buf_puts(&b, "髙");
    buf_byte(&b, 0);
    CHECK_INT(post(&c, CASE, b.p).status, 422);
    CHECK_STR(world_text("SELECT state FROM founder_change"), S("filed"));
    buf_release(&b);
    person_notes();
}

TEST(founders_auditors_look_and_decide_nothing)
{
    struct reply r;

    world();
    struct client c = client_staff("auditor");

    change("SELECT 1");
    r = get(&c, CASE);
    CHECK_INT(r.status, 200);
    CHECK(!has(r, "value=\"accept\"") && !has(r, "value=\"withdraw\""));
    CHECK_INT(post(&c, CASE, "act=accept&note=&rev=1").status, 403);
    CHECK_INT(get(&c, "/staff/founders/K7MV3XQE0").status, 404);
    CHECK_INT(get(&c, CASE "/files/1").status, 404);
    person_notes();
}
