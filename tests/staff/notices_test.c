/* notices_test.c: the queue of notices, one notice, returning and accepting, two people at
 * once, batches by two persons. */
#include "tests/staff/filed.h"

#include "tests/world_impl.h"
#include "util/str.h"

static struct client op, boss, boss2;

static void start(void)
{
    filed_world();
    op = client_staff("operator");
    boss = client_staff("supervisor");
    world_sql("UPDATE staff SET name = 'first' WHERE role = 'supervisor'");
    boss2 = client_staff("supervisor");
}

/* A login of today: the old one has ended meanwhile. */
static struct client anew(const char *role)
{
    world_sql("UPDATE staff SET name = name || '+'");
    return client_staff(role);
}

static const char *page(struct str number)
{
    return arena_fmt(&world_arena, "/staff/notices/" STR_FMT, STR_ARG(number)).p;
}

static struct reply act(struct client *c, struct str number, const char *body)
{
    struct reply r = get(c, page(number));

    return post(c, page(number),
        arena_fmt(&world_arena, "%s&rev=" STR_FMT, body, STR_ARG(hidden(r, "rev"))).p);
}

static bool lists(struct reply r, struct str number)
{
    return has(r, arena_fmt(&world_arena, "href=\"%s\"", page(number)).p);
}

TEST(notices_queue_filters_and_orders)
{
    struct str visits, contract, network;
    struct reply r;
    const char *at1, *at2;

    start();
    visits = filed_add(101, FILED_VISITS);
    world_clock(FILED_NOW + 60);
    contract = filed_add(102, FILED_SYSTEM);
    network = filed_add(103, FILED_NETWORK);
    world_sql("UPDATE notice SET filed_at = filed_at + id");
    filed_check();
    r = get(&op, "/staff/notices");
    CHECK(lists(r, visits) && lists(r, contract) && lists(r, network));
    CHECK(has(r, "3件あります") && has(r, "書類を待っている") && has(r, "事情の判断がいる"));
    at1 = memmem(r.body.p, r.body.n, visits.p, visits.n);
    at2 = memmem(r.body.p, r.body.n, network.p, network.n);
    CHECK(at1 && at2 && at1 < at2); /* the oldest first */
    r = get(&op, "/staff/notices?order=risk");
    at1 = memmem(r.body.p, r.body.n, visits.p, visits.n);
    at2 = memmem(r.body.p, r.body.n, network.p, network.n);
    CHECK(at1 && at2 && at1 > at2);
    r = get(&op, "/staff/notices?failed=1");
    CHECK(!lists(r, visits) && lists(r, contract) && lists(r, network));
    r = get(&op, "/staff/notices?type=2");
    CHECK(!lists(r, visits) && !lists(r, contract) && lists(r, network));
    r = get(&op, "/staff/notices?pref=13");
    CHECK(lists(r, visits) && !lists(r, contract));
    r = get(&op, "/staff/notices?programme=2");
    CHECK(has(r, "0件あります"));
    r = get(&op, "/staff/notices?state=accepted");
    CHECK(has(r, "0件あります"));
    r = get(&op, "/staff/notices?state=draft&pref=99&type=x&page=0&programme=-1");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "3件あります")); /* what is strange counts as not said */
}

TEST(notices_queue_pages_and_late)
{
    struct reply r;

    start();
    filed_add(101, FILED_VISITS);
    for (int i = 0; i < 60; i++)
        world_sql(arena_fmt(&world_arena,
            "INSERT INTO notice (number, institution, programme, state, version, type,"
            " made_at, filed_at, changed_at) SELECT 'N%08d', institution, programme, 'ended',"
            " 1, type, made_at, filed_at, changed_at FROM notice WHERE id = 1", i).p);
    r = get(&op, "/staff/notices?state=ended");
    CHECK(has(r, "60件あります") && has(r, "aria-label=\"2ページ目\""));
    r = get(&op, "/staff/notices?state=ended&page=2");
    CHECK(has(r, "aria-current=\"page\"><span class=\"vh\">いまのページ：</span>2"));
    world_clock(FILED_NOW + 8 * 86400);
    boss = client_staff("admin");
    r = get(&boss, "/staff/notices");
    CHECK(has(r, "<strong>8日</strong>") && has(r, "見てください"));
}

TEST(notices_review_shows_differences_and_history)
{
    struct str n;
    struct reply r;

    start();
    n = filed_with(101, FILED_SYSTEM, "別の法人", NULL, NULL, "",
        "contract_on=2023-02-10 vendor=髙﨑𠮷 done_month=2023-07");
    filed_paper(n, "1");
    filed_check();
    r = get(&op, page(n));
    CHECK_INT(r.status, 200);
    CHECK(has(r, "<strong>別の法人</strong>") && has(r, "医療法人社団髙﨑会"));
    CHECK(has(r, "① 開設者氏名がちがう") && has(r, "届出は「別の法人」"));
    CHECK(has(r, "令和5年2月10日（金）") && has(r, "髙﨑𠮷"));
    CHECK(has(r, "keiyaku.pdf") && has(r, "/files/1\""));
    CHECK(has(r, "届け出ました") && has(r, "第1版"));
    CHECK(!has(r, "value=\"accept\"") && !has(r, "value=\"return\"")); /* an operator */
    r = get(&boss, page(n));
    CHECK(has(r, "value=\"accept\"") && has(r, "value=\"return\""));
    CHECK(has(r, "id=\"r1\" name=\"r1\" value=\"1\" checked")); /* proposed by the check */
    CHECK(!has(r, "id=\"r2\" name=\"r2\" value=\"1\" checked"));
    r = get(&boss, arena_fmt(&world_arena, "%s?v=1", page(n)).p);
    CHECK(has(r, "第1版の全文"));
    person_notes();
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.viewed'"
                           " AND detail = 'filing'"), 3);
    CHECK_INT(get(&op, "/staff/notices/K7MV3XQEJ").status, 404);
    CHECK_INT(get(&op, "/staff/notices/0").status, 404);
    world_sql("UPDATE notice SET state = 'draft'"); /* a draft is nobody else's business */
    CHECK_INT(get(&boss, page(n)).status, 404);
}

TEST(notices_return_with_reasons_and_accept)
{
    struct str n;
    struct reply r;

    start();
    n = filed_with(INST_PHARMACY, FILED_NETWORK, "山田", "ひまわり薬局", "見本市", "",
        "line=not_yet");
    r = act(&boss, n, "act=return");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "差し戻す理由を、1つ以上選ぶか、書いてください"));
    r = act(&op, n, "act=return&free=x");
    CHECK_INT(r.status, 403);
    r = act(&boss, n, "act=return&r1=1&r9=1&free=ここも直してください");
    CHECK_INT(r.status, 303);
    CHECK_STR(filed_state(n), S("returned"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'notice_returned'"
                           " AND mail_to = '" MEMBER_MAIL "'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE body LIKE '%① 開設者氏名を%'"
                           " AND body LIKE '%ここも直してください%'"), 1);
    r = act(&boss, n, "act=accept");
    CHECK_INT(r.status, 422); /* it is not waiting */
    CHECK(has(r, "最後にしたのは"));
    world_sql("UPDATE notice SET state = 'filed'");
    r = act(&boss, n, "act=accept");
    CHECK_INT(r.status, 303);
    CHECK_STR(filed_state(n), S("accepted"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'notice_accepted'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.accepted'"), 1);
    CHECK_INT(act(&boss, n, "act=dance").status, 422);
}

TEST(notices_the_second_of_two_sees_that_it_was_done)
{
    struct str n;
    struct reply first, second;

    start();
    n = filed_add(101, FILED_VISITS);
    first = get(&boss, page(n));
    second = get(&boss2, page(n));
    CHECK_STR(hidden(first, "rev"), hidden(second, "rev"));
    first = post(&boss, page(n), arena_fmt(&world_arena, "act=accept&rev=" STR_FMT,
        STR_ARG(hidden(first, "rev"))).p);
    CHECK_INT(first.status, 303);
    second = post(&boss2, page(n), arena_fmt(&world_arena, "act=return&free=x&rev=" STR_FMT,
        STR_ARG(hidden(second, "rev"))).p);
    CHECK_INT(second.status, 422);
    CHECK(has(second, "職員 first") && has(second, "受理されました"));
    CHECK_STR(filed_state(n), S("accepted"));
}

TEST(notices_together_one_is_accepted_once)
{
    struct reply out[3], r;
    struct str n;

    start();
    n = filed_add(101, FILED_VISITS);
    r = get(&boss, page(n));
    together(&boss, page(n), arena_fmt(&world_arena, "act=accept&rev=" STR_FMT,
        STR_ARG(hidden(r, "rev"))).p, out, 3);
    CHECK_INT((out[0].status == 303) + (out[1].status == 303) + (out[2].status == 303), 1);
    CHECK_INT(world_number("SELECT count(*) FROM notice_event WHERE event = 'accept'"), 1);
}

/* ---------------------------------------------------------------- batches */

TEST(notices_batch_by_two_persons)
{
    struct str clean, other, doubtful;
    struct reply r;

    start();
    clean = filed_add(101, FILED_VISITS);
    other = filed_add(102, FILED_VISITS);
    doubtful = filed_add(103, FILED_NETWORK);
    get(&boss, "/staff/notices/batches");
    r = post(&boss, "/staff/notices/batches", "programme=1");
    CHECK_INT(r.status, 422); /* nobody has looked at them yet */
    filed_check();
    r = get(&boss, "/staff/notices/batches");
    CHECK(lists(r, clean) && lists(r, other) && !lists(r, doubtful));
    CHECK_INT(post(&boss, "/staff/notices/batches", "programme=9").status, 422);
    r = post(&boss, "/staff/notices/batches", "programme=1");
    CHECK_STR(r.location, S("/staff/notices/batches/1"));
    CHECK_INT(world_number("SELECT count(*) FROM notice_batch_item"), 2);
    r = post(&boss, "/staff/notices/batches", "programme=1");
    CHECK_INT(r.status, 422); /* they are in a batch already */
    r = get(&boss, "/staff/notices/batches/1");
    CHECK(!has(r, "value=\"approve\"") && has(r, "ほかの職員に頼んでください"));
    r = post(&boss, "/staff/notices/batches/1", "act=approve");
    CHECK_INT(r.status, 422);
    CHECK_STR(filed_state(clean), S("filed"));
    CHECK_INT(get(&op, "/staff/notices/batches/1").status, 200);
    CHECK_INT(post(&op, "/staff/notices/batches/1", "act=approve").status, 403);
    get(&boss2, "/staff/notices/batches/1");
    r = post(&boss2, "/staff/notices/batches/1", "act=approve");
    CHECK_INT(r.status, 303);
    CHECK_STR(filed_state(clean), S("accepted"));
    CHECK_STR(filed_state(other), S("accepted"));
    CHECK_STR(filed_state(doubtful), S("filed"));
    r = get(&boss2, "/staff/notices/batches/1");
    CHECK(has(r, "受理した届出：<strong>2件") && has(r, "外した届出：<strong>0件"));
    CHECK_INT(post(&boss2, "/staff/notices/batches/1", "act=approve").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM notice_event WHERE event = 'accept'"), 2);
}

TEST(notices_batch_leaves_out_what_has_changed)
{
    struct str gone, doubtful, newer;
    struct reply r;

    start();
    gone = filed_add(101, FILED_VISITS);
    doubtful = filed_add(102, FILED_VISITS);
    newer = filed_add(103, FILED_VISITS);
    filed_check();
    get(&boss, "/staff/notices/batches");
    CHECK_INT(post(&boss, "/staff/notices/batches", "programme=1").status, 303);
    CHECK_INT(act(&boss, gone, "act=return&free=x").status, 303);
    world_sql("UPDATE institution SET founder = '別の人' WHERE id = 102;"
              "UPDATE notice SET version = 2 WHERE institution = 103");
    get(&boss2, "/staff/notices/batches/1");
    CHECK_INT(post(&boss2, "/staff/notices/batches/1", "act=approve").status, 303);
    CHECK_STR(filed_state(gone), S("returned"));
    CHECK_STR(filed_state(doubtful), S("filed"));
    CHECK_STR(filed_state(newer), S("filed"));
    r = get(&boss2, "/staff/notices/batches/1");
    CHECK(has(r, "もう受理を待っていません") && has(r, "開設者氏名がちがう") &&
          has(r, "提案のあとで、届出が変わりました"));
    CHECK(has(r, "外した届出：<strong>3件"));
    /* what was left out can be proposed again */
    world_sql("UPDATE institution SET founder = '医療法人社団髙﨑会' WHERE id = 102;"
              "UPDATE notice SET version = 1, checked = 0");
    filed_check();
    get(&boss2, "/staff/notices/batches");
    CHECK_INT(post(&boss2, "/staff/notices/batches", "programme=1").status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM notice_batch_item WHERE batch = 2"), 2);
    CHECK_INT(post(&boss, "/staff/notices/batches/2", "act=drop").status, 303);
    CHECK_INT(post(&boss, "/staff/notices/batches/2", "act=approve").status, 422);
}

TEST(notices_batch_two_approve_at_once)
{
    struct reply out[2];

    start();
    filed_add(101, FILED_VISITS);
    filed_check();
    get(&boss, "/staff/notices/batches");
    CHECK_INT(post(&boss, "/staff/notices/batches", "programme=1").status, 303);
    get(&boss2, "/staff/notices/batches/1");
    together(&boss2, "/staff/notices/batches/1", "act=approve", out, 2);
    CHECK_INT((out[0].status == 303) + (out[1].status == 303), 1);
    CHECK_INT(world_number("SELECT count(*) FROM notice_event WHERE event = 'accept'"), 1);
}

/* ---------------------------------------------------------------- texts of a return */

TEST(notices_reasons_are_data)
{
    struct client editor;
    struct reply r;
    struct str n;

    start();
    editor = client_staff("editor");
    CHECK(has(get(&op, "/staff/notices/reasons"), "開設者氏名を"));
    CHECK(!has(get(&op, "/staff/notices/reasons"), "/staff/notices/reasons/new"));
    CHECK_INT(get(&op, "/staff/notices/reasons/new").status, 403);
    r = submit(&editor, "/staff/notices/reasons/new", "title=&text=&check=&live=1");
    CHECK_INT(r.status, 422);
    CHECK(complains(r, "title", "選ぶときの名前を入力してください"));
    r = submit(&editor, "/staff/notices/reasons/new",
        "title=写真がななめ&text=まっすぐに、とり直してください。&check=paper&live=1");
    CHECK_STR(r.location, S("/staff/notices/reasons"));
    n = filed_add(101, FILED_SYSTEM);
    world_clock(FILED_NOW + 15 * 86400);
    boss = client_staff("admin");
    r = get(&boss, page(n));
    CHECK(has(r, "id=\"r10\" name=\"r10\" value=\"1\" checked")); /* its papers are overdue */
    CHECK(has(r, "まっすぐに、とり直してください。"));
    editor = anew("editor");
    r = submit(&editor, "/staff/notices/reasons/10",
        "title=写真がななめ&text=とり直してください。&check=&live=");
    CHECK_INT(r.status, 303);
    CHECK(!has(get(&boss, page(n)), "写真がななめ"));
    get(&editor, "/staff/notices/reasons/10");
    r = post(&editor, "/staff/notices/reasons/10", "title=a&text=b&check=&live=1&_rev=1");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "ほかの人が先に直しました"));
    CHECK_INT(get(&editor, "/staff/notices/reasons/999").status, 404);
}
