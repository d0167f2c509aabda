/* picture_test.c: which files are taken as pictures of a page. */
#include "util/picture.h"

#include "tests/test.h"
#include "tests/util/papers.h"

static enum picture_fault read_it(struct str s, struct picture_facts *f)
{
    return picture_read((struct bytes){(const unsigned char *)s.p, s.n}, f);
}

static enum picture_fault fault(struct str s)
{
    struct picture_facts f;

    return read_it(s, &f);
}

TEST(picture_says_its_kind_and_size)
{
    struct picture_facts f;

    CHECK_INT(read_it(paper_png(640, 480), &f), PICTURE_OK);
    CHECK(!f.jpeg && f.width == 640 && f.height == 480 && f.keep == paper_png(640, 480).n);
    CHECK_INT(read_it(paper_jpeg(480, 640), &f), PICTURE_OK);
    CHECK(f.jpeg && f.width == 480 && f.height == 640);
    papers_end();
}

TEST(picture_limits_of_its_sides)
{
    CHECK_INT(fault(paper_png(PICTURE_MIN_PX, PICTURE_MAX_PX)), PICTURE_OK);
    CHECK_INT(fault(paper_png(PICTURE_MIN_PX - 1, 100)), PICTURE_SMALL);
    CHECK_INT(fault(paper_jpeg(100, PICTURE_MIN_PX - 1)), PICTURE_SMALL);
    CHECK_INT(fault(paper_jpeg(100, PICTURE_MAX_PX + 1)), PICTURE_LARGE);
    CHECK_INT(fault(paper_png(0x7fffffff, 100)), PICTURE_LARGE);
    papers_end();
}

TEST(picture_other_files_are_refused)
{
    CHECK_INT(fault(S("")), PICTURE_EMPTY);
    CHECK_INT(fault(S("<!DOCTYPE html><script>alert(1)</script>")), PICTURE_TYPE);
    CHECK_INT(fault(S("GIF89a")), PICTURE_TYPE);
    CHECK_INT(fault(S("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")), PICTURE_TYPE);
    CHECK_INT(fault(paper_pdf("")), PICTURE_TYPE);
    CHECK_INT(fault(paper_fill(PICTURE_BYTES + 1)), PICTURE_HEAVY);
    CHECK_INT(fault(paper_fill(PICTURE_BYTES)), PICTURE_TYPE);
    papers_end();
}

TEST(picture_must_be_whole_and_nothing_else)
{
    struct str all[] = {paper_png(640, 480), paper_jpeg(640, 480)};

    for (size_t k = 0; k < COUNT(all); k++) {
        for (size_t n = 0; n < all[k].n; n++)
            CHECK(fault((struct str){all[k].p, n}) != PICTURE_OK);
        CHECK_INT(fault(paper_join(all[k], S("<script>alert(1)</script>"))), PICTURE_BROKEN);
    }
    papers_end();
}

/* A smaller picture that a phone puts behind a photograph is not kept. */
TEST(picture_what_stands_behind_a_photograph_is_cut_off)
{
    struct str one = paper_jpeg(640, 480);
    struct picture_facts f;

    CHECK_INT(read_it(paper_join(one, paper_jpeg(64, 64)), &f), PICTURE_OK);
    CHECK_INT(f.keep, one.n);
    CHECK_INT(f.width, 640);
    papers_end();
}
