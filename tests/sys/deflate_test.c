/* deflate_test.c: there and back, more than once. */
#include "tests/test.h"

#include "sys/deflate.h"
#include "util/str.h"

static bool round_trip(struct deflate *d, struct str s)
{
    struct buf packed = BUF_INIT, back = BUF_INIT;
    bool ok;

    deflate_add(d, (struct bytes){(const unsigned char *)s.p, s.n}, &packed);
    ok = inflate_all((struct bytes){(unsigned char *)packed.p, packed.n}, s.n, &back) &&
         str_eq(buf_view(&back), s);
    buf_release(&packed);
    buf_release(&back);
    return ok;
}

TEST(deflate_gives_back_every_text)
{
    static char big[300000];
    struct deflate *d = deflate_open();

    for (size_t i = 0; i < sizeof(big); i++)
        big[i] = (char)(i * i % 251);
    CHECK(round_trip(d, S("")));
    CHECK(round_trip(d, S("仮パスワード")));
    CHECK(round_trip(d, (struct str){big, sizeof(big)}));
    CHECK(round_trip(d, S("again")));
    deflate_close(d);
}

TEST(inflate_refuses_damage_and_bombs)
{
    struct deflate *d = deflate_open();
    struct buf packed = BUF_INIT, back = BUF_INIT;
    static unsigned char zeros[100000];
    struct bytes p;

    deflate_add(d, (struct bytes){zeros, sizeof(zeros)}, &packed);
    p = (struct bytes){(unsigned char *)packed.p, packed.n};
    CHECK(!inflate_all(p, sizeof(zeros) - 1, &back));
    p.n--;
    CHECK(!inflate_all(p, sizeof(zeros), &back));
    packed.p[packed.n - 1] ^= 0x55; /* the check sum */
    p.n++;
    CHECK(!inflate_all(p, sizeof(zeros), &back));
    buf_release(&packed);
    buf_release(&back);
    deflate_close(d);
}
