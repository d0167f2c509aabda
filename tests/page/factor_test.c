/* factor_test.c: the second factor: begun with a first code, asked for on a page of its own
 * before there is any session, replaced by paper once, ended with password and code. */
#include "tests/page/factor.h"

#include "model/factor.h"
#include "sys/clock.h"
#include "util/str.h"

#define FRESH "Ume2026hanami"

TEST(factor_begins_with_password_and_first_code)
{
    world();
    struct client c = client_member(), other = client_member();
    struct reply r;

    CHECK(has(get(&c, "/my/security"), "使っていません"));
    CHECK_STR(get(&c, "/my/security/app").location, S("/my/security"));
    get(&c, "/my/security/start");
    r = post(&c, "/my/security/start", "current=Wrong2026");
    CHECK(complains(r, "current", "パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください"));
    CHECK(complains(post(&c, "/my/security/start", ""), "current", "パスワードを入力してください"));
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 0);
    r = post(&c, "/my/security/start", "current=" MEMBER_PASSWORD);
    CHECK_STR(r.location, S("/my/security/app"));
    r = get(&c, "/my/security/app");
    CHECK(has(r, "<svg role=\"img\"") && has(r, "鍵"));
    CHECK(complains(post(&c, "/my/security/app", "current_code=000000"), "current_code",
        "確認コードがちがいます。アプリにいま出ている6つの数字を入力してください"));
    CHECK_INT(get(&other, "/my").status, 200);
    r = post(&c, "/my/security/app", code_body(0));
    CHECK_INT(r.status, 200);
    CHECK_INT(paper_codes(r), 10);
    CHECK(has(r, "もう一度は出せません"));
    /* told once, others are out, this one goes on */
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE mail_to = '" MEMBER_MAIL "'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'factor_on'"), 1);
    CHECK_INT(get(&other, "/my").status, 303);
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK(has(get(&c, "/my/security"), "使っています"));
    CHECK_STR(get(&c, "/my/security/app").location, S("/my/security"));
    CHECK_STR(get(&c, "/my/security/start").location, S("/my/security"));
    get(&c, "/my/sessions"); /* for its token */
    CHECK_STR(post(&c, "/my/security/app", code_body(30)).location, S("/my/security?done=on"));
    /* nothing in the database can be typed */
    CHECK_INT(world_number("SELECT count(*) FROM recovery WHERE stored LIKE 'v1$%'"), 10);
    CHECK_INT(world_number("SELECT length(seed) > 40 FROM factor"), 1);
}

TEST(factor_begun_is_not_asked_for)
{
    world();
    struct client c = client_member();

    get(&c, "/my/security/start");
    post(&c, "/my/security/start", "current=" MEMBER_PASSWORD);
    client_member(); /* checks that it gets in */
    world_clock(WORLD_NOW + 30 * 60);
    CHECK_STR(get(&c, "/my/security/app").location, S("/my/security"));
    get(&c, "/my/security");
    CHECK_INT(post(&c, "/my/security/app", code_body(0)).status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM factor WHERE enrolled_at"), 0);
    /* beginning again gives another seed */
    get(&c, "/my/security/start");
    CHECK_STR(post(&c, "/my/security/start", "current=" MEMBER_PASSWORD).location,
        S("/my/security/app"));
    CHECK_INT(post(&c, "/my/security/app", code_body(0)).status, 200);
}

TEST(factor_no_session_before_the_code)
{
    world();
    factor_enrolled();
    struct client c = client_new();
    struct reply r = password_right(&c, "/my/account");

    CHECK_STR(r.location, S("/login/code?next=/my/account"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 1); /* the one that enrolled */
    CHECK_INT(get(&c, "/my").status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.login'"), 1);
    r = get(&c, "/login/code?next=/my/account");
    CHECK(has(r, "name=\"current_code\"") && has(r, "autocomplete=\"one-time-code\""));
    CHECK(complains(post(&c, "/login/code", "current_code="), "current_code",
        "確認コードを入力してください"));
    CHECK_INT(post(&c, "/login/code", "current_code=000000").status, 422);
    CHECK_INT(get(&c, "/my").status, 303);
    world_clock(WORLD_NOW + 60);
    r = post(&c, "/login/code", with(code_body(0), "&next=/my/account"));
    CHECK_STR(r.location, S("/my/account"));
    CHECK_INT(get(&c, "/my").status, 200);
    /* the same code never again */
    c = client_new();
    password_right(&c, "");
    get(&c, "/login/code");
    CHECK_INT(post(&c, "/login/code", code_body(0)).status, 422);
    world_clock(WORLD_NOW + 90);
    CHECK_STR(post(&c, "/login/code", code_body(0)).location, S("/my"));
}

TEST(factor_wrong_password_does_not_tell_that_there_is_one)
{
    world();
    factor_enrolled();
    struct client c = client_new();

    get(&c, "/login");
    struct reply r = post(&c, "/login", "login=" MEMBER_MAIL "&password=Wrong2026");
    CHECK_INT(r.status, 422);
    CHECK(!has(r, "確認コード"));
    CHECK_STR(get(&c, "/login/code").location, S("/login"));
    get(&c, "/login");
    CHECK_STR(post(&c, "/login/code", code_body(60)).location, S("/login"));
}

/* The note between the pages can't be made, changed, or outlive the password. */
TEST(factor_note_between_the_pages)
{
    world();
    factor_enrolled();
    struct client c = client_new(), forged;

    password_right(&c, "");
    for (int i = 0; i < c.n; i++) {
        if (strcmp(c.cookie[i].name, "f") != 0)
            continue;
        size_t n = strlen(c.cookie[i].value);
        for (size_t k = 0; k < n; k++) {
            forged = c;
            forged.cookie[i].value[k] ^= 1;
            CHECK_STR(get(&forged, "/login/code").location, S("/login"));
        }
    }
    CHECK_INT(get(&c, "/login/code").status, 200);
    world_clock(WORLD_NOW + 600);
    CHECK_STR(get(&c, "/login/code").location, S("/login"));
    world_clock(WORLD_NOW + 5);
    CHECK_INT(get(&c, "/login/code").status, 200);
    world_sql("UPDATE account SET rev = rev + 1");
    CHECK_STR(get(&c, "/login/code").location, S("/login"));
}

TEST(factor_codes_cannot_be_guessed)
{
    world();
    factor_enrolled();
    struct client c = client_new();
    char body[64];
    struct reply r = {.status = 0};

    c.peer = "198.51.100.9";
    password_right(&c, "");
    get(&c, "/login/code");
    for (int i = 0; i < 6; i++) {
        snprintf(body, sizeof(body), "current_code=%06d", i);
        r = post(&c, "/login/code", body);
    }
    CHECK(has(r, "続けてまちがえたため"));
    r = post(&c, "/login/code", code_body(30));
    CHECK_INT(r.status, 422); /* the right one, too */
    world_clock(WORLD_NOW + 120);
    CHECK_STR(post(&c, "/login/code", code_body(0)).location, S("/my"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'factor.failed'"), 6);
}

TEST(factor_many_guesses_at_one_instant)
{
    world();
    factor_enrolled();
    struct client c = client_new();
    struct reply out[8];

    world_clock(WORLD_NOW + 60);
    password_right(&c, "");
    get(&c, "/login/code");
    together(&c, "/login/code", code_body(0), out, 8);
    int in = 0;
    for (int i = 0; i < 8; i++)
        in += out[i].status == 303 && str_is(out[i].location, "/my");
    CHECK_INT(in, 1);
}

/* ---------------------------------------------------------------- paper */

TEST(factor_paper_code_works_once)
{
    world();
    factor_enrolled();
    struct client c = client_new(), again = client_new();
    char body[128], low[64];

    snprintf(body, sizeof(body), "current_code=%s", world_paper[3]);
    password_right(&c, "");
    get(&c, "/login/code");
    CHECK_STR(post(&c, "/login/code", body).location, S("/my"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'factor_used'"), 1);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'factor_used'"),
        S("あと9個")));
    CHECK(has(get(&c, "/my/security"), "9つ"));
    password_right(&again, "");
    get(&again, "/login/code");
    CHECK_INT(post(&again, "/login/code", body).status, 422);
    /* kind to how it is typed: small letters, no hyphens, blanks */
    size_t n = 0;
    for (const char *p = world_paper[4]; *p; p++)
        if (*p != '-')
            low[n++] = (char)(*p >= 'A' ? *p + 32 : *p), low[n] = 0;
    snprintf(body, sizeof(body), "current_code=%%20%s", low);
    CHECK_STR(post(&again, "/login/code", body).location, S("/my"));
    CHECK_INT(world_number("SELECT count(*) FROM recovery WHERE used_at"), 2);
}

TEST(factor_paper_codes_made_anew)
{
    world();
    struct client c = factor_enrolled();
    char old[32], body[160];
    struct reply r;

    snprintf(old, sizeof(old), "%s", world_paper[0]);
    get(&c, "/my/security/codes");
    CHECK(complains(post(&c, "/my/security/codes", "current=" MEMBER_PASSWORD), "current_code",
        "確認コードを入力してください"));
    CHECK_INT(post(&c, "/my/security/codes", "current=" MEMBER_PASSWORD "&current_code=1").status, 422);
    world_clock(WORLD_NOW + 60);
    snprintf(body, sizeof(body), "current=" MEMBER_PASSWORD "&%s", code_body(0));
    r = post(&c, "/my/security/codes", body);
    CHECK_INT(paper_codes(r), 10);
    CHECK(strcmp(old, world_paper[0]) != 0);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'factor_codes'"), 1);
    c = client_new();
    password_right(&c, "");
    get(&c, "/login/code");
    snprintf(body, sizeof(body), "current_code=%s", old);
    CHECK_INT(post(&c, "/login/code", body).status, 422);
    snprintf(body, sizeof(body), "current_code=%s", world_paper[0]);
    CHECK_STR(post(&c, "/login/code", body).location, S("/my"));
}

/* ---------------------------------------------------------------- ending it */

TEST(factor_ends_with_password_and_code)
{
    world();
    struct client c = factor_enrolled();
    char body[160];

    get(&c, "/my/security/off");
    CHECK_INT(post(&c, "/my/security/off", "current=" MEMBER_PASSWORD).status, 422);
    snprintf(body, sizeof(body), "current=Wrong2026&current_code=%s", world_paper[0]);
    CHECK_INT(post(&c, "/my/security/off", body).status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM recovery WHERE used_at"), 0);
    world_clock(WORLD_NOW + 60);
    snprintf(body, sizeof(body), "current=" MEMBER_PASSWORD "&%s", code_body(0));
    CHECK_STR(post(&c, "/my/security/off", body).location, S("/my/security?done=off"));
    CHECK_INT(world_number("SELECT (SELECT count(*) FROM factor) + (SELECT count(*) FROM recovery)"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'factor_off'"), 1);
    CHECK_INT(get(&c, "/my").status, 200);
    client_member();
}

TEST(factor_survives_a_reset)
{
    world();
    world_sql("UPDATE account SET mail_confirmed_at = 1");
    factor_enrolled();
    struct client c = client_new();

    submit(&c, "/password", "mail=" MEMBER_MAIL);
    const char *path = link_in_mail("reset");
    get(&c, path);
    CHECK_STR(post(&c, path, "password=" FRESH "&password2=" FRESH).location, S("/password/done"));
    get(&c, "/login");
    CHECK_STR(post(&c, "/login", "login=" MEMBER_MAIL "&password=" FRESH).location, S("/login/code"));
    CHECK_INT(get(&c, "/my").status, 303);
}

/* However a session came to be: without the code it opens nothing. */
TEST(factor_session_by_the_password_alone_is_none)
{
    world();
    factor_enrolled();
    struct client c = client_member_by_hand();

    CHECK_INT(get(&c, "/my").status, 303);
    world_sql("UPDATE session SET second = 1");
    CHECK_INT(get(&c, "/my").status, 200);
}

TEST(factor_goes_along_when_the_institution_is_switched)
{
    world();
    more_places();
    add_membership(1, INST_SECOND, "owner");
    struct client c = factor_enrolled();

    get(&c, "/my/choose");
    CHECK_STR(post(&c, "/my/switch", "institution=4").location, S("/my"));
    CHECK_INT(get(&c, "/my").status, 200);
    /* and a login leads to the choice only behind the code */
    c = client_new();
    password_right(&c, "");
    get(&c, "/login/code");
    world_clock(WORLD_NOW + 60);
    CHECK_STR(post(&c, "/login/code", code_body(0)).location, S("/my/choose"));
}
