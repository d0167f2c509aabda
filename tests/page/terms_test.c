/* terms_test.c: versions of the terms of use: accepted at registration, asked for once when
 * there is a newer one. */
#include "tests/page/register_steps.h"

#include "model/terms.h"
#include "util/str.h"

#define FIRST  "INSERT INTO terms (version, valid_from) VALUES (1, '2023-01-01');"
#define SECOND                                                                           \
    "INSERT INTO terms (version, valid_from, changes) VALUES"                            \
    " (2, '2026-11-21', '一つ目の変更\n二つ目の<b>変更</b>');"
#define OPEN_TERMS "/my/terms?next=/my"

TEST(terms_accepted_at_registration)
{
    world();
    add_free_institution();
    world_sql(FIRST);
    struct client c = client_register("sato@example.jp");

    submit(&c, "/register/form", REGISTER_GOOD);
    CHECK_STR(submit(&c, "/register/form/confirm", "step=commit").location, S("/register/done"));
    CHECK_INT(world_number("SELECT accepted_at FROM consent WHERE version = 1 AND account ="
                           " (SELECT id FROM account WHERE mail = 'sato@example.jp')"), WORLD_NOW);
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK(has(get(&c, "/terms"), "第1版（2023年1月1日から）"));
}

TEST(terms_accepted_with_the_letter)
{
    world();
    world_sql(FIRST);
    struct client c = client_letter();

    CHECK_INT(get(&c, "/my/account").status, 200);
    submit(&c, "/my/account", "name=さくら&founder=佐藤&phone=0300000001&contact=佐藤"
        "&mail=sato@example.jp&mail2=sato@example.jp&password=Ume2026hanami&password2=Ume2026hanami");
    submit(&c, "/my/account/confirm", "step=commit");
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK_INT(world_number("SELECT count(*) FROM consent"), 1);
}

TEST(terms_newer_ones_are_asked_for_once)
{
    world();
    struct client c;
    struct reply r;

    world_sql(FIRST "INSERT INTO consent (account, version, accepted_at) VALUES (1, 1, 1)");
    c = client_member();
    CHECK_INT(get(&c, "/my").status, 200);
    world_sql(SECOND);
    CHECK_STR(get(&c, "/my").location, S(OPEN_TERMS));
    CHECK_STR(get(&c, "/my/account").location, S("/my/terms?next=/my/account"));
    CHECK_INT(get(&c, "/").status, 200); /* what everybody may see */
    CHECK_INT(get(&c, "/terms").status, 200);
    r = get(&c, "/my/terms?next=/my/account");
    CHECK(has(r, "一つ目の変更") && has(r, "二つ目の&lt;b&gt;変更") && has(r, "第2版"));
    CHECK(!has(r, "第1版"));
    CHECK_STR(hidden(r, "version"), S("2"));
    /* a page of yesterday: what has come into force since was not seen */
    CHECK_STR(post(&c, "/my/terms", "next=/my/account&version=1").location,
        S("/my/terms?next=/my/account"));
    CHECK_INT(world_number("SELECT count(*) FROM consent WHERE version = 2"), 0);
    CHECK_STR(post(&c, "/my/terms", "next=/my/account&version=2").location, S("/my/account"));
    CHECK_INT(get(&c, "/my").status, 200);
    CHECK_STR(get(&c, "/my/terms").location, S("/my"));
    CHECK_INT(world_number("SELECT accepted_at FROM consent WHERE account = 1 AND version = 2"),
        WORLD_NOW);
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'terms.accepted'"
                           " AND detail = '第2版'"), 1);
    /* pressed again: nothing more */
    get(&c, "/my");
    CHECK_STR(post(&c, "/my/terms", "next=//evil.test").location, S("/my"));
    CHECK_INT(world_number("SELECT count(*) FROM audit WHERE action = 'terms.accepted'"), 1);
}

/* A form that is under way is not lost to the question. */
TEST(terms_do_not_interrupt_a_form)
{
    world();
    struct client c = client_member();

    get(&c, "/my/account");
    world_sql(SECOND);
    CHECK_INT(post(&c, "/my/account", "contact=").status, 422);
    CHECK_STR(get(&c, "/my/account").location, S("/my/terms?next=/my/account"));
    get(&c, "/my/terms");
    CHECK_STR(post(&c, "/logout", "").location, S("/"));
}

TEST(terms_of_tomorrow_are_not_asked_for_today)
{
    world();
    struct client c = client_member();

    world_sql("INSERT INTO terms (version, valid_from) VALUES (1, '2026-11-22')");
    CHECK_INT(get(&c, "/my").status, 200);
    world_clock(WORLD_NOW + 13 * 3600 - 1); /* the last second of the day in Tokyo */
    c = client_member();
    CHECK_INT(get(&c, "/my").status, 200);
    world_clock(WORLD_NOW + 13 * 3600);
    CHECK_STR(get(&c, "/my").location, S(OPEN_TERMS));
}

static bool count(void *ctx, const void *row)
{
    const struct terms *t = row;

    CHECK_STR(t->mail, S(MEMBER_MAIL));
    ++*(int *)ctx;
    return true;
}

TEST(terms_versions_and_who_accepted_them)
{
    struct app *app = world();
    struct arena a = ARENA_INIT;
    struct terms_list l;
    int64_t version;
    int n = 0;

    db_as(app->write_db, &a, DB_ALL);
    CHECK(db_begin(app->write_db));
    terms_accept(app->write_db, 1); /* there is none */
    CHECK_INT(terms_add(app->write_db, S("2026-01-01"), S("x"), &version), OK);
    CHECK_INT(version, 1);
    CHECK_INT(terms_add(app->write_db, S("2026-01-01"), S("y"), &version), ERR_CONFLICT);
    CHECK_INT(terms_add(app->write_db, S("2026-11-22"), S("y"), &version), OK);
    terms_accept(app->write_db, 1);
    terms_accept(app->write_db, 1);
    CHECK(db_commit(app->write_db));
    l = terms_all(app->write_db);
    CHECK_INT(l.n, 2);
    CHECK_INT(l.v[0].n, 1);
    CHECK_INT(l.v[1].n, 0);
    terms_each(app->write_db, 1, count, &n);
    CHECK_INT(n, 1);
    CHECK_INT(terms_open(app->write_db, 1).n, 0);
    CHECK_INT(terms_open(app->write_db, 99).n, 1);
    arena_release(&a);
}
