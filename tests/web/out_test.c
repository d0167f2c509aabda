/* out_test.c: every byte through every escape. */
#include "tests/test.h"
#include "web/out.h"

/* What HTML should hold for the byte c, written the slow way. */
static struct str html_of(unsigned char c, char *room)
{
    switch (c) {
    case '&':
        return S("&amp;");
    case '<':
        return S("&lt;");
    case '>':
        return S("&gt;");
    case '"':
        return S("&quot;");
    case '\'':
        return S("&#39;");
    default:
        room[0] = (char)c;
        return (struct str){room, (c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n'};
    }
}

static struct str percent_of(unsigned char c, char *room)
{
    static const char keep[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789-._~";

    if (c && strchr(keep, c)) {
        room[0] = (char)c;
        return (struct str){room, 1};
    }
    snprintf(room, 8, "%%%02X", c);
    return (struct str){room, 3};
}

/* The byte alone, at the begin, in the middle, at the end, and doubled. */
static void each_place(
    unsigned char c, struct str want, void (*out)(struct buf *, struct str))
{
    static const char *const around[][2] = {
        {"", ""}, {"ab", ""}, {"", "cd"}, {"ab", "cd"}};
    struct buf o = BUF_INIT, w = BUF_INIT, in = BUF_INIT;

    for (size_t i = 0; i < COUNT(around); i++) {
        for (int twice = 0; twice < 2; twice++) {
            buf_reset(&o), buf_reset(&w), buf_reset(&in);
            buf_puts(&in, around[i][0]), buf_puts(&w, around[i][0]);
            for (int k = 0; k <= twice; k++)
                buf_byte(&in, (char)c), buf_str(&w, want);
            buf_puts(&in, around[i][1]), buf_puts(&w, around[i][1]);
            out(&o, buf_view(&in));
            CHECK_STR(buf_view(&o), buf_view(&w));
        }
    }
    buf_release(&o), buf_release(&w), buf_release(&in);
}

TEST(out_escapes_every_byte)
{
    for (int c = 0; c < 256; c++) {
        char room[8];
        bool kept = (c >= 0x20 && c != 0x7f) || c == '\n';

        each_place((unsigned char)c, html_of((unsigned char)c, room), out_esc_str);
        each_place((unsigned char)c, percent_of((unsigned char)c, room), out_percent_str);
        room[0] = (char)c;
        each_place((unsigned char)c, (struct str){room, kept}, out_plain_str);
    }
}

TEST(out_chooses_by_type)
{
    struct buf o = BUF_INIT;
    const char *c = "a<b";
    char array[] = "x&y";
    struct str none = {NULL, 0};

    out_text(&o, c);
    out_text(&o, array);
    out_text(&o, S("髙﨑𠮷<"));
    out_text(&o, none);
    out_text(&o, ((struct html){S("<b>")}));
    out_text(&o, 7);
    out_text(&o, (int64_t)-8);
    out_text(&o, (size_t)9);
    CHECK_STR(buf_view(&o), S("a&lt;bx&amp;y髙﨑𠮷&lt;<b>7-89"));
    buf_reset(&o);
    out_url_part(&o, c);
    out_url_part(&o, S("吉/"));
    out_url_part(&o, none);
    out_url_part(&o, -1);
    CHECK_STR(buf_view(&o), S("a%3Cb%E5%90%89%2F-1"));
    buf_reset(&o);
    out_plain(&o, "a\r\nb\t<");
    out_plain(&o, none);
    out_plain(&o, 3);
    CHECK_STR(buf_view(&o), S("a\nb<3"));
    buf_reset(&o);
    out_attr(&o, (const char *)NULL);
    CHECK_INT(o.n, 0);
    buf_release(&o);
}

TEST(out_writes_the_edges_of_numbers)
{
    static const int64_t n[] = {INT64_MIN, -1, 0, 9, 10, INT64_MAX};
    struct buf o = BUF_INIT;

    for (size_t i = 0; i < COUNT(n); i++) {
        char want[32];

        buf_reset(&o);
        out_int(&o, n[i]);
        snprintf(want, sizeof(want), "%lld", (long long)n[i]);
        CHECK_STR(buf_view(&o), ((struct str){want, strlen(want)}));
    }
    buf_release(&o);
}

TEST(out_refuses_strange_addresses)
{
    static const char *const good[] = {"", "/", "/my?x=1&y=2", "#a", "?q=", "rel/a:b",
        "https://example.jp/", "HTTP://x", "mailto:a@b", "tel:0800", "/a//b"};
    static const char *const bad[] = {"//evil.example", "javascript:alert(1)",
        "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", " javascript:x",
        "\tjavascript:x", "java\nscript:x", "\\\\evil", "/\\evil", ":x", "https ://x",
        "a b"};
    struct buf o = BUF_INIT;

    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(url_ok((struct str){good[i], strlen(good[i])}));
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct url u = {{bad[i], strlen(bad[i])}};

        CHECK(!url_ok(u.s));
        buf_reset(&o);
        out_url(&o, u);
        CHECK_STR(buf_view(&o), S("#"));
    }
    buf_reset(&o);
    out_url(&o, URL("/a?b=1&c=\""));
    CHECK_STR(buf_view(&o), S("/a?b=1&amp;c=&quot;"));
    buf_release(&o);
}

TEST(out_takes_two_hundred_characters)
{
    struct buf in = BUF_INIT, o = BUF_INIT;

    for (int i = 0; i < 200; i++)
        buf_puts(&in, "𠮷");
    out_text(&o, buf_view(&in));
    CHECK_STR(buf_view(&o), buf_view(&in));
    buf_reset(&o);
    out_url_part(&o, buf_view(&in));
    CHECK_INT(o.n, 200 * 12);
    buf_release(&in), buf_release(&o);
}
