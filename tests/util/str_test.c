/* str_test.c: cutting and reading text. */
#include "tests/test.h"

#include "util/str.h"

TEST(str_int_takes_the_whole_text_only)
{
    int64_t v = 7;

    CHECK(str_int(S("42"), 0, 100, &v) && v == 42);
    CHECK(str_int(S("-3"), -3, 100, &v) && v == -3);
    CHECK(!str_int(S(""), 0, 100, &v));
    CHECK(!str_int(S("-"), -9, 100, &v));
    CHECK(!str_int(S("4 2"), 0, 100, &v));
    CHECK(!str_int(S("101"), 0, 100, &v));
    CHECK(!str_int(S("1e3"), 0, 10000, &v));
    CHECK(!str_int(S("9999999999999999999"), 0, INT64_MAX, &v));
    CHECK(v == -3);
}

TEST(str_cut_tells_missing_from_empty)
{
    struct str rest;

    CHECK_STR(str_cut(S("a=b=c"), '=', &rest), S("a"));
    CHECK_STR(rest, S("b=c"));
    CHECK_STR(str_cut(S("a="), '=', &rest), S("a"));
    CHECK(rest.p && rest.n == 0);
    CHECK_STR(str_cut(S("a"), '=', &rest), S("a"));
    CHECK(!rest.p);
}
