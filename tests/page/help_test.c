/* help_test.c: an owner approves the way back of a colleague who can't get in any more: with
 * the number that the colleague tells him, his own password, a day's wait and notices. */
#include "tests/page/factor.h"

#include "util/str.h"

#define FRESH "Ume2026hanami"
#define ASK   "/password/colleague"
#define HELP  "/my/members/help"

enum { DAY = 24 * 3600 };

static void begin(void)
{
    world();
    world_sql("UPDATE account SET mail_confirmed_at = 1");
}

static struct reply ask(struct client *c, const char *login)
{
    char body[300];

    snprintf(body, sizeof(body), "login=%s&new_mail=new@example.jp&mail2=new@example.jp", login);
    return submit(c, ASK, body);
}

static const char *number(void)
{
    static char out[16];

    snprintf(out, sizeof(out), STR_FMT,
        STR_ARG(world_text("SELECT number FROM help ORDER BY id DESC LIMIT 1")));
    return out;
}

static struct reply look(struct client *owner, const char *n)
{
    char body[40];

    snprintf(body, sizeof(body), "typed=%s", n);
    return submit(owner, HELP, body);
}

static struct reply approve(struct client *owner, const char *password)
{
    char path[64], body[80];

    snprintf(path, sizeof(path), HELP "/%s", number());
    snprintf(body, sizeof(body), "current=%s", password);
    get(owner, path);
    return post(owner, path, body);
}

static struct reply fresh(struct client *c, const char *path, const char *n)
{
    char body[200];

    snprintf(body, sizeof(body), "password=" FRESH "&password2=" FRESH "&current_letter=%s", n);
    get(c, path);
    return post(c, path, body);
}

TEST(help_brings_a_new_address_a_day_after_the_approval)
{
    begin();
    struct client c = client_new(), owner = client_role("owner"), inside = client_member();
    struct reply r;
    char spaced[16];

    CHECK(has(get(&c, "/password"), "href=\"" ASK "\""));
    CHECK_STR(ask(&c, MEMBER_MAIL).location, S(ASK "/sent"));
    snprintf(spaced, sizeof(spaced), "%.4s %s", number(), number() + 4);
    CHECK(has(get(&c, ASK "/sent"), spaced));
    /* nothing moves and nobody is alarmed before an owner has the number */
    CHECK_INT(mails_to("help_asked", "new@example.jp"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
    CHECK(!str_has(world_text("SELECT body FROM outbox"), str_of(number())));
    CHECK_INT(world_number("SELECT count(*) FROM token"), 0);
    CHECK(has(get(&owner, "/my/members"), "href=\"" HELP "\""));
    CHECK(str_starts(look(&owner, spaced).location, S(HELP "/")));
    CHECK(complains(approve(&owner, "Wrong2026"), "current",
        "パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください"));
    r = get(&owner, world_text("SELECT '" HELP "/' || number FROM help").p);
    CHECK(has(r, "山田花子") && has(r, MEMBER_MAIL) && has(r, "new@example.jp"));
    CHECK_STR(approve(&owner, MEMBER_PASSWORD).location, S("/my/members?said=helped"));
    CHECK_INT(mails_to("help_link", "new@example.jp") + mails_to("help_old", MEMBER_MAIL), 2);
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 1);
    CHECK_STR(approve(&owner, MEMBER_PASSWORD).location, S(HELP)); /* once */
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'help.approved'"
                           " AND institution = 2"), 1);
    const char *path = link_in_mail("help_link");
    CHECK(has(get(&c, path), "11月22日 11:00"));
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
    world_clock(WORLD_NOW + DAY);
    CHECK_STR(fresh(&c, path, spaced).location, S("/password/done"));
    CHECK(enters("new@example.jp", FRESH) && !enters(MEMBER_MAIL, MEMBER_PASSWORD));
    CHECK_INT(get(&inside, "/my").status, 303);
    CHECK_STR(world_text("SELECT state FROM help"), S("done"));
    CHECK_INT(mails_to("mail_changed", MEMBER_MAIL), 1);
    CHECK_INT(mails_to("colleague", "owner@example.jp"), 2);
}

/* All that a stranger sees and can count is the same. */
TEST(help_known_and_unknown_look_the_same)
{
    static const char *const logins[] = {MEMBER_MAIL, "nobody@example.jp"};
    static char kept[2000];

    for (size_t i = 0; i < COUNT(logins); i++) {
        struct client c = client_new();
        struct reply r;

        world();
        r = ask(&c, logins[i]);
        CHECK_STR(r.location, S(ASK "/sent"));
        CHECK_INT(r.hashes, 0);
        CHECK_INT(get(&c, ASK "/sent").status, 200);
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
        CHECK_INT(world_number("SELECT count(*) FROM help"), 1);
        CHECK_INT(world_number("SELECT count(account) FROM help"), 0); /* looked up later */
        CHECK_INT(world_number("SELECT count(*) FROM audit"), 1);
        CHECK_INT(world_number("SELECT count(*) FROM token"), 0);
        if (i)
            CHECK_STR(world_text("SELECT account || institution || body FROM outbox"),
                str_of(kept));
        snprintf(kept, sizeof(kept), STR_FMT,
            STR_ARG(world_text("SELECT account || institution || body FROM outbox")));
    }
}

TEST(help_is_found_by_its_number_and_its_own_owners)
{
    static const char *const wrong[] = {"00000000", "1", "", "１２３", "髙﨑𠮷子", "1234567890123456"};
    begin();
    more_places();
    struct client c = client_new(), me = client_member(), owner = client_role("owner"),
                  staff = client_role("staff"), other;

    add_membership(add_login("ume@example.jp"), INST_SECOND, "owner");
    other = client_as("ume@example.jp");
    ask(&c, MEMBER_MAIL);
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (strcmp(wrong[i], number()))
            CHECK_INT(look(&owner, wrong[i]).status, 422);
    CHECK_INT(look(&other, number()).status, 422);
    CHECK_INT(look(&me, number()).status, 422); /* nobody approves for himself */
    CHECK_INT(get(&staff, HELP).status, 403);
    CHECK_INT(approve(&staff, MEMBER_PASSWORD).status, 403);
    CHECK_STR(approve(&other, MEMBER_PASSWORD).location, S(HELP));
    CHECK_STR(approve(&me, MEMBER_PASSWORD).location, S(HELP));
    CHECK_STR(world_text("SELECT state FROM help"), S("asked"));
    CHECK_INT(look(&owner, number()).status, 303);
    world_sql("UPDATE help SET asked_at = asked_at - 7 * 86400");
    CHECK_INT(look(&owner, number()).status, 422);
    /* what nobody's login asks for is found by nobody */
    ask(&c, "nobody@example.jp");
    CHECK_INT(look(&owner, number()).status, 422);
}

/* A login of several institutions is given back by who owns all of them. */
TEST(help_for_a_login_of_other_institutions)
{
    begin();
    more_places();
    struct client c = client_new(), owner = client_role("owner");
    struct reply r;

    add_membership(1, INST_SECOND, "viewer");
    ask(&c, MEMBER_MAIL);
    r = approve(&owner, MEMBER_PASSWORD);
    CHECK(r.status == 422 && has(r, "あなたが代表でない施設でも使われています"));
    CHECK_STR(world_text("SELECT state FROM help"), S("asked"));
    add_membership(world_number("SELECT id FROM account WHERE mail = 'owner@example.jp'"),
        INST_SECOND, "owner");
    CHECK_STR(approve(&owner, MEMBER_PASSWORD).location, S("/my/members?said=helped"));
    /* … and still does when the link is used */
    const char *path = link_in_mail("help_link");
    world_clock(WORLD_NOW + DAY);
    CHECK_INT(get(&c, path).status, 200);
    world_sql("UPDATE member SET role = 'staff' WHERE institution = 4 AND account <> 1");
    CHECK_INT(fresh(&c, path, number()).status, 410);
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
}

TEST(help_is_stopped_by_the_old_address_or_any_member)
{
    for (int member = 0; member < 2; member++) {
        begin();
        struct client c = client_new(), owner = client_role("owner"), looks = client_role("viewer");
        const char *path, *stop;

        ask(&c, MEMBER_MAIL);
        approve(&owner, MEMBER_PASSWORD);
        path = link_in_mail("help_link");
        stop = link_in_mail("help_old");
        if (member) {
            CHECK(has(get(&looks, "/my"), "メールアドレスを変える申し込みがありました"));
            CHECK_INT(post(&looks, "/my/stop", "kind=replace&id=1").status, 303);
        } else {
            get(&c, stop);
            CHECK(str_starts(post(&c, stop, "").location, S("/password/")));
        }
        world_clock(WORLD_NOW + DAY);
        CHECK_INT(fresh(&c, path, number()).status, 410);
    }
}

/* A mailbox that was typed by mistake has the link, but not the number. */
TEST(help_link_without_the_number)
{
    begin();
    struct client c = client_new(), owner = client_role("owner");
    struct reply r;

    ask(&c, MEMBER_MAIL);
    approve(&owner, MEMBER_PASSWORD);
    const char *path = link_in_mail("help_link");
    world_clock(WORLD_NOW + DAY);
    CHECK(complains(fresh(&c, path, ""), "current_letter", "申し込んだときの番号を入力してください"));
    for (int i = 0; i < 7; i++)
        r = fresh(&c, path, "99999999x");
    CHECK(r.status == 422 && has(r, "いまは番号を入力できません"));
    CHECK_INT(fresh(&c, path, number()).status, 422);
    CHECK(enters(MEMBER_MAIL, MEMBER_PASSWORD));
}

TEST(help_ends_a_second_factor_a_day_after_the_approval)
{
    begin();
    factor_enrolled();
    struct client c = client_new(), owner = client_role("owner");

    get(&c, "/login");
    CHECK_STR(post(&c, "/login/lost/colleague", "").location, S("/login")); /* the password first */
    password_right(&c, "");
    CHECK(has(get(&c, "/login/lost"), "action=\"/login/lost/colleague\""));
    CHECK_STR(post(&c, "/login/lost/colleague", "").location, S(ASK "/sent"));
    CHECK_STR(approve(&owner, MEMBER_PASSWORD).location, S("/my/members?said=helped"));
    CHECK_INT(mails_to("help_factor", MEMBER_MAIL), 1);
    CHECK_INT(mails_to("help_old", MEMBER_MAIL), 0);
    const char *path = link_in_mail("help_factor");
    get(&c, path);
    CHECK_INT(post(&c, path, "").status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 1);
    world_clock(WORLD_NOW + DAY);
    get(&c, path);
    CHECK_STR(post(&c, path, "").location, S("/login/lost/done"));
    CHECK_INT(world_number("SELECT count(*) FROM factor"), 0);
    CHECK_STR(world_text("SELECT state FROM help"), S("done"));
}

/* Where a new address is wanted and a second factor is in use, its code is asked for. */
TEST(help_leaves_the_second_factor)
{
    begin();
    factor_enrolled();
    struct client c = client_new(), owner = client_role("owner");

    ask(&c, MEMBER_MAIL);
    approve(&owner, MEMBER_PASSWORD);
    const char *path = link_in_mail("help_link");
    world_clock(WORLD_NOW + DAY);
    CHECK(complains(fresh(&c, path, number()), "current_code", "確認コードを入力してください"));
}

TEST(help_is_not_approved_by_an_unproved_institution)
{
    begin();
    struct client c = client_new(), owner = client_role("owner");

    ask(&c, MEMBER_MAIL);
    world_sql("UPDATE statement SET proof = ''");
    CHECK_INT(look(&owner, number()).status, 403);
    CHECK_INT(approve(&owner, MEMBER_PASSWORD).status, 403);
}

TEST(help_three_mails_an_hour)
{
    begin();
    struct client c = client_new();

    for (int i = 0; i < 3; i++)
        CHECK_INT(ask(&c, "nobody@example.jp").status, 303);
    CHECK(has(ask(&c, MEMBER_MAIL), "もう何通も送りました"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 3);
    CHECK(complains(submit(&c, ASK, "login=x&new_mail=a@b.jp&mail2=c@d.jp"), "mail2",
        "2つの新しいメールアドレスがちがいます。もう一度入力してください"));
}
