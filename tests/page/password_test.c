/* password_test.c: the way back for who forgot the password: one neutral answer for every
 * address, a link that works once, for an hour, and sets a password and nothing else. */
#include "tests/page/people.h"

#include "sys/clock.h"
#include "util/str.h"

/* The address is one that somebody has confirmed. */
static void known_address(void)
{
    world();
    world_sql("UPDATE account SET mail_confirmed_at = 5");
}

#define FRESH   "Ume2026hanami"
#define TYPED "password=" FRESH "&password2=" FRESH

static struct reply ask(struct client *c, const char *mail)
{
    char body[400];

    snprintf(body, sizeof(body), "mail=%s", mail);
    return submit(c, "/password", body);
}

static const char *asked(struct client *c)
{
    CHECK_STR(ask(c, MEMBER_MAIL).location, S("/password/sent"));
    return link_in_mail("reset");
}

static struct reply login(struct client *c, const char *password)
{
    char body[200];

    snprintf(body, sizeof(body), "login=" MEMBER_MAIL "&password=%s", password);
    get(c, "/login");
    return post(c, "/login", body);
}

TEST(password_way_back)
{
    known_address();
    struct client c = client_new(), inside = client_member();
    int64_t mails = world_number("SELECT count(*) FROM outbox");
    const char *path = asked(&c);
    uint64_t before = world_hash();
    struct reply r;

    CHECK(has(get(&c, "/login"), "href=\"/password\""));
    CHECK(str_starts(str_of(path), S("/password/")) && strlen(path) > 40);
    CHECK_INT(world_number("SELECT secret FROM outbox WHERE template = 'reset'"), 1);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(request(&c, "HEAD", path, "", S("")).status, 200);
        r = get(&c, path);
        CHECK(has(r, "name=\"password\"") && has(r, "name=\"password2\""));
        CHECK(has(r, MEMBER_MAIL));
    }
    CHECK(world_hash() == before);
    CHECK_STR(post(&c, path, TYPED).location, S("/password/done"));
    CHECK_INT(get(&c, "/password/done").status, 200);
    /* it logs nobody in, and whoever was in is out */
    CHECK_STR(get(&c, "/my").location, S("/login?next=/my"));
    CHECK_STR(get(&inside, "/my").location, S("/login?next=/my"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
    CHECK_INT(world_number("SELECT mail_confirmed_at FROM account"), 5);
    CHECK_INT(login(&c, MEMBER_PASSWORD).status, 422);
    CHECK_STR(login(&c, FRESH).location, S("/my"));
    /* one mail with the link, one that tells the change */
    CHECK_INT(world_number("SELECT count(*) FROM outbox") - mails, 2);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'password_changed'"
                           " AND mail_to = '" MEMBER_MAIL "'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.password_reset'"
                           " AND institution = 2"), 1);
}

TEST(password_link_works_once)
{
    known_address();
    struct client c = client_new();
    const char *path = asked(&c);
    struct reply out[2];

    get(&c, path);
    together(&c, path, TYPED, out, 2);
    CHECK_STR(out[0].location, S("/password/done"));
    CHECK_INT(out[1].status, 410);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'password_changed'"), 1);
    struct reply r = get(&c, path);
    CHECK_INT(r.status, 410);
    CHECK(has(r, "このリンクは使えません"));
}

/* What has ended says so, and a new one takes one press. */
TEST(password_link_lives_an_hour_and_leads_to_a_new_one)
{
    known_address();
    struct client c = client_new();
    const char *path = asked(&c);
    char body[200];
    struct reply r;

    world_clock(WORLD_NOW + 3599);
    CHECK_INT(get(&c, path).status, 200);
    world_clock(WORLD_NOW + 3600);
    r = get(&c, path);
    CHECK_INT(r.status, 410);
    CHECK(has(r, "リンクの期間（60分）がすぎた"));
    CHECK_INT(post(&c, path, TYPED).status, 410);
    snprintf(body, sizeof(body), "mail=" STR_FMT, STR_ARG(hidden(r, "mail")));
    CHECK_STR(post(&c, "/password", body).location, S("/password/sent"));
    CHECK_INT(get(&c, link_in_mail("reset")).status, 200);
    CHECK_INT(get(&c, path).status, 410);
    CHECK_STR(login(&c, MEMBER_PASSWORD).location, S("/my"));
}

TEST(password_newer_link_ends_the_older)
{
    known_address();
    struct client c = client_new();
    const char *old = asked(&c), *new = asked(&c);

    CHECK(strcmp(old, new) != 0);
    CHECK_INT(get(&c, old).status, 410);
    CHECK_INT(get(&c, new).status, 200);
}

TEST(password_links_of_no_use)
{
    static const char *const bad[] = {"/password/x", "/password/%20", "/password/'--",
        "/password/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/password/%E3%81%82"};
    world();
    struct client c = client_new();

    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK_INT(get(&c, bad[i]).status, 410);
        get(&c, "/login");
        CHECK_INT(post(&c, bad[i], TYPED).status, 410);
    }
    CHECK_STR(login(&c, MEMBER_PASSWORD).location, S("/my"));
}

TEST(password_rules_hold_here_too)
{
    static const struct {
        const char *body, *field, *text;
    } bad[] = {
        {"password=&password2=", "password", "パスワードを入力してください"},
        {"password=" FRESH "&password2=x", "password2", "2つのパスワードがちがいます。もう一度入力してください"},
        {"password=Ab1&password2=Ab1", "password", "パスワードは、8文字以上にしてください（いま3文字です）"},
        {"password=Password1&password2=Password1", "password",
            "このパスワードは、よく使われていて見破られやすいものです。別のものにしてください"},
        {"password=Yamada@example.jp1&password2=Yamada@example.jp1", "password",
            "パスワードに、メールアドレスや医療機関等の名前・コードを使わないでください"},
        {"password=" MEMBER_PASSWORD "&password2=" MEMBER_PASSWORD, "password",
            "新しいパスワードが、いまのパスワードと同じです。別のものにしてください"},
    };
    known_address();
    struct client c = client_new();
    const char *path = asked(&c);

    get(&c, path);
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct reply r = post(&c, path, bad[i].body);

        CHECK_INT(r.status, 422);
        CHECK(complains(r, bad[i].field, bad[i].text));
        CHECK(!has(r, FRESH));
    }
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'password_changed'"), 0);
    CHECK_STR(post(&c, path, "password=春の海ひねもすのたりのたりかな髙﨑𠮷"
                             "&password2=春の海ひねもすのたりのたりかな髙﨑𠮷").location,
        S("/password/done"));
}

TEST(password_address_that_is_none)
{
    static const char *const bad[] = {"", "x", "a@b", "@example.jp", LETTER_LOGIN};
    world();
    struct client c = client_new();

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct reply r = ask(&c, bad[i]);

        CHECK_INT(r.status, 422);
        CHECK(has(r, "<title>エラー：") && has(r, "<a href=\"#mail\">") && has(r, "id=\"mail-e\""));
    }
    CHECK(has(ask(&c, LETTER_LOGIN), "案内文書の仮パスワードは、決め直せません"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    /* kind to how it is typed */
    CHECK_STR(ask(&c, "　ｙａｍａｄａ＠Ｅｘａｍｐｌｅ．ｊｐ ").location, S("/password/sent"));
    CHECK(*link_in_mail("reset"));
}

/* ---------------------------------------------------------------- known and unknown */

/* All that a stranger sees and can count is the same. */
TEST(password_known_and_unknown_look_the_same)
{
    static const char *const mails[] = {MEMBER_MAIL, "nobody@example.jp", "x@y.z",
        "YAMADA@EXAMPLE.JP"};
    for (size_t i = 0; i < COUNT(mails); i++) {
        struct client c = client_new();
        struct reply r, page;

        world();
        r = ask(&c, mails[i]);
        page = get(&c, "/password/sent");
        CHECK_INT(r.status, 303);
        CHECK_INT(r.hashes, 0);
        CHECK_STR(r.body, S(""));
        CHECK_STR(r.location, S("/password/sent"));
        CHECK(!has(page, "example.jp"));
        CHECK_INT(page.status, 200);
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
        CHECK_INT(world_number("SELECT count(*) FROM token"), 1);
        CHECK_INT(world_number("SELECT count(*) FROM audit"), 1);
    }
    /* the mail to the unknown one goes there alone and holds no key */
    world();
    struct client c = client_new();
    ask(&c, "nobody@example.jp");
    CHECK_STR(world_text("SELECT template || mail_to || secret || account FROM outbox"),
        S("reset_unknownnobody@example.jp00"));
    struct str body = world_text("SELECT body FROM outbox");
    CHECK(str_has(body, S("このメールアドレスは、登録されていません")));
    CHECK(str_has(body, S("http://portal.test/password\n")));
}

/* The page writes one row, the same for each; who it is, the job process looks up. */
TEST(password_known_and_unknown_cost_the_same)
{
    static const char *const mails[] = {MEMBER_MAIL, "nobody@example.jp"};

    for (size_t i = 0; i < COUNT(mails); i++) {
        struct client c = client_new();

        world();
        world_job_waits(true);
        CHECK_STR(ask(&c, mails[i]).location, S("/password/sent"));
        world_job_waits(false);
        CHECK_STR(world_text("SELECT group_concat(mail) FROM reset_ask"), str_of(mails[i]));
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
        CHECK_INT(world_number("SELECT count(*) FROM token"), 0);
        CHECK_INT(world_number("SELECT count(*) FROM audit"), 0);
        submit(&c, "/password", "mail=nobody@example.jp"); /* its turn, for both */
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 2);
        CHECK_INT(world_number("SELECT count(*) FROM reset_ask"), 0);
    }
}

TEST(password_three_links_an_hour_ten_a_day)
{
    static const char *const mails[] = {MEMBER_MAIL, "nobody@example.jp"};

    for (size_t i = 0; i < COUNT(mails); i++) {
        struct client c = client_new();

        world();
        for (int k = 0; k < 5; k++)
            CHECK_STR(ask(&c, mails[i]).location, S("/password/sent"));
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 3);
        for (int h = 1; h < 5; h++) {
            world_clock(WORLD_NOW + h * 3601);
            for (int k = 0; k < 3; k++)
                ask(&c, mails[i]);
        }
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 10);
        world_clock(WORLD_NOW + 25 * 3600);
        ask(&c, mails[i]);
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 11);
    }
}

/* ---------------------------------------------------------------- what it ends */

TEST(password_reset_ends_the_waiting)
{
    known_address();
    struct client c = client_new(), guess;

    for (int i = 0; i < 7; i++) {
        guess = client_new();
        login(&guess, "Wrong2026");
    }
    CHECK(has(login(&guess, MEMBER_PASSWORD), "ログインできません"));
    const char *path = asked(&c);
    get(&c, path);
    CHECK_STR(post(&c, path, TYPED).location, S("/password/done"));
    CHECK_STR(login(&guess, FRESH).location, S("/my"));
}

/* A password that somebody else left waiting in a form must not come back later. */
TEST(password_reset_empties_waiting_forms)
{
    known_address();
    struct client thief = client_member(), c = client_new();
    struct reply r = submit(&thief, "/my/account",
        "name=ひまわり薬局&founder=株式会社ひまわり&phone=06-0000-0001&contact=山田花子"
        "&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL "&password=Thief2026pass"
        "&password2=Thief2026pass&current=" MEMBER_PASSWORD);

    CHECK_STR(r.location, S("/my/account/confirm"));
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE secret <> ''"), 1);
    const char *path = asked(&c);
    get(&c, path);
    post(&c, path, TYPED);
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE secret <> '' OR checked"), 0);
    login(&c, FRESH);
    CHECK_STR(get(&c, "/my/account/confirm").location, S("/my/account"));
}

TEST(password_reset_while_somebody_is_in)
{
    known_address();
    struct client c = client_member();
    const char *path = asked(&c);

    CHECK_INT(get(&c, path).status, 200);
    CHECK_STR(post(&c, path, TYPED).location, S("/password/done"));
    CHECK_INT(get(&c, "/my").status, 303);
}

/* Taken off the last institution's list: the login still exists. */
TEST(password_of_a_login_without_a_place)
{
    known_address();
    struct client c = client_new();

    world_sql("DELETE FROM member");
    const char *path = asked(&c);
    get(&c, path);
    CHECK_STR(post(&c, path, TYPED).location, S("/password/done"));
    CHECK(has(login(&c, FRESH), "使える施設がありません"));
}

/* ---------------------------------------------------------------- an address that nobody has confirmed */

static struct reply by_letter(struct client *c, const char *path, const char *password)
{
    char body[200];

    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s", password);
    return post(c, path, body);
}

/* The mailbox may be a stranger's, who was typed by mistake: it is not enough. */
TEST(password_unconfirmed_address_needs_the_letter)
{
    world();
    world_sql("UPDATE credential SET institution = 2, state = 'used', used_at = 1795140000");
    struct client c = client_new(), other = client_new();
    const char *path = asked(&c);
    struct reply r = get(&c, path);

    CHECK_INT(r.status, 200);
    CHECK(has(r, "案内文書で確かめる") && !has(r, "name=\"password2\""));
    CHECK(has(r, "href=\"/letter\""));
    r = post(&c, path, TYPED);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "<a href=\"#login\">"));
    CHECK_INT(by_letter(&c, path, "short").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.failed'"), 1);
    CHECK(has(get(&c, path), "案内文書で確かめる"));
    CHECK_STR(by_letter(&c, path, world_letter_password).location, str_of(path));
    CHECK(has(get(&c, path), "name=\"password2\""));
    CHECK_STR(login(&other, MEMBER_PASSWORD).location, S("/my")); /* nothing has changed yet */
    CHECK_STR(post(&c, path, TYPED).location, S("/password/done"));
    CHECK_INT(world_number("SELECT mail_confirmed_at FROM account"), WORLD_NOW);
    CHECK_STR(login(&c, FRESH).location, S("/my"));
}

TEST(password_unconfirmed_address_and_a_letter_of_no_use)
{
    static const char *const letters[] = {
        "UPDATE credential SET state = 'used', used_at = 1795140000", /* another place's */
        "UPDATE credential SET institution = 2, state = 'used', used_at = 1792634400",
        "UPDATE credential SET institution = 2, state = 'void', void_reason = 'returned'"};

    for (size_t i = 0; i < COUNT(letters); i++) {
        struct client c = client_new();
        const char *path;

        world();
        world_sql(letters[i]);
        path = asked(&c);
        get(&c, path);
        CHECK_INT(by_letter(&c, path, world_letter_password).status, 422);
        CHECK(!has(get(&c, path), "name=\"password2\""));
        CHECK_INT(post(&c, path, TYPED).status, 422);
        CHECK_STR(login(&c, MEMBER_PASSWORD).location, S("/my"));
    }
}
