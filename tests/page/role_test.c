/* role_test.c: every page below /my × owner, staff, viewer. The rule: reading is for all,
 * sending for owners and staff; the lists name what differs, and why. */
#include "tests/page/people.h"

#include "util/str.h"

/* About one's own login: those who only look may send it, too. */
static const char *const own[] = {"/my/account", "/my/account/confirm", "/my/mail", "/my/switch",
    "/my/mail/stay", "/my/stop", "/my/agent/stop", "/my/news", "/my/sessions",
    "/my/security/start", "/my/security/app", "/my/security/codes", "/my/security/off",
    "/my/security/start", "/my/security/app", "/my/security/codes", "/my/security/off",
    "/my/terms", "/my/deletion/cancel"};
/* Who belongs to the institution is the owners' business, even to look at. */
static const char *const owners[] = {"/my/members", "/my/agents"};

static const char *const roles[] = {"owner", "staff", "viewer"};
static struct client people[COUNT(roles)];

static bool in(const char *const *list, size_t n, struct str path, bool below)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(path, list[i]) || (below && str_starts(path, str_of(list[i]))))
            return true;
    return false;
}

static bool expected(const struct route *r, size_t role)
{
    struct str path = str_of(r->path);

    if (in(owners, COUNT(owners), path, true))
        return role == 0;
    return r->method[0] == 'G' || role < 2 || in(own, COUNT(own), path, false);
}

static struct str address(const char *pattern)
{
    static char path[200];
    size_t n = 0;

    for (const char *p = pattern; *p; p++) {
        path[n++] = *p == '{' ? '1' : *p;
        if (*p == '{')
            p += strcspn(p, "}");
    }
    return (struct str){path, n};
}

static void ask(void *ctx, const struct feature *f, const struct route *r)
{
    char path[201];

    (void)ctx, (void)f;
    if (!str_starts(str_of(r->path), S("/my")) || !(r->may & MEMBER))
        return;
    snprintf(path, sizeof(path), STR_FMT, STR_ARG(address(r->path)));
    for (size_t i = 0; i < COUNT(roles); i++) {
        struct client c = people[i];
        uint64_t before = world_hash();
        struct reply got = r->method[0] == 'G' ? get(&c, path) : post(&c, path, "a=1");
        bool may = expected(r, i);

        CHECK_INT(got.status != 403, may);
        if (may == (got.status == 403))
            printf("  %s %s as %s: %d\n", r->method, path, roles[i], got.status);
        if (!may) {
            CHECK(world_hash() == before);
            CHECK(has(got, "山田花子 さん")); /* whom to ask */
            CHECK(has(got, in(owners, COUNT(owners), str_of(r->path), true)
                    ? "この画面は、代表の方だけが使えます"
                    : "見るだけの役割なので、変えられません"));
        }
    }
}

TEST(role_of_every_page_of_ones_own)
{
    struct app *app = world();

    people[0] = client_member();
    people[1] = client_role("staff");
    people[2] = client_role("viewer");
    for (size_t i = 0; i < COUNT(roles); i++)
        CHECK_INT(get(&people[i], "/my").status, 200);
    routes_each(app->routes, ask, NULL);
}

TEST(role_unknown_is_nobody)
{
    world();
    struct client c = client_role("viewer");

    CHECK_INT(get(&c, "/my").status, 200);
    world_sql("DELETE FROM member WHERE role = 'viewer'");
    CHECK_STR(get(&c, "/my").location, S("/login?next=/my"));
}

/* The display bar of a form is not a change. */
TEST(role_viewer_may_press_the_display_bar)
{
    world();
    struct client c = client_role("viewer");

    get(&c, "/my/account");
    CHECK_STR(post(&c, "/my/account", "hyoji=t-l&contact=x").location, S("/my/account"));
}

/* ---------------------------------------------------------------- the account form */

TEST(role_viewer_changes_own_data_only)
{
    world();
    struct client c = client_role("viewer");
    struct reply r = get(&c, "/my/account");

    CHECK(!has(r, "name=\"name\"") && !has(r, "name=\"founder\""));
    CHECK_STR(submit(&c, "/my/account", "name=乗っ取り薬局&founder=だれか&phone=06-0000-0777&contact=佐藤"
                                        "&mail=viewer@example.jp&mail2=viewer@example.jp").location,
        S("/my/account/confirm"));
    CHECK_STR(submit(&c, "/my/account/confirm", "step=commit").location, S("/my/account/done"));
    CHECK_STR(world_text("SELECT name FROM statement"), S("ひまわり薬局"));
    CHECK_STR(world_text("SELECT founder FROM statement"), S("株式会社ひまわり"));
    CHECK_INT(world_number("SELECT rev FROM statement"), 1);
    CHECK_STR(world_text("SELECT phone FROM account WHERE mail = 'viewer@example.jp'"),
        S("06-0000-0777"));
    CHECK_STR(world_text("SELECT phone FROM account WHERE mail = '" MEMBER_MAIL "'"),
        S("06-0000-0001"));
}

