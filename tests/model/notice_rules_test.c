/* notice_rules_test.c: conditions, months as they are typed, limits of answers, end days;
 * and that the programmes we ship fit together. */
#include "tests/world_impl.h"

#include "model/notice_rules.h"
#include "util/str.h"

static struct arena arena = ARENA_INIT;

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

static struct notice_answers one(const char *key, const char *value)
{
    struct notice_answer *v = NEW(&arena, struct notice_answer);

    *v = (struct notice_answer){.key = str_of(key), .value = str_of(value)};
    return (struct notice_answers){v, 1};
}

TEST(notice_conditions_bind_and_closer_than_or)
{
    static const struct {
        const char *condition, *reason, *age;
        bool want;
    } t[] = {
        {"reason=a", "a", "", true}, {"reason=a", "b", "", false}, {"reason=a", "", "", false},
        {"age<70", "", "69", true}, {"age<70", "", "70", false}, {"age<70", "", "", false},
        {"age<70", "", "七", false}, {"age>=70", "", "70", true}, {"age>=70", "", "69", false},
        {"reason=a or reason=b and age<70", "a", "80", true},
        {"reason=a or reason=b and age<70", "b", "80", false},
        {"reason=a or reason=b and age<70", "b", "69", true},
        {"reason=a or reason=b and age<70", "c", "69", false},
        {"reason=b and age<70 or reason=c", "c", "80", true},
        {"reason=", "", "", false}, {"nothing", "a", "1", false},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct notice_answer v[] = {{.key = S("reason"), .value = str_of(t[i].reason)},
            {.key = S("age"), .value = str_of(t[i].age)}};

        CHECK_INT(notice_condition(str_of(t[i].condition), &(struct notice_answers){v, 2}),
            t[i].want);
    }
    arena_release(&arena);
}

TEST(notice_months_are_read_as_people_write_them)
{
    static const char *const good[] = {"2023-07", "2023/7", "2023.07", "2023年7月", "令和5年7月",
        "R5.7", "r5/7", "202307", "２０２３年７月", "２０２３－０７", " 2023-7 "};
    static const char *const bad[] = {"", "7", "2023", "2023-13", "2023-00", "7月", "あした",
        "2023-07-15", "20230715", "令和5年", "2023年13月"};
    struct str got;

    for (size_t i = 0; i < COUNT(good); i++) {
        got = S("");
        CHECK(notice_month(&arena, str_of(good[i]), &got));
        CHECK_STR(got, S("2023-07"));
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!notice_month(&arena, str_of(bad[i]), &got));
    CHECK(notice_month(&arena, S("令和元年5月"), &got));
    CHECK_STR(got, S("2019-05"));
    arena_release(&arena);
}

TEST(notice_answers_keep_to_their_days)
{
    static const struct {
        const char *input, *before, *after, *value;
        enum notice_fit want;
    } t[] = {
        {"date", "", "2023-02-28", "2023-02-28", NOTICE_FITS},
        {"date", "", "2023-02-28", "2023-03-01", NOTICE_OUTSIDE},
        {"date", "2023-02-28", "", "2023-02-28", NOTICE_FITS},
        {"date", "2023-02-28", "", "2023-02-27", NOTICE_OUTSIDE},
        {"date", "", "today", "2023-03-10", NOTICE_FITS},
        {"date", "", "today", "2023-03-11", NOTICE_OUTSIDE},
        {"date", "today", "", "2023-03-09", NOTICE_OUTSIDE},
        {"date", "", "", "", NOTICE_MISSING},
        {"date", "", "", "2023-02-30", NOTICE_UNCLEAR},
        {"date", "", "", "きのう", NOTICE_UNCLEAR},
        {"month", "", "2023-07-31", "2023-07", NOTICE_FITS},
        {"month", "", "2023-07-01", "2023-07", NOTICE_FITS},
        {"month", "", "2023-06-30", "2023-07", NOTICE_OUTSIDE},
        {"month", "2023-07-31", "", "2023-07", NOTICE_FITS},
        {"month", "2023-08-01", "", "2023-07", NOTICE_OUTSIDE},
        {"month", "", "", "2023-7", NOTICE_UNCLEAR},
        {"number", "", "", "70", NOTICE_FITS}, {"number", "", "", "七十", NOTICE_UNCLEAR},
        {"number", "", "", "-1", NOTICE_UNCLEAR}, {"number", "", "", "10000", NOTICE_UNCLEAR},
        {"choice", "", "", "a", NOTICE_FITS}, {"choice", "", "", "z", NOTICE_UNCLEAR},
        {"text", "", "", "髙﨑𠮷", NOTICE_FITS},
    };
    struct date today = {2023, 3, 10};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct programme_question q = {.key = S("k"), .input = str_of(t[i].input),
            .options = S("a=ア\nb=イ"), .shown_if = S(""), .required_if = S(""),
            .not_before = str_of(t[i].before), .not_after = str_of(t[i].after)};
        struct notice_answers a = one("k", t[i].value);

        CHECK_INT(notice_fit(&arena, &q, &a, today), t[i].want);
        q.shown_if = S("other=x"); /* what is not asked can't be wrong */
        CHECK_INT(notice_fit(&arena, &q, &a, today), NOTICE_FITS);
        q.shown_if = S("");
        q.required_if = S("never");
        CHECK_INT(notice_fit(&arena, &q, &a, today),
            t[i].want == NOTICE_MISSING ? NOTICE_FITS : t[i].want);
    }
    arena_release(&arena);
}

TEST(notice_end_days)
{
    static const struct {
        const char *rule, *day;
        int months;
        const char *value, *want; /* "" open */
    } t[] = {
        {"fixed", "2024-12-01", 0, "", "2024-12-01"}, {"fixed", "", 0, "", ""},
        {"none", "2024-12-01", 0, "2023-01-01", ""},
        {"answer", "2023-09-30", 0, "2023-07", "2023-07-31"},
        {"answer", "2023-09-30", 0, "2023-02", "2023-02-28"},
        {"answer", "", 0, "2024-02", "2024-02-29"},
        {"answer", "2023-09-30", 0, "2023-09", "2023-09-30"},
        {"answer", "2023-09-30", 0, "2023-10", "2023-09-30"}, /* at the latest */
        {"answer", "2024-12-01", 0, "2024-12-01", "2024-12-01"},
        {"answer", "2024-12-01", 0, "2024-11-30", "2024-11-30"},
        {"answer", "2024-12-01", 0, "2024-12-02", "2024-12-01"},
        {"answer", "", 0, "2030-01-15", "2030-01-15"}, {"answer", "2024-12-01", 0, "", ""},
        {"months_after", "", 6, "2023-04-01", "2023-10-01"},
        {"months_after", "", 6, "2023-08-31", "2024-02-29"},
        {"months_after", "", 6, "2022-08-31", "2023-02-28"},
        {"months_after", "", 6, "2023-08-29", "2024-02-29"},
        {"months_after", "", 6, "2023-03-31", "2023-09-30"},
        {"months_after", "", 6, "", ""}, {"months_after", "", 6, "まだ", ""},
        {"months_after", "2023-12-31", 6, "2023-08-01", "2023-12-31"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct programme_type type = {.end_rule = str_of(t[i].rule), .end_key = S("k"),
            .end_day = str_of(t[i].day), .end_months = t[i].months};
        struct notice_answers a = one("k", t[i].value);
        struct date d = {0};
        bool known = notice_end_day(&arena, &type, &a, &d);

        CHECK_STR(known ? date_text(&arena, d) : S(""), str_of(t[i].want));
    }
    arena_release(&arena);
}

/* Every key that a rule names is a question of that type; every choice that a condition
 * names is one of its options. */
static bool names_question(struct programme_questions q, struct str key)
{
    for (size_t i = 0; i < q.n; i++)
        if (str_eq(q.v[i].key, key))
            return true;
    return false;
}

TEST(notice_programmes_that_are_shipped_fit_together)
{
    struct db *db = world()->write_db;
    struct programme_list all;
    size_t types = 0;

    db_as(db, &arena, DB_ALL);
    all = programme_all(db);
    CHECK_INT(all.n, 2);
    for (size_t i = 0; i < all.n; i++) {
        struct programme_types t = programme_types(db, all.v[i].id);

        CHECK(all.v[i].published && all.v[i].late_text.n && all.v[i].law.n);
        for (size_t k = 0; k < t.n; k++) {
            struct programme_questions q = programme_questions(db, t.v[k].id);
            struct attachment_kinds kinds = attachment_kinds_on(
                db, t.v[k].id, programme_last_day(&all.v[i]));

            types++;
            CHECK_INT(t.v[k].number, k + 1);
            CHECK_INT(kinds.n > 0, !str_is(t.v[k].attachment, "none"));
            CHECK(!t.v[k].end_key.n || names_question(q, t.v[k].end_key));
            CHECK((str_is(t.v[k].end_rule, "answer") ||
                      str_is(t.v[k].end_rule, "months_after")) == (t.v[k].end_key.n > 0));
            for (size_t m = 0; m < q.n; m++)
                CHECK(!(q.v[m].not_after.n || q.v[m].not_before.n) || q.v[m].exit_text.n);
        }
    }
    CHECK_INT(types, 11);
    CHECK_STR(programme_window(&arena, &all.v[1]),
        S("令和5年2月3日（金）から令和5年3月31日（金）まで"));
    CHECK(programme_for(&all.v[0], S("nursing")) && !programme_for(&all.v[0], S("clinic")));
    CHECK(!programme_for(&all.v[1], S("nursing")) && programme_for(&all.v[1], S("dental")));
    CHECK_INT(programme_types_on(db, 1, (struct date){2023, 3, 1}, S("pharmacy")).n, 5);
    CHECK_INT(programme_types_on(db, 1, (struct date){2023, 3, 1}, S("clinic")).n, 6);
    CHECK_INT(programme_types_on(db, 1, (struct date){2023, 2, 2}, S("clinic")).n, 0);
    arena_release(&arena);
}
