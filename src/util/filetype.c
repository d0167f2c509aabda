/* filetype.c: see filetype.h. */
#include "util/filetype_impl.h"

#include <string.h>

#include "util/arena.h"
#include "util/str.h"
#include "util/utf8.h"

static struct bytes from(struct bytes b, size_t at)
{
    return at < b.n ? (struct bytes){b.p + at, b.n - at} : (struct bytes){b.p + b.n, 0};
}

static bool at_is(struct bytes f, size_t at, const char *what, size_t n)
{
    return f.n >= at + n && memcmp(f.p + at, what, n) == 0;
}

#define AT(f, at, lit) at_is(f, at, lit, sizeof(lit) - 1)

/* The word, in either case, within the first most bytes. */
static bool within(struct bytes f, size_t most, const char *word)
{
    size_t n = strlen(word);
    struct str s = {(const char *)f.p, f.n < most ? f.n : most};

    for (; s.n >= n; s = str_from(s, 1))
        if (str_ieq(str_head(s, n), (struct str){word, n}))
            return true;
    return false;
}

/* ---------------------------------------------------------------- what else it may be */

static enum filetype_no media(struct bytes f)
{
    static const char brands[][5] = {
        "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"};

    for (size_t i = 0; i < COUNT(brands); i++)
        if (at_is(f, 8, brands[i], 4))
            return FILETYPE_HEIC;
    return FILETYPE_VIDEO;
}

static enum filetype_no binary(struct bytes f)
{
    if (AT(f, 4, "ftyp"))
        return media(f);
    if (AT(f, 0, "GIF8"))
        return FILETYPE_GIF;
    if (AT(f, 0, "RIFF"))
        return AT(f, 8, "WEBP") ? FILETYPE_WEBP : FILETYPE_VIDEO;
    if (AT(f, 0, "II*\0") || AT(f, 0, "MM\0*") || AT(f, 0, "II+\0") || AT(f, 0, "MM\0+"))
        return FILETYPE_TIFF;
    if (AT(f, 0, "\xd0\xcf\x11\xe0") || AT(f, 0, "{\\rtf"))
        return FILETYPE_OFFICE;
    if (AT(f, 0, "PK\3\4") || AT(f, 0, "PK\5\6"))
        return within(f, 4096, "[Content_Types].xml") || within(f, 4096, "word/") ||
                within(f, 4096, "xl/") || within(f, 4096, "ppt/")
            ? FILETYPE_OFFICE
            : FILETYPE_ARCHIVE;
    if (AT(f, 0, "7z\xbc\xaf") || AT(f, 0, "Rar!") || AT(f, 0, "\x1f\x8b") ||
        AT(f, 0, "BZh") || AT(f, 0, "\xfd"
                                    "7zXZ"))
        return FILETYPE_ARCHIVE;
    if (AT(f, 0, "MZ") || AT(f, 0, "\x7f"
                                   "ELF") ||
        AT(f, 0, "#!"))
        return FILETYPE_PROGRAM;
    return AT(f, 0, "BM") && f.n >= 26 && AT(f, 6, "\0\0\0\0") ? FILETYPE_BMP : FILETYPE_UNKNOWN;
}

static bool is_page(struct bytes f, size_t most)
{
    return within(f, most, "<html") || within(f, most, "!doctype html") ||
        within(f, most, "<script") || within(f, most, "<body") || within(f, most, "<?php") ||
        within(f, most, "<iframe");
}

static enum filetype_no writing(struct bytes f)
{
    struct str s = {(const char *)f.p, f.n < 4096 ? f.n : 4096};

    if (within(f, 4096, "<svg"))
        return FILETYPE_SVG;
    if (is_page(f, 4096))
        return FILETYPE_HTML;
    if (memchr(s.p, 0, s.n))
        return FILETYPE_UNKNOWN;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 32 && !strchr("\t\n\r\f\x1b", s.p[i]))
            return FILETYPE_UNKNOWN;
    return FILETYPE_TEXT;
}

static enum filetype_no stranger(struct bytes f)
{
    enum filetype_no no = binary(f);

    if (no == FILETYPE_UNKNOWN)
        no = writing(f);
    return no;
}

/* ---------------------------------------------------------------- two things at once */

/* The end of a ZIP archive is looked for from the end of the file on, over whatever stands
 * there: whether a program that does so would find one. */
static bool zip_inside(struct bytes f)
{
    struct bytes rest = from(f, f.n > 70000 ? f.n - 70000 : 0);
    const unsigned char *p;

    while ((p = memmem(rest.p, rest.n, "PK\5\6", 4))) {
        rest = from(rest, (size_t)(p - rest.p));
        /* of one disk, all its entries on it */
        if (rest.n >= 22 && AT(rest, 4, "\0\0\0\0") && memcmp(p + 8, p + 10, 2) == 0)
            return true;
        rest = from(rest, 4);
    }
    return false;
}

/* Behind a photograph: blanks; or what phones put there, which is cut off: smaller pictures,
 * a film, Samsung's notes. */
static bool from_a_phone(struct bytes rest)
{
    size_t n = 0;

    while (n < rest.n && rest.p[n] == 0)
        n++;
    return n == rest.n || AT(rest, 0, "\xff\xd8\xff") || AT(rest, 4, "ftyp") ||
        (rest.n > 8 && AT(rest, rest.n - 4, "SEFT") && memmem(rest.p, rest.n, "SEFH", 4));
}

static enum filetype_no walk(struct bytes f, struct filetype_found *found)
{
    switch (found->type) {
    case FILETYPE_PDF:
        return filetype_pdf(f, &found->keep);
    case FILETYPE_JPEG:
        return filetype_jpeg(f, &found->keep);
    case FILETYPE_PNG:
        return filetype_png(f, &found->keep);
    case FILETYPE_NONE:
        break;
    }
    return FILETYPE_UNKNOWN;
}

static enum filetype begins(struct bytes f)
{
    return AT(f, 0, "%PDF-")              ? FILETYPE_PDF
        : AT(f, 0, "\xff\xd8\xff")        ? FILETYPE_JPEG
        : AT(f, 0, "\x89PNG\r\n\x1a\n")   ? FILETYPE_PNG
                                          : FILETYPE_NONE;
}

enum filetype_no filetype_check(struct bytes f, struct filetype_found *found)
{
    enum filetype_no no;

    *found = (struct filetype_found){begins(f), f.n};
    if (!f.n)
        return FILETYPE_EMPTY;
    if (!found->type)
        return stranger(f);
    no = walk(f, found);
    if (no != FILETYPE_OK)
        return no;
    if (found->keep < f.n &&
        !(found->type == FILETYPE_JPEG && from_a_phone(from(f, found->keep))))
        return FILETYPE_TRAILING;
    f.n = found->keep;
    if (zip_inside(f) || (found->type == FILETYPE_PDF && is_page(f, 1024)))
        return FILETYPE_TRAILING;
    return FILETYPE_OK;
}

/* ---------------------------------------------------------------- words */

static const struct {
    const char *word, *mime, *suffix;
} kinds[] = {
    [FILETYPE_NONE] = {"", "application/octet-stream", ""},
    [FILETYPE_PDF] = {"pdf", "application/pdf", ".pdf"},
    [FILETYPE_JPEG] = {"jpeg", "image/jpeg", ".jpg"},
    [FILETYPE_PNG] = {"png", "image/png", ".png"},
};

const char *filetype_word(enum filetype type)
{
    return kinds[type].word;
}

const char *filetype_mime(enum filetype type)
{
    return kinds[type].mime;
}

const char *filetype_suffix(enum filetype type)
{
    return kinds[type].suffix;
}

enum filetype filetype_of(struct str word)
{
    for (size_t i = 1; i < COUNT(kinds); i++)
        if (str_is(word, kinds[i].word))
            return (enum filetype)i;
    return FILETYPE_NONE;
}

#define TAKEN "PDF、JPEG、PNGのどれかにしてください。"
#define PICTURE "写真や画像のアプリで開き、JPEGかPNGで保存し直してから、選んでください。"

static const char *const texts[FILETYPE_NOS] = {
    [FILETYPE_OK] = "",
    [FILETYPE_EMPTY] = "中身が空のファイル（0バイト）です。もとの書類を開いて見えるか確かめ、保存し直してから、選んでください。",
    [FILETYPE_HEIC] = "iPhoneの写真の形式（HEIC）なので、受け取れません。iPhoneの「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んでから、もう一度撮ってください。撮った写真は、自分あてにメールで送ると、JPEGに変わります。",
    [FILETYPE_GIF] = "GIF形式の画像なので、受け取れません。" PICTURE,
    [FILETYPE_WEBP] = "WebP形式の画像なので、受け取れません。" PICTURE,
    [FILETYPE_TIFF] = "TIFF形式の画像なので、受け取れません。スキャナーの設定で、保存の形式をPDFかJPEGに変えてください。",
    [FILETYPE_BMP] = "BMP形式の画像なので、受け取れません。" PICTURE,
    [FILETYPE_SVG] = "SVG形式の図なので、受け取れません。印刷の画面で「PDFとして保存」を選び、できたPDFを選んでください。",
    [FILETYPE_HTML] = "ホームページのファイル（HTML）なので、受け取れません。印刷の画面で「PDFとして保存」を選び、できたPDFを選んでください。",
    [FILETYPE_OFFICE] = "ワードやエクセルなどのファイルなので、受け取れません。そのアプリの「名前を付けて保存」か「エクスポート」でPDFにしてから、選んでください。",
    [FILETYPE_ARCHIVE] = "ZIPなどにまとめたファイルなので、受け取れません。中の書類を取り出して、1つずつ選んでください。",
    [FILETYPE_PROGRAM] = "プログラムのファイルなので、受け取れません。" TAKEN,
    [FILETYPE_VIDEO] = "動画や音声のファイルなので、受け取れません。書類は、写真（JPEG）かPDFにしてください。",
    [FILETYPE_TEXT] = "文字だけのファイルなので、受け取れません。印刷の画面で「PDFとして保存」を選び、できたPDFを選んでください。",
    [FILETYPE_UNKNOWN] = "受け取れる形式ではありません。" TAKEN,
    [FILETYPE_BROKEN] = "ファイルが途中で切れているか、壊れています。もとの書類を開いて見えるか確かめ、保存し直すか、もう一度スキャンしてから、選んでください。",
    [FILETYPE_TRAILING] = "1つのファイルの中に、書類のほかのデータが付いています。安全のため受け取れません。書類を開き、印刷の画面で「PDFとして保存」を選び、できたPDFを選んでください。",
    [FILETYPE_SIZE] = "画像の縦か横が大きすぎます（あわせて1億画素まで）。小さくして保存し直すか、スキャンの解像度を下げてください（200～300dpiで読めます）。",
    [FILETYPE_LOCKED] = "パスワードや印刷の制限がついたPDFなので、こちらでは開けません。制限をはずすか、紙に印刷してスキャンしたものを選んでください。",
    [FILETYPE_ACTIVE] = "開くと動くしかけ（スクリプト、入力フォーム、別のファイルなど）が入ったPDFなので、受け取れません。印刷の画面で「PDFとして保存」を選び、できたPDFを選んでください。",
    [FILETYPE_CROWDED] = "ページや部品が多すぎるPDFです（500ページまで）。必要なページだけにしてから、選んでください。",
};

const char *filetype_text(enum filetype_no no)
{
    return texts[no];
}

/* ---------------------------------------------------------------- names */

static bool unseen(uint32_t cp)
{
    return cp < 32 || (cp >= 127 && cp < 160) || cp == 0x61c || cp == 0x200b ||
        cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) || cp == 0x2060 ||
        (cp >= 0x2066 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0xfff9 && cp <= 0xfffb) ||
        cp == UTF8_BAD || cp == '/' || cp == '\\';
}

static struct str without_folders(struct str s)
{
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
            return str_from(s, i);
    return s;
}

/* ".pdf" of a name, as it is written; empty when it ends otherwise. */
static struct str suffix_of(struct str name, enum filetype type)
{
    static const char *const all[][4] = {
        [FILETYPE_PDF] = {".pdf"},
        [FILETYPE_JPEG] = {".jpg", ".jpeg", ".jpe", ".jfif"},
        [FILETYPE_PNG] = {".png"},
    };

    for (size_t i = 0; type && i < 4 && all[type][i]; i++) {
        size_t n = strlen(all[type][i]);

        if (name.n >= n && str_ieq(str_from(name, name.n - n), str_of(all[type][i])))
            return str_from(name, name.n - n);
    }
    return S("");
}

struct str filetype_name(struct arena *a, struct str given, enum filetype type)
{
    struct str rest = without_folders(given), stem, tail, all;
    struct buf b = BUF_INIT;
    uint32_t cp;

    while (utf8_next(&rest, &cp))
        if (!unseen(cp))
            utf8_add(&b, cp);
    stem = str_trim(buf_view(&b));
    tail = suffix_of(stem, type);
    stem.n -= tail.n;
    if (!tail.n)
        tail = str_of(filetype_suffix(type));
    stem = utf8_head(stem, FILETYPE_NAME - tail.n);
    if (!stem.n)
        stem = S("無題");
    all = arena_fmt(a, STR_FMT STR_FMT, STR_ARG(stem), STR_ARG(tail));
    buf_release(&b);
    return all;
}
