/* agency_test.c: who may be asked for what, how long, and when it is over. */
#include "tests/page/people.h"

#include "model/agency.h"
#include "model/session.h"
#include "sys/secret.h"
#include "util/str.h"

enum {
    DAY = 86400,
    LAST = 1803221999, /* 2027-02-21 23:59:59 in Tokyo */
};

static struct arena arena = ARENA_INIT;

static struct db *as(int64_t institution)
{
    static struct app *app;

    if (institution == 0)
        app = world();
    else
        db_as(app->write_db, &arena, institution);
    return app->write_db;
}

static struct agency row(const char *mail, const char *until)
{
    return (struct agency){.mail = str_of(mail), .mail_key = str_of(mail),
        .firm = S("株式会社髙﨑"), .person = S("𠮷田"), .procedures = PROCEDURE_NOTICES,
        .until_day = str_of(until), .made_by = 1};
}

static enum err grant(struct db *db, const char *mail, const char *until, int64_t *id)
{
    struct agency g = row(mail, until);

    return agency_grant(db, &g, id);
}

TEST(agency_list_of_procedures_is_whole)
{
    int64_t seen = 0;

    for (const struct procedure_row *p = procedures; p->bit; p++) {
        CHECK(p->word && p->label && p->allows);
        CHECK((p->bit & (p->bit - 1)) == 0 && !(seen & p->bit) && p->bit != PROCEDURE_SELF);
        seen |= p->bit;
        for (const struct procedure_row *q = procedures; q != p; q++)
            CHECK(strcmp(p->word, q->word) != 0);
    }
    CHECK_INT(procedure_known(-1), seen);
    CHECK_INT(procedure_known(PROCEDURE_SELF), 0);
    CHECK_STR(procedure_names(&arena, PROCEDURE_NOTICES | PROCEDURE_READERS),
        S("経過措置の届出、カードリーダーの状況を見る"));
    CHECK_STR(procedure_names(&arena, 0), S(""));
    CHECK_STR(procedure_names(&arena, PROCEDURE_SELF), S(""));
}

TEST(agency_days_that_may_be_the_last)
{
    struct date today = {2026, 11, 21};

    CHECK(!agency_day_complaint(&arena, today, today).n);
    CHECK(!agency_day_complaint(&arena, (struct date){2027, 11, 21}, today).n);
    CHECK(agency_day_complaint(&arena, (struct date){2027, 11, 22}, today).n);
    CHECK(agency_day_complaint(&arena, (struct date){2026, 11, 20}, today).n);
    /* a year from a leap day ends with February */
    today = (struct date){2028, 2, 29};
    CHECK(!agency_day_complaint(&arena, (struct date){2029, 2, 28}, today).n);
    CHECK(agency_day_complaint(&arena, (struct date){2029, 3, 1}, today).n);
}

TEST(agency_once_for_an_address)
{
    struct db *db = as(0);
    int64_t id, other;

    more_places();
    add_membership(add_login("b@example.jp"), INST_SECOND, "owner");
    as(INST_PHARMACY);
    CHECK(db_begin(db));
    CHECK_INT(grant(db, "a@example.jp", "2027-02-21", &id), OK);
    CHECK_INT(grant(db, "a@example.jp", "2027-03-21", &other), ERR_CONFLICT);
    as(INST_SECOND); /* another institution may ask the same */
    CHECK_INT(grant(db, "a@example.jp", "2027-03-21", &other), OK);
    as(INST_PHARMACY);
    CHECK_INT(agency_end(db, other, S("a:1"), "owner"), ERR_NOT_FOUND);
    CHECK_INT(agency_end(db, id, S("a:1"), "owner"), OK);
    CHECK_INT(agency_end(db, id, S("a:1"), "owner"), ERR_NOT_FOUND);
    CHECK_INT(grant(db, "a@example.jp", "2027-02-21", &id), OK);
    CHECK_INT(agency_open(db), 1);
    /* one that is over by its day, and not noted yet, is in nobody's way */
    world_clock(LAST + 1);
    CHECK_INT(grant(db, "a@example.jp", "2027-03-21", &other), OK);
    CHECK_INT(agency_open(db), 1);
    CHECK(db_commit(db));
    CHECK_INT(world_number("SELECT count(*) FROM agency WHERE state = 'ended' AND reason = 'day'"
                           " AND told_at IS NULL"), 1);
    arena_reset(&arena);
}

TEST(agency_so_many_and_no_more)
{
    struct db *db = as(0);
    char mail[32];
    int64_t id;

    as(INST_PHARMACY);
    CHECK(db_begin(db));
    for (int i = 0; i < AGENCY_MOST; i++) {
        snprintf(mail, sizeof(mail), "a%d@example.jp", i);
        CHECK_INT(grant(db, mail, "2027-02-21", &id), OK);
    }
    CHECK_INT(grant(db, "more@example.jp", "2027-02-21", &id), ERR_DENIED);
    CHECK(db_commit(db));
    CHECK_INT(world_number("SELECT count(*) FROM agency"), AGENCY_MOST);
    arena_reset(&arena);
}

TEST(agency_accepted_once_while_it_waits)
{
    struct db *db = as(0);
    struct agency g;
    int64_t id, a = add_login("a@example.jp"), b = add_login("b@example.jp");

    as(INST_PHARMACY);
    CHECK(db_begin(db));
    CHECK_INT(grant(db, "a@example.jp", "2027-02-21", &id), OK);
    CHECK(agency_invited(db, id, &g) && str_is(g.place, "ひまわり薬局"));
    CHECK(!agency_place(db, a, INST_PHARMACY, &g));
    world_clock(LAST + 1);
    CHECK(!agency_invited(db, id, &g));
    CHECK_INT(agency_accept(db, id, a), ERR_NOT_FOUND);
    world_clock(LAST);
    CHECK_INT(agency_accept(db, id, a), OK);
    CHECK_INT(agency_accept(db, id, b), ERR_NOT_FOUND);
    CHECK(agency_place(db, a, INST_PHARMACY, &g));
    CHECK_INT(g.procedures, PROCEDURE_NOTICES);
    CHECK(!agency_place(db, b, INST_PHARMACY, &g));
    CHECK_INT(agency_places(db, a).n, 1);
    /* the same login again, asked under another address */
    CHECK_INT(grant(db, "b@example.jp", "2027-02-21", &id), OK);
    CHECK_INT(agency_accept(db, id, a), ERR_CONFLICT);
    CHECK(db_commit(db));
    arena_reset(&arena);
}

static bool lives(struct db *db, int64_t account)
{
    struct agency g;

    return agency_place(db, account, INST_PHARMACY, &g);
}

TEST(agency_lives_to_the_last_second_of_its_day)
{
    struct db *db = as(0);
    int64_t a = add_login("a@example.jp"), id = add_agency("a@example.jp", INST_PHARMACY, 1);

    as(INST_PHARMACY);
    world_clock(LAST);
    CHECK(lives(db, a) && agency_lives(db, id, date_tokyo(LAST)));
    world_clock(LAST + 1);
    CHECK(!lives(db, a) && !agency_lives(db, id, date_tokyo(LAST + 1)));
    /* what was received in the last second counts, whenever its turn comes */
    CHECK(agency_lives(db, id, date_tokyo(LAST)));
    arena_reset(&arena);
}

TEST(agency_dies_with_what_it_hangs_on)
{
    static const char *const ends[][2] = {
        {"UPDATE agency SET state = 'ended', ended_at = 1", ""},
        {"UPDATE institution SET closed_on = '2026-11-21' WHERE id = 2", "institution"},
        {"DELETE FROM statement WHERE institution = 2", "institution"},
        {"UPDATE account SET mail = 'former 1 ' || mail WHERE mail = 'a@example.jp'", "login"},
        {"UPDATE agency SET until_day = '2026-11-20'", "day"},
    };

    for (size_t i = 0; i < COUNT(ends); i++) {
        struct db *db = as(0);
        int64_t a = add_login("a@example.jp");
        struct agencies over;

        add_agency("a@example.jp", INST_PHARMACY, 1);
        as(INST_PHARMACY);
        CHECK(lives(db, a));
        db_as(db, &arena, DB_ALL);
        CHECK_INT(agency_over(db).n, 0);
        world_sql(ends[i][0]);
        as(INST_PHARMACY);
        CHECK(!lives(db, a));
        CHECK_INT(agency_places(db, a).n, 0);
        db_as(db, &arena, DB_ALL);
        over = agency_over(db);
        CHECK_INT(over.n, i > 0);
        if (over.n)
            CHECK_STR(over.v[0].reason, str_of(ends[i][1]));
    }
    /* closed from tomorrow on: not yet */
    struct db *db = as(0);
    int64_t a = add_login("a@example.jp");

    add_agency("a@example.jp", INST_PHARMACY, 1);
    world_sql("UPDATE institution SET closed_on = '2026-11-22' WHERE id = 2");
    as(INST_PHARMACY);
    CHECK(lives(db, a));
    world_clock(WORLD_NOW + DAY);
    CHECK(!lives(db, a));
    arena_reset(&arena);
}

TEST(agency_changed_by_one_at_a_time)
{
    struct db *db = as(0);
    struct agency g, other;
    int64_t id;

    add_login("a@example.jp");
    id = add_agency("a@example.jp", INST_PHARMACY, PROCEDURE_NOTICES);
    as(INST_PHARMACY);
    CHECK(db_begin(db));
    CHECK(agency_get(db, id, &g));
    other = g;
    g.until_day = S("2027-11-21");
    g.procedures = PROCEDURE_NOTICES | PROCEDURE_READERS;
    CHECK_INT(agency_change(db, &g), OK);
    other.until_day = S("2026-12-01");
    CHECK_INT(agency_change(db, &other), ERR_CONFLICT);
    CHECK(agency_get(db, id, &g));
    CHECK_STR(g.until_day, S("2027-11-21"));
    CHECK_INT(g.procedures, 3);
    /* what is over is not brought back */
    world_clock(LAST + 400 * DAY);
    g.until_day = S("2029-01-01");
    CHECK_INT(agency_change(db, &g), ERR_CONFLICT);
    CHECK(db_commit(db));
    arena_reset(&arena);
}

TEST(agency_of_another_institution_is_not_there)
{
    struct db *db = as(0);
    struct agency g;
    int64_t id;

    more_places();
    add_login("a@example.jp");
    id = add_agency("a@example.jp", INST_PHARMACY, 1);
    as(INST_SECOND);
    CHECK(!agency_get(db, id, &g));
    CHECK_INT(agency_list(db).n, 0);
    as(INST_PHARMACY);
    CHECK(agency_get(db, id, &g));
    CHECK_STR(agency_name(&arena, &g), S("株式会社髙﨑システム 𠮷田 次郎（代行）"));
    CHECK(agency_actor(db, S("g:1"), &g));
    CHECK(!agency_actor(db, S("g:2"), &g) && !agency_actor(db, S("a:1"), &g) &&
        !agency_actor(db, S("g:"), &g) && !agency_actor(db, S(""), &g));
    arena_reset(&arena);
}
