/* letters_options.c: see letters_options.h. */
#include "cmd/letters_options.h"

#include "job/letters.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"

enum { NAME_MAX_BYTES = 60, LIMIT_MAX = 10000000 };

int letters_bad(const char *fmt, ...)
{
    va_list ap;

    fputs("madoguchi: letters: ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    return CMD_USAGE;
}

static bool flag(struct letters_options *o, const char *word)
{
    const struct {
        const char *name;
        bool *value;
    } known[] = {{"--supersede", &o->supersede}, {"--requests", &o->requests},
        {"--leave-out", &o->leave_out}, {"--all", &o->all}};

    for (size_t i = 0; i < COUNT(known); i++)
        if (strcmp(word, known[i].name) == 0)
            return *known[i].value = true;
    return false;
}

int letters_options_read(struct letters_options *o, int argc, char **argv)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = {{"--campaign", &o->campaign}, {"--form", &o->form},
        {"--cutoff", &o->cutoff}, {"--kind", &o->kind}, {"--prefecture", &o->prefecture},
        {"--limit", &o->limit}, {"--out", &o->out}, {"--recipient", &o->recipient},
        {"--posted", &o->posted}, {"--valid-until", &o->valid_until},
        {"--letter", &o->letter}};

    for (int i = 2; i < argc; i++) {
        size_t k = 0;

        if (flag(o, argv[i]))
            continue;
        while (k < COUNT(known) && strcmp(argv[i], known[k].name) != 0)
            k++;
        if (k == COUNT(known))
            return letters_bad("no option '%s': see 'madoguchi letters --help'", argv[i]);
        if (i + 1 == argc)
            return letters_bad("'%s' needs a value behind it", argv[i]);
        *known[k].value = argv[++i];
    }
    if (o->recipient)
        return letters_bad(
            "this version cannot encrypt for a recipient: leave '--recipient' out and "
            "keep the plain PDF files in a safe place");
    return CMD_OK;
}

static bool day_of(const char *text, struct str *out)
{
    struct date d;

    *out = str_of(text);
    return date_iso(*out, &d);
}

static int check_name(const char *name)
{
    struct str s = str_of(name);

    if (!s.n || s.n > NAME_MAX_BYTES || s.p[0] == '.' || strchr(name, '/'))
        return letters_bad(
            "the campaign's name '%s' must have 1 to %d bytes, no '/', and no '.' at "
            "its begin: it is part of file names",
            name, NAME_MAX_BYTES);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return letters_bad("the campaign's name must not contain control characters");
    return CMD_OK;
}

static int read_form(const struct letters_options *o, struct campaign *k)
{
    for (size_t i = 0; letters_forms[i]; i++)
        if (strcmp(o->form, letters_forms[i]) == 0) {
            k->form = str_of(o->form);
            return CMD_OK;
        }
    return letters_bad("no form '%s': the forms are 2022-08, 2023-02 and 2025", o->form);
}

static int read_filter(struct cmd *c, const struct letters_options *o, struct campaign *k)
{
    static const char *const kinds[] = {
        "hospital", "clinic", "dental", "pharmacy", "nursing"};
    int64_t pref;
    size_t i = 0;

    if (o->kind) {
        while (i < COUNT(kinds) && strcmp(o->kind, kinds[i]) != 0)
            i++;
        if (i == COUNT(kinds))
            return letters_bad(
                "no kind '%s': the kinds are hospital, clinic, dental, pharmacy and "
                "nursing",
                o->kind);
        k->kind = str_of(o->kind);
    }
    if (o->prefecture) {
        if (!str_int(str_of(o->prefecture), 1, 47, &pref))
            return letters_bad(
                "no prefecture '%s': give its number, 01 to 47", o->prefecture);
        k->pref = arena_fmt(&c->arena, "%02d", (int)pref);
    }
    if (o->limit && !str_int(str_of(o->limit), 1, LIMIT_MAX, &k->limit_n))
        return letters_bad("'--limit %s' is not a number of letters", o->limit);
    return CMD_OK;
}

int letters_options_days(
    struct cmd *c, const struct letters_options *o, struct campaign *k)
{
    char today[11];
    struct date posted;

    clock_today(today);
    k->posted_on = arena_str(&c->arena, str_of(today));
    if (!day_of(o->cutoff, &k->cutoff))
        return letters_bad(
            "'--cutoff %s' is not a day: write it as YYYY-MM-DD", o->cutoff);
    if (str_cmp(k->cutoff, str_of(today)) > 0)
        return letters_bad("the cut-off day '%s' has not come yet", o->cutoff);
    if (o->posted && !day_of(o->posted, &k->posted_on))
        return letters_bad(
            "'--posted %s' is not a day: write it as YYYY-MM-DD", o->posted);
    if (!date_iso(k->posted_on, &posted))
        return letters_bad("the clock is out of range");
    k->valid_until = date_text(&c->arena, date_add_days(posted, c->conf.valid_days));
    if (o->valid_until && !day_of(o->valid_until, &k->valid_until))
        return letters_bad(
            "'--valid-until %s' is not a day: write it as YYYY-MM-DD", o->valid_until);
    if (str_cmp(k->valid_until, str_of(today)) < 0)
        return letters_bad("the logins would be valid until " STR_FMT
                           ", which is over: give "
                           "'--valid-until'",
            STR_ARG(k->valid_until));
    return CMD_OK;
}

int letters_options_campaign(
    struct cmd *c, const struct letters_options *o, struct campaign *k)
{
    int rc;

    k->name = str_of(o->campaign);
    k->supersede = o->supersede || o->requests;
    k->requests = o->requests;
    k->origin = c->conf.origin;
    if ((rc = check_name(o->campaign)) || (rc = read_form(o, k)) ||
        (rc = read_filter(c, o, k)) || (rc = letters_options_days(c, o, k)))
        return rc;
    if (!letters_origin_fits(k->origin))
        return letters_bad("the portal's address '" STR_FMT
                           "' is too long for the letters' QR code: "
                           "set a shorter [portal] origin",
            STR_ARG(k->origin));
    return CMD_OK;
}
