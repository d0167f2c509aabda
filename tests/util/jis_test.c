/* jis_test.c: JIS X 0208, character by character and as whole names. */
#include "tests/test.h"

#include "util/jis.h"
#include "util/str.h"

static void becomes(const char *from, const char *to)
{
    struct arena a = ARENA_INIT;
    struct str got = jis_substitute(&a, str_of(from));

    CHECK_STR(got, str_of(to));
    CHECK(jis_fits(got));
    arena_release(&a);
}

TEST(jis_set)
{
    CHECK(jis_has(0x4E9C) && jis_has(0x7199)); /* the first and the last kanji: 亜 熙 */
    CHECK(jis_has(0x3042) && jis_has(0x30F6) && jis_has(0x3005) && jis_has(0xFF21));
    CHECK(jis_has(0x2212) && jis_has(0x301C) && jis_has(0x3000));
    CHECK(!jis_has(0x9AD9) && !jis_has(0xFA11)); /* 髙 﨑 */
    CHECK(!jis_has(0x20BB7) && !jis_has(0x1F600));
    CHECK(!jis_has(0xFF71) && !jis_has('A') && !jis_has(' ') && !jis_has(0x2460));
    CHECK(!jis_has(0xFF0D) && !jis_has(0xE000) && !jis_has(0));
    CHECK(!jis_has(0x5F64)); /* 彤, of JIS X 0212: three bytes */
}

TEST(jis_names_fit)
{
    CHECK(jis_fits(S("")));
    CHECK(jis_fits(S("医療法人社団　佐々木・会（東京）ＡＢＣ１２３")));
    CHECK(jis_fits(S("東京～大阪－１∥")));
    CHECK(!jis_fits(S("医療法人社団髙﨑会")));
    CHECK(!jis_fits(S("佐藤 花子"))); /* a half-width blank */
}

TEST(jis_what_does_not_fit_is_named_once)
{
    struct arena a = ARENA_INIT;

    CHECK_STR(jis_unfit(&a, S("髙橋﨑子と髙田𠮷男～")), S("髙﨑𠮷"));
    CHECK_STR(jis_unfit(&a, S("佐藤花子")), S(""));
    CHECK_STR(jis_unfit(&a, S("")), S(""));
    arena_release(&a);
}

TEST(jis_substitutes)
{
    becomes("", "");
    becomes("佐藤花子", "佐藤花子");
    becomes("医療法人社団髙﨑会", "医療法人社団高崎会");
    becomes("𠮷野家 𠮟", "吉野家　叱");
    becomes("㈱ｻｸﾗﾊﾟｰｸ①Ⅱ", "（株）サクラパーク１ＩＩ");
    becomes("ABC-12 (a)", "ＡＢＣ−１２　（ａ）");
    becomes("～－∥", "〜−‖");
    becomes("葛\xF3\xA0\x84\x80城", "葛城"); /* with a variation selector */
    becomes("ゔぃ", "ヴぃ");
    becomes("😀鈇", "〓〓");
}

TEST(jis_long_name)
{
    struct arena a = ARENA_INIT;
    struct str name = S("");

    for (int i = 0; i < 200; i++)
        name = arena_fmt(&a, STR_FMT "𠮷", STR_ARG(name));
    CHECK_INT(jis_substitute(&a, name).n, 200 * strlen("吉"));
    CHECK_STR(jis_unfit(&a, name), S("𠮷"));
    arena_release(&a);
}

static const char *vectors(void)
{
    static char path[512];
    const char *shared = getenv("MADOGUCHI_SHARED");

    snprintf(path, sizeof(path), "%s/data/jis_vectors.csv", shared ? shared : "../shared");
    return path;
}

TEST(jis_vectors)
{
    FILE *f = fopen(vectors(), "r");
    char line[256];
    size_t n = 0;

    if (!f) {
        test_skip("there is no list of characters to compare with");
        return;
    }
    while (fgets(line, sizeof(line), f)) {
        unsigned long cp;
        int allowed;

        if (sscanf(line, "%d,%lx,", &allowed, &cp) != 2)
            continue;
        n++;
        CHECK_INT(jis_has((uint32_t)cp), allowed);
        if (jis_has((uint32_t)cp) != allowed)
            printf("  U+%04lX\n", cp);
    }
    fclose(f);
    CHECK(n > 100);
}
