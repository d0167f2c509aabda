/* institution_test.c: finding institutions, and what staff see of one. */
#include "tests/staff/people.h"

#include "model/desk.h"
#include "model/institution.h"
#include "tests/world_impl.h"
#include "util/str.h"
#include "web/note.h"

#define CLINIC_PAGE   "/staff/institutions/1310000014"
#define PHARMACY_PAGE "/staff/institutions/2740000025"

/* n dentists called 𠮷野歯科, with their words in the index. */
static void add_dentists(int n)
{
    struct arena a = ARENA_INIT;
    struct db *db = world_app->write_db;

    db_as(db, &a, DB_ALL);
    CHECK(db_begin(db));
    for (int i = 0; i < n; i++) {
        struct institution row = {.pref = S("11"), .score_table = S("3"),
            .kind = S("dental"), .name = S("𠮷野歯科"), .kana = S("ヨシノシカ"),
            .founder = S("髙﨑"), .zip = S(""), .address = S("さいたま市"),
            .phone = S("048-000-0000"), .phone_digits = S("0480000000"),
            .designated_on = S(""), .closed_on = S("")};

        row.code = arena_fmt(&a, "01%05d", i);
        CHECK_INT(institution_add(db, &a, &row), OK);
    }
    CHECK(db_commit(db));
    arena_release(&a);
}

TEST(staff_search_by_full_code_leads_to_the_page)
{
    static const char *const typed[] = {"1310000014", "13-1-0000014",
        "%EF%BC%91%EF%BC%93%EF%BC%8D1%EF%BC%8D0000014", "%20131%200000014%20"};
    char path[128];

    world();
    struct client c = client_staff("operator");

    for (size_t i = 0; i < COUNT(typed); i++) {
        snprintf(path, sizeof(path), "/staff/institutions?q=%s", typed[i]);
        CHECK_STR(get(&c, path).location, S(CLINIC_PAGE "?why=phone"));
    }
}

TEST(staff_search_by_part_lists)
{
    struct reply r;

    world();
    struct client c = client_staff("operator");

    add_dentists(1);
    r = get(&c, "/staff/institutions?q=0000014"); /* seven digits: perhaps several */
    CHECK(has(r, "さくら内科クリニック") && has(r, CLINIC_PAGE));
    r = get(&c, "/staff/institutions?q=03-0000");
    CHECK(has(r, "さくら内科クリニック") && has(r, "1件見つかりました"));
    r = get(&c, "/staff/institutions?q=吉野");
    CHECK(has(r, "𠮷野歯科") && has(r, ">未登録<"));
    r = get(&c, "/staff/institutions?q=よしの");
    CHECK(has(r, "𠮷野歯科"));
    r = get(&c, "/staff/institutions?q=高崎+さいたま");
    CHECK(has(r, "𠮷野歯科"));
    r = get(&c, "/staff/institutions?q=011-000-0001");
    CHECK(has(r, "𠮷田歯科") && has(r, ">廃止<"));
}

TEST(staff_search_says_what_it_did_not_find)
{
    struct reply r;

    world();
    struct client c = client_staff("operator");

    r = get(&c, "/staff/institutions");
    CHECK(r.status == 200 && !has(r, "見つかり"));
    r = get(&c, "/staff/institutions?q=131000001");
    CHECK(has(r, "0件見つかりました") && has(r, "「131000001」では見つかりませんでした"));
    r = get(&c, "/staff/institutions?q=1310000015");
    CHECK(has(r, "見つかりませんでした"));
    r = get(&c, "/staff/institutions?q=%22%27%3Cb%3E*%20OR%20NEAR(");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "&lt;b&gt;") && !has(r, "<b>*"));
}

TEST(staff_search_stops_at_fifty_and_says_so)
{
    struct reply r;
    int rows = 0;

    world();
    struct client c = client_staff("operator");

    add_dentists(50);
    r = get(&c, "/staff/institutions?q=吉野");
    CHECK(has(r, "50件見つかりました") && !has(r, "はじめの50件"));
    world();
    c = client_staff("operator");
    add_dentists(51);
    r = get(&c, "/staff/institutions?q=吉野");
    CHECK(has(r, "はじめの50件"));
    for (struct str s = r.body; str_has(s, S("<th scope=\"row\">")); rows++) {
        const char *at = memmem(s.p, s.n, "<th scope=\"row\">", 16);

        s = str_from(s, (size_t)(at - s.p) + 16);
    }
    CHECK_INT(rows, 50);
}

TEST(staff_page_of_an_institution_has_one_address)
{
    static const char *const none[] = {"/staff/institutions/1310000015",
        "/staff/institutions/131000001", "/staff/institutions/13100000141",
        "/staff/institutions/13-1-0000014", "/staff/institutions/131000001%EF%BC%94",
        "/staff/institutions/4810000014", "/staff/institutions/1350000014"};

    world();
    struct client c = client_staff("operator");

    CHECK_INT(get(&c, CLINIC_PAGE).status, 200);
    for (size_t i = 0; i < COUNT(none); i++)
        CHECK_INT(get(&c, none[i]).status, 404);
}

TEST(staff_page_shows_master_and_account_side_by_side)
{
    struct reply r;

    world();
    struct client c = client_staff("operator");

    world_sql("UPDATE statement SET name = 'ひまわり薬局　本店', founder = '株式会社ひまわり'"
              " WHERE institution = 2;"
              "UPDATE institution SET founder = '㈱ひまわり' WHERE id = 2");
    r = get(&c, PHARMACY_PAGE);
    CHECK(has(r, "ちがい2件") && has(r, "書き方だけちがう") && has(r, ">ちがう<"));
    CHECK(has(r, MEMBER_MAIL) && has(r, "山田花子") && has(r, "登録ずみ"));
    CHECK(has(r, "メールアドレスの確認待ち"));
    r = get(&c, CLINIC_PAGE);
    CHECK(has(r, "仮登録") && has(r, "2027年1月20日 まで使えます"));
    CHECK(has(r, "医療法人社団髙﨑会") && has(r, "〒105-0004 東京都港区新橋2-1-3"));
    world_clock(WORLD_NOW + 200 * 86400LL);
    world_sql("UPDATE session SET seen_at = 1812506400, created_at = 1812506400");
    r = get(&c, CLINIC_PAGE);
    CHECK(has(r, "未登録") && has(r, "使える期間がすぎました"));
    r = get(&c, "/staff/institutions/0130000036");
    CHECK(has(r, "廃止") && has(r, "案内文書を送ったことも"));
}

TEST(staff_page_masks_people_for_the_auditor)
{
    struct reply r;

    world();
    struct client c = client_staff("auditor");

    world_sql("INSERT INTO outbox (key, lane, mail_to, subject, body, template, institution,"
              " state, next_at, created_at, message_id) VALUES ('k', 0, '" MEMBER_MAIL "',"
              " '題', '', 'x', 2, 'dead', 0, 0, 'm')");
    r = get(&c, PHARMACY_PAGE);
    CHECK(!has(r, MEMBER_MAIL) && has(r, "y****@example.jp"));
    CHECK(has(r, "06-****-0001"));
    CHECK(has(r, "メールが届いていません"));
}

TEST(staff_view_of_an_institution_is_recorded)
{
    struct reply r;

    world();
    struct client c = client_staff("supervisor");

    get(&c, "/staff/institutions?q=1310000014");
    get(&c, "/staff/institutions/1310000015"); /* there is none */
    person_notes();
    CHECK_INT(world_number("SELECT count(*) FROM audit"), 0);
    get(&c, CLINIC_PAGE);
    world_clock(WORLD_NOW + 5);
    person_notes();
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'institution.viewed'"
                           " AND institution = 1"), 1);
    CHECK_INT(world_number("SELECT at FROM audit"), WORLD_NOW);
    CHECK_STR(world_text("SELECT actor FROM audit"),
        world_text("SELECT 's:' || id FROM staff"));
    r = get(&c, CLINIC_PAGE);
    CHECK(has(r, "職員がこの画面を開いた") && has(r, "職員 supervisor one"));
    person_notes();
}

/* Opens the page and says which reason was written. */
static struct str written_for(const char *role, const char *path)
{
    world();
    struct client c = client_staff(role);
    int64_t before = world_number("SELECT COALESCE(max(id), 0) FROM audit");
    char sql[128];

    CHECK_INT(get(&c, path).status, 200);
    person_notes();
    snprintf(sql, sizeof(sql), "SELECT detail FROM audit WHERE id > %lld AND institution = 1",
        (long long)before);
    return world_text(sql);
}

TEST(staff_view_has_the_reason_of_its_way_in)
{
    static const struct {
        const char *role, *query, *why;
    } ways[] = {
        {"operator", "", "phone"}, {"supervisor", "", "survey"}, {"admin", "", "survey"},
        {"auditor", "", "audit"}, {"operator", "?why=survey", "survey"},
        {"auditor", "?why=phone", "phone"}, {"operator", "?why=returned", "returned"},
        {"operator", "?why=", "phone"}, {"operator", "?why=%E9%AB%99%EF%A8%91", "phone"},
        {"operator", "?why=Phone", "phone"}, {"supervisor", "?why=phone%20", "survey"},
    };
    char path[128];

    for (size_t i = 0; i < COUNT(ways); i++) {
        snprintf(path, sizeof(path), CLINIC_PAGE "%s", ways[i].query);
        CHECK_STR(written_for(ways[i].role, path), str_of(ways[i].why));
    }
}

TEST(staff_search_keeps_the_reason_from_call_to_call)
{
    struct reply r;

    world();
    struct client c = client_staff("operator");

    r = get(&c, "/staff");
    CHECK(has(r, "<option value=\"phone\" selected>電話のお問合せ</option>"));
    r = get(&c, "/staff/institutions?q=0000014&why=survey");
    CHECK(has(r, CLINIC_PAGE "?why=survey"));
    CHECK(has(r, "<option value=\"survey\" selected>"));
    CHECK_STR(get(&c, "/staff/institutions?q=1310000014&why=survey").location,
        S(CLINIC_PAGE "?why=survey"));
    r = get(&c, CLINIC_PAGE "?why=survey");
    CHECK(has(r, "<option value=\"survey\" selected>"));
    r = get(&c, "/staff/institutions?q=0000014&why=%22%3E");
    CHECK(has(r, CLINIC_PAGE "?why=phone") && !has(r, "why=&quot;"));
    c = client_staff("auditor");
    CHECK(has(get(&c, "/staff"), "<option value=\"audit\" selected>"));
}

TEST(staff_read_the_reason_in_words)
{
    world();
    struct client c = client_staff("operator");

    get(&c, CLINIC_PAGE "?why=returned");
    person_notes();
    CHECK(has(get(&c, CLINIC_PAGE), "<td data-nr>返送された郵便物</td>"));
    person_notes();
}

TEST(note_waits_for_a_commit_and_refuses_when_full)
{
    struct app *app = world();
    struct client c = client_staff("operator");
    struct req r = {.app = app, .who = {.owner = S("s:1")}};
    struct db *db = app->write_db;
    int n = 0;

    person_notes();
    CHECK(!notes_wait(app->notes));
    CHECK(note_view(&r, "institution.viewed", 1, "phone"));
    CHECK(db_begin(db));
    CHECK_INT(notes_write(app->notes, db), 1);
    db_rollback(db);
    CHECK(notes_wait(app->notes));
    while (note_view(&r, "institution.viewed", 1, "phone"))
        n++;
    CHECK(n > 100);
    CHECK_INT(get(&c, CLINIC_PAGE).status, 503);
    person_notes();
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'institution.viewed'"),
        n + 1);
    CHECK_INT(get(&c, CLINIC_PAGE).status, 200);
    person_notes();
}

TEST(staff_desk_counts_what_is_there)
{
    struct reply r;

    world();
    struct client c = client_staff("operator");

    world_sql("INSERT INTO outbox (key, lane, mail_to, subject, body, template, institution,"
              " state, next_at, created_at, message_id) VALUES ('k', 0, 'x', 'y', '', 'x', 2,"
              " 'dead', 0, 0, 'm')");
    r = get(&c, "/staff");
    CHECK(has(r, "登録の割合は 33%") && has(r, "見てください"));
    CHECK(has(r, "action=\"/staff/institutions\"") && has(r, "相談員"));
    c = client_staff("editor");
    r = get(&c, "/staff");
    CHECK(!has(r, "action=\"/staff/institutions\"") && !has(r, "href=\"/staff/letters\""));
}

TEST(staff_desk_counts_large_tables_once_a_minute)
{
    struct app *app = world();
    struct client c = client_staff("operator");
    struct db *db = app->write_db;
    struct arena a = ARENA_INIT;
    int64_t n = world_number("SELECT count(*) FROM institution");
    struct desk d;

    db_as(db, &a, DB_ALL);
    desk_tally(db);
    CHECK_INT(world_number("SELECT institutions FROM tally"), n);
    CHECK_INT(world_number("SELECT registered FROM tally"), 1);
    CHECK_INT(world_number("SELECT letters_alive FROM tally"), 1);
    world_sql("DELETE FROM statement; UPDATE account SET mail_confirmed_at = NULL");
    CHECK(has(get(&c, "/staff"), "登録の割合は 33%"));
    db_as(db, &a, DB_ALL);
    desk_count(db, &d);
    CHECK(d.at == WORLD_NOW && d.registered == 1 && d.unconfirmed == 1);
    desk_tally(db); /* changed: kept at once */
    desk_count(db, &d);
    CHECK(d.registered == 0);
    world_clock(WORLD_NOW + 200);
    desk_tally(db); /* nothing new: nothing is written */
    CHECK_INT(world_number("SELECT at FROM tally"), WORLD_NOW);
    world_clock(WORLD_NOW + 300);
    desk_tally(db);
    CHECK_INT(world_number("SELECT at FROM tally"), WORLD_NOW + 300);
    /* when nobody counts any more, the page does */
    world_sql("UPDATE tally SET registered = 3");
    world_clock(WORLD_NOW + 1199);
    desk_count(db, &d);
    CHECK_INT(d.registered, 3);
    world_clock(WORLD_NOW + 1200);
    desk_count(db, &d);
    CHECK(d.registered == 0 && d.institutions == n && d.at == 0);
    CHECK(!db_broken(db));
    arena_release(&a);
}

TEST(staff_letters_add_up)
{
    struct reply r;

    world();
    struct client c = client_staff("printer");

    CHECK(has(get(&c, "/staff/letters"), "発送はまだありません"));
    world_sql(
        "INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin, folder,"
        " state, selected, created_at) VALUES (7, '秋', '2025', '2026-01-01', '2026-01-01',"
        " '2026-12-31', 'http://x', 'x', 'open', 3, 0);"
        "INSERT INTO letter (id, campaign, institution, chunk, state, reason) VALUES"
        " (1, 7, 1, 1, 'written', ''), (2, 7, 2, 1, 'pulled', 'registered'),"
        " (3, 7, 3, 1, 'blocked_glyph', 'no font has U+20BB7 of the name')");
    r = get(&c, "/staff/letters");
    CHECK(has(r, "href=\"/staff/letters/7\""));
    r = get(&c, "/staff/letters/7");
    CHECK(has(r, "医療機関等名の文字（U+20BB7）の字形がありません") && has(r, "𠮷田歯科"));
    CHECK(!has(r, "合計が対象の数と合いません"));
    CHECK(!has(r, "href=\"/staff/institutions")); /* no page that printers may open */
    world_sql("UPDATE campaign SET selected = 4");
    CHECK(has(get(&c, "/staff/letters/7"), "合計が対象の数と合いません"));
    CHECK_INT(get(&c, "/staff/letters/8").status, 404);
    CHECK_INT(get(&c, "/staff/letters/x").status, 404);
    struct client o = client_staff("operator");
    CHECK(has(get(&o, "/staff/letters/7"), "href=\"/staff/institutions/0130000036?why=returned\""));
}

TEST(staff_letters_show_what_stops_the_printing)
{
    struct reply r;

    world();
    struct client c = client_staff("printer");

    world_sql(
        "INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin, folder,"
        " state, selected, created_at) VALUES (7, '秋', '2025', '2026-01-01', '2026-01-01',"
        " '2026-12-31', 'http://x', 'x', 'open', 3, 0);"
        "INSERT INTO letter (id, campaign, institution, chunk, state, reason) VALUES"
        " (1, 7, 1, 1, 'planned', ''), (2, 7, 2, 1, 'planned', ''), (3, 7, 3, 1, 'planned', '')");
    CHECK(has(get(&c, "/staff/letters/7"), "まだ点検していません"));
    world_sql("UPDATE campaign SET checked_at = 1770000000, checked = 3");
    r = get(&c, "/staff/letters/7");
    CHECK(has(r, "2026年2月2日 11:40に、3件を点検しました") && has(r, "見つかっていません"));
    CHECK(!has(r, "印刷を止めています"));
    world_sql("UPDATE letter SET state = 'faulty', reason = CASE id WHEN 1 THEN"
              " 'overflow 47 <b>長い' ELSE 'empty duty' END");
    r = get(&c, "/staff/letters/7");
    CHECK(has(r, "3件の文書がこのままでは正しく印刷できないため、印刷を止めています"));
    CHECK(has(r, "段落「duty」に入る文がありません"));
    CHECK(has(r, "様式の47行目の文「&lt;b&gt;長い…」が、場所に入りきりません"));
    CHECK(has(r, "様式の文を短くするか") && has(r, ">empty<") && has(r, "𠮷田歯科"));
    CHECK(!has(r, "合計が対象の数と合いません"));
    CHECK(!has(r, "href=\"/staff/institutions"));
    world_sql("UPDATE letter SET state = 'left_out'");
    r = get(&c, "/staff/letters/7");
    CHECK(!has(r, "印刷を止めています") && has(r, "うち点検で除いたもの3"));
    CHECK(has(r, "madoguchi letters reissue") && !has(r, "合計が対象の数と合いません"));
    world_sql("UPDATE letter SET state = 'faulty', reason = 'no_value zip' WHERE id = 2");
    CHECK(has(get(&c, "/staff/letters/7"), "基本情報に、郵便番号がありません"));
    world_sql("UPDATE letter SET state = 'faulty', reason = 'something new' WHERE id = 2");
    CHECK(has(get(&c, "/staff/letters/7"), "something new"));
}
