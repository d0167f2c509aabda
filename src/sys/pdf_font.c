/* pdf_font.c: composite fonts (ISO 32000-1, 9.7).
 *
 * Each (character, modifier) of a face gets its own code, counted from 1, so that the
 * text comes back exactly even where two characters share a glyph. TrueType: code = CID,
 * led to the glyph by CIDToGIDMap. CID-keyed CFF: an embedded CMap leads the code to the
 * CID that the original font has. */
#include "sys/pdf_impl.h"

struct slot {
    uint64_t key; /* 0: free */
    struct pdf_glyph glyph;
};

struct used {
    uint32_t gid, cp, mod;
    int16_t adv;
};

struct pdf_fonts {
    const struct fonts *fonts;
    struct slot *slots;
    size_t n_slots, taken;           /* n_slots is a power of two */
    struct buf used[FONT_MAX_FACES]; /* struct used; code 1 first */
};

static struct slot *seek(struct slot *slots, size_t n, uint64_t key)
{
    size_t i = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & (n - 1);

    while (slots[i].key && slots[i].key != key)
        i = (i + 1) & (n - 1);
    return &slots[i];
}

static struct slot *new_slots(size_t n)
{
    struct slot *v = calloc(n, sizeof(*v));

    if (!v)
        die("out of memory");
    return v;
}

struct pdf_fonts *pdf_fonts_new(const struct fonts *fonts)
{
    struct pdf_fonts *pf = calloc(1, sizeof(*pf));

    if (!pf)
        die("out of memory");
    pf->fonts = fonts;
    pf->n_slots = 4096;
    pf->slots = new_slots(pf->n_slots);
    return pf;
}

struct pdf_fonts *pdf_fonts_copy(const struct pdf_fonts *pf)
{
    struct pdf_fonts *copy = pdf_fonts_new(pf->fonts);

    free(copy->slots);
    copy->slots = new_slots(pf->n_slots);
    memcpy(copy->slots, pf->slots, pf->n_slots * sizeof(*pf->slots));
    copy->n_slots = pf->n_slots;
    copy->taken = pf->taken;
    for (size_t i = 0; i < FONT_MAX_FACES; i++)
        buf_str(&copy->used[i], buf_view(&pf->used[i]));
    return copy;
}

void pdf_fonts_free(struct pdf_fonts *pf)
{
    if (!pf)
        return;
    for (size_t i = 0; i < FONT_MAX_FACES; i++)
        buf_release(&pf->used[i]);
    free(pf->slots);
    free(pf);
}

static void grow(struct pdf_fonts *pf)
{
    size_t n = pf->n_slots * 2;
    struct slot *v = new_slots(n);

    for (size_t i = 0; i < pf->n_slots; i++)
        if (pf->slots[i].key)
            *seek(v, n, pf->slots[i].key) = pf->slots[i];
    free(pf->slots);
    pf->slots = v;
    pf->n_slots = n;
}

bool pdf_glyph(struct pdf_fonts *pf, enum font_style style, uint32_t cp, uint32_t mod,
    struct pdf_glyph *out)
{
    uint64_t key = (uint64_t)style << 60 | (uint64_t)mod << 24 | cp | 1ull << 59;
    struct slot *s = seek(pf->slots, pf->n_slots, key);
    struct font_glyph g;
    struct used u;
    struct buf *used;

    if (s->key) {
        *out = s->glyph;
        return true;
    }
    if (!font_find(pf->fonts, style, cp, mod, &g))
        return false;
    used = &pf->used[g.face];
    u = (struct used){g.gid, cp, mod, g.adv};
    if (used->n / sizeof(u) >= 0xfffe)
        return false;
    buf_add(used, &u, sizeof(u));
    s->key = key;
    s->glyph = (struct pdf_glyph){g.face, (uint16_t)(used->n / sizeof(u)), g.adv};
    *out = s->glyph;
    if (++pf->taken * 2 > pf->n_slots)
        grow(pf);
    return true;
}

/* ---- writing */

static void put_utf16(struct buf *b, uint32_t cp)
{
    if (cp > 0xffff)
        buf_addf(b, "%04X%04X", 0xd7c0 + (cp >> 10), 0xdc00 | (cp & 0x3ff));
    else
        buf_addf(b, "%04X", cp);
}

/* Blocks of at most 100 lines, as the CMap language wants it. */
static void put_map(struct buf *b, const struct used *u, size_t n, bool unicode)
{
    for (size_t i = 0; i < n; i++) {
        if (i % 100 == 0)
            buf_addf(b, "%zu begin%schar\n", n - i < 100 ? n - i : 100,
                unicode ? "bf" : "cid");
        buf_addf(b, "<%04zX> ", i + 1);
        if (unicode) {
            buf_byte(b, '<');
            put_utf16(b, u[i].cp);
            if (u[i].mod)
                put_utf16(b, u[i].mod);
            buf_puts(b, ">\n");
        } else {
            buf_addf(b, "%u\n", u[i].gid);
        }
        if (i % 100 == 99 || i + 1 == n)
            buf_addf(b, "end%schar\n", unicode ? "bf" : "cid");
    }
}

static int write_cmap(struct pdf *pdf, const struct used *u, size_t n, bool unicode)
{
    struct buf b = BUF_INIT;
    const char *name = unicode ? "Adobe-Identity-UCS" : "Madoguchi-H";
    const char *ordering = unicode ? "UCS" : "Identity";
    char dict[160];
    int id = pdf_id(pdf);

    buf_addf(&b,
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (%s)/Supplement 0>> def\n"
        "/CMapName /%s def\n/CMapType %d def\n"
        "1 begincodespacerange\n<%04X> <%04X>\nendcodespacerange\n",
        ordering, name, unicode ? 2 : 1, 0u, 0xffffu);
    put_map(&b, u, n, unicode);
    buf_puts(&b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    if (unicode)
        dict[0] = 0;
    else
        snprintf(dict, sizeof(dict),
            "/Type/CMap/CMapName/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)"
            "/Supplement 0>>",
            name, ordering);
    pdf_stream(pdf, id, dict, buf_view(&b));
    buf_release(&b);
    return id;
}

/* The font program and, for TrueType, the map from codes to its glyphs. 0: failed. */
static int write_program(struct pdf *pdf, struct pdf_fonts *pf, size_t face, int *gid_map)
{
    const struct used *u = (const struct used *)(void *)pf->used[face].p;
    size_t n = pf->used[face].n / sizeof(*u);
    bool cff = font_info(pf->fonts, face)->cff, ok;
    struct buf program = BUF_INIT, map = BUF_INIT;
    uint32_t *gids = calloc(2 * n, sizeof(*gids));
    char dict[80];
    int id = pdf_id(pdf);

    if (!gids)
        die("out of memory");
    for (size_t i = 0; i < n; i++)
        gids[i] = u[i].gid;
    ok = font_subset(pf->fonts, face, gids, n, &program, gids + n);
    if (ok) {
        if (cff)
            snprintf(dict, sizeof(dict), "/Subtype/CIDFontType0C");
        else
            snprintf(dict, sizeof(dict), "/Length1 %zu", program.n);
        pdf_stream(pdf, id, dict, buf_view(&program));
    }
    if (ok && !cff) {
        buf_add(&map, "\0", 2);
        for (size_t i = 0; i < n; i++) {
            buf_byte(&map, (char)(gids[n + i] >> 8));
            buf_byte(&map, (char)(gids[n + i] & 0xff));
        }
        *gid_map = pdf_id(pdf);
        pdf_stream(pdf, *gid_map, "", buf_view(&map));
    }
    buf_release(&program);
    buf_release(&map);
    free(gids);
    return ok ? id : 0;
}

/* Six letters that tell this subset from another of the same font. */
static void subset_tag(const struct used *u, size_t n, char tag[7])
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ u[i].gid) * 0x100000001b3u;
    for (int i = 0; i < 6; i++, h /= 26)
        tag[i] = (char)('A' + h % 26);
    tag[6] = 0;
}

/* Widths by CID: [1 [500 1000 …]] for codes, one entry each for original CIDs. */
static void put_widths(struct buf *b, const struct used *u, size_t n, bool cff)
{
    buf_puts(b, "/DW 1000/W[");
    for (size_t i = 0; i < n; i++)
        if (u[i].adv != 1000)
            buf_addf(b, "%zu[%d]", cff ? (size_t)u[i].gid : i + 1, u[i].adv);
    buf_byte(b, ']');
}

static int write_descriptor(
    struct pdf *pdf, const struct font_info *fi, const char *tag, int program)
{
    struct buf b = BUF_INIT;
    int id = pdf_id(pdf);
    int flags = 4 | (fi->fixed ? 1 : 0) | (fi->serif ? 2 : 0);

    buf_addf(&b,
        "<</Type/FontDescriptor/FontName/%s+%s/Flags %d/FontBBox[%d %d %d %d]"
        "/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile%c %d 0 R>>",
        tag, fi->name, flags, fi->bbox[0], fi->bbox[1], fi->bbox[2], fi->bbox[3],
        fi->ascent, fi->descent, fi->cap_height, fi->cff ? '3' : '2', program);
    pdf_object(pdf, id, buf_view(&b));
    buf_release(&b);
    return id;
}

static int write_font(struct pdf *pdf, struct pdf_fonts *pf, size_t face)
{
    const struct font_info *fi = font_info(pf->fonts, face);
    const struct used *u = (const struct used *)(void *)pf->used[face].p;
    size_t n = pf->used[face].n / sizeof(*u);
    struct buf b = BUF_INIT;
    char tag[7];
    int gid_map = 0, id, cid_font, descriptor, to_unicode;
    int program = write_program(pdf, pf, face, &gid_map);

    if (!program)
        return 0;
    subset_tag(u, n, tag);
    descriptor = write_descriptor(pdf, fi, tag, program);
    cid_font = pdf_id(pdf);
    buf_addf(&b,
        "<</Type/Font/Subtype/CIDFontType%c/BaseFont/%s+%s/CIDSystemInfo<</"
        "Registry(Adobe)"
        "/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R",
        fi->cff ? '0' : '2', tag, fi->name, descriptor);
    if (gid_map)
        buf_addf(&b, "/CIDToGIDMap %d 0 R", gid_map);
    put_widths(&b, u, n, fi->cff);
    buf_puts(&b, ">>");
    pdf_object(pdf, cid_font, buf_view(&b));
    to_unicode = write_cmap(pdf, u, n, true);
    id = pdf_id(pdf);
    buf_reset(&b);
    buf_addf(&b,
        "<</Type/Font/Subtype/Type0/BaseFont/%s+%s/DescendantFonts[%d 0 R]"
        "/ToUnicode %d 0 R/Encoding",
        tag, fi->name, cid_font, to_unicode);
    if (fi->cff)
        buf_addf(&b, " %d 0 R>>", write_cmap(pdf, u, n, false));
    else
        buf_puts(&b, "/Identity-H>>");
    pdf_object(pdf, id, buf_view(&b));
    buf_release(&b);
    return id;
}

bool pdf_fonts_write(struct pdf *pdf, struct pdf_fonts *pf, struct buf *resources)
{
    for (size_t face = 0; face < font_faces(pf->fonts); face++) {
        int id;

        if (!pf->used[face].n)
            continue;
        id = write_font(pdf, pf, face);
        if (!id)
            return false;
        buf_addf(resources, "/F%zu %d 0 R", face, id);
    }
    return true;
}
