/* order_form.c: see order_form.h. */
#include "model/order_form.h"

#include "model/account.h"
#include "model/prefecture.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"

enum { YEARS_AHEAD = 20 };

static const struct choice answers[] = {{"yes", "導入している"},
    {"planned", "未導入（導入予定あり）"}, {"no", "導入予定なし"}, {NULL, NULL}};
static const struct choice quantities[] = {{"1", "1"}, {"2", "2"}, {"3", "3"}, {NULL, NULL}};
static const struct choice yes[] = {{"1", "変更する"}, {NULL, NULL}};

static struct str check_zip(struct str v, struct arena *a)
{
    int64_t n;

    (void)a;
    return v.n == 7 && str_int(v, 0, 9999999, &n)
        ? S("")
        : S("郵便番号は、7つの数字で入力してください");
}

#define YEAR(m)                                                                          \
    COL(order_form, m, .label = "年", .max = 20, .inputmode = "numeric",                 \
        .autocomplete = "off", .width = "w4")
#define MONTH(m)                                                                         \
    COL(order_form, m, .label = "月", .max = 10, .inputmode = "numeric",                 \
        .autocomplete = "off", .width = "w2")
#define ANSWER(m, text, ...)                                                             \
    COL(order_form, m, .label = text, .widget = W_RADIO, .choices = answers, __VA_ARGS__)
#define READER(m)                                                                        \
    COL(order_form, m, .label = "メーカー名／製品名（型番）", .widget = W_SELECT,        \
        .autocomplete = "off", .max = 20)
#define QUANTITY(m)                                                                      \
    COL(order_form, m, .label = "台数", .widget = W_SELECT, .choices = quantities,       \
        .autocomplete = "off", .max = 1)

static const struct col cols[] = {
    YEAR(plan_year), MONTH(plan_month),
    ANSWER(claims, "レセプトのオンライン請求について", .required = true,
        .hint = "いまの状況を教えてください。どれを選んでも、申し込みには影響しません。"),
    YEAR(claims_year), MONTH(claims_month),
    ANSWER(emr, "電子カルテシステムの導入（保険薬局を除く）", .required = true),
    YEAR(emr_year), MONTH(emr_month),
    ANSWER(dispensing, "調剤システムの導入（保険薬局のみ）", .required = true),
    YEAR(dispensing_year), MONTH(dispensing_month),
    READER(reader1), QUANTITY(quantity1), READER(reader2), QUANTITY(quantity2),
    READER(reader3), QUANTITY(quantity3),
    COL(order_form, elsewhere, .label = "変更する", .widget = W_CHECK, .choices = yes),
    COL(order_form, zip, .label = "郵便番号", .normal = N_DIGITS, .max = 20,
        .check = check_zip, .hint = "7つの数字。ハイフンはなくてもかまいません。",
        .inputmode = "numeric", .autocomplete = "shipping postal-code", .width = "w7"),
    COL(order_form, found, .label = "この郵便番号の住所", .widget = W_SELECT, .max = 20,
        .autocomplete = "off"),
    COL(order_form, pref, .label = "都道府県", .widget = W_SELECT,
        .choices = prefecture_choices, .autocomplete = "shipping address-level1"),
    COL(order_form, city, .label = "住所(市区町村、番地)", .max = 200,
        .autocomplete = "shipping address-line1"),
    COL(order_form, building, .label = "住所(ビル、マンション名)", .max = 200,
        .autocomplete = "shipping address-line2"),
    COL(order_form, addressee, .label = "変更送付先名称", .max = 200,
        .hint = "送り状のあて名になります。", .autocomplete = "shipping organization"),
    COL(order_form, phone, .label = "変更送付先電話番号", .widget = W_TEL, .normal = N_PHONE,
        .max = 20, .check = account_check_phone, .inputmode = "tel",
        .hint = "例：03-0000-0000。ハイフンはなくてもかまいません。",
        .autocomplete = "shipping tel", .width = "w13"),
    COL(order_form, contact, .label = "変更送付先担当者名", .max = 50,
        .autocomplete = "shipping name"),
};

/* A form alone: what it says goes into other tables. */
const struct model order_form_model = {.name = "order_form", .cols = cols,
    .n_cols = COUNT(cols), .size = sizeof(struct order_form), .slot = &(int){0}};

/* ---------------------------------------------------------------- order to form */

static void split(struct arena *a, struct str ym, struct str *year, struct str *month)
{
    struct str rest;
    int64_t m;

    *year = str_cut(ym, '-', &rest);
    *month = str_int(rest, 1, 12, &m) ? arena_fmt(a, "%lld", (long long)m) : S("");
}

static struct str number(struct arena *a, int64_t n)
{
    return n ? arena_fmt(a, "%lld", (long long)n) : S("");
}

void order_form_of(struct arena *a, const struct order *o, const struct order_lines *lines,
    struct order_form *out)
{
    struct str *const at[] = {&out->reader1, &out->quantity1, &out->reader2,
        &out->quantity2, &out->reader3, &out->quantity3};
    size_t n = 0;

    for (size_t i = 0; i < order_form_model.n_cols; i++)
        *col_str(&order_form_model.cols[i], out) = S("");
    split(a, o->plan_month, &out->plan_year, &out->plan_month);
    split(a, o->claims_month, &out->claims_year, &out->claims_month);
    split(a, o->emr_month, &out->emr_year, &out->emr_month);
    split(a, o->dispensing_month, &out->dispensing_year, &out->dispensing_month);
    out->claims = o->claims;
    out->emr = o->emr;
    out->dispensing = o->dispensing;
    for (size_t i = 0; lines && i < lines->n; i++) {
        const struct order_line *l = &lines->v[i];

        if (l->quantity == l->cancelled || n + 2 > COUNT(at))
            continue;
        *at[n++] = number(a, l->reader);
        *at[n++] = number(a, l->quantity - l->cancelled);
    }
    if (!lines)
        return;
    out->elsewhere = o->elsewhere ? S("1") : S("");
    out->zip = o->zip;
    out->pref = o->pref;
    out->city = o->city;
    out->building = o->building;
    out->addressee = o->addressee;
    out->phone = o->phone;
    out->contact = o->contact;
}

/* ---------------------------------------------------------------- form to order */

static struct str join(struct arena *a, struct str year, struct str month)
{
    struct date d;
    struct str why;

    if (order_form_month(a, "", year, month, &d, &why) != ORDER_PART_OK)
        return S("");
    return arena_fmt(a, "%04d-%02d", d.year, d.month);
}

static struct str planned(struct arena *a, struct str answer, struct str year, struct str month)
{
    return str_is(answer, "planned") ? join(a, year, month) : S("");
}

void order_form_into(struct arena *a, const struct order_form *f, struct order *out)
{
    bool elsewhere = str_is(f->elsewhere, "1");

    out->plan_month = join(a, f->plan_year, f->plan_month);
    out->claims = f->claims;
    out->claims_month = planned(a, f->claims, f->claims_year, f->claims_month);
    out->emr = f->emr;
    out->emr_month = planned(a, f->emr, f->emr_year, f->emr_month);
    out->dispensing = f->dispensing;
    out->dispensing_month =
        planned(a, f->dispensing, f->dispensing_year, f->dispensing_month);
    out->elsewhere = elsewhere;
    out->zip = elsewhere ? f->zip : S("");
    out->pref = elsewhere ? f->pref : S("");
    out->city = elsewhere ? f->city : S("");
    out->building = elsewhere ? f->building : S("");
    out->addressee = elsewhere ? f->addressee : S("");
    out->phone = elsewhere ? f->phone : S("");
    out->contact = elsewhere ? f->contact : S("");
}

size_t order_form_lines(const struct order_form *f, struct order_line *v)
{
    const struct str typed[] = {
        f->reader1, f->quantity1, f->reader2, f->quantity2, f->reader3, f->quantity3};
    size_t n = 0;

    for (size_t i = 0; i + 1 < COUNT(typed); i += 2) {
        struct order_line l = {.reader = 0};

        if (str_int(typed[i], 1, INT64_MAX, &l.reader) &&
            str_int(typed[i + 1], 1, ORDER_QUANTITY, &l.quantity))
            v[n++] = l;
    }
    return n;
}

/* ---------------------------------------------------------------- a typed month */

static enum order_part wrong(enum order_part part, struct str *why, struct str sentence)
{
    *why = sentence;
    return part;
}

enum order_part order_form_month(struct arena *a, const char *what, struct str year,
    struct str month, struct date *out, struct str *why)
{
    struct str y = text_ascii(a, year), m = text_digits(a, month);
    struct date today = date_tokyo(clock_now());
    enum date_fault fault;
    int64_t n;
    int typed_year;

    if (!str_trim(y).n)
        return wrong(ORDER_PART_YEAR, why, arena_fmt(a, "%sの年を入力してください", what));
    fault = date_parse_year(year, &typed_year);
    if (fault == DATE_NO_ERA_YEAR)
        return wrong(ORDER_PART_YEAR, why, date_complaint(a, year, fault));
    if (fault != DATE_OK || typed_year < 1000)
        return wrong(ORDER_PART_YEAR, why,
            arena_fmt(a, "%sの年は、%dのように4つの数字で入力してください", what, today.year + 1));
    if (!m.n)
        return wrong(ORDER_PART_MONTH, why, arena_fmt(a, "%sの月を入力してください", what));
    if (str_ends(m, S("月")))
        m = str_head(m, m.n - S("月").n);
    if (!str_int(m, 1, 12, &n) || m.n > 2)
        return wrong(ORDER_PART_MONTH, why,
            arena_fmt(a, "%sの月は、1から12までの数字で入力してください", what));
    *out = (struct date){typed_year, (int)n, 1};
    if (typed_year * 12 + (int)n < today.year * 12 + today.month)
        return wrong(typed_year < today.year ? ORDER_PART_YEAR : ORDER_PART_MONTH, why,
            arena_fmt(a, "%sは、今月（%d年%d月）か、それよりあとにしてください", what,
                today.year, today.month));
    if (typed_year > today.year + YEARS_AHEAD)
        return wrong(ORDER_PART_YEAR, why,
            arena_fmt(a, "%sの年は、%d年までで入力してください", what, today.year + YEARS_AHEAD));
    return ORDER_PART_OK;
}

/* ---------------------------------------------------------------- words */

struct str order_month_text(struct arena *a, struct str month)
{
    struct date d;

    return date_iso(arena_fmt(a, STR_FMT "-01", STR_ARG(month)), &d) ? date_month_both(a, d)
                                                                      : S("");
}

struct str order_answer_text(struct arena *a, struct str answer, struct str month)
{
    for (const struct choice *c = answers; c->value; c++)
        if (str_is(answer, c->value))
            return month.n ? arena_fmt(a, "%s　" STR_FMT, c->label,
                                 STR_ARG(order_month_text(a, month)))
                           : str_of(c->label);
    return S("");
}

struct str order_zip_text(struct arena *a, struct str zip)
{
    return zip.n == 7 ? arena_fmt(a, "〒" STR_FMT "-" STR_FMT, STR_ARG(str_head(zip, 3)),
                            STR_ARG(str_from(zip, 3)))
                      : S("");
}
