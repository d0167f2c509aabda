/* choose_test.c: one login for several institutions: choosing, switching, and that nothing
 * of one is seen or sent in another. */
#include "tests/page/people.h"

#include "util/str.h"

static struct client chain(void)
{
    int64_t id;

    more_places();
    id = add_login("chain@example.jp");
    add_membership(id, INST_PHARMACY, "staff");
    add_membership(id, INST_SECOND, "owner");
    add_membership(id, INST_THIRD, "viewer");
    return client_as("chain@example.jp");
}

static struct reply switch_to(struct client *c, int institution)
{
    char body[64];

    snprintf(body, sizeof(body), "institution=%d", institution);
    get(c, "/my/choose");
    return post(c, "/my/switch", body);
}

TEST(choose_after_login)
{
    world();
    struct client c = chain(), one = client_member();
    struct reply r;

    get(&one, "/my");
    CHECK(!has(get(&one, "/my"), "ほかの施設に切りかえる"));
    CHECK_STR(get(&one, "/my/choose").location, S("/my"));
    r = get(&c, "/my/choose");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "3つの施設で使えます") && has(r, "ひまわり薬局") && has(r, "うめの木医院") &&
        has(r, "うめの木歯科") && has(r, "役割：閲覧"));
    CHECK(!has(r, "さくら内科クリニック") && !has(r, "前に選んだ施設"));
    CHECK(has(r, "<a href=\"/my/choose\">ほかの施設に切りかえる</a>"));
    CHECK_STR(switch_to(&c, INST_SECOND).location, S("/my"));
    CHECK(has(get(&c, "/my"), "うめの木医院（医療機関等コード 0000047"));
    CHECK(!has(get(&c, "/my"), "ひまわり薬局"));
}

TEST(choose_login_goes_there_and_remembers)
{
    world();
    struct client c = chain(), again = client_new();
    struct reply r;

    CHECK_STR(switch_to(&c, INST_THIRD).location, S("/my"));
    get(&again, "/login");
    r = post(&again, "/login", "login=chain@example.jp&password=" MEMBER_PASSWORD);
    CHECK_STR(r.location, S("/my/choose"));
    CHECK(has(get(&again, "/my"), "うめの木歯科"));
    r = get(&again, "/my/choose");
    CHECK(has(r, "<strong data-nr>うめの木歯科</strong> <span class=\"tag i\">前に選んだ施設</span>"));
    /* where one was going is kept */
    again = client_new();
    get(&again, "/login");
    r = post(&again, "/login", "login=chain@example.jp&next=/my/account&password=" MEMBER_PASSWORD);
    CHECK_STR(r.location, S("/my/choose?next=/my/account"));
    r = get(&again, "/my/choose?next=/my/account");
    CHECK_STR(hidden(r, "next"), S("/my/account"));
    CHECK_STR(post(&again, "/my/switch", "institution=4&next=/my/account").location, S("/my/account"));
    get(&again, "/my/choose");
    CHECK_STR(post(&again, "/my/switch", "institution=4&next=https://evil.test").location, S("/my"));
    get(&again, "/my/choose");
    CHECK_STR(post(&again, "/my/switch", "institution=4&next=//evil.test").location, S("/my"));
}

TEST(choose_switch_makes_a_new_session)
{
    world();
    struct client c = chain(), old;
    char before[64];

    get(&c, "/my");
    old = c;
    snprintf(before, sizeof(before), "%s", c.csrf);
    CHECK_STR(switch_to(&c, INST_SECOND).location, S("/my"));
    CHECK_STR(get(&old, "/my").location, S("/login?next=/my")); /* the old token is dead */
    get(&c, "/my");
    CHECK(strcmp(before, c.csrf) != 0);
    CHECK_INT(world_number("SELECT count(*) FROM session"), 1);
    /* a page that was drawn for the first institution can't be sent as the second's */
    snprintf(c.csrf, sizeof(c.csrf), "%s", before);
    CHECK_INT(post(&c, "/my/account", "name=x").status, 403);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.switched'"
                           " AND institution = 4"), 1);
}

/* Twelve hours are twelve hours, however often one switches. */
TEST(choose_switch_does_not_lengthen_the_session)
{
    world();
    struct client c = chain();

    for (int i = 1; i <= 13; i++) {
        world_clock(WORLD_NOW + i * 3300);
        CHECK_STR(switch_to(&c, i % 2 ? INST_SECOND : INST_THIRD).location, S("/my"));
    }
    world_clock(WORLD_NOW + 12 * 3600 - 1);
    CHECK_INT(get(&c, "/my").status, 200);
    world_clock(WORLD_NOW + 12 * 3600);
    CHECK_STR(get(&c, "/my").location, S("/login?next=/my"));
}

TEST(choose_only_ones_own)
{
    static const char *const bad[] = {"institution=1", "institution=3", "institution=99",
        "institution=", "institution=-1", "institution=x", "institution=4 ", "institution=４", ""};
    world();
    struct client c = chain();

    for (size_t i = 0; i < COUNT(bad); i++) {
        get(&c, "/my/choose");
        CHECK_INT(post(&c, "/my/switch", bad[i]).status, 404);
    }
    CHECK(has(get(&c, "/my"), "ひまわり薬局"));
    get(&c, "/my/choose");
    world_sql("DELETE FROM member WHERE institution = 5");
    CHECK_INT(post(&c, "/my/switch", "institution=5").status, 404);
}

TEST(choose_role_is_the_institutions)
{
    world();
    struct client c = chain();

    switch_to(&c, INST_THIRD); /* looks only */
    CHECK(!has(get(&c, "/my/founder"), "/my/founder/edit"));
    switch_to(&c, INST_SECOND);
    CHECK(has(get(&c, "/my/founder"), "/my/founder/edit"));
}

#define SAVES(name, phone)                                                               \
    "name=" name "&founder=髙﨑𠮷子&phone=" phone "&contact=佐藤"                               \
    "&mail=chain@example.jp&mail2=chain@example.jp"

TEST(choose_what_is_shared_and_what_is_not)
{
    world();
    struct client c = chain();
    struct reply r;

    switch_to(&c, INST_SECOND);
    r = get(&c, "/my/account");
    CHECK(has(r, "<strong>3つの施設</strong>で使っています"));
    CHECK_STR(submit(&c, "/my/account", SAVES("うめの木クリニック", "03-0000-0777")).location,
        S("/my/account/confirm"));
    /* a draft of one institution is not the other's */
    switch_to(&c, INST_PHARMACY);
    CHECK(!has(get(&c, "/my/account"), "03-0000-0777"));
    switch_to(&c, INST_SECOND);
    CHECK(has(get(&c, "/my/account/confirm"), "<strong>3つの施設</strong>"));
    CHECK_STR(submit(&c, "/my/account/confirm", "step=commit").location, S("/my/account/done"));
    CHECK_STR(world_text("SELECT group_concat(name, ' ') FROM (SELECT name FROM statement ORDER BY institution)"),
        S("ひまわり薬局 うめの木医院 うめの木歯科"));
    switch_to(&c, INST_PHARMACY);
    CHECK(has(get(&c, "/my"), "03-0000-0777"));
}

TEST(choose_login_of_nowhere)
{
    world();
    add_login("gone@example.jp");
    struct client c = client_new();
    struct reply r;

    get(&c, "/login");
    r = post(&c, "/login", "login=gone@example.jp&password=" MEMBER_PASSWORD);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "使える施設がありません") && has(r, "もう一度招待して"));
    CHECK_INT(world_number("SELECT count(*) FROM session"), 0);
    get(&c, "/login");
    r = post(&c, "/login", "login=gone@example.jp&password=Wrong2026haru");
    CHECK(has(r, "メールアドレスかパスワードがちがいます") && !has(r, "使える施設がありません"));
}
