/* gate_test.c: the truth table of the gate: every rule alone, and every set of faults. */
#include "tests/test.h"

#include "util/str.h"
#include "web/gate.h"

static const struct str ours = S_INIT(" portal.example.jp  [::1]:8080");

static struct gate_facts good(void)
{
    return (struct gate_facts){
        .method = S("GET"), .target = S("/news?q=%E9%AB%99"), .version = S("HTTP/1.1")};
}

static void one_target(struct str target, enum gate want)
{
    struct arena a = ARENA_INIT;
    struct gate_facts f = good();
    struct gate_target t = {S("-"), S("-")};
    enum gate g;

    f.target = target;
    gate_header(&f, S("Host"), S("portal.example.jp"));
    g = gate_check(&f, ours, &a, &t);
    if (g != want)
        printf("  target \"" STR_FMT "\": %s\n", STR_ARG(target), gate_rule(g)->id);
    CHECK_INT(g, want);
    CHECK(str_is(t.path, "-") == (g != GATE_OK));
    arena_release(&a);
}

TEST(gate_targets)
{
    static const struct {
        struct str target;
        enum gate want;
    } v[] = {
        {S_INIT("/"), GATE_OK},
        {S_INIT("/q/4K7QM29XD"), GATE_OK},
        {S_INIT("/a/..."), GATE_OK},
        {S_INIT("/a/..b/c.."), GATE_OK},
        {S_INIT("/a+b"), GATE_OK},
        {S_INIT("/s?q=%5C%2F..%0A&x=\\"), GATE_OK},
        {S_INIT("/\xe9\xab\x99"), GATE_OK},
        {S_INIT(""), GATE_TARGET},
        {S_INIT("*"), GATE_TARGET},
        {S_INIT("http://portal.example.jp/"), GATE_TARGET},
        {S_INIT("/a#b"), GATE_TARGET},
        {S_INIT("/a b"), GATE_BYTE},
        {S_INIT("/a\tb"), GATE_BYTE},
        {S_INIT("/a?b\x01"), GATE_BYTE},
        {S_INIT("/a\x7f"), GATE_BYTE},
        {S_INIT("/a\0b"), GATE_BYTE},
        {S_INIT("/%"), GATE_ESCAPE},
        {S_INIT("/a?b=%zz"), GATE_ESCAPE},
        {S_INIT("/a%4?1"), GATE_ESCAPE},
        {S_INIT("/a%00.html"), GATE_ZERO},
        {S_INIT("/a?b=%00"), GATE_ZERO},
        {S_INIT("/a%0d%0aX:1"), GATE_CONTROL},
        {S_INIT("/a%09"), GATE_CONTROL},
        {S_INIT("/a?b=%1b"), GATE_CONTROL},
        {S_INIT("/%c0%ae%c0%ae/"), GATE_UTF8},
        {S_INIT("/a?b=%82%a0"), GATE_UTF8},
        {S_INIT("/\xff"), GATE_UTF8},
        {S_INIT("/a\\b"), GATE_SLASH},
        {S_INIT("/a%5cb"), GATE_SLASH},
        {S_INIT("/a%2Fb"), GATE_SLASH},
        {S_INIT("/.."), GATE_DOTS},
        {S_INIT("/../etc"), GATE_DOTS},
        {S_INIT("/a/../b"), GATE_DOTS},
        {S_INIT("/a/%2e%2E"), GATE_DOTS},
        {S_INIT("/a/.%2e/b?c"), GATE_DOTS},
    };
    static char longest[GATE_MAX_TARGET + 1];

    for (size_t i = 0; i < COUNT(v); i++)
        one_target(v[i].target, v[i].want);
    memset(longest, 'a', sizeof(longest));
    longest[0] = '/';
    one_target((struct str){longest, GATE_MAX_TARGET}, GATE_OK);
    one_target((struct str){longest, GATE_MAX_TARGET + 1}, GATE_LONG);
}

TEST(gate_decodes_the_path_once)
{
    struct arena a = ARENA_INIT;
    struct gate_facts f = good();
    struct gate_target t;

    gate_header(&f, S("host"), S("PORTAL.example.jp:443"));
    f.target = S("/%E9%AB%99%25+?q=%41+b?c");
    CHECK_INT(gate_check(&f, ours, &a, &t), GATE_OK);
    CHECK_STR(t.path, S("/髙%+"));
    CHECK_STR(t.query, S("q=%41+b?c"));
    arena_release(&a);
}

struct head {
    const char *name;
    struct str value;
};

static void heads(const char *version, const struct head *h, size_t n, enum gate want)
{
    struct arena a = ARENA_INIT;
    struct gate_facts f = good();
    struct gate_target t;
    enum gate g;

    f.version = str_of(version);
    for (size_t i = 0; i < n; i++)
        gate_header(&f, str_of(h[i].name), h[i].value);
    g = gate_check(&f, ours, &a, &t);
    if (g != want)
        printf(
            "  %s %s: %s\n", version, n ? h[n - 1].name : "no header", gate_rule(g)->id);
    CHECK_INT(g, want);
    arena_release(&a);
}

#define HEADS(version, want, ...)                                                        \
    heads(version, (const struct head[]){__VA_ARGS__},                                   \
        sizeof((const struct head[]){__VA_ARGS__}) / sizeof(struct head), want)
#define US                                                                               \
    {                                                                                    \
        "Host", S_INIT("portal.example.jp")                                              \
    }

TEST(gate_hosts)
{
    static const char *const bad[] = {"", " ", "a b", "a,b", "a@portal.example.jp",
        "a:", "a:x", "a:123456", ":80", "a/b", "[::1", "::1", "[]", "[::1]x", "髙.jp"};

    heads("HTTP/1.1", NULL, 0, GATE_HOST_NONE);
    heads("HTTP/1.0", NULL, 0, GATE_OK);
    heads("HTTP/2.0", NULL, 0, GATE_VERSION);
    heads("", NULL, 0, GATE_VERSION);
    HEADS("HTTP/1.1", GATE_OK, US);
    HEADS("HTTP/1.0", GATE_HOST_TWICE, US, US);
    HEADS("HTTP/1.1", GATE_HOST_TWICE, US, {"hOST", S("evil.example")});
    HEADS("HTTP/1.1", GATE_HOST_OTHER, {"Host", S("evil.example")});
    HEADS("HTTP/1.1", GATE_HOST_OTHER, {"Host", S("portal.example.jp.evil.example")});
    HEADS("HTTP/1.1", GATE_OK, {"Host", S("[::1]:8080")});
    HEADS("HTTP/1.1", GATE_HOST_OTHER, {"Host", S("[::1]:8081")});
    HEADS("HTTP/1.1", GATE_HOST_OTHER, {"Host", S("[::1]")});
    for (size_t i = 0; i < COUNT(bad); i++)
        HEADS("HTTP/1.1", GATE_HOST_FORM, {"Host", str_of(bad[i])});
    HEADS("HTTP/1.1", GATE_HOST_FORM, {"Host", ((struct str){"a\200", 2})});
}

TEST(gate_framing)
{
    static const char *const numbers[] = {
        "", "+5", "-1", " 5", "5 ", "5,5", "0x5", "5a", "1234567890123456789"};

    HEADS("HTTP/1.1", GATE_OK, US, {"Content-Length", S("5")});
    HEADS(
        "HTTP/1.1", GATE_OK, US, {"Content-Length", S("5")}, {"content-length", S("5")});
    HEADS("HTTP/1.1", GATE_LENGTHS, US, {"Content-Length", S("5")},
        {"content-length", S("6")});
    HEADS("HTTP/1.1", GATE_LENGTHS, US, {"Content-Length", S("5")},
        {"content-length", S("05")});
    for (size_t i = 0; i < COUNT(numbers); i++)
        HEADS("HTTP/1.1", GATE_LENGTH, US, {"Content-Length", str_of(numbers[i])});
    HEADS("HTTP/1.1", GATE_OK, US, {"Transfer-Encoding", S("Chunked")});
    HEADS("HTTP/1.0", GATE_CODING, US, {"Transfer-Encoding", S("chunked")});
    HEADS("HTTP/1.1", GATE_CODING, US, {"Transfer-Encoding", S("gzip, chunked")});
    HEADS("HTTP/1.1", GATE_CODING, US, {"Transfer-Encoding", S("identity")});
    HEADS("HTTP/1.1", GATE_CODING, US, {"Transfer-Encoding", S("")});
    HEADS("HTTP/1.1", GATE_CODING, US, {"Transfer-Encoding", S("chunked")},
        {"Transfer-Encoding", S("chunked")});
    HEADS("HTTP/1.1", GATE_FRAMING, US, {"Transfer-Encoding", S("chunked")},
        {"Content-Length", S("5")});
    HEADS("HTTP/1.1", GATE_HEADER_NAME, US, {"Transfer-Encoding ", S("chunked")});
    HEADS("HTTP/1.1", GATE_HEADER_NAME, US, {" folded", S("x")});
    HEADS("HTTP/1.1", GATE_HEADER_NAME, US, {"", S("x")});
    HEADS("HTTP/1.1", GATE_HEADER_NAME, US, {"a(b)", S("x")});
    HEADS("HTTP/1.1", GATE_HEADER_VALUE, US, {"X", S("a\r\n b")});
    HEADS("HTTP/1.1", GATE_HEADER_VALUE, US, {"X", S("a\0b")});
    HEADS("HTTP/1.1", GATE_HEADER_VALUE, US, {"X", S("a\x7f")});
    HEADS("HTTP/1.1", GATE_OK, US, {"X", S("a\tb \xe9\xab\x99")});
}

TEST(gate_counts_headers)
{
    struct arena a = ARENA_INIT;
    struct gate_facts f = good();
    struct gate_target t;

    gate_header(&f, S("Host"), S("portal.example.jp"));
    while (f.n_headers < GATE_MAX_HEADERS)
        gate_header(&f, S("X"), S(""));
    CHECK_INT(gate_check(&f, ours, &a, &t), GATE_OK);
    gate_header(&f, S("X"), S(""));
    CHECK_INT(gate_check(&f, ours, &a, &t), GATE_HEADERS);
    CHECK_INT(gate_check(&f, S(""), &a, &t), GATE_HEADERS);
    f.method = S("GE T");
    CHECK_INT(gate_check(&f, ours, &a, &t), GATE_METHOD);
    f.method = S("");
    CHECK_INT(gate_check(&f, ours, &a, &t), GATE_METHOD);
    arena_release(&a);
}

/* Puts the faults of a set into one request; only one fault of the target at a time can
 * stand at its head, so the target's faults are added as parts of one text. */
static enum gate with_faults(unsigned set, struct arena *a)
{
    static const struct {
        enum gate fault;
        const char *text;
    } parts[] = {{GATE_TARGET, "#"}, {GATE_BYTE, "\x01"}, {GATE_ESCAPE, "%"},
        {GATE_ZERO, "%00"}, {GATE_SLASH, "\\"}, {GATE_DOTS, "/.."}};
    struct gate_facts f = good();
    struct gate_target t;
    struct str target = S("/a");

#define HAS(fault) (set >> (fault)&1)
    f.method = HAS(GATE_METHOD) ? S("G(T") : S("GET");
    f.version = HAS(GATE_VERSION) ? S("HTTP/3") : S("HTTP/1.1");
    gate_header(&f, S("Host"), HAS(GATE_HOST_OTHER) ? S("x") : S("portal.example.jp"));
    if (HAS(GATE_HOST_TWICE))
        gate_header(&f, S("Host"), S("portal.example.jp"));
    if (HAS(GATE_HEADER_NAME))
        gate_header(&f, S("X "), S(""));
    if (HAS(GATE_HEADER_VALUE))
        gate_header(&f, S("X"), S("\r"));
    if (HAS(GATE_LENGTH))
        gate_header(&f, S("Content-Length"), S("x"));
    if (HAS(GATE_FRAMING)) {
        gate_header(&f, S("Content-Length"), HAS(GATE_LENGTH) ? S("x") : S("1"));
        gate_header(&f, S("Transfer-Encoding"), S("chunked"));
    }
    for (size_t i = 0; i < COUNT(parts); i++)
        if (HAS(parts[i].fault))
            target = arena_fmt(a, STR_FMT "%s", STR_ARG(target), parts[i].text);
    f.target = target;
    return gate_check(&f, ours, a, &t);
}

TEST(gate_answers_the_first_of_every_set_of_faults)
{
    static const enum gate faults[] = {GATE_METHOD, GATE_VERSION, GATE_HEADER_NAME,
        GATE_HEADER_VALUE, GATE_HOST_TWICE, GATE_HOST_OTHER, GATE_LENGTH, GATE_FRAMING,
        GATE_TARGET, GATE_BYTE, GATE_ESCAPE, GATE_ZERO, GATE_SLASH, GATE_DOTS};
    struct arena a = ARENA_INIT;
    size_t wrong = 0;

    for (unsigned set = 0; set < 1u << COUNT(faults); set++) {
        enum gate want = GATE_OK;
        unsigned bits = 0;

        for (size_t i = COUNT(faults); i-- > 0;)
            if (set >> i & 1) {
                bits |= 1u << faults[i];
                want = faults[i];
            }
        wrong += with_faults(bits, &a) != want;
        arena_reset(&a);
    }
    CHECK_INT(wrong, 0);
    arena_release(&a);
}

TEST(gate_has_a_text_for_everything)
{
    for (int g = GATE_OK + 1; g < GATE__N; g++) {
        CHECK(gate_rule((enum gate)g)->status >= 400 &&
              gate_rule((enum gate)g)->status < 600);
        CHECK(gate_rule((enum gate)g)->id[0] && gate_rule((enum gate)g)->text.n);
    }
    CHECK_INT(gate_rule(GATE_OK)->status, 200);
}
