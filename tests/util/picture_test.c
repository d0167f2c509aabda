/* picture_test.c: which files are taken as pictures. */
#include "util/picture.h"

#include "tests/pictures.h"
#include "tests/test.h"
#include "util/buf.h"

static struct arena arena = ARENA_INIT;

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

static enum picture_fault read_it(struct str s, struct picture_facts *f)
{
    return picture_read((struct bytes){(const unsigned char *)s.p, s.n}, f);
}

static enum picture_fault fault(struct str s)
{
    struct picture_facts f;

    return read_it(s, &f);
}

static struct str joined(struct str head, const char *tail)
{
    struct buf b = BUF_INIT;
    struct str all;

    buf_str(&b, head);
    buf_puts(&b, tail);
    all = arena_str(&arena, buf_view(&b));
    buf_release(&b);
    return all;
}

TEST(picture_says_its_kind_and_size)
{
    struct picture_facts f;

    CHECK_INT(read_it(png_of(&arena, 640, 480), &f), PICTURE_OK);
    CHECK(!f.jpeg && f.width == 640 && f.height == 480);
    CHECK_INT(read_it(jpeg_of(&arena, 480, 640), &f), PICTURE_OK);
    CHECK(f.jpeg && f.width == 480 && f.height == 640);
}

TEST(picture_limits_of_its_sides)
{
    CHECK_INT(fault(png_of(&arena, PICTURE_MIN_PX, PICTURE_MAX_PX)), PICTURE_OK);
    CHECK_INT(fault(png_of(&arena, PICTURE_MIN_PX - 1, 100)), PICTURE_SMALL);
    CHECK_INT(fault(png_of(&arena, 100, 0)), PICTURE_SMALL);
    CHECK_INT(fault(jpeg_of(&arena, 100, PICTURE_MAX_PX + 1)), PICTURE_LARGE);
    CHECK_INT(fault(png_of(&arena, 0x7fffffff, 100)), PICTURE_LARGE);
}

TEST(picture_other_files_are_refused)
{
    struct buf b = BUF_INIT;

    CHECK_INT(fault(S("")), PICTURE_EMPTY);
    CHECK_INT(fault(S("<!DOCTYPE html><script>alert(1)</script>")), PICTURE_TYPE);
    CHECK_INT(fault(S("GIF89a")), PICTURE_TYPE);
    CHECK_INT(fault(S("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")), PICTURE_TYPE);
    CHECK_INT(fault(S("\x89")), PICTURE_TYPE);
    for (int i = 0; i <= PICTURE_BYTES; i++)
        buf_byte(&b, 'x');
    CHECK_INT(fault(buf_view(&b)), PICTURE_HEAVY);
    b.n = PICTURE_BYTES;
    CHECK_INT(fault(buf_view(&b)), PICTURE_TYPE);
    buf_release(&b);
}

/* Whatever is cut off, hung on or changed is noticed. */
TEST(picture_must_be_whole)
{
    struct str all[] = {png_of(&arena, 640, 480), jpeg_of(&arena, 640, 480)};

    for (size_t k = 0; k < COUNT(all); k++) {
        for (size_t n = 0; n < all[k].n; n++)
            CHECK(fault((struct str){all[k].p, n}) != PICTURE_OK);
        CHECK_INT(fault(joined(all[k], "<script>alert(1)</script>")), PICTURE_BROKEN);
        CHECK_INT(fault(joined(all[k], "\n")), PICTURE_BROKEN);
    }
    for (size_t n = 0; n < all[0].n; n++) {
        struct str s = arena_str(&arena, all[0]);

        ((char *)(uintptr_t)s.p)[n] ^= 1;
        CHECK(fault(s) != PICTURE_OK);
    }
}
