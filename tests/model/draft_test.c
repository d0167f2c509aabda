/* draft_test.c: how long what was typed is kept. */
#include "tests/world.h"

#include "model/draft.h"
#include "util/str.h"

enum { DAY = 86400 };

static void typed(struct db *db, const char *owner, int64_t at)
{
    world_clock(at);
    draft_save(db, &(struct draft){.owner = str_of(owner), .form = S("/f"), .fields = S("a=1")});
}

static struct str left(struct db *db, int64_t now)
{
    CHECK(db_begin(db));
    draft_sweep(db, now);
    CHECK(db_commit(db));
    return world_text("SELECT COALESCE(group_concat(owner, ' '), '') FROM"
                      " (SELECT owner FROM draft ORDER BY owner)");
}

TEST(draft_of_nobody_lives_for_a_day)
{
    struct db *db = world()->write_db;
    struct arena a = ARENA_INIT;

    db_as(db, &a, DB_ALL);
    CHECK(db_begin(db));
    typed(db, "p:one", WORLD_NOW);
    typed(db, "p:", WORLD_NOW + 1);
    typed(db, "a:1", WORLD_NOW);
    typed(db, "s:1", WORLD_NOW);
    typed(db, "c:1", WORLD_NOW + 1);
    CHECK(db_commit(db));
    CHECK_STR(left(db, WORLD_NOW + DAY), S("a:1 c:1 p: p:one s:1"));
    CHECK_STR(left(db, WORLD_NOW + DAY + 1), S("a:1 c:1 p: s:1"));
    CHECK_STR(left(db, WORLD_NOW + DAY + 2), S("a:1 c:1 s:1"));
    CHECK_STR(left(db, WORLD_NOW + 90 * DAY), S("a:1 c:1 s:1"));
    CHECK_STR(left(db, WORLD_NOW + 90 * DAY + 1), S("c:1"));
    arena_release(&a);
}
