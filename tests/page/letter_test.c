/* letter_test.c: a new letter for who has lost the old one, from all sides. */
#include "tests/page/people.h"
#include "tests/page/register_steps.h"
#include "tests/staff/people.h"

#include "model/credential.h"
#include "model/letter_request.h"
#include "tests/world_impl.h"
#include "util/str.h"

#define CLINIC   "pref=13&score_table=1&code=0000014"
#define PHARMACY "pref=27&score_table=4&code=0000025"
#define DAY      86400LL

static struct reply ask(const char *body)
{
    struct client c = client_new();

    return submit(&c, "/letter", body);
}

/* Neither the session nor the address may stand in the way of a test of days. */
static void day(int n)
{
    world_clock(WORLD_NOW + n * DAY);
}

TEST(letter_is_asked_for_without_a_login)
{
    struct client inside;
    struct reply r;

    world();
    inside = client_letter();
    r = ask(CLINIC);
    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, S("/letter/done"));
    CHECK_INT(world_number("SELECT count(*) FROM letter_request WHERE institution = 1"
                           " AND state = 'asked' AND asked_by = '-'"), 1);
    /* Whoever has only found out a public code puts out nobody's letter. */
    CHECK_STR(world_text("SELECT state || void_reason FROM credential"), S("issued"));
    CHECK_INT(get(&inside, "/my/account").status, 200);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    CHECK_STR(world_text("SELECT actor || action FROM audit WHERE institution = 1"
                         " ORDER BY id DESC"), S("-letter.requested"));
    struct client c = client_new();
    r = get(&c, "/letter/done");
    CHECK(has(r, "令和8年11月28日（土）"));
}

TEST(letter_answer_is_the_same_for_the_registered)
{
    struct reply a, b;

    world();
    a = ask(CLINIC);
    b = ask(PHARMACY);
    CHECK_INT(a.status, b.status);
    CHECK_STR(a.location, b.location);
    CHECK_STR(a.body, b.body);
    CHECK_STR(world_text("SELECT group_concat(state || recovery) FROM letter_request"),
        S("asked0,asked1"));
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'letter_asked'"),
        S(MEMBER_MAIL));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
    /* A week of rest for both: the second answer does not tell them apart either. */
    day(1);
    a = ask(CLINIC);
    b = ask(PHARMACY);
    CHECK(a.status == 422 && b.status == 422);
    CHECK(has(a, "発送の準備をしています") && has(b, "発送の準備をしています"));
    world_sql("UPDATE letter_request SET state = 'issued'");
    a = ask(CLINIC);
    b = ask(PHARMACY);
    CHECK(has(a, "つぎは、令和8年11月28日（土）から申し込めます"));
    CHECK(has(b, "つぎは、令和8年11月28日（土）から申し込めます"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
}

/* Everybody who can log in is told, and one press of any of them ends it. */
TEST(letter_of_a_registered_institution_is_told_and_stopped)
{
    struct client owner, looks, other;
    struct reply r;

    world();
    owner = client_member();
    looks = client_role("viewer");
    other = client_letter();
    CHECK_INT(ask(PHARMACY).status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'letter_asked'"
        " AND mail_to IN ('" MEMBER_MAIL "', 'viewer@example.jp') AND secret = 0"), 2);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'letter_asked'"),
        S("http://portal.test/my\n")));
    CHECK(!has(get(&other, "/my/account"), "新しい案内文書の申し込みがありました"));
    r = get(&owner, "/my");
    CHECK(has(r, "新しい案内文書の申し込みがありました") && has(r, "ログインなしの画面から"));
    r = get(&looks, "/my");
    CHECK_STR(post(&looks, "/my/stop", "kind=letter&id=2").location, S("/my?sent=stopped"));
    CHECK_STR(world_text("SELECT state FROM letter_request"), S("asked")); /* another number */
    CHECK_STR(post(&looks, "/my/stop", "kind=letter&id=1").location, S("/my?sent=stopped"));
    CHECK_STR(world_text("SELECT state || reason FROM letter_request"), S("refusedmember"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'stopped'"), 2);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'letter.request_stopped'"
                           " AND institution = 2"), 1);
    CHECK(!has(get(&owner, "/my"), "新しい案内文書の申し込みがありました"));
    CHECK(has(get(&owner, "/my/letter"), "取りやめました"));
    CHECK_STR(post(&looks, "/my/stop", "kind=letter&id=1").location, S("/my?sent=stopped"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'stopped'"), 2);
    /* it counts as one in seven days */
    world_clock(WORLD_NOW + 600);
    CHECK(has(ask(PHARMACY), "つぎは、令和8年11月28日（土）から申し込めます"));
}

/* Nobody stops what is another institution's. */
TEST(letter_of_another_institution_is_not_stopped)
{
    struct client c;

    world();
    more_places();
    c = client_member();
    add_membership(add_login("ume@example.jp"), INST_SECOND, "owner");
    CHECK_INT(ask("pref=13&score_table=1&code=0000047").status, 303);
    get(&c, "/my");
    post(&c, "/my/stop", "kind=letter&id=1");
    CHECK_STR(world_text("SELECT state FROM letter_request"), S("asked"));
}

/* The letter of a registered institution, printed. */
static void recovery_letter(void)
{
    world_sql("INSERT INTO letter_request (institution, asked_at, asked_by, state, recovery,"
              " letter, done_at) VALUES (2, 1795140000, '-', 'issued', 1, 1, 1795140000);"
              "INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin,"
              " folder, state, created_at) VALUES (5, 'x', '2023-02', '2026-11-20',"
              " '2026-11-20', '2027-01-20', 'http://x', 'x', 'done', 0);"
              "INSERT INTO letter (id, campaign, institution, chunk, state) VALUES"
              " (1, 5, 2, 1, 'written');"
              "UPDATE credential SET institution = 2, recovery = 1;"
              "UPDATE account SET mail_confirmed_at = 1");
}

/* It proves something; it registers nothing and opens nothing. */
TEST(letter_of_a_registered_institution_is_no_login)
{
    char ticket[CREDENTIAL_TICKET + 1], path[64], body[200];
    struct client c = client_new(), link;
    struct reply r;

    world();
    recovery_letter();
    credential_ticket_make(ticket, 1, 1);
    snprintf(path, sizeof(path), "/q/%s", ticket);
    r = get(&c, path);
    CHECK(r.status == 200 && has(r, "この施設の登録は終わっています"));
    CHECK(has(r, "href=\"/password/letter\""));
    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s", world_letter_password);
    get(&c, "/login");
    r = post(&c, "/login", body);
    CHECK(r.status == 422 && has(r, "登録やログインには使いません"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
    /* nor does its code at once make anybody owner who comes by a mail link */
    link = client_register("neu@example.jp");
    submit(&link, "/register/form", "code=2740000025&_find=1");
    snprintf(body, sizeof(body), "code=%s", world_letter_password);
    get(&link, "/register/form/place");
    r = post(&link, "/register/form/place", body);
    CHECK_STR(r.location, S("/register/form/place"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'claim'"
                           " AND mail_to = '" MEMBER_MAIL "'"), 1);
    CHECK_STR(world_text("SELECT group_concat(role) FROM member"), S("owner"));
    CHECK_STR(world_text("SELECT state FROM credential"), S("issued"));
}

TEST(letter_of_a_registered_institution_brings_a_new_address_once)
{
    char body[300];
    struct client c = client_new();
    const char *path;
    struct reply r;

    world();
    recovery_letter();
    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s&mail=new@example.jp"
        "&mail2=new@example.jp", world_letter_password);
    CHECK_STR(submit(&c, "/password/letter", body).location, S("/password/letter/sent"));
    path = link_in_mail("replace");
    world_clock(WORLD_NOW + DAY);
    get(&c, path);
    snprintf(body, sizeof(body), "password=Ume2026hanami&password2=Ume2026hanami"
        "&current_letter=%s", world_letter_password);
    CHECK_STR(post(&c, path, body).location, S("/password/done"));
    CHECK_STR(world_text("SELECT state || void_reason FROM credential"), S("voidspent"));
    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s&mail=x@example.jp"
        "&mail2=x@example.jp", world_letter_password);
    r = submit(&c, "/password/letter", body);
    CHECK(r.status == 422 && has(r, "この案内文書は、もう使えません"));
}

/* Stopped after it was printed: the paper is worth nothing. */
TEST(letter_of_a_registered_institution_is_stopped_after_printing)
{
    struct client owner;

    world();
    recovery_letter();
    owner = client_member();
    CHECK(has(get(&owner, "/my"), "新しい案内文書の申し込みがありました"));
    post(&owner, "/my/stop", "kind=letter&id=1");
    CHECK_STR(world_text("SELECT state || void_reason FROM credential"), S("voidstopped"));
    CHECK_STR(world_text("SELECT state || reason FROM letter_request"), S("refusedmember"));
    /* over with its last day, too */
    world();
    recovery_letter();
    world_sql("UPDATE credential SET valid_until = '2026-11-20'");
    owner = client_member();
    CHECK(!has(get(&owner, "/my"), "新しい案内文書の申し込みがありました"));
}

TEST(letter_comes_once_in_seven_days)
{
    struct reply r;

    world();
    CHECK_INT(ask(CLINIC).status, 303);
    world_clock(WORLD_NOW + 599);
    CHECK_STR(ask(CLINIC).location, S("/letter/done")); /* the second press of a button */
    world_clock(WORLD_NOW + 600);
    r = ask(CLINIC);
    CHECK(r.status == 422 && has(r, "発送の準備をしています"));
    CHECK_INT(world_number("SELECT count(*) FROM letter_request"), 1);
    world_sql("UPDATE letter_request SET state = 'issued', done_at = 1");
    day(6);
    r = ask(CLINIC);
    CHECK(r.status == 422 && has(r, "つぎは、令和8年11月28日（土）から申し込めます"));
    CHECK(has(r, "<title>エラー："));
    day(7);
    CHECK_INT(ask(CLINIC).status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM letter_request"), 2);
    /* One that still waits is not doubled, however old it is. */
    day(30);
    r = ask(CLINIC);
    CHECK(r.status == 422 && has(r, "発送の準備をしています"));
}

TEST(letter_form_says_what_is_wrong)
{
    struct reply r;

    world();
    r = ask("pref=&score_table=&code=");
    CHECK(complains(r, "pref", "都道府県を、1つ選んでください"));
    CHECK(complains(r, "score_table", "点数表コードを、1つ選んでください"));
    CHECK(complains(r, "code", "医療機関等コードを入力してください"));
    r = ask("pref=13&score_table=1&code=0000015");
    CHECK(r.status == 422 && has(r, "id=\"code-e\""));
    r = ask("pref=13&score_table=1&code=000001");
    CHECK(r.status == 422 && has(r, "id=\"code-e\""));
    r = ask("pref=13&score_table=1&code=2740000025");
    CHECK(complains(r, "pref", "都道府県が、医療機関等コードのはじめの2けたとちがいます"));
    r = ask("pref=27&score_table=1&code=2740000025");
    CHECK(complains(r, "score_table", "点数表コードが、医療機関等コードの3けためとちがいます"));
    r = ask("pref=48&score_table=5&code=0000014");
    CHECK(complains(r, "pref", "都道府県を、一覧の中から選んでください"));
    CHECK_INT(ask("pref=01&score_table=3&code=0000036").status, 422); /* closed */
    world_sql("UPDATE institution SET address = '' WHERE id = 1");
    CHECK(has(ask(CLINIC), "届け出ている住所がわからないため"));
    CHECK_INT(world_number("SELECT count(*) FROM letter_request"), 0);
    CHECK_STR(world_text("SELECT state FROM credential"), S("issued"));
}

TEST(letter_takes_ten_digits_in_any_width)
{
    world();
    CHECK_INT(ask("pref=13&score_table=1&code=%EF%BC%91%EF%BC%93-1-0000014").status, 303);
}

TEST(letter_form_has_a_number_for_each_day)
{
    struct reply r;

    world();
    world_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
              " INSERT INTO letter_request (institution, asked_at, asked_by, state)"
              " SELECT 3, 1795226400, '-', 'issued' FROM n");
    r = ask(CLINIC);
    CHECK(r.status == 422 && has(r, "あした、もう一度申し込んでください"));
    CHECK_STR(world_text("SELECT state FROM credential"), S("issued"));
    day(1);
    CHECK_INT(ask(CLINIC).status, 303);
}

TEST(letter_for_an_account_that_is_not_confirmed)
{
    struct client c;
    struct reply r;

    world();
    c = client_member();
    r = get(&c, "/my/letter");
    CHECK(has(r, "ふだんは、案内文書はいりません") && has(r, "action=\"/my/letter\""));
    CHECK_STR(post(&c, "/my/letter", "").location, S("/my/letter?sent=1"));
    CHECK_STR(world_text("SELECT state || recovery || asked_by FROM letter_request"),
        world_text("SELECT 'asked1a:' || id FROM account"));
    CHECK(has(get(&c, "/my"), "いっしょに使う人の1人から"));
    world_sql("DELETE FROM letter_request; UPDATE statement SET proof = ''");
    r = get(&c, "/my/letter");
    CHECK(has(r, "action=\"/my/letter\""));
    CHECK_STR(post(&c, "/my/letter", "").location, S("/my/letter?sent=1"));
    CHECK_STR(post(&c, "/my/letter", "").location, S("/my/letter?sent=1"));
    CHECK_INT(world_number("SELECT count(*) FROM letter_request WHERE institution = 2"), 1);
    CHECK_STR(world_text("SELECT asked_by FROM letter_request"),
        world_text("SELECT 'a:' || id FROM account"));
    r = get(&c, "/my/letter?sent=1");
    CHECK(has(r, "発送の準備をしています") && !has(r, "action=\"/my/letter\""));
    world_sql("UPDATE letter_request SET state = 'issued'");
    r = get(&c, "/my/letter");
    CHECK(has(r, "令和8年11月28日（土）") && !has(r, "action=\"/my/letter\""));
}

TEST(letter_that_was_replaced_says_so)
{
    char ticket[CREDENTIAL_TICKET + 1], path[64];
    struct client c;
    struct reply r;

    world();
    credential_ticket_make(ticket, 1, 1);
    snprintf(path, sizeof(path), "/q/%s", ticket);
    ask(CLINIC);
    c = client_new();
    CHECK_STR(get(&c, path).location, S("/login")); /* the new one is not made yet */
    world_sql("UPDATE credential SET state = 'void', void_reason = 'requested'");
    r = get(&c, path);
    CHECK(r.status == 200 && has(r, "2026年11月21日 11:00"));
    CHECK(has(r, "新しい案内文書の申し込みを受け付けています"));
    world_sql("UPDATE letter_request SET state = 'issued';"
              "INSERT INTO campaign (id, name, form, cutoff, posted_on, valid_until, origin,"
              " folder, state, created_at) VALUES (5, 'x', '2025', '2026-01-01', '2026-11-24',"
              " '2026-12-31', 'http://x', 'x', 'open', 0);"
              "INSERT INTO chunk (campaign, seq, state, file) VALUES (5, 1, 'published', 'x');"
              "INSERT INTO letter (id, campaign, institution, chunk, state) VALUES"
              " (9, 5, 1, 1, 'written');"
              "INSERT INTO credential (institution, login, hash, salt, letter, valid_until,"
              " state, created_at) VALUES (1, '1NEW', x'', x'', 9, '2027-01-20', 'issued', 0)");
    r = get(&c, path);
    CHECK(has(r, "新しい案内文書を送りました") && has(r, "2026年11月24日"));
    /* Issued again in the same mailing: the file's own date counts. */
    world_sql("UPDATE chunk SET posted_on = '2026-12-01'");
    CHECK(has(get(&c, path), "2026年12月1日"));
}

TEST(letter_requests_are_a_queue_for_staff)
{
    struct client o, p;
    struct reply r;

    world();
    o = client_staff("operator");
    p = client_staff("printer");
    CHECK(has(get(&o, "/staff/letters/requests"), "いま待っている申し込みはありません"));
    ask(CLINIC);
    day(2);
    world_sql("UPDATE session SET seen_at = 1795399200, created_at = 1795399200");
    r = get(&o, "/staff/letters/requests");
    CHECK(has(r, "さくら内科クリニック") && has(r, "画面から") && has(r, ">2日<"));
    CHECK(has(r, "href=\"/staff/institutions/1310000014?why=filing\"") && has(r, "取り下げる"));
    r = get(&p, "/staff/letters/requests");
    CHECK(has(r, "さくら内科クリニック") && !has(r, "取り下げる") &&
          !has(r, "/staff/institutions/13"));
    get(&o, "/staff/letters/requests");
    CHECK_INT(post(&o, "/staff/letters/requests/1", "").status, 303);
    CHECK_STR(world_text("SELECT state || reason FROM letter_request"), S("refusedstaff"));
    CHECK_INT(post(&o, "/staff/letters/requests/1", "").status, 422);
    CHECK_INT(post(&o, "/staff/letters/requests/2", "").status, 404);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'letter.request_refused'"
                           " AND institution = 1"), 1);
}

TEST(letter_is_asked_for_by_staff_for_a_caller)
{
    struct client o;
    struct reply r;

    world();
    o = client_staff("operator");
    r = get(&o, "/staff/institutions/1310000014");
    CHECK(has(r, "新しい案内文書を送る"));
    CHECK_STR(post(&o, "/staff/letters/requests", "code=1310000014").location,
        S("/staff/letters/requests"));
    CHECK(has(get(&o, "/staff/letters/requests"), "職員 operator one"));
    r = post(&o, "/staff/letters/requests", "code=1310000014");
    CHECK(r.status == 422 && has(r, "発送を待っています"));
    /* on the caller's word the lost one dies at once */
    CHECK_STR(world_text("SELECT state || void_reason FROM credential"), S("voidrequested"));
    CHECK_INT(post(&o, "/staff/letters/requests", "code=2740000025").status, 303);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'letter_asked'"),
        S("コールセンター（電話を受けて）")));
    CHECK_INT(post(&o, "/staff/letters/requests", "code=0130000036").status, 422);
    CHECK_INT(post(&o, "/staff/letters/requests", "code=9999999999").status, 404);
    CHECK_INT(post(&o, "/staff/letters/requests", "").status, 404);
    CHECK_INT(world_number("SELECT count(*) FROM letter_request"), 2);
    struct client a = client_staff("auditor");
    CHECK(!has(get(&a, "/staff/institutions/1310000014"), "新しい案内文書を送る"));
}
