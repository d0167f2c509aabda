/* view.c: the display bar's cookie. */
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
