/* asset_test.c: the files of static/: addresses, sizes, and the contrast of the colour
 * tokens in all three display modes (WCAG 2.2: 7:1 for text, 3:1 for edges). */
#include <math.h>

#include "gen/static.h"
#include "tests/world.h"
#include "util/str.h"

static const struct asset *named(const char *name)
{
    for (const struct asset *a = assets; a->name; a++)
        if (!strcmp(a->name, name))
            return a;
    return NULL;
}

static struct str text_of(const struct asset *a)
{
    return (struct str){(const char *)a->plain.p, a->plain.n};
}

TEST(asset_addresses_find_their_files)
{
    size_t n = 0;

    for (const struct asset *a = assets; a->name; a++, n++) {
        CHECK(asset_find(a->path) == a);
        CHECK(a->plain.n > 0);
    }
    CHECK(n >= 3);
    CHECK(asset_find(STATIC_PORTAL_CSS.s) == named("portal.css"));
    CHECK(!asset_find(S("/s/portal.css")));
    CHECK(!asset_find(S("")));
}

TEST(asset_not_modified_says_all_that_the_file_says)
{
    static const char *const lines[] = {"Cache-Control: public, max-age=31536000, immutable\n",
        "X-Content-Type-Options: nosniff\n", "Cross-Origin-Resource-Policy: same-origin\n",
        "Vary: Accept-Encoding\n", "ETag: "};
    const struct asset *css = named("portal.css");
    struct client c = client_new();
    char head[128], path[128];
    struct reply r;

    world();
    snprintf(path, sizeof(path), STR_FMT, STR_ARG(STATIC_PORTAL_CSS.s));
    snprintf(head, sizeof(head), "If-None-Match: %s\n", css->etag);
    r = request(&c, "GET", path, head, S(""));
    CHECK_INT(r.status, 304);
    for (size_t i = 0; i < COUNT(lines); i++)
        CHECK(str_has(r.headers, str_of(lines[i])));
    CHECK(str_has(r.headers, str_of(css->etag)));
    CHECK_INT(request(&c, "GET", path, "If-None-Match: \"x\"\n", S("")).status, 200);
}

TEST(asset_sizes_stay_small)
{
    CHECK(named("portal.css")->plain.n <= 20 * 1024);
    CHECK(named("portal.css")->br.n > 0 && named("portal.css")->br.n <= 6 * 1024);
    CHECK(named("portal.js")->plain.n <= 5 * 1024);
    CHECK(!str_has(text_of(named("portal.css")), S("url(")));
    CHECK(!str_has(text_of(named("portal.css")), S("http")) ||
          str_has(text_of(named("portal.css")), S("href^=\"http\"")));
}

/* ------------------------------------------------------------------ contrast */

/* The value of --name: in the block that begins with head; tokens that a mode does not
 * set are those of :root. */
static bool token(struct str css, const char *head, const char *name, unsigned *rgb)
{
    char want[32];
    struct str block = css;

    while (block.n && !str_starts(block, str_of(head)))
        block = str_from(block, 1);
    block = str_cut(block, '}', &css);
    snprintf(want, sizeof(want), "--%s:#", name);
    while (block.n && !str_starts(block, str_of(want)))
        block = str_from(block, 1);
    if (!block.n)
        return false;
    block = str_from(block, strlen(want));
    *rgb = (unsigned)strtoul(block.p, NULL, 16);
    if (block.p[3] == ';' || block.p[3] == '\n')
        *rgb =
            (*rgb >> 8 & 15) * 0x110000 + (*rgb >> 4 & 15) * 0x1100 + (*rgb & 15) * 0x11;
    return true;
}

static double luminance(unsigned rgb)
{
    static const double weight[] = {0.0722, 0.7152, 0.2126};
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double c = (rgb >> (8 * i) & 255) / 255.0;

        sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(unsigned a, unsigned b)
{
    double x = luminance(a), y = luminance(b);

    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static const struct {
    const char *front, *back;
    double least;
} pairs[] = {
    {"ink", "bg", 7},
    {"ink", "bg2", 7},
    {"ink", "bg3", 7},
    {"ink2", "bg", 7},
    {"ink2", "bg2", 7},
    {"link", "bg", 7},
    {"link", "bg2", 7},
    {"link", "brand-l", 7},
    {"link", "info-l", 7},
    {"seen", "bg", 7},
    {"on", "brand", 7},
    {"on", "brand-d", 7},
    {"hd-ink", "hd", 7},
    {"err", "bg", 7},
    {"err", "err-l", 7},
    {"ok", "bg", 7},
    {"ok", "ok-l", 7},
    {"warn", "bg", 7},
    {"warn", "warn-l", 7},
    {"info", "info-l", 7},
    {"ink", "err-l", 7},
    {"ink", "ok-l", 7},
    {"ink", "warn-l", 7},
    {"ink", "info-l", 7},
    {"ink2", "info-l", 7},
    {"line2", "bg", 3},
    {"line2", "bg2", 3},
    {"brand", "bg", 3},
    {"brand", "bg2", 3},
    {"warn-b", "warn-l", 3},
    {"fo-o", "bg", 3},
    {"fo-o", "bg2", 3},
    {"fo-o", "fo", 3},
    {"fo-t", "fo", 7},
};

TEST(asset_colours_have_contrast)
{
    static const char *const modes[] = {":root{", ".c-kuro{", ".c-ki{"};
    struct str css = text_of(named("portal.css"));

    for (size_t m = 0; m < COUNT(modes); m++) {
        for (size_t i = 0; i < COUNT(pairs); i++) {
            unsigned front = 0, back = 0;
            double got;

            CHECK(token(css, modes[m], pairs[i].front, &front) ||
                  token(css, modes[0], pairs[i].front, &front));
            CHECK(token(css, modes[m], pairs[i].back, &back) ||
                  token(css, modes[0], pairs[i].back, &back));
            got = contrast(front, back);
            CHECK(got >= pairs[i].least);
            if (got < pairs[i].least)
                printf("  %s: %s on %s: %.2f\n", modes[m], pairs[i].front, pairs[i].back,
                    got);
        }
    }
    CHECK(contrast(0, 0xffffff) > 20.99 && contrast(0, 0xffffff) < 21.01);
}
