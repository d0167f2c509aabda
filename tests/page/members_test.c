/* members_test.c: colleagues: invited by mail, accepted, given another role, taken off the
 * list; and who must not be able to do any of it. */
#include "tests/page/factor.h"

#include "util/arena.h"
#include "util/str.h"

#define PAGE "/my/members"
#define PASS "&current=" MEMBER_PASSWORD
#define FRESH "contact=鈴木&phone=０６（００００）０００２&password=Tsubaki2026&password2=Tsubaki2026"

static int64_t mails(const char *template)
{
    char sql[128];

    snprintf(sql, sizeof(sql), "SELECT count(*) FROM outbox WHERE template = '%s'", template);
    return world_number(sql);
}

static int64_t acts(const char *action)
{
    char sql[128];

    snprintf(sql, sizeof(sql),
        "SELECT count(*) FROM audit WHERE action = '%s' AND institution = 2", action);
    return world_number(sql);
}

static const char *invited(struct client *c, const char *mail, const char *role)
{
    char body[200];

    snprintf(body, sizeof(body), "mail=%s&role=%s" PASS, mail, role);
    CHECK_STR(submit(c, PAGE, body).location, S(PAGE "?said=invited"));
    return link_in_mail("invite");
}

/* ---------------------------------------------------------------- inviting */

TEST(members_invite_accept_and_look_only)
{
    world();
    struct client c = client_member(), scanner = client_new(), him = client_new();
    struct reply r = get(&c, "/my");

    CHECK(has(r, "<a href=\"" PAGE "\">いっしょに使う人</a>"));
    r = get(&c, PAGE);
    CHECK(has(r, "メンバー（1人）") && has(r, "山田花子") && has(r, "ご自分") && has(r, "10人まで"));
    const char *path = invited(&c, "Suzuki@EXAMPLE.jp", "viewer");
    CHECK(str_starts(str_of(path), S("/invite/")) && strlen(path) > 45);
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'invite'"), S("Suzuki@example.jp"));
    CHECK_INT(world_number("SELECT secret FROM outbox WHERE template = 'invite'"), 1);
    CHECK_INT(acts("member.invited"), 1);
    r = get(&c, PAGE "?said=invited");
    CHECK(has(r, "招待のメールを送りました") && has(r, "Suzuki@example.jp") && has(r, "役割：閲覧"));
    uint64_t before = world_hash();
    for (int i = 0; i < 3; i++)
        CHECK_INT(get(&scanner, path).status, 200);
    CHECK(world_hash() == before);
    r = get(&him, path);
    CHECK(has(r, "ひまわり薬局") && has(r, "閲覧") && has(r, "Suzuki@example.jp") && !has(r, "name=\"mail\""));
    r = post(&him, path, FRESH);
    CHECK_STR(r.location, S("/my/joined"));
    CHECK(has(get(&him, "/my/joined"), "見られますが、変えることはできません"));
    CHECK(has(get(&him, "/my"), "ひまわり薬局"));
    CHECK(!has(get(&him, "/my"), PAGE));
    CHECK_STR(world_text("SELECT contact || phone || (mail_confirmed_at > 0) FROM account WHERE mail = 'Suzuki@example.jp'"),
        S("鈴木06-0000-00021"));
    CHECK_INT(get(&him, PAGE).status, 403);
    CHECK_INT(mails("welcome"), 1);
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'new_member'"), S(MEMBER_MAIL));
    CHECK_INT(mails("new_member"), 1);
    CHECK_INT(acts("member.joined"), 1);
    /* once */
    CHECK_INT(get(&him, path).status, 410);
    CHECK(has(get(&scanner, path), "この招待は、もう使われました"));
    get(&scanner, "/login");
    CHECK_INT(post(&scanner, path, FRESH).status, 410);
    r = get(&c, PAGE);
    CHECK(has(r, "メンバー（2人）") && !has(r, "返事を待っている招待</h2>"));
    /* and from now on by the login page */
    get(&scanner, "/login");
    CHECK_STR(post(&scanner, "/login", "login=suzuki@example.jp&password=Tsubaki2026").location, S("/my"));
}

TEST(members_accept_twice_at_once)
{
    world();
    struct client c = client_member(), him = client_new();
    struct reply out[2];

    const char *path = invited(&c, "suzuki@example.jp", "staff");
    get(&him, path);
    together(&him, path, FRESH, out, 2);
    CHECK_STR(out[0].location, S("/my/joined"));
    CHECK_INT(out[1].status, 410);
    CHECK_INT(world_number("SELECT count(*) FROM member"), 2);
    CHECK_INT(mails("welcome"), 1);
}

TEST(members_invite_needs_the_right_password_and_fields)
{
    world();
    struct client c = client_member();
    struct reply r = submit(&c, PAGE, "mail=suzuki@example.jp&role=staff&current=Wrong2026");

    CHECK(complains(r, "current", "パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください"));
    CHECK(has(r, "value=\"suzuki@example.jp\"") && !has(r, "Wrong2026"));
    r = submit(&c, PAGE, "mail=&current=");
    CHECK(complains(r, "mail", "メールアドレスを入力してください"));
    CHECK(complains(r, "role", "役割を、1つ選んでください"));
    CHECK(complains(r, "current", "いまのパスワードを入力してください"));
    CHECK(complains(submit(&c, PAGE, "mail=a@example.jp&role=boss" PASS), "role",
        "役割を、一覧の中から選んでください"));
    CHECK(complains(submit(&c, PAGE, "mail=YAMADA@example.jp&role=staff" PASS), "mail",
        "この方は、もうこの施設のメンバーです"));
    CHECK(submit(&c, PAGE, "mail=1ABCDEFGH@13&role=staff" PASS).status == 422);
    CHECK(submit(&c, PAGE, "mail=さ@example.jp&role=staff" PASS).status == 422);
    CHECK_INT(world_number("SELECT count(*) FROM token"), 0);
    CHECK_INT(mails("invite"), 0);
}

TEST(members_invite_limits)
{
    world();
    struct client c = client_member();

    invited(&c, "kojima@example.jp", "staff");
    invited(&c, "kojima@example.jp", "staff");
    invited(&c, "kojima@example.jp", "owner");
    CHECK(complains(submit(&c, PAGE, "mail=kojima@example.jp&role=staff" PASS), "mail",
        "このアドレスには、もう3通送りました。届いていないときは、相手の方に迷惑メールの箱を"
        "見てもらってください。1時間あとに、また送れます"));
    get(&c, PAGE);
    CHECK_INT(post(&c, PAGE "/again", "mail=kojima@example.jp").status, 422);
    world_clock(WORLD_NOW + 3601);
    c = client_member();
    get(&c, PAGE);
    CHECK_STR(post(&c, PAGE "/again", "mail=kojima@example.jp").location, S(PAGE "?said=again"));
    /* the role of the last one; one line for one address */
    CHECK(has(get(&c, PAGE), "役割：代表"));
    CHECK_INT(mails("invite"), 4);
    /* withdrawing does not set the count back */
    get(&c, PAGE);
    CHECK_STR(post(&c, PAGE "/withdraw", "mail=kojima@example.jp").location, S(PAGE "?said=withdrawn"));
    CHECK(!has(get(&c, PAGE), "kojima@example.jp"));
    invited(&c, "kojima@example.jp", "staff");
    invited(&c, "kojima@example.jp", "staff");
    get(&c, PAGE);
    CHECK_INT(post(&c, PAGE "/again", "mail=kojima@example.jp").status, 422);
}

TEST(members_invite_number_of_people)
{
    world();
    struct client c = client_member(), him = client_new();
    struct reply r;
    char mail[40];

    for (int i = 0; i < 9; i++) {
        snprintf(mail, sizeof(mail), "m%d@example.jp", i);
        invited(&c, mail, "viewer");
    }
    r = get(&c, PAGE);
    CHECK(has(r, "合わせて10人まで") && !has(r, "招待のメールを送る"));
    r = post(&c, PAGE, "mail=x@example.jp&role=staff" PASS);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "人数がいっぱいです"));
    /* one that expires makes room; it can't be sent again once somebody has taken it */
    world_sql("UPDATE token SET expires_at = 1 WHERE mail = 'm0@example.jp'");
    CHECK(has(get(&c, PAGE), "期間がすぎました"));
    const char *path = invited(&c, "x@example.jp", "staff");
    get(&c, PAGE);
    CHECK_INT(post(&c, PAGE "/again", "mail=m0@example.jp").status, 422);
    /* more members than allowed: the link waits */
    world_sql("INSERT INTO account (mail, mail_key, password, contact, phone, created_at, changed_at)"
              " SELECT 'z' || value, 'z' || value, '', '', '', 0, 0 FROM json_each('[1,2,3,4,5,6,7,8,9]');"
              "INSERT INTO member SELECT id, 2, 'viewer', 1, 0 FROM account WHERE mail LIKE 'z%'");
    get(&him, path);
    r = post(&him, path, FRESH);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "人数がいっぱいです"));
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = 'x@example.jp'"), 0);
    world_sql("DELETE FROM member WHERE role = 'viewer'");
    get(&him, path);
    CHECK_STR(post(&him, path, FRESH).location, S("/my/joined"));
}

TEST(members_unconfirmed_institution_invites_nobody)
{
    world();
    struct client c = client_member();

    world_sql("UPDATE statement SET proof = ''");
    CHECK(has(get(&c, PAGE), "確認が終わると、人を招待できるようになります"));
    CHECK_INT(post(&c, PAGE, "mail=x@example.jp&role=staff" PASS).status, 403);
    CHECK_INT(post(&c, PAGE "/again", "mail=x@example.jp").status, 403);
    CHECK_INT(mails("invite"), 0);
}

/* ---------------------------------------------------------------- links */

TEST(members_links_that_are_over)
{
    world();
    struct client c = client_member(), him = client_new();
    const char *path = invited(&c, "suzuki@example.jp", "staff");

    world_clock(WORLD_NOW + 7 * 24 * 3600 - 1);
    CHECK_INT(get(&him, path).status, 200);
    world_clock(WORLD_NOW + 7 * 24 * 3600);
    CHECK(has(get(&him, path), "この招待は使えません"));
    CHECK_INT(post(&him, path, FRESH).status, 410);
    /* a newer one ends the older, a withdrawal all */
    world();
    c = client_member();
    const char *old = invited(&c, "suzuki@example.jp", "staff");
    const char *new = invited(&c, "suzuki@example.jp", "viewer");
    CHECK_INT(get(&him, old).status, 410);
    CHECK_INT(get(&him, new).status, 200);
    get(&c, PAGE);
    CHECK_STR(post(&c, PAGE "/withdraw", "mail=suzuki@example.jp").location, S(PAGE "?said=withdrawn"));
    CHECK_INT(acts("member.invite_withdrawn"), 1);
    CHECK_STR(post(&c, PAGE "/withdraw", "mail=suzuki@example.jp").location, S(PAGE));
    CHECK_STR(post(&c, PAGE "/again", "mail=suzuki@example.jp").location, S(PAGE));
    CHECK_INT(get(&him, new).status, 410);
    CHECK_INT(post(&him, new, FRESH).status, 410);
    /* nobody is left who could have invited */
    const char *last = invited(&c, "tanaka@example.jp", "staff");
    world_sql("UPDATE member SET role = 'staff'");
    CHECK_INT(get(&him, last).status, 410);
}

TEST(members_one_address_two_institutions)
{
    world();
    more_places();
    add_membership(add_login("ume@example.jp"), INST_SECOND, "owner");
    struct client a = client_member(), b = client_as("ume@example.jp"), him = client_new();
    const char *first = invited(&a, "suzuki@example.jp", "staff");
    const char *second = invited(&b, "suzuki@example.jp", "viewer");

    CHECK(has(get(&him, first), "ひまわり薬局") && has(get(&him, second), "うめの木医院"));
    get(&him, first);
    CHECK_STR(post(&him, first, FRESH).location, S("/my/joined"));
    /* logged in: one press */
    struct reply r = get(&him, second);
    CHECK(has(r, "いまのログインに、この施設を加えます") && !has(r, "name=\"current\""));
    CHECK_STR(post(&him, second, "").location, S("/my/joined"));
    CHECK(has(get(&him, "/my"), "うめの木医院"));
    CHECK(has(get(&him, "/my/choose"), "ひまわり薬局"));
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = 'suzuki@example.jp'"), 1);
    CHECK_STR(world_text("SELECT group_concat(role, ' ') FROM member m JOIN account a ON a.id = m.account"
                         " WHERE a.mail = 'suzuki@example.jp' ORDER BY institution"), S("staff viewer"));
    /* the other institution's owner neither sees nor withdraws it */
    CHECK(!has(get(&a, PAGE), "うめの木"));
}

TEST(members_accept_with_a_login)
{
    world();
    more_places();
    add_membership(add_login("ume@example.jp"), INST_SECOND, "owner");
    struct client c = client_member(), ume = client_new(), other = client_role("viewer");
    const char *path = invited(&c, "Ume@example.jp", "staff");
    struct reply r = get(&ume, path);

    CHECK(has(r, "もう登録されています") && has(r, "name=\"current\"") && !has(r, "name=\"contact\""));
    CHECK(complains(post(&ume, path, "current="), "current", "いまのパスワードを入力してください"));
    CHECK(complains(post(&ume, path, "current=Wrong2026"), "current",
        "パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください"));
    CHECK_INT(world_number("SELECT count(*) FROM member WHERE institution = 2"), 2);
    /* a form for a new account is no way around the password */
    CHECK_INT(post(&ume, path, FRESH).status, 422);
    /* somebody else at this machine: told, and no way around either */
    r = get(&other, path);
    CHECK(has(r, "いま別の方") && has(r, "佐藤"));
    CHECK_INT(post(&other, path, "").status, 422);
    r = post(&ume, path, "current=" MEMBER_PASSWORD);
    CHECK_STR(r.location, S("/my/joined"));
    CHECK(has(get(&ume, "/my/joined"), "2つです"));
    CHECK_STR(world_text("SELECT contact FROM account WHERE mail = 'ume@example.jp'"), S("佐藤"));
}

TEST(members_accept_by_who_is_a_member)
{
    world();
    struct client c = client_member(), him = client_new();
    const char *path = invited(&c, "suzuki@example.jp", "owner");

    add_membership(add_login("suzuki@example.jp"), INST_PHARMACY, "viewer");
    CHECK(has(get(&him, path), "もう、この施設のメンバーです"));
    get(&him, "/login");
    CHECK_STR(post(&him, path, "current=" MEMBER_PASSWORD).location, S("/my/choose"));
    CHECK_INT(world_number("SELECT count(*) FROM member WHERE role = 'owner'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE used_at IS NOT NULL"), 0);
}

TEST(members_accept_bad_fields)
{
    world();
    struct client c = client_member(), him = client_new();
    const char *path = invited(&c, "suzuki@example.jp", "staff");

    get(&him, path);
    struct reply r = post(&him, path, "contact=支払基金&phone=12&password=suzuki@example.jp&password2=x");
    CHECK_INT(r.status, 422);
    CHECK(complains(r, "contact", "担当者名を、医療機関等の方の名前に変えてください（いまは「支払基金」になっています）"));
    CHECK(complains(r, "password2", "2つのパスワードがちがいます。もう一度入力してください"));
    CHECK(has(r, "電話番号は、市外局番から"));
    r = post(&him, path, "contact=鈴木&phone=06-0000-0002&password=suzuki@example.jp&password2=suzuki@example.jp");
    CHECK_INT(r.status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
    /* the address of the link is nowhere in the database */
    post(&him, path, FRESH);
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE form LIKE '/invite%'"), 0);
}

/* ---------------------------------------------------------------- roles and removal */

static const char *change_page(const char *mail)
{
    static char path[64];
    struct arena a = ARENA_INIT;

    snprintf(path, sizeof(path), PAGE "/%lld", (long long)world_number(
        arena_fmt(&a, "SELECT id FROM account WHERE mail = '%s'", mail).p));
    arena_release(&a);
    return path;
}

TEST(members_change_role)
{
    world();
    struct client c = client_member(), staff = client_role("staff");
    const char *path = change_page("staff@example.jp");
    struct reply r = get(&c, path);

    CHECK(has(r, "staff@example.jp") && has(r, "この施設からはずす"));
    CHECK(complains(submit(&c, path, "change=staff" PASS), "change",
        "いまと同じ役割です。変えないときは、一覧に戻ってください"));
    CHECK(complains(submit(&c, path, "change=owner&current=x"), "current",
        "パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください"));
    CHECK_STR(submit(&c, path, "change=viewer" PASS).location, S(PAGE "?said=changed"));
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'role'"), S("staff@example.jp"));
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'role_told'"), S(MEMBER_MAIL));
    CHECK_STR(world_text("SELECT detail FROM audit WHERE action = 'member.role_changed'"),
        S("佐藤 staff@example.jp: 担当 → 閲覧"));
    CHECK(!has(get(&staff, "/my/account"), "name=\"founder\"")); /* at once */
    CHECK_STR(submit(&c, path, "change=owner" PASS).location, S(PAGE "?said=changed"));
    CHECK_INT(get(&staff, PAGE).status, 200);
    CHECK_INT(mails("role_told"), 2); /* the new owner got the mail as the person */
}

TEST(members_remove)
{
    world();
    struct client c = client_member(), staff = client_role("staff");
    const char *path = change_page("staff@example.jp");

    CHECK_STR(submit(&c, path, "change=none" PASS).location, S(PAGE "?said=removed"));
    CHECK_STR(get(&staff, "/my").location, S("/login?next=/my"));
    CHECK_INT(world_number("SELECT count(*) FROM session WHERE account = 2"), 0);
    CHECK_INT(mails("removed"), 1);
    CHECK_INT(mails("removed_told"), 1);
    CHECK_INT(acts("member.removed"), 1);
    CHECK_INT(get(&c, path).status, 404);
    CHECK_INT(post(&c, path, "change=owner" PASS).status, 404);
    /* invited again, with the password that she has */
    struct client again = client_new();
    const char *link = invited(&c, "staff@example.jp", "viewer");
    get(&again, link);
    CHECK_STR(post(&again, link, "current=" MEMBER_PASSWORD).location, S("/my/joined"));
}

TEST(members_last_owner_stays)
{
    world();
    struct client c = client_member(), second;
    const char *path = change_page(MEMBER_MAIL);
    struct reply r = get(&c, path);

    CHECK(has(r, "代表は、この方1人だけです") && !has(r, "name=\"change\""));
    r = post(&c, path, "change=viewer" PASS);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "代表がいなくなるので、できません。先に、ほかの人を代表にしてください"));
    r = post(&c, path, "change=none" PASS);
    CHECK_INT(r.status, 422);
    CHECK_STR(world_text("SELECT role FROM member"), S("owner"));
    CHECK_INT(mails("role") + mails("removed"), 0);
    /* with a second owner it can be done, once */
    second = client_role("owner");
    CHECK_STR(submit(&c, path, "change=staff" PASS).location, S("/my"));
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK_INT(get(&c, PAGE).status, 403);
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'role_told'"), S("owner@example.jp"));
    get(&second, PAGE);
    r = post(&second, change_page("owner@example.jp"), "change=none" PASS);
    CHECK_INT(r.status, 422);
}

/* Two owners lower each other at the same instant: one stays. */
TEST(members_two_owners_at_once)
{
    world();
    struct client a = client_member();
    struct reply out[2];

    client_role("owner");
    get(&a, PAGE);
    const char *path = change_page("owner@example.jp");
    together(&a, path, "change=viewer" PASS, out, 2);
    CHECK_STR(out[0].location, S(PAGE "?said=changed"));
    CHECK_INT(out[1].status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM member WHERE role = 'owner'"), 1);
}

TEST(members_leave)
{
    world();
    struct client c = client_member(), second = client_role("owner");

    CHECK_STR(submit(&c, change_page(MEMBER_MAIL), "change=none" PASS).location, S("/login?left=1"));
    CHECK(has(get(&c, "/login?left=1"), "施設からはずれました"));
    CHECK_STR(get(&c, "/my").location, S("/login?next=/my"));
    /* who has another place goes there */
    more_places();
    add_membership(1, INST_PHARMACY, "staff");
    add_membership(2, INST_SECOND, "viewer");
    world_sql("UPDATE member SET role = 'owner' WHERE account = 1");
    CHECK_STR(submit(&second, change_page("owner@example.jp"), "change=none" PASS).location,
        S("/my/choose"));
    CHECK(has(get(&second, "/my"), "うめの木医院"));
}

TEST(members_of_another_institution)
{
    world();
    more_places();
    add_membership(add_login("ume@example.jp"), INST_SECOND, "viewer");
    struct client c = client_member();
    const char *path = change_page("ume@example.jp");

    get(&c, PAGE);
    CHECK_INT(get(&c, path).status, 404);
    CHECK_INT(post(&c, path, "change=none" PASS).status, 404);
    CHECK_INT(get(&c, PAGE "/x").status, 404);
    CHECK_INT(get(&c, PAGE "/0").status, 404);
    CHECK_INT(get(&c, PAGE "/999999999999999999999").status, 404);
    CHECK_INT(world_number("SELECT count(*) FROM member"), 2);
}

TEST(members_have_names_in_the_history)
{
    world();
    struct client c = client_member();

    client_role("staff");
    CHECK(has(get(&c, "/my/history"), "佐藤 さん") && has(get(&c, "/my/history"), "あなた"));
    world_sql("DELETE FROM member WHERE role = 'staff'");
    CHECK(has(get(&c, "/my/history"), "佐藤 さん"));
}

/* A password alone opens no door whose owner wanted two keys. */
TEST(members_accept_with_a_second_factor)
{
    world();
    more_places();
    add_membership(add_login("ume@example.jp"), INST_SECOND, "owner");
    struct client ume = client_as("ume@example.jp"), inside = factor_enrolled(), c = client_new();
    const char *path = invited(&ume, MEMBER_MAIL, "staff");

    get(&c, path);
    CHECK_STR(post(&c, path, "current=" MEMBER_PASSWORD).location, S("/login?next=/my/joined"));
    CHECK_STR(get(&c, "/my").location, S("/login?next=/my"));
    CHECK_INT(world_number("SELECT count(*) FROM member WHERE account = 1"), 2);
    CHECK_INT(get(&inside, "/my").status, 200);
    /* with both already proved: one press, and one stays in */
    world_sql("DELETE FROM member WHERE account = 1 AND institution = 4");
    path = invited(&ume, MEMBER_MAIL, "viewer");
    CHECK(has(get(&inside, path), "いまのログインに、この施設を加えます"));
    CHECK_STR(post(&inside, path, "").location, S("/my/joined"));
    CHECK(has(get(&inside, "/my"), "うめの木医院"));
    get(&inside, "/my/choose");
    CHECK_STR(post(&inside, "/my/switch", "institution=2").location, S("/my"));
    CHECK(has(get(&inside, "/my"), "ひまわり薬局"));
}
