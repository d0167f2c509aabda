/* account_join_test.c: a second letter and a login that exists: one login, two institutions. */
#include "tests/page/factor.h"

#include "util/str.h"

#define JOIN    "/my/account/join"
#define CONFIRM "/my/account/join/confirm"
#define GOOD                                                                             \
    "name=さくら内科&founder=医療法人社団髙﨑会&mail=" MEMBER_MAIL "&current=" MEMBER_PASSWORD

static int64_t nothing_happened(void)
{
    return world_number("SELECT (SELECT count(*) FROM statement) = 1 AND"
                        " (SELECT count(*) FROM member) = 1 AND"
                        " (SELECT state FROM credential) = 'issued'");
}

TEST(join_second_letter)
{
    world();
    struct client c = client_letter(), old;
    struct reply r;

    CHECK(has(get(&c, "/my/account"), "<a href=\"" JOIN "\">いまのログインに、この施設を加える</a>"));
    r = submit(&c, JOIN, GOOD);
    CHECK_STR(r.location, S(CONFIRM));
    CHECK_INT(r.hashes, 1);
    CHECK(nothing_happened());
    r = get(&c, CONFIRM);
    CHECK(has(r, "さくら内科") && has(r, MEMBER_MAIL) && !has(r, MEMBER_PASSWORD) &&
        !has(r, "新しいパスワード"));
    old = c;
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S(JOIN "/done"));
    r = get(&c, JOIN "/done");
    CHECK(has(r, "この施設の登録が終わりました") && has(r, "2つです"));
    CHECK(has(get(&c, "/my"), "さくら内科（医療機関等コード 0000014"));
    CHECK(has(get(&c, "/my/choose"), "ひまわり薬局"));
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
    CHECK_STR(world_text("SELECT role FROM member WHERE institution = 1"), S("owner"));
    CHECK_STR(world_text("SELECT name || letter || proof FROM statement WHERE institution = 1"),
        S("さくら内科1letter"));
    CHECK_STR(world_text("SELECT state FROM credential"), S("used"));
    CHECK_STR(world_text("SELECT contact FROM account"), S("山田花子"));
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'place_added'"
                           " AND mail_to = '" MEMBER_MAIL "' AND institution = 1"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.place_added'"
                           " AND institution = 1"), 1);
    /* the letter's session is over */
    CHECK_STR(get(&old, "/my/account").location, S("/login?next=/my/account"));
    /* and the next login chooses */
    struct client again = client_new();
    get(&again, "/login");
    CHECK_STR(post(&again, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD).location,
        S("/my/choose"));
    CHECK(has(get(&again, "/my"), "さくら内科")); /* the last one */
}

TEST(join_takes_what_was_typed_for_a_new_account)
{
    world();
    struct client c = client_letter();
    struct reply r = submit(&c, "/my/account", "name=さくら内科本院&founder=髙﨑&phone=03-0000-0001"
        "&contact=山田花子&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL
        "&password=Ume2026hanami&password2=Ume2026hanami");

    CHECK(complains(r, "mail", "このメールアドレスは、すでにほかの登録で使われています。別のアドレスにするか、"
                               "「いまのログインに、この施設を加える」へ進んでください"));
    r = get(&c, JOIN);
    CHECK(has(r, "value=\"さくら内科本院\"") && has(r, "value=\"髙﨑\"") && has(r, "value=\"" MEMBER_MAIL "\""));
    /* nothing typed: the letter's facts, and not its login */
    world();
    c = client_letter();
    r = get(&c, JOIN);
    CHECK(has(r, "value=\"さくら内科クリニック\"") && !has(r, LETTER_LOGIN "\""));
}

TEST(join_wrong_password_counts_with_those_of_the_login_page)
{
    world();
    struct client c = client_letter(), thief = client_new();
    struct reply r = {.status = 0};

    for (int i = 0; i < 6; i++)
        r = submit(&c, JOIN, "name=さくら&founder=髙﨑&mail=" MEMBER_MAIL "&current=Wrong2026");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "パスワードがちがいます。続けてまちがえたため"));
    CHECK(!has(r, "Wrong2026"));
    CHECK_INT(submit(&c, JOIN, GOOD).hashes, 0); /* not even compared */
    CHECK(nothing_happened());
    CHECK_STR(get(&c, CONFIRM).location, S(JOIN));
    get(&thief, "/login");
    r = post(&thief, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD);
    CHECK(has(r, "続けてまちがえたため"));
    world_clock(WORLD_NOW + 3600);
    c = client_letter();
    CHECK_STR(submit(&c, JOIN, GOOD).location, S(CONFIRM));
}

TEST(join_unknown_address_costs_and_says_the_same)
{
    world();
    struct client a = client_letter(), b = client_letter();
    struct reply known = submit(&a, JOIN, "name=さ&founder=髙&mail=" MEMBER_MAIL "&current=Wrong2026");
    struct reply unknown = submit(&b, JOIN, "name=さ&founder=髙&mail=yamado@example.jp&current=Wrong2026");

    CHECK_INT(known.status, unknown.status);
    CHECK_INT(known.body.n, unknown.body.n);
    CHECK_INT(known.hashes, unknown.hashes);
    CHECK(complains(unknown, "current",
        "パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください"));
}

TEST(join_empty_fields)
{
    world();
    struct client c = client_letter();
    struct reply r = submit(&c, JOIN, "name=&founder=&mail=&current=");

    CHECK(complains(r, "name", "医療機関等名を入力してください"));
    CHECK(complains(r, "founder", "開設者氏名を入力してください"));
    CHECK(complains(r, "mail", "メールアドレスを入力してください"));
    CHECK(complains(r, "current", "いまのパスワードを入力してください"));
    r = submit(&c, JOIN, "name=a&founder=b&mail=" LETTER_LOGIN "&current=x");
    CHECK(has(r, "仮メールアドレスから"));
    CHECK_INT(r.hashes, 0);
}

TEST(join_password_changed_before_the_confirmation)
{
    world();
    struct client c = client_letter();

    CHECK_STR(submit(&c, JOIN, GOOD).location, S(CONFIRM));
    get(&c, CONFIRM);
    world_sql("UPDATE account SET password = replace(password, '$', '$')||'x'");
    CHECK_STR(post(&c, CONFIRM, "step=commit").location, S(JOIN));
    CHECK(nothing_happened());
}

TEST(join_letter_taken_back_before_the_confirmation)
{
    world();
    struct client c = client_letter();

    CHECK_STR(submit(&c, JOIN, GOOD).location, S(CONFIRM));
    /* somebody else registered the institution meanwhile */
    world_sql("INSERT INTO statement (institution, name, founder, registered_at) VALUES (1, 'x', 'y', 1)");
    CHECK_INT(submit(&c, CONFIRM, "step=commit").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM member"), 1);
    CHECK_STR(world_text("SELECT state FROM credential"), S("issued"));
    world_sql("UPDATE credential SET state = 'void'");
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/login?next=" JOIN));
}

TEST(join_confirmed_twice)
{
    world();
    struct client c = client_letter(), both;
    struct reply out[2];
    char body[200];

    CHECK_STR(submit(&c, JOIN, GOOD).location, S(CONFIRM));
    snprintf(body, sizeof(body), "step=commit&_once=" STR_FMT,
        STR_ARG(hidden(get(&c, CONFIRM), "_once")));
    both = c;
    together(&both, CONFIRM, body, out, 2);
    CHECK_STR(out[0].location, S(JOIN "/done"));
    CHECK(out[1].status == 303);
    CHECK_INT(world_number("SELECT count(*) FROM member"), 2);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'place_added'"), 1);
}

TEST(join_login_without_any_place)
{
    world();
    struct client c = client_letter();

    add_login("gone@example.jp");
    CHECK_STR(submit(&c, JOIN, "name=さくら&founder=髙﨑&mail=gone@example.jp&current=" MEMBER_PASSWORD)
                  .location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S(JOIN "/done"));
    CHECK(has(get(&c, "/my"), "さくら"));
    CHECK_STR(get(&c, "/my/choose").location, S("/my"));
}

TEST(join_login_with_a_second_factor)
{
    world();
    struct client c;

    factor_enrolled();
    c = client_letter();
    CHECK_STR(submit(&c, JOIN, GOOD).location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S(JOIN "/done"));
    CHECK_STR(get(&c, JOIN "/done").location, S("/login?next=" JOIN "/done"));
    CHECK_INT(world_number("SELECT count(*) FROM member"), 2);
    CHECK_STR(password_right(&c, JOIN "/done").location, S("/login/code?next=" JOIN "/done"));
    get(&c, "/login/code?next=" JOIN "/done");
    CHECK_STR(post(&c, "/login/code", with(code_body(30), "&next=" JOIN "/done")).location,
        S("/my/choose?next=" JOIN "/done"));
    CHECK(has(get(&c, JOIN "/done"), "2つです"));
}
