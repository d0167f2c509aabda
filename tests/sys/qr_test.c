/* qr_test.c: modes, versions and limits of QR codes. */
#include "tests/test.h"

#include "sys/qr.h"

static struct qr qr;

TEST(qr_takes_the_short_modes)
{
    /* ISO/IEC 18004, table 7: V1-M holds 34 digits, 20 alphanumerics, 14 bytes. */
    CHECK(qr_make(S("1234567890123456789012345678901234"), QR_M, 1, &qr));
    CHECK(!qr_make(S("12345678901234567890123456789012345"), QR_M, 1, &qr));
    CHECK(qr_make(S("HTTPS://A.EXAMPLE/12"), QR_M, 1, &qr));
    CHECK(!qr_make(S("HTTPS://A.EXAMPLE/123"), QR_M, 1, &qr));
    CHECK(!qr_make(S("https://a.exam/12"), QR_M, 1, &qr));
    CHECK(qr_make(S("https://a.exam"), QR_M, 1, &qr));
    CHECK_INT(qr.size, 21);
}

TEST(qr_holds_a_letter_ticket_of_64_characters)
{
    CHECK(qr_make(S("HTTPS://PORTAL.EXAMPLE.GO.JP/Q/0123456789ABCDEFGHJKMNPQRSTVWXYZ0"),
        QR_H, 5, &qr));
    CHECK_INT(qr.size, 37);
    CHECK(!qr_make(S("HTTPS://PORTAL.EXAMPLE.GO.JP/Q/0123456789ABCDEFGHJKMNPQRSTVWXYZ01"),
        QR_H, 5, &qr));
    CHECK(!qr_make(S(""), QR_H, 5, &qr));
}

TEST(qr_has_its_finder_patterns)
{
    CHECK(qr_make(S("00022758800"), QR_M, 1, &qr));
    for (int i = 0; i < 7; i++) {
        CHECK(qr.dark[i] && qr.dark[20 - i] && qr.dark[20 * 21 + i]);
        CHECK(i == 0 || i == 6 || !qr.dark[21 + i] || qr.dark[22 + 21] == 1);
    }
    CHECK(!qr.dark[7] && qr.dark[3 * 21 + 3] && !qr.dark[21 + 1]);
}
