/* mime_test.c: mails are taken apart again by a reader of our own and compared. */
#include "tests/test.h"

#include "util/arena.h"
#include "util/mime.h"
#include "util/str.h"
#include "util/utf8.h"

static struct mime_mail sample(void)
{
    return (struct mime_mail){.from_name = S("医療機関等向けポータルサイト"),
        .from = S("noreply@portal.example.jp"),
        .to = S("clinic@example.jp"),
        .subject = S("お知らせ"),
        .id = S("1.abc@portal.example.jp"),
        .date = 1700000000,
        .text = S("本文\n")};
}

static int digit(char c)
{
    const char *d = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(d, c) : NULL;

    return at ? (int)(at - d) : -1;
}

static void unbase64(struct buf *out, struct str s)
{
    uint32_t v = 0;
    int bits = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (digit(s.p[i]) < 0)
            continue;
        v = (v << 6 | (uint32_t)digit(s.p[i])) & 0xffff;
        bits += 6;
        if (bits >= 8)
            buf_byte(out, (char)(v >> (bits -= 8)));
    }
}

/* The value of a field, unfolded, its encoded words decoded. Each word must be valid. */
static void field(struct buf *out, struct str mail, const char *name)
{
    struct arena a = ARENA_INIT;
    struct str key = arena_fmt(&a, "\r\n%s: ", name), rest, line;
    const char *at = memmem(mail.p, mail.n, key.p, key.n);
    bool was_word = false;

    buf_reset(out);
    CHECK(at != NULL);
    if (!at)
        return;
    rest = str_from(mail, (size_t)(at - mail.p) + key.n);
    for (;;) {
        line = str_cut(rest, '\r', &rest);
        while (line.n) {
            if (str_starts(line, S("=?UTF-8?B?"))) {
                struct str word, tail;
                size_t before;

                word = str_cut(str_from(line, 10), '?', &tail);
                CHECK(str_starts(tail, S("=")) && word.n + 12 <= 75);
                if (was_word && out->n && out->p[out->n - 1] == ' ')
                    out->n--;
                before = out->n;
                unbase64(out, word);
                CHECK(utf8_valid((struct str){out->p + before, out->n - before}));
                line = str_from(tail, 1);
                was_word = true;
            } else {
                was_word = was_word && line.p[0] == ' ';
                buf_byte(out, line.p[0]);
                line = str_from(line, 1);
            }
        }
        if (rest.n < 2 || rest.p[1] != ' ')
            break;
        rest = str_from(rest, 1);
    }
    arena_release(&a);
}

static void check_lines(struct str mail)
{
    while (mail.n) {
        struct str line = str_cut(mail, '\n', &mail);

        CHECK(line.n && line.p[line.n - 1] == '\r' && line.n <= 77);
        for (size_t i = 0; i + 1 < line.n; i++)
            CHECK((line.p[i] >= 32 && line.p[i] < 127) || line.p[i] == '\t');
    }
}

static void check_mail(const struct mime_mail *m)
{
    struct buf out = BUF_INIT, got = BUF_INIT;
    struct str all;

    buf_puts(&out, "\r\n");
    CHECK_INT(mime_build(&out, m), MIME_OK);
    all = buf_view(&out);
    check_lines(str_from(all, 2));
    field(&got, all, "Subject");
    CHECK_STR(buf_view(&got), m->subject);
    field(&got, all, "To");
    CHECK(str_has(buf_view(&got), m->to));
    if (m->to_name.n)
        CHECK(str_has(buf_view(&got), m->to_name));
    buf_release(&out);
    buf_release(&got);
}

TEST(mime_is_what_it_is)
{
    struct mime_mail m = sample();
    struct buf out = BUF_INIT;

    CHECK_INT(mime_build(&out, &m), MIME_OK);
    CHECK_STR(buf_view(&out),
        S("Date: Wed, 15 Nov 2023 07:13:20 +0900\r\n"
          "From: =?UTF-8?B?5Yy755mC5qmf6Zai562J5ZCR44GR44Od44O844K/44Or44K144Kk44OI?=\r\n"
          " <noreply@portal.example.jp>\r\n"
          "To: <clinic@example.jp>\r\n"
          "Subject: =?UTF-8?B?44GK55+l44KJ44Gb?=\r\n"
          "Message-ID: <1.abc@portal.example.jp>\r\n"
          "MIME-Version: 1.0\r\n"
          "Auto-Submitted: auto-generated\r\n"
          "Content-Type: text/plain; charset=UTF-8\r\n"
          "Content-Transfer-Encoding: base64\r\n"
          "\r\n"
          "5pys5paHDQo=\r\n"));
    buf_release(&out);
}

TEST(mime_encodes_headers_of_every_length)
{
    struct mime_mail m = sample();
    struct buf text = BUF_INIT;

    for (int i = 0; i < 200; i++) {
        static const char *const parts[] = {"髙", "a", "𠮷", "é", "﨑", " "};

        m.subject = m.to_name = buf_view(&text);
        check_mail(&m);
        buf_puts(&text, parts[i % 6]);
    }
    buf_reset(&text);
    for (int i = 0; i < 120; i++) {
        m.subject = m.to_name = buf_view(&text);
        check_mail(&m);
        buf_byte(&text, i % 9 ? 'x' : ' ');
    }
    m.to_name = S("");
    m.subject = S("=?UTF-8?B?44GK?= is not ours");
    check_mail(&m);
    m.to_name = S("a \"b\" \\ c");
    m.subject = S("");
    check_mail(&m);
    buf_release(&text);
}

static void check_text(const char *text, const char *coding, const char *want)
{
    struct mime_mail m = sample();
    struct buf out = BUF_INIT, plain = BUF_INIT;
    const char *body;

    m.text = str_of(text);
    CHECK_INT(mime_build(&out, &m), MIME_OK);
    check_lines(buf_view(&out));
    CHECK(str_has(buf_view(&out), str_of(coding)));
    body = memmem(out.p, out.n, "\r\n\r\n", 4);
    CHECK(body != NULL);
    if (body && strstr(coding, "base64"))
        unbase64(&plain, (struct str){body + 4, out.n - (size_t)(body + 4 - out.p)});
    else if (body)
        buf_add(&plain, body + 4, out.n - (size_t)(body + 4 - out.p));
    CHECK_STR(buf_view(&plain), str_of(want));
    buf_release(&plain);
    buf_release(&out);
}

TEST(mime_writes_texts)
{
    static const char line76[] =
        "1234567890123456789012345678901234567890123456789012345678901234567890123456";
    struct arena a = ARENA_INIT;

    check_text("", "7bit", "");
    check_text("\n", "7bit", "\r\n");
    check_text("a", "7bit", "a\r\n");
    check_text("a\nb\r\nc\rd\n\ne", "7bit", "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n");
    check_text(".\n..\nFrom me\n", "7bit", ".\r\n..\r\nFrom me\r\n");
    check_text(line76, "7bit", arena_fmt(&a, "%s\r\n", line76).p);
    check_text(
        arena_fmt(&a, "%s7\n", line76).p, "base64", arena_fmt(&a, "%s7\r\n", line76).p);
    check_text("髙﨑𠮷\n様", "base64", "髙﨑𠮷\r\n様\r\n");
    arena_release(&a);
}

TEST(mime_refuses_and_writes_nothing)
{
    static const struct str bad[] = {S_INIT("a\r\nBcc: x@example.jp"), S_INIT("a\nb"),
        S_INIT("a\rb"), S_INIT("a\0b"), S_INIT("a\x1b"), S_INIT("a\x7f"), S_INIT("\xff"),
        S_INIT("a\tb")};
    struct buf out = BUF_INIT;
    struct mime_mail m;

    for (size_t i = 0; i < COUNT(bad); i++) {
        m = sample(), m.subject = bad[i];
        CHECK_INT(mime_build(&out, &m), MIME_HEADER);
        m = sample(), m.from_name = bad[i];
        CHECK_INT(mime_build(&out, &m), MIME_HEADER);
        m = sample(), m.to_name = bad[i];
        CHECK_INT(mime_build(&out, &m), MIME_HEADER);
        m = sample(), m.to = bad[i];
        CHECK_INT(mime_build(&out, &m), MIME_ADDRESS);
        m = sample(), m.from = bad[i];
        CHECK_INT(mime_build(&out, &m), MIME_ADDRESS);
        m = sample(), m.id = bad[i];
        CHECK_INT(mime_build(&out, &m), MIME_ID);
    }
    m = sample(), m.text = S("a\0");
    CHECK_INT(mime_build(&out, &m), MIME_TEXT);
    m = sample(), m.text = S("a\xe9\xab");
    CHECK_INT(mime_build(&out, &m), MIME_TEXT);
    m = sample(), m.id = S("a>@b");
    CHECK_INT(mime_build(&out, &m), MIME_ID);
    m = sample(), m.id = S("@");
    CHECK_INT(mime_build(&out, &m), MIME_ID);
    CHECK_INT(out.n, 0);
    buf_release(&out);
}

TEST(mime_quotes_the_carriers_addresses)
{
    struct mime_mail m = sample();
    struct buf out = BUF_INIT;

    m.to = S("a..b.@docomo.ne.jp");
    CHECK_INT(mime_build(&out, &m), MIME_OK);
    CHECK(str_has(buf_view(&out), S("\r\nTo: <\"a..b.\"@docomo.ne.jp>\r\n")));
    buf_release(&out);
}

TEST(mail_address_grammar)
{
    static const char *const good[] = {"a@b.jp", "a.b+c@example.co.jp",
        "a..b@docomo.ne.jp", "a.@ezweb.ne.jp", "o'hara@x.example",
        "A_B-c@xn--eckwd4c7c.xn--zckzah.jp", "1@1.jp", "a@b.c1",
        "!#$%&'*+-/=?^_`{|}~@b.jp"};
    static const char *const bad[] = {"", "a", "@", "a@", "@b.jp", "a@b", "a@01",
        "a@b.01", ".a@b.jp", "a@b..jp", "a@.b.jp", "a@b.jp.", "a@-b.jp", "a@b-.jp",
        "a@b@c.jp", "a b@c.jp", "a@b c.jp", "\"a\"@b.jp", "a@[192.0.2.1]", "a@192.0.2.1",
        "a<b@c.jp", "a>@c.jp", "a,b@c.jp", "髙@b.jp", "a@髙.jp", "ａ@b.jp", "a@b.jp\r\n",
        "a\\@b.jp", "a@b_c.jp", "4K7QM29XD@01", " a@b.jp", "a@b.jp "};
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(mail_address_ok(str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK(!mail_address_ok(str_of(bad[i])));
        if (mail_address_ok(str_of(bad[i])))
            printf("  \"%s\"\n", bad[i]);
    }
    CHECK(!mail_address_ok(((struct str){"a\0@b.jp", 7})));
    CHECK(mail_address_ok(arena_fmt(&a, "%064d@b.jp", 1)));
    CHECK(!mail_address_ok(arena_fmt(&a, "%065d@b.jp", 1)));
    CHECK(mail_address_ok(arena_fmt(&a, "a@%063d.jp", 1)));
    CHECK(!mail_address_ok(arena_fmt(&a, "a@%064d.jp", 1)));
    CHECK(mail_address_ok(arena_fmt(&a, "a@%062d.%063d.%063d.%059d.a", 1, 1, 1, 1)));
    CHECK(!mail_address_ok(arena_fmt(&a, "aa@%062d.%063d.%063d.%059d.aa", 1, 1, 1, 1)));
    arena_release(&a);
}

TEST(mime_unsubscribe_is_an_address_or_nothing)
{
    static const char *const bad[] = {"https://x y", "https://x>\r\nBcc: a@b.jp", "mailto:a@b.jp",
        "x", "https://x,y", "https://\xe9\xab\x98"};
    struct mime_mail m = {.from = S("a@b.jp"), .to = S("c@d.jp"), .id = S("1@b.jp"), .text = S("x")};
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < COUNT(bad); i++) {
        m.unsubscribe = str_of(bad[i]);
        CHECK_INT(mime_build(&b, &m), MIME_LINK);
        CHECK_INT(b.n, 0);
    }
    m.unsubscribe = S("http://127.0.0.1:8080/unsubscribe/1.x");
    CHECK_INT(mime_build(&b, &m), MIME_OK);
    CHECK(str_has(buf_view(&b), S("List-Unsubscribe:\r\n <http://127.0.0.1:8080/unsubscribe/1.x>\r\n")));
    CHECK(!str_has(buf_view(&b), S("One-Click"))); /* only over TLS */
    buf_release(&b);
}
