/* ruby.h: furigana over a finished page, for readers who asked for it (display bar).
 *
 * Only text between tags is touched, and never inside title, option, select, textarea,
 * script, style, svg, ruby, or an element with data-nr: what people typed gets no guessed
 * readings. Readings come from data/furigana.txt: the longest word wins, a run of kanji
 * is annotated as a whole or not at all, numbers choose the reading of their counter. */
#ifndef WEB_RUBY_H
#define WEB_RUBY_H

#include "util/buf.h"

void ruby_page(struct buf *page); /* in place */
/* The runs of kanji that the dictionary does not know, one a line. For tests. */
void ruby_missing(struct str html, struct buf *out);

/* Made from data/furigana.txt by gen/furigana.c. */
struct ruby_word {
    struct str key;  /* as in the text; "~分": behind any number, "~1分": behind …1 */
    struct str html; /* without the "~1" */
};
struct ruby_start {
    uint32_t letter;  /* first code point of the keys, ascending */
    uint16_t from, n; /* in ruby_words, longest key first */
};
extern const struct ruby_word ruby_words[];
extern const struct ruby_start ruby_starts[];
extern const size_t ruby_starts_n;

#endif
