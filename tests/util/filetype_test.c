/* filetype_test.c: what is taken, what is not and what it is called, byte by byte. */
#include "tests/test.h"
#include "tests/util/papers.h"

#include "util/arena.h"
#include "util/filetype.h"
#include "util/str.h"
#include "util/utf8.h"

static struct filetype_found found;

static enum filetype_no check(struct str s)
{
    return filetype_check((struct bytes){(const unsigned char *)s.p, s.n}, &found);
}

#define NO(s, want)    CHECK_INT(check(s), FILETYPE_##want)
#define PDF_WITH(text) check(paper_pdf(text))

TEST(filetype_takes_pdf_jpeg_png)
{
    NO(paper_pdf(""), OK);
    CHECK_INT(found.type, FILETYPE_PDF);
    NO(paper_join(paper_pdf(""), S("\r\n\n")), OK);
    NO(paper_jpeg(1000, 2000), OK);
    CHECK_INT(found.type, FILETYPE_JPEG);
    CHECK_INT(found.keep, paper_jpeg(1000, 2000).n);
    NO(paper_png(10, 20), OK);
    CHECK_INT(found.type, FILETYPE_PNG);
    papers_end();
}

TEST(filetype_names_what_it_does_not_take)
{
    static const struct {
        enum filetype_no no;
        struct str s;
    } cases[] = {
        {FILETYPE_EMPTY, S_INIT("")},
        {FILETYPE_HEIC, S_INIT("\0\0\0\x18" "ftypheic\0\0\0\0mif1")},
        {FILETYPE_HEIC, S_INIT("\0\0\0\x18" "ftypavif\0\0\0\0")},
        {FILETYPE_VIDEO, S_INIT("\0\0\0\x18" "ftypqt  \0\0\0\0")},
        {FILETYPE_GIF, S_INIT("GIF89a\1\0\1\0")},
        {FILETYPE_WEBP, S_INIT("RIFF\x20\0\0\0WEBPVP8 ")},
        {FILETYPE_TIFF, S_INIT("II*\0\x08\0\0\0")},
        {FILETYPE_TIFF, S_INIT("MM\0*\0\0\0\x08")},
        {FILETYPE_BMP, S_INIT("BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0")},
        {FILETYPE_SVG, S_INIT("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"/>")},
        {FILETYPE_SVG, S_INIT("<SVG onload=alert(1)>")},
        {FILETYPE_HTML, S_INIT("\n <!DOCTYPE html><html>")},
        {FILETYPE_HTML, S_INIT("<script>alert(1)</script>")},
        {FILETYPE_HTML, S_INIT("<?php echo 1; ?>")},
        {FILETYPE_OFFICE, S_INIT("PK\3\4\x14\0\6\0\x08\0\0\0!\0[Content_Types].xml")},
        {FILETYPE_OFFICE, S_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")},
        {FILETYPE_OFFICE, S_INIT("{\\rtf1\\ansi")},
        {FILETYPE_ARCHIVE, S_INIT("PK\3\4\x14\0\0\0keiyaku.pdf")},
        {FILETYPE_ARCHIVE, S_INIT("7z\xbc\xaf\x27\x1c")},
        {FILETYPE_ARCHIVE, S_INIT("\x1f\x8b\x08\0")},
        {FILETYPE_PROGRAM, S_INIT("MZ\x90\0\3")},
        {FILETYPE_PROGRAM, S_INIT("\x7f" "ELF\2\1\1")},
        {FILETYPE_PROGRAM, S_INIT("#!/bin/sh\n")},
        {FILETYPE_TEXT, S_INIT("契約書の写しです。\r\n")},
        {FILETYPE_UNKNOWN, S_INIT("\x01\x02\x03\x04\xff\xfe")},
        {FILETYPE_UNKNOWN, S_INIT("\0")},
        {FILETYPE_BROKEN, S_INIT("%PDF-1.4")},
        {FILETYPE_BROKEN, S_INIT("\xff\xd8\xff")},
        {FILETYPE_BROKEN, S_INIT("\x89PNG\r\n\x1a\n")},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(check(cases[i].s), cases[i].no);
}

TEST(filetype_every_refusal_says_what_to_do)
{
    for (int no = FILETYPE_EMPTY; no < FILETYPE_NOS; no++) {
        struct str text = str_of(filetype_text((enum filetype_no)no));

        CHECK(utf8_len(text) > 20);
        CHECK(str_has(text, S("ください")));
        CHECK(str_ends(text, S("。")) || str_ends(text, S("）。")));
    }
    CHECK(str_has(str_of(filetype_text(FILETYPE_HEIC)), S("互換性優先")));
}

TEST(filetype_refuses_what_is_cut_off_anywhere)
{
    struct str all[] = {paper_pdf(""), paper_jpeg(10, 10), paper_png(10, 10)};

    for (size_t k = 0; k < COUNT(all); k++) {
        size_t whole = k == 0 ? all[k].n - 1 : all[k].n; /* a PDF may end without line feed */

        for (size_t n = 0; n < whole; n++)
            CHECK(check(str_head(all[k], n)) != FILETYPE_OK);
    }
    papers_end();
}

TEST(filetype_refuses_two_files_in_one)
{
    struct str kinds[] = {paper_pdf(""), paper_jpeg(10, 10), paper_png(10, 10)};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        NO(paper_join(kinds[i], paper_zip()), TRAILING);
        NO(paper_join(kinds[i], S("<html><script>alert(1)</script>")), TRAILING);
        NO(paper_join(kinds[i], S("MZ\x90\0\3\0\0\0")), TRAILING);
    }
    /* the archive before the PDF's end, as programs that hide one do it */
    NO(paper_join(paper_pdf(""), paper_join(S("%"), paper_join(paper_zip(), S("\n%%EOF\n")))),
        TRAILING);
    NO(S("%PDF-1.4\n%<html><script>alert(1)</script>\n1 0 obj\n<<>>\nendobj\nxref\n"
         "startxref\n0\n%%EOF\n"), TRAILING);
    NO(S("GIF89a/*\xff\xd8\xff\xe0"), GIF);
    NO(paper_join(S("<html>"), paper_pdf("")), HTML);
    papers_end();
}

TEST(filetype_cuts_off_what_phones_put_behind_a_photograph)
{
    struct str photo = paper_jpeg(10, 10);

    NO(paper_join(photo, paper_jpeg(4, 4)), OK);
    CHECK_INT(found.keep, photo.n);
    NO(paper_join(photo, S("\0\0\0\x18" "ftypmp42 and a film")), OK);
    CHECK_INT(found.keep, photo.n);
    NO(paper_join(photo, S("\0\0\1\x0a Image_UTC_Data SEFH k\0\0\0SEFT")), OK);
    CHECK_INT(found.keep, photo.n);
    NO(paper_join(photo, S("\0\0\0\0")), OK);
    CHECK_INT(found.keep, photo.n);
    NO(paper_join(paper_png(10, 10), S("\0")), TRAILING);
    papers_end();
}

TEST(filetype_pictures_of_sane_sizes)
{
    NO(paper_jpeg(10000, 10000), OK);
    NO(paper_jpeg(10000, 10001), SIZE);
    NO(paper_jpeg(30001, 1), SIZE);
    NO(paper_jpeg(30000, 1), OK);
    NO(paper_jpeg(0, 10), SIZE);
    NO(paper_jpeg(10, 0), SIZE);
    NO(paper_png(10000, 10000), OK);
    NO(paper_png(10001, 10000), SIZE);
    NO(paper_png(0xffffffff, 0xffffffff), SIZE);
    NO(paper_png(0, 1), SIZE);
    papers_end();
}

TEST(filetype_a_wrong_checksum_breaks_a_png)
{
    char copy[200];
    struct str png = paper_png(10, 10);

    for (size_t i = 8; i < png.n; i++) {
        memcpy(copy, png.p, png.n);
        copy[i] ^= 1;
        CHECK(check((struct str){copy, png.n}) != FILETYPE_OK);
    }
    papers_end();
}

TEST(filetype_pdf_that_acts_or_is_locked)
{
    CHECK_INT(PDF_WITH("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), FILETYPE_ACTIVE);
    CHECK_INT(PDF_WITH("/AA<</O<</S/J#61vaScript>>>>"), FILETYPE_ACTIVE);
    CHECK_INT(PDF_WITH("/OpenAction<</S/Launch/F(cmd.exe)>>"), FILETYPE_ACTIVE);
    CHECK_INT(PDF_WITH("/Names<</EmbeddedFiles 9 0 R>>"), FILETYPE_ACTIVE);
    CHECK_INT(PDF_WITH("/AcroForm<</XFA[]>>"), FILETYPE_ACTIVE);
    CHECK_INT(PDF_WITH("/Encrypt 9 0 R"), FILETYPE_LOCKED);
    CHECK_INT(PDF_WITH("/OpenAction[3 0 R/Fit]"), FILETYPE_OK);
    /* the same words as text of a person, in a comment or among bytes of a stream */
    CHECK_INT(PDF_WITH("/Title(what /JavaScript \\) \\\\ (and) /Launch is)"), FILETYPE_OK);
    CHECK_INT(PDF_WITH("\n% /JavaScript\n"), FILETYPE_OK);
    CHECK_INT(PDF_WITH(">>\nendobj\n9 0 obj<</Length 20>>stream\nq /JS ( /Encrypt Q\nendstream\n"
                       "endobj\n8 0 obj<<"), FILETYPE_OK);
    CHECK_INT(PDF_WITH("/Title(never closed"), FILETYPE_BROKEN);
    CHECK_INT(PDF_WITH(">>stream\n"), FILETYPE_BROKEN);
    papers_end();
}

/* A stream that says it is a terabyte when it is unpacked harms nobody here: it is stepped
 * over, in no time and without memory. */
TEST(filetype_pdf_bomb_is_not_unpacked)
{
    CHECK_INT(PDF_WITH(">>\nendobj\n9 0 obj<</Filter[/FlateDecode/FlateDecode/FlateDecode]"
                       "/Length 10/DL 1099511627776>>stream\nx\x9c\xed\xc1\x01\x01\n"
                       "endstream\nendobj\n8 0 obj<<"), FILETYPE_OK);
    papers_end();
}

TEST(filetype_pdf_with_too_many_parts)
{
    struct str many = S(""), one = S("obj\n");
    struct str pages = S("");

    for (int i = 0; i < 16; i++)
        one = paper_join(one, one); /* 65,536 of them */
    many = paper_join(paper_pdf(""), paper_join(one, S("%%EOF")));
    NO(many, CROWDED);
    pages = S("/Type/Page ");
    for (int i = 0; i < 9; i++)
        pages = paper_join(pages, pages);
    NO(paper_join(paper_pdf(""), paper_join(pages, S("%%EOF"))), CROWDED);
    papers_end();
}

TEST(filetype_names)
{
    struct arena a = ARENA_INIT;
    struct buf b = BUF_INIT;

    CHECK_STR(filetype_name(&a, S("契約書.pdf"), FILETYPE_PDF), S("契約書.pdf"));
    CHECK_STR(filetype_name(&a, S("../../etc/髙﨑𠮷.PDF"), FILETYPE_PDF), S("髙﨑𠮷.PDF"));
    CHECK_STR(filetype_name(&a, S("C:\\書類\\写し.jpeg"), FILETYPE_JPEG), S("写し.jpeg"));
    CHECK_STR(filetype_name(&a, S("page.html"), FILETYPE_PDF), S("page.html.pdf"));
    CHECK_STR(filetype_name(&a, S("写し\xe2\x80\xae" "fdp.exe"), FILETYPE_PNG), S("写しfdp.exe.png"));
    CHECK_STR(filetype_name(&a, S("a\r\nb\x7f\xc2\x85.pdf"), FILETYPE_PDF), S("ab.pdf"));
    CHECK_STR(filetype_name(&a, S(""), FILETYPE_PDF), S("無題.pdf"));
    CHECK_STR(filetype_name(&a, S(".pdf"), FILETYPE_PDF), S("無題.pdf"));
    CHECK_STR(filetype_name(&a, S("/"), FILETYPE_JPEG), S("無題.jpg"));
    /* か and a combining mark: as it came, not composed */
    CHECK_STR(filetype_name(&a, S("か\xe3\x82\x99.pdf"), FILETYPE_PDF), S("か\xe3\x82\x99.pdf"));
    for (int i = 0; i < 300; i++)
        buf_puts(&b, "髙");
    buf_puts(&b, ".pdf");
    CHECK_INT(utf8_len(filetype_name(&a, buf_view(&b), FILETYPE_PDF)), FILETYPE_NAME);
    CHECK(str_ends(filetype_name(&a, buf_view(&b), FILETYPE_PDF), S("髙.pdf")));
    buf_release(&b);
    arena_release(&a);
}
