/* notice_test.c: who may move a notice from which state to which, the seconds of the
 * window, versions and their texts. */
#include "tests/world_impl.h"

#include "model/notice.h"
#include "model/receipt.h"
#include "util/str.h"

/* 2023-03-31 23:59:59 and 2023-04-01 00:00:00 in Tokyo; the first second of the window. */
enum { LAST = 1680274799, OVER = 1680274800, FIRST = 1675350000, DAY = 86400 };
enum { PROGRAMME = 1, NURSING = 2, SYSTEM = 101, NETWORK = 102, VISITS = 103 };

static struct notice_by by(enum notice_who who, int64_t at)
{
    return (struct notice_by){who, S("a:1"), at, false};
}

static struct notice_answer answers_of_system[] = {
    {.key = S_INIT("contract_on"), .value = S_INIT("2023-02-28")},
    {.key = S_INIT("vendor"), .value = S_INIT("髙﨑𠮷システム")},
    {.key = S_INIT("done_month"), .value = S_INIT("2023-07")},
};

static struct notice_content system_content(void)
{
    return (struct notice_content){SYSTEM, S("株式会社ひまわり"), S("ひまわり薬局"),
        S("大阪市北区"), S(""), {answers_of_system, COUNT(answers_of_system)}, 1};
}

static enum notice_no start(
    struct db *db, int64_t inst, int64_t programme, int64_t type, int64_t at, struct notice *n)
{
    struct notice_by b = by(NOTICE_BY_CLINIC, at);
    struct institution i;

    CHECK(institution_get(db, inst, &i));
    return notice_start(db, &world_arena, &i, programme, type, &b, n);
}

static enum notice_no go(struct db *db, struct notice *n, enum notice_event_kind event,
    enum notice_who who, int64_t at)
{
    struct notice_by b = by(who, at);
    struct notice_content c = system_content();
    const struct notice_rule *rule;

    return notice_move(db, &world_arena, n, event, &b,
        &(struct notice_input){.reason = S("理由"), .ended_on = S("2023-03-01"),
            .content = &c}, &rule);
}

static struct notice draft(struct db *db, int64_t at)
{
    struct notice n = {.id = 0};

    CHECK_INT(start(db, INST_PHARMACY, PROGRAMME, SYSTEM, at, &n), NOTICE_DONE);
    return n;
}

/* ---------------------------------------------------------------- the matrix */

/* The rule as people agreed on it: state, event, the roles that may, the state behind it. */
static const struct expected {
    const char *from;
    enum notice_event_kind event;
    unsigned who;
    const char *to;
} expected[] = {
    {"draft", NOTICE_FILE, 7, "filed"}, {"draft", NOTICE_WITHDRAW, 7, "withdrawn"},
    {"filed", NOTICE_RETURN, 4, "returned"}, {"filed", NOTICE_ACCEPT, 4, "accepted"},
    {"filed", NOTICE_UNAMEND, 7, "accepted"}, {"filed", NOTICE_WITHDRAW, 7, "withdrawn"},
    {"returned", NOTICE_CORRECT, 7, "filed"}, {"returned", NOTICE_UNAMEND, 15, "accepted"},
    {"returned", NOTICE_WITHDRAW, 7, "withdrawn"}, {"returned", NOTICE_LAPSE, 8, "withdrawn"},
    {"accepted", NOTICE_AMEND, 7, "filed"}, {"accepted", NOTICE_WITHDRAW, 7, "withdrawn"},
    {"accepted", NOTICE_END, 7, "ended"}, {"accepted", NOTICE_PASS, 8, "ended"},
};

static const char *const states[] = {
    "draft", "filed", "returned", "accepted", "withdrawn", "ended"};

static const char *goes_to(const char *from, enum notice_event_kind event, unsigned who)
{
    for (size_t i = 0; i < COUNT(expected); i++)
        if (expected[i].event == event && expected[i].who & who &&
            strcmp(expected[i].from, from) == 0)
            return expected[i].to;
    return from;
}

/* A row in a state with all that the guards ask for; the days are before at. */
static void put(struct db *db, struct notice *n, const char *state,
    enum notice_event_kind event)
{
    bool force = event == NOTICE_UNAMEND;
    bool over = event == NOTICE_LAPSE || event == NOTICE_PASS;
    const char *sql = arena_fmt(&world_arena,
        "UPDATE notice SET state = '%s', version = %d, in_force = %d, due = '%s',"
        " end_day = '2023-03-01', rev = rev + 1 WHERE id = %lld", state,
        strcmp(state, "draft") != 0, force, over ? "2023-03-01" : "2023-03-31",
        (long long)n->id).p;

    CHECK(db_commit(db));
    world_sql("DELETE FROM notice_answer; DELETE FROM notice_version;"
              "DELETE FROM notice_event;"
              "INSERT INTO notice_version SELECT id, 1, 1, 'a:1', 'file', type, founder,"
              " name, address, '', NULL, 't', 'h' FROM notice;");
    world_sql(sql);
    if (strcmp(state, "draft") == 0)
        world_sql("DELETE FROM notice_version");
    else if (event == NOTICE_FILE || event == NOTICE_CORRECT || event == NOTICE_AMEND)
        CHECK_INT(world_number("SELECT count(*) FROM notice_version"), 1);
    CHECK(db_begin(db));
    CHECK(notice_get(db, n->id, n));
}

TEST(notice_every_state_event_and_role)
{
    struct db *db = world_begin();
    struct notice n = draft(db, LAST);

    for (size_t s = 0; s < COUNT(states); s++)
        for (int e = NOTICE_FILE; e < NOTICE_EVENTS; e++)
            for (unsigned who = 1; who <= 8; who *= 2) {
                const char *want = goes_to(states[s], (enum notice_event_kind)e, who);
                enum notice_no no;

                put(db, &n, states[s], (enum notice_event_kind)e);
                no = go(db, &n, (enum notice_event_kind)e, (enum notice_who)who, LAST);
                CHECK(notice_get(db, n.id, &n));
                CHECK_STR(n.state, str_of(want));
                CHECK_INT(no == NOTICE_DONE, strcmp(want, states[s]) != 0);
                if (!str_is(n.state, want))
                    printf("  %s %s by %u\n", states[s],
                        notice_event_word((enum notice_event_kind)e), who);
                CHECK_INT(notice_events(db, n.id).n, no == NOTICE_DONE);
            }
    world_commit(db);
}

TEST(notice_every_rule_of_the_table_is_expected_and_leads_somewhere)
{
    size_t n = 0;

    for (const struct notice_rule *r = notice_rules; r->from; r++) {
        bool known = !*r->from, leads = false;

        n++;
        for (size_t i = 0; i < COUNT(expected); i++)
            known |= expected[i].event == r->event && expected[i].who == r->who &&
                strcmp(expected[i].from, r->from) == 0 && strcmp(expected[i].to, r->to) == 0;
        for (const struct notice_rule *x = notice_rules; x->from; x++)
            leads |= strcmp(x->from, r->to) == 0;
        CHECK(known);
        CHECK(leads || strcmp(r->to, "withdrawn") == 0 || strcmp(r->to, "ended") == 0);
    }
    CHECK_INT(n, COUNT(expected) + 1);
}

/* ---------------------------------------------------------------- the window */

TEST(notice_window_is_open_from_its_first_to_its_last_second)
{
    static const struct {
        int64_t at;
        enum notice_no no;
    } moments[] = {{FIRST - 1, NOTICE_NO_EARLY}, {FIRST, NOTICE_DONE}, {LAST, NOTICE_DONE},
        {OVER, NOTICE_NO_LATE}, {OVER + 1000 * DAY, NOTICE_NO_LATE}};

    for (size_t i = 0; i < COUNT(moments); i++) {
        struct db *db = world_begin();
        struct notice n = {.id = 0}, m = {.id = 0};

        CHECK_INT(start(db, INST_PHARMACY, PROGRAMME, SYSTEM, moments[i].at, &n),
            moments[i].no);
        CHECK_INT(start(db, INST_PHARMACY, PROGRAMME, SYSTEM, LAST, &m),
            moments[i].no ? NOTICE_DONE : NOTICE_NO_TWICE);
        CHECK_INT(go(db, &m, NOTICE_FILE, NOTICE_BY_CLINIC, moments[i].at), moments[i].no);
        CHECK_STR(m.state, moments[i].no ? S("draft") : S("filed"));
        if (!moments[i].no)
            CHECK_INT(m.filed_at, moments[i].at);
        world_commit(db);
    }
}

TEST(notice_corrections_and_changes_come_after_the_window)
{
    struct db *db = world_begin();
    struct notice n = draft(db, LAST), again;

    CHECK_INT(go(db, &n, NOTICE_FILE, NOTICE_BY_CLINIC, LAST), NOTICE_DONE);
    CHECK_INT(go(db, &n, NOTICE_RETURN, NOTICE_BY_REVIEW, OVER), NOTICE_DONE);
    CHECK_STR(n.due, S("2023-04-15"));
    CHECK_STR(n.return_reason, S("理由"));
    again = n; /* the day after the due day, and its last second */
    CHECK_INT(go(db, &again, NOTICE_CORRECT, NOTICE_BY_CLINIC, OVER + 15 * DAY),
        NOTICE_NO_CORRECTION);
    CHECK_INT(go(db, &n, NOTICE_LAPSE, NOTICE_BY_JOB, OVER + 15 * DAY - 1), NOTICE_NO_STATE);
    CHECK_INT(go(db, &n, NOTICE_CORRECT, NOTICE_BY_CLINIC, OVER + 15 * DAY - 1),
        NOTICE_DONE);
    CHECK_INT(n.version, 2);
    CHECK_STR(n.due, S(""));
    CHECK_INT(go(db, &n, NOTICE_ACCEPT, NOTICE_BY_REVIEW, OVER + 20 * DAY), NOTICE_DONE);
    CHECK_INT(n.in_force, 2);
    CHECK_INT(go(db, &n, NOTICE_AMEND, NOTICE_BY_CLINIC, OVER + 60 * DAY), NOTICE_DONE);
    CHECK_INT(n.version, 3);
    CHECK_INT(n.in_force, 2);
    CHECK_STR(n.state, S("filed"));
    CHECK_INT(notice_versions(db, n.id).n, 3);
    world_commit(db);
}

TEST(notice_dropped_change_brings_the_accepted_version_back)
{
    struct db *db = world_begin();
    struct notice n = draft(db, LAST), before;
    struct notice_content c = system_content();
    struct notice_by b = by(NOTICE_BY_CLINIC, OVER + DAY);
    const struct notice_rule *rule;

    CHECK_INT(go(db, &n, NOTICE_FILE, NOTICE_BY_CLINIC, LAST), NOTICE_DONE);
    CHECK_INT(go(db, &n, NOTICE_ACCEPT, NOTICE_BY_REVIEW, LAST), NOTICE_DONE);
    before = n;
    c.founder = S("𠮷田");
    c.type = NETWORK;
    c.answers = (struct notice_answers){
        &(struct notice_answer){.key = S("line"), .value = S("not_yet")}, 1};
    CHECK_INT(notice_move(db, &world_arena, &n, NOTICE_AMEND, &b,
                  &(struct notice_input){.content = &c}, &rule), NOTICE_DONE);
    CHECK_STR(n.founder, S("𠮷田"));
    CHECK_STR(n.end_day, S(""));
    CHECK_INT(n.type, NETWORK);
    CHECK_INT(go(db, &n, NOTICE_UNAMEND, NOTICE_BY_CLINIC, OVER + 2 * DAY), NOTICE_DONE);
    CHECK_STR(n.founder, before.founder);
    CHECK_STR(n.end_day, S("2023-07-31"));
    CHECK_STR(n.content_hash, before.content_hash);
    CHECK_INT(n.type, SYSTEM);
    CHECK_STR(notice_answer_of(&(struct notice_answers){notice_answers(db, n.id, 1).v, 3},
        S("vendor")), S("髙﨑𠮷システム"));
    CHECK_STR(notice_answers(db, n.id, 2).v[0].key, S("line"));
    world_commit(db);
}

/* ---------------------------------------------------------------- what stands in the way */

static enum notice_no with(struct db *db, const struct notice_content *c)
{
    struct notice n;
    struct notice_by b = by(NOTICE_BY_CLINIC, LAST);

    CHECK(notice_get(db, 1, &n));
    return notice_may(db, &world_arena, &n, NOTICE_FILE, &b, &(struct notice_input){.content = c});
}

TEST(notice_is_refused_for_one_reason_each)
{
    struct db *db = world_begin();
    struct notice n = draft(db, LAST), other = {.id = 0};
    struct notice_content c = system_content();
    struct notice_answer late = answers_of_system[0];

    CHECK_INT(with(db, &c), NOTICE_DONE);
    c.address = S("");
    CHECK_INT(with(db, &c), NOTICE_NO_ITEM);
    c = system_content();
    c.answers.n = 2;
    CHECK_INT(with(db, &c), NOTICE_NO_ANSWER);
    late.value = S("2023-03-01");
    c = system_content();
    c.answers.v = (struct notice_answer[]){late, answers_of_system[1], answers_of_system[2]};
    CHECK_INT(with(db, &c), NOTICE_NO_DAY);
    c = system_content();
    c.type = VISITS; /* not for pharmacies */
    CHECK_INT(with(db, &c), NOTICE_NO_TYPE);
    c.type = 201; /* of another programme */
    CHECK_INT(with(db, &c), NOTICE_NO_TYPE);
    CHECK_INT(start(db, INST_PHARMACY, PROGRAMME, NETWORK, LAST, &other), NOTICE_NO_TWICE);
    CHECK_INT(other.id, n.id);
    CHECK_INT(start(db, INST_PHARMACY, NURSING, 201, 1717200000, &other), NOTICE_NO_KIND);
    CHECK_INT(start(db, INST_PHARMACY, 99, SYSTEM, LAST, &other), NOTICE_NO_PROGRAMME);
    CHECK(db_commit(db));
    world_sql("UPDATE programme SET follow_days = 0");
    CHECK(db_begin(db));
    c = system_content();
    c.attached = 0;
    CHECK_INT(with(db, &c), NOTICE_NO_ATTACHMENT);
    CHECK(db_commit(db));
    world_sql("UPDATE programme SET published = 0");
    CHECK(db_begin(db));
    CHECK_INT(with(db, &c), NOTICE_NO_PROGRAMME);
    world_commit(db);
}

TEST(notice_second_of_two_hands_changes_nothing)
{
    struct db *db = world_begin();
    struct notice n = draft(db, LAST), old;

    CHECK_INT(go(db, &n, NOTICE_FILE, NOTICE_BY_CLINIC, LAST), NOTICE_DONE);
    old = n;
    CHECK_INT(go(db, &n, NOTICE_ACCEPT, NOTICE_BY_REVIEW, LAST), NOTICE_DONE);
    CHECK_INT(go(db, &old, NOTICE_RETURN, NOTICE_BY_REVIEW, LAST), NOTICE_NO_CHANGED);
    CHECK_STR(n.state, S("accepted"));
    CHECK_INT(notice_events(db, n.id).n, 3);
    world_commit(db);
}

TEST(notice_type_that_changed_is_kept_by_what_was_filed)
{
    struct db *db = world_begin();
    struct notice n = draft(db, LAST - 20 * DAY), other = {.id = 0};

    CHECK_INT(go(db, &n, NOTICE_FILE, NOTICE_BY_CLINIC, LAST - 20 * DAY), NOTICE_DONE);
    CHECK_INT(go(db, &n, NOTICE_RETURN, NOTICE_BY_REVIEW, LAST - 20 * DAY), NOTICE_DONE);
    CHECK(db_commit(db));
    world_sql("UPDATE programme_type SET valid_until = '2023-03-20' WHERE id = 101;"
              "INSERT INTO programme_type SELECT 301, programme, number, word, '新しい',"
              " circumstance, until_text, end_rule, end_key, '2024-03-31', end_months,"
              " attachment, excluded, consult, guide, position, '2023-03-21', '' FROM"
              " programme_type WHERE id = 101");
    CHECK(db_begin(db));
    CHECK_INT(go(db, &n, NOTICE_CORRECT, NOTICE_BY_CLINIC, LAST - 9 * DAY), NOTICE_DONE);
    CHECK_INT(n.type, SYSTEM);
    CHECK_INT(start(db, INST_CLINIC, PROGRAMME, SYSTEM, LAST - 9 * DAY, &other),
        NOTICE_NO_TYPE);
    CHECK_INT(start(db, INST_CLINIC, PROGRAMME, 301, LAST - 9 * DAY, &other), NOTICE_DONE);
    world_commit(db);
}

/* ---------------------------------------------------------------- text and number */

TEST(notice_text_holds_every_item_and_its_digest_changes_with_each)
{
    struct db *db = world_begin();
    struct notice n = draft(db, LAST);
    struct notice_content c = system_content();
    struct str text = notice_text(db, &world_arena, &n, &c, 1, LAST), hash, other;
    static const char *const parts[] = {"受付日時：2023-03-31 23:59:59\n", "届出先：近畿厚生局長\n",
        "① 開設者氏名：株式会社ひまわり\n", "② 医療機関・薬局の名称：ひまわり薬局\n",
        "③ 所在地：大阪市北区\n", "④ 医療機関等コード：27", "⑤ 経過措置の類型：1　システム整備中\n",
        "⑥ 契約日：令和5年2月28日（火）\n", "⑥ 契約した事業者の名前：髙﨑𠮷システム\n",
        "⑥ システム整備が終わる予定の年月：令和5年（2023年）7月\n"};

    for (size_t i = 0; i < COUNT(parts); i++)
        CHECK(str_has(text, str_of(parts[i])));
    CHECK(str_has(text, receipt_text(&world_arena, n.number)));
    hash = notice_text_hash(&world_arena, text);
    CHECK_INT(hash.n, 64);
    c.founder = S("株式会社ひまわ");
    other = notice_text_hash(&world_arena, notice_text(db, &world_arena, &n, &c, 1, LAST));
    CHECK(!str_eq(hash, other));
    c.founder = S("a\n② 医療機関・薬局の名称：b"); /* no line can be made in a value */
    text = notice_text(db, &world_arena, &n, &c, 1, LAST);
    CHECK(!str_has(text, S("\n② 医療機関・薬局の名称：b")));
    CHECK_INT(go(db, &n, NOTICE_FILE, NOTICE_BY_CLINIC, LAST), NOTICE_DONE);
    CHECK_STR(n.content_hash, hash);
    CHECK_STR(notice_text_hash(&world_arena, notice_versions(db, n.id).v[0].text), hash);
    world_commit(db);
}

TEST(notice_refusals_all_have_words_and_the_window_has_its_days)
{
    struct db *db = world_begin();
    struct programme p;
    struct str text;

    for (int i = 0; i < NOTICE_NOS; i++) {
        const struct notice_refusal *x = notice_refusal((enum notice_no)i);

        CHECK(x->id && *x->id);
        CHECK(i == NOTICE_DONE || (*x->title && *x->text && *x->next));
        for (int k = 0; k < i; k++)
            CHECK(strcmp(x->id, notice_refusal((enum notice_no)k)->id) != 0);
    }
    CHECK(programme_get(db, PROGRAMME, &p));
    text = notice_refusal_text(&world_arena, NOTICE_NO_LATE, &p);
    CHECK(str_has(text, S("受付は令和5年3月31日（金）で終わりました")));
    CHECK(str_has(text, S("令和5年2月3日（金）から")));
    text = notice_refusal_text(&world_arena, NOTICE_NO_EARLY, &p);
    CHECK(str_has(text, S("受付は令和5年2月3日（金）に始まります")));
    world_commit(db);
}
