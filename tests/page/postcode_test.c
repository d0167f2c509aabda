/* postcode_test.c: the look-up that the forms' button uses. */
#include "tests/world.h"

TEST(postcode_lists_every_place_of_a_code)
{
    struct client c;
    struct reply r;

    world();
    world_sql("DELETE FROM postcode; INSERT INTO postcode (zip, pref, city, town) VALUES"
              " ('4980000', '23', '弥富市', ''), ('4980000', '24', '桑名郡木曽岬町', '')");
    c = client_new();
    r = get(&c, "/postcode?zip=%EF%BC%94%EF%BC%99%EF%BC%98-0000"); /* ４９８-0000 */
    CHECK_INT(r.status, 200);
    CHECK_STR(r.type, S("application/json; charset=utf-8"));
    CHECK(has(r, "\"prefecture\":\"愛知県\",\"city\":\"弥富市\""));
    CHECK(has(r, "\"prefecture\":\"三重県\",\"city\":\"桑名郡木曽岬町\""));
    CHECK_STR(get(&c, "/postcode?zip=0000000").body, S("[]\n"));
    CHECK_INT(get(&c, "/postcode?zip=123").status, 422);
    CHECK_INT(get(&c, "/postcode").status, 422);
}
