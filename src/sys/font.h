/* font.h: the only door to HarfBuzz: which glyph of which font stands for a character,
 * and a font file cut down to a few glyphs.
 *
 * The fonts come from Debian packages. Each style has a chain: BIZ UD, then Noto CJK JP,
 * then IPAmj Mincho; the first font that has the character (with its variation selector,
 * if it carries one) draws it. A name is never changed on the way: no NFC, no NFKC. What
 * no font has is reported to the caller and never drawn as an empty box. */
#ifndef SYS_FONT_H
#define SYS_FONT_H

#include "util/buf.h"

enum font_style {
    FONT_MINCHO, /* running text, names and addresses */
    FONT_GOTHIC, /* labels */
    FONT_BOLD,   /* headings */
    FONT_MONO,   /* credentials: half-width, 0/O and 1/l/I can be told apart */
    FONT_STYLES,
};

enum { FONT_MAX_FACES = 12 };

struct fonts; /* immutable once open: may be used by several threads */

struct font_glyph {
    uint8_t face; /* below font_faces() */
    uint32_t gid; /* never 0 */
    int16_t adv;  /* width in 1/1000 of the type size */
};

/* What a PDF's font descriptor says; lengths in 1/1000 of the type size. */
struct font_info {
    const char *name; /* PostScript name */
    bool cff;         /* CID-keyed CFF, CID == gid; otherwise TrueType outlines */
    bool serif, fixed;
    int bbox[4], ascent, descent, cap_height;
};

/* Opens all fonts; NULL with one log line and, if why is given, a sentence in it that
 * names the missing Debian package. why needs FONT_WHY bytes. */
enum { FONT_WHY = 256 };
struct fonts *fonts_open(char *why) MUST_USE;
void fonts_close(struct fonts *f);

/* mod is 0, a variation selector (U+FE00-FE0F, U+E0100-E01EF) or a combining voiced mark
 * (U+3099, U+309A), which is drawn as the composed kana. False: no font has it. */
bool font_find(const struct fonts *f, enum font_style style, uint32_t cp, uint32_t mod,
    struct font_glyph *out) MUST_USE;
bool font_is_mod(uint32_t cp); /* belongs to the character before it */

size_t font_faces(const struct fonts *f);
const struct font_info *font_info(const struct fonts *f, size_t face);

/* Appends to out a font file with exactly these glyphs (and .notdef). TrueType: a font
 * file whose glyph numbers are put into new_gid[i]; CFF: the bare CFF table, which is
 * addressed by the original CIDs, and new_gid[i] = gids[i]. */
bool font_subset(const struct fonts *f, size_t face, const uint32_t *gids, size_t n,
    struct buf *out, uint32_t *new_gid) MUST_USE;

#endif
