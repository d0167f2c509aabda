/* login_bad_test.c: everything that can go wrong at the door: neutral answers, waiting
 * times that lock out nobody else, letters that work no more, links that lead nowhere. */
#include "tests/world.h"

#include "model/credential.h"
#include "sys/clock.h"
#include "util/str.h"

#define WRONG "メールアドレスかパスワードがちがいます"

static struct reply login(struct client *c, const char *who, const char *password)
{
    char body[400];

    snprintf(body, sizeof(body), "login=%s&password=%s", who, password);
    if (!c->csrf[0])
        get(c, "/login");
    return post(c, "/login", body);
}

/* A provisional password with a right check character that is not the letter's. */
static const char *other_password(void)
{
    static char plain[CREDENTIAL_PASSWORD + 1];

    credential_password_make(plain);
    return plain;
}

static bool says_above(struct reply r, const char *text)
{
    return has(r, "<title>エラー：") && has(r, "<a href=\"#login\">") && has(r, text) &&
        has(r, "id=\"login-e\"");
}

/* ---------------------------------------------------------------- what is typed */

TEST(login_empty_and_wrong)
{
    static const char *const pairs[][2] = {{"", ""}, {"a@b.jp", ""}, {"", "x"}, {"　", "x"}};
    world();
    struct client c = client_new();

    for (size_t i = 0; i < COUNT(pairs); i++)
        CHECK(says_above(login(&c, pairs[i][0], pairs[i][1]),
            "メールアドレスとパスワードを入力してください"));
    struct reply r = login(&c, MEMBER_MAIL, "Wrong2026");
    CHECK_INT(r.status, 422);
    CHECK(says_above(r, WRONG));
    CHECK(has(r, "value=\"" MEMBER_MAIL "\""));
    CHECK(!has(r, "Wrong2026"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
    CHECK(has(login(&c, "\"><script>x", "y"), "value=\"&quot;&gt;&lt;script&gt;x\""));
}

TEST(login_is_kind_to_how_it_is_typed)
{
    static const char *const fine[] = {MEMBER_MAIL, " yamada@example.jp ", "YAMADA@Example.JP",
        "ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｊｐ"};
    world();
    for (size_t i = 0; i < COUNT(fine); i++) {
        struct client c = client_new();
        CHECK_STR(login(&c, fine[i], MEMBER_PASSWORD).location, S("/my"));
    }
    /* a chosen password is taken as it is */
    static const char *const bad[] = {"sakura2026haru", " " MEMBER_PASSWORD, MEMBER_PASSWORD "+",
        "Ｓakura2026haru"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct client c = client_new();
        CHECK_INT(login(&c, MEMBER_MAIL, bad[i]).status, 422);
    }
}

TEST(login_letter_is_kind_to_how_it_is_typed)
{
    static const char *const fine[] = {"1abcdefgh@13", "１ＡＢＣＤＥＦＧＨ＠１３", " 1ABCDEFGH@13 "};
    char plain[32], low[32];
    size_t n = 0;

    world();
    for (const char *p = world_letter_password; *p; p++)
        if (*p != '-')
            plain[n++] = *p;
    plain[n] = 0;
    for (size_t i = 0; i <= n; i++)
        low[i] = plain[i] >= 'A' && plain[i] <= 'Z' ? (char)(plain[i] + 32) : plain[i];
    for (size_t i = 0; i < COUNT(fine); i++) {
        struct client a = client_new(), b = client_new(), c = client_new();
        CHECK_STR(login(&a, fine[i], world_letter_password).location, S("/my/account"));
        CHECK_STR(login(&b, fine[i], plain).location, S("/my/account"));
        CHECK_STR(login(&c, fine[i], low).location, S("/my/account"));
    }
}

TEST(login_letter_mistyped_is_told_and_not_counted)
{
    world();
    struct client c = client_new();
    char wrong[32];

    snprintf(wrong, sizeof(wrong), "%s", world_letter_password);
    wrong[0] = wrong[0] == '7' ? '8' : '7';
    for (int i = 0; i < 12; i++) {
        struct reply r = login(&c, LETTER_LOGIN, wrong);
        CHECK(says_above(r, "写しまちがいがあるようです"));
        CHECK(has(r, "value=\"" LETTER_LOGIN "\""));
    }
    CHECK_INT(world_number("SELECT count(*) FROM throttle"), 0);
    CHECK_INT(login(&c, LETTER_LOGIN, world_letter_password).status, 303);
}

TEST(login_letter_with_passwords_of_another_shape)
{
    static const char *const other[] = {"x", "Sakura2026haru", "K7MV-3XQE-H9T", "K7MV-3XQE-H9TWW",
        "さくら", "-", "+", "%F0%A0%AE%B7"};
    world();

    for (size_t i = 0; i < COUNT(other); i++) {
        struct client c = client_new();
        world_sql("DELETE FROM throttle");
        CHECK(says_above(login(&c, LETTER_LOGIN, other[i]), WRONG));
    }
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
}

/* ---------------------------------------------------------------- letters that work no more */

static struct reply dead(const char *change)
{
    struct client c = client_new();

    world();
    world_sql(change);
    CHECK(says_above(login(&c, LETTER_LOGIN, other_password()), WRONG)); /* no plain words */
    return login(&c, LETTER_LOGIN, world_letter_password);
}

TEST(login_dead_letters_say_why_to_their_owner)
{
    struct reply r = dead("UPDATE credential SET valid_until = '2026-11-20'");

    CHECK_INT(r.status, 422);
    CHECK(has(r, "使える期間がすぎました"));
    r = dead("UPDATE credential SET state = 'used'");
    CHECK(has(r, "登録は終わっています"));
    r = dead("UPDATE credential SET state = 'void', void_reason = 'superseded'");
    CHECK(has(r, "新しい案内文書を送っています"));
    r = dead("UPDATE credential SET state = 'void', void_reason = 'registered'");
    CHECK(has(r, "登録は終わっています"));
    r = dead("UPDATE credential SET state = 'void', void_reason = 'deleted'");
    CHECK(has(r, "取り消されています"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
    /* on its last day it works */
    world();
    world_sql("UPDATE credential SET valid_until = '2026-11-21'");
    struct client c = client_new();
    CHECK_INT(login(&c, LETTER_LOGIN, world_letter_password).status, 303);
}

TEST(login_letter_code)
{
    char path[64], ticket[CREDENTIAL_TICKET + 1];

    world();
    credential_ticket_make(ticket, 1, 1);
    struct client c = client_new();
    snprintf(path, sizeof(path), "/Q/%s", ticket);
    CHECK_STR(get(&c, path).location, S("/login"));
    struct reply r = get(&c, "/login");
    CHECK(has(r, "value=\"" LETTER_LOGIN "\""));
    CHECK(has(r, "仮メールアドレスを入れておきました"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0); /* the code is no password */
    CHECK_INT(login(&c, LETTER_LOGIN, world_letter_password).status, 303);
    c = client_new();
    path[12] = path[12] == '7' ? '8' : '7';
    r = get(&c, path);
    CHECK_INT(r.status, 404);
    CHECK(has(r, "このQRコードは読み取れませんでした"));
    world_sql("UPDATE credential SET state = 'used'");
    snprintf(path, sizeof(path), "/q/%s", ticket);
    CHECK(has(get(&c, path), "登録は終わっています"));
    CHECK(!has(get(&c, "/login"), LETTER_LOGIN));
}

/* ---------------------------------------------------------------- waiting */

TEST(login_five_free_then_waiting)
{
    world();
    struct client c = client_new(), own = client_member(), other = client_new();
    struct reply r;

    get(&own, "/my");
    post(&own, "/logout", "");
    own.csrf[0] = 0;
    c.peer = "198.51.100.7";
    for (int i = 0; i < 5; i++) {
        r = login(&c, MEMBER_MAIL, "Wrong2026");
        CHECK(says_above(r, WRONG));
        CHECK(!has(r, "あと"));
    }
    r = login(&c, MEMBER_MAIL, "Wrong2026");
    CHECK(has(r, "続けてまちがえたため、あと30秒はログインできません"));
    /* the right one during the wait: not looked at, not even hashed, not counted */
    r = login(&c, MEMBER_MAIL, MEMBER_PASSWORD);
    CHECK_INT(r.status, 422);
    CHECK_INT(r.hashes, 0);
    CHECK(str_has(r.headers, S("Retry-After: 30\n")));
    CHECK(has(r, "value=\"" MEMBER_MAIL "\""));
    r = login(&other, MEMBER_MAIL, MEMBER_PASSWORD); /* from elsewhere, too */
    CHECK_INT(r.status, 422);
    /* the account's own browser and other accounts don't notice */
    CHECK_STR(login(&own, MEMBER_MAIL, MEMBER_PASSWORD).location, S("/my"));
    CHECK_STR(login(&c, LETTER_LOGIN, world_letter_password).location, S("/my/account"));
    c = client_new();
    world_clock(WORLD_NOW + 29);
    CHECK_INT(login(&c, MEMBER_MAIL, MEMBER_PASSWORD).status, 422);
    world_clock(WORLD_NOW + 30);
    CHECK_INT(login(&c, MEMBER_MAIL, MEMBER_PASSWORD).status, 303);
}

TEST(login_letter_waits_likewise)
{
    world();
    struct client c = client_new(), ticket = client_new();
    char path[64] = "/q/";
    struct reply r;

    for (int i = 0; i < 6; i++)
        r = login(&c, LETTER_LOGIN, other_password());
    CHECK(has(r, "あと30秒はログインできません"));
    CHECK_INT(login(&c, LETTER_LOGIN, world_letter_password).status, 422);
    /* who holds the letter itself comes in by its code */
    credential_ticket_make(path + 3, 1, 1);
    get(&ticket, path);
    CHECK_INT(login(&ticket, LETTER_LOGIN, world_letter_password).status, 303);
    world_clock(WORLD_NOW + 30);
    CHECK_INT(login(&c, LETTER_LOGIN, world_letter_password).status, 303);
}

TEST(login_many_guesses_at_one_instant_are_five)
{
    world();
    struct client c = client_new();
    struct reply out[8];
    int looked_at = 0;

    get(&c, "/login");
    together(&c, "/login", "login=" MEMBER_MAIL "&password=Wrong2026", out, 8);
    for (size_t i = 0; i < 8; i++)
        looked_at += has(out[i], WRONG);
    CHECK_INT(looked_at, 6); /* the sixth brings the wait, the rest is not looked at */
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.failed'"), 6);
}

TEST(login_forged_device_cookie_is_a_stranger)
{
    static const char *const forged[] = {"1.1.9999999999.AAAAAAAAAAAAAAAAAAAAAA", "1.1", "", "....",
        "1.1.9999999999."};
    world();
    for (size_t i = 0; i < COUNT(forged); i++) {
        struct client c = client_new();
        world_sql("DELETE FROM throttle");
        c.n = 1;
        snprintf(c.cookie[0].name, sizeof(c.cookie[0].name), "d");
        snprintf(c.cookie[0].value, sizeof(c.cookie[0].value), "%s", forged[i]);
        login(&c, MEMBER_MAIL, "Wrong2026");
        CHECK_INT(world_number("SELECT count(*) FROM throttle WHERE key LIKE 'd:%'"), 0);
        CHECK_INT(world_number("SELECT count(*) FROM throttle WHERE key LIKE 'l:%'"), 1);
    }
}

/* ---------------------------------------------------------------- nothing to learn */

TEST(login_known_and_unknown_look_the_same)
{
    static const char *const pairs[][2] = {
        {MEMBER_MAIL, "yamadb@example.jp"}, {LETTER_LOGIN, "1ABCDEFGJ@13"}};

    for (size_t p = 0; p < COUNT(pairs); p++) {
        world();
        struct client a = client_new(), b = client_new();
        b.peer = "198.51.100.9";
        for (int i = 0; i < 8; i++) {
            const char *password = p ? other_password() : "Wrong2026";
            struct reply known = login(&a, pairs[p][0], password);
            struct reply unknown = login(&b, pairs[p][1], password);

            CHECK_INT(known.status, unknown.status);
            CHECK_INT(known.body.n, unknown.body.n);
            CHECK_INT(known.hashes, unknown.hashes);
            CHECK_INT(known.headers.n, unknown.headers.n);
        }
    }
}

/* ---------------------------------------------------------------- sessions */

TEST(login_gives_a_new_session)
{
    world();
    struct client c = client_member(), old = c;

    get(&c, "/login");
    c.csrf[0] = 0;
    get(&c, "/my");
    CHECK_STR(login(&c, MEMBER_MAIL, MEMBER_PASSWORD).location, S("/my"));
    CHECK_INT(get(&old, "/my").status, 303); /* the old token is dead */
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK_INT(world_number("SELECT count(*) FROM session"), 1);
}

TEST(login_fixation)
{
    world();
    struct client c = client_new();

    c.n = 1;
    snprintf(c.cookie[0].name, sizeof(c.cookie[0].name), "s");
    snprintf(c.cookie[0].value, sizeof(c.cookie[0].value), "%043d", 7);
    CHECK_STR(login(&c, MEMBER_MAIL, MEMBER_PASSWORD).location, S("/my"));
    CHECK(strspn(c.cookie[0].value, "07") < 43);
}

/* Both were let in before either was written; the second is nobody's by its turn, and ends
 * no session that has its number since. */
TEST(login_a_form_that_waited_while_its_session_ended)
{
    world();
    struct client c = client_member();
    struct reply out[2];

    get(&c, "/my/members");
    together(&c, "/my/members", "mail=new@example.jp&role=viewer&current=" MEMBER_PASSWORD, out, 1);
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE purpose = 'invite'"), 1);
    get(&c, "/my");
    together(&c, "/logout", "", out, 2);
    CHECK_STR(out[0].location, S("/"));
    CHECK(str_starts(out[1].location, S("/login?")));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
}

TEST(login_logout_ends_this_session_only)
{
    world();
    struct client here = client_member(), there = client_member(), copy;

    get(&here, "/my");
    copy = here;
    CHECK_STR(post(&here, "/logout", "").location, S("/"));
    CHECK_INT(get(&copy, "/my").status, 303);
    CHECK_INT(get(&there, "/my").status, 200);
    /* the button on a page whose session is over */
    struct reply r = post(&copy, "/logout", "");
    CHECK_STR(r.location, S("/login?next=/logout"));
    CHECK_INT(get(&copy, "/login?next=/logout").status, 200);
}

TEST(login_five_sessions_at_the_most)
{
    world();
    struct client c[6];

    for (size_t i = 0; i < 6; i++)
        c[i] = client_member();
    CHECK_INT(get(&c[0], "/my").status, 303);
    for (size_t i = 1; i < 6; i++)
        CHECK_INT(get(&c[i], "/my").status, 200);
}

/* ---------------------------------------------------------------- where to go afterwards */

TEST(login_next_stays_at_home)
{
    static const char *const bad[] = {"//evil.test", "/%5Cevil.test", "https://evil.test",
        "https:evil.test", "%0d%0aX: y", "/my%0d%0aX: y", "/my%09", "%2F%2Fevil.test", "/myevil", "my",
        "/my/../staff", "/my//evil", "javascript:alert(1)", "/staff", "/logout", "/my@evil.test",
        "/my.evil.test", "/my?x=//evil", "/my%23x", "/%09/evil.test"};
    world();

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct client c = client_new();
        char body[300], path[300];

        snprintf(path, sizeof(path), "/login?next=%s", bad[i]);
        struct reply r = get(&c, path);
        CHECK(r.status == 200 || r.status == 400);
        CHECK(!has(r, "name=\"next\""));
        get(&c, "/login");
        snprintf(body, sizeof(body), "login=" MEMBER_MAIL "&password=%s&next=%s", "x", bad[i]);
        post(&c, "/login", body);
        snprintf(body, sizeof(body), "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD "&next=%s",
            bad[i]);
        r = post(&c, "/login", body);
        CHECK_STR(r.location, S("/my"));
    }
    struct client c = client_new();
    get(&c, "/login?next=/my/account");
    CHECK_STR(post(&c, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD
                                 "&next=/my/account").location, S("/my/account"));
}

TEST(login_display_bar_leads_back_to_ours_only)
{
    static const struct {
        const char *back, *to;
    } cases[] = {
        {"/terms", "/terms"}, {"//evil.test", "/"}, {"/%5Cevil.test", "/"}, {"https://evil.test", "/"},
        {"", "/"}, {"/%0d%0aSet-Cookie: x=y", "/"}, {"/%09/evil.test", "/%09/evil.test"},
        {"/%E3%81%82", "/%E3%81%82"}, {"/a b", "/a%20b"}, {"%09//evil.test", "/"},
    };
    world();
    struct client c = client_new();

    for (size_t i = 0; i < COUNT(cases); i++) {
        char body[200];
        snprintf(body, sizeof(body), "hyoji=t-l&_csrf=&back=%s", cases[i].back);
        struct reply r = post(&c, "/preferences", body);
        CHECK_STR(r.location, str_of(cases[i].to));
    }
}

TEST(login_display_bar_in_the_middle)
{
    world();
    struct client c = client_new();
    struct reply r;

    get(&c, "/login?next=/my/account");
    r = post(&c, "/login", "login=髙𠮷@x&password=Secret2026&next=/my/account&hyoji=c-ki");
    CHECK_STR(r.location, S("/login"));
    CHECK_INT(r.hashes, 0);
    r = get(&c, "/login");
    CHECK(has(r, "value=\"髙𠮷@x\""));
    CHECK(has(r, "name=\"next\" value=\"/my/account\""));
    CHECK(has(r, "c-ki"));
    CHECK(!has(r, "Secret2026"));
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE fields LIKE '%Secret%'"), 0);
    struct client other = client_new();
    CHECK(!has(get(&other, "/login"), "髙𠮷")); /* nobody else's */
    /* who is not known can't fill the disk */
    static char big[40000];
    memset(big, 'a', sizeof(big) - 1);
    memcpy(big, "hyoji=t-s&login=", 16);
    get(&other, "/login");
    CHECK_INT(post(&other, "/login", big).status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 1);
    post(&c, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD);
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
}
