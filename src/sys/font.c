/* font.c: the fonts of the letters: where they are, their chains, glyphs and subsets. */
#include "sys/font.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <hb.h>

#include "util/log.h"

struct source {
    const char *path, *family, *package;
    const char *ps_name;
    unsigned index; /* in a collection; checked against family */
    bool serif, fixed;
};

static const struct source sources[] = {
    {"truetype/bizud-mincho/BIZUDMincho-Regular.ttf", "BIZ UDMincho",
        "fonts-morisawa-bizud-mincho", "BIZUDMincho-Regular", 0, true, true},
    {"truetype/bizud-gothic/BIZUDGothic-Regular.ttf", "BIZ UDGothic",
        "fonts-morisawa-bizud-gothic", "BIZUDGothic-Regular", 0, false, true},
    {"truetype/bizud-gothic/BIZUDGothic-Bold.ttf", "BIZ UDGothic",
        "fonts-morisawa-bizud-gothic", "BIZUDGothic-Bold", 0, false, true},
    {"opentype/noto/NotoSerifCJK-Regular.ttc", "Noto Serif CJK JP", "fonts-noto-cjk",
        "NotoSerifCJKjp-Regular", 0, true, false},
    {"opentype/noto/NotoSansCJK-Regular.ttc", "Noto Sans CJK JP", "fonts-noto-cjk",
        "NotoSansCJKjp-Regular", 0, false, false},
    {"opentype/noto/NotoSansCJK-Bold.ttc", "Noto Sans CJK JP", "fonts-noto-cjk",
        "NotoSansCJKjp-Bold", 0, false, false},
    {"opentype/noto/NotoSansCJK-Bold.ttc", "Noto Sans Mono CJK JP", "fonts-noto-cjk",
        "NotoSansMonoCJKjp-Bold", 5, false, true},
    {"truetype/ipamj/ipamjm.ttf", "IPAmjMincho", "fonts-ipamj-mincho", "IPAmjMincho", 0,
        true, true},
};

enum {
    BIZ_MINCHO,
    BIZ_GOTHIC,
    BIZ_BOLD,
    NOTO_SERIF,
    NOTO_SANS,
    NOTO_BOLD,
    NOTO_MONO,
    IPAMJ
};
enum { CHAIN = 3 };

static const uint8_t chains[FONT_STYLES][CHAIN] = {
    [FONT_MINCHO] = {BIZ_MINCHO, NOTO_SERIF, IPAMJ},
    [FONT_GOTHIC] = {BIZ_GOTHIC, NOTO_SANS, IPAMJ},
    [FONT_BOLD] = {BIZ_BOLD, NOTO_BOLD, IPAMJ},
    [FONT_MONO] = {BIZ_BOLD, NOTO_BOLD, IPAMJ},
};

struct face {
    hb_face_t *face;
    hb_font_t *font; /* scaled to 1000 units */
    struct font_info info;
};

struct fonts {
    struct face v[COUNT(sources)];
};

static bool right_family(hb_face_t *face, const char *want)
{
    char got[64];
    unsigned n = sizeof(got);

    hb_ot_name_get_utf8(
        face, HB_OT_NAME_ID_FONT_FAMILY, hb_language_from_string("en", -1), &n, got);
    return strcmp(got, want) == 0;
}

/* Noto CJK's glyph order is its CID order; the writer relies on it. A CFF font that is
 * not keyed by CIDs starts its Top DICT without the ROS operator (12 30). */
static bool cid_keyed(hb_face_t *face)
{
    hb_blob_t *blob = hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' '));
    unsigned n;
    const char *p = hb_blob_get_data(blob, &n);
    bool found = false;

    for (unsigned i = 4; p && i + 1 < n && i < 200 && !found; i++)
        found = p[i] == 12 && p[i + 1] == 30;
    hb_blob_destroy(blob);
    return found;
}

static int metric(hb_font_t *font, hb_ot_metrics_tag_t tag, int otherwise)
{
    hb_position_t v;

    return hb_ot_metrics_get_position(font, tag, &v) ? (int)v : otherwise;
}

static void describe(struct face *f, const struct source *s)
{
    hb_blob_t *head = hb_face_reference_table(f->face, HB_TAG('h', 'e', 'a', 'd'));
    unsigned n, upem = hb_face_get_upem(f->face);
    const unsigned char *p = (const unsigned char *)hb_blob_get_data(head, &n);

    f->info = (struct font_info){
        .name = s->ps_name,
        .serif = s->serif,
        .fixed = s->fixed,
        .ascent = metric(f->font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 880),
        .descent = metric(f->font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -120),
        .cap_height = metric(f->font, HB_OT_METRICS_TAG_CAP_HEIGHT, 700),
    };
    for (int i = 0; i < 4 && n >= 44; i++) {
        int v = (int16_t)((unsigned)p[36 + 2 * i] << 8 | p[37 + 2 * i]);

        f->info.bbox[i] = v * 1000 / (int)upem;
    }
    hb_blob_destroy(head);
}

static bool face_open(struct face *f, const struct source *s)
{
    char path[128];
    hb_blob_t *blob, *cff;

    snprintf(path, sizeof(path), "/usr/share/fonts/%s", s->path);
    blob = hb_blob_create_from_file_or_fail(path);
    if (!blob)
        return false;
    f->face = hb_face_create(blob, s->index);
    hb_blob_destroy(blob);
    if (hb_face_get_glyph_count(f->face) == 0 || !right_family(f->face, s->family))
        return false;
    f->font = hb_font_create(f->face);
    hb_font_set_scale(f->font, 1000, 1000);
    describe(f, s);
    cff = hb_face_reference_table(f->face, HB_TAG('C', 'F', 'F', ' '));
    f->info.cff = hb_blob_get_length(cff) > 0;
    hb_blob_destroy(cff);
    if (f->info.cff && !cid_keyed(f->face))
        return false;
    hb_font_make_immutable(f->font);
    return true;
}

struct fonts *fonts_open(char *why)
{
    struct fonts *f = calloc(1, sizeof(*f));

    if (!f)
        die("out of memory");
    for (size_t i = 0; i < COUNT(sources); i++) {
        if (face_open(&f->v[i], &sources[i]))
            continue;
        log_error("font.missing", "file=/usr/share/fonts/%s package=%s", sources[i].path,
            sources[i].package);
        if (why)
            snprintf(why, FONT_WHY,
                "cannot use the font '/usr/share/fonts/%s': install the Debian package "
                "'%s'",
                sources[i].path, sources[i].package);
        fonts_close(f);
        return NULL;
    }
    return f;
}

void fonts_close(struct fonts *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < COUNT(f->v); i++) {
        hb_font_destroy(f->v[i].font);
        hb_face_destroy(f->v[i].face);
    }
    free(f);
}

bool font_is_mod(uint32_t cp)
{
    return (cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0100 && cp <= 0xe01ef) ||
           cp == 0x3099 || cp == 0x309a;
}

bool font_find(const struct fonts *f, enum font_style style, uint32_t cp, uint32_t mod,
    struct font_glyph *out)
{
    if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || font_is_mod(cp))
        return false;
    if (mod == 0x3099 || mod == 0x309a) {
        if (!hb_unicode_compose(hb_unicode_funcs_get_default(), cp, mod, &cp))
            return false;
        mod = 0;
    }
    for (int i = 0; i < CHAIN; i++) {
        size_t face = chains[style][i];
        hb_font_t *font = f->v[face].font;
        hb_codepoint_t gid;

        if (!(mod ? hb_font_get_variation_glyph(font, cp, mod, &gid)
                  : hb_font_get_nominal_glyph(font, cp, &gid)) ||
            gid == 0)
            continue;
        *out = (struct font_glyph){
            (uint8_t)face, gid, (int16_t)hb_font_get_glyph_h_advance(font, gid)};
        return true;
    }
    return false;
}

size_t font_faces(const struct fonts *f)
{
    return COUNT(f->v);
}

const struct font_info *font_info(const struct fonts *f, size_t face)
{
    return &f->v[face].info;
}

/* What a printer does not need: layout, names, hints, the map from characters. */
static hb_subset_input_t *subset_input(const uint32_t *gids, size_t n)
{
    static const char drop[][5] = {"GSUB", "GPOS", "GDEF", "BASE", "cmap", "name", "OS/2",
        "post", "vhea", "vmtx", "VORG", "DSIG", "gasp", "meta", "VDMX", "mort", "prep",
        "fpgm", "cvt "};
    hb_subset_input_t *in = hb_subset_input_create_or_fail();
    hb_set_t *tags;

    if (!in)
        die("out of memory");
    tags = hb_subset_input_set(in, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < COUNT(drop); i++)
        hb_set_add(tags, hb_tag_from_string(drop[i], 4));
    hb_subset_input_set_flags(in, HB_SUBSET_FLAGS_NO_HINTING);
    for (size_t i = 0; i < n; i++)
        hb_set_add(hb_subset_input_glyph_set(in), gids[i]);
    return in;
}

bool font_subset(const struct fonts *f, size_t face, const uint32_t *gids, size_t n,
    struct buf *out, uint32_t *new_gid)
{
    bool cff = f->v[face].info.cff, ok = false;
    hb_subset_input_t *in = subset_input(gids, n);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(f->v[face].face, in);
    hb_face_t *sub = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    hb_blob_t *blob = NULL;
    unsigned len = 0;
    const char *p = NULL;

    if (sub) {
        blob = cff ? hb_face_reference_table(sub, HB_TAG('C', 'F', 'F', ' '))
                   : hb_face_reference_blob(sub);
        p = hb_blob_get_data(blob, &len);
    }
    if (p && len) {
        const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);

        buf_add(out, p, len);
        ok = true;
        for (size_t i = 0; i < n; i++) {
            new_gid[i] = cff ? gids[i] : hb_map_get(map, gids[i]);
            ok = ok && new_gid[i] && new_gid[i] != HB_MAP_VALUE_INVALID;
        }
    }
    hb_blob_destroy(blob);
    hb_face_destroy(sub);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(in);
    return ok;
}
