/* agents_threat_test.c: nobody gets into an account, or into more of an institution, by being
 * an agent: rows of docs/accounts.md. */
#include "tests/page/factor.h"
#include "tests/world_impl.h"

#include "model/agency.h"
#include "util/arena.h"
#include "util/str.h"

#define PAGE "/my/agents"
#define NEW_ PAGE "/new"
#define PASS "&current=" MEMBER_PASSWORD
#define WHO  "firm=株式会社髙﨑&person=𠮷田"
#define FRESH "contact=鈴木&phone=0600000002&password=Tsubaki2026&password2=Tsubaki2026"
#define FORM "/my/notices/new/2023/1"
#define ITEMS "founder=%E9%AB%99%EF%A8%91&name=%E3%81%B2%E3%81%BE%E3%82%8F%E3%82%8A&address=x"
#define SYSTEM ITEMS "&q_contract_on=R5.2.28&q_vendor=%F0%A0%AE%B7&q_done_month=%E4%BB%A4%E5%92%8C5%E5%B9%B47%E6%9C%88"

enum { OPEN = 1680188400 /* 2023-03-31 00:00 in Tokyo, the window's last day */ };

/* The link of an invitation that an owner has sent to this address. */
static const char *asked(struct client *c, const char *mail)
{
    const char *body = arena_fmt(&world_arena,
        WHO "&mail=%s&notices=1&readers=1&until_day=2027-02-21" PASS, mail).p;

    CHECK_STR(submit(c, NEW_, body).location, S(NEW_ "/confirm"));
    CHECK_STR(submit(c, NEW_ "/confirm", "step=commit").location, S(PAGE "?said=asked"));
    return link_in_mail("agent_asked");
}

static int64_t open_ones(void)
{
    return world_number("SELECT count(*) FROM agency WHERE state <> 'ended'");
}

static struct str number(void)
{
    return world_text("SELECT number FROM notice ORDER BY id DESC LIMIT 1");
}

static const char *path(const char *tail)
{
    return arena_fmt(&world_arena, "/my/notices/" STR_FMT "%s", STR_ARG(number()), tail).p;
}

static void file(struct client *c)
{
    CHECK_STR(submit(c, FORM, SYSTEM).location, S(FORM "/confirm"));
    CHECK_STR(submit(c, FORM "/confirm", "step=commit").location, str_of(path("/done")));
}

/* ---------------------------------------------------------------- becoming one */

TEST(agent_does_not_invite_himself_or_others)
{
    world();
    struct client a = client_agent(PROCEDURE_NOTICES | PROCEDURE_READERS);
    uint64_t before;

    get(&a, "/my");
    before = world_hash();
    CHECK_INT(get(&a, PAGE).status, 403);
    CHECK_INT(post(&a, NEW_, WHO "&mail=b@example.jp&notices=1&until_day=2027-01-01" PASS).status, 403);
    CHECK_INT(post(&a, NEW_ "/confirm", "step=commit").status, 403);
    CHECK_INT(post(&a, PAGE "/1", "readers=1&until_day=2027-11-21" PASS).status, 403);
    CHECK_INT(post(&a, PAGE "/1/confirm", "step=commit").status, 403);
    CHECK_INT(post(&a, PAGE "/1/again", "").status, 403);
    CHECK_INT(post(&a, "/my/members", "mail=b@example.jp&role=owner" PASS).status, 403);
    CHECK(world_hash() == before);
}

TEST(agent_invitation_to_a_wrong_address_is_ended)
{
    world();
    struct client c = client_member(), wrong = client_new();
    const char *link = asked(&c, "wrong@example.jp");

    /* before: the link dies with it */
    CHECK_INT(get(&wrong, link).status, 200);
    get(&c, PAGE "/1/end");
    CHECK_STR(post(&c, PAGE "/1/end", "").location, S(PAGE "?said=ended"));
    CHECK_INT(get(&wrong, link).status, 410);
    get(&wrong, "/login");
    CHECK_INT(post(&wrong, link, FRESH).status, 410);
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
    /* after: at once, and the owners were told who it is */
    link = asked(&c, "wrong@example.jp");
    get(&wrong, link);
    CHECK_STR(post(&wrong, link, FRESH).location, S("/my/joined"));
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'agent_begun_told'"),
        S("wrong@example.jp")));
    get(&c, PAGE "/2/end");
    CHECK_STR(post(&c, PAGE "/2/end", "").location, S(PAGE "?said=ended"));
    CHECK_STR(get(&wrong, "/my").location, S("/login?over=1"));
}

TEST(agent_newer_link_ends_the_older)
{
    world();
    struct client c = client_member(), him = client_new();
    const char *old = asked(&c, "agent@example.jp"), *link;

    get(&c, PAGE);
    CHECK_STR(post(&c, PAGE "/1/again", "").location, S(PAGE "?said=again"));
    link = link_in_mail("agent_asked");
    CHECK_INT(get(&him, old).status, 410);
    CHECK_INT(get(&him, link).status, 200);
    CHECK_STR(post(&c, PAGE "/1/again", "").location, S(PAGE "?said=again"));
    CHECK_INT(post(&c, PAGE "/1/again", "").status, 422); /* three in an hour */
    world_clock(WORLD_NOW + AGENCY_INVITE_DAYS * 86400);
    CHECK_INT(get(&him, link_in_mail("agent_asked")).status, 410);
    CHECK_INT(open_ones(), 1);
}

TEST(agent_invitation_dies_with_the_owner_who_sent_it)
{
    world();
    struct client c = client_member(), him = client_new();
    const char *link = asked(&c, "agent@example.jp");

    add_membership(add_login("other@example.jp"), INST_PHARMACY, "owner");
    CHECK_INT(get(&him, link).status, 200);
    /* lowered by the other owner: his links go with the role */
    struct client o = client_as("other@example.jp");
    CHECK_STR(submit(&o, "/my/members/1", "change=staff" PASS).location,
        S("/my/members?said=changed"));
    CHECK_INT(get(&him, link).status, 410);
    /* and with a new password, set by a link */
    link = asked(&o, "third@example.jp");
    CHECK_INT(get(&him, link).status, 200);
    struct client lost = client_new();
    submit(&lost, "/password", "mail=other@example.jp");
    const char *reset = link_in_mail("reset");
    get(&lost, reset);
    CHECK_INT(post(&lost, reset, "password=Tsubaki2026&password2=Tsubaki2026").status, 303);
    CHECK_INT(get(&him, link).status, 410);
}

TEST(agent_with_a_login_needs_its_password)
{
    world();
    struct client c = client_member(), thief = client_new();
    const char *link;

    add_login("agent@example.jp");
    link = asked(&c, "agent@example.jp");
    get(&thief, link);
    CHECK_INT(post(&thief, link, FRESH).status, 422);
    CHECK_INT(post(&thief, link, "current=falsch").status, 422);
    CHECK_STR(world_text("SELECT state FROM agency"), S("invited"));
    CHECK_STR(post(&thief, link, "current=" MEMBER_PASSWORD).location, S("/my/joined"));
}

TEST(agent_two_people_press_one_link)
{
    world();
    struct client c = client_member(), him = client_new();
    const char *link = asked(&c, "agent@example.jp");
    struct reply out[3];

    get(&him, link);
    together(&him, link, FRESH, out, 3);
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = 'agent@example.jp'"), 1);
    CHECK_STR(world_text("SELECT group_concat(state) FROM agency"), S("active"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'agent_begun'"), 1);
}

/* ---------------------------------------------------------------- having become one */

TEST(agent_changes_nothing_of_the_institution)
{
    static const char *const closed[] = {"/my/account", "/my/members", "/my/history", "/my/letter",
        "/my/readers", "/my/pair", "/my/confirm-code", "/my/news", "/my/notices/bulk"};
    static const char *const sent[] = {"/my/account", "/my/account/confirm", "/my/readers",
        "/my/readers/confirm", "/my/letter", "/my/pair", "/my/confirm-code", "/my/stop",
        "/my/deletion/cancel", "/my/mail", "/my/notices/bulk"};
    uint64_t before;

    world();
    struct client a = client_agent(PROCEDURE_NOTICES | PROCEDURE_READERS);

    get(&a, "/my");
    before = world_hash();
    for (size_t i = 0; i < COUNT(closed); i++) {
        struct reply r = get(&a, closed[i]);

        CHECK_INT(r.status, 403);
        CHECK(has(r, "代行の方は、この画面を使えません") && has(r, "ひまわり薬局 の代表の方に"));
    }
    for (size_t i = 0; i < COUNT(sent); i++)
        CHECK_INT(post(&a, sent[i], "elsewhere=1&zip=1000001&city=x&addressee=x&step=commit"
                                    "&name=x&founder=x").status, 403);
    CHECK(world_hash() == before);
}

TEST(agent_sees_what_is_asked_of_him_alone)
{
    world();
    struct client a = client_agent(PROCEDURE_READERS);
    struct reply r = get(&a, "/my/notices");

    CHECK_INT(r.status, 403);
    CHECK(has(r, "「経過措置の届出」は、頼まれていません") &&
        has(r, "「代行を頼んでいる人」の画面で「経過措置の届出」を加えてもらってください"));
    CHECK(!has(r, "山田花子"));
    r = get(&a, "/my");
    CHECK(!has(r, "href=\"/my/notices\"") && !has(r, "href=\"/my/readers\"") &&
        has(r, "いま、見られる申し込みはありません"));
    /* public pages, with the line that says for whom */
    CHECK(has(get(&a, "/"), "の代わりに操作しています"));
}

/* Links of the page that lead into the institution's side. */
static void follow(struct client *c, const char *from)
{
    struct str rest = get(c, from).body, mark = S("href=\"/my");

    for (const char *at; (at = memmem(rest.p, rest.n, mark.p, mark.n)) != NULL;) {
        const char *path = at + strlen("href=\"");
        size_t n = strcspn(path, "\"#");
        struct reply r = get(c, arena_fmt(&world_arena, "%.*s", (int)n, path).p);

        CHECK(r.status == 200 || r.status == 303);
        if (r.status != 200 && r.status != 303)
            printf("  %s leads to %.*s: %d\n", from, (int)n, path, r.status);
        rest = str_from(rest, (size_t)(path + n - rest.p));
    }
}

TEST(agent_is_led_to_no_closed_page)
{
    static const char *const seen[] = {"/my", "/my/choose", "/my/notices", "/my/security",
        "/my/sessions", "/my/agent/stop", "/my/joined", "/my/members", "/", "/guide/notices"};
    struct client a;

    world();
    more_places();
    world_clock(OPEN);
    add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    add_agency("agent@example.jp", INST_SECOND, PROCEDURE_READERS);
    a = client_as("agent@example.jp");
    for (int place = INST_PHARMACY; place <= INST_SECOND; place += INST_SECOND - INST_PHARMACY) {
        get(&a, "/my/choose");
        CHECK_STR(post(&a, "/my/switch", place == INST_PHARMACY ? "institution=2"
                                                                : "institution=4").location, S("/my"));
        for (size_t i = 0; i < COUNT(seen); i++)
            if (place == INST_PHARMACY || strcmp(seen[i], "/my/notices") != 0)
                follow(&a, seen[i]);
        if (place == INST_PHARMACY) {
            file(&a);
            follow(&a, path(""));
            follow(&a, path("/receipt"));
            follow(&a, path("/files"));
            follow(&a, path("/done"));
        }
    }
}

TEST(agent_files_and_everybody_sees_who_it_was)
{
    world();
    struct client a = client_agent(PROCEDURE_NOTICES), c;
    struct reply r;

    world_clock(OPEN);
    a = client_as("agent@example.jp");
    c = client_member();
    file(&a);
    CHECK_STR(world_text("SELECT filed_by FROM notice"), S("g:1"));
    r = get(&a, path(""));
    CHECK(has(r, "あなた") && !has(r, "届出を取り下げる") && !has(r, "事情がなくなった"));
    CHECK_INT(get(&a, path("/withdraw")).status, 403);
    CHECK_INT(post(&a, path("/withdraw"), "reason=x").status, 403);
    CHECK_INT(post(&a, path("/end"), "reason=x&ended_on=2023-03-31").status, 403);
    CHECK_INT(get(&a, path("/receipt.pdf")).status, 200);
    /* the institution */
    r = get(&c, path(""));
    CHECK(has(r, "株式会社髙﨑システム 𠮷田 次郎（代行）"));
    CHECK(has(get(&c, path("/receipt")), "株式会社髙﨑システム 𠮷田 次郎（代行）"));
    CHECK(has(get(&c, "/my/history"), "株式会社髙﨑システム 𠮷田 次郎（代行）"));
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'notice_filed'"),
        S(MEMBER_MAIL));
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'notice_filed'"),
        S("株式会社髙﨑システム 𠮷田 次郎（代行）が届け出ました")));
    /* the staff */
    struct client s = client_staff("supervisor");
    r = get(&s, arena_fmt(&world_arena, "/staff/notices/" STR_FMT, STR_ARG(number())).p);
    CHECK(has(r, "株式会社髙﨑システム 𠮷田 次郎（代行）") && !has(r, "g:1"));
    r = get(&s, "/staff/institutions/2740000025");
    CHECK(has(r, "株式会社髙﨑システム 𠮷田 次郎（代行）") && !has(r, "g:1"));
    /* it stays when he has gone */
    world_sql("UPDATE agency SET state = 'ended', ended_at = 1");
    CHECK(has(get(&c, path("")), "株式会社髙﨑システム 𠮷田 次郎（代行）"));
}

TEST(agent_answers_what_came_back)
{
    world();
    world_clock(OPEN);
    struct client c = client_member(), a;

    add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    a = client_as("agent@example.jp");
    file(&c);
    world_sql("UPDATE notice SET state = 'returned', due = '2023-04-14', return_reason = 'x',"
              " rev = rev + 1");
    CHECK(has(get(&a, "/my"), "差戻し"));
    CHECK_INT(get(&a, path("/edit")).status, 200);
    CHECK_STR(submit(&a, path("/edit"), SYSTEM).location, str_of(path("/edit/confirm")));
    CHECK_STR(submit(&a, path("/edit/confirm"), "step=commit").location, str_of(path("/done")));
    CHECK_STR(world_text("SELECT state || version || filed_by FROM notice"), S("filed2g:1"));
}

TEST(agent_does_not_see_what_is_over)
{
    world();
    world_clock(OPEN);
    struct client c = client_member(), a;

    add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    a = client_as("agent@example.jp");
    file(&c);
    const char *old = path("");
    CHECK_INT(get(&a, old).status, 200);
    world_sql("UPDATE notice SET state = 'withdrawn'");
    CHECK_INT(get(&a, old).status, 404);
    CHECK_INT(get(&a, path("/receipt")).status, 404);
    CHECK_INT(get(&a, path("/receipt.pdf")).status, 404);
    CHECK_INT(get(&a, path("/files")).status, 404);
    CHECK_INT(get(&a, path("/files/1")).status, 404);
    CHECK_STR(get(&a, path("/done")).location, S("/my/notices"));
    CHECK(!has(get(&a, "/my/notices"), old));
    CHECK(has(get(&c, "/my/notices"), old));
    /* a draft of the institution's is not his to throw away; his own is */
    submit(&c, FORM, SYSTEM);
    CHECK_INT(get(&a, path("/drop")).status, 404);
    CHECK(!has(get(&a, path("")), "下書きを消す"));
    world_sql("UPDATE notice SET filed_by = 'g:1' WHERE state = 'draft'");
    CHECK_INT(get(&a, path("/drop")).status, 200);
}

TEST(agent_of_one_has_nothing_of_another)
{
    world();
    world_clock(OPEN);
    more_places();
    struct client c = client_member(), a;

    add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_SECOND, PROCEDURE_NOTICES | PROCEDURE_READERS);
    a = client_as("agent@example.jp");
    file(&c);
    CHECK_INT(get(&a, path("")).status, 404);
    CHECK_INT(get(&a, path("/edit")).status, 404);
    CHECK_INT(get(&a, path("/receipt.pdf")).status, 404);
    CHECK_INT(get(&a, path("/files/1")).status, 404);
    CHECK(!has(get(&a, "/my/notices"), "ひまわり薬局"));
}

/* ---------------------------------------------------------------- having been one */

TEST(agent_after_the_end_with_an_old_tab)
{
    world();
    struct client a = client_agent(PROCEDURE_NOTICES);
    struct reply r;

    world_clock(OPEN);
    a = client_as("agent@example.jp");
    CHECK_STR(submit(&a, FORM, SYSTEM).location, S(FORM "/confirm"));
    r = get(&a, FORM "/confirm");
    struct str once = hidden(r, "_once"), owner = hidden(r, "_owner");
    world_sql("UPDATE agency SET state = 'ended', ended_at = 1");
    r = post(&a, FORM "/confirm", arena_fmt(&world_arena, "step=commit&_once=" STR_FMT "&_owner=" STR_FMT,
        STR_ARG(once), STR_ARG(owner)).p);
    CHECK_STR(r.location, S("/login?over=1"));
    CHECK_STR(world_text("SELECT state FROM notice"), S("draft"));
    r = post(&a, FORM, arena_fmt(&world_arena, "%s&_owner=" STR_FMT, SYSTEM, STR_ARG(owner)).p);
    CHECK_STR(r.location, S("/login?over=1"));
    /* asked again: another agency, in which nothing of the old one waits */
    add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    a = client_as("agent@example.jp");
    CHECK_STR(get(&a, FORM "/confirm").location, S(FORM));
    r = post(&a, FORM "/confirm", arena_fmt(&world_arena, "step=commit&_once=" STR_FMT, STR_ARG(once)).p);
    CHECK_STR(world_text("SELECT state FROM notice"), S("draft"));
}

/* It ends while the request waits for its turn at the writer. */
TEST(agent_ended_while_the_form_waits)
{
    world();
    struct client a = client_agent(PROCEDURE_NOTICES), c = client_member();
    struct reply out[2];

    get(&c, PAGE "/1/end");
    get(&a, "/my/agent/stop");
    together(&a, "/my/agent/stop", "", out, 2);
    CHECK_STR(out[0].location, S("/login?over=1"));
    CHECK_STR(out[1].location, S("/login?over=1"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'agent_ended_told'"), 1);
}

TEST(agent_of_two_tabs_acts_for_the_one_that_is_chosen)
{
    world();
    world_clock(OPEN);
    more_places();
    add_login("agent@example.jp");
    add_agency("agent@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    add_agency("agent@example.jp", INST_SECOND, PROCEDURE_NOTICES);
    struct client a = client_as("agent@example.jp");

    get(&a, "/my/choose");
    post(&a, "/my/switch", "institution=2");
    struct reply r = get(&a, FORM);
    char old[64];
    snprintf(old, sizeof(old), "%s", a.csrf);
    struct str owner = hidden(r, "_owner");
    get(&a, "/my/choose");
    post(&a, "/my/switch", "institution=4");
    /* the old tab's form is nobody's now */
    r = post(&a, FORM, arena_fmt(&world_arena, "%s&_csrf=%s&_owner=" STR_FMT, SYSTEM, old,
        STR_ARG(owner)).p);
    CHECK_INT(r.status, 403);
    CHECK_INT(world_number("SELECT count(*) FROM notice"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE institution = 4"), 0);
}

TEST(agent_ends_with_the_institution_and_the_login)
{
    world();
    struct client a = client_agent(PROCEDURE_NOTICES);

    world_sql("UPDATE institution SET closed_on = '2026-11-21' WHERE id = 2");
    CHECK_STR(get(&a, "/my").location, S("/login?over=1"));
    world_sql("UPDATE institution SET closed_on = NULL WHERE id = 2");
    CHECK_INT(get(&a, "/my").status, 200);
    world_sql("UPDATE account SET mail = 'former 9 ' || mail WHERE mail = 'agent@example.jp'");
    CHECK_STR(get(&a, "/my").location, S("/login?over=1"));
}

/* An owner of one institution that the login belongs to does not get it, and so what it does
 * for others, by approving a new address. */
TEST(agent_login_is_not_moved_by_one_of_its_institutions)
{
    world();
    more_places();
    int64_t id = add_login("agent@example.jp");

    add_membership(id, INST_PHARMACY, "staff");
    add_agency("agent@example.jp", INST_SECOND, PROCEDURE_NOTICES);
    struct client him = client_new(), c = client_member();
    submit(&him, "/password/colleague", "login=agent@example.jp&new_mail=new@example.jp&mail2=new@example.jp");
    struct str number_ = world_text("SELECT number FROM help");
    struct reply r = get(&c, arena_fmt(&world_arena, "/my/members/help/" STR_FMT, STR_ARG(number_)).p);
    CHECK(has(r, "あなたが代表でない施設でも使われています"));
}

TEST(agent_second_factor_is_asked_for)
{
    world();
    struct client c = client_member(), him = client_new();
    const char *link;

    add_membership(add_login("agent@example.jp"), INST_PHARMACY, "viewer");
    (void)c;
    world_sql("DELETE FROM member WHERE role = 'viewer'");
    world_sql("INSERT INTO factor (account, seed, created_at, enrolled_at)"
              " VALUES (2, x'00', 1, 1)");
    link = asked(&c, "agent@example.jp");
    get(&him, link);
    CHECK_STR(post(&him, link, "current=" MEMBER_PASSWORD).location, S("/login?next=/my/joined"));
    CHECK_STR(get(&him, "/my").location, S("/login?next=/my"));
}
