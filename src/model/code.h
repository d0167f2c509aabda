/* code.h: the code of an institution: prefecture 01-47, score table, seven digits. The
 * seven are unique only together with the other two. They are a district (2), a number (4)
 * and a check digit; 00 is no district, so a code 00XXXXX is one of our own, provisional.
 *
 * Check digit (Ministry of Health, code entry rules for claims): from the right of the base the digits count 2, 1, 2, 1 …,
 * the digits of the products are added, and the check digit makes the sum a multiple of ten.
 * The base is prefecture, score table and six digits; in 11, 12, 13 and 14 the six digits
 * alone. There, score tables 3, 4 and 6 and all of 47 are seen with either. */
#ifndef MODEL_CODE_H
#define MODEL_CODE_H

#include "util/col.h"

enum score_table {
    SCORE_MEDICAL = 1,
    SCORE_DENTAL = 3,
    SCORE_PHARMACY = 4,
    SCORE_NURSING = 6,
};

struct code {
    int pref;      /* 1-47; 0: was not typed and is not known */
    int table;     /* enum score_table; 0 likewise */
    char digits[8]; /* seven, NUL-terminated */
};

enum code_fault {
    CODE_OK,
    CODE_EMPTY,
    CODE_LETTERS,   /* something else than digits, blanks and hyphens */
    CODE_LENGTH,    /* neither 7 nor 10 digits */
    CODE_ZERO_LOST, /* 6 or 9 digits: a spreadsheet has eaten the leading zero */
    CODE_PREF,      /* not 01-47 */
    CODE_TABLE,     /* 5, 7, 8: exist, but have nothing to do here; 0, 2, 9: do not exist */
};

enum { CODE10_LEN = 10 };

/* Whatever was typed: 10 digits or 7, any width, with hyphens, blanks or dots between;
 * 1-1-8010016 too. pref and table fill in what seven digits leave open; 0: unknown. */
enum code_fault code_parse(struct str typed, int pref, int table, struct code *out) MUST_USE;

/* From three separate columns; each text must be exactly that column. */
enum code_fault code_from_columns(struct str pref, struct str table, struct str code,
    struct code *out) MUST_USE;

bool code_pref_ok(int pref);
bool code_table_ok(int table);
bool code_provisional(const struct code *c); /* 00XXXXX */

/* Is the check digit one that the prefecture could have given? A provisional code and one
 * with unknown parts pass. Never a reason to refuse a code that is in the master. */
bool code_check_ok(const struct code *c);

struct str code_text10(struct arena *a, const struct code *c); /* 0118010016 */
struct str code_text(struct arena *a, const struct code *c);   /* 01-1-8010016 */
extern const struct choice code_tables[]; /* 4 調剤; for forms */
const char *code_table_name(int table); /* 医科 歯科 調剤 訪問看護; "" otherwise */

/* As the forms print it: 4 調剤. */
struct str code_table_text(struct arena *a, struct str table);

/* What to tell: the person who typed it (a Japanese sentence), the operator (English). */
struct str code_complaint(struct arena *a, struct str typed, enum code_fault why);
const char *code_reason(enum code_fault why);
extern const char code_check_complaint[]; /* well-formed, but the check digit is wrong */

#endif
