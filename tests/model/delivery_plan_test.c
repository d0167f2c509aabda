/* delivery_plan_test.c: the maker's plan as a file: what people and spreadsheets write.
 */
#include "model/delivery_plan.h"

#include "model/receipt.h"
#include "tests/test.h"
#include "util/str.h"

static struct arena arena = ARENA_INIT;
static char number[RECEIPT_NUMBER + 1];

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

static enum plan_file read_text(struct str text, struct plan *p)
{
    FILE *f = fmemopen((void *)(uintptr_t)text.p, text.n ? text.n : 1, "r");
    enum plan_file why;

    if (!f)
        die("no stream");
    why = plan_read(f, &arena, p);
    fclose(f);
    return why;
}

/* A file with one row; %s of it is the order's number. */
static struct plan_row row_of(const char *header, const char *row)
{
    struct plan p;
    struct str text;

    arena_reset(&arena);
    receipt_make(number);
    text = arena_fmt(&arena, "%s\n%s%s\n", header, number, row);
    CHECK_INT(read_text(text, &p), PLAN_READ);
    CHECK_INT(p.rows.n, 1);
    return p.rows.v[0];
}

TEST(plan_reads_columns_in_any_order_and_language)
{
    static const char *const headers[] = {
        "受付番号,メーカー管理番号,配送予定日,発送日,配送業者,送り状番号,受領日,製造番号",
        "order number,maker reference,delivery date,dispatched date,carrier,tracking "
        "number,"
        "delivered date,serial numbers",
        "ORDER_NUMBER,Reference,Delivery_Date,Dispatched,CARRIER,Tracking,Delivered,"
        "Serials",
        "\xEF\xBB\xBF受付番号 "
        ",管理番号,配送予定日,発送日,運送会社,追跡番号,受領日,シリアル番号",
    };

    for (size_t i = 0; i < COUNT(headers); i++) {
        struct plan_row r = row_of(headers[i],
            ",Ｍ－１,2027/4/"
            "1,令和9年3月30日,ﾔﾏﾄ運輸,１２３４－５６７８－９０１２,R9.4.1,Ａ１； B2");

        CHECK_INT(r.fault, PLAN_FINE);
        CHECK_INT(r.line, 2);
        CHECK_STR(r.number, str_of(number));
        CHECK_STR(r.ref, S("Ｍ－１")); /* a name stays as it is */
        CHECK_STR(r.delivery_on, S("2027-04-01"));
        CHECK_STR(r.dispatched_on, S("2027-03-30"));
        CHECK_STR(r.carrier, S("ヤマト運輸"));
        CHECK_STR(r.tracking, S("1234-5678-9012"));
        CHECK_STR(r.delivered_on, S("2027-04-01"));
        CHECK_STR(r.serials, S("A1 B2"));
    }
}

TEST(plan_numbers_as_people_write_them)
{
    struct plan p;
    struct str text;

    arena_reset(&arena);
    receipt_make(number);
    text = arena_fmt(&arena,
        "配送予定日,知らない列,受付番号\n2027-04-01,?,%.4s-%.4s-%.1s\n"
        "\n , ,\n2027-04-01,,　%.4s－%.4s－%.1s　\n",
        number, number + 4, number + 8, number, number + 4, number + 8);
    CHECK_INT(read_text(text, &p), PLAN_READ);
    CHECK_INT(p.rows.n, 2); /* empty lines are none */
    CHECK_STR(p.unknown, S("知らない列"));
    CHECK_STR(p.header, S("配送予定日,知らない列,受付番号"));
    CHECK_STR(p.rows.v[0].number, str_of(number));
    CHECK_STR(p.rows.v[1].number, str_of(number));
    CHECK_INT(p.rows.v[1].line, 5);
}

TEST(plan_faults_of_a_row)
{
    static const struct {
        const char *row;
        enum plan_fault fault;
        const char *about;
    } rows[] = {
        {",,,,,", PLAN_NOTHING, ""},
        {",4/1,,,,", PLAN_DAY, "4/1"},
        {",2027-02-30,,,,", PLAN_DAY, "2027-02-30"},
        {",平成40年1月1日,,,,", PLAN_DAY, "平成40年1月1日"},
        {",2027-04-01,,4.12E+11,,", PLAN_BAD_TRACKING, "4.12E+11"},
        {",2027-04-01,,ＡＢＣ,,", PLAN_FINE, ""},
        {",2027-04-01,,,,A1 あ", PLAN_BAD_SERIAL, "あ"},
        {",2027-04-01,,,,A1 a1", PLAN_FINE, ""}, /* letters count */
        {",2027-04-01,,,,A1;A1", PLAN_SERIAL_TWICE, "A1"},
        {",2027-04-01,,,,=A1", PLAN_BAD_SERIAL, "=A1"},
        {",2027-04-01,,,,X=", PLAN_BAD_SERIAL, "X="},
        {",2027-04-01,,,,1 2 3 4 5 6 7 8 9", PLAN_FINE, ""},
        {",2027-04-01,,,,1 2 3 4 5 6 7 8 9 10", PLAN_QUANTITY, "10"},
        {",2027-04-01,,,", PLAN_FIELDS, ""},
        {",2027-04-01,,,,,", PLAN_FIELDS, ""},
        {",2027-04-01,\"x\"y,,,", PLAN_BROKEN, ""},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct plan_row r = row_of(
            "受付番号,配送予定日,配送業者,送り状番号,受領日,製造番号", rows[i].row);

        CHECK_INT(r.fault, rows[i].fault);
        CHECK_STR(r.about, str_of(rows[i].about));
        CHECK(r.fault == PLAN_BROKEN || r.raw.n > 9);
    }
}

TEST(plan_cells_that_are_too_long)
{
    static const char *const columns[] = {"受付番号", "メーカー管理番号", "配送業者",
        "送り状番号", "製造番号", "配送予定日"};
    struct buf b = BUF_INIT;
    struct plan p;

    for (size_t i = 0; i < COUNT(columns); i++)
        for (int n = 199; n <= 300; n += 101) {
            enum plan_fault want = i == 0 ? PLAN_MISTYPED : PLAN_LONG;

            arena_reset(&arena);
            buf_reset(&b);
            receipt_make(number);
            buf_addf(&b, "%s%s\n%s%s", columns[i], i ? ",受付番号" : "", "", "");
            for (int k = 0; k < n; k++)
                buf_puts(&b, i == 1 || i == 2 ? "髙" : "9");
            buf_addf(&b, "%s%s\n", i ? "," : "", i ? number : "");
            CHECK_INT(read_text(buf_view(&b), &p), PLAN_READ);
            if (n == 199 && (i == 1 || i == 2))
                want = PLAN_FINE;
            if (i == 4)
                want = PLAN_BAD_SERIAL; /* one number of that length */
            if (i == 5)
                want = PLAN_DAY;
            CHECK_INT(p.rows.v[0].fault, want);
            CHECK(p.rows.v[0].about.n < 200);
        }
    buf_release(&b);
}

TEST(plan_files_that_are_none)
{
    static const struct {
        struct str text;
        enum plan_file why;
    } files[] = {
        {S_INIT("\n"), PLAN_EMPTY},
        {S_INIT("受付番号\n"), PLAN_EMPTY},
        {S_INIT("受付番号\n\n,,\n"), PLAN_EMPTY},
        {S_INIT("番号,配送予定日\n1,2027-04-01\n"), PLAN_NO_HEADER},
        {S_INIT("受付番号,配送予定日,delivery date\n"), PLAN_SAME_COLUMN},
        {S_INIT("PK\x03\x04 xlsx"), PLAN_NO_TEXT},
        {S_INIT("\xFF\xFE\x31\x00"), PLAN_NO_TEXT},
    };
    struct plan p;

    for (size_t i = 0; i < COUNT(files); i++) {
        arena_reset(&arena);
        CHECK_INT(read_text(files[i].text, &p), files[i].why);
        CHECK(plan_file_said(files[i].why).n > 10 && plan_file_reason(files[i].why)[0]);
    }
}

TEST(plan_of_more_rows_than_a_file_may_have)
{
    struct buf b = BUF_INIT;
    struct plan p;

    arena_reset(&arena);
    arena.limit = 256 * 1024 * 1024;
    buf_puts(&b, "number,delivery date\n");
    for (int i = 0; i < PLAN_ROWS_MAX; i++)
        buf_puts(&b, "?,?\n");
    CHECK_INT(read_text(buf_view(&b), &p), PLAN_READ);
    CHECK_INT(p.rows.n, PLAN_ROWS_MAX);
    buf_puts(&b, "?,?\n");
    CHECK_INT(read_text(buf_view(&b), &p), PLAN_TOO_MANY);
    buf_release(&b);
    arena_release(&arena);
}

TEST(plan_reads_shift_jis)
{
    /* 受付番号,配送業者 and 佐川急便 as Windows writes them */
    struct plan p;
    struct str text;

    arena_reset(&arena);
    receipt_make(number);
    text = arena_fmt(&arena,
        "\x8e\xf3\x95\x74\x94\xd4\x8d\x86,\x94\x7a\x91\x97\x8b\xc6\x8e\xd2\r\n"
        "%s,\x8d\xb2\x90\xec\x8b\x7d\x95\xd6\r\n",
        number);
    CHECK_INT(read_text(text, &p), PLAN_READ);
    CHECK_INT(p.rows.n, 1);
    CHECK_STR(p.rows.v[0].carrier, S("佐川急便"));
    CHECK_STR(p.rows.v[0].number, str_of(number));
}

TEST(plan_every_fault_has_its_words)
{
    for (int f = PLAN_FINE + 1; f < PLAN_FAULTS; f++) {
        struct str word = str_of(plan_fault_word((enum plan_fault)f));

        CHECK(word.n && plan_fault_said(word).n > 10 &&
              strlen(plan_fault_reason(word)) > 5);
        CHECK_INT(plan_fault_of(word), f);
    }
    CHECK_INT(plan_fault_of(S("nonsense")), PLAN_FINE);
}
