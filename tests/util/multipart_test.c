/* multipart_test.c: every case is fed whole, byte by byte, and cut at every place: the
 * answer must be the same. */
#include "tests/test.h"

#include "util/buf.h"
#include "util/multipart.h"
#include "util/str.h"

static const struct multipart_limits limits = {
    .parts = 3, .header = 300, .field = 20, .file = 40};

/* What came is written down: [name|filename|type]bytes; */
static bool begin(void *ctx, const struct multipart_part *p)
{
    buf_addf(ctx, "[" STR_FMT "|" STR_FMT "|" STR_FMT "]", STR_ARG(p->name),
        STR_ARG(p->file ? p->filename : S("-")), STR_ARG(p->type));
    return !str_is(p->name, "stop");
}

static bool data(void *ctx, struct str piece)
{
    CHECK(piece.n > 0);
    buf_str(ctx, piece);
    return !str_has(piece, S("STOP"));
}

static bool end(void *ctx)
{
    buf_puts(ctx, ";");
    return true;
}

/* Pieces of so many bytes, the first one of another size. */
static enum multipart feed(
    struct buf *out, struct str boundary, struct str body, size_t first, size_t step)
{
    struct arena a = ARENA_INIT;
    struct multipart_parser m;
    struct multipart_ops ops = {out, begin, data, end};
    enum multipart e = multipart_init(&m, &a, boundary, limits, ops);

    buf_reset(out);
    for (size_t n = first; body.n && e == MULTIPART_OK; n = step) {
        /* in memory of its own, so that reading past the piece is found */
        struct str piece = str_head(body, n);
        char *copy = malloc(piece.n + !piece.n);

        memcpy(copy, piece.p, piece.n);
        e = multipart_feed(&m, (struct str){copy, piece.n});
        free(copy);
        body = str_from(body, n);
    }
    e = multipart_end(&m);
    CHECK(multipart_end(&m) == e && (!e || multipart_feed(&m, S("x")) == e));
    arena_release(&a);
    return e;
}

static void check(struct str body, enum multipart want, const char *text)
{
    struct buf out = BUF_INIT;
    enum multipart e = feed(&out, S("XX"), body, body.n, 1);

    if (e != want)
        printf("  %s: %s\n", body.p, multipart_reason(e));
    CHECK_INT(e, want);
    if (text)
        CHECK_STR(buf_view(&out), str_of(text));
    CHECK_INT(feed(&out, S("XX"), body, 1, 1), want);
    if (text)
        CHECK_STR(buf_view(&out), str_of(text));
    for (size_t cut = 1; cut < body.n; cut++) {
        CHECK_INT(feed(&out, S("XX"), body, cut, body.n), want);
        if (text)
            CHECK_STR(buf_view(&out), str_of(text));
    }
    buf_release(&out);
}

#define PART(disposition) "--XX\r\nContent-Disposition: " disposition "\r\n\r\n"
#define NAMED(n)          PART("form-data; name=\"" n "\"")
#define LAST              "\r\n--XX--\r\n"

TEST(multipart_reads_forms)
{
    check(S("--XX--"), MULTIPART_OK, "");
    check(S("--XX--\r\n"), MULTIPART_OK, "");
    check(S(NAMED("a") LAST), MULTIPART_OK, "[a|-|];");
    check(S(NAMED("a") "1\r\n" NAMED("髙") "２\r\n" NAMED("c") "\r\n--XX--"),
        MULTIPART_OK, "[a|-|]1;[髙|-|]２;[c|-|];");
    check(S("--XX\r\ncontent-disposition:form-data;name=a;filename=b.pdf\r\n"
            "X-Other: 1\r\nContent-Type: application/pdf\r\n\r\n%PDF" LAST),
        MULTIPART_OK, "[a|b.pdf|application/pdf]%PDF;");
    check(S(PART("form-data; name=\"f\"; filename=\"\"") LAST), MULTIPART_OK, "[f||];");
}

TEST(multipart_keeps_what_only_looks_like_a_boundary)
{
    check(S(NAMED("a") "\r\n--X" LAST), MULTIPART_OK, "[a|-|]\r\n--X;");
    check(S(NAMED("a") "\r\r\n--X\r" LAST), MULTIPART_OK, "[a|-|]\r\r\n--X\r;");
    check(S(NAMED("a") "\r\n-\r\n--\r\n" LAST), MULTIPART_OK, "[a|-|]\r\n-\r\n--\r\n;");
    check(S(NAMED("a") "--XX--\n--XX--" LAST), MULTIPART_OK, "[a|-|]--XX--\n--XX--;");
    check(S(NAMED("a") "\r\n\r\n--XX--"), MULTIPART_OK, "[a|-|]\r\n;");
}

TEST(multipart_reads_file_names)
{
    static const struct {
        const char *param, *want;
    } v[] = {
        {"filename=\"髙﨑𠮷.pdf\"", "髙﨑𠮷.pdf"},
        {"filename=\"C:\\Users\\a\\b.pdf\"", "b.pdf"},
        {"filename=\"\\\\\\\\server\\\\b.pdf\"", "b.pdf"},
        {"filename=\"../../b.pdf\"", "b.pdf"},
        {"filename=\"a\\\"b%22c;d.pdf\"", "a\"b\"c;d.pdf"},
        {"filename=\"dir/\"", ""},
        {"filename=b.pdf; filename*=UTF-8''%E9%AB%99%2f%E5%B4%8E.pdf", "崎.pdf"},
        {"filename*=utf-8'ja'%E9%AB%99.pdf", "髙.pdf"},
        {"filename=\"a.pdf\" ; size=3;", "a.pdf"},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(v); i++)
        check(arena_fmt(&a, PART("form-data; name=\"f\"; %s") "1" LAST, v[i].param),
            MULTIPART_OK, arena_fmt(&a, "[f|%s|]1;", v[i].want).p);
    arena_release(&a);
}

TEST(multipart_refuses)
{
    static const struct {
        struct str body;
        enum multipart want;
    } v[] = {
        {S_INIT(""), MULTIPART_CUT},
        {S_INIT("--X"), MULTIPART_CUT},
        {S_INIT("--XX"), MULTIPART_CUT},
        {S_INIT("--XX-"), MULTIPART_CUT},
        {S_INIT("--XX\r\n"), MULTIPART_CUT},
        {S_INIT(NAMED("a")), MULTIPART_CUT},
        {S_INIT(NAMED("a") "1\r\n--XX"), MULTIPART_CUT},
        {S_INIT(NAMED("a") "1\r\n--XX--\r"), MULTIPART_CUT},
        {S_INIT("\r\n--XX--"), MULTIPART_START},
        {S_INIT("preamble\r\n--XX--"), MULTIPART_START},
        {S_INIT("--XY--"), MULTIPART_START},
        {S_INIT("--XXY\r\n"), MULTIPART_BOUNDARY},
        {S_INIT("--XX \r\n"), MULTIPART_BOUNDARY},
        {S_INIT("--XX\n"), MULTIPART_BOUNDARY},
        {S_INIT("--XX-\n"), MULTIPART_BOUNDARY},
        {S_INIT(NAMED("a") "1\r\n--XXmore" LAST), MULTIPART_BOUNDARY},
        {S_INIT("--XX--more"), MULTIPART_EPILOGUE},
        {S_INIT("--XX--\r\n\r\n"), MULTIPART_EPILOGUE},
        {S_INIT("--XX--\n"), MULTIPART_EPILOGUE},
        {S_INIT("--XX\r\n\r\n1" LAST), MULTIPART_HEADER},
        {S_INIT("--XX\r\nContent-Type: text/plain\r\n\r\n1" LAST), MULTIPART_HEADER},
        {S_INIT("--XX\r\nnonsense\r\n\r\n"), MULTIPART_HEADER},
        {S_INIT("--XX\r\n: x\r\n\r\n"), MULTIPART_HEADER},
        {S_INIT("--XX\r\nContent-Disposition : form-data; name=a\r\n\r\n"),
            MULTIPART_HEADER},
        {S_INIT("--XX\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n"),
            MULTIPART_HEADER},
        {S_INIT("--XX\r\nContent-Disposition: form-data; name=a\n\r\n\r\n"),
            MULTIPART_HEADER},
        {S_INIT("--XX\r\nContent-Disposition: form-data; name=a\0\r\n\r\n"),
            MULTIPART_HEADER},
        {S_INIT(PART("attachment; name=a")), MULTIPART_HEADER},
        {S_INIT(PART("form-data")), MULTIPART_HEADER},
        {S_INIT(PART("form-data; name=")), MULTIPART_HEADER},
        {S_INIT(PART("form-data; name=\"\"")), MULTIPART_HEADER},
        {S_INIT(PART("form-data; name=\"a")), MULTIPART_HEADER},
        {S_INIT(PART("form-data; name=\"a\\\"")), MULTIPART_HEADER},
        {S_INIT(PART("form-data name=a")), MULTIPART_HEADER},
        {S_INIT(PART("form-data; name=a; name=b")), MULTIPART_HEADER},
        {S_INIT(PART("form-data; name=a; filename=b; filename=c")), MULTIPART_HEADER},
        {S_INIT("--XX\r\nContent-Disposition: form-data; name=a\r\n"
                "Content-Disposition: form-data; name=b\r\n\r\n"),
            MULTIPART_HEADER},
        {S_INIT("--XX\r\nContent-Disposition: form-data; name=a\r\n"
                "Content-Transfer-Encoding: base64\r\n\r\n"),
            MULTIPART_CODING},
        {S_INIT(PART("form-data; name=\"\xff\"")), MULTIPART_TEXT},
        {S_INIT(PART("form-data; name=\"a\tb\"")), MULTIPART_TEXT},
        {S_INIT(PART("form-data; name=a; filename=\"\x82\xa0\"")), MULTIPART_TEXT},
        {S_INIT(PART("form-data; name=a; filename*=UTF-8''%0d%0a")), MULTIPART_TEXT},
        {S_INIT(PART("form-data; name=a; filename*=UTF-8''%ff")), MULTIPART_TEXT},
        {S_INIT(PART("form-data; name=a; filename*=Shift_JIS''a")), MULTIPART_TEXT},
        {S_INIT(PART("form-data; name=a; filename*=UTF-8'a")), MULTIPART_TEXT},
        {S_INIT(NAMED("stop") "1" LAST), MULTIPART_STOPPED},
    };

    for (size_t i = 0; i < COUNT(v); i++)
        check(v[i].body, v[i].want, NULL);
}

TEST(multipart_keeps_its_limits)
{
    struct arena a = ARENA_INIT;
    static const char forty[] = "1234567890123456789012345678901234567890";

    check(arena_fmt(&a, NAMED("a") "%.20s" LAST, forty), MULTIPART_OK, NULL);
    check(arena_fmt(&a, NAMED("a") "%.18s\r\n" LAST, forty), MULTIPART_OK, NULL);
    check(arena_fmt(&a, NAMED("a") "%.21s" LAST, forty), MULTIPART_FIELD, NULL);
    check(arena_fmt(&a, NAMED("a") "%.19s\r\n" LAST, forty), MULTIPART_FIELD, NULL);
    check(arena_fmt(&a, PART("form-data; name=a; filename=b") "%s" LAST, forty),
        MULTIPART_OK, NULL);
    check(arena_fmt(&a, PART("form-data; name=a; filename=b") "%s1" LAST, forty),
        MULTIPART_FILE, NULL);
    check(S(NAMED("a") "\r\n" NAMED("b") "\r\n" NAMED("c") "\r\n" NAMED("d") LAST),
        MULTIPART_PARTS, "[a|-|];[b|-|];[c|-|];");
    check(arena_fmt(&a,
              "--XX\r\nX: %0230d\r\nContent-Disposition: form-data; name=a\r\n\r\n" LAST,
              0),
        MULTIPART_OK, NULL);
    check(arena_fmt(&a,
              "--XX\r\nX: %0300d\r\nContent-Disposition: form-data; name=a\r\n\r\n" LAST,
              0),
        MULTIPART_LONG, NULL);
    arena_release(&a);
}

TEST(multipart_boundary_comes_from_the_type)
{
    static const struct {
        const char *type, *want; /* NULL: refused */
    } v[] = {
        {"multipart/form-data; boundary=----WebKitFormBoundaryAbc",
            "----WebKitFormBoundaryAbc"},
        {"Multipart/Form-Data;BOUNDARY=\"a b\"; charset=utf-8", "a b"},
        {"multipart/form-data; boundary=\"a \"", NULL},
        {"multipart/form-data; boundary=\"\"", NULL},
        {"multipart/form-data; boundary=\"a\r\nb\"", NULL},
        {"multipart/form-data; boundary=a; boundary=b", NULL},
        {"multipart/form-data; boundary=\"a", NULL},
        {"multipart/form-data", NULL},
        {"multipart/form-data; charset=utf-8", NULL},
        {"multipart/form-datax; boundary=a", NULL},
        {"multipart/mixed; boundary=a", NULL},
        {"", NULL},
    };
    struct arena a = ARENA_INIT;
    struct multipart_parser m;
    struct str b;

    for (size_t i = 0; i < COUNT(v); i++) {
        bool ok = multipart_boundary(&a, str_of(v[i].type), &b);

        CHECK(ok == (v[i].want != NULL));
        if (ok && v[i].want)
            CHECK_STR(b, str_of(v[i].want));
    }
    b = arena_fmt(&a, "%071d", 0);
    CHECK(multipart_init(&m, &a, b, limits, (struct multipart_ops){0}) ==
          MULTIPART_BOUNDARY);
    b.n--;
    CHECK(multipart_init(&m, &a, b, limits, (struct multipart_ops){0}) == MULTIPART_OK);
    arena_release(&a);
}
