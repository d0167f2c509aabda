/* code_test.c: institution codes as they are typed, and their check digits. */
#include "tests/test.h"

#include "model/code.h"
#include "util/str.h"

TEST(codes_are_read_in_any_form)
{
    static const struct {
        const char *typed;
        int pref, table; /* known beforehand */
        enum code_fault why;
        const char *want; /* pref-table-code */
    } rows[] = {
        {"0118010016", 0, 0, CODE_OK, "01-1-8010016"},
        {"01-1-8010016", 0, 0, CODE_OK, "01-1-8010016"},
        {"1-1-8010016", 0, 0, CODE_OK, "01-1-8010016"},
        {"０１ー１－８０１００１６", 0, 0, CODE_OK, "01-1-8010016"},
        {" 01 1 8010016 ", 0, 0, CODE_OK, "01-1-8010016"},
        {"8010016", 1, 1, CODE_OK, "01-1-8010016"},
        {"80-1001-6", 1, 1, CODE_OK, "01-1-8010016"},
        {"80・1001・6", 1, 1, CODE_OK, "01-1-8010016"},
        {"8010016", 0, 0, CODE_OK, "00-0-8010016"},
        {"0118010016", 13, 3, CODE_OK, "01-1-8010016"},
        {"4760000000", 0, 0, CODE_OK, "47-6-0000000"},
        {"", 0, 0, CODE_EMPTY, NULL},
        {" － ", 0, 0, CODE_EMPTY, NULL},
        {"801001", 1, 1, CODE_ZERO_LOST, NULL},
        {"118010016", 0, 0, CODE_ZERO_LOST, NULL},
        {"80100167", 1, 1, CODE_LENGTH, NULL},
        {"01180100166", 0, 0, CODE_LENGTH, NULL},
        {"4818010016", 0, 0, CODE_PREF, NULL},
        {"0018010016", 0, 0, CODE_PREF, NULL},
        {"0158010016", 0, 0, CODE_TABLE, NULL},
        {"0178010016", 0, 0, CODE_TABLE, NULL},
        {"0188010016", 0, 0, CODE_TABLE, NULL},
        {"0128010016", 0, 0, CODE_TABLE, NULL},
        {"801001X", 0, 0, CODE_LETTERS, NULL},
        {"八〇一〇〇一六", 0, 0, CODE_LETTERS, NULL},
        {"\xff\xfe", 0, 0, CODE_LETTERS, NULL},
    };
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct code c = {99, 99, "unread"};
        enum code_fault why =
            code_parse(str_of(rows[i].typed), rows[i].pref, rows[i].table, &c);

        CHECK_INT(why, rows[i].why);
        if (rows[i].want)
            CHECK_STR(code_text(&a, &c), str_of(rows[i].want));
        else
            CHECK(c.pref == 99);
        CHECK(code_complaint(&a, str_of(rows[i].typed), why).n && *code_reason(why));
    }
    arena_release(&a);
}

TEST(code_columns_are_taken_as_they_are)
{
    static const struct {
        const char *pref, *table, *code;
        enum code_fault why;
    } rows[] = {
        {"01", "1", "8010016", CODE_OK},
        {"47", "6", "0010016", CODE_OK},
        {"1", "1", "8010016", CODE_ZERO_LOST},
        {"01", "1", "801001", CODE_ZERO_LOST},
        {"", "1", "8010016", CODE_EMPTY},
        {"01", "", "8010016", CODE_EMPTY},
        {"01", "1", "", CODE_EMPTY},
        {"48", "1", "8010016", CODE_PREF},
        {"00", "1", "8010016", CODE_PREF},
        {"001", "1", "8010016", CODE_PREF},
        {"01", "5", "8010016", CODE_TABLE},
        {"01", "11", "8010016", CODE_TABLE},
        {"01", "1", "80100166", CODE_LENGTH},
        {"01", "1", "8.01E+6", CODE_LETTERS},
        {"01", "医科", "8010016", CODE_LETTERS},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct code c;

        CHECK_INT(code_from_columns(str_of(rows[i].pref), str_of(rows[i].table),
                      str_of(rows[i].code), &c),
            rows[i].why);
    }
}

static bool check(const char *typed)
{
    struct code c;

    return code_parse(str_of(typed), 0, 0, &c) == CODE_OK && code_check_ok(&c);
}

TEST(check_digits_by_prefecture)
{
    static const char *const good[] = {"01-1-8010016", "01-1-0112489", "27-1-9900249",
        "27-3-9900021", "18-4-0140055", "13-1-8814790", "13-1-0270751", "14-1-5300454",
        "11-1-0306290", "13-1-0012345", "8010016"};
    static const char *const bad[] = {
        "01-1-8010061", "01-1-9999999", "13-1-9999999", "01-3-8010016", "14-1-5300455"};

    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(check(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!check(bad[i]));
    /* 47, and dental in the four: six digits alone, or all nine */
    CHECK(check("47-1-8814790") && check("13-3-8814790"));
    CHECK(!check("47-1-8814791") || !check("47-1-8814792"));
}

TEST(check_digits_of_real_codes)
{
    const char *dir = getenv("MADOGUCHI_SHARED");
    char path[4096], line[256];
    size_t rows = 0, wrong = 0;
    FILE *f;

    snprintf(path, sizeof(path), "%s/data/code_vectors.csv", dir ? dir : "../shared");
    f = fopen(path, "r");
    if (!f) {
        test_skip("the list of real codes is not on this machine");
        return;
    }
    while (fgets(line, sizeof(line), f)) {
        struct str rest, right = str_cut(str_of(line), ',', &rest);
        struct str pref = str_cut(rest, ',', &rest), table = str_cut(rest, ',', &rest);
        struct code c;
        bool ok = code_from_columns(pref, table, str_cut(rest, ',', &rest), &c) == CODE_OK &&
                  code_check_ok(&c);

        if (str_is(right, "right"))
            continue;
        rows++;
        if (ok != str_is(right, "1")) {
            printf("%s", line);
            wrong++;
        }
    }
    fclose(f);
    CHECK(rows > 100);
    CHECK_INT(wrong, 0);
}
