/* account_fields_test.c: what people type into the fields of the account, kindly read or
 * refused in plain words; and what programs send. */
#include "tests/world.h"

#include "tests/world_impl.h"
#include "util/str.h"
#include "web/rate.h"

#define PLACE  "name=さくら内科クリニック&founder=医療法人社団髙﨑会&phone=03-0000-0001"
#define MAILS  "&mail=sato@example.jp&mail2=sato@example.jp"
#define SECRET "&password=Ume2026hanami&password2=Ume2026hanami"
#define GOOD   PLACE "&contact=佐藤" MAILS SECRET

#define EDIT    "/my/account"
#define CONFIRM "/my/account/confirm"

/* Submits the body with the value at its "%s". */
static struct reply try(struct client *c, const char *pattern, const char *value)
{
    static char body[8192];
    const char *at = strstr(pattern, "%s");

    snprintf(body, sizeof(body), "%.*s%s%s", (int)(at - pattern), pattern, value, at + 2);
    return submit(c, EDIT, body);
}

/* n times the text. */
static const char *times(const char *text, size_t n)
{
    static char out[2][4096];
    static int turn;
    char *p = out[turn ^= 1];
    size_t len = strlen(text);

    for (size_t i = 0; i < n; i++)
        memcpy(p + i * len, text, len);
    p[n * len] = 0;
    return p;
}

static bool in_value(struct reply r, const char *text)
{
    char mark[8192];

    snprintf(mark, sizeof(mark), "value=\"%s\"", text);
    return has(r, mark);
}

/* ---------------------------------------------------------------- names */

TEST(account_field_lengths)
{
    world();
    struct client c = client_letter();
    static const char *const marks[] = {"あ", "髙", "𠮷", "㈱", "か\u3099"};
    static const char fmt[] = "name=%s&founder=x&phone=03-0000-0001&contact=佐藤" MAILS SECRET;

    for (size_t i = 0; i < 4; i++) {
        CHECK_STR(try(&c, fmt, times(marks[i], 200)).location, S(CONFIRM));
        CHECK(has(get(&c, CONFIRM), times(marks[i], 200)));
        const char *long_name = times(marks[i], 201);
        struct reply r = try(&c, fmt, long_name);
        CHECK(complains(r, "name",
            "医療機関等名は、200文字までで入力してください（いま201文字です）"));
        CHECK(in_value(r, long_name));
    }
    /* a mark that combines is a character of its own, as the limit counts */
    CHECK_STR(try(&c, fmt, times(marks[4], 100)).location, S(CONFIRM));
    CHECK_INT(try(&c, fmt, times(marks[4], 101)).status, 422);
}

TEST(account_field_names_stay_byte_for_byte)
{
    world();
    struct client c = client_letter();

    CHECK_STR(try(&c, "name=%s&founder=㈱髙﨑①&phone=03-0000-0001&contact=𠮷田" MAILS SECRET,
                  "辻󠄀󠄁クリニック").location, S(CONFIRM));
    CHECK_STR(submit(&c, CONFIRM, "step=commit").location, S("/my/account/done"));
    CHECK_STR(world_text("SELECT name FROM statement WHERE institution = 1"), S("辻󠄀󠄁クリニック"));
    CHECK_STR(world_text("SELECT founder FROM statement WHERE institution = 1"), S("㈱髙﨑①"));
    /* the master stays as it was */
    CHECK_STR(world_text("SELECT name FROM institution WHERE id = 1"), S("さくら内科クリニック"));
}

TEST(account_field_markup_is_text)
{
    world();
    struct client c = client_letter();
    struct reply r = try(&c, "name=%s&founder=&phone=1&contact=佐藤" MAILS SECRET,
        "\"><script>alert(1)</script>'%26lt;");

    CHECK_INT(r.status, 422);
    CHECK(!has(r, "<script>alert"));
    CHECK(in_value(r, "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;lt;"));
    try(&c, "name=%s&founder=x&phone=03-0000-0001&contact=佐藤" MAILS SECRET,
        "\"><script>alert(1)</script>");
    CHECK(!has(get(&c, CONFIRM), "<script>alert"));
}

TEST(account_field_empty_and_unchanged)
{
    world();
    struct client c = client_letter();
    struct reply r = submit(&c, EDIT, "");

    CHECK(complains(r, "contact",
        "担当者名を、医療機関等の方の名前に変えてください（いまは「支払基金」になっています）"));
    CHECK(complains(r, "mail",
        "メールアドレスを、仮メールアドレスから、ふだん使うアドレスに変えてください"));
    CHECK(complains(r, "password", "パスワードを入力してください"));
    CHECK(complains(r, "password2", "パスワード(確認)を入力してください"));
    r = submit(&c, EDIT, "name=&founder=+%E3%80%80+&phone=&contact=%E2%80%8B&mail=&mail2=");
    CHECK(complains(r, "name", "医療機関等名を入力してください"));
    CHECK(complains(r, "founder", "開設者氏名を入力してください"));
    CHECK(complains(r, "phone", "電話番号を入力してください"));
    CHECK(complains(r, "contact", "担当者名を入力してください"));
    CHECK(complains(r, "mail", "メールアドレスを入力してください"));
    r = try(&c, PLACE "&contact=%s" MAILS SECRET, "　支払基金 ");
    CHECK(has(r, "いまは「支払基金」になっています"));
}

TEST(account_fields_that_are_not_ours_to_change)
{
    world();
    struct client c = client_letter();
    struct reply r = submit(&c, EDIT, GOOD "&pref=27&score_table=4&code=9999999&id=2&institution=2"
        "&role=viewer&rev=99&stored=x&mail_key=x&mail_confirmed_at=1&letter=9&login_at=1");

    CHECK_STR(r.location, S(CONFIRM));
    r = get(&c, CONFIRM);
    CHECK(has(r, "0000014"));
    CHECK(!has(r, "9999999"));
    CHECK_STR(submit(&c, CONFIRM, "step=commit&institution=2&id=1&role=viewer").location,
        S("/my/account/done"));
    CHECK_STR(world_text("SELECT pref || score_table || code FROM institution WHERE id = 1"),
        S("1310000014"));
    CHECK_INT(world_number("SELECT institution FROM member WHERE role = 'owner' AND account ="
                           " (SELECT id FROM account WHERE mail = 'sato@example.jp')"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM account WHERE mail_confirmed_at IS NOT NULL"), 0);
    CHECK_STR(world_text("SELECT name FROM statement WHERE institution = 2"), S("ひまわり薬局"));
}

/* ---------------------------------------------------------------- mail */

TEST(account_field_mail)
{
    static const struct {
        const char *typed, *kept; /* NULL: refused */
    } cases[] = {
        {"sato@example.jp", "sato@example.jp"}, {" ｓａｔｏ＠ｅｘａｍｐｌｅ．ｊｐ ", "sato@example.jp"},
        {"Sato.Hanako%2Bportal@Example.JP", "Sato.Hanako+portal@example.jp"},
        {"a_b-c@sub.example.co.jp", "a_b-c@sub.example.co.jp"}, {"sato", NULL}, {"@example.jp", NULL},
        {"sato@", NULL}, {"sato@example", NULL}, {"sa@to@example.jp", NULL},
        {"sato@example..jp", NULL}, {"佐藤@example.jp", NULL}, {"sato@example.jp, x@y.jp", NULL},
        {"sato@example.jp%0D%0ABcc: x@evil.test", NULL}, {"sato@example.jp%0ABcc:x@evil.test", NULL},
        {"<sato@example.jp>", NULL}, {"\"sato\"@example.jp", NULL}, {"1ZZZZZZZZ@27", NULL},
        {"１ＺＺＺＺＺＺＺＺ＠２７", NULL}, {"sato@[127.0.0.1]", NULL}, {"sato@-example.jp", NULL},
    };
    world();
    struct client c = client_letter();

    for (size_t i = 0; i < COUNT(cases); i++) {
        char body[1024];
        snprintf(body, sizeof(body), PLACE "&contact=佐藤&mail=%s&mail2=%s" SECRET, cases[i].typed,
            cases[i].typed);
        struct reply r = submit(&c, EDIT, body);
        CHECK_INT(r.status, cases[i].kept ? 303 : 422);
        if ((r.status == 303) != (cases[i].kept != NULL))
            printf("  %s\n", cases[i].typed);
        if (cases[i].kept)
            CHECK(has(get(&c, CONFIRM), cases[i].kept));
        else
            CHECK(has(r, "<a href=\"#mail\">メールアドレスを、"));
    }
    struct reply r = submit(&c, EDIT,
        PLACE "&contact=佐藤&mail=sato@example.jp&mail2=sato@example.com" SECRET);
    CHECK(complains(r, "mail2", "2つのメールアドレスがちがいます。もう一度入力してください"));
    CHECK(in_value(r, "sato@example.com"));
}

TEST(account_mail_of_another_account)
{
    world();
    struct client c = client_letter();
    struct reply r = submit(&c, EDIT,
        PLACE "&contact=佐藤&mail=Yamada@EXAMPLE.jp&mail2=Yamada@EXAMPLE.jp" SECRET);

    CHECK(complains(r, "mail", "このメールアドレスは、すでにほかの登録で使われています。"
                               "別のアドレスにするか、「いまのログインに、この施設を加える」へ進んでください"));
    /* taken between 入力 and 確定 */
    CHECK_STR(submit(&c, EDIT, GOOD).location, S(CONFIRM));
    world_sql("UPDATE account SET mail = 'sato@example.jp', mail_key = 'sato@example.jp'");
    r = submit(&c, CONFIRM, "step=commit");
    CHECK(complains(r, "mail", "このメールアドレスは、すでにほかの登録で使われています。"
                               "別のアドレスにするか、「いまのログインに、この施設を加える」へ進んでください"));
    CHECK_INT(world_number("SELECT count(*) FROM account"), 1);
}

/* ---------------------------------------------------------------- phone */

TEST(account_field_phone)
{
    static const struct {
        const char *typed, *kept; /* NULL: refused */
    } cases[] = {
        {"03-0000-0001", "03-0000-0001"}, {"0300000001", "03-0000-0001"},
        {"０３－００００－０００１", "03-0000-0001"}, {"０３（００００）０００１", "03-0000-0001"},
        {"03(0000)0001", "03-0000-0001"}, {"(03)0000-0001", "03-0000-0001"},
        {"03 0000 0001", "03-0000-0001"}, {"03　0000　0001", "03-0000-0001"},
        {"03.0000.0001", "03-0000-0001"}, {"03・0000・0001", "03-0000-0001"},
        {"03‐0000‐0001", "03-0000-0001"}, {"03–0000–0001", "03-0000-0001"},
        {"03—0000—0001", "03-0000-0001"}, {"03−0000−0001", "03-0000-0001"},
        {"03ー0000ー0001", "03-0000-0001"}, {"03ｰ0000ｰ0001", "03-0000-0001"},
        {"03─0000─0001", "03-0000-0001"}, {"%2B81-3-0000-0001", "03-0000-0001"},
        {"%2B81 3 0000 0001", "03-0000-0001"}, {"＋８１－３－００００－０００１", "03-0000-0001"},
        {"%2B81(0)3-0000-0001", "03-0000-0001"}, {"%2B81300000001", "03-0000-0001"},
        {"090-0000-0000", "090-0000-0000"}, {"09000000000", "090-0000-0000"},
        {"0120-000-000", "0120-000-000"}, {"0120000000", "0120-000-000"},
        {"08000000000", "0800-000-0000"}, {"05000000000", "050-0000-0000"},
        {"011-000-0000", "011-000-0000"}, {"0460-00-0000", "0460-00-0000"},
        {" 03-0000-0001 ", "03-0000-0001"}, {"03-0000-0001%0D%0A", "03-0000-0001"},
        {"0000-0001", NULL}, {"3-0000-0001", NULL}, {"03-0000-000", NULL},
        {"090-0000-00000", NULL}, {"03-0000-0001 内線5", NULL}, {"090-0000-000a0", NULL}, {"03-0000-0001(代)", NULL}, {"でんわ", NULL}, {"-", NULL},
        {"03-0000-000a", NULL}, {"%2B1-202-555-0100", NULL}, {"03-0000-0001/0002", NULL},
        {"０", NULL}, {"%2B", NULL},
    };
    world();
    struct client c = client_letter();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = try(&c, "name=x&founder=x&phone=%s&contact=佐藤" MAILS SECRET,
            cases[i].typed);
        bool kept = cases[i].kept && r.status == 303 && has(get(&c, CONFIRM), cases[i].kept);

        CHECK(kept == (cases[i].kept != NULL));
        if (kept != (cases[i].kept != NULL))
            printf("  %s: %d\n", cases[i].typed, r.status);
        if (!cases[i].kept)
            CHECK(has(r, "<a href=\"#phone\">電話番号"));
    }
}

/* ---------------------------------------------------------------- passwords */

TEST(account_field_password)
{
    static const struct {
        const char *typed, *said; /* "": fine */
    } cases[] = {
        {"Ume2026hanami", ""}, {"Kx7mQ2vp", ""}, {"さくらの花が咲く朝に歩く", "大文字"},
        {"さくらの花が咲く朝に川を歩く私", ""}, {"correct horse battery staple", ""},
        {"いろはにほへとちりぬるをわかよた", ""}, {"Kx7mQ2v", "8文字以上にしてください（いま7文字です）"},
        {"a", "8文字以上"}, {"kx7mq2vp", "大文字"}, {"KX7MQ2VP", "大文字"}, {"KxzmQwvp", "大文字"},
        {"12345678", "見破られやすい"}, {"password", "見破られやすい"}, {"Password1", "見破られやすい"},
        {"Qwerty123", "見破られやすい"}, {"P@ssw0rd", "見破られやすい"}, {"Abcd1234", "見破られやすい"},
        {"aaaaaaaaaaaaaaaa", "見破られやすい"}, {"Passw0rd", "見破られやすい"},
        {"Sato@example.jp1", "メールアドレスや"}, {"sato@example.jp", "メールアドレスや"},
        {"SATO@EXAMPLE.JP", "メールアドレスや"}, {"Sato2026", "メールアドレスや"}, {"A0000014b", "コード"},
        {"さくら内科クリニック", "名前"}, {"さくら内科クリニックA1b", "名前"}, {"Kx7 mQ2 vp", ""},
        {" Kx7mQ2v", ""}, {"Ｋｘ７ｍＱ２ｖｐ", "大文字"}, {"Kx7%26mQ2<vp", ""}, {"Kx7%2Bm%25Q2", ""},
        {"𠮷野家Kx7mQ", ""}, {"Kx7mQ2vp%00", NULL}, {"Kx7mQ2vp%07", NULL},
    };
    world();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct client c = client_letter();
        char body[1024];

        world_sql("DELETE FROM draft");
        rates_forget(world_app->rates); /* without a draft the address is new each time */
        snprintf(body, sizeof(body), PLACE "&contact=佐藤" MAILS "&password=%s&password2=%s",
            cases[i].typed, cases[i].typed);
        struct reply r = submit(&c, EDIT, body);
        int want = !cases[i].said ? 400 : *cases[i].said ? 422 : 303;
        CHECK_INT(r.status, want);
        if (r.status != want || (want == 422 && !has(r, cases[i].said)))
            printf("  '%s'\n", cases[i].typed);
        CHECK(want != 422 || (has(r, cases[i].said) && has(r, "<a href=\"#password\">")));
        CHECK(strlen(cases[i].typed) < 4 || !in_value(r, cases[i].typed) ||
            strcmp(cases[i].said, "メールアドレスや") == 0 || strcmp(cases[i].said, "名前") == 0);
        if (want == 422)
            CHECK_INT(world_number("SELECT count(*) FROM draft WHERE secret <> ''"), 0);
    }
}

TEST(account_field_password_lengths)
{
    world();
    struct client c = client_letter();
    char body[2048], word[512];

    snprintf(word, sizeof(word), "%s", times("Ab1さ", 25));
    snprintf(body, sizeof(body), PLACE "&contact=佐藤" MAILS "&password=%s&password2=%s", word, word);
    CHECK_INT(submit(&c, EDIT, body).status, 303);
    snprintf(body, sizeof(body), PLACE "&contact=佐藤" MAILS "&password=%sx&password2=%sx", word, word);
    CHECK(complains(submit(&c, EDIT, body), "password",
        "パスワードは、100文字までで入力してください（いま101文字です）"));
    struct reply r = submit(&c, EDIT,
        PLACE "&contact=佐藤" MAILS "&password=Ume2026hanami&password2=Ume2026hanamI");
    CHECK(complains(r, "password2", "2つのパスワードがちがいます。もう一度入力してください"));
    CHECK(!has(r, "Ume2026"));
    /* neither in the drafts, nor in the audit, nor in a mail */
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE fields LIKE '%Ume2026%'"), 0);
}

/* ---------------------------------------------------------------- what programs send */

TEST(account_bodies_that_no_browser_sends)
{
    world();
    struct client c = client_letter();
    static char many[200000];
    size_t n = 0;
    uint64_t before;

    get(&c, EDIT);
    before = world_hash();
    CHECK_INT(post(&c, EDIT, "name=%FF%FE").status, 400);
    CHECK_INT(post(&c, EDIT, "name=\xff\xfe").status, 400);
    CHECK_INT(post(&c, EDIT, "name=%C0%AF").status, 400);     /* overlong '/' */
    CHECK_INT(post(&c, EDIT, "name=%E0%80%AF").status, 400);
    CHECK_INT(post(&c, EDIT, "name=%ED%A0%80").status, 400);  /* a lone surrogate */
    CHECK_INT(post(&c, EDIT, "name=%F4%90%80%80").status, 400); /* beyond Unicode */
    CHECK_INT(post(&c, EDIT, "name=%E3%81").status, 400);     /* cut off */
    CHECK_INT(post(&c, EDIT, "name=a%00b").status, 400);
    CHECK_INT(post(&c, EDIT, "na%00me=a").status, 400);
    CHECK_INT(post(&c, EDIT, "na%0Ame=a").status, 400);
    CHECK_INT(post(&c, EDIT, "name=%").status, 400);
    CHECK_INT(post(&c, EDIT, "name=%4").status, 400);
    CHECK_INT(post(&c, EDIT, "name=%zz").status, 400);
    CHECK_INT(post(&c, EDIT, "name=a&name=b").status, 400);
    CHECK_INT(post(&c, EDIT, "name=a&n%61me=a").status, 400);
    CHECK_INT(request(&c, "POST", EDIT, FORM_HEADERS, S("")).status, 403); /* no token in it */
    for (int i = 0; i < 5000; i++)
        n += (size_t)snprintf(many + n, sizeof(many) - n, "f%d=1&", i);
    CHECK_INT(post(&c, EDIT, "=&=&&&==").status, 400);
    CHECK_INT(post(&c, EDIT, many).status, 400);
    memset(many, 'a', sizeof(many));
    memcpy(many, "name=", 5);
    CHECK_INT(request(&c, "POST", EDIT, FORM_HEADERS, (struct str){many, 65537}).status, 413);
    CHECK_INT(request(&c, "POST", EDIT, FORM_HEADERS, (struct str){many, sizeof(many)}).status, 413);
    const char *const types[] = {"text/plain", "application/json", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded-not", "", "a/b; application/x-www-form-urlencoded"};
    for (size_t i = 0; i < COUNT(types); i++) {
        char head[200];
        snprintf(head, sizeof(head), "Content-Type: %s\nOrigin: http://portal.test\n", types[i]);
        CHECK_INT(request(&c, "POST", EDIT, head, with_csrf(&c, "name=a")).status, 400);
    }
    CHECK_INT(world_hash() == before, 1);
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
    CHECK_INT(submit(&c, EDIT, GOOD).status, 303);
}

TEST(account_cookie_garbage)
{
    static char big[9000];
    static const char *const jars[] = {"s", "s=", "=", ";;;", "s=;s=;s=", "S=1", " s = x ",
        "s=\"x\"", "s=%00%00", "s=\xff\xfe", "view=\x80.\x80.t-l", "view=....", "p=<script>",
        "t=\x01", "d=1.1.1.1.1", "d=....", "s=0123456789012345678901234567890123456789012",
        "__Host-s=0123456789012345678901234567890123456789012", "e=1.1.1.x"};
    world();
    struct client c = client_new();

    for (size_t i = 0; i < COUNT(jars); i++) {
        char head[200];
        snprintf(head, sizeof(head), "Cookie: %s\n", jars[i]);
        int status = request(&c, "GET", EDIT, head, S("")).status;
        CHECK(status == 303 || status == 400);
        status = request(&c, "GET", "/login", head, S("")).status;
        CHECK(status == 200 || status == 400);
        CHECK(!has(request(&c, "GET", "/", head, S("")), "<script>alert"));
    }
    memset(big, 'x', sizeof(big) - 1);
    memcpy(big, "Cookie: s=", 10);
    CHECK_INT(request(&c, "GET", EDIT, big, S("")).status, 303);
    for (size_t i = 10; i + 4 < sizeof(big); i += 4)
        memcpy(big + i, "s=x;", 4);
    CHECK_INT(request(&c, "GET", EDIT, big, S("")).status, 303);
    /* the right one behind other names that end or begin like it */
    c = client_member();
    char jar[400] = "Cookie: ss=1; as=2; s =3; ";
    for (int i = 0; i < c.n; i++)
        if (strcmp(c.cookie[i].name, "s") == 0)
            snprintf(jar + strlen(jar), sizeof(jar) - strlen(jar), "s=%s\n", c.cookie[i].value);
    CHECK_INT(request(&c, "GET", "/my", jar, S("")).status, 200);
}

TEST(account_token_of_an_earlier_session_keeps_the_form)
{
    world();
    struct client c = client_member();
    struct reply r = get(&c, EDIT);
    char body[600], old[64];

    snprintf(old, sizeof(old), "%s", c.csrf);
    snprintf(body, sizeof(body), "name=ひまわり薬局&contact=山田太郎&_rev=1&_owner=" STR_FMT "&_csrf=%s",
        STR_ARG(hidden(r, "_owner")), old);
    c = client_member(); /* logged in again in another tab */
    r = post(&c, EDIT, body);
    CHECK_INT(r.status, 403);
    CHECK(has(r, "入力した内容は下書きに残しました"));
    CHECK(has(get(&c, EDIT), "value=\"山田太郎\""));
    /* not from elsewhere, and not into somebody else's drafts */
    world_sql("DELETE FROM draft");
    r = request(&c, "POST", EDIT,
        "Content-Type: application/x-www-form-urlencoded\nOrigin: http://evil.test\n", str_of(body));
    CHECK_INT(r.status, 403);
    struct client other = client_letter();
    CHECK_INT(post(&other, EDIT, body).status, 403);
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
}
