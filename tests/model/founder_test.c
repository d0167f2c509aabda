/* founder_test.c: a change of founder or name: every event in every state by everybody, what
 * is handed in, what an acceptance changes and what it does not. */
#include "tests/world_impl.h"

#include "model/account.h"
#include "model/founder.h"
#include "model/receipt.h"
#include "util/str.h"

/* In a transaction, for the institution. */
static struct db *begin(void)
{
    struct db *db = world_begin();

    db_as(db, &world_arena, INST_PHARMACY);
    return db;
}

static const struct founder_by clinic = {FOUNDER_BY_CLINIC, {"a:1", 3}, WORLD_NOW};
static const struct founder_by desk = {FOUNDER_BY_DESK, {"s:1", 3}, WORLD_NOW + 60};

static struct founder_input to(const char *founder)
{
    return (struct founder_input){.name = S("ひまわり薬局"), .founder = str_of(founder),
        .founder_jis = S(""), .changed_on = S("2026-11-01"), .said = S("")};
}

static enum founder_no file(struct db *db, const char *founder, struct founder_change *c)
{
    struct founder_input in = to(founder);

    return founder_file(db, &world_arena, INST_PHARMACY, &clinic, &in, c);
}

static enum founder_no move(struct db *db, struct founder_change *c, enum founder_act act,
    const struct founder_by *by, struct founder_input in)
{
    const struct founder_rule *rule;
    enum founder_no no;

    db_as(db, &world_arena, by->who == FOUNDER_BY_DESK ? DB_ALL : INST_PHARMACY);
    no = founder_move(db, &world_arena, c, act, by, &in, &rule);
    db_as(db, &world_arena, INST_PHARMACY);
    return no;
}

TEST(founder_matrix)
{
    static const char *const states[] = {"", "filed", "returned", "accepted", "withdrawn"};
    static const unsigned who[] = {0, FOUNDER_BY_CLINIC, FOUNDER_BY_DESK};
    static const struct {
        const char *from;
        enum founder_act act;
        unsigned who;
        const char *to;
    } may[] = {
        {"", FOUNDER_FILE, FOUNDER_BY_CLINIC, "filed"},
        {"filed", FOUNDER_CORRECT, FOUNDER_BY_CLINIC, "filed"},
        {"returned", FOUNDER_CORRECT, FOUNDER_BY_CLINIC, "filed"},
        {"filed", FOUNDER_RETURN, FOUNDER_BY_DESK, "returned"},
        {"filed", FOUNDER_ACCEPT, FOUNDER_BY_DESK, "accepted"},
        {"filed", FOUNDER_WITHDRAW, FOUNDER_BY_CLINIC, "withdrawn"},
        {"filed", FOUNDER_WITHDRAW, FOUNDER_BY_DESK, "withdrawn"},
        {"returned", FOUNDER_WITHDRAW, FOUNDER_BY_CLINIC, "withdrawn"},
        {"returned", FOUNDER_WITHDRAW, FOUNDER_BY_DESK, "withdrawn"},
    };

    for (size_t s = 0; s < COUNT(states); s++)
        for (int act = 0; act < FOUNDER_ACTS; act++)
            for (size_t w = 0; w < COUNT(who); w++) {
                const struct founder_rule *r =
                    founder_rule(str_of(states[s]), (enum founder_act)act, who[w]);
                const char *want = NULL;

                for (size_t i = 0; i < COUNT(may); i++)
                    if (strcmp(may[i].from, states[s]) == 0 && (int)may[i].act == act &&
                        may[i].who == who[w])
                        want = may[i].to;
                CHECK_STR(str_of(r ? r->to : "no"), str_of(want ? want : "no"));
            }
}

/* The same on rows: what the table does not allow changes nothing. */
TEST(founder_moves_follow_the_table)
{
    static const char *const states[] = {"filed", "returned", "accepted", "withdrawn"};

    for (size_t s = 0; s < COUNT(states); s++)
        for (int act = FOUNDER_CORRECT; act < FOUNDER_ACTS; act++)
            for (unsigned who = 1; who <= 2; who++) {
                struct db *db = begin();
                const struct founder_by *by = who == FOUNDER_BY_DESK ? &desk : &clinic;
                struct founder_input in = to("別の人");
                struct founder_change c;
                bool may;

                CHECK_INT(file(db, "髙﨑𠮷男", &c), FOUNDER_DONE);
                CHECK(db_commit(db));
                world_sql(arena_fmt(&world_arena, "UPDATE founder_change SET state = '%s'", states[s]).p);
                CHECK(db_begin(db));
                db_as(db, &world_arena, INST_PHARMACY);
                CHECK(founder_of_mine(db, c.number, &c));
                may = founder_rule(c.state, (enum founder_act)act, who) != NULL;
                in.reason = S("paper");
                in.note = S("");
                CHECK_INT(move(db, &c, (enum founder_act)act, by, in) == FOUNDER_DONE, may);
                world_commit(db);
                CHECK_INT(world_number("SELECT count(*) FROM founder_event"), 1 + may);
                CHECK_INT(world_number("SELECT rev FROM statement"),
                    1 + (may && act == FOUNDER_ACCEPT));
            }
}

TEST(founder_acceptance_changes_the_statement_and_nothing_else)
{
    struct db *db = begin();
    struct founder_change c;
    struct account row;
    int64_t before = world_number("SELECT count(*) FROM session");

    CHECK_INT(file(db, "髙﨑 𠮷男", &c), FOUNDER_DONE);
    CHECK_INT((int64_t)c.number.n, RECEIPT_NUMBER);
    CHECK_STR(c.due, S("2026-11-28"));
    CHECK_STR(c.old_founder, S("株式会社ひまわり"));
    CHECK(account_statement(db, &row));
    CHECK_STR(row.founder, S("株式会社ひまわり")); /* in force until somebody says yes */
    CHECK_INT(move(db, &c, FOUNDER_ACCEPT, &desk, (struct founder_input){.rev = c.rev}),
        FOUNDER_DONE);
    CHECK_STR(c.state, S("accepted"));
    CHECK(account_statement(db, &row));
    CHECK_STR(row.founder, S("髙﨑 𠮷男"));
    CHECK_STR(row.founder_jis, S("高崎　吉男"));
    CHECK_STR(row.name, S("ひまわり薬局"));
    CHECK_STR(row.proof, S("letter"));
    CHECK(!founder_open(db, &c));
    world_commit(db);
    CHECK_INT(world_number("SELECT count(*) FROM member"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM session"), before);
    CHECK_STR(world_text("SELECT mail || rev FROM account"), S(MEMBER_MAIL "1"));
    CHECK_STR(world_text("SELECT group_concat(event || ':' || founder) FROM founder_event"),
        S("filed:髙﨑 𠮷男,accepted:髙﨑 𠮷男"));
    CHECK_INT(world_number("SELECT count(*) FROM institution WHERE founder = '髙﨑 𠮷男'"), 0);
}

TEST(founder_one_change_at_a_time)
{
    struct db *db = begin();
    struct founder_change c, other;

    CHECK_INT(file(db, "髙﨑", &c), FOUNDER_DONE);
    CHECK_INT(file(db, "佐藤", &other), FOUNDER_NO_OPEN);
    CHECK_STR(other.number, c.number);
    CHECK_INT(move(db, &c, FOUNDER_RETURN, &desk,
        (struct founder_input){.reason = S("day"), .note = S("")}), FOUNDER_DONE);
    CHECK_INT(file(db, "佐藤", &other), FOUNDER_NO_OPEN);
    CHECK_INT(move(db, &c, FOUNDER_WITHDRAW, &clinic, (struct founder_input){.rev = 0}),
        FOUNDER_DONE);
    CHECK_INT(file(db, "佐藤", &other), FOUNDER_DONE);
    CHECK_INT((int64_t)founder_mine(db).n, 2);
    world_commit(db);
}

TEST(founder_what_cannot_be_handed_in)
{
    struct db *db = begin();
    struct founder_input in = to("株式会社ひまわり");
    struct founder_change c;

    CHECK_INT(founder_file(db, &world_arena, INST_PHARMACY, &clinic, &in, &c), FOUNDER_NO_SAME);
    in.name = S("ひまわり薬局 本店");
    in.changed_on = S("2026-11-22"); /* tomorrow */
    CHECK_INT(founder_file(db, &world_arena, INST_PHARMACY, &clinic, &in, &c), FOUNDER_NO_DAY);
    in.changed_on = S("");
    CHECK_INT(founder_file(db, &world_arena, INST_PHARMACY, &clinic, &in, &c), FOUNDER_NO_DAY);
    in.changed_on = S("2026-11-21");
    CHECK_INT(founder_file(db, &world_arena, INST_PHARMACY, &desk, &in, &c), FOUNDER_NO_STATE);
    CHECK_INT(founder_file(db, &world_arena, INST_PHARMACY, &clinic, &in, &c), FOUNDER_DONE);
    db_as(db, &world_arena, INST_CLINIC); /* not registered */
    CHECK_INT(founder_file(db, &world_arena, INST_CLINIC, &clinic, &in, &c), FOUNDER_NO_STATEMENT);
    CHECK(!founder_open(db, &c)); /* the other institution's is not seen */
    CHECK_INT((int64_t)founder_mine(db).n, 0);
    world_commit(db);
}

TEST(founder_whoever_comes_second_changes_nothing)
{
    struct db *db = begin();
    struct founder_change shown, c;
    struct founder_input in = to("佐藤");

    CHECK_INT(file(db, "髙﨑", &shown), FOUNDER_DONE);
    c = shown;
    in.rev = c.rev;
    CHECK_INT(move(db, &c, FOUNDER_CORRECT, &clinic, in), FOUNDER_DONE);
    CHECK_INT(c.version, 2);
    /* staff accept what they saw, not what has come since */
    CHECK_INT(move(db, &c, FOUNDER_ACCEPT, &desk, (struct founder_input){.rev = shown.rev}),
        FOUNDER_NO_CHANGED);
    CHECK_INT(move(db, &shown, FOUNDER_ACCEPT, &desk, (struct founder_input){.rev = 0}),
        FOUNDER_NO_CHANGED);
    world_commit(db);
    CHECK_STR(world_text("SELECT founder FROM statement"), S("株式会社ひまわり"));
    CHECK_STR(world_text("SELECT state || founder FROM founder_change"), S("filed佐藤"));
}

TEST(founder_not_over_a_statement_that_has_moved)
{
    struct db *db = begin();
    struct founder_change c;

    CHECK_INT(file(db, "髙﨑", &c), FOUNDER_DONE);
    CHECK(db_commit(db));
    world_sql("UPDATE statement SET rev = rev + 1"); /* claimed with a letter meanwhile */
    CHECK(db_begin(db));
    db_as(db, &world_arena, INST_PHARMACY);
    CHECK(founder_of_mine(db, c.number, &c));
    CHECK_INT(move(db, &c, FOUNDER_ACCEPT, &desk, (struct founder_input){.rev = 0}),
        FOUNDER_NO_MOVED);
    CHECK_INT(move(db, &c, FOUNDER_RETURN, &desk,
        (struct founder_input){.reason = S("differs"), .note = S("")}), FOUNDER_DONE);
    CHECK_INT(move(db, &c, FOUNDER_CORRECT, &clinic, to("髙﨑")), FOUNDER_DONE);
    CHECK_INT(move(db, &c, FOUNDER_ACCEPT, &desk, (struct founder_input){.rev = 0}),
        FOUNDER_DONE);
    world_commit(db);
}

TEST(founder_goes_back_with_a_reason)
{
    struct db *db = begin();
    struct founder_change c;
    struct founder_input in = {.reason = S(""), .note = S("")};

    CHECK_INT(file(db, "髙﨑", &c), FOUNDER_DONE);
    CHECK_INT(move(db, &c, FOUNDER_RETURN, &desk, in), FOUNDER_NO_REASON);
    in.reason = S("Paper");
    CHECK_INT(move(db, &c, FOUNDER_RETURN, &desk, in), FOUNDER_NO_REASON);
    in.reason = S("other"); /* says nothing by itself */
    CHECK_INT(move(db, &c, FOUNDER_RETURN, &desk, in), FOUNDER_NO_REASON);
    in.note = S("代表者の名前も書いてください。");
    CHECK_INT(move(db, &c, FOUNDER_RETURN, &desk, in), FOUNDER_DONE);
    CHECK_STR(c.note, in.note);
    CHECK_INT(move(db, &c, FOUNDER_CORRECT, &clinic, to("髙﨑𠮷男")), FOUNDER_DONE);
    CHECK_STR(c.reason, S(""));
    CHECK_STR(c.note, S(""));
    world_commit(db);
    for (const struct founder_reason *r = founder_reasons; r->id; r++)
        CHECK(founder_reason(str_of(r->id)) == r && *r->title && *r->text);
    for (int no = FOUNDER_DONE + 1; no < FOUNDER_NOS; no++)
        CHECK(*founder_no_text((enum founder_no)no));
}

TEST(founder_queue_is_oldest_first_and_counted)
{
    struct db *db = begin();
    struct founder_change c;
    struct founder_list l;
    int64_t oldest;

    db_as(db, &world_arena, DB_ALL);
    CHECK_INT(founder_count(db, &oldest), 0);
    CHECK_INT(oldest, 0);
    db_as(db, &world_arena, INST_PHARMACY);
    CHECK_INT(file(db, "髙﨑", &c), FOUNDER_DONE);
    CHECK(db_commit(db));
    world_sql("INSERT INTO founder_change (number, institution, state, name, founder,"
              " founder_jis, changed_on, said, old_name, old_founder, base, filed_at,"
              " filed_by, handed_at, due) VALUES"
              " ('A', 1, 'filed', 'x', 'x', '', '2026-11-01', '', 'y', 'y', 1, 5, 'a:1', 5, '1'),"
              " ('B', 3, 'returned', 'x', 'x', '', '2026-11-01', '', 'y', 'y', 1, 1, 'a:1', 1, '1')");
    CHECK(db_begin(db));
    db_as(db, &world_arena, DB_ALL);
    CHECK_INT(founder_count(db, &oldest), 2);
    CHECK_INT(oldest, 5);
    l = founder_waiting(db);
    CHECK_INT((int64_t)l.n, 3);
    CHECK_STR(l.v[0].number, S("A"));
    CHECK_STR(l.v[1].number, c.number);
    CHECK_STR(l.v[2].number, S("B")); /* the institution's turn */
    world_commit(db);
}
