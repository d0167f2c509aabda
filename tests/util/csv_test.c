/* csv_test.c: lists that people and spreadsheets write. */
#include "tests/test.h"

#include <stdio.h>
#include <unistd.h>

#include "util/csv.h"
#include "util/str.h"

static FILE *file_of(struct str s)
{
    FILE *f = tmpfile();

    if (!f)
        die("no temporary file");
    fwrite(s.p, 1, s.n, f);
    rewind(f);
    return f;
}

/* Everything read, as "1:a|b/3:c|d"; bad records as "2!". */
static void read_all(FILE *f, struct buf *out, enum csv_encoding *encoding)
{
    const char *why;
    struct csv *c = csv_open(f, &why);
    struct csv_row row;
    enum csv_got got;

    buf_reset(out);
    if (!c) {
        buf_addf(out, "refused: %s", why);
        return;
    }
    while ((got = csv_next(c, &row)) != CSV_END) {
        buf_addf(out, "%s%lld%s", out->n ? "/" : "", (long long)row.line,
            got == CSV_BAD ? "!" : ":");
        for (size_t i = 0; i < row.n; i++) {
            buf_puts(out, i ? "|" : "");
            buf_str(out, row.v[i]);
        }
        CHECK(got == CSV_ROW || *csv_why(c));
    }
    CHECK(csv_next(c, &row) == CSV_END); /* and again */
    *encoding = csv_encoding(c);
    csv_close(c);
}

TEST(csv_reads_what_the_rfc_allows_and_people_write)
{
    static const struct {
        struct str in, out;
        enum csv_encoding encoding;
    } rows[] = {
        {S_INIT(""), S_INIT(""), CSV_UTF8},
        {S_INIT("\r\n\n"), S_INIT(""), CSV_UTF8},
        {S_INIT("a,b\nc,d\n"), S_INIT("1:a|b/2:c|d"), CSV_UTF8},
        {S_INIT("a,b\r\nc,d"), S_INIT("1:a|b/2:c|d"), CSV_UTF8},
        {S_INIT("a,b\rc,d\r"), S_INIT("1:a|b/2:c|d"), CSV_UTF8},
        {S_INIT("\xEF\xBB\xBF" "a,b\n"), S_INIT("1:a|b"), CSV_UTF8},
        {S_INIT("\xEF\xBB\xBF\"a\",b\n"), S_INIT("1:a|b"), CSV_UTF8},
        {S_INIT("a,,\n,\n"), S_INIT("1:a||/2:|"), CSV_UTF8},
        {S_INIT("\"\"\n"), S_INIT("1:"), CSV_UTF8},
        {S_INIT("\"a,b\",\"c\"\"d\"\n"), S_INIT("1:a,b|c\"d"), CSV_UTF8},
        {S_INIT("\"a\r\nb\",c\r\n\r\nd,e\r\n"), S_INIT("1:a\r\nb|c/4:d|e"), CSV_UTF8},
        {S_INIT("\"a\n\n\",\"\"\"\"\nx\n"), S_INIT("1:a\n\n|\"/4:x"), CSV_UTF8},
        {S_INIT("髙﨑,𠮷\n"), S_INIT("1:髙﨑|𠮷"), CSV_UTF8},
        /* 医院,ソ表髙 ㈱ in CP932: 0x5C and 0x7C as second bytes, NEC and IBM characters */
        {S_INIT("\x88\xe3\x89\x40,\x83\x5c\x95\x5c\xfb\xfc\x87\x8a\n"), S_INIT("1:医院|ソ表髙㈱"),
            CSV_CP932},
        {S_INIT("\"\x83\x5c\"\r\n\xb1\xb2\xb3\r\n"), S_INIT("1:ソ/2:ｱｲｳ"), CSV_CP932},
        /* broken records do not take the rest with them */
        {S_INIT("a\nb\"c\nd\n"), S_INIT("1:a/2!/3:d"), CSV_UTF8},
        {S_INIT("a\n\"b\nc\nd\n"), S_INIT("1:a/2!/3:c/4:d"), CSV_UTF8},
        {S_INIT("\"a\"b\nc\n"), S_INIT("1!/2:c"), CSV_UTF8},
        {S_INIT("\"a\"\"\nc\n"), S_INIT("1!/2:c"), CSV_UTF8},
        {S_INIT("a\n\xe3\x81\xff\nb\n"), S_INIT("1:a/2!/3:b"), CSV_UTF8},
        {S_INIT("\xEF\xBB\xBF" "a\n\x88\xe3\nb\n"), S_INIT("1:a/2!/3:b"), CSV_UTF8},
        {S_INIT("\xff\xfe" "a\0"),
            S_INIT("refused: the file is UTF-16; save it as CSV UTF-8"), CSV_UTF8},
        {S_INIT("PK\x03\x04...."),
            S_INIT("refused: the file is a spreadsheet or an archive; save it as CSV UTF-8"),
            CSV_UTF8},
        {S_INIT("a\0b\n"),
            S_INIT("refused: the file has NUL bytes, it is no text; save it as CSV UTF-8"),
            CSV_UTF8},
    };
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < COUNT(rows); i++) {
        FILE *f = file_of(rows[i].in);
        enum csv_encoding e = CSV_UTF8;

        read_all(f, &b, &e);
        CHECK_STR(buf_view(&b), rows[i].out);
        CHECK_INT(e, rows[i].encoding);
        fclose(f);
    }
    buf_release(&b);
}

TEST(csv_knows_its_encoding_across_blocks)
{
    struct buf in = BUF_INIT, out = BUF_INIT;

    for (int shift = 0; shift < 4; shift++) { /* a character lies on each block's border */
        enum csv_encoding e = CSV_CP932;
        FILE *f;

        buf_reset(&in);
        for (int i = 0; i < shift; i++)
            buf_byte(&in, 'x');
        for (int i = 0; i < 30000; i++)
            buf_puts(&in, i % 100 == 99 ? "\n" : "医𠮷é");
        f = file_of(buf_view(&in));
        read_all(f, &out, &e);
        CHECK_INT(e, CSV_UTF8);
        CHECK(!str_has(buf_view(&out), S("!")));
        fclose(f);
        buf_reset(&in);
        for (int i = 0; i < shift; i++)
            buf_byte(&in, 'x');
        for (int i = 0; i < 30000; i++)
            buf_puts(&in, i % 100 == 99 ? "\n" : "\x88\xe3\x89\x40");
        f = file_of(buf_view(&in));
        read_all(f, &out, &e);
        CHECK_INT(e, CSV_CP932);
        CHECK(!str_has(buf_view(&out), S("!")));
        fclose(f);
    }
    buf_release(&in);
    buf_release(&out);
}

static void fill(struct buf *b, const char *what, size_t n)
{
    while (n--)
        buf_puts(b, what);
}

TEST(csv_limits_are_told_and_passed)
{
    struct buf in = BUF_INIT, out = BUF_INIT;
    enum csv_encoding e;
    FILE *f;

    fill(&in, "a", CSV_FIELD_MAX);
    buf_puts(&in, "\n");
    fill(&in, "b", CSV_FIELD_MAX + 1);
    buf_puts(&in, "\n");
    fill(&in, ",", CSV_FIELDS_MAX - 1);
    buf_puts(&in, "\n");
    fill(&in, ",", CSV_FIELDS_MAX);
    buf_puts(&in, "\n\"");
    fill(&in, "c\n", CSV_RECORD_MAX / 2);
    f = file_of(buf_view(&in));
    read_all(f, &out, &e);
    CHECK(str_starts(buf_view(&out), S("1:aaaa")));
    CHECK(str_has(buf_view(&out), S("/2!/3:|")));
    CHECK(str_has(buf_view(&out), S("/4!/5!/6:c/7:c")));
    fclose(f);
    buf_release(&in);
    buf_release(&out);
}

TEST(csv_reads_from_a_pipe)
{
    struct buf out = BUF_INIT;
    enum csv_encoding e;
    int fd[2];
    FILE *f;

    if (pipe(fd))
        die("no pipe");
    CHECK(write(fd[1], "a,\"b\nc\"\nd\n", 10) == 10);
    close(fd[1]);
    f = fdopen(fd[0], "r");
    if (!f)
        die("no stream");
    read_all(f, &out, &e);
    CHECK_STR(buf_view(&out), S("1:a|b\nc/3:d"));
    fclose(f);
    buf_release(&out);
}

TEST(csv_writes_what_no_spreadsheet_runs)
{
    static const struct {
        struct str in, out;
    } rows[] = {
        {S_INIT(""), S_INIT("")},
        {S_INIT("医院"), S_INIT("医院")},
        {S_INIT("a,b"), S_INIT("\"a,b\"")},
        {S_INIT("a\"b"), S_INIT("\"a\"\"b\"")},
        {S_INIT("a\r\nb"), S_INIT("\"a\r\nb\"")},
        {S_INIT(" a"), S_INIT("\" a\"")},
        {S_INIT("0312345678"), S_INIT("0312345678")},
        {S_INIT("=1+1"), S_INIT("'=1+1")},
        {S_INIT("+81"), S_INIT("'+81")},
        {S_INIT("-1"), S_INIT("'-1")},
        {S_INIT("@SUM(A1)"), S_INIT("'@SUM(A1)")},
        {S_INIT("\t=1"), S_INIT("'\t=1")},
        {S_INIT("\r=1"), S_INIT("\"'\r=1\"")},
        {S_INIT("\n=1"), S_INIT("\"'\n=1\"")},
        {S_INIT("\0=1"), S_INIT("'\0=1")},
        {S_INIT("＝１"), S_INIT("'＝１")},
        {S_INIT("=\"a\",1"), S_INIT("\"'=\"\"a\"\",1\"")},
        {S_INIT("a=1"), S_INIT("a=1")},
    };
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct csv_out o = {&b, false};

        buf_reset(&b);
        csv_out_text(&o, rows[i].in);
        CHECK_STR(buf_view(&b), rows[i].out);
    }
    buf_release(&b);
}

TEST(csv_reads_back_what_it_writes)
{
    struct buf b = BUF_INIT, out = BUF_INIT;
    struct csv_out o = {&b, false};
    enum csv_encoding e;
    FILE *f;

    csv_out_bom(&o);
    csv_out_text(&o, S("名前"));
    csv_out_int(&o, -5);
    csv_out_end(&o);
    csv_out_text(&o, S("a\r\n\"b\", c"));
    csv_out_text(&o, S(""));
    csv_out_end(&o);
    CHECK_STR(buf_view(&b), S("\xEF\xBB\xBF名前,-5\r\n\"a\r\n\"\"b\"\", c\",\r\n"));
    f = file_of(buf_view(&b));
    read_all(f, &out, &e);
    CHECK_STR(buf_view(&out), S("1:名前|-5/2:a\r\n\"b\", c|"));
    fclose(f);
    buf_release(&b);
    buf_release(&out);
}
