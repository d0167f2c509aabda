/* unlock_test.c: a login that must wait says how long and what else helps; staff end the
 * waiting with a reason that the institution can read. */
#include "tests/world.h"

#include "util/str.h"

#define PAGE   "/staff/institutions/2740000025"
#define UNLOCK PAGE "/unlock"

static struct reply guess_at(const char *login, const char *password)
{
    struct client c = client_new();
    char body[200];

    c.peer = "198.51.100.7";
    get(&c, "/login");
    snprintf(body, sizeof(body), "login=%s&password=%s", login, password);
    return post(&c, "/login", body);
}

static struct reply locked(const char *login)
{
    struct reply r = {.status = 0};

    for (int i = 0; i < 7; i++)
        r = guess_at(login, "Wrong2026");
    return r;
}

TEST(unlock_waiting_tells_how_long_and_another_way)
{
    world();
    struct reply r = locked(MEMBER_MAIL);

    CHECK(has(r, "あと30秒はログインできません"));
    CHECK(has(r, "新しいパスワードを決めると、待たずにログインできます"));
    CHECK(has(r, "href=\"/password\""));
    for (int i = 0; i < 4; i++) {
        world_clock(WORLD_NOW + 4000 * (i + 1) / 10);
        r = guess_at(MEMBER_MAIL, "Wrong2026");
    }
    CHECK(has(r, "分はログインできません"));
}

TEST(unlock_by_staff_with_a_reason)
{
    world();
    struct client c = client_staff("operator");
    struct reply r;

    CHECK(!has(get(&c, PAGE), "待ち時間を終わらせる"));
    locked(MEMBER_MAIL);
    CHECK_INT(guess_at(MEMBER_MAIL, MEMBER_PASSWORD).status, 422);
    r = get(&c, PAGE);
    CHECK(has(r, "待ち時間を終わらせる") && has(r, "あと1分"));
    CHECK_INT(post(&c, UNLOCK, "reason=").status, 422);
    CHECK_INT(post(&c, UNLOCK, "reason=%20%E3%80%80").status, 422);
    CHECK_INT(guess_at(MEMBER_MAIL, MEMBER_PASSWORD).status, 422);
    CHECK_STR(post(&c, UNLOCK, "reason=%E5%B1%B1%E7%94%B0%E6%A7%98%E3%81%8B%E3%82%89%E9%9B%BB%E8%A9%B1")
                  .location, S(PAGE "?why=phone"));
    CHECK_STR(guess_at(MEMBER_MAIL, MEMBER_PASSWORD).location, S("/my"));
    CHECK_STR(world_text("SELECT detail FROM audit WHERE action = 'login.unlocked' AND institution = 2"),
        S("山田様から電話"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'unlocked' AND mail_to = '"
                           MEMBER_MAIL "'"), 1);
    /* nothing to end: nothing is done, nobody is told */
    CHECK_INT(post(&c, UNLOCK, "reason=x").status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
    struct client m = client_member();
    r = get(&m, "/my/history");
    CHECK(has(r, "ログインの待ち時間を終わらせた") && has(r, "山田様から電話"));
}

TEST(unlock_of_a_letters_login)
{
    world();
    struct client c = client_staff("supervisor");

    locked(LETTER_LOGIN);
    CHECK_INT(guess_at(LETTER_LOGIN, world_letter_password).status, 422);
    CHECK(has(get(&c, "/staff/institutions/1310000014"), "待ち時間を終わらせる"));
    CHECK_INT(post(&c, "/staff/institutions/1310000014/unlock", "reason=x").status, 303);
    CHECK_STR(guess_at(LETTER_LOGIN, world_letter_password).location, S("/my/account"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
}

TEST(unlock_not_for_everybody)
{
    static const char *const others[] = {"auditor", "printer", "editor"};

    for (size_t i = 0; i < COUNT(others); i++) {
        world();
        struct client c = client_staff(others[i]);

        locked(MEMBER_MAIL);
        CHECK(!has(get(&c, PAGE), "待ち時間を終わらせる"));
        get(&c, "/staff");
        CHECK_INT(post(&c, UNLOCK, "reason=x").status, 403);
    }
}

TEST(unlock_of_no_institution)
{
    world();
    struct client c = client_staff("operator");

    get(&c, "/staff");
    CHECK_INT(post(&c, "/staff/institutions/x/unlock", "reason=x").status, 404);
    CHECK_INT(post(&c, "/staff/institutions/9999999999/unlock", "reason=x").status, 404);
}
