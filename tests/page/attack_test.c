/* attack_test.c: what strangers try at the ways in and back, and what happens to people who
 * press at a bad moment. */
#include "tests/orders.h"
#include "tests/page/factor.h"
#include "tests/page/people.h"
#include "tests/page/register_steps.h"

#include "tests/world_impl.h"
#include "util/str.h"
#include "web/rate.h"

/* ---------------------------------------------------------------- bad moments */

TEST(attack_taken_off_between_password_and_code)
{
    struct client c;
    struct reply r;

    world();
    factor_enrolled();
    world_clock(WORLD_NOW + 60);
    c = client_new();
    CHECK_STR(password_right(&c, "").location, S("/login/code"));
    world_sql("DELETE FROM member WHERE account = 1");
    get(&c, "/login/code");
    r = post(&c, "/login/code", code_body(0));
    CHECK_INT(r.status, 422);
    CHECK(has(r, "使える施設がありません"));
    CHECK_INT(get(&c, "/my").status, 303);
}

/* ---------------------------------------------------------------- floods */

/* One mailbox is one, however its address is written. */
static int64_t asked_to(const char *page, const char *const *bodies, const char *template)
{
    struct client c = client_new();
    char sql[120];

    for (; *bodies; bodies++) {
        get(&c, page);
        post(&c, page, *bodies);
        rates_forget(world_app->rates);
    }
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM outbox WHERE template LIKE '%s%%'", template);
    return world_number(sql);
}

TEST(attack_capitals_do_not_make_another_mailbox)
{
    static const char *const help[] = {"login=yamada@example.jp&new_mail=ume@x.jp&mail2=ume@x.jp",
        "login=yamada@example.jp&new_mail=Ume@x.jp&mail2=Ume@x.jp",
        "login=yamada@example.jp&new_mail=uMe@x.jp&mail2=uMe@x.jp",
        "login=yamada@example.jp&new_mail=umE@x.jp&mail2=umE@x.jp",
        "login=yamada@example.jp&new_mail=UME@x.jp&mail2=UME@x.jp", NULL};
    static const char *const reset[] = {"mail=Yamada@example.jp", "mail=yAmada@example.jp",
        "mail=yaMada@example.jp", "mail=yamAda@example.jp", NULL};

    world();
    CHECK_INT(asked_to("/password/colleague", help, "help_asked"), 3);
    CHECK_INT(asked_to("/password", reset, "reset"), 3);
}

/* Whoever has one IPv6 address has 2^64 of them, and zeros in the middle are left out. */
TEST(attack_one_ipv6_subscriber_is_one)
{
    char peer[64];
    int64_t taken = 0;

    world();
    for (int i = 0; i < 100; i++) {
        snprintf(peer, sizeof(peer), i % 2 ? "2001:db8::%x:2:3:4" : "2001:db8::%x", i + 1);
        taken += rates_take(world_app->rates, str_of(peer), RATE_MAIL);
    }
    CHECK_INT(taken, 20);
    CHECK(rates_take(world_app->rates, S("2001:db8:0:1::1"), RATE_MAIL));
    CHECK(!rates_take(world_app->rates, S("2001:0DB8:0:0:ffff::"), RATE_MAIL));
}

TEST(attack_whole_lists_of_addresses_are_not_told_inside)
{
    struct client c;
    char body[600];
    int64_t told = 0;
    struct reply r;

    world();
    c = client_letter();
    get(&c, "/my/account");
    for (int i = 0; i < 40; i++) {
        snprintf(body, sizeof(body),
            "name=さくら&founder=髙﨑会&phone=03-0000-0001&contact=佐藤&mail=" MEMBER_MAIL
            "%s&mail2=" MEMBER_MAIL
            "%s&password=Ume2026hanami&password2=Ume2026hanami", i % 2 ? "x" : "", i % 2 ? "x" : "");
        r = post(&c, "/my/account", body);
        told += r.status == 303 || has(r, "すでにほかの登録で使われています");
    }
    CHECK_INT(told, 30);
    CHECK(complains(r, "mail", "メールアドレスを、短い時間に何度も変えました。"
                               "1分ほど待ってから、もう一度ためしてください"));
    CHECK(has(r, "value=\"さくら\"")); /* what was typed stays */
}

/* ---------------------------------------------------------------- what is left behind */

static bool kept_out_of_caches(struct client *c, const char *path)
{
    struct reply r = get(c, path);

    if (r.status != 200)
        printf("%s: %d\n", path, r.status);
    return r.status == 200 && str_has(r.headers, S("Cache-Control: no-store\n"));
}

TEST(attack_browser_keeps_no_page_of_a_link)
{
    struct client c = client_new();
    const char *link;

    world();
    add_free_institution();
    get(&c, "/register");
    CHECK(!kept_out_of_caches(&c, "/register"));
    link = register_link(&c, "ume@example.jp");
    CHECK(kept_out_of_caches(&c, "/register/sent"));
    CHECK(kept_out_of_caches(&c, "/register")); /* what was typed stands in it */
    CHECK(kept_out_of_caches(&c, link));
    c = client_register("ume2@example.jp");
    CHECK(kept_out_of_caches(&c, "/register/form"));
    CHECK_STR(post(&c, "/register/form", REGISTER_GOOD).location, S("/register/form/confirm"));
    CHECK(kept_out_of_caches(&c, "/register/form/confirm"));
    c = client_new();
    get(&c, "/password");
    post(&c, "/password", "mail=" MEMBER_MAIL);
    CHECK(kept_out_of_caches(&c, link_in_mail("reset")));
    get(&c, "/password/colleague");
    post(&c, "/password/colleague", "login=" MEMBER_MAIL "&new_mail=a@x.jp&mail2=a@x.jp");
    CHECK(kept_out_of_caches(&c, "/password/colleague/sent"));
}

/* ---------------------------------------------------------------- letters */

TEST(attack_unproved_registration_ends_no_letter)
{
    struct client c;

    world();
    world_sql("UPDATE statement SET proof = '' WHERE institution = 2");
    world_sql("INSERT INTO credential (institution, letter, generation, login, salt, hash, state,"
              " valid_until, created_at) SELECT 2, letter, generation, '4ZZZZZZZZ@27', salt, hash, 'issued',"
              " valid_until, 1 FROM credential WHERE id = 1");
    c = client_member();
    CHECK(has(get(&c, "/my/letter"), "前の案内文書は、新しい案内文書を印刷すると、使えなくなります"));
    CHECK_STR(submit(&c, "/my/letter", "").location, S("/my/letter?sent=1"));
    CHECK_INT(world_number("SELECT count(*) FROM credential WHERE institution = 2"
                           " AND state = 'issued'"), 1);
}

/* ---------------------------------------------------------------- two tabs, no cookies */

TEST(attack_second_tab_of_the_login_page)
{
    struct client c = client_new(), tab;
    char old[sizeof(c.csrf)];
    struct reply r;

    world();
    get(&c, "/login");
    snprintf(old, sizeof(old), "%s", c.csrf);
    CHECK_INT(post(&c, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD).status, 303);
    tab = c;
    snprintf(tab.csrf, sizeof(tab.csrf), "%s", old);
    r = post(&tab, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD);
    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, S("/login"));
    CHECK_STR(get(&tab, "/login").location, S("/my"));
    /* it opens no other form */
    CHECK_INT(post(&tab, "/my/stop", "kind=letter&id=1").status, 403);
    snprintf(tab.csrf, sizeof(tab.csrf), "%s", old);
    CHECK_INT(post(&tab, "/logout", "").status, 403);
}

TEST(attack_without_cookies_it_is_said)
{
    struct client c = client_new();

    world();
    get(&c, "/login");
    c.n = 0;
    CHECK(has(post(&c, "/login", "login=" MEMBER_MAIL "&password=x"), "クッキー（Cookie）"));
    get(&c, "/login");
    snprintf(c.csrf, sizeof(c.csrf), "x");
    CHECK(!has(post(&c, "/login", "login=" MEMBER_MAIL "&password=x"), "クッキー（Cookie）"));
}

/* Every link of a mail, when it is over, shows the way on, not the top page alone. */
TEST(attack_dead_links_lead_on)
{
    static const char *const pages[] = {"/register/", "/mail/", "/invite/", "/password/",
        "/password/letter/", "/login/lost/"};
    struct client c = client_new();
    char path[100];

    world();
    for (size_t i = 0; i < COUNT(pages); i++) {
        snprintf(path, sizeof(path), "%sAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", pages[i]);
        struct reply r = get(&c, path);

        CHECK_INT(r.status, 410);
        CHECK(has(r, i ? "href=\"/login\"" : "href=\"/register\""));
    }
}

/* ---------------------------------------------------------------- a new password */

/* Whoever hears of something that he has not asked for changes his password: it must end
 * there as it does with a link by mail. */
TEST(attack_password_changed_inside_ends_what_others_asked_for)
{
    static const char *const purposes[] = {"reset", "replace", "factor", "confirm"};
    struct client c;

    world();
    c = client_member();
    world_sql("UPDATE account SET new_mail = 'thief@example.jp' WHERE id = 1");
    for (size_t i = 0; i < COUNT(purposes); i++)
        world_sql(arena_fmt(&world_arena,
            "INSERT INTO token (hash, purpose, mail, account, institution, created_at,"
            " expires_at) VALUES (x'%02zu', '%s', 'thief@example.jp', 1, 2, %d, %d)",
            i, purposes[i], WORLD_NOW, WORLD_NOW + 9999).p);
    CHECK_STR(submit(&c, "/my/account", "password=Natsu2026umi&password2=Natsu2026umi&current="
                     MEMBER_PASSWORD).location, S("/my/account/confirm"));
    CHECK_STR(submit(&c, "/my/account/confirm", "").location, S("/my/account/done"));
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE account = 1 AND purpose <> 'rollback'"
                           " AND expires_at > 1795226400"), 0);
    CHECK_STR(world_text("SELECT new_mail FROM account WHERE id = 1"), S(""));
}

/* ---------------------------------------------------------------- an account before */

/* Deleted on a telephone call, registered anew by a mail link: by anybody. */
TEST(attack_unproved_registration_sees_nothing_of_an_earlier_account)
{
    static const char *const pages[] = {"/my/readers", "/my/notices", "/my/notices/new",
        "/my/founder"};
    struct client c;
    struct db *db;
    struct reply r;

    world();
    orders_fill();
    db = world_app->write_db;
    orders_go_on(db);
    orders_place(db, INST_PHARMACY, "1:1");
    orders_end(db);
    world_sql("INSERT INTO audit (at, actor, institution, action, detail, request, hash) SELECT"
              " 5, 'a:1', 2, 'account.changed', '電話番号: 06-9999-9999', '', x'' ;"
              "UPDATE reader_order SET created_at = 5;"
              "UPDATE statement SET registered_at = 1795226400 WHERE institution = 2");
    c = client_member();
    CHECK(has(get(&c, "/my/history"), "06-9999-9999"));
    CHECK_INT(get(&c, "/my/readers").status, 200);
    world_sql("UPDATE statement SET proof = ''");
    r = get(&c, "/my/history");
    CHECK(!has(r, "06-9999-9999") && has(r, "ログイン"));
    for (size_t i = 0; i < COUNT(pages); i++) {
        r = get(&c, pages[i]);
        CHECK_INT(r.status, 403);
        CHECK(has(r, "以前の登録のときの記録があります") && has(r, "href=\"/my\""));
    }
    r = get(&c, "/my");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "href=\"/my/confirm-code\"") && has(r, "確認のあと"));
    world_sql("UPDATE reader_order SET created_at = 1795226400"); /* his own */
    CHECK_INT(get(&c, "/my/readers").status, 200);
}
