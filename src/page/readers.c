/* readers.c: the catalogue of card readers: what can be ordered, what fits on a counter, a
 * table to compare and print. Open to everybody, and before any order: people have ordered
 * without knowing size and running costs. */
#include "gen/templates.h"
#include "page/readers_view.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

enum { COUNTER_MM_MAX = 5000 };

/* 40, 40.5, ４０ｃｍ: centimetres with one decimal at the most. */
static bool read_cm(struct arena *a, struct str typed, int64_t *mm)
{
    struct str s = text_ascii(a, typed), whole, tenth;
    int64_t n, t = 0;

    if (str_ends(s, S("cm")))
        s = str_head(s, s.n - 2);
    s = str_trim(s);
    whole = str_cut(s, '.', &tenth);
    if (!str_int(whole, 0, COUNTER_MM_MAX / 10, &n) ||
        (tenth.p && (tenth.n != 1 || !str_int(tenth, 0, 9, &t))))
        return false;
    *mm = 10 * n + t;
    return *mm > 0 && *mm <= COUNTER_MM_MAX;
}

static struct str complaint(struct arena *a, const char *what)
{
    return arena_fmt(a, "置く場所の%sは、40や40.5のような数字（cm）で、500までで入力してください",
        what);
}

struct counter { /* 0: not said */
    int64_t width_mm, depth_mm;
};

/* One of the two fields; a complaint goes to the summary, too. */
static int64_t read_side(struct req *r, struct form_view *v, const char *name, const char *what)
{
    static const struct col col = {.width = "w7", .inputmode = "decimal", .autocomplete = "off"};
    struct field_view *f = (struct field_view *)(uintptr_t)&v->fields.v[v->fields.n++];
    struct complaint *c = (struct complaint *)(uintptr_t)&v->wrong.v[v->wrong.n];
    int64_t mm = 0;

    *f = (struct field_view){.col = &col, .name = str_of(name), .value = query_value(r, name),
        .label = arena_fmt(r->arena, "置く場所の%s（cm）", what)};
    if (text_clean(r->arena, f->value).n && !read_cm(r->arena, f->value, &mm)) {
        f->error = complaint(r->arena, what);
        *c = (struct complaint){f->name, f->error};
        v->wrong.n++;
    }
    return mm;
}

static struct counter read_counter(struct req *r, struct readers_page *v)
{
    struct counter c;

    v->form.fields.v = NEW_N(r->arena, struct field_view, 2);
    v->form.wrong.v = NEW_N(r->arena, struct complaint, 2);
    c.width_mm = read_side(r, &v->form, "w", "幅");
    c.depth_mm = read_side(r, &v->form, "d", "奥行き");
    if (v->form.wrong.n)
        return (struct counter){0, 0};
    v->asked = c.width_mm || c.depth_mm;
    return c;
}

static struct str place_text(struct arena *a, struct counter c)
{
    struct str w = c.width_mm ? readers_cm(a, c.width_mm) : S("");
    struct str d = c.depth_mm ? readers_cm(a, c.depth_mm) : S("");

    return arena_fmt(a, "%s" STR_FMT "%s%s" STR_FMT, w.n ? "幅" : "", STR_ARG(w),
        w.n && d.n ? " × " : "", d.n ? "奥行き" : "", STR_ARG(d));
}

enum fit { FITS, TOO_LARGE, NOT_KNOWN };

static enum fit fit(const struct reader *x, struct counter c)
{
    if ((c.width_mm && x->width_mm > c.width_mm) || (c.depth_mm && x->depth_mm > c.depth_mm))
        return TOO_LARGE; /* by what is published of it */
    return (c.width_mm && !x->width_mm) || (c.depth_mm && !x->depth_mm) ? NOT_KNOWN : FITS;
}

static void sort_out(struct req *r, struct counter c, struct readers_page *v)
{
    char today[11];
    struct readers all;
    struct reader_view *fits, *unknown;

    clock_today(today);
    all = reader_orderable(r->db, str_of(today));
    fits = NEW_N(r->arena, struct reader_view, all.n + 1);
    unknown = NEW_N(r->arena, struct reader_view, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        enum fit f = fit(&all.v[i], c);

        if (f == FITS)
            fits[v->fit.n++] = readers_view(r, &all.v[i], str_of(today));
        else if (f == NOT_KNOWN)
            unknown[v->unknown.n++] = readers_view(r, &all.v[i], str_of(today));
        else
            v->too_large++;
    }
    v->fit.v = fits;
    v->unknown.v = unknown;
}

/* The other of the two pages, with the same question. */
static struct url with_question(struct req *r, const char *path)
{
    return (struct url){r->query_text.n
            ? arena_fmt(r->arena, "%s?" STR_FMT, path, STR_ARG(r->query_text))
            : str_of(path)};
}

static int draw(struct req *r, const char *here, const char *other,
    void (*template)(struct buf *o, const struct readers_page *v))
{
    struct readers_page v = {.here = {str_of(here)}, .other = with_question(r, other)};
    struct counter c = read_counter(r, &v);
    bool wrong = v.form.wrong.n > 0;

    v.place = place_text(r->arena, c);
    v.today = date_japanese_full(r->arena, date_tokyo(clock_now()));
    sort_out(r, c, &v);
    page_open(r, (struct page){.robots = true, .wrong = wrong});
    template(r->out, &v);
    return wrong ? 422 : 200;
}

static int list(struct req *r)
{
    return draw(r, "/readers", "/readers/compare", tmpl_readers);
}

static int compare(struct req *r)
{
    return draw(r, "/readers/compare", "/readers", tmpl_readers_compare);
}

static int product(struct req *r)
{
    struct link crumbs[] = {
        {URL("/readers"), S("カードリーダー カタログ"), false}, {URL(""), S(""), true}};
    struct reader x;
    struct reader_view v;
    char today[11];
    int64_t id;

    if (!str_int(r->arg[0], 1, INT64_MAX, &id) || !reader_get(r->db, id, &x))
        return not_found(r);
    clock_today(today);
    v = readers_view(r, &x, str_of(today));
    crumbs[1].text = v.product;
    page_open(r, (struct page){.title = reader_name(r->arena, &x), .robots = true,
                     .crumbs = {crumbs, COUNT(crumbs)}});
    tmpl_reader(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/readers", PUBLIC, "カードリーダー カタログ", list},
    {"GET", "/readers/compare", PUBLIC, "カードリーダーを比べる", compare},
    {"GET", "/readers/{id}", PUBLIC, "カードリーダー", product},
    {0},
};

const struct feature readers_feature = {"readers", routes};
