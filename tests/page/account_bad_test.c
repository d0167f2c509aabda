/* account_bad_test.c: what goes wrong while an account is edited: each wrong field gets a
 * plain sentence, what was typed stays, and nobody's change is lost or doubled. */
#include "tests/world.h"

#include "util/str.h"

#define NAME    "name=さくら内科クリニック&founder=医療法人社団髙﨑会"
#define PHONE   "&phone=03-0000-0001"
#define CONTACT "&contact=佐藤"
#define MAIL    "&mail=sato@example.jp&mail2=sato@example.jp"
#define SECRET  "&password=Ume2026hanami&password2=Ume2026hanami"
#define GOOD    NAME PHONE CONTACT MAIL SECRET
/* of the registered pharmacy */
#define LATER   "name=ひまわり薬局&founder=株式会社ひまわり&phone=06-0000-0001&contact=山田花子"
#define SAME    LATER "&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL

#define EDIT    "/my/account"
#define CONFIRM "/my/account/confirm"
#define DONE    "/my/account/done"

/* ---------------------------------------------------------------- the password's change */

TEST(account_present_password_is_asked_before_a_new_one_waits)
{
    world();
    struct client c = client_member();
    struct reply r = submit(&c, EDIT,
        SAME "&password=Momo2026haru&password2=Momo2026haru&current=Wrong2026");

    CHECK(complains(r, "current", "パスワードがちがいます。大文字と小文字、全角の文字が入っていないかを見てください"));
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE secret <> ''"), 0);
    /* leaving the fields empty now must not bring in the password by the back door */
    CHECK_STR(submit(&c, EDIT, SAME).location, S(CONFIRM));
    CHECK(!has(get(&c, CONFIRM), "新しいパスワードに変えます"));
    r = submit(&c, EDIT, SAME "&password=Momo2026haru&password2=Momo2026haru");
    CHECK(complains(r, "current",
        "メールアドレスかパスワードを変えるときは、いまのパスワードを入力してください"));
    r = submit(&c, EDIT, LATER "&mail=new@example.jp&mail2=new@example.jp");
    CHECK(has(r, "いまのパスワードを入力してください"));
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = '" MEMBER_MAIL "'"), 1);
}

TEST(account_proved_password_waits_through_other_mistakes)
{
    world();
    struct client c = client_member();
    struct reply r = submit(&c, EDIT,
        SAME "&password=Momo2026haru&password2=Momo2026haru&current=" MEMBER_PASSWORD);

    CHECK_STR(r.location, S(CONFIRM));
    r = submit(&c, EDIT, SAME "&contact=");
    CHECK_INT(r.status, 400); /* a field twice */
    r = submit(&c, EDIT, "phone=06-0000-0001&contact="
                         "&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL);
    CHECK(complains(r, "contact", "担当者名を入力してください"));
    CHECK(has(r, "新しいパスワードは入力ずみです"));
    /* another one that is refused takes its place: the old one must not slip through */
    r = submit(&c, EDIT, SAME "&password=abc&password2=abc&current=" MEMBER_PASSWORD);
    CHECK(complains(r, "password", "パスワードは、8文字以上にしてください（いま3文字です）"));
    CHECK(!has(r, "入力ずみ"));
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE secret <> ''"), 0);
}

TEST(account_change_of_password_ends_other_sessions)
{
    world();
    struct client here = client_member(), there = client_member();
    struct reply r = submit(&here, EDIT,
        SAME "&password=Momo2026haru&password2=Momo2026haru&current=" MEMBER_PASSWORD);

    CHECK_STR(r.location, S(CONFIRM));
    CHECK_STR(submit(&here, CONFIRM, "step=commit").location, S(DONE));
    CHECK_INT(get(&here, "/my").status, 200);
    CHECK_STR(get(&there, "/my").location, S("/login?next=/my"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'password_changed'"), 1);
    struct client c = client_new();
    get(&c, "/login");
    CHECK_INT(post(&c, "/login", "login=" MEMBER_MAIL "&password=" MEMBER_PASSWORD).status, 422);
    CHECK_STR(post(&c, "/login", "login=" MEMBER_MAIL "&password=Momo2026haru").location, S("/my"));
}

TEST(account_new_password_must_differ)
{
    world();
    struct client c = client_member();
    struct reply r = submit(&c, EDIT, SAME "&password=" MEMBER_PASSWORD "&password2="
                                           MEMBER_PASSWORD "&current=" MEMBER_PASSWORD);

    CHECK(has(r, "新しいパスワードが、いまのパスワードと同じです"));
}

/* ---------------------------------------------------------------- pressing twice, going back */

TEST(account_double_press_makes_one_account)
{
    world();
    struct client c = client_letter(), before;
    struct reply r, out[2];

    CHECK_STR(submit(&c, EDIT, GOOD).location, S(CONFIRM));
    r = get(&c, CONFIRM);
    struct str once = hidden(r, "_once");
    char body[200];
    snprintf(body, sizeof(body), "step=commit&_once=" STR_FMT "&_csrf=%s", STR_ARG(once), c.csrf);
    before = c;
    together(&c, CONFIRM, body, out, 2);
    CHECK_STR(out[0].location, S(DONE));
    CHECK_STR(out[1].location, S(DONE));
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail = 'sato@example.jp'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
    /* later, from the page that still stands in another tab: the same token, a new session */
    CHECK_STR(post(&c, CONFIRM, body).location, S(DONE));
    CHECK_INT(get(&c, DONE).status, 200);
    CHECK_INT(get(&c, DONE).status, 200); /* reload */
    /* and from a browser whose session that press has ended */
    CHECK_STR(post(&before, CONFIRM, body).location, S("/login?done=1"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.registered'"), 1);
}

TEST(account_back_from_confirm_keeps_everything)
{
    world();
    struct client c = client_letter();

    submit(&c, EDIT, GOOD);
    CHECK_STR(submit(&c, CONFIRM, "step=back").location, S(EDIT));
    struct reply r = get(&c, EDIT);
    CHECK(has(r, "value=\"sato@example.jp\""));
    CHECK(has(r, "value=\"佐藤\""));
    CHECK(has(r, "新しいパスワードは入力ずみです"));
    CHECK(!has(r, "Ume2026hanami"));
    /* only the phone is changed; the password need not be typed again */
    CHECK_STR(submit(&c, EDIT, NAME "&phone=090-0000-0000" CONTACT MAIL).location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S(DONE));
    CHECK_STR(world_text("SELECT phone FROM account WHERE mail = 'sato@example.jp'"),
        S("090-0000-0000"));
}

TEST(account_two_tabs_confirm_what_they_show)
{
    world();
    struct client c = client_letter();
    char old[200];

    submit(&c, EDIT, GOOD);
    struct reply r = get(&c, CONFIRM);
    snprintf(old, sizeof(old), "step=commit&_once=" STR_FMT, STR_ARG(hidden(r, "_once")));
    submit(&c, EDIT, NAME PHONE "&contact=髙橋𠮷" MAIL);
    r = post(&c, CONFIRM, old);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "別の画面で内容が変わりました"));
    CHECK(has(r, "髙橋𠮷"));
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
    snprintf(old, sizeof(old), "step=commit&_once=" STR_FMT, STR_ARG(hidden(r, "_once")));
    CHECK_STR(post(&c, CONFIRM, old).location, S(DONE));
}

TEST(account_two_people_at_once)
{
    world();
    struct client a = client_member();

    submit(&a, EDIT, LATER "2&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL);
    get(&a, CONFIRM);
    /* meanwhile somebody else saves */
    world_sql("UPDATE account SET phone = '06-0000-9999', rev = rev + 1;");
    struct reply r = submit(&a, CONFIRM, "step=commit");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "ほかの人が先に変更しました"));
    CHECK(has(r, "<title>エラー："));
    CHECK(has(r, "value=\"山田花子2\""));
    CHECK_STR(world_text("SELECT phone FROM account"), S("06-0000-9999"));
    CHECK_STR(world_text("SELECT contact FROM account"), S("山田花子"));
    CHECK(has(get(&a, EDIT), "登録内容が変わりました"));
    CHECK_STR(submit(&a, EDIT, LATER "2&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL).location,
        S(CONFIRM));
    CHECK_STR(submit(&a, CONFIRM, "step=commit").location, S(DONE));
    CHECK_STR(world_text("SELECT contact FROM account"), S("山田花子2"));
}

/* ---------------------------------------------------------------- time */

TEST(account_session_over_keeps_form_and_hash)
{
    world();
    struct client c = client_letter();

    submit(&c, EDIT, GOOD);
    struct reply r = get(&c, EDIT);
    char body[1024];
    snprintf(body, sizeof(body), NAME PHONE "&contact=鈴木" MAIL "&_rev=" STR_FMT "&_owner=" STR_FMT,
        STR_ARG(hidden(r, "_rev")), STR_ARG(hidden(r, "_owner")));
    world_clock(WORLD_NOW + 3600);
    r = post(&c, EDIT, body);
    CHECK_STR(r.location, S("/login?kept=1&next=/my/account"));
    CHECK(has(get(&c, "/login?kept=1&next=/my/account"), "入力した内容の続きから"));
    snprintf(body, sizeof(body), "login=" LETTER_LOGIN "&password=%s&next=/my/account",
        world_letter_password);
    CHECK_STR(post(&c, "/login", body).location, S(EDIT));
    r = get(&c, EDIT);
    CHECK(has(r, "value=\"鈴木\""));
    CHECK(has(r, "新しいパスワードは入力ずみです"));
    CHECK_STR(submit(&c, EDIT, NAME PHONE "&contact=鈴木" MAIL).location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S(DONE));
}

TEST(account_parked_form_does_not_overwrite_newer_rows)
{
    world();
    struct client c = client_member();
    struct reply r = get(&c, EDIT);
    char body[1024];

    snprintf(body, sizeof(body), LATER "2&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL
        "&_rev=" STR_FMT "&_owner=" STR_FMT, STR_ARG(hidden(r, "_rev")), STR_ARG(hidden(r, "_owner")));
    world_clock(WORLD_NOW + 3600);
    CHECK_INT(post(&c, EDIT, body).status, 303);
    world_sql("UPDATE account SET phone = '06-0000-9999', rev = rev + 1;");
    c = client_member();
    r = get(&c, EDIT);
    CHECK(has(r, "登録内容が変わりました"));
    CHECK(has(r, "value=\"山田花子2\""));
}

TEST(account_sessions_end_in_time)
{
    world();
    struct client c = client_member();

    world_clock(WORLD_NOW + 3599);
    CHECK_INT(get(&c, "/my").status, 200); /* and this counts as seen */
    world_clock(WORLD_NOW + 3599 + 3599);
    CHECK_INT(get(&c, "/my").status, 200);
    world_clock(WORLD_NOW + 3599 + 3599 + 3600);
    CHECK_INT(get(&c, "/my").status, 303);
    world_clock(WORLD_NOW);
    c = client_member();
    for (int64_t t = 0; t < 12 * 3600; t += 3000) {
        world_clock(WORLD_NOW + t);
        CHECK_INT(get(&c, "/my").status, 200);
    }
    world_clock(WORLD_NOW + 12 * 3600);
    CHECK_INT(get(&c, "/my").status, 303);
}

TEST(account_replaced_letter_ends_its_session)
{
    world();
    struct client c = client_letter();

    submit(&c, EDIT, GOOD);
    world_sql("UPDATE credential SET state = 'void', void_reason = 'superseded'");
    CHECK_STR(get(&c, EDIT).location, S("/login?next=/my/account"));
    CHECK_INT(submit(&c, CONFIRM, "step=commit").status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
}

TEST(account_registration_takes_all_letters_of_the_place)
{
    world();
    world_sql("INSERT INTO credential (institution, login, hash, salt, letter, valid_until,"
              " state, created_at) VALUES (1, '1ZZZZZZZZ@13', x'00', x'00', 2, '2027-01-20',"
              " 'issued', 0)");
    struct client c = client_letter();
    submit(&c, EDIT, GOOD);
    submit(&c, CONFIRM, "step=commit");
    CHECK_INT(world_number("SELECT count(*) FROM credential WHERE state = 'issued'"), 0);
}

TEST(account_display_bar_in_the_middle)
{
    world();
    struct client c = client_letter();
    struct reply r;

    submit(&c, EDIT, GOOD);
    r = submit(&c, EDIT, "name=x&founder=&phone=999&contact=𠮷田&mail=a&mail2=b&hyoji=t-l");
    CHECK_STR(r.location, S(EDIT));
    r = get(&c, EDIT);
    CHECK(has(r, "t-l"));
    CHECK(has(r, "value=\"𠮷田\""));
    CHECK(has(r, "value=\"999\""));
    CHECK(has(r, "入力ずみ")); /* the password of the first try */
    submit(&c, EDIT, "name=x&password=Other2026pass&hyoji=c-kuro");
    CHECK(!has(get(&c, EDIT), "入力ずみ")); /* it was about to be another one */
}
