/* register_form_test.c: the registration's form, from the link to the account. */
#include "tests/page/register_steps.h"

#include "util/str.h"

#define FORM    "/register/form"
#define CONFIRM "/register/form/confirm"
#define MAIL    "sato@example.jp"

static struct client begin(void)
{
    world();
    add_free_institution();
    return client_register(MAIL);
}

static const char *with(const char *name, const char *value)
{
    static char body[4000];
    struct str rest = S(REGISTER_GOOD);
    size_t n = 0;

    while (rest.p && rest.n) {
        struct str pair = str_cut(rest, '&', &rest), v, key = str_cut(pair, '=', &v);

        if (!str_is(key, name))
            n += (size_t)snprintf(body + n, sizeof(body) - n, STR_FMT "&", STR_ARG(pair));
    }
    snprintf(body + n, sizeof(body) - n, "%s=%s", name, value);
    return body;
}

TEST(register_input_confirm_done)
{
    struct client c = begin();
    struct reply r = get(&c, FORM);
    struct str body;

    CHECK(has(r, MAIL) && has(r, "コードから施設をさがす") && has(r, "利用規約に同意します"));
    r = submit(&c, FORM, REGISTER_GOOD);
    CHECK_STR(r.location, S(CONFIRM));
    r = get(&c, CONFIRM);
    CHECK(has(r, "うめクリニック") && has(r, "東京都港区新橋5-5-5") && has(r, FREE_CODE10));
    CHECK(has(r, "03-0000-0009") && has(r, "確認しました") && has(r, "同意します"));
    CHECK(!has(r, "Ume2026hanami") && !has(r, "変更後") && !has(r, "確かめたコード"));
    r = submit(&c, CONFIRM, "step=commit");
    CHECK_STR(r.location, S("/register/done"));
    r = get(&c, "/register/done");
    CHECK(has(r, "登録が終わりました") && has(r, "うめクリニック") && has(r, MAIL));
    CHECK(has(r, "案内文書で確かめる"));
    r = get(&c, "/my");
    CHECK(has(r, "確認が、まだ終わっていません") && has(r, "/my/confirm-code"));
    CHECK(!has(r, "メールアドレスの確認が、まだ")); /* the link came by that mail */
    CHECK_STR(world_text("SELECT contact FROM account WHERE mail = '" MAIL "'"), S("佐藤 花子"));
    CHECK_STR(world_text("SELECT name||'/'||founder||'/'||founder_jis||'/'||kind||'/'||proof"
                         " FROM statement WHERE institution = 55"),
        S("うめクリニック/梅田一郎//clinic/"));
    CHECK_STR(world_text("SELECT role FROM member WHERE institution = 55"), S("owner"));
    CHECK_INT(world_number("SELECT used_at FROM token WHERE purpose = 'register'"), WORLD_NOW);
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE owner LIKE 'r:%'"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'account.registered'"
                           " AND institution = 55 AND detail LIKE '%佐藤 花子%'"), 1);
    body = world_text("SELECT body FROM outbox WHERE template = 'registered'");
    CHECK(str_has(body, S("佐藤 花子 様")) && str_has(body, S("案内文書で確かめる")));
    /* the password is the one that was typed */
    get(&c, "/my");
    post(&c, "/logout", "");
    get(&c, "/login");
    CHECK_STR(post(&c, "/login", "login=" MAIL "&password=Ume2026hanami").location, S("/my"));
}

TEST(register_link_is_used_up_by_the_account)
{
    struct client c = begin(), other;
    const char *path = newest_register_link();
    struct reply r;

    submit(&c, FORM, REGISTER_GOOD);
    submit(&c, CONFIRM, "step=commit");
    other = client_new();
    r = get(&other, path);
    CHECK_INT(r.status, 410);
    CHECK(has(r, "もう終わっています") && has(r, "/login"));
    get(&other, "/register");
    CHECK_INT(post(&other, path, "").status, 410);
    CHECK_INT(world_number("SELECT count(*) FROM account"), 2);
}

TEST(register_pressed_twice_at_once_is_done_once)
{
    struct client c = begin();
    struct reply out[2], r;
    char body[200];

    submit(&c, FORM, REGISTER_GOOD);
    r = get(&c, CONFIRM);
    snprintf(body, sizeof(body), "step=commit&_once=" STR_FMT, STR_ARG(hidden(r, "_once")));
    together(&c, CONFIRM, body, out, 2);
    CHECK_STR(out[0].location, S("/register/done"));
    CHECK_STR(out[1].location, S("/register/done"));
    CHECK_INT(world_number("SELECT count(*) FROM account"), 2);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'registered'"), 1);
    /* and once more, from the page that is still open */
    CHECK_STR(post(&c, CONFIRM, body).location, S("/register/done"));
    CHECK_INT(world_number("SELECT count(*) FROM statement WHERE institution = 55"), 1);
}

/* Two devices with the same link: the second one finds it used. */
TEST(register_two_devices_one_link)
{
    struct client c = begin(), other = client_new();
    const char *path = newest_register_link();

    submit(&c, FORM, REGISTER_GOOD);
    get(&other, path);
    CHECK_STR(post(&other, path, "").location, S(FORM));
    CHECK(has(get(&other, CONFIRM), "うめクリニック")); /* the draft is the link's */
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
    CHECK(str_starts(submit(&other, CONFIRM, "step=commit").location, S("/register/")));
    CHECK_INT(world_number("SELECT count(*) FROM account"), 2);
}

TEST(register_find_fills_in_what_the_master_knows)
{
    struct client c = begin();
    struct reply r = submit(&c, FORM,
        "pref=13&score_table=1&code=００００－０５９&_find=1&password=Ume2026hanami"
        "&password2=Ume2026hanami&family=佐藤");

    CHECK_STR(r.location, S(FORM "#code10"));
    r = get(&c, FORM);
    CHECK(has(r, FREE_CODE10) && has(r, "東京都港区新橋5-5-5") && has(r, "が見つかりました"));
    CHECK(has(r, "value=\"うめクリニック\"") && has(r, "value=\"梅田一郎\""));
    CHECK(has(r, "value=\"03-0000-0055\"") && has(r, "value=\"佐藤\""));
    CHECK(has(r, "value=\"clinic\" selected"));
    CHECK(has(r, "パスワードは入力ずみです"));
    CHECK(!has(r, "義務がありません"));
    world_sql("UPDATE institution SET obliged = 0 WHERE id = 55");
    CHECK(has(get(&c, FORM), "義務がありません"));
    r = submit(&c, FORM, "here=1&seen=" FREE_CODE10 "&terms=1&given=花子");
    CHECK_STR(r.location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/register/done"));
}

TEST(register_another_code_brings_its_own_facts)
{
    struct client c = begin();
    struct reply r;

    world_sql("INSERT INTO institution (id, pref, score_table, code, kind, name, kana, founder,"
              " zip, address, phone, phone_digits, changed_at) VALUES (56, '27', '4', '0000066',"
              " 'pharmacy', 'もも薬局', '', '桃田', '', '大阪市', '06-0000-0066', '', 0)");
    submit(&c, FORM, "code=" FREE_CODE10 "&_find=1");
    /* the name was changed by hand, the rest was not */
    submit(&c, FORM, "pref=&score_table=&code=2740000066&_find=1&kind=clinic&founder=梅田一郎"
                     "&phone=03-0000-0055&name=わたしの名前");
    r = get(&c, FORM);
    CHECK(has(r, "value=\"桃田\"") && has(r, "value=\"06-0000-0066\""));
    CHECK(has(r, "value=\"pharmacy\" selected") && has(r, "value=\"わたしの名前\""));
    CHECK(!has(r, "梅田"));
    CHECK_STR(hidden(r, "seen"), S("2740000066"));
}

TEST(register_ten_digits_say_all_three)
{
    struct client c = begin();

    submit(&c, FORM, "code=13-1-0000059&_find=1");
    CHECK(has(get(&c, FORM), "うめクリニック"));
    CHECK(complains(submit(&c, FORM, "pref=27&score_table=1&code=1310000059&_find=1"), "pref",
        "都道府県が、医療機関等コードのはじめの2けたとちがいます"));
    CHECK(complains(submit(&c, FORM, "pref=13&score_table=3&code=1310000059&_find=1"),
        "score_table", "点数表コードが、医療機関等コードの3けためとちがいます"));
}

TEST(register_codes_that_are_not_found)
{
    static const struct {
        const char *code, *says;
    } cases[] = {
        {"", "医療機関等コードを入力してください"},
        {"0000058", "医療機関等コードの数字が1つちがうようです。指定通知書と見くらべてください"},
        {"0100024", "この医療機関等コードは見つかりません。数字と、都道府県、点数表コードをもう一度見てください"},
        {"000059", "医療機関等コードは7つの数字です（いま1つたりません）。表計算ソフトからうつしたときは、はじめの0が消えていないかを見てください"},
        {"12345678", "医療機関等コードは、7つの数字で入力してください（いま8つです）。保険医療機関の指定通知書を見てください"},
        {"abc", "医療機関等コードは、7つの数字です。保険医療機関の指定通知書を見てください"},
    };
    struct client c = begin();

    for (size_t i = 0; i < COUNT(cases); i++) {
        char body[200];
        struct reply r;

        snprintf(body, sizeof(body), "pref=13&score_table=1&code=%s&_find=1", cases[i].code);
        r = submit(&c, FORM, body);
        CHECK_INT(r.status, 422);
        /* 00 is the place of provisional codes */
        if (i == 1)
            CHECK(complains(r, "code", "「00」で始まる仮コードでは、ここから登録できません。"
                                       "指定を受けたあとの医療機関等コードを入力してください"));
        else
            CHECK(complains(r, "code", cases[i].says));
        CHECK(has(r, "0800-080-4583"));
    }
    CHECK(complains(submit(&c, FORM, "pref=13&score_table=1&code=0100022&_find=1"), "code",
        cases[1].says));
    CHECK(complains(submit(&c, FORM, "pref=&score_table=1&code=0000059&_find=1"), "pref",
        "都道府県を、1つ選んでください"));
    CHECK(complains(submit(&c, FORM, "pref=13&score_table=&code=0000059&_find=1"),
        "score_table", "点数表コードを、1つ選んでください"));
}

TEST(register_everything_is_asked_for)
{
    struct client c = begin();
    struct reply r = submit(&c, FORM, "family=");

    CHECK_INT(r.status, 422);
    CHECK(complains(r, "family", "姓を入力してください"));
    CHECK(complains(r, "given", "名を入力してください"));
    CHECK(complains(r, "kind", "所属機関を、1つ選んでください"));
    CHECK(complains(r, "pref", "都道府県を、1つ選んでください"));
    CHECK(complains(r, "code", "医療機関等コード（7桁）を入力してください"));
    CHECK(complains(r, "name", "医療機関等名を入力してください"));
    CHECK(complains(r, "founder", "開設者を入力してください"));
    CHECK(complains(r, "phone", "電話番号を入力してください"));
    CHECK(complains(r, "password", "パスワードを入力してください"));
    CHECK(complains(r, "terms", "「利用規約に同意します」に、印をつけてください"));
    CHECK_INT(r.hashes, 0);
    /* the mail address can't be posted */
    r = submit(&c, FORM, with("mail", "other@example.jp"));
    CHECK_STR(r.location, S(CONFIRM));
    CHECK(!has(get(&c, CONFIRM), "other@example.jp"));
}

TEST(register_limits_of_the_fields)
{
    static char name[201 * 4 + 1];
    struct client c = begin();
    struct reply r;

    for (size_t i = 0; i < 201; i++)
        memcpy(name + 4 * i, "𠮷", 4);
    r = submit(&c, FORM, with("name", name));
    CHECK(complains(r, "name", "医療機関等名は、200文字までで入力してください（いま201文字です）"));
    CHECK(has(r, name));
    name[200 * 4] = 0;
    CHECK_STR(submit(&c, FORM, with("name", name)).location, S(CONFIRM));
    CHECK_STR(submit(&c, FORM, with("founder", name)).location, S(CONFIRM));
    r = submit(&c, FORM, with("phone", "12"));
    CHECK(complains(r, "phone", "電話番号は、市外局番から10けたか11けたで入力してください（いま2けたです）"));
    r = submit(&c, FORM, with("kind", "pharmacy"));
    CHECK(complains(r, "score_table", "所属機関が薬局のときは、点数表コードは「1医科」になりません。どちらかを直してください"));
    r = submit(&c, FORM, with("kind", "casino"));
    CHECK(complains(r, "kind", "所属機関を、一覧の中から選んでください"));
    r = submit(&c, FORM, with("password", "うめクリニック1"));
    CHECK_INT(r.status, 422);
    r = submit(&c, FORM, with("password2", "Ume2026hanamI"));
    CHECK(complains(r, "password2", "2つのパスワードがちがいます。もう一度入力してください"));
    CHECK(!has(r, "Ume2026"));
}

/* The tick is for the address that was on the page. */
TEST(register_tick_belongs_to_the_code_that_was_shown)
{
    struct client c = begin();
    struct reply r = submit(&c, FORM, with("here", ""));

    CHECK(complains(r, "here", "所在地を見て、「この施設の所在地であることを確認しました」に印をつけてください"));
    CHECK(has(r, "東京都港区新橋5-5-5"));
    r = submit(&c, FORM, with("seen", "1310000014"));
    CHECK(complains(r, "here", "医療機関等コードが変わりました。所在地をもう一度見て、印をつけてください"));
    CHECK(!has(r, "name=\"here\" value=\"1\" checked"));
    CHECK_STR(hidden(r, "seen"), S(FREE_CODE10));
    CHECK_STR(submit(&c, FORM, "here=1&terms=1&seen=" FREE_CODE10).location, S(CONFIRM));
}

TEST(register_founder_is_kept_and_gets_a_substitute)
{
    struct client c = begin();
    struct reply r;

    CHECK(!has(get(&c, FORM), "ほかの仕組みに送る"));
    CHECK_STR(submit(&c, FORM, with("founder", "医療法人社団髙﨑会")).location, S(CONFIRM));
    r = get(&c, CONFIRM);
    CHECK(has(r, "医療法人社団髙﨑会") && has(r, "医療法人社団高崎会"));
    CHECK(has(r, "「<span data-nr>髙﨑</span>」"));
    /* back at the form the substitute can be changed */
    r = get(&c, FORM);
    CHECK(has(r, "name=\"founder_jis\"") && has(r, "value=\"医療法人社団高崎会\""));
    submit(&c, FORM, "here=1&terms=1&seen=" FREE_CODE10 "&founder=医療法人社団髙﨑会&founder_jis=医療法人社団たかさき会");
    CHECK(has(get(&c, CONFIRM), "医療法人社団たかさき会"));
    submit(&c, CONFIRM, "step=commit");
    CHECK_STR(world_text("SELECT founder||' '||founder_jis FROM statement WHERE institution = 55"),
        S("医療法人社団髙﨑会 医療法人社団たかさき会"));
}

TEST(register_substitute_follows_another_founder)
{
    struct client c = begin();

    submit(&c, FORM, with("founder", "髙﨑"));
    /* the page still has the substitute of the first one */
    CHECK_STR(submit(&c, FORM, "here=1&terms=1&seen=" FREE_CODE10 "&founder=𠮷田&founder_jis=高崎").location,
        S(CONFIRM));
    CHECK(has(get(&c, CONFIRM), "吉田") && !has(get(&c, CONFIRM), "高崎"));
    CHECK_STR(submit(&c, FORM, "here=1&terms=1&seen=" FREE_CODE10 "&founder=吉田&founder_jis=吉田").location,
        S(CONFIRM));
    CHECK(!has(get(&c, CONFIRM), "ほかの仕組み"));
}

/* The draft belongs to the address: the same link, another browser, a later link. */
TEST(register_draft_is_found_through_the_link)
{
    struct client c = begin(), other = client_new(), later;
    const char *path = newest_register_link();
    struct reply r;

    CHECK_INT(submit(&c, FORM, "family=髙﨑&given=𠮷子&password=Ume2026hanami&password2=Ume2026hanami").status, 422);
    get(&other, path);
    post(&other, path, "");
    r = get(&other, FORM);
    CHECK(has(r, "value=\"髙﨑\"") && has(r, "value=\"𠮷子\"") && !has(r, "Ume2026"));
    CHECK(has(r, "パスワードは入力ずみです"));
    later = client_register(MAIL);
    CHECK(has(get(&later, FORM), "value=\"髙﨑\""));
    /* and nobody else's */
    later = client_register("other@example.jp");
    CHECK(!has(get(&later, FORM), "髙﨑"));
}

TEST(register_form_after_the_link_has_ended)
{
    struct client c = begin(), later;
    struct reply r;

    get(&c, FORM);
    world_clock(WORLD_NOW + 86401);
    r = post(&c, FORM, "family=髙﨑&password=Ume2026hanami");
    CHECK(str_starts(r.location, S("/register/")) && !str_is(r.location, FORM));
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE fields LIKE '%Ume2026%'"), 0);
    later = client_register(MAIL);
    CHECK(has(get(&later, FORM), "value=\"髙﨑\""));
}

TEST(register_display_bar_keeps_what_was_typed)
{
    struct client c = begin();
    struct reply r = submit(&c, FORM, "family=髙﨑&hyoji=t-l&password=Ume2026hanami");

    CHECK_STR(r.location, S(FORM));
    r = get(&c, FORM);
    CHECK(has(r, "value=\"髙﨑\"") && has(r, "t-l") && !has(r, "Ume2026"));
}

TEST(register_confirm_needs_a_checked_draft)
{
    struct client c = begin();

    CHECK_STR(get(&c, CONFIRM).location, S(FORM));
    get(&c, FORM);
    CHECK_STR(post(&c, CONFIRM, "step=commit").location, S(FORM));
    submit(&c, FORM, REGISTER_GOOD);
    CHECK_STR(submit(&c, CONFIRM, "step=back").location, S(FORM));
    /* changed in another tab: not what was looked at */
    get(&c, CONFIRM);
    CHECK_INT(post(&c, CONFIRM, "step=commit&_once=AAAAAAAAAAAAAAAAAAAAAAAAAA").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
    /* the institution was registered by somebody else meanwhile */
    world_sql("INSERT INTO statement (institution, name, founder, registered_at)"
              " VALUES (55, 'x', 'y', 1)");
    CHECK_STR(get(&c, CONFIRM).location, S("/register/form/place"));
    get(&c, FORM);
    CHECK_STR(post(&c, CONFIRM, "step=commit").location, S("/register/form/place"));
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
}

TEST(register_address_taken_meanwhile)
{
    struct client c = begin();

    submit(&c, FORM, REGISTER_GOOD);
    get(&c, CONFIRM);
    world_sql("UPDATE account SET mail = '" MAIL "', mail_key = '" MAIL "'");
    CHECK_INT(submit(&c, CONFIRM, "step=commit").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM statement WHERE institution = 55"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM token WHERE used_at IS NOT NULL"), 0);
}
