/* alive_test.c: a login is kept open while somebody works, and its end is foretold. */
#include "tests/world.h"

#include "util/str.h"

enum { MINUTE = 60 };

TEST(alive_keeps_a_login_open)
{
    struct client c;
    struct reply r;

    world();
    c = client_member();
    r = get(&c, "/my/account");
    CHECK(has(r, "data-until=\"12時00分\"") && has(r, "data-left=\"3600\""));
    CHECK(has(r, "<template id=\"soon\">") && has(r, "<template id=\"late\">"));
    world_clock(WORLD_NOW + 59 * MINUTE);
    r = get(&c, "/my/alive");
    CHECK_INT(r.status, 200);
    CHECK_STR(r.type, S("text/plain; charset=utf-8"));
    CHECK_STR(r.body, S("3600 12時59分"));
    world_clock(WORLD_NOW + 118 * MINUTE);
    CHECK_INT(get(&c, "/my/account").status, 200);
    world_clock(WORLD_NOW + 178 * MINUTE); /* an hour later it is over */
    r = get(&c, "/my/alive");
    CHECK_INT(r.status, 303);
    CHECK(str_starts(r.location, S("/login")));
}

TEST(alive_is_for_letters_and_not_for_strangers)
{
    struct client c, nobody = client_new();

    world();
    c = client_letter();
    CHECK(has(get(&c, "/my/account"), "data-left=\"3600\""));
    CHECK_STR(get(&c, "/my/alive").body, S("3600 12時00分"));
    CHECK_INT(get(&nobody, "/my/alive").status, 303);
}

TEST(alive_does_not_promise_more_than_the_longest_login)
{
    struct app *app = world();
    int64_t most = app->conf->clinic_max_min, t;
    struct client c = client_member();

    for (t = 0; t <= most - 30; t += 30) {
        world_clock(WORLD_NOW + t * MINUTE);
        CHECK_INT(get(&c, "/my/alive").status, 200);
    }
    world_clock(WORLD_NOW + (most - 4) * MINUTE);
    CHECK(str_starts(get(&c, "/my/alive").body, S("240 ")));
    CHECK(has(get(&c, "/my/account"), "data-left=\"240\""));
    world_clock(WORLD_NOW + most * MINUTE);
    CHECK_INT(get(&c, "/my/alive").status, 303);
}
