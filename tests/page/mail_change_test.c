/* mail_change_test.c: the login's address becomes another one: it waits for its link, the
 * old one is told each time and can take everything back for 72 hours. */
#include "tests/page/people.h"

#include "util/str.h"

#define FRESH "Ume2026hanami"
#define HOUR  3600

static struct client member(void)
{
    struct client c = client_member();

    world_sql("UPDATE account SET mail_confirmed_at = 1 WHERE mail = '" MEMBER_MAIL "'");
    return c;
}

static void change(struct client *c, const char *mail)
{
    char body[600];

    snprintf(body, sizeof(body), "name=ひまわり薬局&founder=株式会社ひまわり&phone=06-0000-0001"
        "&contact=山田花子&mail=%s&mail2=%s&current=" MEMBER_PASSWORD, mail, mail);
    CHECK_STR(submit(c, "/my/account", body).location, S("/my/account/confirm"));
    CHECK_STR(submit(c, "/my/account/confirm", "step=commit").location, S("/my/account/done"));
}

static struct reply press(const char *path)
{
    struct client c = client_new();
    uint64_t before = world_hash();

    get(&c, "/login"); /* a page without a form has no token */
    get(&c, path);
    CHECK_INT(request(&c, "HEAD", path, "", S("")).status, get(&c, path).status);
    CHECK(world_hash() == before); /* opening changes nothing */
    return post(&c, path, "current=" MEMBER_PASSWORD); /* a way back asks for none */
}

TEST(mail_change_waits_for_its_link)
{
    world();
    struct client c = member();
    char path[128];

    change(&c, "new@example.jp");
    CHECK(has(get(&c, "/my/account/done"), "new@example.jp"));
    CHECK(has(get(&c, "/my"), "メールアドレスの変更は、まだ終わっていません"));
    /* told once to each; the old one is the login */
    CHECK_INT(mails_to("confirm", "new@example.jp"), 1);
    CHECK_INT(mails_to("mail_asked", MEMBER_MAIL), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 2);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE secret"), 2);
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
    CHECK(!enters("new@example.jp", MEMBER_PASSWORD));
    snprintf(path, sizeof(path), "%s", link_in_mail("confirm"));
    CHECK_STR(press(path).location, S("/mail-confirmed?new=1"));
    CHECK(!enters(MEMBER_MAIL, MEMBER_PASSWORD));
    CHECK(enters("new@example.jp", MEMBER_PASSWORD));
    CHECK_INT(mails_to("mail_changed", MEMBER_MAIL), 1);
    CHECK_INT(mails_to("mail_is", "new@example.jp"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 4);
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail_confirmed_at = 1795226400"
                           " AND new_mail = ''"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action IN ('account.mail_asked',"
                           " 'account.mail_moved') AND institution = 2"), 2);
    CHECK_INT(press(path).status, 410);
    CHECK(!has(get(&c, "/my"), "メールアドレスの変更は"));
}

TEST(mail_change_link_lives_a_day_and_can_be_sent_again)
{
    world();
    struct client c = member();
    char old[128];

    change(&c, "new@example.jp");
    snprintf(old, sizeof(old), "%s", link_in_mail("confirm"));
    world_clock(WORLD_NOW + 24 * HOUR);
    CHECK_INT(press(old).status, 410);
    c = client_member();
    get(&c, "/my");
    CHECK_STR(post(&c, "/my/mail", "").location, S("/my?sent=1"));
    CHECK_INT(press(old).status, 410);
    CHECK_STR(press(link_in_mail("confirm")).location, S("/mail-confirmed?new=1"));
    CHECK(enters("new@example.jp", MEMBER_PASSWORD));
}

TEST(mail_change_three_links_an_hour)
{
    world();
    struct client c = member();

    change(&c, "new@example.jp");
    get(&c, "/my");
    CHECK_STR(post(&c, "/my/mail", "").location, S("/my?sent=1"));
    CHECK_STR(post(&c, "/my/mail", "").location, S("/my?sent=1"));
    CHECK_STR(post(&c, "/my/mail", "").location, S("/my?sent=0"));
    CHECK_INT(mails_to("confirm", "new@example.jp"), 3);
    /* taking it back and asking anew does not begin the count anew */
    CHECK_STR(post(&c, "/my/mail/stay", "").location, S("/my?sent=no"));
    CHECK(complains(submit(&c, "/my/account", "mail=new@example.jp&mail2=new@example.jp&current="
                                              MEMBER_PASSWORD),
        "mail", "このメールアドレスには、確認のメールを何通も送りました。1時間ほど待ってから、もう一度ためしてください"));
}

TEST(mail_change_taken_back_on_ones_own_page)
{
    world();
    struct client c = member();

    change(&c, "new@example.jp");
    get(&c, "/my");
    CHECK_STR(post(&c, "/my/mail/stay", "").location, S("/my?sent=no"));
    CHECK_INT(press(link_in_mail("confirm")).status, 410);
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
    CHECK_STR(post(&c, "/my/mail/stay", "").location, S("/my"));
    /* another address: the first one's link is dead */
    change(&c, "one@example.jp");
    char first[128];
    snprintf(first, sizeof(first), "%s", link_in_mail("confirm"));
    change(&c, "two@example.jp");
    CHECK_INT(press(first).status, 410);
    CHECK_STR(press(link_in_mail("confirm")).location, S("/mail-confirmed?new=1"));
    CHECK(enters("two@example.jp", MEMBER_PASSWORD));
}

TEST(mail_change_to_an_address_that_was_taken_meanwhile)
{
    world();
    struct client c = member();

    change(&c, "new@example.jp");
    add_login("new@example.jp");
    struct reply r = press(link_in_mail("confirm"));
    CHECK_INT(r.status, 409);
    CHECK(has(r, "ほかの登録で使われるように"));
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE used_at IS NOT NULL"), 0);
}

/* ---------------------------------------------------------------- the old mailbox */

/* Between that press and the new password there is none: the login costs what it costs for
 * an unknown address. */
TEST(mail_change_login_without_a_password)
{
    world();
    struct client c = member(), stranger = client_new();

    change(&c, "new@example.jp");
    press(link_in_mail("mail_asked"));
    CHECK_STR(world_text("SELECT password FROM account"), S(""));
    get(&stranger, "/login");
    struct reply r = post(&stranger, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD);
    CHECK_INT(r.status, 422);
    CHECK_INT(r.hashes, 1);
    CHECK_INT(post(&stranger, "/login", "login=" MEMBER_MAIL "&password=").status, 422);
}

/* After the press: the address, no sessions, no password, and the page to choose one. */
static void back_where_it_was(const char *link)
{
    struct client c = client_new(), reader = client_new();
    struct reply r;
    char path[128];

    CHECK(has(get(&reader, link), MEMBER_MAIL));
    r = press(link);
    CHECK(str_starts(r.location, S("/password/")) && r.location.n > 40);
    snprintf(path, sizeof(path), STR_FMT, STR_ARG(r.location));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
    CHECK(!enters(MEMBER_MAIL, MEMBER_PASSWORD));
    CHECK(!enters("new@example.jp", MEMBER_PASSWORD));
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE purpose IN ('confirm', 'rollback')"
                           " AND used_at IS NULL AND expires_at > 1795226400"), 0);
    CHECK_INT(press(link).status, 410);
    get(&c, path);
    CHECK_STR(post(&c, path, "password=" FRESH "&password2=" FRESH).location, S("/password/done"));
    CHECK(enters(MEMBER_MAIL, FRESH));
}

TEST(mail_change_stopped_by_the_old_mailbox_before)
{
    world();
    struct client c = member();
    char confirm[128];

    change(&c, "new@example.jp");
    snprintf(confirm, sizeof(confirm), "%s", link_in_mail("confirm"));
    back_where_it_was(link_in_mail("mail_asked"));
    CHECK_INT(press(confirm).status, 410);
    CHECK_INT(mails_to("mail_back", MEMBER_MAIL), 1);
    CHECK_INT(mails_to("mail_back", "new@example.jp"), 0); /* it was never the login */
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.mail_back'"), 1);
}

TEST(mail_change_taken_back_by_the_old_mailbox_after)
{
    world();
    struct client c = member();
    char first[128];

    change(&c, "new@example.jp");
    snprintf(first, sizeof(first), "%s", link_in_mail("mail_asked"));
    press(link_in_mail("confirm"));
    CHECK_INT(press(first).status, 410); /* the later mail has a newer one */
    back_where_it_was(link_in_mail("mail_changed"));
    CHECK_INT(mails_to("mail_back", MEMBER_MAIL), 1);
    CHECK_INT(mails_to("mail_back", "new@example.jp"), 1);
}

/* Whoever holds the login in between can't keep it by going on to a third address. */
TEST(mail_change_taken_back_from_the_second_to_come)
{
    world();
    struct client c = member();
    char back[128];

    change(&c, "new@example.jp");
    press(link_in_mail("confirm"));
    snprintf(back, sizeof(back), "%s", link_in_mail("mail_changed"));
    change(&c, "third@example.jp");
    press(link_in_mail("confirm"));
    CHECK(strcmp(back, link_in_mail("mail_changed")) != 0);
    char theirs[128];
    snprintf(theirs, sizeof(theirs), "%s", link_in_mail("mail_changed"));
    back_where_it_was(back);
    CHECK_INT(press(theirs).status, 410);
}

TEST(mail_change_can_be_taken_back_for_72_hours)
{
    for (int late = 0; late < 2; late++) {
        world();
        struct client c = member();

        change(&c, "new@example.jp");
        world_clock(WORLD_NOW + 5 * HOUR);
        press(link_in_mail("confirm"));
        world_clock(WORLD_NOW + 77 * HOUR - 1 + late);
        CHECK_INT(press(link_in_mail("mail_changed")).status, late ? 410 : 303);
        CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = '" MEMBER_MAIL "'"), !late);
    }
}

TEST(mail_change_back_when_the_old_address_is_somebody_elses_login)
{
    world();
    struct client c = member();

    change(&c, "new@example.jp");
    press(link_in_mail("confirm"));
    add_login(MEMBER_MAIL);
    struct reply r = press(link_in_mail("mail_changed"));
    CHECK_INT(r.status, 409);
    CHECK(has(r, "もう戻せません"));
    CHECK(enters("new@example.jp", MEMBER_PASSWORD));
}

/* An address that nobody confirmed may be a slip of the finger: a stranger reads it. */
TEST(mail_change_unconfirmed_old_address_gets_no_key)
{
    world();
    struct client c = client_member();

    change(&c, "new@example.jp");
    CHECK_INT(mails_to("mail_asked", MEMBER_MAIL), 1);
    CHECK_STR(str_of(link_in_mail("mail_asked")), S(""));
    press(link_in_mail("confirm"));
    CHECK_STR(str_of(link_in_mail("mail_changed")), S(""));
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE purpose = 'rollback'"), 0);
    CHECK(enters("new@example.jp", MEMBER_PASSWORD));
}

TEST(mail_change_ends_with_a_reset)
{
    world();
    struct client c = member(), other = client_new();
    char confirm[128], path[128];

    change(&c, "new@example.jp");
    snprintf(confirm, sizeof(confirm), "%s", link_in_mail("confirm"));
    submit(&other, "/password", "mail=" MEMBER_MAIL);
    snprintf(path, sizeof(path), "%s", link_in_mail("reset"));
    get(&other, path);
    CHECK_STR(post(&other, path, "password=" FRESH "&password2=" FRESH).location,
        S("/password/done"));
    CHECK_INT(press(confirm).status, 410);
    CHECK(enters(MEMBER_MAIL, FRESH));
}

/* The other owners hear of each step; nobody else does. */
TEST(mail_change_is_told_to_other_owners)
{
    world();
    world_sql("UPDATE account SET mail_confirmed_at = 1");
    struct client c = client_member();

    client_role("owner");
    client_role("staff");
    change(&c, "new@example.jp");
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 1);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'colleague'"),
        S("山田花子 さんのログインのメールアドレスを new@example.jp に変える申し込み")));
    CHECK_STR(press(link_in_mail("confirm")).location, S("/mail-confirmed?new=1"));
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 2);
    press(link_in_mail("mail_changed"));
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 3);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'colleague'"), 3);
}
