/* mail_test.c: what staff see of the mails, and sending one again. */
#include "tests/staff/people.h"

#include "util/str.h"

#define SECRET "abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ_12345"

static void put(int id, const char *state, const char *more)
{
    char sql[2048];

    snprintf(sql, sizeof(sql),
        "INSERT INTO outbox (id, key, lane, mail_to, subject, body, template, version,"
        " institution, account, state, next_at, message_id, created_at, tries)"
        " VALUES (%d, 'k%d', 0, 'Hanako@example.jp', '件名その%d', '山田 花子 様\n\n"
        "<b>本文</b> https://p.test/mail/" SECRET "\n', 'confirm', '12ab34cd', 2, 1, '%s',"
        " %d, 'MESSAGEID%d', %d, 1);"
        "UPDATE outbox SET %s WHERE id = %d", id, id, id, state, WORLD_NOW, id, WORLD_NOW, more, id);
    world_sql(sql);
}

TEST(staff_mail_lists_by_state)
{
    struct reply r;

    world();
    put(1, "dead", "why = 'refused', smtp_code = 550, smtp_status = '5.1.1'");
    put(2, "sent", "sent_at = 1795226400");
    put(3, "retry", "smtp_code = 451, smtp_status = '4.7.1'");
    put(4, "queued", "tries = 0");
    struct client c = client_staff("operator");

    r = get(&c, "/staff/mail");
    CHECK(has(r, "件名その1") && !has(r, "件名その2") && !has(r, "件名その3"));
    CHECK(has(r, "このアドレスはありません") && has(r, "Hanako@example.jp"));
    CHECK(has(r, "href=\"/staff/mail?state=dead\" aria-current=\"page\""));
    r = get(&c, "/staff/mail?state=sent");
    CHECK(has(r, "件名その2") && !has(r, "件名その1"));
    r = get(&c, "/staff/mail?state=retry");
    CHECK(has(r, "件名その3") && has(r, "あとで自動で送り直します"));
    r = get(&c, "/staff/mail?state=queued");
    CHECK(has(r, "件名その4") && !has(r, "もっと前"));
    r = get(&c, "/staff/mail?state=%3Cb%3E&before=x");
    CHECK(r.status == 200 && has(r, "件名その1"));
    CHECK(has(get(&c, "/staff"), "href=\"/staff/mail\""));
}

TEST(staff_mail_pages_go_back)
{
    struct reply r;

    world();
    for (int i = 1; i <= 51; i++)
        put(i, "dead", "why = 'tries'");
    struct client c = client_staff("supervisor");

    r = get(&c, "/staff/mail");
    CHECK(has(r, "件名その51<") && has(r, "件名その2<") && !has(r, "件名その1<"));
    CHECK(has(r, "/staff/mail?state=dead&amp;before=2\""));
    r = get(&c, "/staff/mail?state=dead&before=2");
    CHECK(has(r, "件名その1<") && !has(r, "件名その2<") && !has(r, "もっと前"));
    r = get(&c, "/staff/mail?state=dead&before=1");
    CHECK(has(r, "これより前のメールはありません"));
}

TEST(staff_mail_search_by_address)
{
    struct reply r;

    world();
    put(1, "sent", "sent_at = 1795226400");
    put(2, "dead", "mail_to = 'other@example.jp'");
    struct client c = client_staff("operator");

    get(&c, "/staff/mail");
    r = post(&c, "/staff/mail", "to=%E3%80%80hanako%EF%BC%A0EXAMPLE.jp ");
    CHECK(r.status == 200 && has(r, "件名その1") && !has(r, "件名その2"));
    r = post(&c, "/staff/mail", "to=anako@example.jp");
    CHECK(has(r, "1文字でもちがうと") && !has(r, "件名その1"));
    CHECK(has(post(&c, "/staff/mail", "to=%25"), "1文字でもちがうと"));
    CHECK(has(post(&c, "/staff/mail", "to="), "メールアドレスを入力してください"));
}

TEST(staff_mail_shows_exactly_what_was_sent)
{
    struct reply r;

    world();
    put(1, "sent", "sent_at = 1795226400, smtp_code = 250, smtp_said = '2.0.0 queued as 4XYZ'");
    world_sql("INSERT INTO outbox_try VALUES (1, 1795226000, 451, '4.7.1', '4.7.1 <hanako> greylisted')");
    world_sql("INSERT INTO outbox_try VALUES (1, 1795226100, 0, '', '')");
    struct client c = client_staff("operator");

    r = get(&c, "/staff/mail/1");
    CHECK(has(r, "山田 花子 様\n\n&lt;b&gt;本文&lt;/b&gt; https://p.test/mail/" SECRET));
    CHECK(has(r, "queued as 4XYZ") && has(r, "451 4.7.1") && has(r, "&lt;hanako&gt; greylisted"));
    CHECK(has(r, "つながりませんでした") && has(r, "12ab34cd") && has(r, "MESSAGEID1"));
    CHECK(has(r, "メールアドレスの確認") && has(r, "/staff/institutions/2740000025"));
    person_notes();
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'mail.viewed'"
                           " AND institution = 2 AND detail = 'mail'"), 1);
    CHECK_INT(get(&c, "/staff/mail/2").status, 404);
    CHECK_INT(get(&c, "/staff/mail/0").status, 404);
    CHECK_INT(get(&c, "/staff/mail/x").status, 404);
    CHECK_INT(post(&c, "/staff/mail/2", "").status, 404);
}

/* Even of one that waits: who reads it could use the link before its owner. */
TEST(staff_mail_shows_no_secret)
{
    static const char *const all[] = {"queued", "retry", "sent", "dead"};

    for (size_t i = 0; i < COUNT(all); i++) {
        struct reply r;

        world();
        put(1, all[i], "secret = 1");
        struct client c = client_staff("admin");

        r = get(&c, "/staff/mail/1");
        CHECK(!has(r, "abcdefghij") && has(r, "/mail/●●●●●●●●") && has(r, "●でかくして"));
    }
}

TEST(staff_mail_auditor_sees_no_person)
{
    struct reply r;

    world();
    put(1, "dead", "why = 'refused', smtp_said = 'no hanako here'");
    world_sql("INSERT INTO outbox_try VALUES (1, 1795226000, 550, '5.1.1', 'no hanako here')");
    struct client c = client_staff("auditor");

    r = get(&c, "/staff/mail");
    CHECK(has(r, "H****@example.jp") && !has(r, "Hanako") && !has(r, "type=\"search\""));
    r = get(&c, "/staff/mail/1");
    CHECK(has(r, "H****@example.jp") && !has(r, "Hanako") && !has(r, "花子") && !has(r, "hanako"));
    CHECK(has(r, "550 5.1.1") && !has(r, "もう一度送る<"));
    CHECK_INT(post(&c, "/staff/mail/1", "").status, 403);
    CHECK_INT(post(&c, "/staff/mail", "to=hanako@example.jp").status, 403);
}

TEST(staff_mail_is_sent_again)
{
    struct reply out[2];

    world();
    put(1, "dead", "why = 'refused', tries = 1, smtp_code = 550");
    put(2, "sent", "sent_at = 1795226400");
    put(3, "queued", "tries = 0");
    struct client c = client_staff("operator");

    CHECK(has(get(&c, "/staff/mail/1"), "もう一度送る</button>"));
    CHECK_STR(post(&c, "/staff/mail/1", "").location, S("/staff/mail/1?again=1"));
    CHECK_STR(world_text("SELECT state || tries || why FROM outbox WHERE id = 1"), S("queued0"));
    CHECK_STR(world_text("SELECT detail FROM audit WHERE action = 'mail.again'"), S("メール 1: 件名その1"));
    CHECK(has(get(&c, "/staff/mail/1?again=1"), "もう一度送ります"));
    /* a copy of a sent one, once, though pressed twice */
    get(&c, "/staff/mail/2");
    together(&c, "/staff/mail/2", "", out, 2);
    CHECK_STR(out[0].location, S("/staff/mail/4?again=1"));
    CHECK_STR(out[1].location, S("/staff/mail/4?again=1"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 4);
    CHECK_INT(world_number("SELECT count(*) FROM outbox a JOIN outbox b ON a.body = b.body AND"
        " a.message_id <> b.message_id WHERE a.id = 2 AND b.id = 4"), 1);
    /* nothing to do for one that waits */
    CHECK(!has(get(&c, "/staff/mail/3"), "もう一度送る</button>"));
    CHECK_STR(post(&c, "/staff/mail/3", "").location, S("/staff/mail/3"));
}

TEST(staff_mail_dead_links_are_not_sent_again)
{
    struct reply r;

    world();
    put(1, "sent", "secret = 1, sent_at = 1795226400");
    put(2, "dead", "secret = 1, until = 1795226399, why = 'late'");
    put(3, "dead", "secret = 1, until = 1795226401, why = 'refused'");
    struct client c = client_staff("operator");

    for (int i = 1; i <= 2; i++) {
        char path[32];

        snprintf(path, sizeof(path), "/staff/mail/%d", i);
        r = get(&c, path);
        CHECK(!has(r, "もう一度送る</button>") && has(r, "同じ手続きを画面から"));
        CHECK_STR(post(&c, path, "").location, str_of(path));
    }
    CHECK(has(get(&c, "/staff/mail/3"), "もう一度送る</button>"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'mail.again'"), 0);
}

TEST(staff_mail_shows_what_came_back)
{
    struct reply r;

    world();
    put(1, "sent", "sent_at = 1795226400, bounce = 'hard'");
    put(2, "sent", "sent_at = 1795226400, bounce = 'soft'");
    put(3, "sent", "sent_at = 1795226400, bounce = 'delayed'");
    world_sql("INSERT INTO bounce VALUES (1, 1, 1795226400, x'01', 'hard', '5.1.1',"
              " '550 no hanako here', CAST('From: <x>' || x'0d0a' || x'ff' || x'07' AS BLOB))");
    struct client c = client_staff("operator"), a = client_staff("auditor");

    r = get(&c, "/staff/mail?state=back");
    CHECK(has(r, "件名その1") && has(r, "件名その2") && !has(r, "件名その3") && has(r, ">戻ってきました<"));
    r = get(&c, "/staff/mail?state=sent");
    CHECK(has(r, "件名その1") && has(r, "件名その3"));
    r = get(&c, "/staff/mail/1");
    CHECK(has(r, "550 no hanako here") && has(r, "From: &lt;x&gt; \n??") && has(r, "止められています"));
    CHECK(!has(r, "もう一度送る</button>") && has(r, "正しいアドレスを電話などで"));
    CHECK(has(get(&c, "/staff/mail/2"), "もう一度送る</button>"));
    r = get(&a, "/staff/mail/1");
    CHECK(!has(r, "hanako") && !has(r, "From: ") && has(r, "止められています"));
}

TEST(staff_institution_tells_that_mails_come_back)
{
    world();
    struct client c = client_staff("operator");

    CHECK(!has(get(&c, "/staff/institutions/2740000025"), "戻ってきます"));
    world_sql("INSERT INTO suppression VALUES ('yamada@example.jp', '5.1.1', 1795200000, 0, NULL)");
    CHECK(has(get(&c, "/staff/institutions/2740000025"), "戻ってきます（2026年"));
    CHECK(has(get(&c, "/staff/institutions/2740000025"), ">メールが届いていません<"));
}
