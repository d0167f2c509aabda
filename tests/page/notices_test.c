/* notices_test.c: filing a transitional notice: form, window, exit, correction, change,
 * withdrawal, end; whose it is; the receipt. */
#include "tests/world_impl.h"

#include "model/notice.h"
#include "util/buf.h"
#include "util/str.h"

enum { LAST = 1680274799, DAY = 86400 }; /* 2023-03-31 23:59:59 in Tokyo */

#define FORM "/my/notices/new/2023/"
#define ITEMS "founder=%E9%AB%99%EF%A8%91&name=%E3%81%B2%E3%81%BE%E3%82%8F%E3%82%8A&address=x"
#define SYSTEM ITEMS "&q_contract_on=R5.2.28&q_vendor=%F0%A0%AE%B7&q_done_month=%E4%BB%A4%E5%92%8C5%E5%B9%B47%E6%9C%88"

static struct client at(int64_t now)
{
    world_clock(now);
    return client_member();
}

static struct str number(void)
{
    return world_text("SELECT number FROM notice ORDER BY id DESC LIMIT 1");
}

static const char *path(const char *tail)
{
    return arena_fmt(&world_arena, "/my/notices/" STR_FMT "%s", STR_ARG(number()), tail).p;
}

static struct str state(void)
{
    return world_text("SELECT state FROM notice ORDER BY id DESC LIMIT 1");
}

static struct reply file(struct client *c, const char *type, const char *body)
{
    const char *to = arena_fmt(&world_arena, FORM "%s", type).p;
    struct reply r = submit(c, to, body);

    if (r.status != 303)
        return r;
    to = arena_fmt(&world_arena, "%s/confirm", to).p;
    CHECK_STR(r.location, str_of(to));
    return submit(c, to, "step=commit");
}

static void review(const char *state_word, const char *more)
{
    world_sql(arena_fmt(&world_arena,
        "UPDATE notice SET state = '%s', rev = rev + 1, %s WHERE id = (SELECT max(id) FROM notice)",
        state_word, more).p);
}

TEST(notices_a_filing_goes_from_the_form_to_the_receipt)
{
    world();
    struct client c = at(LAST - DAY);
    struct reply r = get(&c, FORM "1");

    CHECK(has(r, "① 開設者氏名") && has(r, "株式会社ひまわり"));
    CHECK(has(r, "⑥ 契約日") && !has(r, "光回線は、いつから"));
    r = submit(&c, FORM "1", SYSTEM);
    CHECK_INT(r.status, 303);
    CHECK_STR(state(), S("draft"));
    r = get(&c, FORM "1/confirm");
    CHECK(has(r, "令和5年2月28日（火）") && has(r, "令和5年（2023年）7月"));
    CHECK(has(r, "令和5年7月31日（月）まで"));
    CHECK(has(r, "近畿厚生局長"));
    r = submit(&c, FORM "1/confirm", "step=commit");
    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, str_of(path("/done")));
    CHECK_STR(state(), S("filed"));
    r = get(&c, path("/done"));
    CHECK(has(r, "令和5年3月30日（木） 23時59分59秒"));
    CHECK(has(r, "令和5年4月13日（木）")); /* papers follow */
    CHECK_STR(world_text("SELECT end_day FROM notice"), S("2023-07-31"));
    CHECK_STR(world_text("SELECT value FROM notice_answer WHERE key = 'done_month'"),
        S("2023-07"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template = 'notice_filed'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'notice.filed'"), 1);
    r = get(&c, path("/receipt"));
    CHECK(has(r, "𠮷") && has(r, world_text("SELECT content_hash FROM notice").p));
    r = get(&c, path("/receipt.pdf"));
    CHECK(str_starts(r.body, S("%PDF-")));
    CHECK_STR(r.type, S("application/pdf"));
    /* once only: the button again, the form again */
    r = submit(&c, FORM "1", SYSTEM);
    CHECK_STR(r.location, str_of(path("?twice=1")));
    CHECK_INT(world_number("SELECT count(*) FROM notice"), 1);
}

TEST(notices_what_is_received_in_the_last_second_counts)
{
    static const struct {
        int64_t at;
        const char *state;
    } t[] = {{LAST, "filed"}, {LAST + 1, "draft"}};

    for (size_t i = 0; i < COUNT(t); i++) {
        world();
        struct client c = at(LAST - 600);
        struct reply r = submit(&c, FORM "2", ITEMS "&q_line=not_yet");

        CHECK_INT(r.status, 303);
        get(&c, FORM "2/confirm");
        world_clock(t[i].at);
        r = submit(&c, FORM "2/confirm", "step=commit");
        CHECK_STR(state(), str_of(t[i].state));
        CHECK_INT(r.status, i ? 422 : 303);
        if (i) { /* nothing is lost, and the days are named */
            CHECK(has(r, "受付は令和5年3月31日（金）で終わりました"));
            CHECK(has(r, "下書きに残っています"));
            r = get(&c, FORM "2");
            CHECK(has(r, "いまは届け出られません") && has(r, "value=\"髙﨑\""));
        } else {
            CHECK_INT(world_number("SELECT filed_at FROM notice"), LAST);
        }
    }
}

/* The queue before the writer is long in the last minutes. */
TEST(notices_wait_for_their_turn_and_count_by_their_arrival)
{
    world();
    struct client c = at(LAST - 600);

    submit(&c, FORM "2", ITEMS "&q_line=not_yet");
    world_clock(LAST);
    world_queue(30);
    CHECK_INT(submit(&c, FORM "2/confirm", "step=commit").status, 303);
    CHECK_STR(state(), S("filed"));
    CHECK_INT(world_number("SELECT filed_at FROM notice"), LAST);
    CHECK(world_number("SELECT changed_at FROM notice") > LAST);
    CHECK(has(get(&c, path("/done")), "23時59分59秒"));
}

TEST(notices_outside_the_window_a_new_one_is_refused_but_typed_words_stay)
{
    world();
    struct client c = at(LAST + 1);
    struct reply r = get(&c, FORM "2");

    CHECK_INT(r.status, 409);
    CHECK(has(r, "受付は令和5年3月31日（金）で終わりました"));
    world();
    c = at(LAST - 60);
    get(&c, FORM "2");
    world_clock(LAST + 60);
    r = post(&c, FORM "2", ITEMS "&q_line=not_yet");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "受付は令和5年3月31日（金）で終わりました") && has(r, "value=\"髙﨑\""));
    CHECK_INT(world_number("SELECT count(*) FROM notice"), 0);
    r = get(&c, FORM "2");
    CHECK(has(r, "value=\"髙﨑\""));
    c = at(1675349999); /* 2023-02-02 23:59:59 */
    r = get(&c, FORM "1");
    CHECK(has(r, "受付は令和5年2月3日（金）に始まります"));
}

TEST(notices_a_contract_too_late_leads_to_the_exit_and_not_to_an_error)
{
    world();
    struct client c = at(LAST - DAY);
    struct reply r = submit(&c, FORM "1",
        ITEMS "&q_contract_on=2023-03-01&q_vendor=a&q_done_month=2023-07");

    CHECK_STR(r.location, S("/guide/notices/exit?programme=2023&type=1&q=contract_on"));
    r = get(&c, "/guide/notices/exit?programme=2023&type=1&q=contract_on");
    CHECK(has(r, "令和5年2月28日までに契約したときのもの"));
    r = get(&c, FORM "1");
    CHECK(has(r, "value=\"2023-03-01\"")); /* still there */
}

TEST(notices_only_what_is_asked_can_be_wrong)
{
    world();
    struct client c = at(LAST - DAY);
    struct reply r = submit(&c, FORM "2", ITEMS "&q_line=from&q_available_on=x");

    CHECK_INT(r.status, 422);
    CHECK(has(r, "id=\"q_available_on-e\""));
    r = submit(&c, FORM "2", ITEMS "&q_line=from&q_available_on=");
    CHECK(complains(r, "q_available_on", "光回線が使えるようになる日を入力してください"));
    r = submit(&c, FORM "2", ITEMS "&q_line=not_yet&q_available_on=x");
    CHECK_INT(r.status, 303);
    r = get(&c, FORM "2/confirm");
    CHECK(!has(r, "光回線が使えるようになる日"));
    r = submit(&c, FORM "1", ITEMS "&q_contract_on=2023-02-10&q_vendor=&q_done_month=soon");
    CHECK(complains(r, "q_vendor", "契約した事業者の名前を入力してください"));
    CHECK(complains(r, "q_done_month", "システム整備が終わる予定の年月は、年と月を入力してください。例：令和5年7月、2023年7月"));
    r = submit(&c, FORM "6", ITEMS "&q_reason=b&q_age=69&q_text_b=");
    CHECK(complains(r, "q_text_b", "事情のくわしい説明を入力してください"));
    r = submit(&c, FORM "6", ITEMS "&q_reason=b&q_age=70&q_text_b=");
    CHECK_INT(r.status, 303);
    r = submit(&c, FORM "4", "founder=&name=&address=&q_which=&q_ends_on=");
    CHECK(complains(r, "founder", "① 開設者氏名を入力してください"));
    CHECK(complains(r, "q_which", "「改築工事中ですか、臨時の施設ですか」を、1つ選んでください"));
    r = submit(&c, FORM "4", ITEMS "&other_codes=123&q_which=rebuilding&q_ends_on=2023-10-31");
    CHECK_INT(r.status, 422);
    r = submit(&c, FORM "4", ITEMS "&other_codes=27-3-%EF%BC%91234567&q_which=rebuilding&q_ends_on=2023-10-31");
    CHECK_INT(r.status, 303);
    CHECK(has(get(&c, FORM "4/confirm"), "2731234567"));
    CHECK_INT(get(&c, FORM "3").status, 409); /* not for pharmacies */
    CHECK_INT(get(&c, FORM "9").status, 404);
    CHECK_INT(get(&c, "/my/notices/new/2024-nursing/1").status, 409);
    CHECK_INT(world_number("SELECT count(*) FROM notice"), 1); /* one draft, its type changes */
    CHECK_INT(world_number("SELECT type FROM notice"), 104);
}

TEST(notices_sent_back_and_corrected_then_changed)
{
    world();
    struct client c = at(LAST - DAY);
    struct reply r = file(&c, "2", ITEMS "&q_line=not_yet");

    CHECK_INT(r.status, 303);
    CHECK_INT(get(&c, path("/edit")).status, 409); /* being looked at */
    review("returned", "return_reason = '日付を書いてください', due = '2023-04-13'");
    c = at(LAST + 5 * DAY);
    r = get(&c, "/my");
    CHECK(has(r, "差戻し") && has(r, "令和5年4月13日（木）まで"));
    r = get(&c, path(""));
    CHECK(has(r, "日付を書いてください") && has(r, "令和5年4月13日（木）までに"));
    r = submit(&c, path("/edit"), ITEMS "&q_line=from&q_available_on=2023-08-31");
    CHECK_INT(r.status, 303);
    r = get(&c, path("/edit/confirm"));
    CHECK(has(r, "変更後："));
    r = submit(&c, path("/edit/confirm"), "step=commit");
    CHECK_STR(state(), S("filed"));
    CHECK_STR(world_text("SELECT end_day FROM notice"), S("2024-02-29"));
    CHECK_INT(world_number("SELECT count(*) FROM notice_version"), 2);
    r = get(&c, path("?version=1"));
    CHECK(has(r, "第1版（いま見ている版）") && has(r, "まだ使えない"));
    review("accepted", "in_force = 2");
    r = submit(&c, path("/edit"), ITEMS "2&q_line=from&q_available_on=2023-08-31");
    submit(&c, path("/edit/confirm"), "step=commit");
    CHECK_STR(state(), S("filed"));
    CHECK(has(get(&c, path("")), "変更届を審査中"));
    r = submit(&c, path("/unamend"), "");
    CHECK_STR(state(), S("accepted"));
    CHECK_STR(world_text("SELECT address FROM notice"), S("x"));
}

TEST(notices_corrections_are_refused_after_their_day)
{
    world();
    struct client c = at(LAST - DAY);

    file(&c, "2", ITEMS "&q_line=not_yet");
    review("returned", "return_reason = 'x', due = '2023-04-13'");
    c = at(LAST + 14 * DAY);
    struct reply r = submit(&c, path("/edit"), ITEMS "&q_line=not_yet");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "直す期間が終わりました"));
    CHECK_STR(state(), S("returned"));
}

TEST(notices_are_withdrawn_and_ended_with_words)
{
    world();
    struct client c = at(LAST - DAY);
    struct reply r;

    file(&c, "2", ITEMS "&q_line=not_yet");
    r = get(&c, path("/withdraw"));
    CHECK(has(r, "もとに戻せません"));
    r = submit(&c, path("/withdraw"), "reason=%20");
    CHECK(complains(r, "reason", "理由を入力してください"));
    CHECK_STR(state(), S("filed"));
    r = submit(&c, path("/withdraw"), "reason=%E5%B0%8E%E5%85%A5");
    CHECK_STR(state(), S("withdrawn"));
    CHECK_INT(post(&c, path("/withdraw"), "reason=a").status, 409);
    CHECK_INT(file(&c, "2", ITEMS "&q_line=not_yet").status, 303); /* may file again */
    review("accepted", "in_force = 1");
    r = submit(&c, path("/end"), "ended_on=2023-04-01&reason=a");
    CHECK(complains(r, "ended_on", "事情がなくなった日は、今日までの日付で入力してください。"));
    r = submit(&c, path("/end"), "ended_on=R5.3.30&reason=a");
    CHECK_STR(state(), S("ended"));
    CHECK_STR(world_text("SELECT ended_on FROM notice ORDER BY id DESC LIMIT 1"),
        S("2023-03-30"));
    CHECK_INT(world_number("SELECT count(*) FROM outbox WHERE template IN"
                           " ('notice_withdrawn', 'notice_ended')"), 2);
}

TEST(notices_a_draft_is_thrown_away_with_what_was_typed)
{
    world();
    struct client c = at(LAST - DAY);

    submit(&c, FORM "2", ITEMS "&q_line=not_yet");
    CHECK_STR(get(&c, path("/edit")).location, S(FORM "2"));
    CHECK_INT(get(&c, path("/withdraw")).status, 404);
    CHECK_INT(submit(&c, path("/drop"), "").status, 303);
    CHECK_STR(state(), S("withdrawn"));
    CHECK(!has(get(&c, FORM "2"), "髙﨑"));
}

TEST(notices_belong_to_their_institution_and_viewers_only_look)
{
    static const char *const tails[] = {"", "/edit", "/edit/confirm", "/withdraw", "/end",
        "/receipt", "/receipt.pdf", "/drop", "/unamend"};

    world();
    struct client c = at(LAST - DAY);
    const char *mine;

    file(&c, "2", ITEMS "&q_line=not_yet");
    mine = arena_str(&world_arena, number()).p;
    world_sql("UPDATE notice SET institution = 1"); /* another one's now */
    for (size_t i = 0; i < COUNT(tails); i++) {
        CHECK_INT(get(&c, path(tails[i])).status, 404);
        CHECK(!has(get(&c, "/my/notices"), mine));
    }
    CHECK_STR(get(&c, path("/done")).location, S("/my/notices"));
    world_sql("UPDATE notice SET institution = 2; UPDATE member SET role = 'viewer'");
    c = client_member();
    CHECK_INT(get(&c, path("")).status, 200);
    CHECK(!has(get(&c, path("")), "/withdraw\""));
    get(&c, path("/withdraw"));
    CHECK_INT(post(&c, path("/withdraw"), "reason=a").status, 403);
}

TEST(notices_guide_asks_one_thing_at_a_time_and_ends)
{
    world();
    struct client c = client_new();

    world_clock(LAST - DAY);
    CHECK(has(get(&c, "/guide/notices"), "施設の種類は、どれですか"));
    struct reply r = get(&c, "/guide/notices?asked=kind");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "どれか1つを選んでください"));
#define Q "/guide/notices?kind=clinic"
    CHECK(has(get(&c, Q), "もう導入していますか"));
    CHECK(has(get(&c, Q "&introduced=yes"), "届出はいりません"));
    CHECK(has(get(&c, Q "&introduced=no"), "紙で出していますか"));
    r = get(&c, Q "&introduced=no&paper=yes");
    CHECK(has(r, "義務の対象外") && has(r, "届け出ることもできます") && has(r, "それでも届け出る"));
    CHECK(has(get(&c, Q "&introduced=no&paper=yes&go=yes"), "導入できない事情は"));
    r = get(&c, Q "&introduced=no&paper=no");
    CHECK(has(r, "訪問診療だけを行っていて"));
    CHECK(!has(get(&c, "/guide/notices?kind=pharmacy&introduced=no&paper=no"), "外来の診療をしていない"));
    CHECK(has(get(&c, Q "&introduced=no&paper=no&type=none"), "届出はできません"));
    r = get(&c, Q "&introduced=no&paper=no&type=1");
    CHECK(has(r, "契約日") && r.status == 200);
    CHECK_INT(get(&c, Q "&introduced=no&paper=no&type=1&contract_on=x&asked=contract_on").status, 422);
    r = get(&c, Q "&introduced=no&paper=no&type=1&contract_on=R5.3.1");
    CHECK(has(r, "この類型では届け出られません"));
    r = get(&c, Q "&introduced=no&paper=no&type=1&contract_on=R5.2.28");
    CHECK(has(r, "href=\"/my/notices/new/2023/1/with/contract_on=2023-02-28\""));
    CHECK_STR(get(&c, "/my/notices/new/2023/1/with/contract_on=2023-02-28").location,
        S("/login?next=/my/notices/new/2023/1/with/contract_on=2023-02-28"));
    world_clock(LAST + 1);
    r = get(&c, Q "&introduced=no&paper=no");
    CHECK(has(r, "受付は令和5年3月31日（金）で終わりました") && has(r, "コールセンター"));
    r = get(&c, "/guide/notices?kind=nursing&introduced=no");
    CHECK(has(r, "受付は令和6年6月1日（土）に始まります"));
    c = at(LAST - DAY);
    CHECK(has(get(&c, "/my/notices/new/2023/1/with/contract_on=2023-02-28;x=1"),
        "value=\"2023-02-28\""));
}
