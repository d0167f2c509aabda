/* orders_test.c: orders of card readers on the staff side: the lists, one order and what
 * is done with it, a maker's plan from the upload to the mails. */
#include "tests/orders.h"

#include "job/job.h"
#include "model/delivery.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "tests/staff/people.h"
#include "tests/world_impl.h"
#include "util/str.h"

extern const struct job_task deliveries_task;

static struct client op, boss, boss2, admin;
static struct order first;

/* The pharmacy that is registered (2) has ordered, and the clinic (12), which is not. */
static void start(void)
{
    struct db *db = orders_begin();

    orders_end(db); /* 00 would be a provisional code */
    world_sql("UPDATE institution SET code = '0100025' WHERE id = 2");
    orders_go_on(db);
    first = orders_place(db, INST_PHARMACY, "1:1");
    orders_place(db, AT_CLINIC, "2:1");
    orders_end(db);
    op = client_staff("operator");
    boss = client_staff("supervisor");
    admin = client_staff("admin");
    world_sql("UPDATE staff SET name = 'first' WHERE role = 'supervisor'");
    boss2 = client_staff("supervisor");
}

static const char *path(const char *fmt, ...) PRINTF(1, 2);
static const char *path(const char *fmt, ...)
{
    struct str s;
    va_list ap;

    va_start(ap, fmt);
    s = arena_vfmt(&world_arena, fmt, ap);
    va_end(ap);
    return s.p;
}

static const char *page_of(const struct order *o)
{
    return path("/staff/orders/" STR_FMT, STR_ARG(o->number));
}

static struct str number_at(int64_t institution)
{
    return world_text(path("SELECT number FROM reader_order WHERE institution = %lld",
        (long long)institution));
}

static struct str state(void)
{
    return world_text(
        path("SELECT state FROM reader_order WHERE id = %lld", (long long)first.id));
}

static struct reply act(struct client *c, const char *body)
{
    struct reply r = get(c, page_of(&first));

    return post(c, page_of(&first),
        path("rev=%lld&%s",
            (long long)world_number(path(
                "SELECT rev FROM reader_order WHERE id = %lld", (long long)first.id)),
            body));
    (void)r;
}

static int64_t mails(const char *template)
{
    return world_number(
        path("SELECT count(*) FROM outbox WHERE template = '%s'", template));
}

static void job(void)
{
    struct arena a = ARENA_INIT;
    struct job j = {.db = world_app->write_db, .conf = world_app->conf, .arena = &a};

    db_as(j.db, &a, DB_ALL);
    while (deliveries_task.run(&j))
        db_as(j.db, &a, DB_ALL);
    CHECK(!db_broken(j.db));
    arena_release(&a);
}

/* ---------------------------------------------------------------- lists */

TEST(orders_box_leads_to_the_order)
{
    struct reply r;

    start();
    r = get(&op, path("/staff/orders?q=%%E3%%80%%80" STR_FMT,
                     STR_ARG(receipt_text(&world_arena, first.number))));
    CHECK_STR(r.location, str_of(page_of(&first)));
    r = get(&op, "/staff/orders?q=27-4-0100025");
    CHECK_STR(r.location, str_of(page_of(&first)));
    r = get(&op, "/staff/orders?q=1310000014");
    CHECK(r.status == 200 && has(r, "まだカードリーダーを申し込んでいません") &&
          has(r, "/staff/institutions/1310000014"));
    CHECK(has(
        get(&op, "/staff/orders?q=1310009999"), "このコードの医療機関等はありません"));
    CHECK(
        has(get(&op, "/staff/orders?q=ABCDEFGHZ"), "この受付番号の申し込みはありません"));
    CHECK(has(get(&op, "/staff/orders?q=%3Cb%3E"), "10けたのコード"));
    CHECK_INT(get(&op, "/staff/orders/ABCDEFGHZ").status, 404);
    CHECK_INT(get(&op, "/staff/orders/x").status, 404);
}

TEST(orders_list_by_state_and_filters)
{
    struct reply r;

    start();
    r = get(&op, "/staff/orders");
    CHECK(has(r, "ひまわり薬局") && has(r, "診療所") && has(r, "（2件）"));
    CHECK(!has(r, "/staff/orders/export")); /* not theirs */
    CHECK(has(get(&boss, "/staff/orders"), "/staff/orders/export?state=received"));
    r = get(&op, "/staff/orders?state=received&maker=%E7%94%B2");
    CHECK(has(r, "ひまわり薬局") && !has(r, "診療所</a>"));
    r = get(&op, "/staff/orders?state=received&kind=hospital");
    CHECK(has(r, "この条件の申し込みはありません"));
    r = get(&op, "/staff/orders?state=received&pref=27&kind=nonsense&maker=&age=");
    CHECK(has(r, "ひまわり薬局") && has(r, "（1件）"));
    r = get(&op, "/staff/orders?state=received&age=7");
    CHECK(has(r, "この条件の申し込みはありません"));
    world_clock(WORLD_NOW + 8 * 86400);
    world_sql("UPDATE session SET seen_at = 1795917600, created_at = 1795917600");
    r = get(&op, "/staff/orders?state=received&age=7");
    CHECK(has(r, "（2件）") && has(r, "8日"));
    CHECK(has(get(&op, "/staff/orders?state=nonsense&page=99999"), "（2件）"));
    CHECK(has(get(&op, "/staff/orders?state=cancelled"), "（0件）") == false);
}

TEST(orders_export_is_noted)
{
    struct reply r;

    start();
    r = get(&boss, "/staff/orders/export?state=received&maker=%E7%94%B2");
    CHECK_STR(r.type, S("text/csv; charset=utf-8"));
    CHECK(str_has(r.headers, S("attachment; filename=\"orders-20261121.csv\"")));
    CHECK(has(r, "\xEF\xBB\xBF受付番号,") && has(r, "ひまわり薬局") && !has(r, "診療所"));
    CHECK(str_has(r.body, first.number));
    person_notes();
    CHECK_INT(
        world_number("SELECT count(*) FROM audit WHERE action = 'order.exported'"), 1);
    CHECK_INT(get(&boss, "/staff/orders/export?state=nonsense").status, 404);
    CHECK_INT(get(&op, "/staff/orders/export").status, 403);
}

/* ---------------------------------------------------------------- one order */

TEST(orders_page_shows_all_and_hides_from_auditors)
{
    struct client auditor;
    struct reply r;

    start();
    auditor = client_staff("auditor");
    world_sql(path(
        "UPDATE reader_order SET elsewhere = 1, zip = '6020000', pref = '26', city ="
        " '京都市1', addressee = '宛名', phone = '075-000-1234', contact = '髙﨑花子'"
        " WHERE id = %lld",
        (long long)first.id));
    r = get(&op, page_of(&first));
    CHECK(has(r, "京都府京都市1") && has(r, "075-000-1234") && has(r, "髙﨑花子"));
    CHECK(has(r, "value=\"cancel\"") && !has(r, "value=\"schedule\""));
    r = get(&auditor, page_of(&first));
    CHECK(!has(r, "075-000-1234") && !has(r, "髙﨑花子") && has(r, "075-****-1234"));
    CHECK(!has(r, "value=\"cancel\""));
    person_notes();
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'order.viewed'"
                           " AND detail IN ('filing', 'audit')"
                           " AND institution = 2"),
        2);
}

TEST(orders_operator_cancels_for_a_caller)
{
    struct reply r;

    start();
    r = act(&op, "act=cancel&reason=");
    CHECK(r.status == 422 && complains(r, "cancel-r", "理由を入力してください"));
    CHECK_STR(state(), S("received"));
    CHECK_INT(act(&op, "act=schedule&delivery_on=2026-12-01&reason=x").status, 403);
    CHECK_INT(act(&op, "act=nonsense&reason=x").status, 422);
    CHECK_INT(post(&op, page_of(&first), "act=cancel&reason=x&rev=99").status, 422);
    r = act(&op, "act=cancel&reason=髙﨑様から電話");
    CHECK_INT(r.status, 303);
    CHECK(str_ends(r.location, S("?done=told")));
    CHECK_STR(state(), S("cancelled"));
    CHECK_INT(mails("order_stopped"), 1);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'order_stopped'"),
        S("髙﨑様から電話")));
    CHECK(has(get(&op, page_of(&first)), "髙﨑様から電話"));
    CHECK_STR(world_text("SELECT detail FROM audit WHERE action = 'order.cancel'"),
        arena_fmt(&world_arena, STR_FMT " 髙﨑様から電話",
            STR_ARG(receipt_text(&world_arena, first.number))));
    CHECK_INT(act(&op, "act=cancel&reason=x").status, 422);
    CHECK_INT(mails("order_stopped"), 1);
}

TEST(orders_whole_way_by_hand)
{
    struct reply r;

    start();
    CHECK_INT(act(&boss, "act=schedule&delivery_on=2026-11-20&reason=x").status, 422);
    r = act(&boss, "act=schedule&delivery_on=soon&reason=髙﨑");
    CHECK(r.status == 422 && has(r, "value=\"soon\"") && has(r, "value=\"髙﨑\"") &&
          has(r, "id=\"delivery_on-e\""));
    CHECK_INT(act(&boss, "act=dispatch&dispatched_on=2026-11-20&reason=x").status, 422);
    CHECK_INT(
        act(&boss, "act=schedule&delivery_on=令和8年11月30日&reason=電話").status, 303);
    CHECK_STR(state(), S("scheduled"));
    CHECK(
        str_has(world_text("SELECT body FROM outbox WHERE template = 'order_scheduled'"),
            S("配送予定日　令和8年11月30日（月）")));
    CHECK_INT(act(&boss, "act=schedule&delivery_on=2026-12-01&reason=電話").status, 303);
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'order_scheduled'"
                             " ORDER BY id DESC"),
        S("前の予定　令和8年11月30日（月）")));
    CHECK_INT(act(&boss, "act=dispatch&dispatched_on=2026-11-22&reason=x").status, 422);
    CHECK_INT(
        act(&boss, "act=dispatch&dispatched_on=2026-11-21&carrier=佐川&tracking=１２"
                   "&reason=x")
            .status,
        303);
    CHECK(
        str_has(world_text("SELECT body FROM outbox WHERE template = 'order_dispatched'"),
            S("okurijosearch.do?okurijoNo=12\n")));
    CHECK(has(get(&boss, page_of(&first)), "okurijosearch.do?okurijoNo=12"));
    CHECK_INT(act(&boss, "act=cancel&reason=x").status, 422); /* it is on its way */
    CHECK_INT(act(&boss, "act=deliver&delivered_on=2026-11-20&reason=x").status, 422);
    CHECK_INT(act(&boss, "act=deliver&delivered_on=2026-11-21&reason=x").status, 303);
    CHECK_INT(mails("order_delivered"), 1);
    CHECK_INT(act(&op, "act=start&started_on=2026-11-30&reason=x").status, 422);
    CHECK_INT(act(&op, "act=start&started_on=2026-11-21&reason=x").status, 303);
    CHECK(has(get(&op, page_of(&first)), "運用開始日："));
    CHECK_INT(act(&boss, "act=return&reason=導入しない").status, 303);
    CHECK_STR(state(), S("refund_required"));
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'order_repay'"),
        S("導入しない")));
    r = act(&admin, "act=refund&reason=入金を確かめた");
    CHECK_INT(r.status, 303);
    CHECK_STR(state(), S("refunded"));
    CHECK_INT(mails("order_repaid"), 1);
    r = get(&boss, page_of(&first));
    CHECK(!has(r, "name=\"act\"") && has(r, "返還の終わり") && has(r, "first"));
}

TEST(orders_hold_is_released_by_a_supervisor)
{
    struct db *db;
    struct reply r;

    start();
    db = world_app->write_db;
    orders_go_on(db);
    first = orders_place(db, AT_NEW, "1:1");
    orders_end(db);
    r = get(&op, "/staff/orders?state=held");
    CHECK(has(r, "開設前") && has(r, ">保留<"));
    r = get(&op, page_of(&first));
    CHECK(has(r, "保留中です") && !has(r, "value=\"release\""));
    CHECK_INT(act(&boss, "act=schedule&delivery_on=2026-12-01&reason=x").status, 422);
    CHECK(has(get(&boss, page_of(&first)), "value=\"release\""));
    r = act(&boss, "act=release&reason=原本を見た");
    CHECK(str_ends(r.location, S("?done=nobody"))); /* nobody has registered */
    CHECK(!has(get(&boss, page_of(&first)), "保留中です"));
    CHECK_INT(act(&boss, "act=schedule&delivery_on=2026-12-01&reason=x").status, 303);
}

/* ---------------------------------------------------------------- a maker's plan */

static struct reply upload(struct client *c, const char *maker, struct str csv)
{
    struct str body;

    get(c, "/staff/orders/import");
    body = arena_fmt(&world_arena,
        "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n"
        "--x\r\nContent-Disposition: form-data; name=\"maker\"\r\n\r\n%s\r\n"
        "--x\r\nContent-Disposition: form-data; name=\"file\"; "
        "filename=\"../計画<b>.csv\"\r\n"
        "Content-Type: text/csv\r\n\r\n" STR_FMT "\r\n--x--\r\n",
        c->csrf, maker, STR_ARG(csv));
    return request(c, "POST", "/staff/orders/import",
        "Content-Type: multipart/form-data; boundary=x\n"
        "Origin: http://portal.test\nSec-Fetch-Site: same-origin\n",
        body);
}

static struct str plan_for(const char *rest)
{
    return arena_fmt(&world_arena,
        "受付番号,配送予定日,発送日,配送業者,送り状番号,製造番号\n" STR_FMT
        ",%s\n" STR_FMT ",2026-12-01,,,,\n",
        STR_ARG(first.number), rest, STR_ARG(number_at(AT_CLINIC)));
}

static struct reply press(struct client *c, const char *page, const char *what)
{
    get(c, page);
    return post(c, page, path("act=%s", what));
}

TEST(orders_plan_from_upload_to_mails)
{
    static const char page[] = "/staff/orders/import/1";
    struct str csv;
    struct reply r;

    start();
    csv = plan_for("2026-12-01,,,,");
    CHECK_INT(upload(&op, "甲", csv).status, 403);
    CHECK_INT(upload(&boss, "", csv).status, 422);
    CHECK_INT(upload(&boss, "庚", csv).status, 422);
    CHECK(has(upload(&boss, "甲", S("受付番号\n")), "申し込みの行がありません"));
    CHECK(has(upload(&boss, "甲", S("PK\x03\x04")), "CSV UTF-8"));
    CHECK_INT(world_number("SELECT count(*) FROM reader_import"), 0);
    CHECK_STR(upload(&boss, "甲", csv).location, str_of(page));
    r = get(&boss, page);
    CHECK(has(r, "計画&lt;b&gt;.csv") && !has(r, "../"));
    CHECK(has(r, "value=\"apply\"") &&
          has(r, "選んだメーカーの製品は、この申し込みにありません"));
    CHECK(!has(get(&op, page), "value=\"apply\""));
    CHECK_STR(state(), S("received"));
    CHECK_INT(press(&op, page, "apply").status, 403);
    CHECK_INT(press(&boss, page, "tell").status, 422);
    CHECK_INT(press(&boss, page, "apply").status, 303);
    CHECK_STR(state(), S("scheduled"));
    CHECK_INT(press(&boss, page, "apply").status, 422);
    CHECK_INT(mails("order_scheduled"), 0);
    r = get(&boss, page);
    CHECK(!has(r, "value=\"tell\"") && has(r, "ほかの責任者か管理者"));
    CHECK(has(press(&boss, page, "tell"), "取り込んだ人は、お知らせを送れません"));
    CHECK(has(get(&op, "/staff"), "お知らせを待つ計画"));
    job();
    CHECK_INT(mails("order_scheduled"), 0);
    CHECK(has(get(&boss2, page), "value=\"tell\""));
    CHECK_INT(press(&boss2, page, "tell").status, 303);
    CHECK_INT(press(&admin, page, "tell").status, 422);
    job();
    job();
    CHECK_INT(mails("order_scheduled"), 1);
    CHECK_STR(world_text("SELECT mail_to FROM outbox WHERE template = 'order_scheduled'"),
        S(MEMBER_MAIL));
    CHECK(has(get(&boss, page), "1</span>件のお知らせを送りました"));
    CHECK_INT(
        world_number("SELECT count(*) FROM audit WHERE action IN ('delivery.previewed',"
                     " 'delivery.applied', 'delivery.told')"),
        3);

    r = get(&boss, "/staff/orders/import/1/refused");
    CHECK(has(r, "受付番号,配送予定日,発送日,配送業者,送り状番号,製造番号,行,"
                 "受け付けない理由,その欄\r\n"));
    CHECK(str_has(
        r.body, arena_fmt(&world_arena, STR_FMT ",2026-12-01,,,,,3,選んだメーカー",
                    STR_ARG(number_at(AT_CLINIC)))));

    CHECK_STR(upload(&boss, "甲", csv).location, S("/staff/orders/import/2"));
    r = get(&boss, "/staff/orders/import/2"); /* the same file again */
    CHECK(has(r, "変わる申し込みはありません") && !has(r, "value=\"apply\""));
    CHECK_INT(press(&boss, "/staff/orders/import/2", "drop").status, 303);
    job();
    CHECK_INT(mails("order_scheduled"), 1);
    CHECK(has(get(&boss, "/staff/orders/import"), "取りやめ"));
}

TEST(orders_plan_of_two_at_once)
{
    struct reply both[2];

    start();
    upload(&boss, "甲", plan_for("2026-12-01,,,,"));
    upload(&boss2, "甲", plan_for("2026-12-02,,,,"));
    get(&boss, "/staff/orders/import/1");
    together(&boss, "/staff/orders/import/1", "act=apply", both, 2);
    CHECK(both[0].status + both[1].status == 303 + 422);
    CHECK_INT(press(&boss2, "/staff/orders/import/2", "apply").status, 303);
    CHECK(has(get(&boss2, "/staff/orders/import/2"), "確かめたあとで申し込みが変わった"));
    CHECK_STR(world_text(path("SELECT delivery_on FROM reader_order WHERE id = %lld",
                  (long long)first.id)),
        S("2026-12-01"));
    get(&boss2, "/staff/orders/import/1");
    together(&boss2, "/staff/orders/import/1", "act=tell", both, 2);
    CHECK(both[0].status + both[1].status == 303 + 422);
    job();
    CHECK_INT(mails("order_scheduled"), 1);
}

TEST(orders_plan_overtaken_before_it_is_told)
{
    start();
    upload(&boss, "甲", plan_for("2026-12-01,,,,"));
    press(&boss, "/staff/orders/import/1", "apply");
    CHECK_INT(act(&admin, "act=schedule&delivery_on=2026-12-09&reason=x").status, 303);
    CHECK_INT(mails("order_scheduled"), 1); /* told at once */
    CHECK_INT(press(&boss2, "/staff/orders/import/1", "tell").status, 303);
    job();
    CHECK_INT(mails("order_scheduled"), 1);
    CHECK_STR(world_text("SELECT told FROM reader_import_row WHERE told <> ''"),
        S("overtaken"));
    CHECK_STR(world_text("SELECT state FROM reader_import"), S("done"));
}

TEST(orders_units_are_found_by_serial_number)
{
    struct reply r;

    start();
    upload(&boss, "甲", plan_for("2026-12-01,2026-11-20,ヤマト,123,AB-1"));
    CHECK_INT(press(&boss, "/staff/orders/import/1", "apply").status, 303);
    r = get(&op, "/staff/orders/units?serial=%EF%BC%A1%EF%BC%A2");
    CHECK(has(r, "AB-1") && has(r, "ひまわり薬局") && has(r, page_of(&first)));
    CHECK(has(get(&op, "/staff/orders/units?serial=ZZ"),
        "この番号で始まる製造番号はありません"));
    CHECK(has(get(&op, "/staff/orders/units?state=sent"), "AB-1"));
    CHECK(!has(get(&op, "/staff/orders/units"), "AB-1"));
    CHECK(has(get(&op, page_of(&first)), "AB-1"));
}

TEST(orders_unused_readers_are_watched)
{
    struct reply r;

    start();
    upload(&boss, "甲", plan_for("2026-11-21,2026-11-20,ヤマト,123,AB-1"));
    press(&boss, "/staff/orders/import/1", "apply");
    CHECK_INT(act(&boss, "act=deliver&delivered_on=2026-11-21&reason=x").status, 303);
    CHECK(has(get(&op, "/staff/orders/unused"), "あてはまる医療機関等はありません"));
    world_clock(WORLD_NOW + 182LL * 86400);
    world_sql("UPDATE session SET seen_at = 1810951200, created_at = 1810951200");
    r = get(&boss, "/staff/orders/unused");
    CHECK(has(r, "ひまわり薬局") && has(r, "/staff/orders/unused/export"));
    r = get(&boss, "/staff/orders/unused/export");
    CHECK(has(r, "ひまわり薬局") && has(r, "2026-11-21"));
    CHECK(has(get(&boss, "/staff/orders/unused?kind=hospital"),
        "あてはまる医療機関等はありません"));
    CHECK_INT(act(&op, "act=start&started_on=2027-01-01&reason=x").status, 303);
    CHECK(has(get(&boss, "/staff/orders/unused"), "あてはまる医療機関等はありません"));
}
