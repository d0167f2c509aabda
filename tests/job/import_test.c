/* import_test.c: lists as they come in, good and bad. */
#include "tests/test.h"

#include <stdio.h>

#include "gen/tables.h"
#include "job/import.h"
#include "model/holiday.h"
#include "model/institution.h"
#include "model/postcode.h"
#include "util/str.h"

static struct arena arena = ARENA_INIT;
static struct import_report report;

static struct db *fresh(void)
{
    const char *path = arena_fmt(&arena, "%s/portal.db", test_dir()).p;
    struct db *db;

    report = (struct import_report)IMPORT_REPORT_INIT;
    if (!test_schema(path))
        die("the schema does not run");
    db = db_open(path, DB_WRITE, models);
    if (!db)
        die("no database");
    db_as(db, &arena, DB_ALL);
    return db;
}

static void end(struct db *db)
{
    CHECK(!db_broken(db));
    import_report_release(&report);
    db_close(db);
    arena_release(&arena);
}

typedef void import_fn(struct db *db, struct arena *a, FILE *f, const struct import_opts *o,
    struct import_report *r);

static void run(struct db *db, import_fn *fn, struct str text, bool dry, bool partial)
{
    struct import_opts o = {"f.csv", dry, partial};
    FILE *f = fmemopen((void *)(uintptr_t)text.p, text.n ? text.n : 1, "r");

    if (!f)
        die("no stream");
    import_report_release(&report);
    report = (struct import_report)IMPORT_REPORT_INIT;
    fn(db, &arena, f, &o, &report);
    fclose(f);
    db_as(db, &arena, DB_ALL);
}

static bool says(struct buf b, const char *what)
{
    bool has = str_has(buf_view(&b), str_of(what));

    if (!has)
        printf("not said: %s\nbut: " STR_FMT, what, STR_ARG(buf_view(&b)));
    return has;
}

#define HEAD "pref_code,score_table,code,kind,name"
#define FULL HEAD ",kana,founder,zip,address,phone,beds,attached_dental,obliged," \
                  "designated_on,closed_on\n"
#define ONE "01,1,8010016,clinic,　髙﨑 ｸﾘﾆｯｸ①　,,㈱𠮷田,0600001,北海道,011-571-0708,19,0,1,2020-04-01,\n"

static struct institution by_code(struct db *db, const char *code10)
{
    struct institution i = {.name = S("none")};
    struct code c;

    if (code_parse(str_of(code10), 0, 0, &c) == CODE_OK)
        institution_by_code(db, &c, &i);
    return i;
}

TEST(import_takes_a_master_once)
{
    struct db *db = fresh();
    struct str file = S(FULL ONE "13,3,0270751,dental,歯科,,,,,,,,,,\n");
    struct institution i;

    run(db, import_institutions, file, true, false);
    CHECK(report.done && report.added == 2 && institution_count(db) == 0);
    run(db, import_institutions, file, false, false);
    CHECK(report.done && report.added == 2 && institution_count(db) == 2);
    i = by_code(db, "0118010016");
    CHECK_STR(i.name, S("　髙﨑 ｸﾘﾆｯｸ①　")); /* byte for byte */
    CHECK_STR(i.founder, S("㈱𠮷田"));
    CHECK_STR(i.phone_digits, S("0115710708"));
    CHECK_STR(i.designated_on, S("2020-04-01"));
    CHECK(i.beds == 19 && i.obliged == 1 && i.closed_on.n == 0);
    CHECK(by_code(db, "1330270751").obliged == DUTY_UNKNOWN); /* when nothing is said */
    run(db, import_institutions, file, false, false);
    CHECK(report.done && report.same == 2 && report.added + report.changed == 0);
    CHECK(says(report.out, "no change"));
    CHECK_STR(institution_search(db, &arena, S("高崎クリニック"), 5).v[0].code, S("8010016"));
    end(db);
}

TEST(import_tells_and_takes_changes)
{
    struct db *db = fresh();

    run(db, import_institutions, S(FULL ONE "01,1,8010024,clinic,外科,,,,,,,,,,\n"), false,
        false);
    CHECK(report.done);
    /* any order, few columns: what is not said stays */
    run(db, import_institutions,
        S("name,closed_on,X\ty,code,kind,score_table,pref_code\r\n"
          "\"まったく,別\",2026-03-31,?,8010016,hospital,1,01\r\n"), true, false);
    CHECK(report.done && report.closed == 1 && report.missing == 1);
    CHECK(says(report.out, "column 'X?y' is not known"));
    CHECK(says(report.out, "name: '　髙﨑 ｸﾘﾆｯｸ①　' -> 'まったく,別'"));
    CHECK(says(report.out, "closed_on: '' -> '2026-03-31'"));
    CHECK(says(report.out, "1 other names, 1 other kinds"));
    CHECK_STR(by_code(db, "0118010016").kind, S("clinic"));
    run(db, import_institutions,
        S("closed_on," HEAD "\n2026/3/31,01,1,8010016,hospital,髙﨑外科\n"), false, false);
    CHECK(report.done && report.closed == 1);
    CHECK_STR(by_code(db, "0118010016").closed_on, S("2026-03-31"));
    CHECK_STR(by_code(db, "0118010016").founder, S("㈱𠮷田"));
    CHECK(by_code(db, "0118010016").beds == 19);
    CHECK(by_code(db, "0118010024").closed_on.n == 0);
    run(db, import_institutions, S(HEAD "\n01,1,8010016,hospital,髙﨑外科\n"), false, false);
    CHECK(report.done && report.same == 1);
    end(db);
}

TEST(import_refuses_all_for_one_bad_line)
{
    static const struct {
        const char *line, *reason;
    } rows[] = {
        {"1,1,8010016,clinic,A,,,,,,,,,,", "f.csv:3: pref_code: '1': a leading zero"},
        {"48,1,8010016,clinic,A,,,,,,,,,,", "pref_code: '48': no prefecture"},
        {"01,5,8010016,clinic,A,,,,,,,,,,", "score_table: '5': no score table"},
        {"01,1,801001,clinic,A,,,,,,,,,,", "code: '801001': a leading zero"},
        {"01,1,8.01E+06,clinic,A,,,,,,,,,,", "code: '8.01E+06': only digits"},
        {"01,1,80100161,clinic,A,,,,,,,,,,", "code: '80100161': must have 7"},
        {"01,1,,clinic,A,,,,,,,,,,", "code: '': empty"},
        {"01,1,8010016,Clinic,A,,,,,,,,,,", "kind: 'Clinic': must be"},
        {"01,1,8010016,clinic,　,,,,,,,,,,", "name: '　': empty"},
        {"01,1,8010016,clinic, ,,,,,,,,,,", "name: ' ': empty"},
        {"01,1,8010016,clinic,\"A\nB\",,,,,,,,,,", "name: 'A?B': a line break"},
        {"01,1,8010016,clinic,A,,,600001,,,,,,,", "zip: '600001': a leading zero"},
        {"01,1,8010016,clinic,A,,,06000011,,,,,,,", "zip: '06000011': must have 7"},
        {"01,1,8010016,clinic,A,,,,,,-1,,,,", "beds: '-1': must be a number"},
        {"01,1,8010016,clinic,A,,,,,,,2,,,", "attached_dental: '2': must be 0 or 1"},
        {"01,1,8010016,clinic,A,,,,,,,,yes,,", "obliged: 'yes': must be 0 or 1"},
        {"01,1,8010016,clinic,A,,,,,,,,,2023-02-30,", "designated_on: '2023-02-30': no such"},
        {"01,1,8010016,clinic,A,,,,,,,,,,soon", "closed_on: 'soon': must be a day"},
        {"01,1,8010016,clinic,A", "f.csv:3: 5 fields where the first line has 15"},
        {"01,1,8010016,clinic,A\"B,,,,,,,,,,", "f.csv:3: a quote in the middle"},
        {"01,1,8010024,clinic,A,,,,,,,,,,", "code: '8010024': the same code stands in line 2"},
    };
    struct db *db = fresh();

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str file = arena_fmt(
            &arena, FULL "01,1,8010024,clinic,外科,,,,,,,,,,\n%s\n", rows[i].line);

        run(db, import_institutions, file, false, false);
        CHECK(says(report.errors, rows[i].reason));
        CHECK(!report.done && report.bad == 1);
        CHECK_INT(institution_count(db), 0);
        CHECK(says(report.out, "nothing was changed"));
    }
    run(db, import_institutions,
        S(HEAD "\n01,1,8010032,clinic,良\n01,2,8010040,clinic,悪\n"), false, true);
    CHECK(report.done && report.bad == 1 && report.added == 1);
    CHECK_STR(by_code(db, "0118010032").name, S("良"));
    end(db);
}

TEST(import_needs_its_columns_and_a_text_file)
{
    static const struct {
        struct str file;
        const char *reason;
    } rows[] = {
        {S_INIT("\n"), "f.csv: the file is empty"},
        {S_INIT("pref_code,score_table,code,kind\n"), "f.csv: the column 'name' is missing"},
        {S_INIT(HEAD ",name\n"), "f.csv: the column 'name' is there twice"},
        {S_INIT("PK\x03\x04 xlsx"), "is a spreadsheet"},
    };
    struct db *db = fresh();

    for (size_t i = 0; i < COUNT(rows); i++) {
        run(db, import_institutions, rows[i].file, false, true);
        CHECK(!report.done && says(report.errors, rows[i].reason));
    }
    end(db);
}

TEST(import_warns_of_what_looks_wrong)
{
    struct db *db = fresh();

    run(db, import_institutions,
        S(HEAD ",designated_on,closed_on\n01,1,8010017,clinic,A,,\n01,4,0010017,clinic,B,,\n"
               "01,1,0010014,clinic,C,2026-04-01,2026-03-31\n"), false, false);
    CHECK(report.done && report.added == 3);
    CHECK(says(report.out, "2: 01-1-8010017 A: the check digit"));
    CHECK(says(report.out, "3: 01-4-0010017 B: this kind does not"));
    CHECK(says(report.out, "4: 01-1-0010014 C: closed_on lies before"));
    end(db);
}

TEST(import_reads_shift_jis)
{
    struct db *db = fresh();

    run(db, import_institutions,
        S(HEAD "\r\n01,1,8010016,clinic,\"\x83\x5c\x95\x5c\x88\xe3\x89\x40\"\r\n"), false,
        false);
    CHECK(report.done);
    CHECK_STR(by_code(db, "0118010016").name, S("ソ表医院"));
    end(db);
}

TEST(import_replaces_the_holidays_of_a_year)
{
    struct db *db = fresh();
    struct date d = {2026, 11, 23}, added = {2027, 6, 1};

    CHECK(db_begin(db));
    holiday_fill(db);
    CHECK(db_commit(db));
    CHECK_STR(holiday_text(db, d), S("勤労感謝の日"));
    run(db, import_holidays, S("day,name\n2027/1/1,元日\n2027-06-01,新しい日\n"), true, false);
    CHECK(report.done && !holiday_in_db(db, added) && report.suspicious == 1);
    run(db, import_holidays, S("day,name\n2027/1/1,元日\n2027-06-01,新しい日\n"), false, false);
    CHECK(report.done && report.added == 1 && report.same == 1);
    CHECK(holiday_in_db(db, added));
    CHECK(!holiday_in_db(db, (struct date){2027, 11, 23}));
    CHECK(holiday_in_db(db, d));
    CHECK(holiday_year_known(db, 2050) && !holiday_year_known(db, 2051));
    CHECK(!business_day(added, holiday_in_db, db));
    run(db, import_holidays, S("2028-01-01,元日\n2028-02-30,だめ\n2028-03-03,\n2028-01-01,また\n"),
        false, false);
    CHECK(!report.done && report.bad == 3);
    CHECK(says(report.errors, "f.csv:2: day: '2028-02-30'"));
    CHECK(says(report.errors, "f.csv:4: day: '2028-01-01': is there twice"));
    end(db);
}

TEST(import_replaces_postcodes)
{
    struct db *db = fresh();
    struct postcodes p;

    run(db, import_postcodes,
        S("01101,\"060  \",\"0600000\",a,b,c,\"北海道\",\"札幌市中央区\","
          "\"以下に掲載がない場合\",0,0,0,0,0,0\n"
          "25443,\"52203\",\"5220317\",a,b,c,\"滋賀県\",\"犬上郡多賀町\",\"一円\",0,0,0,0,0,0\n"
          "13362,\"10003\",\"1000301\",a,b,c,\"東京都\",\"利島村\",\"利島村一円\",0,0,0,0,0,0\n"
          "01101,\"064\",\"0640941\",a,b,c,\"北海道\",\"札幌市中央区\",\"旭ケ丘（１丁目）\",0,0,1,0,0,0\n"
          "01101,\"064\",\"0640941\",a,b,c,\"北海道\",\"札幌市中央区\",\"旭ケ丘（２丁目）\",0,0,1,0,0,0\n"),
        false, false);
    CHECK(report.done && report.added == 4);
    p = postcode_find(db, &arena, S("〒０６０－００００"));
    CHECK(p.n == 1 && p.v[0].town.n == 0);
    CHECK_STR(p.v[0].city, S("札幌市中央区"));
    p = postcode_find(db, &arena, S("522-0317"));
    CHECK(p.n == 1);
    CHECK_STR(p.v[0].town, S("一円"));
    CHECK(postcode_find(db, &arena, S("1000301")).v[0].town.n == 0);
    p = postcode_find(db, &arena, S("0640941"));
    CHECK(p.n == 1);
    CHECK_STR(p.v[0].town, S("旭ケ丘"));
    CHECK_INT(postcode_find(db, &arena, S("064094")).n, 0);
    run(db, import_postcodes,
        S("zip7,pref_code,pref,city,town\n1000001,13,東京都,千代田区,千代田\n"
          "1000002,13,東京府,千代田区,皇居外苑\n100000,13,東京都,千代田区,\n"), false, true);
    CHECK(report.done && report.bad == 2);
    CHECK(says(report.errors, "f.csv:3: prefecture: '東京府': no prefecture"));
    CHECK_INT(postcode_find(db, &arena, S("0640941")).n, 0);
    CHECK_INT(postcode_find(db, &arena, S("1000001")).n, 1);
    run(db, import_postcodes, S("a,b,c\n"), false, false);
    CHECK(!report.done && says(report.errors, "not a list of postal codes"));
    end(db);
}

TEST(cities_are_cut_off_addresses)
{
    static const struct {
        const char *address, *city, *town;
    } rows[] = {
        {"札幌市中央区北一条西", "札幌市中央区", "北一条西"},
        {"千代田区丸の内", "千代田区", "丸の内"},
        {"上川郡上川町中央町", "上川郡上川町", "中央町"},
        {"四日市市市場町", "四日市市", "市場町"},
        {"廿日市市地御前", "廿日市市", "地御前"},
        {"市川市八幡", "市川市", "八幡"},
        {"郡山市中町", "郡山市", "中町"},
        {"大和郡山市北郡山町", "大和郡山市", "北郡山町"},
        {"佐波郡玉村町福島", "佐波郡玉村町", "福島"},
        {"余市郡余市町黒川町", "余市郡余市町", "黒川町"},
        {"高市郡明日香村飛鳥", "高市郡明日香村", "飛鳥"},
        {"町田市原町田", "町田市", "原町田"},
        {"東村山市本町", "東村山市", "本町"},
        {"大島町元町", "大島町", "元町"},
        {"三宅島三宅村神着", "三宅島三宅村", "神着"},
        {"京都市北区", "京都市北区", ""},
        {"", "", ""},
        {"君津市郡", "君津市", "郡"},
        {"本巣市郡府", "本巣市", "郡府"},
        {"芳賀郡市貝町市塙", "芳賀郡市貝町", "市塙"},
        {"どこか", "", "どこか"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str s = str_of(rows[i].address);

        CHECK_STR(postcode_city(&s), str_of(rows[i].city));
        CHECK_STR(s, str_of(rows[i].town));
    }
}
