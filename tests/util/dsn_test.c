/* dsn_test.c: what came back, as all kinds of servers write it: tests/data/dsn/. */
#include "tests/test.h"

#include "sys/verp.h"
#include "util/buf.h"
#include "util/dsn.h"
#include "util/str.h"
#include "util/utf8.h"

#define FOLDER "tests/data/dsn"

static struct arena arena = ARENA_INIT;

static bool read_file(const char *path, struct buf *b)
{
    FILE *f = fopen(path, "re");
    size_t n;

    buf_reset(b);
    if (!f)
        return false;
    do {
        buf_room(b, 4096);
        n = fread(b->p + b->n, 1, 4096, f);
        b->n += n;
    } while (n);
    fclose(f);
    return true;
}

static void check_one(struct str name, struct str kind, struct str status)
{
    struct buf b = BUF_INIT;
    struct dsn d;

    CHECK(read_file(arena_fmt(&arena, FOLDER "/" STR_FMT ".eml", STR_ARG(name)).p, &b));
    dsn_read(&arena, buf_view(&b), &d);
    if (!str_is(kind, dsn_kind_name(d.kind)))
        printf("  " STR_FMT ": '" STR_FMT "'\n", STR_ARG(name), STR_ARG(d.said));
    CHECK_STR(str_of(dsn_kind_name(d.kind)), kind);
    CHECK_STR(d.status, str_is(status, "-") ? S("") : status);
    CHECK(utf8_valid(d.said) && d.said.n <= 240 && !memchr(d.said.p, '\n', d.said.n));
    CHECK((d.said.n > 0) == (d.kind >= DSN_UNKNOWN));
    buf_release(&b);
}

TEST(dsn_corpus)
{
    struct buf list = BUF_INIT;
    struct str rest;
    int n = 0;

    CHECK(read_file(FOLDER "/expected.txt", &list));
    rest = buf_view(&list);
    while (rest.n) {
        struct str line = str_cut(rest, '\n', &rest), name, kind, status;

        if (!line.n || line.p[0] == '#')
            continue;
        name = str_cut(line, ' ', &line);
        kind = str_cut(line, ' ', &status);
        check_one(name, kind, status);
        n++;
    }
    CHECK(n >= 60);
    buf_release(&list);
    arena_release(&arena);
}

TEST(dsn_reasons)
{
    static const struct {
        int code;
        const char *status, *said;
        enum dsn_kind kind;
    } v[] = {
        {550, "5.1.1", "", DSN_HARD},
        {550, "", "no such user", DSN_HARD},
        {450, "", "no such user", DSN_SOFT}, /* it may be there later */
        {550, "4.1.1", "no such user", DSN_SOFT},
        {550, "5.1.1", "mailbox full", DSN_SOFT}, /* words and numbers disagree */
        {550, "5.7.1", "user unknown", DSN_HARD},
        {550, "5.1.1", "rejected as spam", DSN_SOFT},
        {550, "5.1.11", "", DSN_UNKNOWN}, /* begins as 5.1.1 and is another number */
        {550, "", "", DSN_UNKNOWN},
        {0, "", "", DSN_UNKNOWN},
        {552, "5.2.2", "", DSN_SOFT},
        {550, "", "USER UNKNOWN", DSN_HARD},
        {550, "5.2.0", "550 Unknown user a@docomo.ne.jp", DSN_SOFT},
        {550, "5.1.1", "550 Unknown user a@docomo.ne.jp", DSN_HARD},
        {0, "", "このアドレスは使われておりません", DSN_HARD},
    };

    for (size_t i = 0; i < COUNT(v); i++)
        CHECK_INT(dsn_reason(&arena, v[i].code, str_of(v[i].status), str_of(v[i].said)), v[i].kind);
    arena_release(&arena);
}

/* Each way to cut or spoil a report leaves something that can be read. */
TEST(dsn_survives_cuts)
{
    struct buf b = BUF_INIT;
    struct dsn d;

    CHECK(read_file(FOLDER "/exchange-japanese.eml", &b));
    for (size_t n = 0; n <= b.n; n += 7) {
        struct str piece = arena_str(&arena, str_head(buf_view(&b), n));

        dsn_read(&arena, piece, &d);
        CHECK(utf8_valid(d.said) && utf8_valid(d.status));
        arena_reset(&arena);
    }
    dsn_read(&arena, S(""), &d);
    CHECK_INT(d.kind, DSN_OTHER);
    buf_release(&b);
    arena_release(&arena);
}
