/* notices_bulk_read.c: the list as it comes from a spreadsheet: columns in any order, by
 * their Japanese name or their word; UTF-8 or what Excel writes. */
#include "page/notices_bulk_impl.h"

#include "util/csv.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

static const struct bulk_column fixed[] = {
    {.word = S_INIT("code"), .label = S_INIT("医療機関等コード"), .where = S_INIT("すべて"),
        .hint = S_INIT("10けた。はじめの0が消えていても、読めます。"), .required = true},
    {.word = S_INIT("type"), .label = S_INIT("類型"), .where = S_INIT("すべて"),
        .hint = S_INIT("数字。空の行は、読み飛ばします。"), .required = true},
    {.word = S_INIT("founder"), .label = S_INIT("開設者氏名"), .where = S_INIT("すべて"),
        .hint = S_INIT("空のときは、登録してある開設者を使います。")},
    {.word = S_INIT("name"), .label = S_INIT("名称"), .where = S_INIT("すべて"),
        .hint = S_INIT("空のときは、登録してある名称を使います。")},
    {.word = S_INIT("address"), .label = S_INIT("所在地"), .where = S_INIT("すべて"),
        .hint = S_INIT("空のときは、登録してある所在地を使います。")},
    {.word = S_INIT("other_codes"), .label = S_INIT("同じ場所のほかの医療機関等コード"),
        .where = S_INIT("すべて"), .hint = S_INIT("あるときだけ。2つ以上は、間をあけて。")},
};

bool bulk_open(struct bulk *b, struct req *r, const struct programme *p)
{
    struct programme_types all = programme_types(r->db, p->id);

    *b = (struct bulk){.r = r, .p = *p, .places = member_places(r->db, r->who.account)};
    b->types.v = NEW_N(r->arena, struct programme_type, all.n + 1);
    for (size_t i = 0; i < all.n && b->types.n < BULK_TYPES; i++) {
        struct date last = programme_last_day(p), day = date_tokyo(r->received_at);

        /* after the window: as it was at its end */
        if (!programme_type_valid(&all.v[i], date_cmp(day, last) > 0 ? last : day))
            continue;
        b->questions[b->types.n] = programme_questions(r->db, all.v[i].id);
        b->types.v[b->types.n++] = all.v[i];
    }
    return b->types.n > 0;
}

/* ---------------------------------------------------------------- columns */

struct str bulk_word(const struct bulk *b, const struct programme_question *q)
{
    struct str seen[BULK_COLUMNS];
    size_t n = 0, at = 0;

    for (size_t t = 0; t < b->types.n; t++)
        for (size_t i = 0; i < b->questions[t].n && n < BULK_COLUMNS; i++) {
            const struct programme_question *x = &b->questions[t].v[i];
            size_t k = 0;

            if (!str_eq(x->key, q->key))
                continue;
            while (k < n && !str_eq(seen[k], x->label))
                k++;
            if (k == n)
                seen[n++] = x->label;
            if (str_eq(x->label, q->label))
                at = k;
        }
    return n < 2 ? q->key : arena_fmt(b->r->arena, STR_FMT ".%zu", STR_ARG(q->key), at + 1);
}

static struct str choices_text(struct arena *a, const struct programme_question *q)
{
    const struct choice *c = programme_options(a, q);
    struct str s = S("");

    for (; c && c->value; c++)
        s = arena_fmt(a, STR_FMT "%s「%s」", STR_ARG(s), s.n ? "か" : "", c->label);
    return s;
}

static void add_question(const struct bulk *b, const struct programme_type *t,
    const struct programme_question *q, struct bulk_column out[BULK_COLUMNS], size_t *n)
{
    struct arena *a = b->r->arena;
    struct str word = bulk_word(b, q);

    for (size_t i = 0; i < *n; i++)
        if (str_eq(out[i].word, word)) {
            out[i].where = arena_fmt(a, STR_FMT "・%lld", STR_ARG(out[i].where), (long long)t->number);
            return;
        }
    if (*n < BULK_COLUMNS)
        out[(*n)++] = (struct bulk_column){.word = word, .label = q->label, .hint = q->hint,
            .where = arena_fmt(a, "類型%lld", (long long)t->number),
            .choices = choices_text(a, q)};
}

size_t bulk_columns(const struct bulk *b, struct bulk_column out[BULK_COLUMNS])
{
    size_t n = COUNT(fixed);

    memcpy(out, fixed, sizeof(fixed));
    for (size_t t = 0; t < b->types.n; t++)
        for (size_t i = 0; i < b->questions[t].n; i++)
            add_question(b, &b->types.v[t], &b->questions[t].v[i], out, &n);
    return n;
}

/* ---------------------------------------------------------------- the file */

struct reader {
    const struct bulk *b;
    struct bulk_column column[BULK_COLUMNS];
    size_t n_column;
    int map[CSV_FIELDS_MAX]; /* of each cell its column, -1: none */
    size_t n_map;
    struct bulk_read *out;
};

static bool is_key(const struct bulk *b, struct str word)
{
    for (size_t t = 0; t < b->types.n; t++)
        for (size_t i = 0; i < b->questions[t].n; i++)
            if (str_eq(b->questions[t].v[i].key, word))
                return true;
    return false;
}

/* A key that stands for several columns becomes one of its own. */
static int column_of(struct reader *x, struct str head)
{
    struct str other = S("コード");

    for (size_t i = 0; i < x->n_column; i++)
        if (str_eq(head, x->column[i].label) || str_ieq(head, x->column[i].word) ||
            (i == 0 && str_eq(head, other)))
            return (int)i;
    if (!is_key(x->b, head) || x->n_column == BULK_COLUMNS)
        return -1;
    x->column[x->n_column] = (struct bulk_column){.word = arena_str(x->b->r->arena, head),
        .label = arena_str(x->b->r->arena, head)};
    return (int)x->n_column++;
}

static struct str plain(struct arena *a, struct str head)
{
    struct str s = text_name(a, head), rest;

    return str_trim(str_cut(s, '(', &rest)); /* 医療機関等コード(10桁) */
}

static bool read_head(struct reader *x, const struct csv_row *row)
{
    struct arena *a = x->b->r->arena;
    unsigned have = 0;

    for (size_t i = 0; i < row->n; i++) {
        struct str head = plain(a, row->v[i]);
        int c = head.n ? column_of(x, head) : -1;

        for (size_t k = 0; k < i && c >= 0; k++)
            if (x->map[k] == c) {
                x->out->wrong = arena_fmt(a, "「" STR_FMT "」の列が2つあります。1つにしてください。",
                    STR_ARG(head));
                return false;
            }
        x->map[i] = c;
        have |= c == 0 ? 1u : c == 1 ? 2u : 0u;
        if (c < 0 && head.n)
            x->out->ignored = arena_fmt(a, STR_FMT "%s" STR_FMT, STR_ARG(x->out->ignored),
                x->out->ignored.n ? "、" : "", STR_ARG(utf8_head(head, 30)));
    }
    x->n_map = row->n;
    if (have != 3)
        x->out->wrong = S("1行目に「医療機関等コード」と「類型」の列が見つかりません。見本のファイルの1行目を、そのまま使ってください。");
    return have == 3;
}

/* The row as it is kept; empty: it has nothing but what a sample has, or nothing at all. */
static struct str fields_of(struct reader *x, const struct csv_row *row)
{
    struct arena *a = x->b->r->arena;
    struct buf b = BUF_INIT;
    struct str all;
    bool asked = false;

    for (size_t i = 0; i < row->n && i < x->n_map; i++) {
        struct str v = x->map[i] < 0 ? S("") : str_trim(text_lines(a, row->v[i]));

        if (!v.n)
            continue;
        asked |= x->map[i] == 1 || x->map[i] >= (int)COUNT(fixed);
        buf_addf(&b, "%s" STR_FMT "=", b.n ? "&" : "", STR_ARG(x->column[x->map[i]].word));
        out_percent_str(&b, v);
    }
    all = asked ? arena_str(a, buf_view(&b)) : S("");
    buf_release(&b);
    return all;
}

static void read_rows(struct reader *x, struct csv *c)
{
    struct csv_row row;
    enum csv_got got;

    while ((got = csv_next(c, &row)) != CSV_END) {
        struct notice_bulk_row to = {.line = row.line, .result = S(""), .said = S(""), .fields = S("")};

        if (got == CSV_BAD) {
            to.result = S("wrong");
            to.said = S("この行は、CSVとして読めません。引用符（\"）の数や、文字化けを見てください");
        } else {
            to.fields = fields_of(x, &row);
            if (!to.fields.n) {
                x->out->empty++;
                continue;
            }
        }
        if (x->out->n == NOTICE_BULK_ROWS) {
            x->out->wrong = arena_fmt(x->b->r->arena,
                "1回に読めるのは%d行までです。ファイルを分けてください。", NOTICE_BULK_ROWS);
            return;
        }
        x->out->v[x->out->n++] = to;
    }
}

void bulk_read(const struct bulk *b, const char *path, struct bulk_read *out)
{
    struct reader x = {.b = b, .out = out};
    struct csv_row head;
    const char *why;
    struct csv *c = NULL;
    FILE *f = fopen(path, "re");

    *out = (struct bulk_read){.ignored = S(""), .wrong = S("")};
    out->v = NEW_N(b->r->arena, struct notice_bulk_row, NOTICE_BULK_ROWS);
    x.n_column = bulk_columns(b, x.column);
    if (f)
        c = csv_open(f, &why);
    if (!c)
        out->wrong = S("CSVファイルではないようです。エクセルでは「名前を付けて保存」で、ファイルの種類に「CSV」を選んでください。");
    else if (csv_next(c, &head) != CSV_ROW)
        out->wrong = S("ファイルに1行も書かれていません。");
    else if (read_head(&x, &head))
        read_rows(&x, c);
    if (c && !out->wrong.n && !out->n)
        out->wrong = S("類型が書かれた行がありません。届け出る施設の行に、類型を書いてください。");
    if (c)
        csv_close(c);
    if (f)
        fclose(f);
}
