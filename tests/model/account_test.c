/* account_test.c: rows of accounts and of what institutions state. */
#include "tests/world.h"

#include "model/account.h"
#include "util/str.h"

static struct account member(struct app *app, struct arena *a)
{
    struct account row = {.id = 0};

    db_as(app->write_db, a, INST_PHARMACY);
    CHECK(account_mine(app->write_db, 1, &row));
    return row;
}

static void save(struct app *app, struct arena *a, const struct account *row)
{
    CHECK(db_begin(app->write_db));
    CHECK_INT(account_save(app->write_db, a, row), OK);
    CHECK(db_commit(app->write_db));
}

TEST(account_save_leaves_what_the_institution_states)
{
    struct app *app = world();
    struct arena a = ARENA_INIT;
    struct account row = member(app, &a);

    row.founder = S("髙﨑 𠮷男");
    row.name = S("別の薬局");
    row.contact = S("𠮷田");
    save(app, &a, &row);
    CHECK_STR(world_text("SELECT contact FROM account WHERE id = 1"), S("𠮷田"));
    CHECK_STR(world_text("SELECT name || founder || rev FROM statement"),
        S("ひまわり薬局株式会社ひまわり1"));
    arena_release(&a);
}

TEST(account_proof_is_kept_and_can_be_given_later)
{
    struct app *app = world();
    struct arena a = ARENA_INIT;

    CHECK_STR(member(app, &a).proof, S("letter"));
    world_sql("UPDATE statement SET proof = ''");
    CHECK_STR(member(app, &a).proof, S(""));
    CHECK(db_begin(app->write_db));
    account_proved(app->write_db, S("callback"), 0);
    CHECK(db_commit(app->write_db));
    CHECK_STR(member(app, &a).proof, S("callback"));
    CHECK_INT(world_number("SELECT letter IS NULL FROM statement"), 1);
    arena_release(&a);
}
