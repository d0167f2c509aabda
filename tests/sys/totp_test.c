/* totp_test.c: RFC 6238's vectors, the window, replay, what apps scan. */
#include "tests/test.h"

#include "sys/secret.h"
#include "sys/totp.h"
#include "util/str.h"

static struct bytes seed(void)
{
    return secret_bytes(S("12345678901234567890"));
}

/* RFC 6238, appendix B (SHA-1), the last six of the eight digits. */
TEST(totp_codes_are_those_of_the_rfc)
{
    static const struct {
        int64_t time;
        uint32_t code;
    } v[] = {
        {59, 287082},
        {1111111109, 81804},
        {1111111111, 50471},
        {1234567890, 5924},
        {2000000000, 279037},
        {20000000000, 353130},
    };

    for (size_t i = 0; i < COUNT(v); i++)
        CHECK_INT(totp_code(seed(), v[i].time / TOTP_STEP), v[i].code);
}

TEST(totp_match_knows_its_window)
{
    int64_t step = 1111111109 / 30, first = step * 30;

    CHECK_INT(totp_match(seed(), S("081804"), first, -1), step);
    CHECK_INT(totp_match(seed(), S("081804"), first + 29, -1), step);
    CHECK_INT(totp_match(seed(), S("081804"), first + 59, -1), step); /* late */
    CHECK_INT(totp_match(seed(), S("081804"), first + 60, -1), -1);
    CHECK_INT(totp_match(seed(), S("081804"), first - 30, -1), step); /* early */
    CHECK_INT(totp_match(seed(), S("081804"), first - 31, -1), -1);
    CHECK_INT(totp_match(seed(), S("081804"), first, step), -1); /* again */
    CHECK_INT(totp_match(seed(), S("081804"), first, step - 1), step);
    CHECK_INT(totp_match(seed(), S("０８１　８０４"), first, -1), step);
    CHECK_INT(totp_match(seed(), S(" 081 804 "), first, -1), step);
}

TEST(totp_match_wants_six_digits)
{
    static const char *const bad[] = {"", "81804", "0818040", "08180a", "0818-4",
        "髙﨑𠮷", "08180\xef\xbc", "081805", "-81804", "０８１８０／", "０８１８０：",
        "\xef\xbc"};
    int64_t now = 1111111109;

    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_INT(totp_match(seed(), str_of(bad[i]), now, -1), -1);
}

TEST(totp_uri_is_escaped)
{
    struct arena a = ARENA_INIT;

    CHECK_STR(totp_uri(&a, seed(), S("窓口"), S("a&b 1")),
        S("otpauth://totp/%E7%AA%93%E5%8F%A3:a%26b%201"
          "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E7%AA%93%E5%8F%A3"
          "&algorithm=SHA1&digits=6&period=30"));
    arena_release(&a);
}
