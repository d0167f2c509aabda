/* view.c: the display bar's cookie, and what templates ask of a field. */
#include "web/view.h"

#include "util/str.h"

static const char *const sizes[] = {
    [TEXT_M] = "t-m",
    [TEXT_S] = "t-s",
    [TEXT_L] = "t-l",
};

static const char *const sets[] = {
    [COLOURS_STD] = "c-std",
    [COLOURS_KURO] = "c-kuro",
    [COLOURS_KI] = "c-ki",
};

static const char *const readings[] = {"f0", "f1"};

static bool find(const char *const *words, size_t n, struct str word, size_t *out)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(word, words[i])) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool display_set(struct display *d, struct str hyoji)
{
    size_t i;

    if (find(sizes, COUNT(sizes), hyoji, &i))
        d->size = (enum text_size)i;
    else if (find(sets, COUNT(sets), hyoji, &i))
        d->colours = (enum colours)i;
    else if (find(readings, COUNT(readings), hyoji, &i))
        d->furigana = i == 1;
    else
        return false;
    return true;
}

struct str display_text(const struct display *d, struct arena *a)
{
    return arena_fmt(
        a, "%s.%s.%s", sizes[d->size], sets[d->colours], readings[d->furigana]);
}

struct display display_read(struct str cookie)
{
    struct display d = {0};

    while (cookie.n)
        display_set(&d, str_cut(cookie, '.', &cookie));
    return d;
}

struct str display_class(const struct display *d, bool staff, struct arena *a)
{
    return arena_fmt(a, "%s %s%s%s", sets[d->colours], sizes[d->size],
        d->furigana ? " ruby" : "", staff ? " op" : "");
}

const char *field_autocomplete(const struct field_view *f)
{
    if (f->widget == W_PASSWORD)
        return f->fresh_password ? "new-password" : "current-password";
    return f->col ? f->col->autocomplete : NULL;
}

const char *field_inputmode(const struct field_view *f)
{
    static const char *const usual[] = {
        [W_TEL] = "tel", [W_MAIL] = "email", [W_NUMBER] = "numeric"};

    if (f->col && f->col->inputmode)
        return f->col->inputmode;
    return (size_t)f->widget < COUNT(usual) ? usual[f->widget] : NULL;
}

const char *field_width(const struct field_view *f)
{
    static const char *const usual[] = {
        [W_TEL] = "w13", [W_PASSWORD] = "w20", [W_NUMBER] = "w7", [W_DATE] = "w13"};
    const char *w = (size_t)f->widget < COUNT(usual) ? usual[f->widget] : NULL;

    if (f->col && f->col->width)
        return f->col->width;
    return w ? w : "";
}

bool field_has_own_words(const struct field_view *f)
{
    return f->widget != W_SELECT && f->widget != W_RADIO && f->widget != W_CHECK;
}

static struct url page_url(struct str path, int64_t page, struct arena *a)
{
    return (struct url){arena_fmt(a, STR_FMT "%cpage=%lld", STR_ARG(path),
        str_has(path, S("?")) ? '&' : '?', (long long)page)};
}

struct pager pager_make(
    struct str path, int64_t page, int64_t pages, struct str what, struct arena *a)
{
    struct pager p = {.what = what};
    struct link *v = NEW_N(a, struct link, 9);

    for (int64_t i = 1; i <= pages && pages > 1; i++) {
        bool near = i == 1 || i == pages || (i >= page - 2 && i <= page + 2);

        if (near) {
            v[p.pages.n++] = (struct link){
                page_url(path, i, a), arena_fmt(a, "%lld", (long long)i), i == page};
            continue;
        }
        v[p.pages.n++] = (struct link){.current = false}; /* one gap for the run */
        i = i < page ? page - 3 : pages - 1;
    }
    p.pages.v = v;
    if (page > 1 && pages > 1)
        p.prev = page_url(path, page - 1, a);
    if (page < pages)
        p.next = page_url(path, page + 1, a);
    return p;
}
