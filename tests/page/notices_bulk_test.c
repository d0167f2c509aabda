/* notices_bulk_test.c: a chain's list: read, judged row by row, filed once; what is wrong
 * does not stand in the way of what is right. */
#include "tests/multi.h"
#include "tests/world_impl.h"

#include <time.h>

#include "util/str.h"

enum { OPEN = 1680188400, CHAIN = 300, FIRST = 1000 }; /* 2023-03-31 00:00:00 in Tokyo */

#define PAGE "/my/notices/bulk"
#define HEAD "医療機関等コード,類型,契約日,契約した事業者の名前,システム整備が終わる予定の年月,光回線は、いつから使えますか\r\n"

/* ひまわり薬局 (institution 2, 27-4-…) and more pharmacies of the same login. */
static struct client chain(int more)
{
    struct buf b = BUF_INIT;

    world();
    world_clock(OPEN);
    buf_puts(&b, "BEGIN;");
    for (int i = 0; i < more; i++)
        buf_addf(&b,
            "INSERT INTO institution (id, pref, score_table, code, kind, name, founder, address,"
            " changed_at) VALUES (%d, '01', '4', '%07d', 'pharmacy', '支店%d', '株式会社みほん',"
            " '札幌市', 0);"
            "INSERT INTO statement (institution, name, founder, registered_at, proof) VALUES"
            " (%d, '支店%d', '株式会社𠮷田', 0, 'letter');"
            "INSERT INTO member (account, institution, role, joined_at) VALUES"
            " ((SELECT min(account) FROM member), %d, 'owner', 0);",
            FIRST + i, 1000000 + i, i, FIRST + i, i, FIRST + i);
    buf_puts(&b, "COMMIT;");
    buf_byte(&b, '\0');
    world_sql(b.p);
    buf_release(&b);
    return client_member();
}

static struct reply send(struct client *c, struct str csv)
{
    struct multi m;

    get(c, PAGE);
    m = multi_bare(c, PAGE);
    multi_field(&m, "programme", "2023");
    multi_file(&m, "list", "一覧.csv", csv);
    return multi_post(&m);
}

static struct reply commit(struct client *c, struct reply sent)
{
    const char *path = arena_cstr(&world_arena, sent.location);

    get(c, path);
    return post(c, path, "");
}

static struct reply page_of(struct client *c, struct reply sent)
{
    return get(c, arena_cstr(&world_arena, sent.location));
}

#define FILED "SELECT count(*) FROM notice WHERE state = 'filed'"

TEST(notices_bulk_files_what_is_right)
{
    struct client c = chain(3);
    struct reply sent = send(&c, S(HEAD
        "0141000000,1,2023/2/28,みほん,R5.7,\r\n" /* right */
        "141000001,２,,,,まだ使えない（時期がわからない）\r\n" /* its zero was eaten */
        "0141000002,1,2023/3/1,みほん,2023-07,\r\n" /* a day too late */
        "9941000002,1,2023/2/1,みほん,2023-07,\r\n"
        "0141000009,1,2023/2/1,みほん,2023-07,\r\n" /* not theirs */
        "0141000000,2,,,,not_yet\r\n")); /* twice */
    struct reply r = page_of(&c, sent);

    CHECK_INT(sent.status, 303);
    CHECK(has(r, "<span class=\"num\">2</span>件を届け出る"));
    CHECK(has(r, "令和5年2月28日までに契約したときのもの"));
    CHECK(has(r, "このログインで届け出られる施設に、このコードはありません"));
    CHECK(has(r, "同じコードが2行目にもあります"));
    CHECK_INT(world_number(FILED), 0);
    r = commit(&c, sent);
    CHECK_INT(r.status, 303);
    CHECK_INT(world_number(FILED), 2);
    CHECK_STR(world_text("SELECT group_concat(code || ' ' || type || ' ' || founder, ';') FROM notice"),
        S("0141000000 101 株式会社𠮷田;0141000001 102 株式会社𠮷田"));
    CHECK_STR(world_text("SELECT value FROM notice_answer WHERE key = 'contract_on'"), S("2023-02-28"));
    CHECK_INT(world_number("SELECT count(*) FROM notice_bulk_row WHERE result = 'wrong'"), 4);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.filed'"), 2);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1); /* one mail for all */
    CHECK(has((struct reply){.body = world_text("SELECT body FROM outbox")}, "2件"));
}

TEST(notices_bulk_receipt_is_one_list)
{
    struct client c = chain(2);
    struct reply sent = send(&c, S(HEAD "0141000000,1,2023/2/28,みほん,R5.7,\r\n"
                                        "0141000001,7,,,,\r\n"));
    struct reply r;
    const char *csv = arena_fmt(&world_arena, STR_FMT "/csv", STR_ARG(sent.location)).p;

    commit(&c, sent);
    r = page_of(&c, sent);
    CHECK(has(r, "<span class=\"num\">1</span>件を届け出ました"));
    CHECK(has(r, "類型の「7」は、この届出にありません"));
    r = get(&c, csv);
    CHECK(str_starts(r.body, S("\xef\xbb\xbf行,")));
    CHECK(has(r, "2,0141000000,支店0,1　システム整備中,届け出ました,"));
    CHECK(has(r, "3,0141000001,,7,届け出られません,,,類型の「7」"));
    CHECK(str_has(r.headers, S("attachment; filename=\"todokede-")));
    CHECK(has(get(&c, PAGE), "一覧.csv"));
}

TEST(notices_bulk_same_file_twice_files_nothing_twice)
{
    struct client c = chain(2);
    struct str list = S(HEAD "0141000000,1,2023/2/28,みほん,R5.7,\r\n0141000001,3,,,,\r\n");
    struct reply sent = send(&c, list), again;

    commit(&c, sent);
    CHECK_INT(world_number(FILED), 1); /* type 3 is not for pharmacies */
    CHECK_INT(commit(&c, sent).status, 303); /* the same button again */
    CHECK_INT(world_number(FILED), 1);
    again = send(&c, list);
    CHECK(has(page_of(&c, again), "もう届け出てあるので、何も変えない行"));
    CHECK(!has(page_of(&c, again), "件を届け出る</button>"));
    commit(&c, again);
    CHECK_INT(world_number("SELECT count(*) FROM notice"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox"), 1);
}

TEST(notices_bulk_files_a_draft_that_was_begun)
{
    struct client c = chain(1);

    world_sql("INSERT INTO notice (number, institution, programme, state, type, code, made_at,"
              " changed_at) VALUES ('AAAAAAAAT', 1000, 1, 'draft', 104, '0141000000', 0, 0)");
    commit(&c, send(&c, S(HEAD "0141000000,1,2023/2/28,みほん,R5.7,\r\n")));
    CHECK_STR(world_text("SELECT state || type FROM notice"), S("filed101"));
    CHECK_INT(world_number("SELECT count(*) FROM notice"), 1);
}

TEST(notices_bulk_window)
{
    struct client c = chain(1);
    struct reply sent = send(&c, S(HEAD "0141000000,1,2023/2/28,みほん,R5.7,\r\n"));

    world_clock(OPEN + 86400); /* 2023-04-01 */
    c = client_member();
    CHECK(has(page_of(&c, sent), "届け出られません"));
    commit(&c, sent);
    CHECK_INT(world_number(FILED), 0);
}

TEST(notices_bulk_lists_that_cannot_be_read)
{
    static const struct {
        struct str csv;
        const char *said;
    } cases[] = {
        {S_INIT(""), "1行も書かれていません"},
        {S_INIT("PK\3\4\x14\0\6\0"), "CSVファイルではないようです"},
        {S_INIT("名前,値\r\n"), "列が見つかりません"},
        {S_INIT("医療機関等コード,類型,類型\r\n0141000000,1,1\r\n"), "列が2つあります"},
        {S_INIT(HEAD "0141000000,,,,,\r\n"), "類型が書かれた行がありません"},
    };
    struct client c = chain(1);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = send(&c, cases[i].csv);

        CHECK_INT(r.status, 422);
        CHECK(has(r, cases[i].said));
    }
    CHECK_INT(world_number("SELECT count(*) FROM notice_bulk"), 0);
    CHECK_INT(send(&c, paper_fill(1024 * 1024 + 1)).status, 422);
    papers_end();
}

TEST(notices_bulk_reads_what_spreadsheets_write)
{
    struct client c = chain(1);
    /* 医療機関等コード(10桁),類型 in Shift_JIS; columns in another order, one that nobody knows */
    struct str sjis = S("\x97\xde\x8c^,\x88\xe3\x97\xc3\x8b@\x8a\xd6\x93\x99\x83R\x81[\x83h(10\x8c\x85),memo,line\r\n"
                        "2,0141000000,x,not_yet\r\n,,,\r\n");
    struct reply sent = send(&c, sjis);

    CHECK(str_ends(sent.location, S("?ignored=memo")));
    CHECK(has(page_of(&c, sent), "読まなかった列"));
    world_sql("UPDATE notice_bulk SET done_at = NULL");
    commit(&c, (struct reply){.location = S(PAGE "/1")});
    CHECK_INT(world_number(FILED), 1);
}

TEST(notices_bulk_sample_has_the_logins_institutions)
{
    struct client c = chain(2);
    struct reply r = get(&c, PAGE "/sample?programme=2023");

    CHECK_INT(r.status, 200);
    CHECK(has(r, "医療機関等コード,類型,開設者氏名"));
    CHECK(has(r, "0141000001,,株式会社みほん,支店1,札幌市"));
    CHECK_INT(send(&c, r.body).status, 422); /* as it is, it files nothing */
    CHECK_INT(get(&c, PAGE "/sample").status, 303);
}

TEST(notices_bulk_of_others_is_not_there)
{
    struct client c = chain(1);
    struct reply sent = send(&c, S(HEAD "0141000000,1,2023/2/28,みほん,R5.7,\r\n"));

    world_sql("UPDATE notice_bulk SET account = 999");
    CHECK_INT(page_of(&c, sent).status, 404);
    CHECK_INT(post(&c, PAGE "/1", "").status, 404);
    CHECK_INT(get(&c, PAGE "/1/csv").status, 404);
    CHECK_INT(world_number(FILED), 0);
    world_sql("UPDATE notice_bulk SET account = (SELECT min(account) FROM member);"
              "UPDATE member SET role = 'viewer' WHERE institution = 1000");
    CHECK(has(page_of(&c, sent), "「閲覧」の役割"));
    commit(&c, sent);
    CHECK_INT(world_number(FILED), 0);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

TEST(notices_bulk_three_hundred_rows_of_which_three_are_wrong)
{
    struct client c = chain(CHAIN);
    struct buf b = BUF_INIT;
    struct reply sent;
    double start;

    buf_puts(&b, HEAD);
    for (int i = 0; i < CHAIN; i++)
        buf_addf(&b, "014%07d,1,%s,髙﨑,R5.7,\r\n", 1000000 + i,
            i == 7 ? "2023/3/1" : i == 100 ? "" : i == 299 ? "きのう" : "2023/2/10");
    start = seconds();
    sent = send(&c, buf_view(&b));
    CHECK_INT(page_of(&c, sent).status, 200);
    CHECK_INT(commit(&c, sent).status, 303);
    CHECK(seconds() - start < 10);
    CHECK_INT(world_number(FILED), 297);
    CHECK_INT(world_number("SELECT count(DISTINCT number) FROM notice"), 297);
    CHECK_INT(world_number("SELECT count(*) FROM notice_bulk_row WHERE result = 'wrong'"), 3);
    buf_release(&b);
}

TEST(notices_bulk_a_thousand_rows_at_the_most)
{
    struct client c = chain(1);
    struct buf b = BUF_INIT;

    buf_puts(&b, HEAD);
    for (int i = 0; i < 1001; i++)
        buf_puts(&b, "0141000000,1,,,,\r\n");
    CHECK(has(send(&c, buf_view(&b)), "1000行まで"));
    buf_release(&b);
}
