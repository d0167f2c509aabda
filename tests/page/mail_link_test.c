/* mail_link_test.c: the link that proves a mail address: opening it changes nothing,
 * pressing its button works once, for a day, for the address it was sent to. */
#include "tests/page/people.h"

#include "util/str.h"

/* Whoever reads the mail proves to be the one who registered. */
#define PROOF "current=" MEMBER_PASSWORD

#define LATER "name=ひまわり薬局&founder=株式会社ひまわり&phone=06-0000-0001&contact=山田花子"

static const char *sent_to(struct client *c)
{
    get(c, "/my");
    CHECK_STR(post(c, "/my/mail", "").location, S("/my?sent=1"));
    return link_in_mail("confirm");
}

static int64_t confirmed(void)
{
    return world_number("SELECT count(*) FROM account WHERE mail_confirmed_at IS NOT NULL");
}

TEST(mail_link_prefetch_then_press_once)
{
    world();
    struct client c = client_member(), scanner = client_new(), reader = client_new();
    const char *path = sent_to(&c);
    uint64_t before = world_hash();

    CHECK(str_starts(str_of(path), S("/mail/")) && strlen(path) > 40);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(get(&scanner, path).status, 200);
        CHECK_INT(request(&scanner, "HEAD", path, "", S("")).status, 200);
    }
    CHECK(world_hash() == before);
    CHECK(has(get(&reader, path), MEMBER_MAIL));
    CHECK_STR(post(&reader, path, PROOF).location, S("/mail-confirmed"));
    CHECK_INT(confirmed(), 1);
    CHECK_INT(post(&reader, path, "").status, 410);
    CHECK_INT(get(&reader, path).status, 410);
    CHECK(has(get(&reader, path), "このリンクは使えません"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.mail_confirmed'"), 1);
    /* nothing is left to be sent, and nobody is told that something was */
    get(&c, "/my");
    CHECK_STR(post(&c, "/my/mail", "").location, S("/my"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
}

/* Whoever owns a mailbox that was typed by mistake gets the link, and nothing by it. */
TEST(mail_link_is_of_no_use_to_a_mistyped_mailbox)
{
    world();
    struct client c = client_member(), stranger = client_new();
    const char *path = sent_to(&c);
    struct reply r = get(&stranger, path);

    CHECK(has(r, "name=\"current\"") && has(r, "登録した覚えがないとき"));
    CHECK(complains(post(&stranger, path, ""), "current", "パスワードを入力してください"));
    for (int i = 0; i < 7; i++) {
        r = post(&stranger, path, "current=Wrong2026");
        CHECK_INT(r.status, 422);
    }
    CHECK(has(r, "続けてまちがえたため"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'session.failed'"), 6);
    CHECK_INT(confirmed(), 0);
    /* the link still works for its owner, who is inside */
    r = get(&c, path);
    CHECK(!has(r, "name=\"current\""));
    CHECK_STR(post(&c, path, "").location, S("/mail-confirmed"));
    CHECK_INT(confirmed(), 1);
}

/* Nor does an open login of somebody else count. */
TEST(mail_link_pressed_inside_another_login)
{
    world();
    struct client c = client_member(), other = client_role("viewer");
    const char *path = sent_to(&c);

    CHECK(has(get(&other, path), "name=\"current\""));
    CHECK_INT(post(&other, path, "").status, 422);
    CHECK_STR(post(&other, path, PROOF).location, S("/mail-confirmed"));
}

TEST(mail_link_pressed_twice_at_once)
{
    world();
    struct client c = client_member();
    const char *path = sent_to(&c);
    struct reply out[2];

    get(&c, path);
    together(&c, path, PROOF, out, 2);
    CHECK_STR(out[0].location, S("/mail-confirmed"));
    CHECK_INT(out[1].status, 410);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.mail_confirmed'"), 1);
}

TEST(mail_link_lives_a_day)
{
    world();
    struct client c = client_member(), reader = client_new();
    const char *path = sent_to(&c);

    world_clock(WORLD_NOW + 24 * 3600 - 1);
    CHECK_INT(get(&reader, path).status, 200);
    world_clock(WORLD_NOW + 24 * 3600 + 1);
    CHECK_INT(get(&reader, path).status, 410);
    CHECK_INT(post(&reader, path, "").status, 410);
    CHECK_INT(confirmed(), 0);
}

TEST(mail_link_newer_one_ends_the_older)
{
    world();
    struct client c = client_member(), reader = client_new();
    const char *old = sent_to(&c), *new = sent_to(&c);

    CHECK(strcmp(old, new) != 0);
    CHECK_INT(get(&reader, old).status, 410);
    get(&reader, new);
    CHECK_STR(post(&reader, new, PROOF).location, S("/mail-confirmed"));
}

TEST(mail_link_confirmed_address_changes_its_letters_only)
{
    world();
    struct client c = client_member();

    world_sql("UPDATE account SET mail_confirmed_at = 1");
    struct reply r = submit(&c, "/my/account", LATER
        "&mail=Yamada@example.jp&mail2=Yamada@example.jp&current=" MEMBER_PASSWORD);
    CHECK_STR(r.location, S("/my/account/confirm"));
    submit(&c, "/my/account/confirm", "step=commit");
    CHECK_STR(world_text("SELECT mail FROM account"), S("Yamada@example.jp"));
    CHECK_INT(confirmed(), 1); /* the same mailbox */
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
}

TEST(mail_link_of_no_use)
{
    static const char *const bad[] = {"/mail/x", "/mail/%20", "/mail/'--", "/mail/AAAAAAAAAAAAAAAAAA",
        "/mail/%E3%81%82", "/mail/<script>"};
    world();
    struct client c = client_new();

    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK_INT(get(&c, bad[i]).status, 410);
        get(&c, "/login");
        CHECK_INT(post(&c, bad[i], "").status, 410);
    }
    CHECK_INT(get(&c, "/mail/").status, 404);
}

/* ---------------------------------------------------------------- mails that come back */

TEST(mail_returned_is_told_and_ends_with_the_link)
{
    struct reply r;

    world();
    world_sql("UPDATE account SET mail_confirmed_at = 1795000000");
    struct client c = client_member(), reader = client_new();

    CHECK(!has(get(&c, "/my"), "メールが届いていません"));
    CHECK_STR(post(&c, "/my/mail", "").location, S("/my")); /* nothing to prove */
    world_sql("INSERT INTO suppression VALUES ('YAMADA@example.jp', '5.1.1', 1795200000, 1, NULL)");
    r = get(&c, "/my");
    CHECK(has(r, "メールが届いていません") && has(r, "/my/account#mail"));
    CHECK(has(r, "確認のメールを送る</button>"));
    CHECK_STR(post(&c, "/my/mail", "").location, S("/my?sent=1"));
    const char *path = link_in_mail("confirm");
    CHECK_INT(get(&reader, path).status, 200);
    CHECK(has(get(&c, "/my"), "メールが届いていません"));
    CHECK_STR(post(&reader, path, PROOF).location, S("/mail-confirmed"));
    CHECK(!has(get(&c, "/my"), "メールが届いていません"));
    CHECK_INT(world_number("SELECT count(*) FROM suppression WHERE ended_at IS NOT NULL"), 1);
}
