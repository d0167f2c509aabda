/* reader_test.c: rows of the catalogue, their days and their saving. */
#include "model/reader.h"

#include "model/picture.h"
#include "tests/util/papers.h"
#include "tests/world_impl.h"
#include "gen/tables.h"
#include "util/str.h"


static struct reader sample(void)
{
    return (struct reader){.maker = S("見本電機"), .product = S("かお　髙﨑𠮷"),
        .model = S("MH-9"), .width_mm = 180, .depth_mm = 240, .height_mm = 300,
        .weight_g = 1500, .visual = S("yes"), .running_cost = S("なし"), .sample = 1};
}

static int64_t add(struct db *db, struct reader row)
{
    int64_t id = 0;

    CHECK_INT(reader_save(db, &row, &id), OK);
    return id;
}

static bool listed(struct readers l, int64_t id)
{
    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].id == id)
            return true;
    return false;
}

TEST(reader_the_portal_comes_with_products_and_no_invented_facts)
{
    struct str path = arena_fmt(&world_arena, "%s/portal.db", test_dir());
    struct readers l;
    struct db *db;

    CHECK(test_schema(path.p));
    db = db_open(path.p, DB_READ, models);
    CHECK(db != NULL);
    db_as(db, &world_arena, DB_ALL);
    l = reader_all(db);
    CHECK(l.n >= 4);
    for (size_t i = 0; i < l.n; i++) {
        CHECK(!l.v[i].sample);
        CHECK(l.v[i].maker.n && l.v[i].product.n);
        CHECK(reader_orderable_on(&l.v[i], S("2026-11-21")));
    }
    db_close(db);
    arena_reset(&world_arena);
}

TEST(reader_is_kept_as_it_was_typed)
{
    struct db *db = world_begin();
    struct reader row = sample(), got = {.id = 0};
    int64_t id = add(db, row);

    CHECK(reader_get(db, id, &got));
    CHECK_STR(got.product, row.product);
    CHECK_INT(got.depth_mm, 240);
    CHECK_STR(got.visual, S("yes"));
    CHECK_INT(got.rev, 1);
    CHECK_STR(got.orderable_until, S(""));
    CHECK_STR(reader_name(&world_arena, &got), S("【見本】見本電機 かお　髙﨑𠮷（MH-9）"));
    CHECK(!reader_get(db, id + 1, &got));
    world_commit(db);
}

TEST(reader_what_is_not_published_is_null)
{
    struct db *db = world_begin();
    struct reader row = {.maker = S("見本電機"), .product = S("なにも")}, got = {.id = 0};
    int64_t id = add(db, row);

    CHECK(reader_get(db, id, &got));
    CHECK_INT(got.width_mm, 0);
    CHECK_STR(got.visual, S(""));
    CHECK_STR(reader_name(&world_arena, &got), S("見本電機 なにも"));
    CHECK_INT(world_number("SELECT count(*) FROM reader WHERE width_mm = 0"), 0);
    world_commit(db);
}

TEST(reader_is_orderable_from_its_first_to_its_last_day)
{
    struct db *db = world_begin();
    struct reader row = sample();
    int64_t id;

    row.orderable_from = S("2026-12-01");
    row.orderable_until = S("2027-03-31");
    id = add(db, row);
    CHECK(!listed(reader_orderable(db, S("2026-11-30")), id));
    CHECK(listed(reader_orderable(db, S("2026-12-01")), id));
    CHECK(listed(reader_orderable(db, S("2027-03-31")), id));
    CHECK(!listed(reader_orderable(db, S("2027-04-01")), id));
    CHECK(listed(reader_all(db), id));
    CHECK(!reader_orderable_on(&row, S("2026-11-30")) && !reader_ended_on(&row, S("2026-11-30")));
    CHECK(reader_orderable_on(&row, S("2027-03-31")));
    CHECK(!reader_orderable_on(&row, S("2027-04-01")) && reader_ended_on(&row, S("2027-04-01")));
    world_commit(db);
}

TEST(reader_samples_come_last)
{
    struct db *db = world_begin();
    struct reader row = {.maker = S("髙見"), .product = S("本物")};
    struct readers l;

    add(db, row);
    l = reader_all(db);
    CHECK_INT(l.n, 4);
    CHECK(!l.v[0].sample && l.v[1].sample && l.v[3].sample);
    world_commit(db);
}

TEST(reader_a_save_needs_the_rev_that_was_read)
{
    struct db *db = world_begin();
    struct str file = paper_png(100, 100);
    struct reader row = sample(), got = {.id = 0};

    row.id = add(db, row);
    row.rev = 1;
    row.product = S("新しい名前");
    CHECK_INT(reader_save(db, &row, &row.id), OK);
    CHECK_INT(reader_save(db, &row, &row.id), ERR_NOT_FOUND);
    CHECK(reader_get(db, row.id, &got));
    CHECK_INT(got.rev, 2);
    CHECK_STR(got.product, S("新しい名前"));
    CHECK_INT(picture_add(db, &world_arena, (struct bytes){(const unsigned char *)file.p, file.n},
                  &got.picture), PICTURE_OK);
    CHECK_INT(reader_set_picture(db, &got), OK);
    CHECK_INT(reader_set_picture(db, &got), ERR_NOT_FOUND);
    row.rev = 3; /* a save leaves the picture alone */
    CHECK_INT(reader_save(db, &row, &row.id), OK);
    CHECK(reader_get(db, row.id, &got));
    CHECK(str_ends(got.picture, S(".png")));
    world_commit(db);
}

TEST(reader_the_same_product_twice_is_refused)
{
    struct db *db = world_begin();
    struct reader row = sample();
    int64_t id;

    add(db, row);
    CHECK_INT(reader_save(db, &row, &id), ERR_CONFLICT);
    row.model = S("MH-8");
    CHECK_INT(reader_save(db, &row, &id), OK);
    world_commit(db);
}
