/* letters_template.h: the template of a letter: a text file that says what stands where,
 * so that wording and places change without C.
 *
 *     title WORDS                 title of the PDF
 *     credential yes|no           whether each letter carries a provisional login
 *     page                        the next page begins
 *     text X Y W [pt= lead= font= align= indent= gray=]
 *     | a paragraph, **bold words** inside
 *     field NAME X Y W H [pt= min= lead= font= align=]
 *     qr id|portal X Y SIZE       SIZE without the quiet zone
 *     box X Y W H [line= gray= fill= round=]
 *     line X Y X2 Y2 [line= gray=]
 *     poly GRAY X Y X Y X Y …     filled
 *
 * Lengths are mm from the upper left corner, type sizes points, lead mm, gray 0 (black)
 * to
 * 1. Y of a text is the top of its first line; "+3" is 3 mm below the end of the text
 * before. font: mincho gothic bold mono; align: left right center justify. Fields: zip
 * address name number facility login password. {posted} {cutoff} {valid_until} {address}
 * and {search} in a paragraph are replaced once per batch. '#' begins a comment line. */
#ifndef JOB_LETTERS_TEMPLATE_H
#define JOB_LETTERS_TEMPLATE_H

#include "sys/font.h"
#include "util/arena.h"

enum { LETTER_PAGES = 2, LETTER_ITEMS = 400 };

enum letter_item_kind { ITEM_TEXT, ITEM_FIELD, ITEM_QR, ITEM_BOX, ITEM_LINE, ITEM_POLY };
enum letter_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER, ALIGN_JUSTIFY };
enum letter_field {
    FIELD_ZIP,
    FIELD_ADDRESS,
    FIELD_NAME,
    FIELD_NUMBER,
    FIELD_FACILITY,
    FIELD_LOGIN,
    FIELD_PASSWORD,
    LETTER_FIELDS,
};
enum letter_qr { QR_ID, QR_PORTAL };

struct letter_item {
    enum letter_item_kind kind;
    int page;     /* from 0 */
    int what;     /* enum letter_field or letter_qr */
    bool below;   /* y counts from the end of the text before */
    double v[16]; /* x y w h, or the points of a polygon */
    int n_v;
    double pt, min, lead, indent, line, gray, fill, round;
    enum font_style font;
    enum letter_align align;
    LIST(struct str) paragraphs;
};

struct letter_form {
    struct str title;
    bool credential;
    int n_pages;
    struct letter_item items[LETTER_ITEMS];
    size_t n_items;
};

/* text must live as long as the form. NULL: why (FORM_WHY bytes) says the line and what
 * is wrong with it. */
enum { FORM_WHY = 200 };
struct letter_form *letter_form_parse(
    struct str text, struct arena *a, char *why) MUST_USE;

#endif
