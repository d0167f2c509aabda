/* sessions_test.c: where one is logged in, and what happened: one's own and nobody else's. */
#include "tests/page/people.h"

#include "util/str.h"
#include "web/device.h"

TEST(device_words_of_browsers)
{
    static const char *const all[][2] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
         " Chrome/130.0.0.0 Safari/537.36", "Chrome（Windows）"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
         " Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge（Windows）"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
         " (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1", "Safari（iPhone）"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox（Mac）"},
        {"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36",
            "Chrome（Android）"},
        {"Mozilla/5.0 (X11; Linux x86_64)", "Linux"}, {"", "わからない機器"},
        {"curl/8", "わからない機器"}, {"<script>", "わからない機器"},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(all); i++)
        CHECK_STR(device_words(&a, str_of(all[i][0])), str_of(all[i][1]));
    CHECK_STR(device_prefix(&a, S("192.0.2.77")), S("192.0.2.*"));
    CHECK_STR(device_prefix(&a, S("2001:db8:1:2::7")), S("2001:db8:1:*"));
    CHECK_STR(device_prefix(&a, S("::1")), S(""));
    CHECK_STR(device_prefix(&a, S("")), S(""));
    arena_release(&a);
}

TEST(sessions_list_and_end_one)
{
    world();
    struct client here = client_member(), there = client_member(), far;
    struct reply r;
    char body[64];

    far = client_member();
    world_sql("UPDATE session SET agent = 'Chrome（Windows）' WHERE id = 2");
    r = get(&here, "/my/sessions");
    CHECK(has(r, "機器（3台）") && has(r, "いまの機器") && has(r, "Chrome（Windows）"));
    CHECK(has(r, "192.0.2.*") && !has(r, "192.0.2.1<"));
    snprintf(body, sizeof(body), "end=%lld",
        (long long)world_number("SELECT id FROM session WHERE agent = 'Chrome（Windows）'"));
    CHECK_STR(post(&here, "/my/sessions", body).location, S("/my/sessions?ended=1"));
    CHECK_STR(post(&here, "/my/sessions", body).location, S("/my/sessions"));
    CHECK_INT(get(&there, "/my").status, 303);
    CHECK_INT(get(&far, "/my").status, 200);
    CHECK_INT(get(&here, "/my").status, 200);
    get(&here, "/my/sessions");
    CHECK_STR(post(&here, "/my/sessions", "end=others").location, S("/my/sessions?ended=1"));
    CHECK_INT(get(&far, "/my").status, 303);
    CHECK_INT(get(&here, "/my").status, 200);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.ended'"), 2);
}

TEST(sessions_of_others_cannot_be_seen_or_ended)
{
    static const char *const bad[] = {"", "end=", "end=0", "end=-1", "end=x", "end=99999"};
    world();
    struct client me = client_member(), colleague = client_role("staff"),
                  letter = client_letter();
    int64_t before = world_number("SELECT count(*) FROM session");
    char body[64];

    CHECK(has(get(&me, "/my/sessions"), "機器（1台）"));
    for (int64_t id = 1; id <= 20; id++) {
        snprintf(body, sizeof(body), "end=%lld", (long long)id);
        post(&me, "/my/sessions", body);
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_STR(post(&me, "/my/sessions", bad[i]).location, S("/my/sessions"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), before);
    CHECK_INT(get(&colleague, "/my").status, 200);
    CHECK_INT(get(&letter, "/my/account").status, 200);
    CHECK_STR(get(&letter, "/my/sessions").location, S("/my/account"));
}

TEST(sessions_whose_time_is_over_are_not_shown)
{
    world();
    client_member();
    world_clock(WORLD_NOW + 3600);
    struct client c = client_member();
    CHECK(has(get(&c, "/my/sessions"), "機器（1台）"));
}

/* ---------------------------------------------------------------- history */

TEST(history_says_who_looked_and_why)
{
    world();
    struct client c = client_member();

    world_sql("INSERT INTO audit (at, actor, institution, action, detail, hash) VALUES"
              " (1795150980, 's:1', 2, 'institution.viewed', '電話の問い合わせのため', x'00'),"
              " (1795150980, 's:1', 2, 'institution.viewed', 'phone', x'00'),"
              " (1795150980, 's:1', 2, 'order.viewed', 'filing', x'00'),"
              " (1795150981, 's:1', 2, 'case.noted', 'internal words', x'00'),"
              " (1795150982, 's:1', 1, 'institution.viewed', 'of another place', x'00');"
              "INSERT INTO outbox (key, lane, mail_to, subject, body, template, institution,"
              " state, next_at, message_id, created_at) VALUES"
              " ('a', 5, '" MEMBER_MAIL "', '登録のお知らせ', 'b', 't', 2, 'sent', 0, 'm', 1),"
              " ('b', 5, 'other@example.jp', '別の件', 'b', 't', 2, 'dead', 0, 'n', 1),"
              " ('c', 5, 'x@example.jp', '他院あて', 'b', 't', 1, 'sent', 0, 'o', 1);");
    struct reply r = get(&c, "/my/history");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "コールセンターが照会") && has(r, "電話の問い合わせのため"));
    CHECK(has(r, "コールセンターが照会（電話のお問合せ）") && !has(r, ">phone<"));
    CHECK(has(r, "職員がカードリーダーの申し込みを開いた（届出・申込みの確認）"));
    CHECK(has(r, "2026年11月20日 14:03"));
    CHECK(has(r, "そのほかの操作"));
    CHECK(!has(r, "internal words") && !has(r, "case.noted") && !has(r, "of another place"));
    CHECK(has(r, "ログイン") && has(r, "あなた"));
    CHECK(has(r, "登録のお知らせ") && has(r, MEMBER_MAIL));
    CHECK(has(r, "別の件") && has(r, "o****@example.jp") && !has(r, "other@example.jp"));
    CHECK(has(r, "届きませんでした") && !has(r, "他院あて"));
}

TEST(history_goes_back_page_by_page)
{
    world();
    struct client c = client_member();

    world_sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)"
              " INSERT INTO audit (at, actor, institution, action, detail, hash)"
              " SELECT 1795150980, 'a:1', 2, 'account.changed', 'no. ' || i || ' of all', x'00' FROM n");
    struct reply r = get(&c, "/my/history");
    CHECK(has(r, "全部で121件") && has(r, "no. 120 of all") && !has(r, "no. 70 of all"));
    r = get(&c, "/my/history?page=2");
    CHECK(has(r, "no. 70 of all") && !has(r, "no. 120 of all"));
    CHECK(has(get(&c, "/my/history?page=3"), "no. 1 of all"));
    CHECK(has(get(&c, "/my/history?page=99"), "no. 120 of all"));
    CHECK(has(get(&c, "/my/history?page=-1"), "no. 120 of all"));
}

TEST(history_of_letters)
{
    world();
    struct client c = client_member();

    world_sql("INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin,"
              " folder, state, created_at) VALUES (1, 'x', '2025', '2026-01-01', '2026-01-05',"
              " '2026-03-01', 'http://x', 'x', 'done', 0);"
              "INSERT INTO letter (id, campaign, institution, chunk, state) VALUES"
              " (77, 1, 2, 1, 'written'), (78, 1, 1, 1, 'written')");
    struct reply r = get(&c, "/my/history");
    CHECK(has(r, "案内文書（1通）") && has(r, "000000077") && !has(r, "000000078"));
}
