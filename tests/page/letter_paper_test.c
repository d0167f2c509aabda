/* letter_paper_test.c: is the letter genuine, and it is not for me. */
#include "tests/staff/people.h"

#include "model/credential.h"
#include "tests/world_impl.h"
#include "util/str.h"

static char ticket[CREDENTIAL_TICKET + 1], check[CREDENTIAL_LETTER_CHECK + 1];

/* Letter 1 to the clinic, dated 2026-11-02. */
static void start(void)
{
    world();
    credential_ticket_make(ticket, 1, 1);
    credential_letter_check(check, 1, 1);
    world_sql("INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin,"
              " folder, state, created_at) VALUES (5, 'x', '2025', '2026-01-01', '2026-11-02',"
              " '2026-12-31', 'http://x', 'x', 'open', 0);"
              "INSERT INTO chunk (campaign, seq, state, file) VALUES (5, 1, 'published', 'x');"
              "INSERT INTO letter (id, campaign, institution, chunk, seq, state) VALUES"
              " (1, 5, 1, 1, 1, 'written'), (2, 5, 2, 1, 0, 'blocked_glyph')");
}

static struct reply ask(struct client *c, const char *number, const char *digits)
{
    char path[96];

    snprintf(path, sizeof(path), "/letter/check?no=%s%s", number, digits);
    return get(c, path);
}

TEST(letter_check_knows_its_own_letters)
{
    struct client c = client_new();
    struct reply r;
    char other[CREDENTIAL_LETTER_CHECK + 1], wrong[8];

    start();
    CHECK_INT(get(&c, "/letter/check").status, 200);
    r = ask(&c, "000000001-1-", check);
    CHECK(r.status == 200 && has(r, "支払基金が送った案内文書です"));
    CHECK(has(r, "2026年11月2日") && has(r, "さく＊＊＊") && !has(r, "さくら"));
    r = ask(&c, "%20%EF%BC%91%20-%20%EF%BC%91%20-%20", check); /* １ - １ - */
    CHECK_INT(r.status, 200);
    r = ask(&c, "000000001-2-", check); /* the check belongs to number and generation */
    CHECK(complains(r, "no", "この番号の案内文書は見つかりません。番号をもう一度見てください"));
    snprintf(wrong, sizeof(wrong), "%s", check);
    wrong[3] = wrong[3] == '7' ? '8' : '7';
    CHECK_INT(ask(&c, "000000001-1-", wrong).status, 422);
    CHECK_INT(ask(&c, "000000001-1-", "").status, 422);
    CHECK_INT(ask(&c, "000000001", "").status, 422);
    credential_letter_check(other, 2, 1); /* was never printed */
    CHECK_INT(ask(&c, "000000002-1-", other).status, 422);
    credential_letter_check(other, 3, 1); /* there is none */
    CHECK_INT(ask(&c, "000000003-1-", other).status, 422);
    CHECK_INT(ask(&c, "999999999-1-", "AAAA").status, 422);
}

TEST(letter_check_tells_the_day_on_each_paper)
{
    struct client c = client_new();
    char second[CREDENTIAL_LETTER_CHECK + 1];

    start();
    credential_letter_check(second, 1, 2);
    CHECK_INT(ask(&c, "1-2-", second).status, 422); /* not issued again */
    world_sql("INSERT INTO chunk (campaign, seq, state, file, posted_on) VALUES"
              " (5, 2, 'published', 'y', '2026-11-20');"
              "UPDATE letter SET generation = 2, chunk = 2 WHERE id = 1");
    CHECK(has(ask(&c, "1-2-", second), "2026年11月20日"));
    CHECK(has(ask(&c, "1-1-", check), "2026年11月2日"));
}

TEST(letter_check_is_not_asked_without_end)
{
    struct client c = client_new();
    int n = 0;

    start();
    while (ask(&c, "000000001-1-", "AAAA").status == 422 && n < 100)
        n++;
    CHECK(n > 5 && n < 40);
    CHECK_INT(ask(&c, "000000001-1-", check).status, 429);
}

TEST(letter_report_is_made_without_a_login)
{
    struct client c = client_new(), s;
    struct reply r;
    char path[64];

    start();
    snprintf(path, sizeof(path), "/q/%s", ticket);
    CHECK(has(get(&c, "/letter/report"), "QRコードを読み取ってから"));
    CHECK(!has(get(&c, "/login"), "/letter/report"));
    get(&c, path);
    CHECK(has(get(&c, "/login"), "href=\"/letter/report\""));
    r = get(&c, "/letter/report");
    CHECK(has(r, "さく＊＊＊") && !has(r, "さくら") && has(r, "000000001"));
    r = post(&c, "/letter/report", "kind=closed");
    CHECK_STR(r.location, S("/letter/report/done"));
    CHECK_STR(world_text("SELECT letter || kind || state FROM report"), S("1closedopen"));
    get(&c, "/letter/report");
    CHECK_STR(post(&c, "/letter/report", "kind=registered").location,
        S("/letter/report/done?kind=registered"));
    CHECK_INT(world_number("SELECT count(*) FROM report"), 1);
    get(&c, "/letter/report");
    CHECK_STR(post(&c, "/letter/report", "kind=nonsense").location, S("/letter/report"));
    CHECK_STR(world_text("SELECT kind FROM report"), S("registered"));

    s = client_staff("operator");
    r = get(&s, "/staff/letters/reports");
    CHECK(has(r, "さくら内科クリニック") && has(r, "もう登録した") && has(r, "000000001"));
    CHECK_STR(post(&s, "/staff/letters/reports/1", "").location, S("/staff/letters/reports"));
    get(&s, "/staff/letters/reports");
    CHECK_INT(post(&s, "/staff/letters/reports/1", "").status, 422);
    CHECK_INT(post(&s, "/staff/letters/reports/9", "").status, 404);
    CHECK_STR(world_text("SELECT state FROM report"), S("done"));
    /* A new one after that is a row of its own. */
    get(&c, "/letter/report");
    CHECK_INT(post(&c, "/letter/report", "kind=other").status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM report"), 2);
}

TEST(letter_report_needs_a_letter)
{
    struct client c = client_new();

    start();
    get(&c, "/letter"); /* for its CSRF token: the page itself has no form */
    CHECK_STR(post(&c, "/letter/report", "kind=closed").location, S("/letter/report"));
    CHECK_INT(world_number("SELECT count(*) FROM report"), 0);
}
