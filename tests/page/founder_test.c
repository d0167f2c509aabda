/* founder_test.c: 開設者・名称の変更 from the institution's side, with the staff's answers. */
#include "tests/multi.h"
#include "tests/orders.h"
#include "tests/page/people.h"
#include "tests/staff/people.h"
#include "tests/world_impl.h"

#include "model/founder.h"
#include "util/str.h"

#define PAGE  "/my/founder"
#define EDIT  "/my/founder/edit"
#define FINAL "step=commit"

struct typed {
    const char *founder, *name, *day, *paper; /* paper: its kind; NULL: none */
};

static const struct typed right = {"髙﨑 𠮷男", "ひまわり薬局", "2026-11-01", "bureau"};

static struct reply input(struct client *c, struct typed t)
{
    struct multi m = multi(c, EDIT);

    multi_field(&m, "founder", t.founder);
    multi_field(&m, "founder_jis", "");
    multi_field(&m, "name", t.name);
    multi_field(&m, "changed_on", t.day);
    multi_field(&m, "said", "理事長がかわりました。");
    if (t.paper) {
        multi_field(&m, "file1_kind", t.paper);
        multi_file(&m, "file1", "変更届の控え（髙﨑）.pdf", paper_pdf(t.founder));
    }
    return multi_post(&m);
}

static void hand_in(struct client *c, struct typed t)
{
    CHECK_STR(input(c, t).location, S(EDIT "/confirm"));
    CHECK_STR(submit(c, EDIT "/confirm", FINAL).location, S(PAGE "/done"));
}

static const char *staff_page(void)
{
    return arena_fmt(&world_arena, "/staff/founders/" STR_FMT,
        STR_ARG(world_text("SELECT number FROM founder_change ORDER BY id DESC LIMIT 1"))).p;
}

static struct reply decide(struct client *s, const char *body)
{
    struct str rev = world_text("SELECT rev FROM founder_change ORDER BY id DESC LIMIT 1");
    struct reply r;

    get(s, staff_page());
    r = post(s, staff_page(),
        arena_fmt(&world_arena, "%s&rev=" STR_FMT, body, STR_ARG(rev)).p);
    person_notes();
    return r;
}

TEST(founder_from_the_form_to_the_registration)
{
    struct reply r;

    world();
    struct client c = client_member();

    r = get(&c, PAGE);
    CHECK(has(r, "株式会社ひまわり") && has(r, "変更を知らせる"));
    CHECK_STR(input(&c, right).location, S(EDIT "/confirm"));
    CHECK_INT(world_number("SELECT count(*) FROM founder_change"), 0);
    r = get(&c, EDIT "/confirm");
    CHECK(has(r, "髙﨑 𠮷男") && has(r, "株式会社ひまわり") && has(r, "変更届の控え（髙﨑）.pdf"));
    CHECK(has(r, "「<span data-nr>高崎　吉男</span>」を送ります"));
    CHECK_STR(submit(&c, EDIT "/confirm", FINAL).location, S(PAGE "/done"));
    CHECK(has(get(&c, PAGE "/done"), "2026年11月28日"));
    CHECK_INT(world_number("SELECT count(*) FROM attachment WHERE owner_table ="
                           " 'founder_change' AND kind = 'bureau'"), 1);
    CHECK_STR(world_text("SELECT template FROM outbox ORDER BY id DESC LIMIT 1"),
        S("founder_filed"));
    /* beside the old one, everywhere; nothing else waits */
    r = get(&c, "/my");
    CHECK(has(r, "確認中") && has(r, "髙﨑 𠮷男") && has(r, "株式会社ひまわり"));
    r = get(&c, "/my/account");
    CHECK(has(r, "確認中") && has(r, "髙﨑 𠮷男") && has(r, "株式会社ひまわり"));
    struct client s = client_staff("operator");
    CHECK_STR(decide(&s, "act=accept&note=").location, str_of(staff_page()));
    CHECK_STR(world_text("SELECT founder || founder_jis FROM statement"),
        S("髙﨑 𠮷男高崎　吉男"));
    r = get(&c, PAGE);
    CHECK(has(r, "反映ずみ") && !has(r, "新しい開設者氏名"));
    CHECK(!has(get(&c, "/my"), "新しい開設者氏名"));
    CHECK_STR(world_text("SELECT template FROM outbox ORDER BY id DESC LIMIT 1"),
        S("founder_accepted"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action IN ('founder.filed',"
                           " 'founder.accepted') AND institution = 2"), 2);
    papers_end();
}

/* An order that was placed goes on, and a new one can be placed. */
TEST(founder_under_way_holds_up_no_order)
{
    static const char survey[] = "plan_year=2027&plan_month=06&claims=yes&emr=no&reader1=1&quantity1=1";
    struct client c;

    world();
    orders_fill();
    world_sql("UPDATE institution SET kind = 'clinic', score_table = '1', code = '0100025'"
              " WHERE id = 2");
    c = client_member();
    hand_in(&c, right);
    CHECK_STR(submit(&c, "/my/readers", survey).location,
        S("/my/readers/confirm"));
    CHECK_STR(submit(&c, "/my/readers/confirm", FINAL).location, S("/my/readers/done"));
    CHECK_STR(world_text("SELECT state FROM reader_order"), S("received"));
    papers_end();
}

TEST(founder_form_says_what_is_missing)
{
    static const struct {
        struct typed t;
        const char *field, *text;
    } wrong[] = {
        {{"株式会社ひまわり", "ひまわり薬局", "2026-11-01", "bureau"}, "founder",
            "医療機関等名も開設者氏名も、いまの登録と同じです。変わったところを直してください。"},
        {{"", "ひまわり薬局", "2026-11-01", "bureau"}, "founder", "開設者氏名を入力してください"},
        {{"髙﨑", "", "2026-11-01", "bureau"}, "name", "医療機関等名を入力してください"},
        {{"髙﨑", "ひまわり薬局", "2026-11-22", "bureau"}, "changed_on",
            "変わった日は、きょうまでの日を入力してください。"},
        {{"髙﨑", "ひまわり薬局", "", "bureau"}, "changed_on", "変わった日を入力してください"},
        {{"髙﨑", "ひまわり薬局", "2026-11-01", NULL}, "file1", "書類を1つ以上付けてください"},
    };

    world();
    struct client c = client_member();

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct reply r = input(&c, wrong[i].t);

        CHECK_INT(r.status, 422);
        CHECK(complains(r, wrong[i].field, wrong[i].text));
        world_sql("DELETE FROM draft; DELETE FROM attachment");
    }
    CHECK_INT(world_number("SELECT count(*) FROM founder_change"), 0);
    papers_end();
}

TEST(founder_of_two_hundred_characters)
{
    struct typed t = right;
    struct buf b = BUF_INIT;

    world();
    struct client c = client_member();

    for (int i = 0; i < 200; i++)
        buf_puts(&b, "𠮷");
    buf_byte(&b, 0);
    t.founder = b.p;
    hand_in(&c, t);
    CHECK_INT(world_number("SELECT length(founder) FROM founder_change"), 200);
    buf_reset(&b);
    for (int i = 0; i < 201; i++)
        buf_puts(&b, "あ");
    buf_byte(&b, 0);
    t.founder = b.p;
    CHECK(complains(input(&c, t), "founder",
        "開設者氏名は、200文字までで入力してください（いま201文字です）"));
    buf_release(&b);
    papers_end();
}

TEST(founder_comes_back_is_corrected_and_goes_through)
{
    struct typed again = {"医療法人社団髙﨑会", "ひまわり薬局　本店", "令和8年10月1日", NULL};
    struct reply r;

    world();
    struct client c = client_member();
    struct client s = client_staff("supervisor");

    hand_in(&c, right);
    CHECK_INT(decide(&s, "act=return&note=").status, 422); /* no reason */
    CHECK_STR(decide(&s, "act=return&reason=differs&note=2ページ目です").location,
        str_of(staff_page()));
    CHECK(has(get(&c, "/my"), "差戻し"));
    r = get(&c, EDIT);
    CHECK(has(r, "書類のとおりに直してください") && has(r, "2ページ目です"));
    CHECK(has(r, "value=\"髙﨑 𠮷男\"") && has(r, "届出ずみ"));
    hand_in(&c, again); /* the paper that is there is enough */
    CHECK_STR(world_text("SELECT state || version || changed_on FROM founder_change"),
        S("filed22026-10-01"));
    CHECK_INT(decide(&s, "act=accept&note=ありがとうございました").status, 303);
    CHECK_STR(world_text("SELECT founder || name FROM statement"),
        S("医療法人社団髙﨑会ひまわり薬局　本店"));
    CHECK_STR(world_text("SELECT group_concat(event) FROM founder_event"),
        S("filed,returned,corrected,accepted"));
    CHECK_STR(world_text("SELECT group_concat(template) FROM (SELECT template FROM outbox"
                         " WHERE template LIKE 'founder_%' ORDER BY id)"),
        S("founder_filed,founder_returned,founder_corrected,founder_accepted"));
    papers_end();
}

TEST(founder_is_corrected_while_it_is_being_checked)
{
    struct client s;

    world();
    struct client c = client_member();
    struct typed t = right;

    hand_in(&c, right);
    s = client_staff("operator");
    get(&s, staff_page()); /* shows the first version */
    t.founder = "佐藤";
    t.paper = NULL;
    hand_in(&c, t);
    CHECK_INT(post(&s, staff_page(), "act=accept&note=&rev=1").status, 422);
    CHECK_STR(world_text("SELECT founder FROM statement"), S("株式会社ひまわり"));
    CHECK_INT(decide(&s, "act=accept&note=").status, 303);
    CHECK_STR(world_text("SELECT founder FROM statement"), S("佐藤"));
    papers_end();
}

TEST(founder_is_taken_back)
{
    world();
    struct client c = client_member();

    CHECK_STR(get(&c, PAGE "/withdraw").location, S(PAGE));
    hand_in(&c, right);
    CHECK(has(get(&c, PAGE "/withdraw"), "髙﨑 𠮷男"));
    CHECK_INT(post(&c, PAGE "/withdraw", "rev=9").status, 409);
    CHECK_STR(submit(&c, PAGE "/withdraw", "rev=1").location, S(PAGE "?done=withdrawn"));
    CHECK_STR(world_text("SELECT state FROM founder_change"), S("withdrawn"));
    CHECK_STR(world_text("SELECT founder FROM statement"), S("株式会社ひまわり"));
    CHECK(has(get(&c, PAGE "?done=withdrawn"), "取り下げました"));
    hand_in(&c, right); /* a new one may come */
    CHECK_INT(world_number("SELECT count(*) FROM founder_change"), 2);
    papers_end();
}

TEST(founder_second_press_hands_in_once)
{
    struct reply r[2];

    world();
    struct client c = client_member();

    input(&c, right);
    get(&c, EDIT "/confirm");
    struct client same = c;
    r[0] = submit(&c, EDIT "/confirm", FINAL);
    r[1] = submit(&same, EDIT "/confirm", FINAL);
    CHECK_STR(r[0].location, S(PAGE "/done"));
    CHECK(r[1].status == 303);
    CHECK_INT(world_number("SELECT count(*) FROM founder_change"), 1);
    CHECK_INT(world_number("SELECT version FROM founder_change"), 1);
    papers_end();
}

/* Two forms of two people about the same thing: neither overwrites unseen. */
TEST(founder_two_members_at_once)
{
    struct typed t = right;
    struct reply r;

    world();
    struct client owner = client_member(), staff = client_role("staff");

    t.founder = "佐藤";
    CHECK_STR(input(&owner, right).location, S(EDIT "/confirm"));
    CHECK_STR(input(&staff, t).location, S(EDIT "/confirm"));
    CHECK_STR(submit(&owner, EDIT "/confirm", FINAL).location, S(PAGE "/done"));
    r = submit(&staff, EDIT "/confirm", FINAL);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "内容が変わりました"));
    CHECK_STR(world_text("SELECT founder || version FROM founder_change"), S("髙﨑 𠮷男1"));
    papers_end();
}

TEST(founder_is_told_to_everybody_and_viewers_only_look)
{
    world();
    struct client c = client_member(), looks = client_role("viewer");

    hand_in(&c, right);
    CHECK_INT(world_number("SELECT count(DISTINCT mail_to) FROM outbox WHERE template ="
                           " 'founder_filed'"), world_number("SELECT count(*) FROM member"
                                                             " WHERE institution = 2"));
    CHECK(has(get(&looks, "/my"), "髙﨑 𠮷男"));
    CHECK(!has(get(&looks, PAGE), EDIT));
    CHECK_STR(get(&looks, EDIT).location, S(PAGE));
    get(&looks, "/my");
    CHECK_INT(post(&looks, PAGE "/withdraw", "rev=1").status, 403);
    CHECK_INT(post(&looks, EDIT "/confirm", FINAL).status, 403);
    papers_end();
}

TEST(founder_papers_are_the_institutions_own)
{
    const char *mine;
    struct client s;

    world();
    struct client c = client_member();

    hand_in(&c, right);
    mine = arena_fmt(&world_arena, PAGE "/" STR_FMT "/files/1",
        STR_ARG(world_text("SELECT number FROM founder_change"))).p;
    CHECK_STR(get(&c, mine).body, paper_pdf(right.founder));
    world_sql("UPDATE founder_change SET institution = 1; UPDATE attachment SET institution = 1");
    CHECK_INT(get(&c, mine).status, 404);
    CHECK(!has(get(&c, PAGE), "髙﨑"));
    s = client_staff("auditor");
    CHECK_STR(get(&s, arena_fmt(&world_arena, "%s/files/1", staff_page()).p).body,
        paper_pdf(right.founder));
    person_notes();
    CHECK_STR(world_text("SELECT detail FROM audit WHERE action = 'founder.paper_viewed'"),
        S("audit"));
    papers_end();
}

/* What an earlier registration has left is not shown to who has proved nothing. */
TEST(founder_past_of_another_registration)
{
    world();
    struct client c = client_member();

    hand_in(&c, right);
    submit(&c, PAGE "/withdraw", "rev=1");
    CHECK(has(get(&c, PAGE), "髙﨑 𠮷男"));
    world_sql("UPDATE statement SET proof = '', registered_at = registered_at + 1000000000");
    CHECK(!has(get(&c, PAGE), "髙﨑 𠮷男"));
    papers_end();
}

TEST(threat_founder_change_takes_over_nothing)
{
    world();
    struct client c = client_member();
    struct client s = client_staff("operator");
    struct str people = world_text("SELECT group_concat(account || role) FROM member");

    hand_in(&c, right);
    decide(&s, "act=accept&note=");
    CHECK_STR(world_text("SELECT group_concat(account || role) FROM member"), people);
    CHECK_STR(world_text("SELECT mail FROM account WHERE id = 1"), S(MEMBER_MAIL));
    CHECK_STR(world_text("SELECT proof FROM statement"), S("letter"));
    CHECK_INT(world_number("SELECT count(*) FROM token"), 0);
    CHECK_INT(get(&c, "/my").status, 200); /* nobody is put out */
    CHECK_INT(world_number("SELECT count(*) FROM credential WHERE institution = 1"
                           " AND state = 'issued'"), 1);
    /* the form of the login can't change it by the way */
    submit(&c, "/my/account", "name=乗っ取り薬局&founder=だれか&phone=06-0000-0001&contact=山田花子"
                              "&mail=" MEMBER_MAIL "&mail2=" MEMBER_MAIL);
    submit(&c, "/my/account/confirm", FINAL);
    CHECK_STR(world_text("SELECT name || founder FROM statement"), S("ひまわり薬局髙﨑 𠮷男"));
    papers_end();
}
