/* notices_programmes_test.c: a programme added without a program change: copied, changed,
 * opened by another person; types in versions; papers that are taken from a day on. */
#include "tests/staff/filed.h"

#include "tests/world_impl.h"
#include "util/str.h"

static struct client editor, other, admin, op;

static void start(void)
{
    filed_world();
    editor = client_staff("editor");
    world_sql("UPDATE staff SET name = 'first' WHERE role = 'editor'");
    other = client_staff("editor");
    admin = client_staff("admin");
    op = client_staff("operator");
}

#define PAGE "/staff/notices/programmes"

static struct reply copy(const char *word)
{
    return submit(&editor, PAGE, arena_fmt(&world_arena,
        "source=2023&title=冬の経過措置&word=%s&opens_on=R5.4.1&last_on=2023-05-31", word).p);
}

TEST(programme_list_and_rights)
{
    struct reply r;

    start();
    r = get(&op, PAGE);
    CHECK(has(r, "オンライン資格確認の経過措置（令和5年）") && has(r, "受付中") && has(r, "受付の前"));
    CHECK(!has(r, "下書きを作る"));
    r = get(&op, PAGE "/2023");
    CHECK(has(r, "システム整備中") && !has(r, PAGE "/2023/edit"));
    CHECK_INT(get(&op, PAGE "/none").status, 404);
    CHECK_INT(get(&op, PAGE "/2023/edit").status, 403);
    CHECK_INT(get(&op, PAGE "/2023/types/101").status, 200);
    CHECK_INT(get(&op, PAGE "/2023/types/201").status, 404); /* of another programme */
    CHECK_INT(get(&editor, PAGE "/2023/new-type").status, 404); /* it is open */
}

TEST(programme_copy_is_a_draft_that_another_person_opens)
{
    struct reply r;
    struct str rev;

    start();
    r = submit(&editor, PAGE, "source=2023&title=&word=&opens_on=&last_on=");
    CHECK(complains(r, "title", "制度の名前を入力してください"));
    r = submit(&editor, PAGE, "source=2023&title=x&word=A b&opens_on=2023-04-01&last_on=2023-03-01");
    CHECK(r.status == 422 && has(r, "英字の小文字"));
    r = submit(&editor, PAGE, "source=2023&title=x&word=w&opens_on=2023-04-01&last_on=2023-03-01");
    CHECK(complains(r, "last_on", "受付の最後の日は、始める日よりあとにしてください"));
    r = submit(&editor, PAGE, "source=none&title=x&word=w&opens_on=2023-04-01&last_on=2023-05-01");
    CHECK(r.status == 422 && has(r, "もとにする制度を、1つ選んでください"));
    r = copy("2023");
    CHECK(r.status == 422 && has(r, "この名前は、ほかの制度が使っています"));
    CHECK_STR(copy("winter").location, S(PAGE "/winter"));
    CHECK_INT(world_number("SELECT count(*) FROM programme_type WHERE programme = 3"), 6);
    CHECK_INT(world_number("SELECT count(*) FROM programme_question q JOIN programme_type t"
        " ON t.id = q.type WHERE t.programme = 3"), world_number("SELECT count(*) FROM"
        " programme_question q JOIN programme_type t ON t.id = q.type WHERE t.programme = 1"));
    CHECK_INT(world_number("SELECT count(*) FROM attachment_kind k JOIN programme_type t"
        " ON t.id = k.type WHERE t.programme = 3 AND k.valid_from = '2023-04-01'"), 4);
    CHECK_INT(world_number("SELECT count(*) FROM programme_type WHERE programme = 3"
        " AND valid_from = '2023-04-01' AND guide <> ''"), 2);
    r = get(&editor, PAGE "/winter");
    CHECK(has(r, "下書き") && has(r, "最後に直した人は、受付を始められません"));
    CHECK(!has(r, "この内容で受付を始める"));
    rev = S("1");
    CHECK_INT(post(&editor, PAGE "/winter", "rev=1").status, 422);
    r = get(&other, PAGE "/winter");
    CHECK(has(r, "この内容で受付を始める"));
    submit(&editor, PAGE "/winter/edit", "title=冬の経過措置2&clinic=1"); /* meanwhile */
    r = post(&other, PAGE "/winter", "rev=1");
    CHECK(r.status == 422 && has(r, "ほかの人が直しました"));
    rev = hidden(get(&other, PAGE "/winter"), "rev");
    r = post(&other, PAGE "/winter", arena_fmt(&world_arena, "rev=" STR_FMT, STR_ARG(rev)).p);
    CHECK_INT(r.status, 303);
    CHECK_INT(world_number("SELECT published FROM programme WHERE word = 'winter'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'programme.published'"), 1);
    CHECK(has(get(&op, PAGE "/winter"), "受付の前"));
}

TEST(programme_gaps_stand_in_the_way)
{
    struct reply r;

    start();
    copy("winter");
    world_sql("DELETE FROM attachment_kind WHERE type IN (SELECT id FROM programme_type"
              " WHERE programme = 3);"
              "UPDATE programme_type SET end_key = 'nothing' WHERE programme = 3 AND number = 4;"
              "UPDATE programme SET may_file = '' WHERE id = 3");
    r = get(&admin, PAGE "/winter");
    CHECK(has(r, "だれが届け出るのかを") && has(r, "類型1に、受け取る書類がありません") &&
          has(r, "類型4の終わりを数える質問（nothing）"));
    r = post(&admin, PAGE "/winter", arena_fmt(&world_arena, "rev=" STR_FMT,
        STR_ARG(world_text("SELECT rev FROM programme WHERE id = 3"))).p);
    CHECK_INT(r.status, 422);
    CHECK_INT(world_number("SELECT published FROM programme WHERE id = 3"), 0);
}

TEST(programme_type_of_a_draft_is_changed_removed_added)
{
    struct reply r;
    int64_t id;
    const char *at;

    start();
    copy("winter");
    id = world_number("SELECT id FROM programme_type WHERE programme = 3 AND number = 1");
    at = arena_fmt(&world_arena, PAGE "/winter/types/%lld", (long long)id).p;
    r = submit(&editor, arena_fmt(&world_arena, "%s/edit", at).p,
        "title=システム整備中（冬）&end_day=2023-12-31&pharmacy=1&consult=&number=1"
        "&end_rule=answer&attachment=required");
    CHECK_INT(r.status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM programme_type WHERE title = 'システム整備中（冬）'"
        " AND end_day = '2023-12-31' AND excluded = 'pharmacy' AND end_rule = 'answer'"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM programme_type WHERE id = 101"
        " AND end_day = '2023-09-30' AND excluded = ''"), 1); /* the one copied stays */
    r = submit(&editor, arena_fmt(&world_arena, "%s/edit", at).p, "number=0&title=");
    CHECK(r.status == 422 && complains(r, "number", "番号は、1から99までの数字で入力してください"));
    r = submit(&editor, arena_fmt(&world_arena, "%s/questions/new", at).p,
        "key=color&label=壁の色&input=choice&options=red");
    CHECK(r.status == 422 && has(r, "1行に1つ"));
    r = submit(&editor, arena_fmt(&world_arena, "%s/questions/new", at).p,
        "key=color&label=壁の色&input=choice&options=red%3D赤%0Ablue%3D青&shown_if=vendor%3Dx"
        "&required_if=never");
    CHECK_INT(r.status, 303);
    r = submit(&editor, arena_fmt(&world_arena, "%s/questions/new", at).p,
        "key=color&label=床の色&input=text");
    CHECK(r.status == 422 && has(r, "このしるしは、同じ類型のほかの質問が使っています"));
    r = submit(&editor, arena_fmt(&world_arena, "%s/questions/new", at).p,
        "key=c&label=x&input=text&shown_if=vendor and");
    CHECK(r.status == 422 && has(r, "条件は"));
    CHECK(has(get(&editor, at), "壁の色"));
    r = submit(&editor, arena_fmt(&world_arena, "%s/questions/%lld", at,
        (long long)world_number("SELECT max(id) FROM programme_question")).p, "act=remove");
    CHECK_INT(r.status, 303);
    CHECK(!has(get(&editor, at), "壁の色"));
    CHECK_INT(post(&editor, at, "act=remove").status, 303);
    CHECK_INT(get(&editor, at).status, 404);
    r = submit(&editor, PAGE "/winter/new-type", "number=1&word=snow&title=大雪&circumstance=大雪で"
        "工事ができない&until_text=雪がとけるまで&end_rule=none&attachment=none");
    CHECK_INT(r.status, 303);
    CHECK(has(get(&editor, PAGE "/winter"), "大雪"));
}

TEST(programme_open_type_changes_by_a_new_version)
{
    struct reply r;
    struct str n;
    int64_t id;

    start();
    n = filed_add(101, FILED_SYSTEM);
    CHECK_INT(get(&editor, PAGE "/2023/types/101/edit").status, 303); /* not any more */
    get(&editor, PAGE "/2023/types/101");
    CHECK_INT(post(&editor, PAGE "/2023/types/101/edit", "title=x").status, 422);
    CHECK_INT(post(&editor, PAGE "/2023/types/101", "act=version&from=2023-03-01").status, 422);
    CHECK_INT(post(&editor, PAGE "/2023/types/101", "act=version&from=x").status, 422);
    CHECK_INT(post(&editor, PAGE "/2023/types/101", "act=remove").status, 422);
    r = post(&editor, PAGE "/2023/types/101", "act=version&from=令和5年3月10日");
    CHECK_INT(r.status, 303);
    id = world_number("SELECT max(id) FROM programme_type");
    CHECK_STR(world_text("SELECT valid_until FROM programme_type WHERE id = 101"), S("2023-03-09"));
    CHECK_STR(world_text("SELECT valid_from FROM programme_type ORDER BY id DESC"), S("2023-03-10"));
    r = submit(&editor, arena_fmt(&world_arena, PAGE "/2023/types/%lld/edit", (long long)id).p,
        "end_day=2023-10-31&end_rule=answer&attachment=required");
    CHECK_INT(r.status, 303);
    /* what was filed keeps its row */
    CHECK_INT(world_number("SELECT type FROM notice"), 101);
    CHECK_STR(world_text("SELECT end_day FROM programme_type WHERE id = 101"), S("2023-09-30"));
    CHECK_INT(post(&editor, PAGE "/2023/types/101", "act=version&from=2023-03-20").status, 422);
    CHECK_STR(filed_state(n), S("filed"));
    world_clock(FILED_NOW + 12 * 86400);
    world_sql("UPDATE staff SET name = name || '+'");
    editor = client_staff("editor");
    CHECK_INT(get(&editor, arena_fmt(&world_arena, PAGE "/2023/types/%lld/edit",
        (long long)id).p).status, 303); /* it is used now */
}

TEST(programme_paper_is_added_and_ended_in_a_minute)
{
    struct reply r;

    start();
    r = submit(&admin, PAGE "/2023/types/101", "act=kind&title=&valid_from=");
    CHECK(r.status == 422 && has(r, "書類の名前を入力してください"));
    r = submit(&admin, PAGE "/2023/types/101",
        "act=kind&title=NTTの申込確認書&valid_from=令和5年3月2日");
    CHECK_INT(r.status, 303);
    CHECK(has(get(&op, PAGE "/2023/types/101"), "NTTの申込確認書"));
    CHECK_INT(world_number("SELECT count(*) FROM attachment_kind WHERE title LIKE 'NTT%'"
                           " AND valid_from = '2023-03-02' AND type = 101"), 1);
    get(&admin, PAGE "/2023/types/101");
    r = post(&admin, PAGE "/2023/types/101", arena_fmt(&world_arena, "act=end&kind=%lld",
        (long long)world_number("SELECT max(id) FROM attachment_kind")).p);
    CHECK_INT(r.status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM attachment_kind WHERE valid_until = '2023-03-01'"), 1);
    CHECK_INT(post(&admin, PAGE "/2023/types/101", "act=end&kind=9999").status, 422);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action LIKE 'programme.kind%'"), 2);
}

TEST(programme_open_one_keeps_who_files_and_its_first_day)
{
    struct reply r;

    start();
    r = get(&editor, PAGE "/2023/edit");
    CHECK(!has(r, "name=\"opens_on\"") && !has(r, "name=\"hospital\"") && has(r, "name=\"last_on\""));
    r = submit(&editor, PAGE "/2023/edit", "last_on=2023-02-28&hospital=&opens_on=2020-01-01");
    CHECK(r.status == 422 && has(r, "きょうよりあとにしてください"));
    r = submit(&editor, PAGE "/2023/edit", "last_on=2023-04-07&hospital=&opens_on=2020-01-01");
    CHECK_INT(r.status, 303);
    CHECK_INT(world_number("SELECT count(*) FROM programme WHERE id = 1 AND closes_at = 1680879600"
        " AND opens_at = 1675350000 AND may_file = 'hospital clinic dental pharmacy'"), 1);
    get(&editor, PAGE "/2023/edit");
    r = post(&editor, PAGE "/2023/edit", "title=x&summary=x&law=x&last_on=2023-04-07&_rev=1"
        "&follow_days=1&correct_days=1&late_text=");
    CHECK(r.status == 422 && has(r, "ほかの人が先に直しました"));
}
