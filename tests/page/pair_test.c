/* pair_test.c: a medical and a dental institution at one site: proposed from the master,
 * confirmed by who is an owner of both, or by staff. */
#include "tests/page/people.h"

#include "util/str.h"

/* Both of うめの木 with one login, each with the role given. */
static struct client twins(const char *medical, const char *dental)
{
    int64_t id;

    world();
    more_places();
    id = add_login("ume@example.jp");
    add_membership(id, INST_SECOND, medical);
    add_membership(id, INST_THIRD, dental);
    return client_as("ume@example.jp");
}

static int64_t pairs(void)
{
    return world_number("SELECT count(*) FROM pair");
}

TEST(pair_proposed_made_undone)
{
    struct client c = twins("owner", "owner");
    struct reply r = get(&c, "/my");

    CHECK(has(r, "うめの木歯科 が、同じ場所にあるようです。"));
    r = get(&c, "/my/pair");
    CHECK(has(r, "うめの木歯科") && has(r, "3歯科") && has(r, "この施設とつなぐ"));
    CHECK_STR(post(&c, "/my/pair", "other=5").location, S("/my/pair?said=made"));
    CHECK_INT(world_number("SELECT medical * 10 + dental FROM pair"), 45);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'pair.made' AND institution IN (4, 5)"), 2);
    CHECK(has(get(&c, "/my"), "うめの木歯科 とつながっています。"));
    CHECK(has(get(&c, "/my/pair?said=made"), "2つの施設をつなぎました。"));
    /* once; and the dental side says the same */
    get(&c, "/my/pair");
    CHECK_INT(post(&c, "/my/pair", "other=5").status, 422);
    get(&c, "/my/choose");
    post(&c, "/my/switch", "institution=5");
    r = get(&c, "/my/pair");
    CHECK(has(r, "うめの木医院") && has(r, "つながりを解く"));
    CHECK_STR(post(&c, "/my/pair/undo", "").location, S("/my/pair?said=undone"));
    CHECK_INT(pairs(), 0);
    get(&c, "/my/pair");
    CHECK_STR(post(&c, "/my/pair/undo", "").location, S("/my/pair"));
    /* from this side, too */
    CHECK_STR(post(&c, "/my/pair", "other=4").location, S("/my/pair?said=made"));
    CHECK_INT(world_number("SELECT medical * 10 + dental FROM pair"), 45);
}

TEST(pair_only_owners_of_both)
{
    static const char *const roles[][2] = {{"owner", "staff"}, {"staff", "owner"}, {"owner", "viewer"}};

    for (size_t i = 0; i < COUNT(roles); i++) {
        struct client c = twins(roles[i][0], roles[i][1]);
        struct reply r = get(&c, "/my/pair");

        CHECK(has(r, "うめの木歯科") && !has(r, "この施設とつなぐ") && has(r, "コールセンターへ"));
        CHECK_INT(post(&c, "/my/pair", "other=5").status, 403);
        world_sql("INSERT INTO pair VALUES (4, 5, 1, 's:1')");
        CHECK(!has(get(&c, "/my/pair"), "<form method=\"post\" action=\"/my/pair/undo\">"));
        CHECK_INT(post(&c, "/my/pair/undo", "").status, 403);
        CHECK_INT(pairs(), 1);
    }
    world();
    struct client stranger = client_member();
    more_places();
    CHECK(has(get(&stranger, "/my/pair"), "見つかりませんでした"));
    CHECK_INT(post(&stranger, "/my/pair", "other=5").status, 403);
    CHECK_INT(post(&stranger, "/my/pair", "other=x").status, 303);
}

/* What must be the same, one at a time. */
TEST(pair_not_of_just_anybody)
{
    static const char *const other[] = {"zip = '1000002'", "phone_digits = '0300000005'",
        "address = '千代田区千代田1-2'", "score_table = '4'", "closed_on = '2026-11-21'",
        "pref = '14'", "phone_digits = ''", "address = ''"};

    for (size_t i = 0; i < COUNT(other); i++) {
        struct client c = twins("owner", "owner");
        char sql[128];

        CHECK(has(get(&c, "/my"), "同じ場所にあるようです"));
        snprintf(sql, sizeof(sql), "UPDATE institution SET %s WHERE id = 5", other[i]);
        world_sql(sql);
        CHECK(!has(get(&c, "/my"), "同じ場所"));
        get(&c, "/my/pair");
        CHECK_INT(post(&c, "/my/pair", "other=5").status, 422);
    }
    struct client c = twins("owner", "owner");
    world_sql("UPDATE institution SET closed_on = '2026-11-22' WHERE id = 5"); /* open today */
    CHECK(has(get(&c, "/my"), "同じ場所にあるようです"));
}

TEST(pair_by_staff)
{
    twins("owner", "owner");
    struct client s = client_staff("operator"), a = client_staff("auditor");
    struct reply r = get(&s, "/staff/institutions/1310000047?why=survey");

    CHECK(has(r, "同じ場所の医科と歯科") && has(r, "/staff/institutions/1330000058?why=survey") && has(r, "この施設とつなぐ"));
    CHECK_STR(post(&s, "/staff/pair", "institution=4&other=5&act=make").location,
        S("/staff/institutions/1310000047?why=survey"));
    CHECK_INT(pairs(), 1);
    CHECK_STR(world_text("SELECT made_by FROM pair"), world_text("SELECT 's:' || min(id) FROM staff"));
    CHECK_INT(post(&s, "/staff/pair", "institution=4&other=5&act=make").status, 422);
    CHECK_INT(post(&s, "/staff/pair", "institution=4&other=1&act=undo").status, 422);
    r = get(&a, "/staff/institutions/1330000058?why=survey");
    CHECK(has(r, "うめの木医院") && has(r, "つながっています") && !has(r, "つながりを解く"));
    r = get(&s, "/staff/institutions/1330000058?why=survey");
    CHECK(has(r, "つながりを解く"));
    CHECK_STR(post(&s, "/staff/pair", "institution=5&other=4&act=undo").location,
        S("/staff/institutions/1330000058?why=survey"));
    CHECK_INT(pairs(), 0);
    CHECK_INT(post(&s, "/staff/pair", "institution=2&other=5&act=make").status, 422);
    CHECK_INT(post(&s, "/staff/pair", "institution=99&other=5&act=make").status, 422);
}

TEST(pair_staff_see_the_members)
{
    world();
    client_role("viewer");
    struct client s = client_staff("operator");

    CHECK(has(get(&s, "/staff/institutions/2740000025"), "佐藤（閲覧）"));
}
