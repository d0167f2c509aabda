/* readers_limits_test.c: staff keep the limits, grant exceptions and see on an
 * institution's page why it can't order. */
#include "tests/orders.h"
#include "tests/staff/people.h"

#include "model/order_refusal.h"
#include "util/str.h"

#define LIMITS "/staff/readers/limits"
#define GRANTS "/staff/readers/grants"
#define PLACE  "/staff/institutions/2740000025" /* ひまわり薬局 */
#define SOURCE "&source=%E9%80%9A%E7%9F%A5"

static struct client person(const char *role)
{
    world();
    return client_staff(role);
}

static int64_t limit_of(const char *kind)
{
    return world_number(arena_fmt(&orders_arena,
        "SELECT id FROM reader_limit WHERE kind = '%s' AND twin = 0", kind).p);
}

static const char *limit_page(const char *kind)
{
    return arena_fmt(&orders_arena, LIMITS "/%lld", (long long)limit_of(kind)).p;
}

static const char *confirm_of(const char *page)
{
    return arena_fmt(&orders_arena, "%s/confirm", page).p;
}

TEST(staff_limits_list_and_who_may_change)
{
    struct client c = person("admin");
    struct reply r = get(&c, LIMITS);

    CHECK(has(r, "病院") && has(r, "3台") && has(r, "医科の病院に併設する歯科"));
    CHECK(has(r, "行を加える") && has(r, "2020年8月7日"));
    c = client_staff("supervisor");
    r = get(&c, LIMITS);
    CHECK(has(r, "3台") && !has(r, "行を加える"));
}

TEST(staff_limits_change_by_a_last_day_and_a_new_row)
{
    struct client c = person("admin");
    const char *page = limit_page("clinic");
    struct reply r;

    r = submit(&c, page, "kind=clinic&quantity=1&from_day=2020-08-07&until_day=R8.12.31" SOURCE);
    CHECK_STR(r.location, str_of(confirm_of(page)));
    r = get(&c, confirm_of(page));
    CHECK(has(r, "令和8年12月31日（木）"));
    r = submit(&c, confirm_of(page), "");
    CHECK_STR(r.location, S(LIMITS "?said=saved"));
    r = submit(&c, LIMITS "/new",
        "kind=clinic&quantity=%EF%BC%92&from_day=2027-01-01&until_day=" SOURCE);
    CHECK_STR(r.location, S(LIMITS "/new/confirm"));
    r = submit(&c, LIMITS "/new/confirm", "");
    CHECK_STR(r.location, S(LIMITS "?said=saved"));
    CHECK_INT(world_number("SELECT quantity FROM reader_limit WHERE kind = 'clinic' AND twin = 0"
                           " AND from_day = '2027-01-01' AND until_day IS NULL"), 2);
    CHECK(has(get(&c, LIMITS), "これから"));
    r = get(&c, "/staff/readers");
    CHECK(has(r, "申し込める台数を追加") && has(r, "申し込める台数を変更"));
    CHECK(has(r, "最後の日:  → 2026-12-31"));
}

TEST(staff_limits_overlaps_are_refused)
{
    struct client c = person("admin");
    struct reply r;

    r = submit(&c, LIMITS "/new", "kind=clinic&quantity=2&from_day=2027-01-01&until_day=" SOURCE);
    CHECK_INT(r.status, 422);
    CHECK(complains(r, "from_day",
        "期間が、ほかの行（令和2年8月7日から、1台）と重なっています。先に、その行の最後の日を決めてください"));
    /* the same kind, but the rule for its dental part */
    world_sql("DELETE FROM draft; DELETE FROM reader_limit WHERE twin = 1");
    r = submit(&c, LIMITS "/new",
        "kind=hospital&twin=1&quantity=1&from_day=2027-01-01&until_day=" SOURCE);
    CHECK_INT(r.status, 303);
    /* somebody puts the same row in while it is looked at */
    world_sql("INSERT INTO reader_limit (kind, twin, from_day, quantity, source) VALUES"
              " ('hospital', 1, '2027-02-01', 1, 'x')");
    r = submit(&c, LIMITS "/new/confirm", "");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "と重なっています"));
}

TEST(staff_limits_bad_input)
{
    static const struct {
        const char *body, *field, *text;
    } cases[] = {
        {"kind=&quantity=1&from_day=2030-01-01" SOURCE, "kind", "施設の種類を、1つ選んでください"},
        {"kind=nursing&quantity=1&from_day=2030-01-01" SOURCE, "kind",
            "施設の種類を、一覧の中から選んでください"},
        {"kind=clinic&quantity=&from_day=2030-01-01" SOURCE, "quantity", "台数（合計）を入力してください"},
        {"kind=clinic&quantity=100&from_day=2030-01-01" SOURCE, "quantity",
            "台数は、0から99までの数字で入力してください"},
        {"kind=clinic&quantity=1&from_day=" SOURCE, "from_day", "始まる日を入力してください"},
        {"kind=clinic&quantity=1&from_day=2030-01-02&until_day=2030-01-01" SOURCE, "until_day",
            "最後の日は、始まる日と同じ日か、あとの日にしてください"},
        {"kind=clinic&quantity=1&from_day=2030-01-01&source=%20", "source", "根拠を入力してください"},
        {"kind=pharmacy&twin=1&quantity=1&from_day=2030-01-01" SOURCE, "twin",
            "医科の病院に併設する歯科は、施設の種類が病院か歯科診療所のときだけ選べます"},
    };
    struct client c = person("admin");
    char body[400];

    world_sql("UPDATE reader_limit SET until_day = '2029-12-31'");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = submit(&c, LIMITS "/new", cases[i].body);

        CHECK_INT(r.status, 422);
        CHECK(complains(r, cases[i].field, cases[i].text));
        world_sql("DELETE FROM draft");
    }
    snprintf(body, sizeof(body), "kind=clinic&quantity=0&from_day=2030-01-01&source=%0201d", 0);
    CHECK(complains(submit(&c, LIMITS "/new", body), "source",
        "根拠は、200文字までで入力してください（いま201文字です）"));
    CHECK_INT(get(&c, LIMITS "/999").status, 404);
}

/* ---------------------------------------------------------------- grants */

static struct reply grant(struct client *c, const char *body)
{
    struct reply r = submit(c, PLACE "/grant", body);

    return r.status == 303 ? submit(c, PLACE "/grant/confirm", "") : r;
}

TEST(staff_grants_are_made_listed_and_ended_with_a_reason)
{
    struct client c = person("supervisor");
    struct reply r;

    CHECK(has(get(&c, GRANTS), "認めた例外は、まだありません"));
    CHECK(has(get(&c, PLACE "/grant"), "薬局は、合計1台までです"));
    r = grant(&c, "units=%EF%BC%92&until_day=2026-12-31&reason=%E9%AB%99%EF%A8%91%0D%0A%F0%A0%AE%B7");
    CHECK_STR(r.location, S(GRANTS "?said=made"));
    CHECK_INT(world_number("SELECT units FROM reader_grant WHERE institution = 2"
                           " AND reason = '髙﨑' || char(10) || '𠮷'"), 2);
    world_clock(WORLD_NOW + 3 * 86400);
    c = client_staff("admin");
    r = get(&c, GRANTS);
    CHECK(has(r, "ひまわり薬局") && has(r, "3日前") && has(r, "いま使える") && has(r, "終わらせる"));
    r = get(&c, PLACE);
    CHECK(has(r, "台数の例外を認めた") && has(r, "あと2台を認めています"));
    r = submit(&c, GRANTS "/1", "reason=%E3%80%80");
    CHECK(complains(r, "reason", "終わらせる理由を入力してください"));
    r = submit(&c, GRANTS "/1", "reason=ok");
    CHECK_STR(r.location, S(GRANTS "?said=ended"));
    r = post(&c, GRANTS "/1", "reason=again");
    CHECK_STR(r.location, S(GRANTS));
    CHECK_STR(world_text("SELECT end_reason FROM reader_grant"), S("ok"));
    r = get(&c, GRANTS);
    CHECK(has(r, "早く終わらせた") && has(r, "：ok"));
    r = get(&c, PLACE);
    CHECK(has(r, "台数の例外を終わらせた") && !has(r, "あと2台を認めています"));
    CHECK(!has(get(&c, GRANTS "/1"), "<textarea"));
}

TEST(staff_grants_a_second_press_grants_once)
{
    struct client c = person("supervisor");
    struct str once;

    submit(&c, PLACE "/grant", "units=1&until_day=2026-12-31&reason=a");
    once = hidden(get(&c, PLACE "/grant/confirm"), "_once");
    for (int i = 0; i < 3; i++)
        CHECK_STR(post(&c, PLACE "/grant/confirm",
                      arena_fmt(&orders_arena, "_once=" STR_FMT, STR_ARG(once)).p).location,
            S(GRANTS "?said=made"));
    CHECK_INT(world_number("SELECT count(*) FROM reader_grant"), 1);
}

TEST(staff_grants_bad_input)
{
    static const struct {
        const char *body, *field, *text;
    } cases[] = {
        {"units=0&until_day=2026-12-31&reason=a", "units", "認める台数は、1から99までの数字で入力してください"},
        {"units=100&until_day=2026-12-31&reason=a", "units", "認める台数は、1から99までの数字で入力してください"},
        {"units=1&until_day=2026-11-20&reason=a", "until_day",
            "申し込める最後の日は、きょうか、あとの日にしてください"},
        {"units=1&until_day=&reason=a", "until_day", "申し込める最後の日を入力してください"},
        {"units=1&until_day=2026-12-31&reason=%0A", "reason", "理由を入力してください"},
    };
    struct client c = person("supervisor");

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = grant(&c, cases[i].body);

        CHECK_INT(r.status, 422);
        CHECK(complains(r, cases[i].field, cases[i].text));
    }
    CHECK_INT(grant(&c, "units=1&until_day=2026-11-21&reason=a").status, 303); /* today */
    CHECK_INT(submit(&c, "/staff/institutions/0130000036/grant",
        "units=1&until_day=2026-12-31&reason=a").status, 422); /* closed */
    CHECK_INT(get(&c, "/staff/institutions/9999999999/grant").status, 404);
    CHECK_INT(get(&c, GRANTS "/99").status, 404);
}

/* ---------------------------------------------------------------- why it can't */

TEST(staff_see_why_an_institution_cannot_order)
{
    static const struct {
        const char *sql;
        enum order_why why;
    } cases[] = {
        {"UPDATE institution SET kind = 'nursing', score_table = '4' WHERE id = 2", ORDER_WHY_NURSING},
        {"UPDATE institution SET closed_on = '2026-11-01' WHERE id = 2", ORDER_WHY_CLOSED},
        {"UPDATE reader_limit SET until_day = '2026-11-20'", ORDER_WHY_NO_LIMIT},
        {"UPDATE reader SET orderable_until = '2026-11-20'", ORDER_WHY_NOTHING},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct client c = person("operator");
        const struct order_refusal *no = order_refusal(cases[i].why);
        struct reply r = get(&c, PLACE);

        CHECK(has(r, "申し込めます") && has(r, "薬局は、合計1台までです"));
        CHECK(!has(r, "台数の例外を認める")); /* a supervisor's */
        world_sql(cases[i].sql);
        r = get(&c, PLACE);
        CHECK(has(r, "申し込めません") && has(r, no->id));
        CHECK(has(r, no->title) && has(r, no->text) && has(r, no->next));
    }
}

TEST(staff_see_the_orders_of_an_institution)
{
    struct db *db = orders_begin();
    struct order o = orders_place(db, AT_CLINIC, "1:1");
    struct str number = arena_str(&orders_arena, o.number);
    struct client c;
    struct reply r;
    const char *page;

    orders_end(db);
    page = arena_fmt(&orders_arena, "/staff/institutions/" STR_FMT, STR_ARG(world_text(
        "SELECT pref || score_table || code FROM institution WHERE id = 12"))).p;
    c = client_staff("supervisor");
    r = get(&c, page);
    CHECK(str_has(r.body, str_head(number, 4)) && has(r, "受付"));
    CHECK(has(r, "申し込めます")); /* it can still be changed */
    world_sql("UPDATE reader_order SET state = 'scheduled', delivery_on = '2027-03-01'");
    r = get(&c, page);
    CHECK(has(r, order_refusal(ORDER_WHY_SCHEDULED)->title) && has(r, "2027年3月1日"));
    world_sql("UPDATE reader_order SET state = 'delivered'");
    CHECK(has(get(&c, page), order_refusal(ORDER_WHY_DELIVERED)->title));
}
