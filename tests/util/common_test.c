/* common_test.c: passwords that everyone tries first, and ones that nobody does. */
#include "tests/test.h"
#include "util/common.h"

static void each(const char *const *list, size_t n, bool want)
{
    for (size_t i = 0; i < n; i++) {
        bool got = common_password(str_of(list[i]));

        CHECK(got == want);
        if (got != want)
            printf("  %s\n", list[i]);
    }
}

TEST(common_passwords_are_refused)
{
    static const char *const bad[] = {"password", "Password1", "P@ssw0rd", "p@$$w0rd",
        "PASSWORD", "Passw0rd!", "Password123", "Password2024", "1234Password",
        "!Password1", "12345678", "1234567890", "87654321", "11111111", "aaaaaaaa",
        "Aaaaaaa1", "abcdefgh", "Abcd1234", "Abc12345", "Aa123456", "1qaz2wsx",
        "1qaz2WSX", "!QAZ2wsx", "Zaq12wsx", "qwertyui", "Qwerty123", "Qwer1234",
        "asdfghjk", "zxcvbnm1", "abcabcabc", "Abc1Abc1", "Ab1Ab1Ab1", "1212121212",
        "Welcome1", "Letmein1", "Iloveyou1", "Dragon2024", "Sakura2024!", "Tokyo2020",
        "Hospital1", "Madoguchi1", "Shikaku2023", "Admin1234", "Football7", "Monkey12",
        "trustno1", "Baseball1", "Sunsh1ne", "Pr1nc3ss", "Reiwa0006", "0000Reiwa",
        "M4ster12"};

    each(bad, COUNT(bad), true);
}

TEST(uncommon_passwords_are_taken)
{
    static const char *const good[] = {"Kp7vWq2x", "xT9mLr4Q", "Vb3-kQ8z", "gR5tYw9Zp",
        "correct-horse-battery-staple", "AsaGohan7TabetaYo", "3Neko+2Inu=5Hiki",
        "mLx82kdPq", "tR4#nBv6", "Uc8dJw5e", "Hy3Kz9Bd", "pW6fXn2j", "zQ7bMk4v",
        "ほげふが髙﨑𠮷", "Nd5gTs8h", "tRe4Fv8q", "12Kp34Wq", "1234kQ7x", "Abcd7K!x"};

    each(good, COUNT(good), false);
}

TEST(common_takes_any_length)
{
    static char big[300];
    char edge[65];

    memset(big, 'x', sizeof(big));
    CHECK(!common_password(S("")));
    CHECK(!common_password((struct str){NULL, 0}));
    CHECK(!common_password(S("abc")));
    CHECK(!common_password((struct str){big, sizeof(big)}));
    memset(edge, 'a', sizeof(edge));
    CHECK(common_password((struct str){edge, 64}));
    CHECK(!common_password((struct str){edge, 65}));
}

TEST(common_list_is_sorted_and_full)
{
    CHECK(common_hashes_n > 50000);
    for (size_t i = 1; i < common_hashes_n; i++)
        CHECK(common_hashes[i - 1] < common_hashes[i]);
}
