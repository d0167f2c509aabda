/* news_mail_test.c: mails of news: who gets them, and how they end. */
#include "tests/world.h"

#include "model/news.h"
#include "tests/world_impl.h"
#include "util/str.h"
#include "web/news_mail.h"

static struct arena arena = ARENA_INIT;

static struct db *db(void)
{
    db_as(world_app->write_db, &arena, DB_ALL);
    return world_app->write_db;
}

/* Queues the news for everybody who gets it; how many were new. */
static int send_news(const char *key)
{
    struct news_mail m = {.key = str_of(key), .subject = S("制度が変わります"), .text = S("本文\n𠮷")};
    struct news_list l;
    int n = 0;

    CHECK(db_begin(db()));
    l = news_after(db(), 0);
    for (size_t i = 0; i < l.n; i++)
        n += news_mail_send(db(), &arena, &m, &l.v[i], S("https://p.test"), world_app->keys.root);
    CHECK(db_commit(db()));
    return n;
}

static const char *link_path(void)
{
    static char path[128];
    int64_t account = world_number("SELECT id FROM account WHERE mail = '" MEMBER_MAIL "'");

    snprintf(path, sizeof(path), "/unsubscribe/" STR_FMT,
        STR_ARG(news_token(&arena, world_app->keys.root, account)));
    return path;
}

static int64_t wants(void)
{
    return world_number("SELECT news FROM account WHERE mail = '" MEMBER_MAIL "'");
}

TEST(news_go_to_those_who_want_them_once)
{
    struct news n;

    world();
    CHECK_INT(send_news("one"), 0); /* the address is not proved */
    world_sql("UPDATE account SET mail_confirmed_at = 1");
    CHECK_INT(send_news("one"), 1);
    CHECK_INT(send_news("one"), 0);
    CHECK_INT(send_news("two"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE lane = 9 AND template = 'news'"
                           " AND length(version) = 8 AND institution > 0 AND account > 0"), 2);
    CHECK(str_has(world_text("SELECT body FROM outbox"), S("本文\n𠮷\n")));
    CHECK(str_has(world_text("SELECT body FROM outbox"), S("https://p.test/unsubscribe/")));
    world_sql("INSERT INTO suppression VALUES ('" MEMBER_MAIL "', '', 1, 0, NULL)");
    CHECK_INT(send_news("three"), 0);
    news_sums(db(), &n);
    CHECK(n.all == 1 && n.returned == 1 && !n.receives);
    world_sql("UPDATE suppression SET ended_at = 2");
    world_sql("CREATE TABLE away AS SELECT * FROM member; DELETE FROM member");
    CHECK_INT(send_news("three"), 0); /* of no institution, or deleted */
    news_sums(db(), &n);
    CHECK_INT(n.all, 0);
    world_sql("INSERT INTO member SELECT * FROM away; DROP TABLE away");
    world_sql("UPDATE account SET news = 0");
    CHECK_INT(send_news("three"), 0);
    news_sums(db(), &n);
    CHECK(n.all == 1 && n.declined == 1 && !n.unproved && !n.returned);
}

TEST(news_link_works_without_login_and_opening_changes_nothing)
{
    struct reply r;

    world();
    struct client c = client_new();
    const char *path = link_path();

    r = get(&c, path);
    CHECK(r.status == 200 && has(r, "送っています") && has(r, "y****@example.jp") && !has(r, MEMBER_MAIL));
    CHECK_INT(wants(), 1);
    r = post(&c, path, "news=0");
    CHECK(r.status == 303 && str_ends(r.location, S("?done=1")));
    CHECK_INT(wants(), 0);
    CHECK(has(get(&c, path), "止めています"));
    post(&c, path, "news=0"); /* again */
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'news.off'"), 1);
    post(&c, path, "news=1");
    CHECK_INT(wants(), 1);
}

/* RFC 8058: no cookie, no page before it, no redirect; both kinds of form. */
TEST(news_link_is_pressed_by_mail_programs)
{
    static const char form[] = "--XX\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n"
                               "\r\nOne-Click\r\n--XX--\r\n";
    struct reply r;

    world();
    struct client c = client_new();
    const char *path = link_path();

    r = request(&c, "POST", path, "Content-Type: application/x-www-form-urlencoded\n",
        S("List-Unsubscribe=One-Click"));
    CHECK_INT(r.status, 200);
    CHECK_INT(wants(), 0);
    world_sql("UPDATE account SET news = 1");
    r = request(&c, "POST", path, "Content-Type: multipart/form-data; boundary=XX\n", str_of(form));
    CHECK_INT(r.status, 200);
    CHECK_INT(wants(), 0);
}

TEST(news_link_of_somebody_else_is_none)
{
    char path[160];

    world();
    struct client c = client_new();

    snprintf(path, sizeof(path), "%s", link_path());
    for (size_t i = strlen("/unsubscribe/"); path[i]; i++) {
        char was = path[i];

        path[i] = was == 'A' ? 'B' : 'A';
        CHECK_INT(get(&c, path).status, 404);
        CHECK_INT(post(&c, path, "news=0").status, 404);
        path[i] = was;
    }
    CHECK_INT(get(&c, "/unsubscribe/1.").status, 404);
    CHECK_INT(get(&c, "/unsubscribe/1").status, 404);
    CHECK_INT(wants(), 1);
}

TEST(news_on_my_page)
{
    world();
    struct client c = client_member();

    CHECK(has(get(&c, "/my"), "href=\"/my/news\""));
    CHECK(has(get(&c, "/my/news"), MEMBER_MAIL));
    CHECK_STR(post(&c, "/my/news", "news=0").location, S("/my/news?done=1"));
    CHECK_INT(wants(), 0);
    CHECK(has(get(&c, "/my/news?done=1"), "変更しました") && has(get(&c, "/my/news"), "受け取る</button>"));
    post(&c, "/my/news", "news=1");
    CHECK_INT(wants(), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action IN ('news.on', 'news.off')"), 2);
}
