/* register_place_test.c: institutions that can't be registered just so, and what a letter's
 * code opens. */
#include "tests/page/people.h"
#include "tests/page/register_steps.h"

#include "util/str.h"

#define FORM    "/register/form"
#define CONFIRM "/register/form/confirm"
#define PLACE   "/register/form/place"
#define MAIL    "sato@example.jp"
/* the rest of the form for INST_CLINIC, which has a letter */
#define CLINIC_REST                                                                      \
    "family=佐藤&given=花子&here=1&seen=1310000014&terms=1"                            \
    "&password=Ume2026hanami&password2=Ume2026hanami"

static struct client begin(void)
{
    world();
    return client_register(MAIL);
}

static struct reply find(struct client *c, const char *code10)
{
    char body[100];

    snprintf(body, sizeof(body), "pref=&score_table=&code=%s&_find=1", code10);
    return submit(c, FORM, body);
}

static struct reply type_code(struct client *c, const char *path, const char *code)
{
    char body[200];

    snprintf(body, sizeof(body), "code=%s", code);
    get(c, path);
    return post(c, path, body);
}

/* The institution of the letter is registered by a link alone; its owner logged in. */
static struct client registered_by_link(const char *mail)
{
    struct client c;

    world_sql("UPDATE credential SET valid_until = '2000-01-01'");
    c = client_register(mail);
    submit(&c, FORM, "code=1310000014&_find=1");
    CHECK_STR(submit(&c, FORM, CLINIC_REST).location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
    world_sql("UPDATE credential SET valid_until = '2027-01-20'");
    return c;
}

TEST(register_place_closed)
{
    struct client c = begin();
    struct reply r = find(&c, "0130000036");

    CHECK_STR(r.location, S(PLACE));
    r = get(&c, PLACE);
    CHECK(has(r, "廃止の届出が出ています") && has(r, "2026年1月1日") && has(r, "𠮷田歯科"));
    CHECK(has(r, "0800-080-4583") && has(r, "入力画面に戻る") && !has(r, "name=\"code\""));
    get(&c, FORM);
    CHECK_INT(post(&c, PLACE, "code=x").status, 200);
    /* nothing else leads past it */
    CHECK_STR(submit(&c, FORM, "family=a&given=b&here=1&terms=1&seen=0130000036"
                               "&password=Ume2026hanami&password2=Ume2026hanami").location,
        S(PLACE));
    CHECK_STR(get(&c, CONFIRM).location, S(PLACE));
    /* closed from tomorrow on is open today */
    world_sql("UPDATE institution SET closed_on = '2026-11-22' WHERE id = 3");
    CHECK_STR(get(&c, PLACE).location, S(FORM));
    world_sql("UPDATE institution SET closed_on = '2026-11-21' WHERE id = 3");
    CHECK_INT(get(&c, PLACE).status, 200);
}

TEST(register_place_registered)
{
    struct client c = begin();
    struct reply r = find(&c, "2740000025");

    CHECK_STR(r.location, S(PLACE));
    r = get(&c, PLACE);
    CHECK(has(r, "もう登録されています") && has(r, "ひまわり薬局") && has(r, "y***@…"));
    CHECK(!has(r, "amada") && !has(r, MEMBER_MAIL) && !has(r, "山田") && !has(r, "06-0000"));
    CHECK(has(r, "/letter") && has(r, "0800-080-4583") && has(r, "仮パスワード"));
    CHECK_STR(get(&c, CONFIRM).location, S(FORM));
    r = type_code(&c, PLACE, "ABCDEFGHJKMN");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "いま使える案内文書がありません"));
}

TEST(register_place_with_a_letter)
{
    struct client c = begin();
    struct reply r = find(&c, "1310000014");

    CHECK_STR(r.location, S(PLACE));
    r = get(&c, PLACE);
    CHECK(has(r, "案内文書を送っています") && has(r, "href=\"/login\"") && has(r, "href=\"/letter\""));
    CHECK(!has(r, LETTER_LOGIN));
    /* its code opens the form */
    CHECK_STR(type_code(&c, PLACE, world_letter_password).location, S(FORM "?proved=1"));
    r = get(&c, FORM "?proved=1");
    CHECK(has(r, "案内文書で確かめました") && has(r, "さくら内科クリニック"));
    CHECK_STR(submit(&c, FORM, CLINIC_REST).location, S(CONFIRM));
    r = get(&c, CONFIRM);
    CHECK(has(r, "仮パスワードは使えなくなります") && !has(r, "折り返し"));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
    CHECK(!has(get(&c, "/register/done"), "案内文書で確かめる"));
    CHECK(!has(get(&c, "/my"), "confirm-code"));
    CHECK_STR(world_text("SELECT proof FROM statement WHERE institution = 1"), S("letter"));
    CHECK_INT(world_number("SELECT letter FROM statement WHERE institution = 1"), 1);
    CHECK_STR(world_text("SELECT state FROM credential"), S("used"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'registration.letter_code'"), 1);
}

/* A letter that lay in a drawer until its date was over stands in nobody's way. */
TEST(register_place_letter_is_over)
{
    struct client c = begin();

    world_sql("UPDATE credential SET valid_until = '2026-11-20'");
    CHECK_STR(find(&c, "1310000014").location, S(FORM "#code10"));
    world_sql("UPDATE credential SET valid_until = '2026-11-21'");
    CHECK_STR(find(&c, "1310000014").location, S(PLACE));
}

TEST(register_place_wrong_codes_are_told_and_counted)
{
    struct client c = begin(), other;
    char wrong[16];
    struct reply r;

    find(&c, "1310000014");
    CHECK(has(type_code(&c, PLACE, ""), "仮パスワードを入力してください"));
    CHECK(has(type_code(&c, PLACE, "ABC"), "12文字です"));
    /* a slip of the pen is told by the check character and is no try */
    snprintf(wrong, sizeof(wrong), "%s", world_letter_password);
    wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
    for (int i = 0; i < 10; i++)
        r = type_code(&c, PLACE, wrong);
    CHECK(has(r, "写しまちがい"));
    CHECK_INT(world_number("SELECT count(*) FROM throttle"), 0);
    /* another letter's code */
    for (int i = 0; i < 6; i++) {
        r = type_code(&c, PLACE, "0000-0000-0000");
        CHECK_INT(r.status, 422);
        CHECK(has(r, "仮パスワードがちがいます"));
    }
    CHECK(has(type_code(&c, PLACE, world_letter_password), "秒待ってください"));
    CHECK_STR(world_text("SELECT extra FROM token"), S(""));
    /* that is the business of this link: somebody else may go on */
    other = client_register("other@example.jp");
    other.peer = "198.51.100.9";
    find(&other, "1310000014");
    CHECK_STR(type_code(&other, PLACE, world_letter_password).location, S(FORM "?proved=1"));
    world_clock(WORLD_NOW + 60);
    CHECK_STR(type_code(&c, PLACE, world_letter_password).location, S(FORM "?proved=1"));
}

/* The code opens its own institution, as long as the letter's login works. */
TEST(register_place_code_is_for_one_institution)
{
    struct client c = begin();

    find(&c, "1310000014");
    type_code(&c, PLACE, world_letter_password);
    CHECK_STR(find(&c, "2740000025").location, S(PLACE));
    CHECK_STR(find(&c, "1310000014").location, S(FORM "#code10"));
    CHECK_STR(submit(&c, FORM, CLINIC_REST).location, S(CONFIRM));
    get(&c, CONFIRM);
    world_sql("UPDATE credential SET state = 'void', void_reason = 'requested'");
    world_sql("INSERT INTO statement (institution, name, founder, registered_at) VALUES (1, 'x', 'y', 1)");
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S(PLACE));
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
}

/* Registered by somebody who has proved nothing: whoever holds the letter takes it over. */
TEST(register_take_over_from_who_proved_nothing)
{
    world();
    struct client first = registered_by_link("first@example.jp"), c = client_register(MAIL);
    struct reply r;

    CHECK_INT(get(&first, "/my").status, 200);
    find(&c, "1310000014");
    r = get(&c, PLACE);
    CHECK(has(r, "もう登録されています") && has(r, "f***@…"));
    CHECK_STR(type_code(&c, PLACE, world_letter_password).location, S(FORM "?proved=1"));
    CHECK(has(get(&c, FORM), "あなたが代表になります"));
    submit(&c, FORM, CLINIC_REST "&name=新しい名前");
    CHECK(has(get(&c, CONFIRM), "いま代表の方がいます"));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
    /* the first one is out, at once, and told why; the address is free again */
    CHECK_STR(get(&first, "/my").location, S("/login?next=/my"));
    CHECK_INT(world_number("SELECT count(*) FROM member m JOIN account a ON a.id = m.account"
                           " WHERE a.mail = 'first@example.jp'"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'ended'"
                           " AND mail_to = 'first@example.jp'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM member WHERE institution = 1"), 1);
    CHECK_STR(world_text("SELECT proof||' '||name FROM statement WHERE institution = 1"),
        S("letter 新しい名前"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.claimed'"), 1);
    /* what was done for the institution stays */
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE institution = 1"
                           " AND action = 'account.registered'"), 2);
}

/* A login that no institution has any more registers again, with all that it needs. */
TEST(register_again_after_the_last_institution)
{
    struct client c;

    world();
    world_sql("DELETE FROM member; DELETE FROM statement;"
              "UPDATE credential SET state = 'void'");
    c = client_register(MEMBER_MAIL);
    find(&c, "1310000014");
    CHECK_STR(submit(&c, FORM, CLINIC_REST).location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
    CHECK_STR(world_text("SELECT group_concat(id || ' ' || contact || ' ' || mail) FROM account"),
        S("1 佐藤 花子 " MEMBER_MAIL));
    CHECK_INT(world_number("SELECT institution FROM member WHERE account = 1"), 1);
    CHECK_INT(get(&c, "/my").status, 200);
    c = client_new();
    get(&c, "/login");
    CHECK_INT(post(&c, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD).status, 422);
    CHECK_STR(post(&c, "/login", "login=" MEMBER_MAIL "&password=Ume2026hanami").location, S("/my"));
}

/* … but its second factor stays, and is asked for. */
TEST(register_again_with_a_second_factor)
{
    struct client c;

    world();
    world_sql("DELETE FROM member; DELETE FROM statement;"
              "INSERT INTO factor (account, seed, created_at, enrolled_at) VALUES (1, x'00', 1, 1);"
              "UPDATE credential SET state = 'void'");
    c = client_register(MEMBER_MAIL);
    find(&c, "1310000014");
    submit(&c, FORM, CLINIC_REST);
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
    CHECK(has(get(&c, "/register/done"), "ログインの画面へ"));
    CHECK_STR(get(&c, "/my").location, S("/login?next=/my"));
    get(&c, "/login");
    CHECK_STR(post(&c, "/login", "login=" MEMBER_MAIL "&password=Ume2026hanami").location,
        S("/login/code"));
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 1);
}

/* Deleted at a caller's request from a certain moment on: it is told, and then it is free. */
TEST(register_place_deletion_is_coming)
{
    struct client c = begin();
    struct reply r;

    find(&c, "2740000025");
    CHECK(!has(get(&c, PLACE), "取り消す予定"));
    world_sql("INSERT INTO deletion (number, institution, account, state, caller, asked_at,"
              " asked_by, effective_at) VALUES ('ABCDEFGHJ', 2, 1, 'scheduled', 'x', 1, 1,"
              " 1795474800)");
    r = get(&c, PLACE);
    CHECK(has(r, "取り消す予定") && has(r, "令和8年11月24日（火） 08:00"));
    world_sql("UPDATE deletion SET state = 'done'; DELETE FROM member; DELETE FROM statement");
    CHECK_STR(get(&c, PLACE).location, S(FORM));
}

/* One who had proved it stays as staff; his login keeps working. */
enum { HOUR = 3600, CLAIM = 72 * HOUR };

/* Owners who have proved it have three days to say no. */
TEST(register_take_over_from_a_colleague)
{
    world();
    struct client first = registered_by_link("first@example.jp"), c = client_register(MAIL);
    struct reply r;

    world_sql("UPDATE statement SET proof = 'callback' WHERE institution = 1");
    /* an invitation of the old owner's must not make anybody an owner afterwards */
    world_sql("INSERT INTO token (hash, purpose, mail, institution, extra, created_at, expires_at)"
              " VALUES (x'01', 'invite', 'x@example.jp', 1, 'owner', 1, 9000000000)");
    /* nor an agent go on for those who are none any more */
    add_agency(MEMBER_MAIL, INST_CLINIC, 1);
    find(&c, "1310000014");
    CHECK(has(get(&c, PLACE), "72時間"));
    CHECK_STR(type_code(&c, PLACE, world_letter_password).location, S(PLACE));
    CHECK(has(get(&c, PLACE), "11月24日 11:00"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'claim'"
                           " AND mail_to = 'first@example.jp'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'claim_link'"
                           " AND mail_to = '" MAIL "'"), 1);
    r = get(&first, "/my");
    CHECK(has(r, "代表になりたいという申し込みがありました") && has(r, MAIL));
    /* nothing before its time, and nothing is told twice */
    type_code(&c, PLACE, world_letter_password);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'claim'"), 1);
    world_clock(WORLD_NOW + CLAIM - 1);
    CHECK_STR(submit(&c, FORM, CLINIC_REST).location, S(PLACE));
    world_clock(WORLD_NOW + CLAIM);
    CHECK_STR(submit(&c, FORM, CLINIC_REST).location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
    CHECK_STR(world_text("SELECT group_concat(a.mail || ' ' || m.role, ', ') FROM member m"
                         " JOIN account a ON a.id = m.account WHERE m.institution = 1"),
        S("first@example.jp staff, " MAIL " owner"));
    CHECK(world_number("SELECT expires_at FROM token WHERE mail = 'x@example.jp'") <=
        WORLD_NOW + CLAIM);
    CHECK_STR(world_text("SELECT state || ' ' || reason FROM agency"), S("ended owner"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'lowered'"
                           " AND mail_to = 'first@example.jp'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'registration.claimed'"), 1);
}

TEST(register_claim_is_stopped_by_one_press)
{
    world();
    struct client first = registered_by_link("first@example.jp"), c = client_register(MAIL);
    struct str id;
    char body[80];

    world_sql("UPDATE statement SET proof = 'letter' WHERE institution = 1");
    find(&c, "1310000014");
    type_code(&c, PLACE, world_letter_password);
    id = world_text("SELECT rowid FROM token WHERE extra LIKE 'claim:%'");
    snprintf(body, sizeof(body), "kind=claim&id=" STR_FMT, STR_ARG(id));
    get(&first, "/my");
    CHECK_STR(post(&first, "/my/stop", body).location, S("/my?sent=stopped"));
    CHECK(!has(get(&first, "/my"), "申し込みがありました"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'claim_stopped'"
                           " AND mail_to = '" MAIL "'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.claim_stopped'"), 1);
    CHECK_STR(world_text("SELECT state || void_reason FROM credential"), S("voidstopped"));
    world_clock(WORLD_NOW + CLAIM);
    CHECK(str_starts(get(&c, FORM).location, S("/register/")));
    CHECK_INT(get(&c, newest_register_link()).status, 410);
    CHECK_STR(world_text("SELECT group_concat(role) FROM member WHERE institution = 1"), S("owner"));
}

/* A claim that nobody goes on with ends by itself; the time is no longer than was said. */
TEST(register_claim_ends_three_days_after_its_time)
{
    world();
    struct client first = registered_by_link("first@example.jp"), c = client_register(MAIL);

    world_sql("UPDATE statement SET proof = 'letter' WHERE institution = 1");
    find(&c, "1310000014");
    type_code(&c, PLACE, world_letter_password);
    world_clock(WORLD_NOW + 2 * CLAIM - 1);
    CHECK_INT(get(&c, FORM).status, 200);
    world_clock(WORLD_NOW + 2 * CLAIM);
    CHECK(str_starts(get(&c, FORM).location, S("/register/")));
    (void)first;
}

/* A code that was typed while nobody had proved anything is none when somebody has. */
TEST(register_code_typed_before_the_proof_is_a_claim_after)
{
    world();
    struct client first = registered_by_link("first@example.jp"), c = client_register(MAIL);

    find(&c, "1310000014");
    type_code(&c, PLACE, world_letter_password);
    world_sql("UPDATE statement SET proof = 'callback' WHERE institution = 1");
    CHECK_STR(submit(&c, FORM, CLINIC_REST).location, S(PLACE));
    CHECK_STR(world_text("SELECT group_concat(role) FROM member WHERE institution = 1"), S("owner"));
    (void)first;
}

/* The letter's own login does the same at an institution that nobody has proved. */
TEST(register_letter_login_ends_an_unproved_registration)
{
    world();
    struct client first = registered_by_link("first@example.jp"), c = client_letter();

    submit(&c, "/my/account", "name=さくら&founder=髙﨑&phone=0300000001&contact=佐藤"
        "&mail=" MAIL "&mail2=" MAIL "&password=Ume2026hanami&password2=Ume2026hanami");
    CHECK_STR(submit(&c, "/my/account/confirm", "step=commit").location, S("/my/account/done"));
    CHECK_STR(get(&first, "/my").location, S("/login?next=/my"));
    CHECK_STR(world_text("SELECT proof FROM statement WHERE institution = 1"), S("letter"));
    CHECK_STR(world_text("SELECT founder_jis FROM statement WHERE institution = 1"), S("高崎"));
}

/* … but not at one that has been proved meanwhile. */
TEST(register_letter_login_at_a_proved_institution)
{
    world();
    struct client first = registered_by_link("first@example.jp"), c = client_letter();

    world_sql("UPDATE statement SET proof = 'callback' WHERE institution = 1");
    submit(&c, "/my/account", "name=さくら&founder=髙﨑&phone=0300000001&contact=佐藤"
        "&mail=" MAIL "&mail2=" MAIL "&password=Ume2026hanami&password2=Ume2026hanami");
    CHECK_INT(submit(&c, "/my/account/confirm", "step=commit").status, 422);
    CHECK_INT(get(&first, "/my").status, 200);
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = '" MAIL "'"), 0);
}

/* ---------------------------------------------------------------- confirming later */

TEST(confirm_code_proves_the_institution)
{
    world();
    struct client c = registered_by_link(MAIL);
    struct reply r = get(&c, "/my/confirm-code");

    CHECK(has(r, "仮パスワードを入力してください") && has(r, "/my/letter"));
    CHECK(has(type_code(&c, "/my/confirm-code", "0000-0000-0000"), "仮パスワードがちがいます"));
    CHECK(has(get(&c, "/my/members"), "/my/confirm-code"));
    r = type_code(&c, "/my/confirm-code", world_letter_password);
    CHECK_STR(r.location, S("/my/confirm-code"));
    CHECK(has(get(&c, "/my/confirm-code"), "終わっています"));
    CHECK(!has(get(&c, "/my"), "confirm-code"));
    CHECK(!has(get(&c, "/my/members"), "確認が終わると"));
    CHECK_STR(world_text("SELECT proof FROM statement WHERE institution = 1"), S("letter"));
    CHECK_STR(world_text("SELECT state FROM credential"), S("used"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'proved'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.proved'"), 1);
    /* once is enough */
    get(&c, "/my");
    CHECK_STR(post(&c, "/my/confirm-code", "code=x").location, S("/my/confirm-code"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'proved'"), 1);
}

TEST(confirm_code_without_a_letter)
{
    world();
    struct client c = registered_by_link(MAIL);

    world_sql("UPDATE credential SET state = 'void'");
    CHECK(has(type_code(&c, "/my/confirm-code", world_letter_password),
        "いま使える案内文書がありません"));
    CHECK_STR(world_text("SELECT proof FROM statement WHERE institution = 1"), S(""));
    c = client_member();
    CHECK(has(get(&c, "/my/confirm-code"), "終わっています"));
}

TEST(confirm_code_of_another_institution)
{
    world();
    struct client c = registered_by_link(MAIL);

    world_sql("INSERT INTO credential (institution, login, hash, salt, valid_until, state, created_at)"
              " SELECT 3, '1ZZZZZZZZ@13', hash, salt, valid_until, 'issued', 0 FROM credential");
    world_sql("UPDATE credential SET salt = x'00112233445566778899aabbccddeeff' WHERE institution = 1");
    CHECK(has(type_code(&c, "/my/confirm-code", world_letter_password), "ちがいます"));
    CHECK_STR(world_text("SELECT proof FROM statement WHERE institution = 1"), S(""));
}
