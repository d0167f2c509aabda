/* login_test.c: how staff come in, and how nobody else does. */
#include "tests/staff/people.h"

#include "util/str.h"

#define NEUTRAL "職員名、パスワード、確認コードのどれかがちがいます"

static struct reply try(struct client *c, const char *name, const char *password,
    const char *code)
{
    char body[512];

    get(c, "/staff/login");
    snprintf(body, sizeof(body), "name=%s&password=%s&current_code=%s", name, password, code);
    return post(c, "/staff/login", body);
}

static int64_t sessions(void)
{
    return world_number("SELECT count(*) FROM session WHERE staff IS NOT NULL");
}

TEST(staff_login_needs_all_three_and_says_one_thing)
{
    static const struct {
        const char *name, *password, *code;
    } wrong[] = {
        {"suzuki", PERSON_PASSWORD, "000000"}, {"suzuki", PERSON_PASSWORD, ""},
        {"suzuki", "Kurage-884213", NULL}, {"suzukj", PERSON_PASSWORD, NULL},
    };
    struct reply r;

    world();
    person_add("suzuki", "operator", true);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct client c = client_new();

        r = try(&c, wrong[i].name, wrong[i].password,
            wrong[i].code ? wrong[i].code : person_code(0));
        CHECK_INT(r.status, 422);
        CHECK(has(r, NEUTRAL));
        CHECK(has(r, "<title>エラー："));
        CHECK(!has(r, wrong[i].password));
    }
    CHECK_INT(sessions(), 0);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.failed'"), 4);
    struct client c = client_new();
    r = try(&c, " ｓｕｚｕｋｉ", PERSON_PASSWORD, person_code(0)); /* not the same name */
    CHECK_INT(r.status, 422);
    r = try(&c, "suzuki", PERSON_PASSWORD, person_code(0));
    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, S("/staff"));
    CHECK_INT(sessions(), 1);
}

TEST(staff_login_says_what_was_not_typed)
{
    struct client c = client_new();
    struct reply r;

    world();
    r = try(&c, "", "", "");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "職員名を入力してください") && has(r, "パスワードを入力してください"));
    r = try(&c, "suzuki", "", "");
    CHECK(!has(r, "職員名を入力してください") && has(r, "value=\"suzuki\""));
    CHECK_INT(world_number("SELECT count(*) FROM throttle"), 0);
}

TEST(staff_login_takes_a_code_once)
{
    world();
    struct client a = client_new(), b = client_new();

    person_add("suzuki", "operator", true);
    CHECK_INT(try(&a, "suzuki", PERSON_PASSWORD, person_code(0)).status, 303);
    CHECK_INT(try(&b, "suzuki", PERSON_PASSWORD, person_code(0)).status, 422);
    CHECK_INT(try(&b, "suzuki", PERSON_PASSWORD, person_code(-1)).status, 422);
    CHECK_INT(get(&a, "/staff").status, 200);
    CHECK_INT(try(&b, "suzuki", PERSON_PASSWORD, person_code(1)).status, 303);
    CHECK_INT(sessions(), 1); /* one at a time: the first has ended */
    CHECK_STR(get(&a, "/staff").location, S("/staff/login?next=/staff"));
}

TEST(staff_login_not_for_the_disabled)
{
    world();
    struct client c = client_new();

    person_add("suzuki", "operator", true);
    world_sql("UPDATE staff SET disabled_at = 1");
    CHECK_INT(try(&c, "suzuki", PERSON_PASSWORD, person_code(0)).status, 422);
    world_sql("UPDATE staff SET disabled_at = NULL, enrolled_at = NULL");
    CHECK_STR(try(&c, "suzuki", PERSON_PASSWORD, "").location, S("/staff/enroll?next="));
    world_sql("UPDATE staff SET disabled_at = 1");
    CHECK_STR(get(&c, "/staff/enroll").location, S("/staff/login"));
}

TEST(staff_session_ends_with_the_person_and_the_time)
{
    static const struct {
        int64_t after, seen; /* since the login; since the last page */
        int status;
    } v[] = {
        {30 * 60 - 1, 30 * 60 - 1, 200}, {30 * 60, 30 * 60, 303},
        {8 * 3600 - 1, 60, 200}, {8 * 3600, 60, 303},
    };
    char sql[128];

    for (size_t i = 0; i < COUNT(v); i++) {
        world();
        struct client c = client_staff("operator");

        snprintf(sql, sizeof(sql), "UPDATE session SET seen_at = %lld",
            (long long)(WORLD_NOW + v[i].after - v[i].seen));
        world_sql(sql);
        world_clock(WORLD_NOW + v[i].after);
        CHECK_INT(get(&c, "/staff").status, v[i].status);
    }
    world();
    struct client c = client_staff("operator");
    world_sql("UPDATE staff SET disabled_at = 1");
    CHECK_INT(get(&c, "/staff").status, 303);
}

TEST(staff_role_changes_act_at_once)
{
    world();
    struct client c = client_staff("operator");

    CHECK_INT(get(&c, "/staff/institutions").status, 200);
    world_sql("UPDATE staff SET role = 'editor'");
    CHECK_INT(get(&c, "/staff/institutions").status, 403);
}

TEST(staff_enrolment_shows_the_secret_once_and_for_ten_minutes)
{
    struct reply r;

    world();
    struct client c = client_new(), d;

    person_add("髙橋", "operator", false);
    CHECK_INT(get(&c, "/staff/enroll").status, 303);
    r = try(&c, "髙橋", PERSON_PASSWORD, "");
    CHECK_STR(r.location, S("/staff/enroll?next="));
    CHECK_INT(sessions(), 0);
    d = c;
    r = get(&c, "/staff/enroll");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "<svg role=\"img\"") && has(r, "MFRG GZDF")); /* base 32 of "abcd…" */
    CHECK_INT(get(&c, "/staff").status, 303); /* it is no session */
    r = post(&c, "/staff/enroll", "current_code=123456");
    CHECK_INT(r.status, 422);
    world_clock(WORLD_NOW + 600);
    CHECK_INT(get(&c, "/staff/enroll").status, 303);
    world_clock(WORLD_NOW + 599);
    get(&c, "/staff/enroll");
    char body[64];
    snprintf(body, sizeof(body), "current_code=%s&next=/staff/institutions", person_code(0));
    r = post(&c, "/staff/enroll", body);
    CHECK_STR(r.location, S("/staff/institutions"));
    CHECK_INT(get(&c, "/staff").status, 200);
    CHECK_INT(get(&d, "/staff/enroll").status, 303); /* the same ticket again */
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'staff.enrolled'"), 1);
}

TEST(staff_enrolment_ticket_cannot_be_made)
{
    world();
    struct client c = client_new();

    person_add("suzuki", "operator", false);
    try(&c, "suzuki", PERSON_PASSWORD, "");
    for (int i = 0; i < c.n; i++)
        if (strcmp(c.cookie[i].name, "e") == 0)
            c.cookie[i].value[0] = '2';
    person_add("tanaka", "operator", false);
    CHECK_INT(get(&c, "/staff/enroll").status, 303);
}

TEST(staff_login_waits_after_five_and_lets_nobody_guess_on)
{
    struct reply r;

    world();
    person_add("suzuki", "operator", true);
    for (int i = 0; i < 6; i++) {
        struct client c = client_new();

        r = try(&c, "suzuki", "Kurage-000000", person_code(0));
        CHECK_INT(r.status, 422);
    }
    CHECK(has(r, "あと30秒"));
    CHECK(str_has(r.headers, S("Retry-After: 30\n")));
    struct client c = client_new();
    CHECK_INT(try(&c, "suzuki", PERSON_PASSWORD, person_code(0)).status, 422);
    CHECK_INT(try(&c, "nobody", "x", "").status, 422); /* others are not stopped */
    world_clock(WORLD_NOW + 29);
    CHECK_INT(try(&c, "suzuki", PERSON_PASSWORD, person_code(0)).status, 422);
    world_clock(WORLD_NOW + 30);
    CHECK_INT(try(&c, "suzuki", PERSON_PASSWORD, person_code(0)).status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM throttle WHERE key LIKE 'l:%'"), 1);
}

TEST(staff_login_own_browser_is_not_locked_out_by_strangers)
{
    world();
    struct client own = client_new(), stranger = client_new();

    person_add("suzuki", "operator", true);
    CHECK_INT(try(&own, "suzuki", PERSON_PASSWORD, person_code(-1)).status, 303);
    post(&own, "/staff/logout", "");
    stranger.peer = "203.0.113.9";
    for (int i = 0; i < 6; i++)
        try(&stranger, "suzuki", "Kurage-000000", "000000");
    CHECK(has(try(&stranger, "suzuki", PERSON_PASSWORD, person_code(0)), "あと30秒"));
    CHECK_INT(try(&own, "suzuki", PERSON_PASSWORD, person_code(0)).status, 303);
}

TEST(staff_device_cookie_is_not_a_clinics)
{
    world();
    struct client c = client_member(), stranger = client_new(); /* account 1 */

    person_add("suzuki", "operator", true);
    CHECK_INT(world_number("SELECT id FROM staff"), world_number("SELECT id FROM account"));
    for (int i = 0; i < c.n; i++)
        if (strcmp(c.cookie[i].name, "d") == 0)
            snprintf(c.cookie[i].name, sizeof(c.cookie[i].name), "sd");
    for (int i = 0; i < 6; i++)
        try(&stranger, "suzuki", "Kurage-000000", "000000");
    CHECK(has(try(&c, "suzuki", PERSON_PASSWORD, person_code(0)), "あと30秒"));
}

TEST(staff_login_goes_on_to_pages_of_ours_only)
{
    static const struct {
        const char *next, *to;
    } v[] = {
        {"/staff/institutions", "/staff/institutions"},
        {"/staff/institutions?q=a%26b", "/staff/institutions?q=a&b"},
        {"/staff/login", "/staff"}, {"/staff/logout", "/staff"},
        {"//evil.example/staff", "/staff"}, {"https://evil.example/", "/staff"},
        {"/staff/../my", "/staff"}, {"/staffx", "/staff"}, {"/my", "/staff"},
        {"/staff%0d%0aX:y", "/staff"}, {"/staff/no-such-page", "/staff"}, {"", "/staff"},
        {"/staff?q=東京", "/staff"},
    };
    char body[256];

    for (size_t i = 0; i < COUNT(v); i++) {
        world();
        struct client c = client_new();

        person_add("suzuki", "operator", true);
        get(&c, "/staff/login");
        snprintf(body, sizeof(body), "name=suzuki&password=" PERSON_PASSWORD
            "&current_code=%s&next=%s", person_code(0), v[i].next);
        CHECK_STR(post(&c, "/staff/login", body).location, str_of(v[i].to));
    }
}

TEST(staff_logout_ends_the_session)
{
    world();
    struct client c = client_staff("auditor"), before = c;
    struct reply r;

    get(&c, "/staff");
    r = post(&c, "/staff/logout", "");
    CHECK_STR(r.location, S("/staff/login?bye=1"));
    CHECK(str_has(r.headers, S("Clear-Site-Data:")));
    CHECK_INT(get(&before, "/staff").status, 303);
    CHECK_INT(sessions(), 0);
}

TEST(staff_session_opens_no_clinic_page_and_the_other_way_round)
{
    world();
    struct client s = client_staff("admin"), m = client_member();

    CHECK_INT(get(&s, "/my").status, 303);
    CHECK_INT(get(&m, "/staff").status, 303);
    snprintf(m.cookie[m.n].name, 32, "staff");
    for (int i = 0; i < m.n; i++)
        if (strcmp(m.cookie[i].name, "s") == 0)
            memcpy(m.cookie[m.n].value, m.cookie[i].value, sizeof(m.cookie[i].value));
    m.n++;
    CHECK_INT(get(&m, "/staff").status, 303);
}
