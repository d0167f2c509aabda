/* callback_test.c: a supervisor marks that an institution was called back; what the page of
 * the institution says of the proof of its registration. */
#include "tests/page/people.h"
#include "tests/staff/people.h"

#include "util/str.h"

#define PAGE "/staff/institutions/2740000025"
#define SAID "called=1&said=院長が出て、山田さんの登録だと確かめた"

static void unproved(void)
{
    world();
    world_sql("UPDATE statement SET proof = '', kind = 'pharmacy', founder_jis = '高崎'");
}

static struct str proof(void)
{
    return world_text("SELECT proof FROM statement WHERE institution = 2");
}

static struct reply mark(struct client *c, const char *body)
{
    get(c, PAGE);
    return post(c, PAGE "/callback", body);
}

TEST(callback_gives_all_rights)
{
    unproved();
    struct client s = client_staff("supervisor"), owner = client_member();
    struct reply r = get(&s, PAGE);

    client_role("viewer");
    world_sql("UPDATE credential SET institution = 2");
    CHECK(has(r, "未確認（メールのリンクだけで登録）") && has(r, ">登録は未確認<"));
    CHECK(has(r, ">薬局<") && has(r, "高崎") && has(r, "06-0000-0001"));
    CHECK(has(get(&owner, "/my"), "確認が、まだ終わっていません"));
    CHECK_STR(mark(&s, SAID).location, S(PAGE "?why=phone"));
    CHECK_STR(proof(), S("callback"));
    CHECK(has(get(&s, PAGE), "折り返しの電話で確認") && !has(get(&s, PAGE), "確かめた印をつける"));
    CHECK(!has(get(&owner, "/my"), "医療機関等の方であることの確認が、まだ"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'called' AND mail_to IN"
                           " ('" MEMBER_MAIL "', 'viewer@example.jp')"), 2);
    CHECK(str_has(world_text("SELECT detail FROM audit WHERE action = 'account.called'"
                             " AND institution = 2 AND actor LIKE 's:%'"), S("院長が出て")));
    CHECK_STR(world_text("SELECT state || void_reason FROM credential"), S("voidregistered"));
    r = get(&owner, "/my/history");
    CHECK(has(r, "折り返しの電話で確かめた") && has(r, "院長が出て") && has(r, "06-0000-0001"));
    /* once */
    CHECK_INT(mark(&s, SAID).status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'called'"), 2);
}

TEST(callback_needs_the_call_and_words)
{
    static const char *const bad[] = {"", "called=1", "called=1&said=　", "called=&said=x", "said=x"};

    unproved();
    struct client s = client_staff("supervisor");
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_INT(mark(&s, bad[i]).status, 422);
    world_sql("UPDATE institution SET phone = '', phone_digits = '' WHERE id = 2");
    CHECK(has(mark(&s, SAID), "名簿に電話番号がありません"));
    CHECK_STR(proof(), S(""));
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 0);
    CHECK_INT(post(&s, "/staff/institutions/9999999999/callback", SAID).status, 404);
}

TEST(callback_is_not_for_operators)
{
    static const char *const roles[] = {"operator", "printer", "editor", "auditor"};

    for (size_t i = 0; i < COUNT(roles); i++) {
        unproved();
        struct client s = client_staff(roles[i]);

        CHECK(!has(get(&s, PAGE), "確かめた印をつける"));
        CHECK_INT(mark(&s, SAID).status, 403);
        CHECK_STR(proof(), S(""));
    }
}

TEST(callback_leaves_what_is_proved)
{
    world();
    struct client s = client_staff("supervisor");

    CHECK(has(get(&s, PAGE), "案内文書（手紙）で確認"));
    CHECK_INT(mark(&s, SAID).status, 422);
    CHECK_STR(proof(), S("letter"));
    CHECK_INT(post(&s, "/staff/institutions/1310000014/callback", SAID).status, 422);
}

static struct str letter_was_asked_by(const char *by)
{
    char sql[160];

    unproved();
    snprintf(sql, sizeof(sql), "INSERT INTO letter_request (institution, asked_at, asked_by, state)"
                               " VALUES (2, %lld, '%s', 'asked')", (long long)WORLD_NOW, by);
    world_sql(sql);
    struct client s = client_staff("supervisor");

    CHECK_STR(mark(&s, SAID).location, S(PAGE "?why=phone"));
    return world_text("SELECT body FROM outbox WHERE template = 'letter_asked'");
}

/* Who can't get in telephones: the letter that was asked for in the same call, or before it,
 * is sent as to a registered institution, and its members may stop it. */
TEST(callback_keeps_the_letter_that_was_asked_for)
{
    struct client owner;

    CHECK(str_has(letter_was_asked_by("s:4"), S("申し込んだ人：コールセンター（電話を受けて）")));
    CHECK_STR(world_text("SELECT state || recovery FROM letter_request"), S("asked1"));
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'letter_asked'"),
        S(MEMBER_MAIL));
    owner = client_member();
    CHECK(has(get(&owner, "/my"), "電話を受けたコールセンターで、新しい案内文書の申し込みがありました"));
    CHECK(str_has(letter_was_asked_by("-"), S("申し込んだ人：わかりません")));
    CHECK(str_has(letter_was_asked_by("a:1"), S("申し込んだ人：いっしょに使う人の1人")));
    /* without one nobody is told of a letter */
    unproved();
    struct client s = client_staff("supervisor");
    CHECK_STR(mark(&s, SAID).location, S(PAGE "?why=phone"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'letter_asked'"), 0);
}
