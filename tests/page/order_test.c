/* order_test.c: ordering card readers in the browser: the survey by kind, the limits, the
 * address, changing, cancelling, two browsers at once. */
#include "tests/orders.h"

#include "model/receipt.h"
#include "sys/clock.h"
#include "util/str.h"

#define PAGE   "/my/readers"
#define SURVEY "plan_year=２０２７&plan_month=０６&claims=yes"
#define OTHERS SURVEY "&emr=planned&emr_year=令和10&emr_month=1"
#define ELSEWHERE                                                                        \
    "&elsewhere=1&zip=〒１０５－０００４&pref=13&city=港区新橋2-1-3&building=" \
    "&addressee=髙﨑医院 受付&phone=０３（００００）０００２&contact=𠮷田"

#define TEN  "髙﨑𠮷田髙﨑𠮷田髙﨑"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "𠮷"

/* The member's institution becomes another kind; readers 1 2 3 5 can be ordered. */
static struct client start(const char *kind, const char *table)
{
    (void)world();
    orders_fill();
    world_sql(arena_fmt(&orders_arena,
        "UPDATE institution SET kind = '%s', score_table = '%s', code = '0100025' WHERE id = 2",
        kind, table).p);
    return client_member();
}

/* A colleague of the same institution in another browser. */
static struct client colleague(const char *role)
{
    struct client c = client_new();

    world_sql(arena_fmt(&orders_arena,
        "INSERT INTO account (id, mail, mail_key, mail_confirmed_at, password, contact, phone,"
        " created_at, changed_at) SELECT 77, 'hana@example.jp', 'hana@example.jp', 1, password,"
        " '佐藤', phone, 1, 1 FROM account WHERE mail = '" MEMBER_MAIL "';"
        "INSERT INTO member VALUES (77, 2, '%s', 1, 0)", role).p);
    get(&c, "/login");
    CHECK_INT(post(&c, "/login", "login=hana@example.jp&password=" MEMBER_PASSWORD).status, 303);
    return c;
}

static struct str order(struct client *c, const char *body)
{
    struct reply r = submit(c, PAGE, body);

    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, S(PAGE "/confirm"));
    r = submit(c, PAGE "/confirm", "step=commit");
    CHECK_STR(r.location, S(PAGE "/done"));
    return world_text("SELECT number FROM reader_order ORDER BY id DESC LIMIT 1");
}

static const char *of(struct str number, const char *tail)
{
    return arena_fmt(&orders_arena, PAGE "/" STR_FMT "%s", STR_ARG(number), tail).p;
}

TEST(order_page_asks_what_concerns_the_kind)
{
    struct client c = start("pharmacy", "4");
    struct reply r = get(&c, PAGE);

    CHECK_INT(r.status, 200);
    CHECK(has(r, "調剤システムの導入（保険薬局のみ）"));
    CHECK(!has(r, "電子カルテ"));
    CHECK(has(r, "薬局は、合計1台までです"));
    CHECK(has(r, "2020年8月6日"));
    r = submit(&c, PAGE, SURVEY "&emr=yes&reader1=1&quantity1=1"); /* and nobody can sneak it in */
    CHECK(complains(r, "dispensing", "調剤システムの導入（保険薬局のみ）を、1つ選んでください"));
    c = start("dental", "3");
    r = get(&c, PAGE);
    CHECK(has(r, "電子カルテシステムの導入（保険薬局を除く）"));
    CHECK(!has(r, "調剤システム"));
    CHECK(!has(r, "終")); /* a product that has ended */
}

TEST(order_page_from_input_to_mail)
{
    struct client c = start("hospital", "1");
    struct reply r = submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1&reader2=2&quantity2=1&reader3=3&quantity3=1");
    struct str number, mail;

    CHECK_STR(r.location, S(PAGE "/confirm"));
    r = get(&c, PAGE "/confirm");
    CHECK(has(r, "令和9年（2027年）6月"));
    CHECK(has(r, "入力した文字「２０２７年０６月」を、このように直しました"));
    CHECK(has(r, "未導入（導入予定あり）　令和10年（2028年）1月"));
    CHECK(has(r, "3台</strong>"));
    CHECK(has(r, "〒530-0001"));
    CHECK(has(r, "大阪府大阪市北区梅田1-1"));
    CHECK(has(r, "費用にあたる額を返していただきます"));
    CHECK(!has(r, "間に合わないことがあります"));
    CHECK_INT(world_number("SELECT count(*) FROM reader_order"), 0);
    r = submit(&c, PAGE "/confirm", "step=commit");
    CHECK_STR(r.location, S(PAGE "/done"));
    number = world_text("SELECT number FROM reader_order");
    r = get(&c, PAGE "/done");
    CHECK(has(r, receipt_text(&orders_arena, number).p));
    CHECK(has(r, "レセプトコンピュータを改修"));
    CHECK_INT(world_number("SELECT count(*) FROM draft"), 0);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'order.place'"), 1);
    mail = world_text("SELECT body FROM outbox WHERE template = 'order_placed'");
    CHECK(str_has(mail, receipt_text(&orders_arena, number)));
    CHECK(str_has(mail, S("資格確認端末")) && str_has(mail, S("レセプトコンピュータの改修")) &&
        str_has(mail, S("システムの会社")) && str_has(mail, S("甲 顔　1台")));
    r = get(&c, of(number, ""));
    CHECK(has(r, "受付"));
    CHECK(has(r, "申込み</strong>"));
    CHECK(has(r, "内容を変える"));
    CHECK_INT(get(&c, PAGE "/" "00000000A").status, 404);
}

TEST(order_page_months_are_checked)
{
    static const struct {
        const char *typed, *field, *text;
    } cases[] = {
        {"plan_year=2027&plan_month=0&claims=yes", "plan_month", "月は、1から12までの数字"},
        {"plan_year=2027&plan_month=13&claims=yes", "plan_month", "月は、1から12までの数字"},
        {"plan_year=２０２３&plan_month=5&claims=yes", "plan_year", "今月（2026年11月）か、それよりあと"},
        {"plan_year=&plan_month=&claims=yes", "plan_year", "時期の年を入力してください"},
        {"plan_year=2027&plan_month=6", "claims", "レセプトのオンライン請求についてを、1つ選んでください"},
        {"plan_year=2027&plan_month=6&claims=planned&claims_year=2026&claims_month=1",
            "claims_month", "オンライン請求の導入予定"},
    };
    struct client c = start("clinic", "1");

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = submit(&c, PAGE,
            arena_fmt(&orders_arena, "%s&reader1=1&quantity1=1&emr=no", cases[i].typed).p);

        CHECK(has(r, cases[i].text));
        CHECK(has(r, arena_fmt(&orders_arena, "href=\"#%s\"", cases[i].field).p));
    }
    /* the month of an answer that was not given does not matter */
    CHECK_INT(submit(&c, PAGE, SURVEY "&claims_month=13&emr=no&reader1=1&quantity1=1").status, 303);
}

TEST(order_page_warns_of_a_near_start_and_another_prefecture)
{
    struct client c = start("clinic", "1");
    struct reply r;

    submit(&c, PAGE, "plan_year=2027&plan_month=2&claims=no&emr=no&reader1=1&quantity1=1" ELSEWHERE);
    r = get(&c, PAGE "/confirm");
    CHECK(has(r, "間に合わないことがあります"));
    CHECK(has(r, "医療機関等は大阪府、送付先は東京都です"));
    CHECK(has(r, "東京都港区新橋2-1-3"));
    CHECK(has(r, "<b>髙﨑医院 受付</b>"));
    CHECK(has(r, "03-0000-0002"));
    CHECK(has(r, "𠮷田"));
    submit(&c, PAGE, "plan_year=2027&plan_month=3&claims=no&emr=no&reader1=1&quantity1=1");
    CHECK(!has(get(&c, PAGE "/confirm"), "間に合わないことがあります"));
}

TEST(order_page_lines)
{
    static const struct {
        const char *typed, *field, *text;
    } cases[] = {
        {"", "reader1", "1台以上選んでください"},
        {"&reader1=1", "quantity1", "カードリーダー1の台数を選んでください"},
        {"&quantity2=1", "reader2", "カードリーダー2の製品を選んでください"},
        {"&reader1=4&quantity1=1", "reader1", "この製品は、いまは申し込めません（理由：ended）"},
        {"&reader1=99&quantity1=1", "reader1", "（理由：ended）"},
        {"&reader1=1&quantity1=1&reader2=1&quantity2=1", "reader2", "（理由：twice）"},
        {"&reader1=1&quantity1=2&reader3=2&quantity3=2", "quantity1",
            "病院は、合計3台までです。いま選んだのは4台です。台数を減らしてください"},
        {"&reader1=1&quantity1=4", "quantity1", "一覧の中から"},
    };
    struct client c = start("hospital", "1");

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = submit(&c, PAGE,
            arena_fmt(&orders_arena, "%s%s", OTHERS, cases[i].typed).p);

        CHECK_INT(r.status, 422);
        CHECK(has(r, cases[i].text));
        CHECK(has(r, arena_fmt(&orders_arena, "href=\"#%s\"", cases[i].field).p));
    }
    CHECK_INT(world_number("SELECT count(*) FROM reader_order"), 0);
}

TEST(order_page_of_a_dental_part_says_the_rule)
{
    struct client c = start("hospital", "3");
    struct reply r;

    world_sql("INSERT INTO pair VALUES (11, 2, 0, 's:1')");
    r = submit(&c, PAGE, OTHERS "&reader1=1&quantity1=2");
    CHECK(has(r, "医科の病院に併設する歯科は、合計1台までです。いま選んだのは2台です"));
    CHECK(has(r, "href=\"#quantity1\""));
    CHECK(has(r, "は1台のみ選択してください"));
    order(&c, OTHERS "&reader1=1&quantity1=1");
}

TEST(order_page_address_is_whole_or_not_at_all)
{
    static const char *const fields[] = {"zip", "pref", "city", "addressee", "phone", "contact"};
    struct client c = start("clinic", "1");
    struct reply r = submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1&elsewhere=1");

    for (size_t i = 0; i < COUNT(fields); i++)
        CHECK(has(r, arena_fmt(&orders_arena, "href=\"#%s\"", fields[i]).p));
    CHECK(!has(r, "href=\"#building\""));
    r = submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1&elsewhere=1&zip=123&phone=1");
    CHECK(complains(r, "zip", "郵便番号は、7つの数字で入力してください"));
    CHECK(has(r, "href=\"#phone\""));
    /* what stands there is not looked at without the tick */
    CHECK_INT(submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1&zip=123&phone=1").status, 303);
    order(&c, OTHERS "&reader1=1&quantity1=1" ELSEWHERE);
    CHECK_STR(world_text("SELECT zip || pref || city || addressee || phone FROM reader_order"),
        S("105000413港区新橋2-1-3髙﨑医院 受付03-0000-0002"));
    CHECK(str_has(world_text("SELECT address FROM reader_event"), S("髙﨑医院 受付")));
}

TEST(order_page_tells_that_something_arrived_there)
{
    struct client c = start("hospital", "1");

    order(&c, OTHERS "&reader1=1&quantity1=1" ELSEWHERE);
    world_sql("UPDATE reader_order SET state = 'delivered', delivered_on = '2026-11-20'");
    submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1" ELSEWHERE);
    CHECK(has(get(&c, PAGE "/confirm"), "令和8年11月20日（金）にもお届けしています"));
    submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1");
    CHECK(!has(get(&c, PAGE "/confirm"), "にもお届けしています"));
}

TEST(order_page_looks_up_the_postal_code)
{
    struct client c = start("clinic", "1");
    struct reply r;

    world_sql("INSERT INTO postcode (id, zip, pref, city, town) VALUES"
              " (901, '9990001', '13', '港区', '新橋'), (902, '9990002', '01', '札幌市', '北一条'),"
              " (903, '9990002', '01', '札幌市', '北二条')");
    r = submit(&c, PAGE, OTHERS "&zip=９９９－０００１&_zip=zip");
    CHECK_STR(r.location, S(PAGE "?zip=1#zip"));
    r = get(&c, PAGE "?zip=1");
    CHECK(has(r, "value=\"港区新橋\""));
    CHECK(has(r, "住所を入れました"));
    CHECK(has(r, "value=\"２０２７\"")); /* nothing typed is lost */
    submit(&c, PAGE, OTHERS "&elsewhere=1&zip=9990002&city=&_zip=zip");
    r = get(&c, PAGE "?zip=1");
    CHECK(has(r, "この郵便番号の住所は、いくつかあります"));
    CHECK(has(r, "北海道札幌市北二条"));
    submit(&c, PAGE, OTHERS "&elsewhere=1&zip=9990002&found=903&_zip=zip");
    r = get(&c, PAGE "?zip=1");
    CHECK(has(r, "value=\"札幌市北二条\""));
    CHECK(has(r, "住所を入れました"));
    submit(&c, PAGE, OTHERS "&elsewhere=1&zip=9999999&_zip=zip");
    CHECK(has(get(&c, PAGE "?zip=1"), "見つかりません"));
    r = submit(&c, PAGE, OTHERS "&elsewhere=1&zip=99&_zip=zip");
    CHECK(complains(r, "zip", "郵便番号は、7つの数字で入力してください"));
    CHECK_INT(world_number("SELECT count(*) FROM draft WHERE checked = 1"), 0);
    world_sql("DELETE FROM postcode WHERE id > 900");
}

TEST(order_page_unproved_may_order_but_not_elsewhere)
{
    struct client c = start("clinic", "1");
    struct reply r;

    world_sql("UPDATE statement SET proof = ''");
    r = submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1" ELSEWHERE);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "（理由：unproved）"));
    CHECK(has(r, "href=\"#elsewhere\""));
    order(&c, OTHERS "&reader1=1&quantity1=1");
}

TEST(order_page_refusals)
{
    static const struct {
        const char *sql, *id;
    } cases[] = {
        {"UPDATE institution SET closed_on = '2026-11-21' WHERE id = 2", "closed"},
        {"UPDATE institution SET kind = 'nursing' WHERE id = 2", "nursing"},
        {"DELETE FROM reader_limit", "no-limit"},
        {"UPDATE reader SET orderable_until = '2026-11-20'", "nothing"},
        {"UPDATE member SET role = 'viewer'", "viewer"},
        {"INSERT INTO deletion (number, institution, state, caller, asked_at, asked_by,"
         " effective_at) VALUES ('1', 2, 'scheduled', '', 0, 1, 1900000000)", "deletion"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct client c = start("clinic", "1");
        struct reply r;

        world_sql(cases[i].sql);
        r = get(&c, PAGE);
        CHECK_INT(r.status, 200);
        CHECK(has(r, arena_fmt(&orders_arena, "理由：<span data-nr>%s</span>", cases[i].id).p));
        r = post(&c, PAGE, OTHERS "&reader1=1&quantity1=1");
        CHECK(r.status == 422 || r.status == 403);
        CHECK_INT(world_number("SELECT count(*) FROM reader_order"), 0);
    }
}

TEST(order_page_change_and_the_survey_of_the_next)
{
    struct client c = start("hospital", "1");
    struct str number = order(&c, OTHERS "&reader1=1&quantity1=2");
    struct reply r = get(&c, PAGE);

    CHECK(has(r, "受付ずみの申し込みを変える画面です"));
    CHECK(has(r, "value=\"2027\""));
    r = submit(&c, PAGE, OTHERS "&reader1=2&quantity1=1&reader2=1&quantity2=2");
    r = get(&c, PAGE "/confirm");
    CHECK(has(r, "<del><span class=\"ml\">甲 顔　2台"));
    CHECK(has(r, "まだ変わっていません"));
    submit(&c, PAGE "/confirm", "step=commit");
    CHECK_STR(world_text("SELECT group_concat(reader || ':' || quantity) FROM"
                         " (SELECT * FROM reader_order_line ORDER BY reader)"), S("1:2,2:1"));
    CHECK_INT(world_number("SELECT count(*) FROM reader_order"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'order_changed'"), 1);
    r = submit(&c, of(number, "/cancel"), "all=1&reason=やめます");
    CHECK_STR(r.location, str_of(of(number, "?said=cancelled")));
    r = get(&c, PAGE); /* the next one begins with the answers of the last */
    CHECK(has(r, "前回の申し込みの答え"));
    CHECK(has(r, "value=\"2027\""));
    CHECK(!has(r, "value=\"1\" selected"));
    order(&c, OTHERS "&reader1=3&quantity1=3");
}

TEST(order_page_all_dashes_lead_to_cancelling)
{
    struct client c = start("hospital", "1");
    struct str number = order(&c, OTHERS "&reader1=1&quantity1=2&reader2=2&quantity2=1");
    struct reply r = submit(&c, PAGE, OTHERS "&reader1=1&quantity1=&reader2=2&quantity2=");

    CHECK_STR(r.location, str_of(of(number, "/cancel")));
    r = get(&c, of(number, "/cancel"));
    CHECK(has(r, "まだ取り消していません"));
    CHECK_STR(world_text("SELECT state FROM reader_order"), S("received"));
    r = submit(&c, of(number, "/cancel"), "part=1");
    CHECK_INT(r.status, 422);
    CHECK(complains(r, "cut1", "取り消す台数を選んでください"));
    r = submit(&c, of(number, "/cancel"), "all=1&reason=" LONG);
    CHECK(complains(r, "reason", "理由は、200文字までで入力してください"));
    r = submit(&c, of(number, "/cancel"), "part=1&cut1=1&reason=減らす");
    CHECK_STR(r.location, str_of(of(number, "?said=part")));
    CHECK_INT(world_number("SELECT sum(quantity - cancelled) FROM reader_order_line"), 2);
    CHECK(has(get(&c, of(number, "")), "ほかに1台を取り消し"));
    r = submit(&c, of(number, "/cancel"), "part=1&cut1=1&cut2=1"); /* the rest */
    CHECK_STR(r.location, str_of(of(number, "?said=cancelled")));
    CHECK_STR(world_text("SELECT state FROM reader_order"), S("cancelled"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'order_cancelled'"), 1);
}

TEST(order_page_cancel_twice_and_undo)
{
    struct client c = start("clinic", "1");
    struct str number = order(&c, OTHERS "&reader1=1&quantity1=1");
    struct reply r, again[2];

    get(&c, of(number, "/cancel"));
    together(&c, of(number, "/cancel"), "all=1&_rev=1", again, 2);
    CHECK_STR(again[0].location, again[1].location);
    CHECK_INT(world_number("SELECT count(*) FROM reader_event"), 2);
    r = get(&c, of(number, ""));
    CHECK(has(r, "取り消しをやめて、もとに戻す"));
    r = post(&c, of(number, "/undo"), "");
    CHECK_STR(r.location, str_of(of(number, "?said=undone")));
    r = post(&c, of(number, "/undo"), "");
    CHECK_STR(r.location, str_of(of(number, "?said=undone")));
    CHECK_STR(world_text("SELECT state FROM reader_order"), S("received"));
    submit(&c, of(number, "/cancel"), "all=1");
    clock_set(WORLD_NOW + ORDER_UNDO_S);
    c = client_member(); /* the session has ended by then */
    CHECK(!has(get(&c, of(number, "")), "もとに戻す</button>"));
    r = post(&c, of(number, "/undo"), "");
    CHECK_STR(r.location, str_of(of(number, "?said=late")));
    clock_set(WORLD_NOW);
}

TEST(order_page_stale_tabs)
{
    struct client c = start("hospital", "1"), d = colleague("staff");
    struct str number;
    struct reply r;

    /* both open the empty form; the second to confirm sees what the first did */
    submit(&c, PAGE, OTHERS "&reader1=1&quantity1=3");
    submit(&d, PAGE, OTHERS "&reader1=2&quantity1=3");
    r = get(&d, PAGE "/confirm");
    CHECK_INT(r.status, 200);
    get(&c, PAGE "/confirm");
    number = order(&c, OTHERS "&reader1=1&quantity1=3");
    r = post(&d, PAGE "/confirm", arena_fmt(&orders_arena, "_once=" STR_FMT,
        STR_ARG(hidden(r, "_once"))).p);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "先に申し込みを変えました"));
    CHECK_INT(world_number("SELECT count(*) FROM reader_order"), 1);
    /* a cancel page that was drawn before a change */
    r = get(&d, of(number, "/cancel"));
    submit(&c, PAGE, OTHERS "&reader1=1&quantity1=2");
    submit(&c, PAGE "/confirm", "step=commit");
    r = post(&d, of(number, "/cancel"), "all=1&_rev=1");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "先に申し込みを変えました"));
    CHECK_STR(world_text("SELECT state FROM reader_order"), S("received"));
    /* the confirm button twice, and the way back */
    r = submit(&c, PAGE "/confirm", "step=commit");
    CHECK_STR(r.location, S(PAGE));
}

/* The last unit, two browsers, one instant. */
TEST(order_page_the_last_unit_is_ordered_once)
{
    struct client c = start("clinic", "1"), d = colleague("owner");
    struct client both[] = {c, d};
    struct str tickets[2];
    struct reply r[2];

    for (int i = 0; i < 2; i++) {
        CHECK_STR(submit(&both[i], PAGE, OTHERS "&reader1=1&quantity1=1").location,
            S(PAGE "/confirm"));
        tickets[i] = hidden(get(&both[i], PAGE "/confirm"), "_once");
    }
    for (int i = 0; i < 2; i++)
        r[i] = post(&both[i], PAGE "/confirm",
            arena_fmt(&orders_arena, "_once=" STR_FMT, STR_ARG(tickets[i])).p);
    CHECK_INT((r[0].status == 303) + (r[1].status == 303), 1);
    CHECK_INT((r[0].status == 422) + (r[1].status == 422), 1);
    CHECK_INT(world_number("SELECT count(*) FROM reader_order"), 1);
    /* and one browser that presses twice */
    c = start("clinic", "1");
    submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1");
    tickets[0] = hidden(get(&c, PAGE "/confirm"), "_once");
    together(&c, PAGE "/confirm",
        arena_fmt(&orders_arena, "_once=" STR_FMT, STR_ARG(tickets[0])).p, r, 2);
    CHECK_STR(r[0].location, S(PAGE "/done"));
    CHECK_STR(r[1].location, S(PAGE "/done"));
    CHECK_INT(world_number("SELECT count(*) FROM reader_order"), 1);
}

TEST(order_page_of_an_order_that_has_gone_on)
{
    struct client c = start("clinic", "1");
    struct str number = order(&c, OTHERS "&reader1=1&quantity1=1");
    struct reply r;

    world_sql("UPDATE reader_order SET state = 'dispatched', delivery_on = '2027-03-01',"
              " dispatched_on = '2027-02-27', carrier = 'ヤマト運輸', tracking = '1234-5678-9012'");
    r = get(&c, PAGE);
    CHECK(has(r, "理由：<span data-nr>scheduled</span>"));
    CHECK(has(r, of(number, "")));
    r = get(&c, of(number, ""));
    CHECK(has(r, "令和9年3月1日（月）"));
    CHECK(has(r, "1234-5678-9012"));
    CHECK(!has(r, "内容を変える"));
    CHECK_STR(get(&c, of(number, "/cancel")).location, str_of(of(number, "")));
    r = post(&c, of(number, "/cancel"), "all=1&_rev=1");
    CHECK_STR(r.location, str_of(of(number, "")));
    CHECK_STR(world_text("SELECT state FROM reader_order"), S("dispatched"));
}

TEST(order_page_of_a_provisional_code_is_held)
{
    struct client c = start("clinic", "1");
    struct str number;
    struct reply r;

    world_sql("UPDATE institution SET code = '0000025' WHERE id = 2");
    submit(&c, PAGE, OTHERS "&reader1=1&quantity1=1");
    CHECK(has(get(&c, PAGE "/confirm"), "保留します"));
    submit(&c, PAGE "/confirm", "step=commit");
    number = world_text("SELECT number FROM reader_order");
    r = get(&c, PAGE "/done");
    CHECK(has(r, "保留しています：受付番号待ち（期限 令和8年12月21日（月））"));
    CHECK(has(get(&c, of(number, "")), "受付番号待ち（期限 令和8年12月21日（月））"));
    CHECK(str_has(world_text("SELECT body FROM outbox WHERE template = 'order_placed'"),
        S("令和8年12月21日（月）")));
}

TEST(order_page_of_others_is_not_there)
{
    struct client c = start("clinic", "1");
    struct str number = order(&c, OTHERS "&reader1=1&quantity1=1");

    world_sql("UPDATE reader_order SET institution = 11");
    CHECK_INT(get(&c, of(number, "")).status, 404);
    CHECK_INT(get(&c, of(number, "/slip.pdf")).status, 404);
    CHECK_INT(post(&c, of(number, "/cancel"), "all=1&_rev=1").status, 404);
    CHECK_INT(post(&c, of(number, "/undo"), "").status, 404);
}

TEST(order_page_reset_forgets_what_was_typed)
{
    struct client c = start("clinic", "1");

    submit(&c, PAGE, "plan_year=2030&reader1=1");
    CHECK(has(get(&c, PAGE), "value=\"2030\""));
    CHECK_STR(submit(&c, PAGE, "_reset=1").location, S(PAGE));
    CHECK(!has(get(&c, PAGE), "value=\"2030\""));
}
