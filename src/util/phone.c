/* phone.c: text_phone of kana.h. */
#include "util/cps.h"
#include "util/kana.h"
#include "util/str.h"

/* Where the area code has three digits: 0AB and the digits C that may follow it. Where
 * it has five: the whole code. Two: 03, 06 and the two areas of 04. Elsewhere four. */
static const struct {
    const char *area, *next;
} three[] = {
    {"011", "123456789"}, {"017", "7"}, {"018", "8"}, {"019", "6"}, {"022", "2379"},
    {"023", "6"}, {"024", "59"}, {"025", "2357"}, {"026", "2"}, {"027", "23"}, {"028", "6"},
    {"029", "238"}, {"042", "3456781"}, {"043", "234"}, {"044", "123456789"},
    {"045", "123456789"}, {"046", "248"}, {"047", "347"}, {"048", "123456789"},
    {"049", "2"}, {"052", "123456789"}, {"053", "45"}, {"054", "236"}, {"055", "29"},
    {"058", "23"}, {"059", "23"}, {"072", "2346789"}, {"073", "4"}, {"075", "123456789"},
    {"076", "24"}, {"077", "5"}, {"078", "123456789"}, {"079", "23"}, {"082", "24589"},
    {"083", "29"}, {"084", "9"}, {"086", "24"}, {"087", "8"}, {"088", "68"}, {"089", "9"},
    {"092", "123456789"}, {"093", "123456789"}, {"095", "8"}, {"096", "23"}, {"097", "5"},
    {"098", "89"}, {"099", "2"},
};

static const char *const five[] = {"01267", "01372", "01374", "01377", "01392", "01397",
    "01398", "01456", "01457", "01466", "01547", "01558", "01564", "01586", "01587",
    "01632", "01634", "01635", "01648", "01654", "01655", "01656", "01658", "04992",
    "04994", "04996", "04998", "05769", "05979", "07468", "08387", "08388", "08389",
    "08396", "08477", "08512", "08514", "09802", "09912", "09913", "09969"};

static size_t area_code(struct str s)
{
    if (str_starts(s, S("03")) || str_starts(s, S("06")) || str_starts(s, S("0420")) ||
        str_starts(s, S("0429")) || str_starts(s, S("0471")))
        return 2;
    for (size_t i = 0; i < COUNT(five); i++)
        if (str_starts(s, str_of(five[i])))
            return 5;
    for (size_t i = 0; i < COUNT(three); i++)
        if (str_starts(s, str_of(three[i].area)) && strchr(three[i].next, s.p[3]))
            return 3;
    return 4;
}

static struct str group(struct arena *a, struct str s, size_t head, size_t middle)
{
    return arena_fmt(a, "%.*s-%.*s-" STR_FMT, (int)head, s.p, (int)middle, s.p + head,
        STR_ARG(str_from(s, head + middle)));
}

/* s is digits only. A length that no number has is left alone. */
static struct str grouped(struct arena *a, struct str s)
{
    size_t area;

    if (s.n == 11 && str_starts(s, S("0800")))
        return group(a, s, 4, 3);
    if (s.n == 11 && s.p[0] == '0' && s.p[1] >= '5' && s.p[1] <= '9' && s.p[2] == '0')
        return group(a, s, 3, 4);
    if (s.n != 10 || s.p[0] != '0' || s.p[1] == '0')
        return s;
    if (str_starts(s, S("0120")) || str_starts(s, S("0570")) || str_starts(s, S("0990")))
        return group(a, s, 4, 3);
    area = area_code(s);
    return group(a, s, area, 6 - area);
}

static bool between(uint32_t c)
{
    return c == ' ' || c == '(' || c == ')' || c == '.' || c == '-' || c == 0x30FB ||
           c == 0xB7 || c == '/';
}

/* Runs of blanks, brackets, dots and hyphens become one hyphen, none at the ends. */
static struct str hyphenated(struct arena *a, struct cps t)
{
    char *p = arena_alloc(a, t.n + 1, 1);
    bool wait = false;
    size_t n = 0;

    for (size_t i = 0; i < t.n; i++) {
        if (between(t.v[i])) {
            wait = n > 0;
            continue;
        }
        if (wait)
            p[n++] = '-';
        wait = false;
        p[n++] = (char)t.v[i];
    }
    return (struct str){p, n};
}

/* Behind the country code the 0 may be typed, in brackets, or left out. */
static struct str at_home(struct arena *a, struct str s)
{
    if (!str_starts(s, S("+81")))
        return s;
    s = str_from(s, 3);
    if (str_starts(s, S("-")))
        s = str_from(s, 1);
    if (str_starts(s, S("0"))) {
        struct str rest = str_from(s, 1);

        return str_starts(rest, S("-")) ? arena_fmt(a, "0" STR_FMT, STR_ARG(str_from(s, 2)))
                                        : s;
    }
    return arena_fmt(a, "0" STR_FMT, STR_ARG(s));
}

struct str text_phone(struct arena *a, struct str typed)
{
    struct str plain = text_name(a, typed), s;
    struct cps t = cps_of(a, plain);

    cps_ascii(&t);
    for (size_t i = 0; i < t.n; i++)
        if (!cp_digit(t.v[i]) && !between(t.v[i]) && !(i == 0 && t.v[i] == '+'))
            return cps_text(a, t); /* words in it: the check will say so */
    s = at_home(a, hyphenated(a, t));
    return memchr(s.p, '-', s.n) ? s : grouped(a, s);
}
