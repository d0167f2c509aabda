/* date_read.c: what people type where a day or a year is asked for. */
#include "util/date_era.h"
#include "util/kana.h"
#include "util/str.h"

/* What was understood of the text, before it is checked against the calendar. */
struct parts {
    int era;   /* index into date_eras, -1: western */
    int year;  /* as typed: of the era, or western */
    int month, day; /* 0: not there */
};

static bool take(struct str *s, struct str head)
{
    if (!str_starts(*s, head))
        return false;
    *s = str_from(*s, head.n);
    return true;
}

/* Up to max digits; how many were there. */
static size_t take_digits(struct str *s, size_t max, int *out)
{
    size_t n = 0;
    int v = 0;

    while (n < s->n && n < max && s->p[n] >= '0' && s->p[n] <= '9')
        v = v * 10 + (s->p[n++] - '0');
    *s = str_from(*s, n);
    *out = v;
    return n;
}

static int take_era(struct str *s)
{
    static const struct str signs[DATE_ERAS] = {
        S_INIT("㍾"), S_INIT("㍽"), S_INIT("㍼"), S_INIT("㍻"), S_INIT("㋿")};

    for (int i = 0; i < DATE_ERAS; i++) {
        if (take(s, str_of(date_eras[i].name)) || take(s, str_of(date_eras[i].brief)) ||
            take(s, signs[i]))
            return i;
        if (s->n && (s->p[0] | 0x20) == date_eras[i].letter) {
            *s = str_from(*s, 1);
            take(s, S("."));
            return i;
        }
    }
    return -1;
}

/* The year with its era; for a western year n_digits tells how it was typed. */
static bool take_year(struct str *s, struct parts *p, size_t *n_digits)
{
    p->era = take_era(s);
    if (p->era >= 0 && take(s, S("元"))) {
        p->year = 1;
        *n_digits = 1;
        return true;
    }
    *n_digits = take_digits(s, p->era < 0 ? 8 : 6, &p->year);
    return *n_digits > 0;
}

/* A weekday behind the day, in brackets of either width: (金), （金曜日）. */
static bool take_weekday(struct str *s)
{
    static const struct str names[] = {S_INIT("日"), S_INIT("月"), S_INIT("火"),
        S_INIT("水"), S_INIT("木"), S_INIT("金"), S_INIT("土")};

    if (!take(s, S("(")))
        return true;
    for (size_t i = 0; i < COUNT(names); i++)
        if (take(s, names[i])) {
            if (!take(s, S("曜日")))
                take(s, S("曜"));
            return take(s, S(")"));
        }
    return false;
}

static bool separator(struct str *s, char *sep)
{
    if (!s->n || (s->p[0] != '-' && s->p[0] != '/' && s->p[0] != '.'))
        return false;
    if (*sep && s->p[0] != *sep)
        return false;
    *sep = s->p[0];
    *s = str_from(*s, 1);
    return true;
}

/* Half-width, without blanks. */
static struct str fold(struct arena *a, struct str typed)
{
    struct str s = text_ascii(a, typed);
    char *p = arena_alloc(a, s.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            p[n++] = s.p[i];
    return (struct str){p, n};
}

static enum date_fault read_day(struct str s, struct parts *p)
{
    size_t n;
    char sep = '\0';

    *p = (struct parts){-1, 0, 0, 0};
    if (!s.n)
        return DATE_EMPTY;
    if (!take_year(&s, p, &n))
        return DATE_UNCLEAR;
    if (p->era < 0 && n == 8) { /* 20230331 */
        p->day = p->year % 100;
        p->month = p->year / 100 % 100;
        p->year /= 10000;
        return take_weekday(&s) && !s.n ? DATE_OK : DATE_UNCLEAR;
    }
    if (p->era < 0 ? n != 4 : n > 2)
        return DATE_UNCLEAR;
    if (take(&s, S("年"))) {
        if (!take_digits(&s, 2, &p->month) || !take(&s, S("月")) ||
            !take_digits(&s, 2, &p->day))
            return DATE_UNCLEAR;
        take(&s, S("日"));
    } else if (!separator(&s, &sep) || !take_digits(&s, 2, &p->month) ||
               !separator(&s, &sep) || !take_digits(&s, 2, &p->day)) {
        return DATE_UNCLEAR;
    }
    return take_weekday(&s) && !s.n ? DATE_OK : DATE_UNCLEAR;
}

static enum date_fault read_year(struct str s, struct parts *p)
{
    size_t n;

    *p = (struct parts){-1, 0, 0, 0};
    if (!s.n)
        return DATE_EMPTY;
    if (!take_year(&s, p, &n) || (p->era < 0 ? n != 4 : n > 2))
        return DATE_UNCLEAR;
    take(&s, S("年"));
    return s.n ? DATE_UNCLEAR : DATE_OK;
}

static int western(const struct parts *p)
{
    return p->era < 0 ? p->year : date_eras[p->era].from.year + p->year - 1;
}

/* An era has the years from 1 to the one in which the next era began. */
static bool era_has_year(const struct parts *p)
{
    if (p->era < 0)
        return true;
    return p->year >= 1 && (p->era == DATE_ERAS - 1 ||
                               western(p) <= date_eras[p->era + 1].from.year);
}

enum date_fault date_parse(struct str typed, struct date *out)
{
    struct arena a = ARENA_INIT;
    struct parts p;
    enum date_fault why = read_day(fold(&a, typed), &p);
    struct date d;

    arena_release(&a);
    if (why)
        return why;
    if (!era_has_year(&p))
        return DATE_NO_ERA_YEAR;
    d = (struct date){western(&p), p.month, p.day};
    if (!date_valid(d))
        return DATE_NO_DAY;
    *out = d;
    return DATE_OK;
}

enum date_fault date_parse_year(struct str typed, int *year)
{
    struct arena a = ARENA_INIT;
    struct parts p;
    enum date_fault why = read_year(fold(&a, typed), &p);

    arena_release(&a);
    if (why)
        return why;
    if (!era_has_year(&p))
        return DATE_NO_ERA_YEAR;
    if (western(&p) < 1)
        return DATE_NO_DAY;
    *year = western(&p);
    return DATE_OK;
}

static struct str no_era_year(struct arena *a, const struct parts *p)
{
    const char *era = date_eras[p->era].name;
    struct str meant;

    if (p->year < 1)
        return arena_fmt(a, "%s%d年はありません。%sは元年からです", era, p->year, era);
    meant = date_year_japanese(a, (struct date){western(p), 12, 31});
    return arena_fmt(a, "%s%d年はありません。" STR_FMT "（%d年）のことですか", era, p->year,
        STR_ARG(meant), western(p));
}

static struct str no_day(struct arena *a, const struct parts *p)
{
    int year = western(p);

    if (p->month < 1 || p->month > 12)
        return arena_fmt(a, "%d月はありません。月は1から12までの数字で入力してください",
            p->month);
    if (year < 1)
        return S("年を、2027 や 令和9 のように入力してください");
    return arena_fmt(a, "%d年%d月%d日はありません。%d月は%d日までです", year, p->month,
        p->day, p->month, date_month_days(year, p->month));
}

struct str date_complaint(struct arena *a, struct str typed, enum date_fault why)
{
    struct str s = fold(a, typed);
    struct parts p;

    if (why == DATE_EMPTY)
        return S("日付を入力してください");
    if (read_day(s, &p) && read_year(s, &p))
        why = DATE_UNCLEAR;
    if (why == DATE_NO_ERA_YEAR && p.era >= 0)
        return no_era_year(a, &p);
    if (why == DATE_NO_DAY)
        return no_day(a, &p);
    return S("日付を、2023-03-31 や 令和5年3月31日 のように入力してください");
}
