/* account_test.c: from the letter to an account of one's own. */
#include "tests/world.h"

#include "util/str.h"

#define GOOD                                                                             \
    "name=さくら内科クリニック&founder=医療法人社団髙﨑会&phone=０３（００００）０００１"     \
    "&contact=佐藤&mail=sato@example.jp&mail2=sato@example.jp"                          \
    "&password=Ume2026hanami&password2=Ume2026hanami"

TEST(account_letter_login_leads_to_editing_only)
{
    world();
    struct client c = client_letter();

    CHECK_INT(get(&c, "/my/account").status, 200);
    CHECK_STR(get(&c, "/my").location, S("/my/account"));
    CHECK_STR(get(&c, "/my/account/done").location, S("/my/account"));
}

TEST(account_first_edit_confirm_done)
{
    world();
    struct client c = client_letter();
    struct reply r = get(&c, "/my/account");

    CHECK(has(r, "value=\"支払基金\""));
    CHECK(has(r, "value=\"" LETTER_LOGIN "\""));
    r = submit(&c, "/my/account", GOOD);
    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, S("/my/account/confirm"));
    r = get(&c, "/my/account/confirm");
    CHECK(has(r, "03-0000-0001"));
    CHECK(has(r, "新しいパスワードに変えます"));
    CHECK(!has(r, "Ume2026hanami"));
    r = submit(&c, "/my/account/confirm", "step=commit");
    CHECK_STR(r.location, S("/my/account/done"));
    CHECK_INT(get(&c, "/my/account/done").status, 200);
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = 'sato@example.jp'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
    CHECK_STR(world_text("SELECT state FROM credential"), S("used"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE mail_to = 'sato@example.jp'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.registered'"), 1);
}

TEST(account_weak_hash_is_made_anew_at_login)
{
    static const struct secret_cost weak = {1, 8192, 1};
    struct arena a = ARENA_INIT;
    struct str stored;
    struct client c;

    if (secret_password_make(&a, S(MEMBER_PASSWORD), weak, world()->keys.pepper, &stored) !=
        SECRET_OK)
        die("no memory");
    world_sql(arena_fmt(&a, "UPDATE account SET password = '" STR_FMT "'", STR_ARG(stored)).p);
    arena_release(&a);
    c = client_member();
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK(str_starts(world_text("SELECT password FROM account"), S("v1$1$16$")));
    c = client_member();
    CHECK_INT(get(&c, "/my").status, 200);
}
