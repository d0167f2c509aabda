/* kana.h: Japanese text as people type it, made into the form that is stored, and the
 * folded form that is searched. Nothing is refused here: what cannot be understood stays
 * as it is, and the check behind it says so. Results are in the arena. Bytes that are not
 * UTF-8 become U+FFFD. */
#ifndef UTIL_KANA_H
#define UTIL_KANA_H

#include "util/arena.h"
#include "util/buf.h"

/* Control characters, BOM, zero-width and direction marks are dropped; line ends and tabs
 * become blanks; ASCII and ideographic blanks at both ends go. */
struct str text_clean(struct arena *a, struct str s);
/* The same, but CRLF and CR become LF, and LF and TAB stay. */
struct str text_clean_lines(struct arena *a, struct str s);

/* Names, addresses, free text: clean, and half-width kana become full-width (ﾊﾟ → パ).
 * Nothing else changes: 髙, ㈱, ①, IVS and full-width letters stay. */
struct str text_name(struct arena *a, struct str s);
struct str text_lines(struct arena *a, struct str s); /* the same with line feeds kept */

/* Clean, full-width ASCII to half-width, every hyphen-like sign (also ー) to '-',
 * ideographic blank to ' '. */
struct str text_ascii(struct arena *a, struct str s);
/* Codes and postal codes: as text_ascii, then blanks, ( ) . ・ 〒 and hyphens go. */
struct str text_digits(struct arena *a, struct str s);
/* Mail addresses and login names: as text_ascii, no blanks, 。 to '.', the part behind the
 * last @ in lower case. */
struct str text_mail(struct arena *a, struct str s);
/* Readings: hiragana and half-width kana to katakana, hyphen-like signs behind kana to ー. */
struct str text_kana(struct arena *a, struct str s);

/* Phone numbers: half-width, +81 to 0, brackets, dots and blanks between digits to
 * hyphens. Typed hyphens stay where they are; without any, the usual places are filled in:
 * 0120-000-000, 0800-000-0000, 0570-000-000, 050/060/070/080/090-0000-0000, and the area
 * codes of the numbering plan (Ministry of Internal Affairs and Communications). */
struct str text_phone(struct arena *a, struct str s);

/* The key under which text is searched: half-width lower-case letters and digits,
 * katakana without small letters (ッ → ツ, ヂ → ジ), one form for variant characters (髙 → 高, 﨑 → 崎,
 * 邊 → 辺), ㈱ and (株) written out, 丁目, 番地, 番, 号 and hyphens between digits as '-',
 * ヶ and が between ideographs as ケ, blanks and symbols gone. */
struct str text_key(struct arena *a, struct str s);

/* The key as tokens for a full-text index, each followed by a blank: every two neighbours,
 * and the last character alone, so that each character begins a token. Numbers (digits and
 * hyphens) are left out: they would be a fifth of the index and find nothing alone. */
void text_bigrams(struct buf *b, struct str key);

/* The condition for such an index that must hold for a text with this key (FTS5 syntax,
 * quoted): all its pairs, or a prefix for a single character; empty for a number or an
 * empty key. The pairs may stand apart: the finder of rows compares the key itself. */
void text_bigram_query(struct buf *b, struct str key);

#endif
