/* readers_test.c: the catalogue as everybody sees it: sizes, counters, days, pictures. */
#include "tests/util/papers.h"
#include "tests/world.h"

#include "model/picture.h"
#include "util/str.h"

static struct arena arena = ARENA_INIT;

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

TEST(readers_list_says_what_must_be_known_before_an_order)
{
    struct client c;
    struct reply r;

    world();
    c = client_new();
    r = get(&c, "/readers");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "カードリーダーだけでは始められません"));
    CHECK(has(r, "費用にあたる額を返していただきます"));
    CHECK(has(r, "どの会社のカードリーダーも、つなぎ方は同じです"));
    CHECK(has(r, "保守などのお金が、毎月・毎年かかることがあります"));
    CHECK(has(r, "href=\"/my/readers\""));
    CHECK(has(r, "幅18cm × 奥行き24cm × 高さ30cm") && has(r, "432cm²"));
    CHECK(has(r, "公表値がありません")); /* 窓口くん */
    CHECK(has(r, "見本（架空の製品）"));
    CHECK(has(r, "写真はありません"));
    CHECK(has(get(&c, "/"), "カードリーダー カタログ"));
    r = get(&c, "/my/readers"); /* and after the login back there */
    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, S("/login?next=/my/readers"));
}

TEST(readers_ended_product_is_hidden_but_its_page_says_since_when)
{
    struct client c;
    struct reply r;

    world();
    c = client_new();
    CHECK(!has(get(&c, "/readers"), "旧かおまど"));
    CHECK(!has(get(&c, "/readers/compare"), "旧かおまど"));
    r = get(&c, "/readers/3");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "令和8年10月31日（土）</strong>に終わりました"));
    CHECK(!has(r, "/my/readers"));
    world_clock(WORLD_NOW - 21 * 86400); /* its last day */
    CHECK(has(get(&c, "/readers"), "旧かおまど"));
    CHECK(has(get(&c, "/readers/3"), "/my/readers"));
    world_clock(WORLD_NOW - 20 * 86400);
    CHECK(!has(get(&c, "/readers"), "旧かおまど"));
}

TEST(readers_product_to_come_says_from_when)
{
    struct client c;
    struct reply r;

    world();
    world_sql("UPDATE reader SET orderable_from = '2026-11-22' WHERE id = 1");
    c = client_new();
    CHECK(!has(get(&c, "/readers"), "かおまど"));
    r = get(&c, "/readers/1");
    CHECK(has(r, "令和8年11月22日（日）</strong>から申し込めます"));
    CHECK(!has(r, "/my/readers"));
    world_clock(WORLD_NOW + 86400);
    CHECK(has(get(&c, "/readers"), "かおまど"));
}

TEST(readers_what_fits_on_a_counter)
{
    static const struct {
        const char *query;
        bool fits, known;
    } cases[] = {
        {"w=18&d=24", true, false}, {"w=17.9&d=24", false, false}, {"w=18&d=23.9", false, false},
        {"w=%EF%BC%91%EF%BC%98&d=%EF%BC%92%EF%BC%94%EF%BC%8E%EF%BC%90", true, false}, /* full width */
        {"w=18%20cm&d=", true, false}, {"w=&d=23", false, false}, {"w=500&d=500", true, false},
        {"w=%E3%80%80&d=%20", true, true}, /* only blanks: not asked */
    };
    struct client c;

    world();
    c = client_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r =
            get(&c, arena_fmt(&arena, "/readers?%s", cases[i].query).p);

        CHECK_INT(r.status, 200);
        CHECK_INT(has(r, "かおまど"), cases[i].fits);
        CHECK(has(r, "窓口くん")); /* its size is not known: it is never left out */
        CHECK_INT(has(r, "大きさが公表されていない製品"), !cases[i].known);
        CHECK_INT(has(r, "置けない製品"), !cases[i].fits);
    }
}

TEST(readers_half_known_sizes)
{
    struct client c;

    world();
    world_sql("UPDATE reader SET width_mm = 305 WHERE id = 2");
    c = client_new();
    CHECK(has(get(&c, "/readers"), "幅30.5cm<"));
    CHECK(!has(get(&c, "/readers?w=30&d=30"), "窓口くん")); /* too wide, whatever its depth */
    CHECK(has(get(&c, "/readers?w=31&d=30"), "大きさが公表されていない製品"));
    CHECK(!has(get(&c, "/readers?w=31"), "大きさが公表されていない製品"));
}

TEST(readers_a_counter_that_is_no_size_is_complained_about)
{
    static const char *const typed[] = {"abc", "-5", "0", "500.1", "501", "40.55", "1e2", "4,5",
        "99999999999999999999", "%3Cscript%3E"};
    struct client c;
    struct reply r;

    world();
    c = client_new();
    for (size_t i = 0; i < COUNT(typed); i++) {
        r = get(&c, arena_fmt(&arena, "/readers?w=%s&d=30", typed[i]).p);
        CHECK_INT(r.status, 422);
        CHECK(complains(r, "w", "置く場所の幅は、40や40.5のような数字（cm）で、500までで入力してください"));
        CHECK(has(r, "かおまど") && !has(r, "<script>"));
    }
    r = get(&c, "/readers/compare?w=30&d=x");
    CHECK_INT(r.status, 422);
    CHECK(complains(r, "d", "置く場所の奥行きは、40や40.5のような数字（cm）で、500までで入力してください"));
}

TEST(readers_a_very_long_size_is_no_size)
{
    char path[300] = "/readers?w=";
    struct client c;

    world();
    c = client_new();
    memset(path + 11, '9', 210);
    path[221] = 0;
    CHECK_INT(get(&c, path).status, 422);
}

TEST(readers_compare_has_a_line_for_each)
{
    struct client c;
    struct reply r;

    world();
    c = client_new();
    r = get(&c, "/readers/compare?w=30");
    CHECK_INT(r.status, 200);
    CHECK(has(r, "令和8年11月21日（土）の内容です"));
    CHECK(has(r, "製品の比較（2件）") && has(r, "1.5kg") && has(r, "公表値なし"));
    CHECK(has(r, "href=\"/readers?w=30\"")); /* back with the same question */
    world_sql("UPDATE reader SET orderable_until = '2020-01-01'");
    r = get(&c, "/readers/compare");
    CHECK(has(r, "いま申し込める製品はありません") && !has(r, "<table"));
    CHECK(has(get(&c, "/readers"), "いま申し込める製品はありません"));
}

TEST(readers_unknown_numbers_are_not_found)
{
    static const char *const paths[] = {"/readers/99", "/readers/0", "/readers/-1",
        "/readers/1x", "/readers/99999999999999999999", "/pictures/x"};
    struct client c;

    world();
    c = client_new();
    for (size_t i = 0; i < COUNT(paths); i++)
        CHECK_INT(get(&c, paths[i]).status, 404);
}

TEST(readers_what_staff_typed_is_shown_as_text)
{
    struct client c;
    struct reply r;

    world();
    world_sql("UPDATE reader SET product = '<b>髙﨑𠮷', restrictions = 'a\nb<i>' WHERE id = 1");
    c = client_new();
    for (int i = 0; i < 3; i++) {
        static const char *const paths[] = {"/readers", "/readers/compare", "/readers/1"};

        r = get(&c, paths[i]);
        CHECK(has(r, "&lt;b&gt;髙﨑𠮷") && !has(r, "<b>髙"));
        CHECK(i == 0 || has(r, "a\nb&lt;i&gt;"));
    }
}

TEST(readers_pictures_are_kept_by_browsers_and_never_sniffed)
{
    struct db *db = world()->write_db;
    struct str file = paper_png(640, 480), name = S("");
    struct client c;
    struct reply r;

    db_as(db, &arena, DB_ALL);
    CHECK(db_begin(db));
    CHECK_INT(picture_add(db, &arena, (struct bytes){(const unsigned char *)file.p, file.n}, &name),
        PICTURE_OK);
    CHECK(db_commit(db));
    world_sql(arena_fmt(&arena, "UPDATE reader SET picture = '" STR_FMT "' WHERE id = 1",
        STR_ARG(name)).p);
    c = client_new();
    r = get(&c, "/readers/1");
    CHECK(has(r, arena_fmt(&arena, "src=\"/pictures/" STR_FMT "\" width=\"640\" height=\"480\""
                                   " alt=\"かおまどの写真\"", STR_ARG(name)).p));
    r = get(&c, arena_fmt(&arena, "/pictures/" STR_FMT, STR_ARG(name)).p);
    CHECK_INT(r.status, 200);
    CHECK_STR(r.body, file);
    CHECK_STR(r.type, S("image/png"));
    CHECK(str_has(r.headers, S("Cache-Control: public, max-age=31536000, immutable\n")));
    CHECK(str_has(r.headers, S("X-Content-Type-Options: nosniff\n")));
    c = client_member();
    r = get(&c, arena_fmt(&arena, "/pictures/" STR_FMT, STR_ARG(name)).p);
    CHECK(str_has(r.headers, S("max-age=31536000")));
}

TEST(readers_pictures_that_nobody_shows_go_after_a_day)
{
    struct db *db = world()->write_db;
    struct str one = paper_jpeg(640, 480), two = paper_png(100, 100), name = S("");

    db_as(db, &arena, DB_ALL);
    CHECK(db_begin(db));
    CHECK_INT(picture_add(db, &arena, (struct bytes){(const unsigned char *)one.p, one.n}, &name), PICTURE_OK);
    CHECK(str_ends(name, S(".jpg")));
    CHECK_INT(picture_add(db, &arena, (struct bytes){(const unsigned char *)two.p, two.n}, &name), PICTURE_OK);
    CHECK_INT(picture_add(db, &arena, (struct bytes){(const unsigned char *)two.p, two.n}, &name), PICTURE_OK);
    CHECK(db_commit(db));
    CHECK_INT(world_number("SELECT count(*) FROM picture"), 2);
    world_sql("UPDATE reader SET picture = (SELECT name FROM picture WHERE name LIKE '%jpg')");
    world_clock(WORLD_NOW + 86401);
    CHECK(db_begin(db));
    picture_sweep(db);
    CHECK(db_commit(db));
    CHECK_INT(world_number("SELECT count(*) FROM picture"), 1);
    CHECK_INT(world_number("SELECT count(*) FROM picture WHERE name LIKE '%jpg'"), 1);
}
