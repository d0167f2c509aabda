/* letters_template.h: the template of a letter: a text file that says what stands where,
 * so that wording and places change without C.
 *
 *     title WORDS                 title of the PDF
 *     credential yes|no           whether each letter carries a provisional login
 *     page                        the next page begins
 *     text X Y W [pt= lead= font= align= indent= gray= until=]
 *     | a paragraph, **bold words** inside
 *     field NAME X Y W H [pt= min= lead= font= align=]
 *     qr id|portal X Y SIZE       SIZE without the quiet zone
 *     box X Y W H [line= gray= fill= round=]
 *     line X Y X2 Y2 [line= gray=]
 *     poly GRAY X Y X Y X Y …     filled
 *     block NAME                  one paragraph in several wordings: every letter has to
 *                                 get exactly one of them
 *     when CLASS CLASS …          what follows, up to the next of these four words, stands
 *                                 on letters of this class only; it may stand without block
 *     otherwise                   in a block: for all letters that no wording before is for
 *     end                         of a block, or of a 'when' without block
 *
 * Lengths are mm from the upper left corner, type sizes points, lead mm, gray 0 (black) to
 * 1. Y of a text is the top of its first line; "+3" is 3 mm below the end of the text
 * before; until is where its last line must have ended (292, if nothing is said). font:
 * mincho gothic bold mono; align: left right center justify. Fields: zip address name
 * number facility login password. {posted} {cutoff} {valid_until} {address} and {search}
 * in a paragraph are replaced once per batch. '#' begins a comment line.
 *
 * Classes, see model/letter.h: obliged exempt unknown; first reminder reissue; hospital
 * clinic dental pharmacy nursing. Of one of the three rows, any may be true; of several
 * rows, all must: "when exempt clinic dental" is an exempt clinic or dental practice. */
#ifndef JOB_LETTERS_TEMPLATE_H
#define JOB_LETTERS_TEMPLATE_H

#include "sys/font.h"
#include "util/arena.h"

enum { LETTER_PAGES = 2, LETTER_ITEMS = 400, LETTER_WORDINGS = 32, LETTER_BLOCKS = 16 };

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
    int at;       /* line of the form, from 1 */
    int what;     /* enum letter_field or letter_qr */
    int wording;  /* it belongs to; -1: it is on every letter */
    bool below;   /* y counts from the end of the text before */
    double v[16]; /* x y w h, or the points of a polygon */
    int n_v;
    double pt, min, lead, indent, line, gray, fill, round, until;
    enum font_style font;
    enum letter_align align;
    LIST(struct str) paragraphs;
};

/* What stands for one class of letters only. */
struct letter_wording {
    unsigned when;  /* bits of letter_class_bit; 0: otherwise */
    int block;      /* of form->blocks; -1: it stands by itself */
    int line;
};

struct letter_form {
    struct str title;
    bool credential;
    int n_pages;
    struct letter_item items[LETTER_ITEMS];
    size_t n_items;
    struct letter_wording wordings[LETTER_WORDINGS];
    size_t n_wordings;
    struct str blocks[LETTER_BLOCKS];
    size_t n_blocks;
};

/* A class of letters: one bit of each row of words. */
unsigned letter_class_bit(struct str word); /* 0: no such word */
/* All that there are: i from 0; 0: no more of them. */
unsigned letter_class_at(size_t i);
/* Which wordings are for letters of this class: bit i for form->wordings[i]. */
uint32_t letter_form_standing(const struct letter_form *f, unsigned class);

/* text must live as long as the form. NULL: why (FORM_WHY bytes) says the line and what
 * is wrong with it. */
enum { FORM_WHY = 200 };
struct letter_form *letter_form_parse(
    struct str text, struct arena *a, char *why) MUST_USE;

#endif
