/* readers.c: see readers.h. */
#include "web/readers.h"

#include "model/picture.h"
#include "util/date.h"
#include "util/str.h"

/* A sheet of A4 stands beside the drawing of a reader. */
enum { A4_WIDTH = 210, A4_DEPTH = 297, MARGIN = 10 };

struct str readers_cm(struct arena *a, int64_t mm)
{
    if (mm % 10)
        return arena_fmt(a, "%lld.%lldcm", (long long)mm / 10, (long long)mm % 10);
    return arena_fmt(a, "%lldcm", (long long)mm / 10);
}

static struct str add_side(struct arena *a, struct str all, const char *what, int64_t mm)
{
    if (!mm)
        return all;
    return arena_fmt(a, STR_FMT "%s%s" STR_FMT, STR_ARG(all), all.n ? " × " : "", what,
        STR_ARG(readers_cm(a, mm)));
}

static struct str size_text(struct arena *a, const struct reader *x)
{
    struct str s = add_side(a, S(""), "幅", x->width_mm);

    s = add_side(a, s, "奥行き", x->depth_mm);
    return add_side(a, s, "高さ", x->height_mm);
}

/* In whole square centimetres, rounded up: it must not look smaller than it is. */
static struct str area_text(struct arena *a, const struct reader *x)
{
    if (!x->width_mm || !x->depth_mm)
        return S("");
    return arena_fmt(a, "%lldcm²", (long long)(x->width_mm * x->depth_mm + 99) / 100);
}

static struct str weight_text(struct arena *a, int64_t g)
{
    if (!g)
        return S("");
    if (g < 1000)
        return arena_fmt(a, "%lldg", (long long)g);
    if (g % 100)
        return arena_fmt(a, "%lld.%02lldkg", (long long)g / 1000, (long long)(g % 1000) / 10);
    return arena_fmt(a, "%lld.%lldkg", (long long)g / 1000, (long long)(g % 1000) / 100);
}

static struct str visual_text(struct str visual)
{
    return str_is(visual, "yes") ? S("できる") : str_is(visual, "no") ? S("できない") : S("");
}

static struct str day_text(struct arena *a, struct str iso)
{
    struct date d;

    return date_iso(iso, &d) ? date_japanese_full(a, d) : S("");
}

static int64_t longest(const struct reader *x)
{
    int64_t n = A4_DEPTH;

    n = x->width_mm > n ? x->width_mm : n;
    return x->depth_mm > n ? x->depth_mm : n;
}

struct reader_view readers_view(struct req *r, const struct reader *x, struct str today)
{
    struct arena *a = r->arena;
    struct picture p;
    struct reader_view v = {.id = x->id, .product = x->product, .maker = x->maker,
        .model = x->model, .sample = x->sample != 0, .size = size_text(a, x),
        .area = area_text(a, x), .weight = weight_text(a, x->weight_g),
        .visual = visual_text(x->visual), .features = x->features,
        .restrictions = x->restrictions, .running_cost = x->running_cost,
        .lead_time = x->lead_time, .width_mm = x->width_mm, .depth_mm = x->depth_mm};

    v.href.s = arena_fmt(a, "/readers/%lld", (long long)x->id);
    if (x->width_mm && x->depth_mm)
        v.side_mm = longest(x) + 2 * MARGIN;
    if (str_cmp(x->orderable_from, today) > 0)
        v.begins = day_text(a, x->orderable_from);
    if (reader_ended_on(x, today))
        v.ended = day_text(a, x->orderable_until);
    if (picture_size(r->db, x->picture, &p)) {
        v.picture.s = arena_fmt(a, "/pictures/" STR_FMT, STR_ARG(x->picture));
        v.picture_width = p.width;
        v.picture_height = p.height;
    }
    return v;
}
