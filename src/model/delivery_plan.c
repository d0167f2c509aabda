/* delivery_plan.c: see delivery_plan.h; its words are in delivery_fault.c. */
#include "model/delivery_plan.h"

#include "model/carrier.h"
#include "model/receipt.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

enum { NAMES = 5, ABOUT = 40 };

const char *const plan_column_names[PLAN_COLUMNS] = {"受付番号", "メーカー管理番号",
    "配送予定日", "発送日", "配送業者", "送り状番号", "受領日", "製造番号"};

/* Compared by their search keys: width, case, blanks and underlines do not matter. */
static const char *const names[PLAN_COLUMNS][NAMES] = {
    [PLAN_NUMBER] = {"受付番号", "order number", "order", "number"},
    [PLAN_REF] = {"メーカー管理番号", "管理番号", "メーカー番号", "maker reference",
        "reference"},
    [PLAN_DELIVERY] = {"配送予定日", "delivery date", "delivery on", "planned"},
    [PLAN_DISPATCHED] = {"発送日", "dispatched date", "dispatched on", "dispatched",
        "dispatch date"},
    [PLAN_CARRIER] = {"配送業者", "運送会社", "carrier"},
    [PLAN_TRACKING] = {"送り状番号", "追跡番号", "tracking number", "tracking"},
    [PLAN_DELIVERED] = {"受領日", "delivered date", "delivered on", "delivered"},
    [PLAN_SERIALS] = {"製造番号", "シリアル番号", "serial numbers", "serial number",
        "serials"},
};

struct reading {
    struct csv *csv;
    struct arena *a;
    struct plan *plan;
    size_t cap, width;
    int at[PLAN_COLUMNS];
};

/* ---------------------------------------------------------------- header */

static int column_of(struct arena *a, struct str typed)
{
    struct str key = text_key(a, typed);

    for (int i = 0; i < PLAN_COLUMNS; i++)
        for (int k = 0; k < NAMES && names[i][k]; k++)
            if (str_eq(key, text_key(a, str_of(names[i][k]))))
                return i;
    return -1;
}

static struct str line_of(struct arena *a, const struct csv_row *row)
{
    struct buf b = BUF_INIT;
    struct csv_out o = {&b, false};
    struct str s;

    for (size_t i = 0; i < row->n; i++)
        csv_out_text(&o, row->v[i]);
    s = arena_str(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static enum plan_file read_header(struct reading *x, const struct csv_row *row)
{
    struct str *unknown = &x->plan->unknown;

    x->width = row->n;
    x->plan->header = line_of(x->a, row);
    *unknown = S("");
    for (int i = 0; i < PLAN_COLUMNS; i++)
        x->at[i] = -1;
    for (size_t i = 0; i < row->n; i++) {
        int c = column_of(x->a, row->v[i]);

        if (c >= 0 && x->at[c] >= 0)
            return PLAN_SAME_COLUMN;
        if (c >= 0)
            x->at[c] = (int)i;
        else if (unknown->n < PLAN_CELL_MAX)
            *unknown = arena_fmt(x->a, STR_FMT "%s" STR_FMT, STR_ARG(*unknown),
                unknown->n ? "、" : "",
                STR_ARG(utf8_head(text_clean(x->a, row->v[i]), ABOUT)));
    }
    return x->at[PLAN_NUMBER] < 0 ? PLAN_NO_HEADER : PLAN_READ;
}

/* ---------------------------------------------------------------- one row */

static struct str cell(
    const struct reading *x, const struct csv_row *row, enum plan_column c)
{
    return x->at[c] < 0 ? S("") : row->v[x->at[c]];
}

/* The first fault of a row is the one that is told. */
static void fault(
    struct reading *x, struct plan_row *r, enum plan_fault why, struct str about)
{
    if (r->fault)
        return;
    r->fault = why;
    r->about = utf8_head(text_clean(x->a, about), ABOUT);
    if (r->about.n < about.n)
        r->about = arena_fmt(x->a, STR_FMT "…", STR_ARG(r->about));
}

static struct str text(struct reading *x, struct plan_row *r, struct str typed)
{
    struct str s = text_name(x->a, typed);

    if (utf8_len(s) <= PLAN_CELL_MAX)
        return s;
    fault(x, r, PLAN_LONG, typed);
    return S("");
}

static struct str day(struct reading *x, struct plan_row *r, struct str typed)
{
    struct date d;

    switch (date_parse(typed, &d)) {
    case DATE_OK:
        return date_text(x->a, d);
    case DATE_EMPTY:
        break;
    case DATE_UNCLEAR:
    case DATE_NO_DAY:
    case DATE_NO_ERA_YEAR:
        fault(x, r, PLAN_DAY, typed);
    }
    return S("");
}

static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '/' || c == '.'))
            return false;
    }
    return true;
}

/* Letters, digits, hyphens; a spreadsheet's 4.12E+11 has lost its digits. */
static struct str tracking(struct reading *x, struct plan_row *r, struct str typed)
{
    struct str s = text_ascii(x->a, typed);
    char *to = arena_alloc(x->a, s.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            to[n++] = s.p[i];
    s = (struct str){to, n};
    if (s.n <= PLAN_CELL_MAX / 4 && is_word(s) && !memchr(s.p, '.', s.n))
        return s;
    fault(x, r, s.n > PLAN_CELL_MAX / 4 ? PLAN_LONG : PLAN_BAD_TRACKING, typed);
    return S("");
}

static bool between_serials(char c)
{
    return c == ' ' || c == ';' || c == ',' || c == '\n' || c == '\r' || c == '\t';
}

static void add_serial(struct reading *x, struct plan_row *r, struct str one)
{
    struct str behind, model = str_cut(one, '=', &behind), all = r->serials, m, s;
    struct str serial = behind.p ? behind : one;
    int n = 1;

    if (!serial.n || serial.n > PLAN_CELL_MAX / 4 || !is_word(serial) ||
        (behind.p && !model.n)) {
        fault(x, r, PLAN_BAD_SERIAL, one);
        return;
    }
    for (; plan_serial(&all, &m, &s); n++)
        if (str_eq(s, serial))
            fault(x, r, PLAN_SERIAL_TWICE, one);
    if (n > PLAN_UNITS_MAX)
        fault(x, r, PLAN_QUANTITY, one);
    else
        r->serials = arena_fmt(x->a, STR_FMT "%s" STR_FMT, STR_ARG(r->serials),
            r->serials.n ? " " : "", STR_ARG(one));
}

static void read_serials(struct reading *x, struct plan_row *r, struct str typed)
{
    struct str s = text_ascii(x->a, text_lines(x->a, typed));

    r->serials = S("");
    if (s.n > PLAN_SERIALS_MAX) {
        fault(x, r, PLAN_LONG, typed);
        return;
    }
    for (size_t i = 0; i < s.n && !r->fault;) {
        size_t from = i;
        bool comma = str_starts(str_from(s, i), S("、"));

        if (comma || between_serials(s.p[i])) {
            i += comma ? strlen("、") : 1;
            continue;
        }
        while (
            i < s.n && !between_serials(s.p[i]) && !str_starts(str_from(s, i), S("、")))
            i++;
        add_serial(x, r, (struct str){s.p + from, i - from});
    }
}

static void read_number(struct reading *x, struct plan_row *r, struct str typed)
{
    r->number = S("");
    if (!text_clean(x->a, typed).n)
        fault(x, r, PLAN_NO_NUMBER, S(""));
    else if (typed.n > PLAN_CELL_MAX || !receipt_typed(x->a, typed, &r->number))
        fault(x, r, PLAN_MISTYPED, typed);
}

static void read_row(struct reading *x, struct plan_row *r, const struct csv_row *row)
{
    read_number(x, r, cell(x, row, PLAN_NUMBER));
    r->ref = text(x, r, cell(x, row, PLAN_REF));
    r->delivery_on = day(x, r, cell(x, row, PLAN_DELIVERY));
    r->dispatched_on = day(x, r, cell(x, row, PLAN_DISPATCHED));
    r->carrier = carrier_name(x->a, text(x, r, cell(x, row, PLAN_CARRIER)));
    r->tracking = tracking(x, r, cell(x, row, PLAN_TRACKING));
    r->delivered_on = day(x, r, cell(x, row, PLAN_DELIVERED));
    read_serials(x, r, cell(x, row, PLAN_SERIALS));
    if (!r->ref.n && !r->delivery_on.n && !r->dispatched_on.n && !r->carrier.n &&
        !r->tracking.n && !r->delivered_on.n && !r->serials.n)
        fault(x, r, PLAN_NOTHING, S(""));
}

/* ---------------------------------------------------------------- the file */

static struct plan_row *grow(struct reading *x)
{
    struct plan *p = x->plan;

    if (p->rows.n == x->cap) {
        struct plan_row *v = NEW_N(x->a, struct plan_row, x->cap * 2 + 64);

        if (p->rows.n)
            memcpy(v, p->rows.v, p->rows.n * sizeof(*v));
        p->rows.v = v;
        x->cap = x->cap * 2 + 64;
    }
    return &p->rows.v[p->rows.n++];
}

static bool blank(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_trim(row->v[i]).n)
            return false;
    return true;
}

static enum plan_file read_rows(struct reading *x)
{
    const struct str none = S("");
    struct csv_row row;
    enum csv_got got;

    while ((got = csv_next(x->csv, &row)) != CSV_END) {
        struct plan_row *r;

        if (got == CSV_ROW && blank(&row))
            continue;
        if (x->plan->rows.n == PLAN_ROWS_MAX)
            return PLAN_TOO_MANY;
        r = grow(x);
        *r = (struct plan_row){row.line, none, none, none, none, none, none, none, none,
            PLAN_FINE, none, none};
        if (got == CSV_BAD) {
            fault(x, r, PLAN_BROKEN, none);
            continue;
        }
        r->raw = line_of(x->a, &row);
        if (row.n == x->width)
            read_row(x, r, &row);
        else
            fault(x, r, PLAN_FIELDS, none);
    }
    return x->plan->rows.n ? PLAN_READ : PLAN_EMPTY;
}

enum plan_file plan_read(FILE *f, struct arena *a, struct plan *out)
{
    struct reading x = {.a = a, .plan = out};
    enum plan_file why = PLAN_EMPTY;
    struct csv_row row;
    const char *said;

    *out = (struct plan){.header = S(""), .unknown = S("")};
    x.csv = csv_open(f, &said);
    if (!x.csv)
        return PLAN_NO_TEXT;
    switch (csv_next(x.csv, &row)) {
    case CSV_ROW:
        why = read_header(&x, &row);
        if (why == PLAN_READ)
            why = read_rows(&x);
        break;
    case CSV_BAD:
        why = PLAN_NO_HEADER;
        break;
    case CSV_END:
        break;
    }
    csv_close(x.csv);
    return why;
}

bool plan_serial(struct str *rest, struct str *model, struct str *serial)
{
    struct str one, behind;

    if (!rest->n)
        return false;
    one = str_cut(*rest, ' ', rest);
    if (!rest->p)
        *rest = S("");
    *model = str_cut(one, '=', &behind);
    *serial = behind.p ? behind : one;
    if (!behind.p)
        *model = S("");
    return true;
}
