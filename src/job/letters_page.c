/* letters_page.c: what stands on a letter, and whether it can stand there. */
#include "job/letters_impl.h"

#include "model/credential.h"
#include "model/prefecture.h"
#include "util/date.h"
#include "util/str.h"

static struct str words_of_day(struct arena *a, struct str iso)
{
    struct date d;

    if (!date_iso(iso, &d))
        die("letters: a campaign's day is not a day");
    return date_japanese(a, d);
}

static struct str host_of(struct str origin)
{
    for (size_t i = 0; i + 3 <= origin.n; i++)
        if (str_starts(str_from(origin, i), S("://")))
            return str_from(origin, i + 3);
    return origin;
}

struct press *letters_press(struct arena *a, const struct fonts *fonts,
    const struct letter_form *form, const struct campaign *c, struct str posted,
    struct str valid_until, char *why)
{
    struct press_setup *s = NEW(a, struct press_setup);

    *s = (struct press_setup){
        .posted = words_of_day(a, posted),
        .cutoff = words_of_day(a, c->cutoff),
        .valid_until = words_of_day(a, valid_until),
        .origin = c->origin,
        .address = host_of(c->origin),
        .search = S("医療機関ポータル"),
    };
    return press_open(fonts, form, s, why);
}

/* The master leaves the prefecture out; an address on an envelope begins with it. */
static struct str full_address(struct arena *a, const struct letter *l)
{
    struct str pref = prefecture_name(l->pref);

    if (!l->address.n || str_starts(l->address, pref))
        return l->address;
    return arena_fmt(a, STR_FMT STR_FMT, STR_ARG(pref), STR_ARG(l->address));
}

static unsigned class_of(const struct letter *l)
{
    return letter_class_bit(l->duty) | letter_class_bit(l->issue) |
           letter_class_bit(l->kind);
}

struct press_letter letters_page(struct arena *a, const struct letter *l,
    struct str login, struct str password, struct str url)
{
    char check[CREDENTIAL_LETTER_CHECK + 1];

    credential_letter_check(check, l->id, l->generation);
    return (struct press_letter){
        .number = l->id,
        .generation = (int)l->generation,
        .check = arena_str(a, str_of(check)),
        .zip = l->zip,
        .address = full_address(a, l),
        .name = l->name,
        .honorific = S("御中"),
        .login = login,
        .password = password,
        .ticket_url = url,
        .class = class_of(l),
    };
}

/* ---- the check */

static bool not_so(struct letter *l, const char *state, struct str reason)
{
    l->state = str_of(state);
    l->reason = reason;
    return false;
}

static bool faulty(struct arena *a, struct letter *l, const struct press_fault *f)
{
    static const char *const words[] = {[FAULT_EMPTY] = "empty",
        [FAULT_DOUBLE] = "double",
        [FAULT_NO_WORDS] = "no_words",
        [FAULT_NO_FIELD] = "no_field",
        [FAULT_OVERFLOW] = "overflow"};
    struct str reason = arena_fmt(a, "%s " STR_FMT, words[f->kind], STR_ARG(f->name));

    if (f->kind == FAULT_OVERFLOW)
        reason = arena_fmt(a, "overflow %d " STR_FMT, f->line, STR_ARG(f->name));
    return not_so(l, "faulty", str_trim(reason));
}

bool letters_check(struct arena *a, struct press *p, struct letter *l)
{
    static const char *const fields[LETTER_FIELDS] = {"postal code", "address", "name",
        "number", "name in the box", "login", "password"};
    struct press_fault fault = press_fault(p, class_of(l));
    struct press_letter page;
    struct press_trouble t;
    char cp[40];

    if (fault.kind)
        return faulty(a, l, &fault);
    if (l->zip.n != 7 || !l->address.n || !l->name.n)
        return not_so(l, "faulty",
            l->name.n ? l->zip.n == 7 ? S("no_value address") : S("no_value zip")
                      : S("no_value name"));
    page = letters_page(a, l, S("4AAAAAAAA@01"), S("AAAA-AAAA-AAAA"), S(""));
    switch (press_check(p, &page, &t)) {
    case PRESS_FITS:
        return true;
    case PRESS_NO_GLYPH:
        snprintf(cp, sizeof(cp), t.mod ? "U+%04X U+%04X" : "U+%04X", t.cp, t.mod);
        return not_so(l, "blocked_glyph",
            arena_fmt(a, "no font has %s of the %s", cp, fields[t.field]));
    case PRESS_OVERFLOW:
        return not_so(
            l, "blocked_overflow", arena_fmt(a, "the %s is too long", fields[t.field]));
    }
    return false;
}
