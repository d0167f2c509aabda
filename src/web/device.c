/* device.c: see device.h. Browsers name each other in their User-Agent, so the first that
 * is found decides. */
#include "web/device.h"

#include "util/str.h"

struct sign {
    const char *mark, *name;
};

static const struct sign browsers[] = {
    {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"},
    {"FxiOS", "Firefox"}, {"Firefox", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"},
    {"Safari", "Safari"}, {NULL, ""},
};

static const struct sign systems[] = {
    {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "Chromebook"},
    {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}, {NULL, ""},
};

static struct str name_of(const struct sign *s, struct str agent)
{
    while (s->mark && !str_has(agent, str_of(s->mark)))
        s++;
    return str_of(s->name);
}

struct str device_words(struct arena *a, struct str agent)
{
    struct str browser = name_of(browsers, agent), os = name_of(systems, agent);

    if (browser.n && os.n)
        return arena_fmt(
            a, STR_FMT "（" STR_FMT "）", STR_ARG(browser), STR_ARG(os));
    if (browser.n || os.n)
        return browser.n ? browser : os;
    return S("わからない機器");
}

struct str device_prefix(struct arena *a, struct str peer)
{
    bool six = str_has(peer, S(":"));
    size_t parts = 0;

    for (size_t i = 0; i < peer.n; i++)
        if (peer.p[i] == (six ? ':' : '.') && ++parts == 3)
            return arena_fmt(a, STR_FMT "*", STR_ARG(str_head(peer, i + 1)));
    return S("");
}
