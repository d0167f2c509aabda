/* register_steps.c: see register_steps.h. */
#include "tests/page/register_steps.h"

#include "util/str.h"

const char *newest_register_link(void)
{
    static char path[4][128];
    static int turn;
    struct str body = world_text("SELECT body FROM outbox WHERE template = 'register'"
                                 " ORDER BY id DESC LIMIT 1");
    struct str mark = S("http://portal.test");
    const char *at = body.n ? memmem(body.p, body.n, mark.p, mark.n) : NULL;

    turn = (turn + 1) % 4;
    path[turn][0] = 0;
    if (at)
        snprintf(path[turn], sizeof(path[turn]), "%.*s", (int)strcspn(at + mark.n, " \r\n"),
            at + mark.n);
    return path[turn];
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
