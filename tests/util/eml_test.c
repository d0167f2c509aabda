/* eml_test.c: fields, encoded words, parts and encodings of mails as they come. */
#include "tests/test.h"

#include "util/eml.h"
#include "util/str.h"
#include "util/utf8.h"

static struct arena arena = ARENA_INIT;

TEST(eml_fields_are_joined_and_found_in_any_case)
{
    struct eml e = eml_split(S("From x@y Thu\r\nSubject: a\r\n  b\r\n\tc\r\nSUBJECT: second\r\n"
                               "X-Empty:\r\nno colon\r\n x\r\nLast : z\r\n\r\nbody: x\r\n\r\nmore"));

    CHECK_STR(eml_field(&arena, e.head, "subject"), S("a b c"));
    CHECK_STR(eml_field(&arena, e.head, "x-empty"), S(""));
    CHECK_STR(eml_field(&arena, e.head, "last"), S("z"));
    CHECK_STR(eml_field(&arena, e.head, "body"), S(""));
    CHECK_STR(e.body, S("body: x\r\n\r\nmore"));
    e = eml_split(S("A: 1\nB: 2\n\nx"));
    CHECK_STR(eml_field(&arena, e.head, "b"), S("2"));
    CHECK_STR(e.body, S("x"));
    e = eml_split(S("A: 1"));
    CHECK_STR(eml_field(&arena, e.head, "A"), S("1"));
    CHECK_STR(e.body, S(""));
    CHECK_STR(eml_split(S("")).body, S(""));
    CHECK_STR(eml_split(S("\nbody")).body, S("body"));
    arena_release(&arena);
}

TEST(eml_encoded_words)
{
    static const char *const v[][2] = {
        {"plain", "plain"},
        {"=?UTF-8?B?6auY5bSO?=", "高崎"},
        {"=?utf-8?q?=E9=AB=98_=E5=B4=8E?= x", "高 崎 x"},
        {"=?UTF-8?B?6auY?= =?UTF-8?B?5bSO?=", "高崎"},   /* blanks between them go */
        {"=?UTF-8?B?6auY?= a =?UTF-8?B?5bSO?=", "高 a 崎"},
        {"=?ISO-2022-JP?B?GyRCSVRDZSROJCpDTiRpJDsbKEI=?=", "不着のお知らせ"},
        {"=?Shift_JIS?B?lXOSho==?=", "不恥?"},
        {"=?iso-8859-1*en?Q?caf=E9?=", "café"},
        {"=?no-such?B?6auY?=", "高"},
        {"=?UTF-8?X?abc?=", ""},
        {"=?UTF-8?B?abc", "=?UTF-8?B?abc"},
        {"=?", "=?"},
        {"a\xff" "b", "a?b"},
    };

    for (size_t i = 0; i < COUNT(v); i++) {
        struct str head = arena_fmt(&arena, "Subject: %s\n", v[i][0]), got;

        got = eml_text_field(&arena, head, "Subject");
        CHECK(utf8_valid(got));
        if (i != 6)
            CHECK_STR(got, str_of(v[i][1]));
    }
    arena_release(&arena);
}

TEST(eml_types_and_parameters)
{
    struct str head = S("Content-Type: Multipart/Report;\n report-type=delivery-status;"
                        " boundary=\"a;b\\\"c\"; x = y\n");
    struct str value = eml_field(&arena, head, "Content-Type");

    CHECK_STR(eml_type(&arena, head), S("multipart/report"));
    CHECK_STR(eml_type(&arena, S("")), S("text/plain"));
    CHECK_STR(eml_param(&arena, value, "REPORT-TYPE"), S("delivery-status"));
    CHECK_STR(eml_param(&arena, value, "boundary"), S("a;b\"c"));
    CHECK_STR(eml_param(&arena, value, "x"), S("y"));
    CHECK_STR(eml_param(&arena, value, "none"), S(""));
    arena_release(&arena);
}

TEST(eml_parts)
{
    struct str rest = S("before\n--x\nA: 1\n\none\n--xy\n--x  \r\n\r\ntwo\r\n--x--\n--x\nno\n");
    struct eml e;

    CHECK(eml_part(&rest, S("x"), &e));
    CHECK_STR(eml_field(&arena, e.head, "a"), S("1"));
    CHECK_STR(e.body, S("one\n--xy\n"));
    CHECK(eml_part(&rest, S("x"), &e));
    CHECK_STR(e.body, S("two\r\n"));
    CHECK(!eml_part(&rest, S("x"), &e));
    rest = S("--x\n\nunfinished");
    CHECK(eml_part(&rest, S("x"), &e));
    CHECK_STR(e.body, S("unfinished"));
    CHECK(!eml_part(&rest, S("x"), &e));
    rest = S("--\n--\n");
    CHECK(!eml_part(&rest, S(""), &e));
    arena_release(&arena);
}

TEST(eml_bodies)
{
    static const char *const v[][3] = {
        {"Content-Transfer-Encoding: base64", "6auY\n5bSO\n", "高崎"},
        {"Content-Transfer-Encoding: BASE64", "6auY=5bSO", "高"},
        {"Content-Transfer-Encoding: quoted-printable", "a=\nb=E9=AB=98=3D=zz=", "ab高==zz="},
        {"Content-Type: text/plain; charset=\"iso-2022-jp\"", "\x1b$B9b:j\x1b(B.", "高崎."},
        {"Content-Type: text/plain; charset=Shift_JIS", "\x8d\x82\x8d\xe8", "高崎"},
        {"Content-Type: text/plain; charset=EUC-JP", "\xb9\xe2\xba\xea\xff", "高崎?"},
        {"Content-Type: text/plain; charset=utf-8", "高\xff", "高?"},
        {"X: y", "plain", "plain"},
    };

    for (size_t i = 0; i < COUNT(v); i++) {
        struct eml e = {str_of(v[i][0]), str_of(v[i][1])};

        CHECK_STR(eml_body(&arena, &e), str_of(v[i][2]));
    }
    arena_release(&arena);
}
