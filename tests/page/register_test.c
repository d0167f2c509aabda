/* register_test.c: asking for a link, the same answer for every address, and the page that
 * the link opens. */
#include "tests/page/register_steps.h"

#include "util/str.h"

TEST(register_ask_for_a_link)
{
    world();
    struct client c = client_new();
    struct reply r = get(&c, "/register");

    CHECK(has(r, "メールアドレス") && has(r, "仮登録メールを送信する"));
    CHECK(has(r, "ドメイン指定受信") && has(r, "医療機関等コードがまだない方"));
    r = submit(&c, "/register", "mail=new@example.jp");
    CHECK_STR(r.location, S("/register/sent"));
    r = get(&c, "/register/sent");
    CHECK(has(r, "入力されたアドレスにメールを送信しました") && has(r, "new@example.jp"));
    CHECK(has(r, "送る準備をしています"));
    CHECK_STR(world_text("SELECT template FROM outbox"), S("register"));
    CHECK_STR(world_text("SELECT mail_to FROM outbox"), S("new@example.jp"));
    CHECK_INT(world_number("SELECT secret FROM outbox"), 1);
    CHECK_INT(world_number("SELECT until FROM outbox"), WORLD_NOW + 86400);
    /* nobody else learns which address that was */
    c = client_new();
    r = get(&c, "/register/sent");
    CHECK_INT(r.status, 200);
    CHECK(!has(r, "new@example.jp"));
}

TEST(register_ask_mistakes)
{
    static const char *const bad[] = {"", "a", "a@b", "@example.jp", "a b@", "a@@example.jp",
        LETTER_LOGIN, "a@example.jp%0d%0aBcc:x@y.jp%00", "\xF0\xA0\xAE\xB7@"};
    world();
    struct client c = client_new();
    char body[100];

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct reply r;

        snprintf(body, sizeof(body), "mail=%s", bad[i]);
        r = submit(&c, "/register", body);
        CHECK(r.status == 422 || r.status == 400);
    }
    CHECK(complains(submit(&c, "/register", "mail="), "mail", "メールアドレスを入力してください"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM token"), 0);
    CHECK_STR(submit(&c, "/register", "mail=ｎｅｗ＠ＥＸＡＭＰＬＥ．ｊｐ").location,
        S("/register/sent"));
    CHECK_STR(world_text("SELECT mail_to FROM outbox"), S("new@example.jp"));
}

/* Status, length, place and work are the same whether the address is registered or not. */
TEST(register_tells_nobody_who_is_registered)
{
    static const char *const mails[] = {MEMBER_MAIL, "nobody@example.jp", "Yamada@example.jp"};
    struct reply asked[COUNT(mails)], page[COUNT(mails)];
    int64_t mail_rows[COUNT(mails)], tokens[COUNT(mails)];

    for (size_t i = 0; i < COUNT(mails); i++) {
        struct client c = client_new();
        char body[100];

        world();
        snprintf(body, sizeof(body), "mail=%s", mails[i]);
        get(&c, "/register");
        asked[i] = post(&c, "/register", body);
        page[i] = get(&c, "/register/sent");
        CHECK(has(page[i], mails[i]));
        mail_rows[i] = world_number("SELECT count(*) FROM outbox");
        tokens[i] = world_number("SELECT count(*) FROM token");
        CHECK_INT(asked[i].status, 303);
        CHECK_STR(asked[i].location, S("/register/sent"));
        CHECK_INT(asked[i].body.n, asked[0].body.n);
        CHECK_INT(asked[i].headers.n, asked[0].headers.n);
        CHECK_INT(asked[i].hashes, 0);
        CHECK_INT(page[i].body.n, page[0].body.n);
        CHECK_INT(mail_rows[i], 1);
        CHECK_INT(tokens[i], 1);
        CHECK_STR(world_text("SELECT template FROM outbox"),
            i == 1 ? S("register") : S("register_known"));
    }
}

TEST(register_known_address_gets_no_link)
{
    world();
    struct client c = client_new();
    struct str body;

    submit(&c, "/register", "mail=" MEMBER_MAIL);
    body = world_text("SELECT body FROM outbox");
    CHECK(str_has(body, S("もう登録されています")) && str_has(body, S("/password")));
    CHECK(!str_has(body, S("/register/")));
    CHECK_INT(world_number("SELECT secret FROM outbox"), 0);
}

TEST(register_three_mails_an_hour_ten_a_day)
{
    static const char *const mails[] = {MEMBER_MAIL, "nobody@example.jp"};

    for (size_t i = 0; i < COUNT(mails); i++) {
        struct app *app = world();
        struct client c = client_new();
        char body[100];

        snprintf(body, sizeof(body), "mail=%s", mails[i]);
        for (int hour = 0; hour < 5; hour++) {
            world_clock(WORLD_NOW + hour * 3601);
            for (int n = 0; n < 4; n++) {
                rates_forget(app->rates);
                CHECK_STR(submit(&c, "/register", body).location, S("/register/sent"));
            }
            CHECK(has(get(&c, "/register/sent"), "今回は送っていません"));
        }
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 10);
        world_clock(WORLD_NOW + 25 * 3600);
        submit(&c, "/register", body);
        CHECK(!has(get(&c, "/register/sent"), "今回は送っていません"));
        CHECK_INT(world_number("SELECT count(*) FROM outbox"), 11);
    }
}

TEST(register_one_address_of_the_net_is_slowed_down)
{
    world();
    struct client c = client_new(), other = client_new();
    int refused = 0;

    other.peer = "198.51.100.7";
    for (int i = 0; i < 40; i++) {
        char body[100];

        snprintf(body, sizeof(body), "mail=n%d@example.jp", i);
        get(&c, "/register");
        refused += post(&c, "/register", body).status == 429;
    }
    CHECK(refused >= 15);
    CHECK_STR(submit(&other, "/register", "mail=x@example.jp").location, S("/register/sent"));
}

/* What became of the mail can be seen by who asked for it. */
TEST(register_shows_how_far_the_mail_is)
{
    world();
    struct client c = client_new();
    struct reply r;

    submit(&c, "/register", "mail=new@example.jp");
    world_sql("UPDATE outbox SET state = 'retry', tries = 1");
    CHECK(has(get(&c, "/register/sent"), "送っています"));
    world_sql("UPDATE outbox SET state = 'sent', sent_at = 1795226460, smtp_code = 250");
    r = get(&c, "/register/sent");
    CHECK(has(r, "11月21日 11:01") && has(r, "受け取りました"));
    world_sql("UPDATE outbox SET state = 'dead', smtp_code = 550, smtp_status = '5.1.1'");
    r = get(&c, "/register/sent");
    CHECK(has(r, "受け取りませんでした（番号：550 5.1.1）") && has(r, "打ちまちがい"));
}

TEST(register_link_prefetch_then_press)
{
    world();
    struct client c = client_new(), scanner = client_new();
    const char *path = register_link(&c, "new@example.jp");
    uint64_t before = world_hash();
    struct reply r;

    CHECK(strlen(path) > 40);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(get(&scanner, path).status, 200);
        CHECK_INT(request(&scanner, "HEAD", path, "", S("")).status, 200);
    }
    CHECK(world_hash() == before);
    r = get(&c, path);
    CHECK(has(r, "登録を続ける") && has(r, "new@example.jp") && has(r, "11月22日 11:00"));
    CHECK_STR(post(&c, path, "").location, S("/register/form"));
    /* a press does not use it up: another device may go on */
    get(&scanner, path);
    CHECK_STR(post(&scanner, path, "").location, S("/register/form"));
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE used_at IS NOT NULL"), 0);
}

TEST(register_link_over_leads_to_a_new_one)
{
    world();
    struct client c = client_new();
    const char *path = register_link(&c, "new@example.jp"), *second;
    char again[200];
    struct reply r;

    world_clock(WORLD_NOW + 86399);
    CHECK_INT(get(&c, path).status, 200);
    world_clock(WORLD_NOW + 86400);
    r = get(&c, path);
    CHECK_INT(r.status, 410);
    CHECK(has(r, "リンクの期間（24時間）がすぎた") && has(r, "新しいリンクを送る"));
    CHECK_INT(post(&c, path, "").status, 410);
    get(&c, path);
    snprintf(again, sizeof(again), "%s/again", path);
    CHECK_STR(post(&c, again, "").location, S("/register/sent"));
    second = newest_register_link();
    CHECK(strcmp(path, second) != 0);
    CHECK_INT(get(&c, second).status, 200);
}

TEST(register_link_of_no_use)
{
    static const char *const bad[] = {"/register/x", "/register/%20", "/register/'--",
        "/register/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/register/%E3%81%82"};
    world();
    struct client c = client_new();

    for (size_t i = 0; i < COUNT(bad); i++) {
        char again[100];

        CHECK_INT(get(&c, bad[i]).status, 410);
        CHECK(has(get(&c, bad[i]), "はじめから終わりまで"));
        get(&c, "/register");
        CHECK_INT(post(&c, bad[i], "").status, 410);
        snprintf(again, sizeof(again), "%s/again", bad[i]);
        CHECK_STR(post(&c, again, "").location, S("/register"));
    }
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
}

TEST(register_link_while_somebody_has_logged_in)
{
    world();
    struct client c = client_member(), other = client_new();
    const char *path = register_link(&other, "new@example.jp");
    struct reply r = get(&c, path);

    CHECK(has(r, "先にログアウト") && !has(r, "登録を続ける</button>"));
    r = post(&c, path, "");
    CHECK_INT(r.status, 200);
    CHECK(!str_has(r.headers, S("reg=")));
    CHECK_STR(get(&c, "/register").location, S("/my"));
    CHECK_STR(get(&c, "/register/form").location, S("/my"));
    get(&c, path);
    CHECK_STR(post(&c, "/logout", "").location, S("/"));
    get(&c, path);
    CHECK_STR(post(&c, path, "").location, S("/register/form"));
}

TEST(register_form_without_a_link)
{
    world();
    struct client c = client_new();
    struct reply r;

    CHECK_STR(get(&c, "/register/form").location, S("/register?lost=1"));
    CHECK_STR(get(&c, "/register/form/confirm").location, S("/register?lost=1"));
    CHECK_STR(get(&c, "/register/form/place").location, S("/register?lost=1"));
    r = get(&c, "/register?lost=1");
    CHECK(has(r, "メールのリンクをもう一度開いてください"));
    CHECK_STR(post(&c, "/register/form", "family=a").location, S("/register?lost=1"));
    CHECK_STR(post(&c, "/register/form/confirm", "step=commit").location, S("/register?lost=1"));
    CHECK_STR(post(&c, "/register/form/place", "code=1").location, S("/register?lost=1"));
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
    CHECK_INT(get(&c, "/register/done").status, 200);
}
