/* notices_cases_test.c: consultation, paper entered on behalf, statistics against the raw
 * export, the desk and the institution's page. */
#include "tests/staff/filed.h"

#include "job/export.h"
#include "model/notice_case.h"
#include "model/notice_paper.h"
#include "model/notice_stats.h"
#include "tests/world_impl.h"
#include "util/csv.h"
#include "util/str.h"

static struct client op, boss;

static void start(void)
{
    filed_world();
    op = client_staff("operator");
    boss = client_staff("supervisor");
}

/* ---------------------------------------------------------------- consultation */

static const unsigned everybody[] = {NOTICE_CASE_DESK, NOTICE_CASE_SUPERVISOR};

TEST(notice_case_matrix)
{
    static const char *const states[] = {"", "open", "ministry", "done"};
    static const struct {
        const char *from;
        enum notice_case_event event;
        unsigned who;
    } allowed[] = {
        {"", NOTICE_CASE_OPEN, 3}, {"open", NOTICE_CASE_ESCALATE, 3},
        {"open", NOTICE_CASE_ANSWER, 3}, {"ministry", NOTICE_CASE_ANSWER, 2},
    };

    for (size_t s = 0; s < COUNT(states); s++)
        for (int e = NOTICE_CASE_OPEN; e <= NOTICE_CASE_ANSWER; e++)
            for (size_t w = 0; w < COUNT(everybody); w++) {
                bool want = false;

                for (size_t i = 0; i < COUNT(allowed); i++)
                    want = want || (strcmp(allowed[i].from, states[s]) == 0 &&
                        (int)allowed[i].event == e && allowed[i].who & everybody[w]);
                CHECK_INT(notice_case_rule(str_of(states[s]), (enum notice_case_event)e,
                              everybody[w]) != NULL, want);
            }
}

TEST(notice_case_from_question_to_outcome)
{
    struct reply r;

    start();
    CHECK_STR(get(&op, "/staff/notices/cases/new").location, S("/staff/institutions"));
    CHECK_INT(get(&op, "/staff/notices/cases/new?code=9999999999").status, 404);
    r = get(&op, "/staff/notices/cases/new?code=1310100101");
    CHECK(has(r, "類型2　ネットワーク環境の事情") && has(r, "類型6　その他"));
    CHECK(!has(r, "類型1　"));
    r = get(&op, "/staff/notices/cases/new?code=1310100101&type=102");
    CHECK(has(r, "光回線を申し込んだ事業者と、申し込んだ日"));
    r = post(&op, "/staff/notices/cases/new", "code=1310100101&type=102&caller=&q1=x");
    CHECK(r.status == 422 && has(r, "相談した方の名前を入力してください"));
    r = post(&op, "/staff/notices/cases/new", "code=1310100101&type=102&caller=髙﨑");
    CHECK(r.status == 422 && has(r, "聞いたことを、1つ以上入力してください"));
    r = post(&op, "/staff/notices/cases/new", "code=1310100101&caller=髙﨑&q1=x");
    CHECK_INT(r.status, 422);
    r = post(&op, "/staff/notices/cases/new",
        "code=1310100101&type=102&caller=髙﨑&q1=ADSL&q3=山の中で、引けない");
    CHECK_STR(r.location, S("/staff/notices/cases/1"));
    r = get(&op, "/staff/notices/cases/1");
    CHECK(has(r, "いま使っているインターネット回線の種類：ADSL") && has(r, "山の中で、引けない"));
    CHECK(has(get(&op, "/staff/notices/cases"), "髙﨑𠮷医院101"));
    CHECK(has(get(&op, "/staff/institutions/1310100101"), "回答を待っている"));
    r = post(&op, "/staff/notices/cases/1", "act=answer&rev=1&answer=x");
    CHECK(r.status == 422 && has(r, "結果を、1つ選んでください"));
    r = post(&op, "/staff/notices/cases/1", "act=answer&rev=1&outcome=file");
    CHECK(r.status == 422 && has(r, "伝えた内容を入力してください"));
    CHECK_INT(post(&op, "/staff/notices/cases/1", "act=escalate&rev=1").status, 303);
    CHECK(has(get(&op, "/staff/notices/cases/1"), "厚生労働省の回答は、責任者が記録します"));
    r = post(&op, "/staff/notices/cases/1", "act=answer&rev=2&outcome=file&answer=x");
    CHECK_INT(r.status, 422); /* an operator does not speak for the ministry */
    get(&boss, "/staff/notices/cases/1");
    r = post(&boss, "/staff/notices/cases/1", "act=answer&rev=1&outcome=file&answer=x");
    CHECK_INT(r.status, 422); /* seen before it went to the ministry */
    r = post(&boss, "/staff/notices/cases/1",
        "act=answer&rev=2&outcome=file&answer=類型2で届け出てください");
    CHECK_INT(r.status, 303);
    r = get(&op, "/staff/notices/cases/1");
    CHECK(has(r, "この類型で届け出る") && has(r, "類型2で届け出てください"));
    CHECK(!has(r, "value=\"answer\"") && !has(r, "value=\"escalate\""));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action LIKE 'notice_case.%'"
                           " AND institution = 101"), 3);
}

/* ---------------------------------------------------------------- paper */

#define BOUNDARY "xyzzyboundary"

static const char one_page[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    "0000000103 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n166\n%%EOF\n";

static void part(struct buf *b, const char *name, const char *value)
{
    buf_addf(b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
        name, value);
}

/* "name=value" each; scan: with the file. */
static struct reply enter(const char *const *values, bool scan)
{
    struct buf b = BUF_INIT;
    struct reply r;
    struct str name, value;

    part(&b, "_csrf", op.csrf);
    for (; *values; values++) {
        name = str_cut(str_of(*values), '=', &value);
        part(&b, arena_cstr(&world_arena, name), arena_cstr(&world_arena, value));
    }
    if (scan)
        buf_addf(&b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file1\";"
            " filename=\"todoke.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%s\r\n", one_page);
    buf_addf(&b, "--" BOUNDARY "--\r\n");
    r = request(&op, "POST", "/staff/notices/paper",
        "Content-Type: multipart/form-data; boundary=" BOUNDARY "\n"
        "Origin: http://portal.test\nSec-Fetch-Site: same-origin\n", buf_view(&b));
    buf_release(&b);
    return r;
}

TEST(notice_paper_is_entered_on_behalf)
{
    static const char *const good[] = {"code=1310100101", "type=103",
        "postmark_on=令和5年2月28日", "arrived_on=2023-03-01", "founder=医療法人社団髙﨑会",
        "name=髙﨑𠮷医院101", "address=見本市１丁目２番101号", "other_codes=",
        "file1_kind=scan", NULL};
    static const char *const early[] = {"code=1310100101", "type=103",
        "postmark_on=2023-02-02", "arrived_on=2023-03-01", "founder=x", "name=x", "address=x",
        "file1_kind=scan", NULL};
    static const char *const wrong[] = {"code=1310100101", "type=103",
        "postmark_on=2023-03-01", "arrived_on=2023-02-28", "founder=x", "name=x", "address=x",
        "file1_kind=scan", NULL};
    struct reply r;

    start();
    CHECK_INT(get(&op, "/staff/notices/paper").status, 200);
    CHECK_INT(get(&op, "/staff/notices/paper?code=1").status, 422);
    CHECK(has(get(&op, "/staff/notices/paper?code=1310100101"), "類型3　訪問診療のみ"));
    r = get(&op, "/staff/notices/paper?code=1310100101&type=103");
    CHECK(has(r, "消印の日") && has(r, "value=\"医療法人社団髙﨑会\""));
    r = enter(good, false);
    CHECK(r.status == 422 && has(r, "郵送された届出の写しをつけてください"));
    r = enter(wrong, true);
    CHECK(r.status == 422 && has(r, "届いた日は、消印の日か、それよりあとにしてください"));
    r = enter(early, true);
    CHECK(r.status == 422 && has(r, "受付は令和5年2月3日（金）に始まります"));
    CHECK_INT(world_number("SELECT count(*) FROM notice"), 0);
    r = enter(good, true);
    CHECK_INT(r.status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM notice WHERE state = 'filed' AND paper = 1"
                           " AND filed_by LIKE 's:%' AND filed_at = 1677553200"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM attachment WHERE owner_table = 'notice'"
                           " AND kind = 'scan'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.entered'"), 1);
    filed_check();
    CHECK_STR(world_text("SELECT failed FROM notice"), S(""));
    r = get(&op, arena_cstr(&world_arena, r.location));
    CHECK(has(r, "代行入力") && has(r, "消印の日") && has(r, "2023年2月28日"));
    CHECK(has(r, "写しを印刷して、届けられた住所へ郵送してください"));
    CHECK(has(get(&op, "/staff/notices"), "代行入力"));
    CHECK(has(get(&op, "/staff/institutions/1310100101"), "代行入力"));
    get(&op, "/staff/notices/paper?code=1310100101&type=103");
    r = enter(good, true);
    CHECK(r.status == 422 && has(r, "この制度には、もう届け出ています"));
}

TEST(notice_paper_mails_whoever_is_registered)
{
    static const char *const values[] = {"code=2740000005", "type=104",
        "postmark_on=2023-03-01", "arrived_on=2023-03-01", "founder=山田", "name=ひまわり薬局",
        "address=見本市", "q_which=rebuilding", "q_ends_on=R5.10.31", "file1_kind=scan", NULL};
    struct client member, clinic;
    struct reply r;
    struct str code;
    const char *with[16], *page;

    start();
    code = world_text("SELECT 'code=' || pref || score_table || code FROM institution WHERE id = 2");
    memcpy(with, values, sizeof(values));
    with[0] = arena_cstr(&world_arena, code);
    get(&op, "/staff/notices/paper");
    r = enter(with, true);
    CHECK_INT(r.status, 303);
    CHECK_STR(world_text("SELECT end_day FROM notice"), S("2023-10-31"));
    CHECK_INT(world_number("SELECT filed_at FROM notice"), FILED_NOW); /* before noon */
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'notice_filed'"
                           " AND mail_to = '" MEMBER_MAIL "' AND body LIKE '%代行入力%'"), 1);
    member = client_member();
    page = arena_fmt(&world_arena, "/my/notices/" STR_FMT,
        STR_ARG(world_text("SELECT number FROM notice"))).p;
    r = get(&member, page);
    CHECK(has(r, "代行入力") && has(r, "入力された内容でまちがいない"));
    world_sql("UPDATE member SET role = 'viewer'");
    CHECK(!has(get(&member, page), "入力された内容でまちがいない"));
    CHECK_INT(post(&member, arena_fmt(&world_arena, "%s/adopt", page).p, "").status, 403);
    world_sql("UPDATE member SET role = 'owner'");
    CHECK_INT(post(&member, arena_fmt(&world_arena, "%s/adopt", page).p, "").status, 303);
    CHECK_INT(post(&member, arena_fmt(&world_arena, "%s/adopt", page).p, "").status, 303);
    r = get(&member, page);
    CHECK(has(r, "に、内容を確かめました") && !has(r, "入力された内容でまちがいない"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.adopted'"), 1);
    CHECK(has(get(&op, arena_fmt(&world_arena, "/staff%s", page + 3).p), "2023年3月1日 10:00"));
    clinic = client_letter();
    get(&clinic, "/my/account");
    CHECK(post(&clinic, arena_fmt(&world_arena, "%s/adopt", page).p, "").status != 303 ||
          world_number("SELECT count(*) FROM notice_paper WHERE adopted_by LIKE 'c:%'") == 0);
}

/* ---------------------------------------------------------------- statistics */

/* Day, prefecture, type of every raw line, counted again. */
static int64_t counted(struct str raw, struct str day, struct str pref, int64_t type)
{
    FILE *f = fmemopen((void *)(uintptr_t)raw.p, raw.n, "r");
    const char *why;
    struct csv *c = csv_open(f, &why);
    struct csv_row row;
    size_t at_day = 0, at_pref = 0, at_type = 0;
    int64_t n = 0, t;
    bool head = true;

    while (csv_next(c, &row) == CSV_ROW) {
        if (head)
            for (size_t i = 0; i < row.n; i++) {
                at_day = str_is(row.v[i], "day") ? i : at_day;
                at_pref = str_is(row.v[i], "pref") ? i : at_pref;
                at_type = str_is(row.v[i], "type") ? i : at_type;
            }
        else
            n += str_eq(row.v[at_day], day) && str_eq(row.v[at_pref], pref) &&
                 str_int(row.v[at_type], 1, 99, &t) && t == type;
        head = false;
    }
    csv_close(c);
    fclose(f);
    return n;
}

static void keep_all(void *ctx, struct buf *b)
{
    (void)ctx, (void)b;
}

extern const struct export notices_export;

static struct str raw_export(const char *programme)
{
    struct buf b = BUF_INIT;
    struct export_ask x = {.db = world_app->write_db, .arena = &world_arena, .to = &b,
        .full = keep_all, .value = {str_of(programme), S(""), S(""), S(""), S(""), S("")}};
    struct str all;

    db_as(x.db, &world_arena, DB_ALL);
    notices_export.run(&x);
    all = arena_str(&world_arena, buf_view(&b));
    buf_release(&b);
    return all;
}

TEST(notice_statistics_equal_the_raw_export)
{
    struct str raw;
    struct notice_stats_list all;
    struct reply r;
    int64_t sum = 0;

    start();
    filed_add(101, FILED_VISITS);
    filed_add(102, FILED_SYSTEM);
    filed_add(103, FILED_VISITS);
    world_sql("UPDATE notice SET filed_at = filed_at + 86400 WHERE institution = 103;"
              "UPDATE notice SET state = 'withdrawn' WHERE institution = 102;"
              /* 23:59:59 and 0:00 in Tokyo are two days */
              "UPDATE notice SET filed_at = 1677682799 WHERE institution = 101;"
              "INSERT INTO notice (number, institution, programme, state, type, made_at,"
              " changed_at) VALUES ('D', 101, 1, 'ended', 103, 0, 0);"
              "INSERT INTO notice (number, institution, programme, state, version, type, name,"
              " made_at, filed_at, changed_at) VALUES ('=1+1', 1, 1, 'filed', 1, 103, '=x',"
              " 0, 1677682800, 0)");
    raw = raw_export("");
    CHECK(str_starts(raw, S("\xef\xbb\xbf")) && str_has(raw, S("'=x")));
    db_as(world_app->write_db, &world_arena, DB_ALL);
    all = notice_stats(world_app->write_db, 1, S("2023-01-01"), S("2023-12-31"));
    CHECK_INT(all.n, 4);
    for (size_t i = 0; i < all.n; i++) {
        CHECK_INT(counted(raw, all.v[i].day, all.v[i].pref, all.v[i].type), all.v[i].n);
        sum += all.v[i].n;
    }
    CHECK_INT(sum, world_number("SELECT count(*) FROM notice WHERE version > 0"));
    r = get(&op, "/staff/notices/statistics?programme=2023&upto=2023-03-31");
    CHECK(has(r, "東京都") && has(r, "神奈川県") && has(r, "令和5年3月2日（木）"));
    CHECK(has(r, "<strong>4</strong>"));
    r = get(&op, "/staff/notices/statistics/csv?programme=2023&upto=R5.3.31");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "2023,2023-03-01,13,東京都,3,1") && has(r, "2023,2023-03-02,13,東京都,3,1"));
    CHECK_INT(get(&op, "/staff/notices/statistics?from=x").status, 422);
    CHECK_INT(get(&op, "/staff/notices/statistics?from=2023-03-02&upto=2023-03-01").status, 422);
    CHECK_INT(get(&op, "/staff/notices/statistics?from=2000-01-01&upto=2023-03-01").status, 422);
    CHECK_INT(get(&op, "/staff/notices/statistics?programme=none").status, 200);
    raw = raw_export("2024-nursing");
    CHECK(!str_has(raw, S("2023-03-01")));
}

/* ---------------------------------------------------------------- desk, institution */

TEST(notices_on_the_desk_and_the_institutions_page)
{
    struct reply r;

    start();
    filed_add(101, FILED_VISITS);
    r = get(&op, "/staff");
    CHECK(has(r, "経過措置の届出") && has(r, "いちばん古いもの：きょう"));
    CHECK(has(r, "事情の相談") && has(r, "まとめて受理する提案") && has(r, "差し戻した届出"));
    r = get(&op, "/staff/institutions/1310100101");
    CHECK(has(r, "もう届け出ています"));
    CHECK(has(r, "この届出の対象ではありません")); /* of nursing stations */
    r = get(&op, "/staff/institutions/1410100102");
    CHECK(has(r, "届け出られます") && has(r, "令和5年2月3日（金）から令和5年3月31日（金）まで"));
    world_clock(1680274800); /* 2023-04-01 00:00:00 */
    world_sql("UPDATE staff SET name = name || '+'");
    op = client_staff("operator");
    r = get(&op, "/staff/institutions/1410100102");
    CHECK(has(r, "受付は令和5年3月31日（金）で終わりました"));
}
