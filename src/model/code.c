/* code.c: see code.h. */
#include "model/code.h"

#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

const char code_check_complaint[] =
    "医療機関等コードの数字が1つちがうようです。指定通知書と見くらべてください";

bool code_pref_ok(int pref)
{
    return pref >= 1 && pref <= 47;
}

bool code_table_ok(int table)
{
    return table == SCORE_MEDICAL || table == SCORE_DENTAL || table == SCORE_PHARMACY ||
           table == SCORE_NURSING;
}

static bool digits_only(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* 1-1-8010016: a prefecture typed without its zero is clear when it stands apart. */
static bool short_prefecture(struct arena *a, struct str typed)
{
    struct str s = text_ascii(a, typed);

    return s.n > 4 && digits_only(str_head(s, 1)) && s.p[1] == '-' &&
           digits_only((struct str){s.p + 2, 1}) && s.p[3] == '-';
}

static enum code_fault of_digits(struct str d, int pref, int table, struct code *out)
{
    struct code c = {pref, table, ""};

    if (!d.n)
        return CODE_EMPTY;
    if (!digits_only(d))
        return CODE_LETTERS;
    if (d.n == CODE10_LEN) {
        c.pref = (d.p[0] - '0') * 10 + (d.p[1] - '0');
        c.table = d.p[2] - '0';
        d = str_from(d, 3);
        if (!code_pref_ok(c.pref))
            return CODE_PREF;
        if (!code_table_ok(c.table))
            return CODE_TABLE;
    } else if (d.n == 6 || d.n == 9) {
        return CODE_ZERO_LOST;
    } else if (d.n != 7) {
        return CODE_LENGTH;
    }
    memcpy(c.digits, d.p, 7);
    *out = c;
    return CODE_OK;
}

enum code_fault code_parse(struct str typed, int pref, int table, struct code *out)
{
    struct arena a = ARENA_INIT;
    struct str d = text_digits(&a, typed);
    enum code_fault why;

    if (d.n == 9 && short_prefecture(&a, typed))
        d = arena_fmt(&a, "0" STR_FMT, STR_ARG(d));
    why = of_digits(d, pref, table, out);
    arena_release(&a);
    return why;
}

enum code_fault code_from_columns(struct str pref, struct str table, struct str code,
    struct code *out)
{
    struct code c = {0, 0, ""};
    int64_t n;

    if (!pref.n || !table.n || !code.n)
        return CODE_EMPTY;
    if (!digits_only(pref) || !digits_only(table) || !digits_only(code))
        return CODE_LETTERS;
    if (pref.n == 1)
        return CODE_ZERO_LOST;
    if (pref.n != 2 || !str_int(pref, 1, 47, &n))
        return CODE_PREF;
    c.pref = (int)n;
    if (table.n != 1 || !code_table_ok(table.p[0] - '0'))
        return CODE_TABLE;
    c.table = table.p[0] - '0';
    if (code.n == 6)
        return CODE_ZERO_LOST;
    if (code.n != 7)
        return CODE_LENGTH;
    memcpy(c.digits, code.p, 7);
    *out = c;
    return CODE_OK;
}

bool code_provisional(const struct code *c)
{
    return c->digits[0] == '0' && c->digits[1] == '0';
}

/* The check digit over n digits. */
static char check_digit(const char *base, size_t n)
{
    int sum = 0;

    for (size_t i = 0; i < n; i++) {
        int v = (base[n - 1 - i] - '0') * (i % 2 ? 1 : 2);

        sum += v / 10 + v % 10;
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

bool code_check_ok(const struct code *c)
{
    bool four = c->pref >= 11 && c->pref <= 14;
    bool six = false, nine = false;
    char base[16];

    if (code_provisional(c) || !c->pref || !c->table)
        return true;
    snprintf(base, sizeof(base), "%02d%d%.6s", c->pref % 100, c->table % 10, c->digits);
    six = check_digit(c->digits, 6) == c->digits[6];
    nine = check_digit(base, 9) == c->digits[6];
    if (four && c->table == SCORE_MEDICAL)
        return six;
    if (four || c->pref == 47)
        return six || nine;
    return nine;
}

struct str code_text10(struct arena *a, const struct code *c)
{
    return arena_fmt(a, "%02d%d%s", c->pref, c->table, c->digits);
}

struct str code_text(struct arena *a, const struct code *c)
{
    return arena_fmt(a, "%02d-%d-%s", c->pref, c->table, c->digits);
}

const struct choice code_tables[] = {
    {"1", "1 医科"}, {"3", "3 歯科"}, {"4", "4 調剤"}, {"6", "6 訪問看護"}, {NULL, NULL}};

const char *code_table_name(int table)
{
    switch (table) {
    case SCORE_MEDICAL:
        return "医科";
    case SCORE_DENTAL:
        return "歯科";
    case SCORE_PHARMACY:
        return "調剤";
    case SCORE_NURSING:
        return "訪問看護";
    default:
        return "";
    }
}

struct str code_complaint(struct arena *a, struct str typed, enum code_fault why)
{
    switch (why) {
    case CODE_EMPTY:
        return S("医療機関等コードを入力してください");
    case CODE_PREF:
        return S("医療機関等コードを10けたで入力するときは、"
                 "最初の2けたを都道府県の01から47までにしてください");
    case CODE_TABLE:
        return S("点数表コードは、医科1・歯科3・調剤4・訪問看護6のどれかを入力してください");
    case CODE_LETTERS:
        return S("医療機関等コードは、7つの数字です。保険医療機関の指定通知書を見てください");
    case CODE_OK:
    case CODE_LENGTH:
    case CODE_ZERO_LOST:
        break;
    }
    return arena_fmt(a,
        "医療機関等コードは、7つの数字で入力してください（いま%zuつです）。"
        "保険医療機関の指定通知書を見てください",
        utf8_len(text_digits(a, typed)));
}

const char *code_reason(enum code_fault why)
{
    static const char *const reasons[] = {
        [CODE_OK] = "fine",
        [CODE_EMPTY] = "empty; prefecture, score table and code are required",
        [CODE_LETTERS] = "only digits can stand here",
        [CODE_LENGTH] = "must have 7 digits",
        [CODE_ZERO_LOST] = "a leading zero is missing; a spreadsheet may have dropped it, "
                           "export the column as text",
        [CODE_PREF] = "no prefecture; use 01 to 47",
        [CODE_TABLE] = "no score table of this portal; use 1 medical, 3 dental, 4 pharmacy "
                       "or 6 home-visit nursing",
    };

    return reasons[why];
}

struct str code_table_text(struct arena *a, struct str table)
{
    int64_t n;

    if (!str_int(table, 0, 9, &n))
        return table;
    return arena_fmt(a, "%lld%s", (long long)n, code_table_name((int)n));
}
