/* letter_code_test.c: what a letter of a registered institution is good for: a new address
 * for who lost password and mailbox, an end of the second factor for who lost app and
 * paper. Always a day later, always told, never the letter alone where more was wanted. */
#include "tests/page/factor.h"

#include "util/str.h"

#define FRESH "Ume2026hanami"
#define DAY   (24 * 3600)

/* The letter is the one that ひまわり薬局 was registered with. */
static void own_letter(const char *state)
{
    char sql[200];

    snprintf(sql, sizeof(sql), "UPDATE credential SET institution = 2, state = '%s', used_at = 1795140000;"
        "UPDATE account SET mail_confirmed_at = 1", state);
    world_sql(sql);
}

static struct reply ask(struct client *c, const char *password, const char *mail)
{
    char body[400];

    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s&mail=%s&mail2=%s", password,
        mail, mail);
    return submit(c, "/password/letter", body);
}

/* A new password on the page of the link, with the letter's once more. */
static struct reply fresh(struct client *c, const char *path, const char *more)
{
    char body[300];

    snprintf(body, sizeof(body), "password=" FRESH "&password2=" FRESH "&current_letter=%s%s",
        world_letter_password, more);
    return post(c, path, body);
}

/* A letter speaks for its own institution alone. */
TEST(letter_code_not_for_a_login_of_several_institutions)
{
    world();
    more_places();
    own_letter("used");
    add_membership(1, INST_SECOND, "viewer");
    struct client c = client_new();

    CHECK(has(ask(&c, world_letter_password, "new@example.jp"), "ほかの施設でも使われています"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    /* nor when the second one came in the day between */
    world_sql("DELETE FROM member WHERE institution = 4");
    CHECK_STR(ask(&c, world_letter_password, "new@example.jp").location, S("/password/letter/sent"));
    const char *path = link_in_mail("replace");
    world_clock(WORLD_NOW + DAY);
    CHECK_INT(get(&c, path).status, 200);
    add_membership(1, INST_SECOND, "viewer");
    CHECK_INT(get(&c, path).status, 410);
    get(&c, "/login");
    CHECK_INT(fresh(&c, path, "").status, 410);
    /* nor for one that is somebody's agent elsewhere */
    world_sql("DELETE FROM member WHERE institution = 4");
    CHECK_INT(get(&c, path).status, 200);
    add_agency(MEMBER_MAIL, INST_SECOND, 1);
    CHECK_INT(get(&c, path).status, 410);
    CHECK(has(ask(&c, world_letter_password, "new@example.jp"), "ほかの施設でも使われています"));
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
}

TEST(letter_code_brings_a_new_address_a_day_later)
{
    static const char *const states[] = {"used", "issued"};

    for (size_t i = 0; i < COUNT(states); i++) {
        world();
        own_letter(states[i]);
        struct client c = client_new(), inside = client_member();
        struct reply r;

        CHECK(has(get(&c, "/password"), "href=\"/password/letter\""));
        CHECK_STR(ask(&c, world_letter_password, "new@example.jp").location,
            S("/password/letter/sent"));
        CHECK_INT(get(&c, "/password/letter/sent").status, 200);
        CHECK_INT(mails_to("replace", "new@example.jp"), 1);
        CHECK_INT(mails_to("replace_asked", MEMBER_MAIL), 1);
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 2);
        const char *path = link_in_mail("replace");
        world_clock(WORLD_NOW + DAY - 1);
        CHECK(has(get(&c, path), "11月22日 11:00"));
        get(&c, "/login");
        CHECK(has(fresh(&c, path, ""), "まだ使えません"));
        CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
        world_clock(WORLD_NOW + DAY);
        CHECK(has(get(&c, path), "name=\"password2\""));
        CHECK(complains(post(&c, path, "password=x&password2=x"), "password",
            "パスワードは、8文字以上にしてください（いま1文字です）"));
        r = fresh(&c, path, "");
        CHECK_STR(r.location, S("/password/done"));
        CHECK(!enters(MEMBER_MAIL, MEMBER_PASSWORD));
        CHECK(enters("new@example.jp", FRESH));
        CHECK_INT(get(&inside, "/my").status, 303);
        CHECK_INT(mails_to("mail_changed", MEMBER_MAIL), 1);
        CHECK_INT(mails_to("mail_is", "new@example.jp"), 1);
        CHECK_INT(get(&c, path).status, 410);
    }
}

/* Whoever reads a mailbox that was typed by mistake has the link, and no letter. */
TEST(letter_code_mistyped_new_address_is_of_no_use)
{
    world();
    own_letter("used");
    struct client c = client_new(), stranger = client_new();

    ask(&c, world_letter_password, "new@example.jp");
    const char *path = link_in_mail("replace");
    world_clock(WORLD_NOW + DAY);
    get(&stranger, path);
    CHECK(complains(post(&stranger, path, "password=" FRESH "&password2=" FRESH),
        "current_letter", "案内文書の仮パスワードを入力してください"));
    for (int i = 0; i < 6; i++)
        CHECK_INT(post(&stranger, path, "password=" FRESH "&password2=" FRESH
            "&current_letter=short").status, 422);
    CHECK(has(post(&stranger, path, "password=" FRESH "&password2=" FRESH
        "&current_letter=short"), "続けてまちがえたため"));
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
    /* taken back in the day between: it opens nothing for anybody */
    world_clock(WORLD_NOW + 2 * DAY);
    world_sql("UPDATE credential SET state = 'void', void_reason = 'returned'");
    get(&c, path);
    CHECK_INT(fresh(&c, path, "").status, 422);
}

/* A letter in a drawer: what it was used for is long ago. */
TEST(letter_code_proves_for_thirty_days_after_its_use)
{
    world();
    own_letter("used");
    struct client c = client_new();
    struct reply r;

    world_sql("UPDATE credential SET used_at = 1792634400"); /* 30 days before */
    r = ask(&c, world_letter_password, "new@example.jp");
    CHECK(complains(r, "login", "この案内文書は、登録に使ってから30日がすぎたため、もう使えません。"
        "新しい案内文書を申し込んでください"));
    CHECK(has(r, "href=\"/letter\""));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    world_sql("UPDATE credential SET used_at = 1792634401");
    CHECK_STR(ask(&c, world_letter_password, "new@example.jp").location, S("/password/letter/sent"));
    /* what was begun in time comes to its end */
    const char *path = link_in_mail("replace");
    world_clock(WORLD_NOW + DAY);
    get(&c, path);
    CHECK_STR(fresh(&c, path, "").location, S("/password/done"));
}

TEST(letter_code_stopped_by_the_old_address)
{
    world();
    own_letter("used");
    struct client c = client_new(), old = client_new();
    const char *path, *stop;

    ask(&c, world_letter_password, "new@example.jp");
    path = link_in_mail("replace");
    stop = link_in_mail("replace_asked");
    CHECK(str_starts(str_of(stop), S("/mail-back/")));
    get(&old, stop);
    CHECK(str_starts(post(&old, stop, "").location, S("/password/")));
    world_clock(WORLD_NOW + DAY);
    CHECK_INT(get(&c, path).status, 410);
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = '" MEMBER_MAIL "'"), 1);
}

/* Other owners are told, and one press of any member ends it. */
TEST(letter_code_is_told_to_other_owners_who_stop_it)
{
    world();
    own_letter("used");
    struct client c = client_new(), other = client_role("owner");
    struct reply r;

    world_sql("UPDATE member SET joined_at = 1795226400 WHERE account <> 1"); /* came later */
    ask(&c, world_letter_password, "new@example.jp");
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 1);
    CHECK_INT(mails_to("colleague", MEMBER_MAIL), 0); /* has a mail of its own */
    const char *path = link_in_mail("replace");
    r = get(&other, "/my");
    CHECK(has(r, "山田花子 さんのメールアドレスを変える申し込みがありました"));
    CHECK(has(r, "new@example.jp") && has(r, "11月22日 11:00"));
    CHECK_STR(post(&other, "/my/stop", "kind=replace&id=1").location, S("/my?sent=stopped"));
    CHECK(!has(get(&other, "/my"), "申し込みがありました"));
    CHECK_INT(mails_to("stopped", MEMBER_MAIL), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.replace_stopped'"), 1);
    world_clock(WORLD_NOW + DAY);
    CHECK_INT(get(&c, path).status, 410);
    /* once more, and nobody stops it */
    ask(&c, world_letter_password, "new@example.jp");
    path = link_in_mail("replace");
    world_clock(WORLD_NOW + 2 * DAY);
    get(&c, path);
    CHECK_STR(fresh(&c, path, "").location, S("/password/done"));
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 3);
}

TEST(letter_code_stopped_by_a_reset)
{
    world();
    own_letter("used");
    struct client c = client_new();

    ask(&c, world_letter_password, "new@example.jp");
    const char *path = link_in_mail("replace"), *reset;
    submit(&c, "/password", "mail=" MEMBER_MAIL);
    reset = link_in_mail("reset");
    get(&c, reset);
    CHECK_STR(post(&c, reset, "password=" FRESH "&password2=" FRESH).location, S("/password/done"));
    world_clock(WORLD_NOW + DAY);
    CHECK_INT(get(&c, path).status, 410);
}

TEST(letter_code_taken_back_after)
{
    world();
    own_letter("used");
    struct client c = client_new();

    ask(&c, world_letter_password, "new@example.jp");
    world_clock(WORLD_NOW + DAY);
    const char *path = link_in_mail("replace");
    get(&c, path);
    fresh(&c, path, "");
    const char *back = link_in_mail("mail_changed");
    get(&c, back);
    CHECK(str_starts(post(&c, back, "").location, S("/password/")));
    CHECK(!enters("new@example.jp", FRESH));
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = '" MEMBER_MAIL "'"), 1);
}

TEST(letter_code_of_a_letter_that_proves_nothing)
{
    static const char *const dead[] = {"UPDATE credential SET state = 'void', void_reason = 'returned'",
        "UPDATE credential SET state = 'void', void_reason = 'superseded'",
        "UPDATE credential SET state = 'issued', valid_until = '2026-11-20'"};
    struct reply r;

    for (size_t i = 0; i < COUNT(dead); i++) {
        world();
        own_letter("used");
        world_sql(dead[i]);
        struct client c = client_new();
        r = ask(&c, world_letter_password, "new@example.jp");
        CHECK(complains(r, "login", "この案内文書は、もう使えません。新しい案内文書を申し込んでください"));
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    }
    world(); /* not registered: it opens the door itself */
    struct client c = client_new();
    CHECK(has(ask(&c, world_letter_password, "new@example.jp"), "まだ登録していません"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
}

TEST(letter_code_wrong_ones_are_counted_and_say_one_thing)
{
    world();
    own_letter("used");
    struct client c = client_new();
    struct reply known, unknown;
    char other[32];

    snprintf(other, sizeof(other), "%s", world_letter_password);
    known = ask(&c, "AAAA-AAAA-AAAA", "new@example.jp");
    CHECK_INT(known.status, 422);
    unknown = submit(&c, "/password/letter", "login=1ZZZZZZZZ@13&password=AAAA-AAAA-AAAA"
                                             "&mail=new@example.jp&mail2=new@example.jp");
    CHECK_INT(unknown.status, 422);
    for (int i = 0; i < 7; i++)
        known = ask(&c, "short", "new@example.jp");
    CHECK(has(known, "続けてまちがえたため"));
    CHECK(has(ask(&c, other, "new@example.jp"), "続けてまちがえたため"));
    CHECK(complains(submit(&c, "/password/letter", "login=x@example.jp&password=x&mail=a@b.jp&mail2=a@b.jp"),
        "login", "仮メールアドレスを、案内文書のとおりに入力してください（例：1ABCDEFGH@13）"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
}

TEST(letter_code_addresses_that_cannot_be_taken)
{
    world();
    own_letter("used");
    struct client c = client_new();

    add_login("sato@example.jp");
    CHECK(has(ask(&c, world_letter_password, "sato@example.jp"), "すでにほかの登録で使われています"));
    CHECK(has(ask(&c, world_letter_password, MEMBER_MAIL), "いま登録しているアドレスと同じです"));
    CHECK(has(ask(&c, world_letter_password, LETTER_LOGIN), "ふだん使うアドレスを入力してください"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
}

/* The letter is one proof; where the owner wanted two, it stays at two. */
TEST(letter_code_alone_does_not_pass_the_second_factor)
{
    world();
    own_letter("used");
    factor_enrolled();
    struct client c = client_new();
    char body[200];

    ask(&c, world_letter_password, "new@example.jp");
    world_clock(WORLD_NOW + DAY);
    const char *path = link_in_mail("replace");
    CHECK(has(get(&c, path), "name=\"current_code\""));
    CHECK(complains(fresh(&c, path, ""), "current_code",
        "確認コードを入力してください"));
    CHECK_INT(fresh(&c, path, "&current_code=000000").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = '" MEMBER_MAIL "'"), 1);
    snprintf(body, sizeof(body), "&current_code=%s", world_paper[0]);
    CHECK_STR(fresh(&c, path, body).location, S("/password/done"));
    get(&c, "/login");
    CHECK_STR(post(&c, "/login", "login=new@example.jp&password=" FRESH).location, S("/login/code"));
}

/* ---------------------------------------------------------------- the second factor is lost */

static struct reply lost(struct client *c)
{
    char body[200];

    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s", world_letter_password);
    get(c, "/login/lost");
    return post(c, "/login/lost", body);
}

TEST(lost_factor_ends_by_letter_and_mail_a_day_later)
{
    world();
    own_letter("used");
    struct client inside = factor_enrolled(), c = client_new();

    password_right(&c, "");
    CHECK(has(get(&c, "/login/code"), "href=\"/login/lost\""));
    CHECK_STR(lost(&c).location, S("/login/lost/sent"));
    CHECK_INT(mails_to("factor_lost", MEMBER_MAIL), 1);
    const char *path = link_in_mail("factor_lost");
    CHECK(str_starts(str_of(path), S("/login/lost/")));
    CHECK(has(get(&c, path), "11月22日 11:00"));
    get(&c, "/login");
    CHECK_INT(post(&c, path, "").status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 1);
    world_clock(WORLD_NOW + DAY);
    CHECK(has(get(&c, path), "二段階の確認をやめる</button>"));
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 1); /* opening changes nothing */
    CHECK_STR(post(&c, path, "").location, S("/login/lost/done"));
    CHECK_INT(world_number("SELECT (SELECT count(*) FROM factor) + (SELECT count(*) FROM recovery)"), 0);
    CHECK_INT(mails_to("factor_off", MEMBER_MAIL), 1);
    CHECK_INT(get(&inside, "/my").status, 303);
    CHECK_STR(get(&c, "/my").location, S("/login?next=/my")); /* it logs nobody in */
    CHECK_INT(post(&c, path, "").status, 410);
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
}

TEST(lost_factor_is_told_to_other_owners_who_stop_it)
{
    world();
    own_letter("used");
    factor_enrolled();
    struct client c = client_new(), other = client_role("owner");

    password_right(&c, "");
    CHECK_STR(lost(&c).location, S("/login/lost/sent"));
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 1);
    const char *path = link_in_mail("factor_lost");
    CHECK(has(get(&other, "/my"), "二段階の確認をやめる申し込みがありました"));
    CHECK_STR(post(&other, "/my/stop", "kind=factor&id=1").location, S("/my?sent=stopped"));
    world_clock(WORLD_NOW + DAY);
    CHECK_INT(get(&c, path).status, 410);
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 1);
}

TEST(lost_factor_needs_the_password_first)
{
    world();
    own_letter("used");
    factor_enrolled();
    struct client c = client_new();

    get(&c, "/login");
    CHECK_STR(get(&c, "/login/lost").location, S("/login"));
    CHECK_STR(post(&c, "/login/lost", "login=x&password=y").location, S("/login"));
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE purpose = 'factor'"), 0);
}

TEST(lost_factor_letter_of_another_place)
{
    world();
    factor_enrolled();
    struct client c = client_new();

    password_right(&c, "");
    struct reply r = lost(&c); /* of さくら内科クリニック */
    CHECK(has(r, "別の医療機関等にあてたものです"));
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE purpose = 'factor'"), 0);
}

TEST(lost_factor_stopped_by_the_same_mail_or_a_reset)
{
    for (int reset = 0; reset < 2; reset++) {
        world();
        own_letter("used");
        factor_enrolled();
        struct client c = client_new(), owner = client_new();
        char path[128], stop[128] = "";

        password_right(&c, "");
        lost(&c);
        snprintf(path, sizeof(path), "%s", link_in_mail("factor_lost"));
        struct str body = world_text("SELECT substr(body, instr(body, '/mail-back/'), 54) FROM outbox"
                                     " WHERE template = 'factor_lost'");
        snprintf(stop, sizeof(stop), STR_FMT, STR_ARG(body));
        if (reset) {
            submit(&owner, "/password", "mail=" MEMBER_MAIL);
            snprintf(stop, sizeof(stop), "%s", link_in_mail("reset"));
            get(&owner, stop);
            post(&owner, stop, "password=" FRESH "&password2=" FRESH);
        } else {
            get(&owner, stop);
            CHECK_INT(post(&owner, stop, "").status, 303);
        }
        world_clock(WORLD_NOW + DAY);
        CHECK_INT(get(&c, path).status, 410);
        CHECK_INT(world_number("SELECT count(*) FROM factor"), 1);
    }
}
