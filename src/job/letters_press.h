/* letters_press.h: prints letters: a form and the fonts made ready for one batch, then
 * chunk after chunk of letters as PDF files. Static words are set once; a letter adds one
 * text stream and one QR code. Everything that held a password is wiped. */
#ifndef JOB_LETTERS_PRESS_H
#define JOB_LETTERS_PRESS_H

#include "job/letters_template.h"
#include "sys/pdf.h"

/* What is the same on all letters of a batch, as it is printed. */
struct press_setup {
    struct str posted, cutoff, valid_until; /* 令和5年2月3日 */
    struct str origin;                      /* https://host: where the portal is */
    struct str address; /* the short address to type: host without https:// */
    struct str search;  /* words for a search engine */
};

struct press_letter {
    int64_t number; /* the letter's id, 1 to 999,999,999 */
    int generation; /* 0 to 99 */
    struct str zip; /* 7 digits */
    struct str address, name, honorific;
    struct str login, password; /* as printed; empty on forms without credential */
    struct str check;           /* printed behind the number; empty: none */
    struct str ticket_url;      /* content of the portal QR, upper case, up to 64 */
    unsigned class;             /* letter_class_bit, one of each row; says which words */
};

enum press_fit {
    PRESS_FITS,
    PRESS_NO_GLYPH, /* no font has a character of the name or address */
    PRESS_OVERFLOW, /* too long even at the smallest size */
};

struct press_trouble {
    uint32_t cp, mod; /* PRESS_NO_GLYPH: the character and its variation selector or 0 */
    enum letter_field field;
};

/* What is wrong with the form for a whole class of letters. */
enum press_fault_kind {
    FAULT_NONE,
    FAULT_EMPTY,    /* no wording of a block is for it, or the one that is has no words */
    FAULT_DOUBLE,   /* two wordings of a block are */
    FAULT_NO_WORDS, /* no paragraph is left */
    FAULT_NO_FIELD, /* where the letter goes to, or its login, is nowhere */
    FAULT_OVERFLOW, /* words end below where they must, or beside the margin */
};
struct press_fault {
    enum press_fault_kind kind;
    int line;        /* of the form: the wording or the text; 0: of no line */
    struct str name; /* of the block or field, or the beginning of the text */
};

struct press;

/* NULL: why (FORM_WHY bytes) says what is wrong with the form. fonts, form and the texts
 * of setup must outlive the press. */
struct press *press_open(const struct fonts *fonts, const struct letter_form *form,
    const struct press_setup *setup, char *why) MUST_USE;
void press_close(struct press *p);

/* The first fault for letters of this class; a letter with one is never printed. */
struct press_fault press_fault(const struct press *p, unsigned class);

enum press_fit press_check(struct press *p, const struct press_letter *l,
    struct press_trouble *trouble) MUST_USE;

/* Writes one PDF: two pages per letter, in order. All letters must fit. False: the sink
 * refused, or a letter did not fit after all. May run in several threads at once. */
bool press_chunk(const struct press *p, const struct press_letter *v, size_t n,
    struct str title, pdf_sink *sink, void *ctx) MUST_USE;

/* "000227588-0-7K3M" */
enum { PRESS_NUMBER = 24 };
void press_number(const struct press_letter *l, char out[PRESS_NUMBER]);

#endif
