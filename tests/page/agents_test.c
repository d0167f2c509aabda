/* agents_test.c: 代行: asked by an owner, taken by mail, ended; what an agent is shown, and
 * who must not become one or stay one. */
#include "tests/page/factor.h"
#include "tests/world_impl.h"

#include "model/agency.h"
#include "util/arena.h"
#include "util/str.h"

#define PAGE "/my/agents"
#define NEW_ PAGE "/new"
#define PASS "&current=" MEMBER_PASSWORD
#define WHO  "firm=株式会社髙﨑&person=𠮷田"
#define ASKS WHO "&mail=Agent@EXAMPLE.jp&notices=1&until_day=R9.2.21" PASS
#define FRESH "contact=鈴木&phone=0600000002&password=Tsubaki2026&password2=Tsubaki2026"

enum { LAST = 1803221999, /* 2027-02-21 23:59:59 in Tokyo */ DAY = 86400 };

static int64_t mails(const char *template)
{
    return world_number(arena_fmt(&world_arena,
        "SELECT count(*) FROM outbox WHERE template = '%s'", template).p);
}

static int64_t acts(const char *action)
{
    return world_number(arena_fmt(&world_arena,
        "SELECT count(*) FROM audit WHERE action = '%s' AND institution = 2", action).p);
}

static int64_t open_ones(void)
{
    return world_number("SELECT count(*) FROM agency WHERE state <> 'ended'");
}

/* ---------------------------------------------------------------- asking */

TEST(agents_asked_taken_and_shown)
{
    world();
    struct client c = client_member(), scanner = client_new(), him = client_new();
    struct reply r = get(&c, "/my");

    CHECK(has(r, "<a href=\"" PAGE "\">代行を頼んでいる人</a>"));
    CHECK(has(get(&c, PAGE), "いま、頼んでいる人はいません"));
    r = get(&c, NEW_);
    CHECK(has(r, "value=\"2027-02-21\"")); /* three months */
    CHECK(has(r, "経過措置の届出") && has(r, "取下げと事情解消は、できません"));
    CHECK_STR(submit(&c, NEW_, ASKS).location, S(NEW_ "/confirm"));
    CHECK_INT(world_number("SELECT count(*) FROM agency"), 0);
    r = get(&c, NEW_ "/confirm");
    CHECK(has(r, "株式会社髙﨑") && has(r, "𠮷田") && has(r, "Agent@example.jp"));
    CHECK(has(r, "令和9年2月21日（日）") && has(r, "<span class=\"ml\">頼む</span>") &&
        has(r, "<span class=\"ml\">頼まない</span>"));
    CHECK(!has(r, MEMBER_PASSWORD) && !has(r, "いまのパスワード"));
    CHECK_STR(submit(&c, NEW_ "/confirm", "step=back").location, S(NEW_));
    r = get(&c, NEW_);
    CHECK(has(r, "name=\"notices\" value=\"1\" checked>") &&
        has(r, "name=\"readers\" value=\"1\">"));
    CHECK_STR(submit(&c, NEW_ "/confirm", "step=commit").location, S(PAGE "?said=asked"));
    CHECK_STR(world_text("SELECT mail || ' ' || mail_key || ' ' || state || procedures FROM agency"),
        S("Agent@example.jp agent@example.jp invited1"));
    CHECK_INT(mails("agent_asked"), 1);
    CHECK_INT(world_number("SELECT secret FROM outbox WHERE template = 'agent_asked'"), 1);
    CHECK_INT(mails("agent_asked_told"), 1);
    CHECK_INT(acts("agent.asked"), 1);
    const char *path = link_in_mail("agent_asked");
    CHECK(has(get(&c, PAGE), "返事を待っています"));
    /* a scanner opens the link: nothing */
    uint64_t before = world_hash();
    for (int i = 0; i < 3; i++)
        CHECK_INT(get(&scanner, path).status, 200);
    CHECK(world_hash() == before);
    r = get(&him, path);
    CHECK(has(r, "手続きの代行の招待") && has(r, "ひまわり薬局") && has(r, "経過措置の届出") &&
        has(r, "2027年2月21日") && has(r, "代行を引き受ける") && has(r, "value=\"𠮷田\"") &&
        !has(r, "06-0000"));
    CHECK_STR(post(&him, path, FRESH).location, S("/my/joined"));
    CHECK(has(get(&him, "/my/joined"), "代行を引き受けました"));
    r = get(&him, "/my");
    CHECK(has(r, "<span data-nr>ひまわり薬局</span> の代わりに操作しています（2027年2月21日まで）"));
    CHECK(has(r, "経過措置を届け出る") && !has(r, "カードリーダーの申し込みの状況"));
    CHECK(!has(r, "/my/members") && !has(r, "/my/history") && !has(r, "/my/account") &&
        !has(r, "山田花子"));
    CHECK_INT(world_number("SELECT count(*) FROM member WHERE institution = 2"), 1);
    CHECK_INT(mails("agent_begun"), 1);
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'agent_begun_told'"),
        S(MEMBER_MAIL));
    r = get(&c, PAGE);
    CHECK(has(r, "代行中") && has(r, "2027年2月21日まで"));
    CHECK(has(get(&c, "/my/history"), "株式会社髙﨑 𠮷田（代行）"));
    /* once */
    CHECK_INT(get(&scanner, path).status, 410);
    get(&scanner, "/login");
    CHECK_INT(post(&scanner, path, FRESH).status, 410);
}

TEST(agents_form_complains)
{
    static const struct {
        const char *body, *field, *what;
    } bad[] = {
        {"firm=&person=a&mail=a@example.jp&notices=1&until_day=2027-01-01" PASS, "firm",
            "会社・事務所の名前を入力してください"},
        {"firm=a&person=　&mail=a@example.jp&notices=1&until_day=2027-01-01" PASS, "person",
            "代行する方の名前を入力してください"},
        {WHO "&mail=a@example.jp&until_day=2027-01-01" PASS, "notices",
            "頼む手続きに、1つ以上の印をつけてください"},
        {WHO "&mail=a@example.jp&notices=2&until_day=2027-01-01" PASS, "notices",
            "経過措置の届出を、一覧の中から選んでください"},
        {WHO "&mail=1ABCDEFGH@13&notices=1&until_day=2027-01-01" PASS, "mail",
            "仮メールアドレスではなく、代行する方がふだん使うアドレスを入力してください"},
        {WHO "&mail=YAMADA@example.jp&notices=1&until_day=2027-01-01" PASS, "mail",
            "この方は、この施設の「いっしょに使う人」です。代行を頼まなくても、手続きができます"},
        {WHO "&mail=a@example.jp&notices=1&until_day=" PASS, "until_day",
            "最後の日を入力してください"},
        {WHO "&mail=a@example.jp&notices=1&until_day=2026-11-20" PASS, "until_day",
            "最後の日は、今日か、それよりあとの日を入力してください"},
        {WHO "&mail=a@example.jp&notices=1&until_day=２０２７年１１月２２日" PASS, "until_day",
            "最後の日は、1年後の令和9年11月21日までの日を入力してください"},
        {WHO "&mail=a@example.jp&notices=1&until_day=2027-01-01", "current",
            "パスワードを入力してください"},
        {WHO "&mail=a@example.jp&notices=1&until_day=2027-01-01&current=x", "current", ""},
    };
    char long_name[700];
    struct client c;

    world();
    c = client_member();
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct reply r = submit(&c, NEW_, bad[i].body);

        CHECK_INT(r.status, 422);
        CHECK(!*bad[i].what || complains(r, bad[i].field, bad[i].what));
        if (*bad[i].what && !complains(r, bad[i].field, bad[i].what))
            printf("  %s\n", bad[i].body);
        /* nothing that was wrong can be confirmed */
        CHECK_STR(get(&c, NEW_ "/confirm").location, S(NEW_));
    }
    /* 100 characters fit, 101 don't */
    for (int n = 100; n <= 101; n++) {
        size_t at = (size_t)snprintf(long_name, sizeof(long_name),
            "person=a&mail=a@example.jp&notices=1&until_day=2027-01-01" PASS "&firm=");

        for (int i = 0; i < n; i++)
            at += (size_t)snprintf(long_name + at, sizeof(long_name) - at, "あ");
        CHECK_INT(submit(&c, NEW_, long_name).status, n == 100 ? 303 : 422);
    }
    CHECK_INT(world_number("SELECT count(*) FROM agency"), 0);
}

/* The last day is looked at again when the button is pressed. */
TEST(agents_day_over_between_input_and_confirm)
{
    world();
    struct client c = client_member();

    CHECK_STR(submit(&c, NEW_, WHO "&mail=a@example.jp&notices=1&until_day=2026-11-21" PASS).location,
        S(NEW_ "/confirm"));
    get(&c, NEW_ "/confirm");
    world_clock(1795273200 - 1 + 1); /* 2026-11-22 00:00:00 in Tokyo */
    CHECK(submit(&c, NEW_ "/confirm", "step=commit").status != 303 || open_ones() == 0);
    CHECK_INT(open_ones(), 0);
}

TEST(agents_pressed_twice_is_one)
{
    world();
    struct client c = client_member();
    struct reply out[3];

    CHECK_INT(submit(&c, NEW_, ASKS).status, 303);
    struct reply r = get(&c, NEW_ "/confirm");
    struct str once = hidden(r, "_once");
    together(&c, NEW_ "/confirm", arena_fmt(&world_arena, "step=commit&_once=" STR_FMT,
        STR_ARG(once)).p, out, 3);
    CHECK_INT(world_number("SELECT count(*) FROM agency"), 1);
    CHECK_INT(mails("agent_asked"), 1);
}

TEST(agents_only_owners_ask_and_only_for_the_proved)
{
    static const char *const others[] = {"staff", "viewer"};

    world();
    for (size_t i = 0; i < COUNT(others); i++) {
        struct client c = client_role(others[i]);

        CHECK_INT(get(&c, PAGE).status, 403);
        CHECK_INT(post(&c, NEW_, ASKS).status, 403);
    }
    struct client c = client_member();
    CHECK_INT(submit(&c, NEW_, ASKS).status, 303);
    get(&c, NEW_ "/confirm");
    world_sql("UPDATE statement SET proof = ''");
    CHECK_INT(get(&c, NEW_).status, 403);
    CHECK_INT(post(&c, NEW_ "/confirm", "step=commit").status, 403);
    CHECK_INT(open_ones(), 0);
}

TEST(agents_changed_and_ended_by_the_owner)
{
    world();
    struct client c = client_member(), a = client_agent(PROCEDURE_NOTICES);
    const char *one = PAGE "/1";
    struct reply r;

    CHECK_INT(get(&a, "/my/notices").status, 200);
    r = submit(&c, one, "notices=1&until_day=2027-02-21" PASS);
    CHECK(complains(r, "until_day", "いまと同じ内容です。変えないときは、一覧に戻ってください"));
    CHECK_INT(submit(&c, one, "readers=1&until_day=2027-11-21").status, 422);
    CHECK_STR(submit(&c, one, "readers=1&until_day=2027-11-21" PASS).location,
        S(PAGE "/1/confirm"));
    CHECK_INT(get(&a, "/my/notices").status, 200);
    r = get(&c, PAGE "/1/confirm");
    CHECK(has(r, "<del>") && has(r, "令和9年11月21日"));
    CHECK_STR(submit(&c, PAGE "/1/confirm", "step=commit").location, S(PAGE "?said=changed"));
    CHECK_INT(get(&a, "/my/notices").status, 403); /* at once */
    CHECK(has(get(&a, "/my"), "2027年11月21日まで"));
    CHECK_INT(mails("agent_changed"), 1);
    CHECK_INT(mails("agent_changed_told"), 1);
    CHECK_INT(acts("agent.changed"), 1);
    CHECK(has(get(&c, PAGE "/1/end"), "すぐに開けなくなります"));
    CHECK_STR(submit(&c, PAGE "/1/end", "").location, S(PAGE "?said=ended"));
    CHECK_STR(get(&a, "/my").location, S("/login?over=1"));
    CHECK(has(get(&a, "/login?over=1"), "代行が取りやめになりました"));
    CHECK_INT(mails("agent_ended"), 1);
    CHECK_INT(mails("agent_ended_told"), 1);
    CHECK_STR(world_text("SELECT reason || ' ' || ended_by FROM agency"), S("owner a:1"));
    post(&c, PAGE "/1/end", ""); /* pressed twice */
    CHECK_INT(mails("agent_ended"), 1);
    CHECK(has(get(&c, PAGE), "施設の代表の方が終わらせました"));
    CHECK_INT(get(&c, PAGE "/1").status, 404);
    /* the login has nothing else */
    struct client again = client_new();
    get(&again, "/login");
    r = post(&again, "/login", "login=agent@example.jp&password=" MEMBER_PASSWORD);
    CHECK(has(r, "使える施設がありません"));
}

TEST(agents_given_up_by_the_agent)
{
    world();
    struct client a = client_agent(PROCEDURE_NOTICES);
    struct reply r = get(&a, "/my/agent/stop");

    CHECK(has(r, "いまやめます"));
    r = post(&a, "/my/agent/stop", "");
    CHECK_STR(r.location, S("/login?over=1"));
    CHECK_STR(world_text("SELECT reason || ' ' || ended_by FROM agency"), S("agent g:1"));
    CHECK_INT(mails("agent_ended_told"), 1);
    CHECK_STR(get(&a, "/my").location, S("/login?next=/my"));
    /* a member has nothing to give up there */
    struct client c = client_member();
    CHECK_STR(get(&c, "/my/agent/stop").location, S("/my"));
    get(&c, "/my");
    CHECK_STR(post(&c, "/my/agent/stop", "").location, S("/my"));
    CHECK_INT(get(&c, "/my").status, 200);
}

/* ---------------------------------------------------------------- the clock */

TEST(agents_last_second_and_the_first_after_it)
{
    world();
    world_clock(LAST - 60);
    struct client a = client_agent(PROCEDURE_NOTICES);

    world_clock(LAST);
    CHECK_INT(get(&a, "/my/notices").status, 200);
    world_clock(LAST + 1);
    CHECK_STR(get(&a, "/my/notices").location, S("/login?over=1"));
    CHECK_STR(post(&a, "/my/notices/new/2023/1", "founder=x").location, S("/login?over=1"));
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE owner LIKE 'g:%'"), 0);
    /* received in the last second, written after it: it was in time */
    world();
    world_clock(LAST - 60);
    a = client_agent(PROCEDURE_NOTICES);
    get(&a, "/my/security");
    world_clock(LAST);
    world_queue(2);
    CHECK_STR(post(&a, "/my/agent/stop", "").location, S("/login?over=1"));
    CHECK_STR(world_text("SELECT reason FROM agency"), S("agent"));
}

/* ---------------------------------------------------------------- several places */

TEST(agents_of_many_and_colleague_elsewhere)
{
    world();
    more_places();
    int64_t id = add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    add_agency("agent@example.jp", INST_SECOND, PROCEDURE_READERS);
    add_membership(id, INST_THIRD, "owner");
    struct client a = client_as("agent@example.jp");
    struct reply r = get(&a, "/my/choose");

    CHECK(has(r, "3つの施設で使えます") && has(r, "役割：代行<br>2027年2月21日まで") &&
        has(r, "役割：代表"));
    CHECK_STR(post(&a, "/my/switch", "institution=2").location, S("/my"));
    r = get(&a, "/my/notices");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "ほかの施設に切りかえる") && !has(r, "まとめて届け出る"));
    CHECK_INT(get(&a, "/my/members").status, 403);
    CHECK_STR(post(&a, "/my/switch", "institution=4").location, S("/my"));
    CHECK_INT(get(&a, "/my/notices").status, 403);
    CHECK_STR(post(&a, "/my/switch", "institution=5").location, S("/my"));
    r = get(&a, "/my/members");
    CHECK_INT(r.status, 200);
    CHECK(!has(r, "代わりに操作しています"));
    /* one that he is nothing of, one that there is not, nonsense */
    CHECK_INT(post(&a, "/my/switch", "institution=1").status, 404);
    CHECK_INT(post(&a, "/my/switch", "institution=999").status, 404);
    CHECK_INT(post(&a, "/my/switch", "institution=2'").status, 404);
    /* one that has ended */
    world_sql("UPDATE agency SET state = 'ended', ended_at = 1 WHERE institution = 2");
    CHECK_INT(post(&a, "/my/switch", "institution=2").status, 404);
    CHECK(has(get(&a, "/my/choose"), "2つの施設で使えます"));
    /* giving the other up leads to what is left */
    get(&a, "/my/choose");
    CHECK_STR(post(&a, "/my/switch", "institution=4").location, S("/my"));
    get(&a, "/my/agent/stop");
    CHECK_STR(post(&a, "/my/agent/stop", "").location, S("/my/choose"));
    CHECK_INT(get(&a, "/my/members").status, 200);
}

TEST(agents_owner_who_is_asked_too_stays_owner)
{
    world();
    struct client c;

    add_agency(MEMBER_MAIL, INST_PHARMACY, PROCEDURE_NOTICES);
    c = client_member();
    CHECK_INT(get(&c, "/my/members").status, 200);
    CHECK(!has(get(&c, "/my"), "代わりに操作しています"));
    CHECK_STR(get(&c, "/my/choose").location, S("/my"));
}
