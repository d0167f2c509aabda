/* deletion_test.c: who may move a case from which state to which, what stands in the way,
 * when it takes effect, and its number. */
#include "tests/world_impl.h"

#include "model/deletion_check.h"
#include "model/receipt.h"
#include "util/date.h"
#include "util/str.h"

enum { DAY = 86400, OPERATOR_1 = 1, OPERATOR_2 = 2, SUPERVISOR_1 = 3 };

static const struct deletion_terms terms = {2, 40};
static struct deletion_by by(enum deletion_who who, int64_t staff)
{
    return (struct deletion_by){who, staff, S("s:1")};
}

static struct institution place(struct db *db, int64_t id)
{
    struct institution i;

    CHECK(institution_get(db, id, &i));
    return i;
}

static struct deletion ask(struct db *db, int64_t institution)
{
    struct deletion_by who = by(DELETION_BY_OPERATOR, OPERATOR_1);
    struct institution i = place(db, institution);
    struct deletion d = {.id = 0};

    CHECK_INT(deletion_ask(db, &i, S("髙﨑"), &who, &d), DELETION_DONE);
    return d;
}

static enum deletion_no go(struct db *db, struct deletion *d, enum deletion_event event,
    enum deletion_who who, int64_t staff)
{
    struct deletion_by b = by(who, staff);
    const struct deletion_rule *rule;

    return deletion_move(db, d, event, &b, S("理由"), &terms, &rule);
}

/* The call-back and two right answers. */
static void check(struct db *db, struct deletion *d)
{
    struct deletion_checks all = deletion_checks(db, &world_arena, d);

    CHECK_INT(deletion_called(db, d->id, true), OK);
    for (size_t i = 0; i < all.n && i < DELETION_RIGHT; i++) {
        CHECK_INT(deletion_check_open(db, d->id, all.v[i].question, OPERATOR_1), OK);
        CHECK_INT(deletion_check_answer(db, d->id, all.v[i].question, S("right")), OK);
    }
    CHECK(deletion_get(db, d->id, d));
}

/* ---------------------------------------------------------------- the matrix */

/* The rule as people agreed on it: event, state, the roles that may, the state behind it. */
static const struct expected {
    enum deletion_event event;
    const char *from;
    unsigned who;
    const char *to;
} expected[] = {
    {DELETION_VERIFY, "asked", 3, "verified"},
    {DELETION_OVERRIDE, "asked", 2, "verified"},
    {DELETION_SCHEDULE, "verified", 3, "scheduled"}, /* a letter's login */
    {DELETION_APPROVE, "verified", 3, "scheduled"},  /* an account */
    {DELETION_CANCEL, "asked", 3, "cancelled"},
    {DELETION_CANCEL, "verified", 3, "cancelled"},
    {DELETION_CANCEL, "scheduled", 7, "cancelled"},
    {DELETION_LAPSE, "asked", 8, "cancelled"},
    {DELETION_LAPSE, "verified", 8, "cancelled"},
    {DELETION_LAPSE, "scheduled", 8, "cancelled"},
    {DELETION_EXECUTE, "scheduled", 8, "done"},
    {DELETION_RESTORE, "done", 2, "restored"},
};

static const char *goes_to(enum deletion_event event, const char *from, unsigned who)
{
    for (size_t i = 0; i < COUNT(expected); i++)
        if (expected[i].event == event && expected[i].who & who &&
            strcmp(expected[i].from, from) == 0)
            return expected[i].to;
    return from;
}

/* A case in a state, with everything done that the guards ask for. */
static void put_case(struct db *db, const char *state, bool account)
{
    const char *sql = arena_fmt(&world_arena,
        "DELETE FROM deletion_check; DELETE FROM deletion;"
        "INSERT INTO deletion (id, number, institution, account, state, caller, asked_at,"
        " asked_by, called_at, verified_by, effective_at, done_at) VALUES (1, 'N', %d, %d,"
        " '%s', 'x', 1, 9, 1, 9, 1, %lld)", account ? INST_PHARMACY : INST_CLINIC, account,
        state, (long long)WORLD_NOW - DAY).p;

    CHECK(db_commit(db));
    world_sql(sql);
    if (account && strcmp(state, "done") == 0)
        world_sql("DELETE FROM member; DELETE FROM statement");
    CHECK(db_begin(db));
}

static void one_move(struct db *db, enum deletion_event event, const char *from, unsigned who)
{
    bool account = event == DELETION_APPROVE;
    const char *want = goes_to(event, from, who);
    struct deletion d;
    enum deletion_no no;

    put_case(db, from, account);
    CHECK(deletion_get(db, 1, &d));
    d.account = d.owner; /* nothing has changed since */
    no = go(db, &d, event, (enum deletion_who)who, OPERATOR_2);
    CHECK(deletion_get(db, 1, &d));
    CHECK_STR(d.state, str_of(want));
    CHECK_INT(no == DELETION_DONE, strcmp(want, from) != 0);
    if (!str_is(d.state, want))
        printf("  event %d in %s by %u\n", event, from, who);
}

TEST(deletion_every_state_event_and_role)
{
    static const char *const states[] = {
        "asked", "verified", "scheduled", "done", "cancelled", "restored"};

    for (size_t s = 0; s < COUNT(states); s++)
        for (int event = DELETION_ASK; event < DELETION_EVENTS; event++)
            for (unsigned who = 1; who <= DELETION_BY_JOB; who *= 2) {
                struct db *db = world_begin();

                one_move(db, (enum deletion_event)event, states[s], who);
                world_commit(db);
            }
}

TEST(deletion_is_asked_for_by_staff_only)
{
    struct db *db = world_begin();
    struct institution i = place(db, INST_CLINIC);
    struct deletion d;

    for (unsigned who = 1; who <= DELETION_BY_JOB; who *= 2) {
        struct deletion_by b = by((enum deletion_who)who, OPERATOR_1);
        enum deletion_no want = who == 1   ? DELETION_DONE
                                : who == 2 ? DELETION_NO_OPEN
                                           : DELETION_NO_STATE;

        CHECK_INT(deletion_ask(db, &i, S("x"), &b, &d), want);
    }
    world_commit(db);
}

/* ---------------------------------------------------------------- what stands in the way */

TEST(deletion_needs_the_call_back_and_two_answers)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_PHARMACY);
    struct deletion_checks all = deletion_checks(db, &world_arena, &d);

    CHECK_INT(all.n, DELETION_QUESTIONS);
    for (size_t i = 0; i < all.n; i++)
        CHECK(all.v[i].text.n && !all.v[i].answer.n); /* hidden until it is asked */
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, 1), DELETION_NO_CHECK);
    CHECK_INT(deletion_check_answer(db, d.id, all.v[0].question, S("right")), ERR_NOT_FOUND);
    for (size_t i = 0; i < 2; i++) {
        CHECK_INT(deletion_check_open(db, d.id, all.v[i].question, 1), OK);
        CHECK_INT(deletion_check_open(db, d.id, all.v[i].question, 1), ERR_NOT_FOUND);
    }
    CHECK(deletion_checks(db, &world_arena, &d).v[0].answer.n);
    CHECK_INT(deletion_check_answer(db, d.id, all.v[0].question, S("wrong")), OK);
    CHECK_INT(deletion_check_answer(db, d.id, all.v[0].question, S("right")), ERR_NOT_FOUND);
    CHECK_INT(deletion_check_answer(db, d.id, all.v[1].question, S("great")), ERR_NOT_FOUND);
    CHECK_INT(deletion_check_answer(db, d.id, all.v[1].question, S("right")), OK);
    CHECK_INT(deletion_called(db, d.id, true), OK);
    CHECK(deletion_get(db, d.id, &d));
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, 1), DELETION_NO_CHECK);
    CHECK_INT(deletion_check_open(db, d.id, all.v[2].question, 1), OK);
    CHECK_INT(deletion_check_answer(db, d.id, all.v[2].question, S("right")), OK);
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, 1), DELETION_DONE);
    CHECK_INT(deletion_called(db, d.id, true), ERR_DENIED); /* too late */
    world_commit(db);
}

TEST(deletion_without_an_answered_call_is_not_verified)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_CLINIC);

    check(db, &d);
    CHECK(d.called_at == WORLD_NOW && d.calls == 1);
    world_commit(db);
    db = world_begin();
    d = ask(db, INST_CLINIC);
    CHECK_INT(deletion_called(db, d.id, false), OK);
    CHECK(deletion_get(db, d.id, &d));
    CHECK(!d.called_at && d.calls == 1);
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, 1), DELETION_NO_CHECK);
    world_commit(db);
}

TEST(deletion_override_needs_a_reason_and_another_person)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_CLINIC);
    struct deletion_by boss = by(DELETION_BY_SUPERVISOR, SUPERVISOR_1);
    const struct deletion_rule *rule;

    CHECK_INT(deletion_move(db, &d, DELETION_OVERRIDE, &boss, S(" "), &terms, &rule),
        DELETION_NO_REASON);
    CHECK_INT(go(db, &d, DELETION_OVERRIDE, DELETION_BY_SUPERVISOR, OPERATOR_1),
        DELETION_NO_SAME);
    CHECK_INT(go(db, &d, DELETION_OVERRIDE, DELETION_BY_SUPERVISOR, SUPERVISOR_1),
        DELETION_DONE);
    CHECK_STR(d.override, S("理由"));
    CHECK_INT(d.verified_by, SUPERVISOR_1);
    world_commit(db);
}

TEST(deletion_of_an_account_needs_two_people)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_PHARMACY);

    check(db, &d);
    CHECK(d.account && d.account == d.owner);
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, OPERATOR_2), DELETION_DONE);
    CHECK_INT(go(db, &d, DELETION_SCHEDULE, DELETION_BY_OPERATOR, OPERATOR_1),
        DELETION_NO_SECOND);
    CHECK_INT(go(db, &d, DELETION_APPROVE, DELETION_BY_OPERATOR, OPERATOR_1), DELETION_NO_SAME);
    CHECK_INT(go(db, &d, DELETION_APPROVE, DELETION_BY_OPERATOR, OPERATOR_2), DELETION_NO_SAME);
    CHECK_INT(go(db, &d, DELETION_APPROVE, DELETION_BY_OPERATOR, SUPERVISOR_1), DELETION_DONE);
    world_commit(db);
}

TEST(deletion_of_a_letters_login_needs_one_person)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_CLINIC);

    check(db, &d);
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, OPERATOR_1), DELETION_DONE);
    CHECK_INT(go(db, &d, DELETION_APPROVE, DELETION_BY_OPERATOR, OPERATOR_2), DELETION_NO_STATE);
    CHECK_INT(go(db, &d, DELETION_SCHEDULE, DELETION_BY_OPERATOR, OPERATOR_1), DELETION_DONE);
    world_commit(db);
}

TEST(deletion_stops_when_the_account_is_another_one)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_CLINIC);

    check(db, &d);
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, 1), DELETION_DONE);
    world_commit(db);
    world_sql("INSERT INTO member (account, institution, role, joined_at)"
              " SELECT id, 1, 'owner', 0 FROM account");
    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    CHECK(deletion_get(db, 1, &d));
    CHECK_INT(go(db, &d, DELETION_SCHEDULE, DELETION_BY_OPERATOR, 1), DELETION_NO_CHANGED);
    CHECK_INT(go(db, &d, DELETION_LAPSE, DELETION_BY_JOB, 0), DELETION_DONE);
    world_commit(db);
}

TEST(deletion_operator_has_a_number_for_each_day)
{
    static const struct deletion_terms one = {2, 1};
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_CLINIC);
    struct deletion_by b = by(DELETION_BY_OPERATOR, OPERATOR_1);
    const struct deletion_rule *rule;

    check(db, &d);
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, 1), DELETION_DONE);
    world_commit(db);
    world_sql("INSERT INTO deletion (number, institution, state, caller, asked_at, asked_by,"
              " scheduled_by, scheduled_at) VALUES ('Y', 3, 'cancelled', 'x', 0, 1, 1,"
              " 1795226400)");
    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    CHECK(deletion_get(db, 1, &d));
    CHECK_INT(deletion_move(db, &d, DELETION_SCHEDULE, &b, S(""), &one, &rule),
        DELETION_NO_MORE);
    b.who = DELETION_BY_SUPERVISOR;
    CHECK_INT(deletion_move(db, &d, DELETION_SCHEDULE, &b, S(""), &one, &rule), DELETION_DONE);
    world_commit(db);
}

TEST(deletion_once_in_thirty_days_and_only_of_something)
{
    struct db *db = world_begin();
    struct institution i = place(db, INST_CLOSED);
    struct deletion_by who = by(DELETION_BY_OPERATOR, OPERATOR_1);
    struct deletion d, other;

    CHECK_INT(deletion_ask(db, &i, S("x"), &who, &d), DELETION_NO_NOTHING);
    i = place(db, INST_CLINIC);
    d = ask(db, INST_CLINIC);
    CHECK_INT(deletion_ask(db, &i, S("x"), &who, &other), DELETION_NO_OPEN);
    CHECK_INT(other.id, d.id);
    world_commit(db);
    world_sql("UPDATE deletion SET state = 'done', done_at = 1795226400");
    world_clock(WORLD_NOW + 30LL * DAY - 1);
    db_as(db, &world_arena, DB_ALL);
    CHECK(db_begin(db));
    CHECK_INT(deletion_ask(db, &i, S("x"), &who, &other), DELETION_NO_RECENT);
    world_clock(WORLD_NOW + 30LL * DAY);
    CHECK_INT(deletion_ask(db, &i, S("x"), &who, &other), DELETION_DONE);
    world_commit(db);
}

/* ---------------------------------------------------------------- when */

static void takes_effect(const char *now, int hour, int64_t days, const char *want)
{
    struct db *db = world_begin();
    struct deletion_terms t = {days, 40};
    struct date d;

    CHECK(date_iso(str_of(now), &d));
    world_clock(date_start(d) + hour * 3600);
    CHECK_STR(date_text(&world_arena, date_tokyo(deletion_effect(db, &t))), str_of(want));
    CHECK_INT(date_tokyo_minute(deletion_effect(db, &t)), 8 * 60);
    world_commit(db);
}

TEST(deletion_takes_effect_on_the_second_business_day)
{
    takes_effect("2026-11-24", 10, 2, "2026-11-26"); /* Tuesday */
    takes_effect("2026-11-24", 23, 2, "2026-11-26");
    takes_effect("2026-11-25", 0, 2, "2026-11-27");
    takes_effect("2026-11-27", 10, 2, "2026-12-01"); /* Friday, over the weekend */
    takes_effect("2026-11-21", 10, 2, "2026-11-25"); /* Saturday; the 23rd is a holiday */
    takes_effect("2026-11-20", 10, 3, "2026-11-26");
    takes_effect("2026-12-28", 10, 2, "2027-01-05"); /* over the end of the year */
    takes_effect("2026-12-30", 10, 3, "2027-01-06");
    takes_effect("2026-04-28", 10, 2, "2026-05-01"); /* 29th, a holiday */
}

TEST(deletion_is_not_done_early)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_CLINIC);

    check(db, &d);
    CHECK_INT(go(db, &d, DELETION_VERIFY, DELETION_BY_OPERATOR, 1), DELETION_DONE);
    CHECK_INT(go(db, &d, DELETION_SCHEDULE, DELETION_BY_OPERATOR, 1), DELETION_DONE);
    world_clock(d.effective_at - 1);
    CHECK_INT(deletion_due(db, 10).n, 0);
    CHECK_INT(go(db, &d, DELETION_EXECUTE, DELETION_BY_JOB, 0), DELETION_NO_LATER);
    world_clock(d.effective_at);
    CHECK_INT(deletion_due(db, 10).n, 1);
    CHECK_INT(go(db, &d, DELETION_EXECUTE, DELETION_BY_JOB, 0), DELETION_DONE);
    world_clock(d.done_at + 30LL * DAY + 1);
    CHECK_INT(go(db, &d, DELETION_RESTORE, DELETION_BY_SUPERVISOR, 3), DELETION_NO_LATER);
    world_clock(d.done_at + 30LL * DAY);
    CHECK_INT(go(db, &d, DELETION_RESTORE, DELETION_BY_SUPERVISOR, 3), DELETION_DONE);
    world_commit(db);
}

/* ---------------------------------------------------------------- the number */

TEST(deletion_number_is_read_as_it_is_typed)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_CLINIC);
    struct str text = receipt_text(&world_arena, d.number), got;
    char typed[16];

    CHECK_INT(d.number.n, RECEIPT_NUMBER);
    CHECK_INT(text.n, RECEIPT_NUMBER + 2);
    CHECK(receipt_typed(&world_arena, text, &got) && str_eq(got, d.number));
    for (size_t i = 0; i < text.n; i++)
        typed[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 32 : text.p[i]);
    CHECK(receipt_typed(&world_arena, (struct str){typed, text.n}, &got) &&
          str_eq(got, d.number));
    for (size_t i = 0; i < RECEIPT_NUMBER; i++) { /* each single mistake is found */
        memcpy(typed, d.number.p, RECEIPT_NUMBER);
        typed[i] = typed[i] == '7' ? '8' : '7';
        CHECK(!receipt_typed(&world_arena, (struct str){typed, RECEIPT_NUMBER}, &got));
    }
    CHECK(!receipt_typed(&world_arena, S(""), &got));
    CHECK(!receipt_typed(&world_arena, str_head(d.number, 8), &got));
    world_commit(db);
}

TEST(deletion_asks_first_what_is_not_public)
{
    struct db *db = world_begin();
    struct deletion d = ask(db, INST_PHARMACY);
    struct deletion_checks all = deletion_checks(db, &world_arena, &d);

    for (size_t i = 0; i < all.n; i++)
        CHECK(str_is(all.v[i].question, "contact") || str_is(all.v[i].question, "registered") ||
              str_is(all.v[i].question, "login"));
    d = ask(db, INST_CLINIC);
    all = deletion_checks(db, &world_arena, &d);
    CHECK_INT(all.n, 2); /* founder and postal code are all that is known */
    world_commit(db);
}
