/* mail_version_test.c: each mail that is written says which text it was. */
#include "tests/world.h"

#include "gen/templates.h"
#include "util/str.h"

TEST(mail_versions_are_of_mails)
{
    struct str one = str_of(tmpl_version((tmpl_any *)tmpl_mail_confirm));
    struct str two = str_of(tmpl_version((tmpl_any *)tmpl_mail_password));

    CHECK(one.n == 8 && two.n == 8 && !str_eq(one, two));
    CHECK_STR(str_of(tmpl_version((tmpl_any *)tmpl_my)), S(""));
}

TEST(mail_keeps_version_and_end_of_its_link)
{
    world();
    struct client c = client_member();

    get(&c, "/my");
    post(&c, "/my/mail", "");
    CHECK_STR(world_text("SELECT version FROM outbox"),
        str_of(tmpl_version((tmpl_any *)tmpl_mail_confirm)));
    CHECK_INT(world_number("SELECT until FROM outbox"), WORLD_NOW + 24 * 3600);
}
