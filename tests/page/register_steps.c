/* register_steps.c: see register_steps.h. */
#include "tests/page/register_steps.h"

#include "tests/page/people.h"
#include "util/str.h"

const char *newest_register_link(void)
{
    return link_in_mail("register");
}

const char *register_link(struct client *c, const char *mail)
{
    char body[300];

    snprintf(body, sizeof(body), "mail=%s", mail);
    CHECK_STR(submit(c, "/register", body).location, S("/register/sent"));
    return newest_register_link();
}

struct client client_register(const char *mail)
{
    struct client c = client_new();
    const char *path = register_link(&c, mail);

    get(&c, path);
    CHECK_STR(post(&c, path, "").location, S("/register/form"));
    return c;
}

void add_free_institution(void)
{
    world_sql(
        "INSERT INTO institution (id, pref, score_table, code, kind, name, kana, founder,"
        " zip, address, phone, phone_digits, changed_at) VALUES"
        " (55, '13', '1', '0000059', 'clinic', 'うめクリニック', '', '梅田一郎',"
        "  '1050004', '東京都港区新橋5-5-5', '03-0000-0055', '0300000059', 0)");
}
