/* notice_rules.c: see notice_rules.h. */
#include "model/notice_rules.h"

#include "util/kana.h"
#include "util/str.h"

enum { NUMBER_MAX = 9999 };

struct str notice_answer_of(const struct notice_answers *a, struct str key)
{
    for (size_t i = 0; i < a->n; i++)
        if (str_eq(a->v[i].key, key))
            return a->v[i].value;
    return S("");
}

/* ---------------------------------------------------------------- conditions */

/* Cuts at the first word; *rest is empty with p NULL without one. */
static struct str cut_word(struct str s, struct str word, struct str *rest)
{
    for (size_t i = 0; i + word.n <= s.n; i++)
        if (str_starts(str_from(s, i), word)) {
            *rest = str_from(s, i + word.n);
            return str_head(s, i);
        }
    *rest = (struct str){NULL, 0};
    return s;
}

static bool compares(struct str term, const struct notice_answers *a, const char *op)
{
    struct str limit, key = cut_word(term, str_of(op), &limit);
    int64_t have, want;

    if (!str_int(notice_answer_of(a, key), 0, NUMBER_MAX, &have) ||
        !str_int(limit, 0, NUMBER_MAX, &want))
        return false;
    return *op == '<' ? have < want : have >= want;
}

static bool term_holds(struct str term, const struct notice_answers *a)
{
    struct str value, key;

    if (str_has(term, S(">=")))
        return compares(term, a, ">=");
    if (str_has(term, S("<")))
        return compares(term, a, "<");
    key = str_cut(term, '=', &value);
    return value.n && str_eq(notice_answer_of(a, key), value);
}

static bool all_hold(struct str terms, const struct notice_answers *a)
{
    while (terms.p)
        if (!term_holds(str_trim(cut_word(terms, S(" and "), &terms)), a))
            return false;
    return true;
}

bool notice_condition(struct str condition, const struct notice_answers *a)
{
    while (condition.p)
        if (all_hold(cut_word(condition, S(" or "), &condition), a))
            return true;
    return false;
}

bool notice_shown(const struct programme_question *q, const struct notice_answers *a)
{
    return !q->shown_if.n || notice_condition(q->shown_if, a);
}

bool notice_required(const struct programme_question *q, const struct notice_answers *a)
{
    if (!notice_shown(q, a) || str_is(q->required_if, "never"))
        return false;
    return !q->required_if.n || notice_condition(q->required_if, a);
}

/* ---------------------------------------------------------------- answers */

bool notice_month(struct arena *a, struct str typed, struct str *out)
{
    struct str s = str_trim(text_ascii(a, typed)), day;
    struct date d;
    char mark = 0;

    if (!s.n)
        return false;
    if (str_ends(s, S("月"))) {
        day = arena_fmt(a, STR_FMT "1日", STR_ARG(s));
    } else {
        for (size_t i = 0; i < s.n; i++)
            if (s.p[i] == '-' || s.p[i] == '/' || s.p[i] == '.')
                mark = s.p[i];
        if (!mark && s.n != 6)
            return false;
        day = mark ? arena_fmt(a, STR_FMT "%c1", STR_ARG(s), mark)
                   : arena_fmt(a, STR_FMT "01", STR_ARG(s));
    }
    if (date_parse(day, &d) != DATE_OK || d.day != 1)
        return false;
    *out = str_head(date_text(a, d), DATE_ISO_LEN - 3);
    return true;
}

static bool limit_day(struct str limit, struct date today, struct date *out)
{
    if (str_is(limit, "today")) {
        *out = today;
        return true;
    }
    return date_iso(limit, out);
}

static enum notice_fit fits_days(const struct programme_question *q, struct date from,
    struct date until, struct date today)
{
    struct date limit;

    if (limit_day(q->not_before, today, &limit) && date_cmp(until, limit) < 0)
        return NOTICE_OUTSIDE;
    if (limit_day(q->not_after, today, &limit) && date_cmp(from, limit) > 0)
        return NOTICE_OUTSIDE;
    return NOTICE_FITS;
}

static bool month_days(struct arena *a, struct str month, struct date *from, struct date *to)
{
    if (!date_iso(arena_fmt(a, STR_FMT "-01", STR_ARG(month)), from))
        return false;
    *to = *from;
    to->day = date_month_days(from->year, from->month);
    return true;
}

static bool is_choice(struct arena *a, const struct programme_question *q, struct str value)
{
    const struct choice *c = programme_options(a, q);

    for (; c && c->value; c++)
        if (str_is(value, c->value))
            return true;
    return false;
}

enum notice_fit notice_fit(struct arena *a, const struct programme_question *q,
    const struct notice_answers *all, struct date today)
{
    struct str value = notice_answer_of(all, q->key);
    struct date from, to;
    int64_t n;

    if (!notice_shown(q, all))
        return NOTICE_FITS;
    if (!value.n)
        return notice_required(q, all) ? NOTICE_MISSING : NOTICE_FITS;
    if (str_is(q->input, "choice"))
        return is_choice(a, q, value) ? NOTICE_FITS : NOTICE_UNCLEAR;
    if (str_is(q->input, "number"))
        return str_int(value, 0, NUMBER_MAX, &n) ? NOTICE_FITS : NOTICE_UNCLEAR;
    if (str_is(q->input, "date"))
        return date_iso(value, &from) ? fits_days(q, from, from, today) : NOTICE_UNCLEAR;
    if (str_is(q->input, "month"))
        return month_days(a, value, &from, &to) ? fits_days(q, from, to, today)
                                                : NOTICE_UNCLEAR;
    return NOTICE_FITS;
}

/* ---------------------------------------------------------------- the end */

/* The day of an answer: a month counts to its last day. */
static bool answer_day(struct arena *a, struct str value, struct date *out)
{
    struct date from;

    return date_iso(value, out) || (value.n && month_days(a, value, &from, out));
}

bool notice_end_day(struct arena *a, const struct programme_type *t,
    const struct notice_answers *all, struct date *out)
{
    struct date last, day;
    bool limited = date_iso(t->end_day, &last);

    if (str_is(t->end_rule, "fixed")) {
        *out = last;
        return limited;
    }
    if (str_is(t->end_rule, "none") ||
        !answer_day(a, notice_answer_of(all, t->end_key), &day))
        return false;
    if (str_is(t->end_rule, "months_after"))
        day = date_add_months(day, (int)t->end_months);
    *out = limited && date_cmp(day, last) > 0 ? last : day;
    return true;
}
