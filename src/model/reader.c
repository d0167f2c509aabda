/* reader.c: see reader.h. */
#include "model/reader.h"

#include "util/str.h"

enum { NAME_MAX_CHARS = 100, TEXT_MAX_CHARS = 500 };

static struct str number_check(struct arena *a, struct str value, const char *what, int64_t max)
{
    int64_t n;

    if (str_int(value, 1, max, &n))
        return S("");
    return arena_fmt(a, "%s、1から%lldまでの数字で入力してください", what, (long long)max);
}

static struct str check_width(struct str value, struct arena *a)
{
    return number_check(a, value, "幅は", READER_MM_MAX);
}

static struct str check_depth(struct str value, struct arena *a)
{
    return number_check(a, value, "奥行きは", READER_MM_MAX);
}

static struct str check_height(struct str value, struct arena *a)
{
    return number_check(a, value, "高さは", READER_MM_MAX);
}

static struct str check_weight(struct str value, struct arena *a)
{
    return number_check(a, value, "重さは", READER_G_MAX);
}

static const struct choice visual_choices[] = {
    {"yes", "できる"}, {"no", "できない"}, {NULL, NULL}};

static const struct choice sample_choices[] = {{"1", "はい"}, {NULL, NULL}};

#define MM(member, text, fn)                                                             \
    COL(reader, member, .null = true, .label = text,                                     \
        .hint = "公表されていないときは、空けておきます。",                              \
        .widget = W_NUMBER, .normal = N_DIGITS, .check = fn, .inputmode = "numeric",     \
        .width = "w4")
#define LINES(member, text, help)                                                        \
    COL(reader, member, .label = text, .hint = help, .widget = W_AREA, .normal = N_LINES, \
        .max = TEXT_MAX_CHARS)

static const struct col cols[] = {
    COL(reader, id),
    COL(reader, maker, .label = "メーカー", .required = true, .max = NAME_MAX_CHARS),
    COL(reader, product, .label = "製品名", .required = true, .max = NAME_MAX_CHARS),
    COL(reader, model, .label = "型番", .max = NAME_MAX_CHARS),
    MM(width_mm, "幅（mm）", check_width),
    MM(depth_mm, "奥行き（mm）", check_depth),
    MM(height_mm, "高さ（mm）", check_height),
    COL(reader, weight_g, .null = true, .label = "重さ（g）",
        .hint = "公表されていないときは、空けておきます。", .widget = W_NUMBER,
        .normal = N_DIGITS, .check = check_weight, .inputmode = "numeric", .width = "w4"),
    COL(reader, visual, .label = "目視確認",
        .hint = "職員が顔を見て本人を確かめる操作。公表されていないときは、選びません。",
        .widget = W_SELECT, .choices = visual_choices),
    LINES(features, "特長", "メーカーが公表していることだけを書きます。"),
    LINES(restrictions, "制限",
        "できないこと、置く場所の条件など。メーカーが公表していることだけを書きます。"),
    LINES(running_cost, "毎年・毎月かかるお金", "保守料など。ないときは「なし」と書きます。"),
    LINES(lead_time, "届くまで", "申し込みから届くまでのめやす。"),
    COL(reader, picture, .null = true),
    COL(reader, orderable_from, .null = true, .label = "申し込みを始める日",
        .hint = "この日から申し込めます。空けておくと、すぐに申し込めます。", .widget = W_DATE,
        .normal = N_DATE, .width = "w13"),
    COL(reader, orderable_until, .null = true, .label = "申し込みの最後の日",
        .hint = "つぎの日から、カタログにも申込みの画面にも出なくなります。"
                "前の申込みには、そのまま残ります。",
        .widget = W_DATE, .normal = N_DATE, .width = "w13"),
    COL(reader, sample, .label = "見本（架空の製品）", .widget = W_CHECK,
        .choices = sample_choices),
    COL(reader, rev),
    COL(reader, day),
};

enum { GET, ALL, ORDERABLE, ADD, SAVE, PICTURE };

#define ROW                                                                              \
    "SELECT id, maker, product, model, width_mm, depth_mm, height_mm, weight_g, visual," \
    " features, restrictions, running_cost, lead_time, picture, orderable_from,"         \
    " orderable_until, sample, rev FROM reader "
#define SORTED " ORDER BY sample, maker, product, model"

static const struct query queries[] = {
    [GET] = {"reader.get", SHARED, ROW "WHERE id = :id"},
    [ALL] = {"reader.all", SHARED, ROW SORTED},
    [ORDERABLE] = {"reader.orderable", SHARED,
        ROW "WHERE COALESCE(orderable_from, '') <= :day"
            " AND COALESCE(orderable_until, '9') >= :day" SORTED},
    [ADD] = {"reader.add", ANY,
        "INSERT INTO reader (maker, product, model, width_mm, depth_mm, height_mm, weight_g,"
        " visual, features, restrictions, running_cost, lead_time, orderable_from,"
        " orderable_until, sample) VALUES (:maker, :product, :model, :width_mm, :depth_mm,"
        " :height_mm, :weight_g, :visual, :features, :restrictions, :running_cost,"
        " :lead_time, :orderable_from, :orderable_until, :sample) RETURNING id"},
    [SAVE] = {"reader.save", ANY,
        "UPDATE reader SET maker = :maker, product = :product, model = :model,"
        " width_mm = :width_mm, depth_mm = :depth_mm, height_mm = :height_mm,"
        " weight_g = :weight_g, visual = :visual, features = :features,"
        " restrictions = :restrictions, running_cost = :running_cost,"
        " lead_time = :lead_time, orderable_from = :orderable_from,"
        " orderable_until = :orderable_until, sample = :sample, rev = rev + 1"
        " WHERE id = :id AND rev = :rev RETURNING id"},
    [PICTURE] = {"reader.picture", ANY,
        "UPDATE reader SET picture = :picture, rev = rev + 1 WHERE id = :id AND rev = :rev"},
};

const struct model reader_model = MODEL(reader, cols, queries);

bool reader_get(struct db *db, int64_t id, struct reader *out)
{
    return db_one(db, &reader_model, GET, &(struct reader){.id = id}, out);
}

struct readers reader_all(struct db *db)
{
    struct rows r = db_all(db, &reader_model, ALL, NULL);

    return (struct readers){r.v, r.n};
}

struct readers reader_orderable(struct db *db, struct str day)
{
    struct rows r = db_all(db, &reader_model, ORDERABLE, &(struct reader){.day = day});

    return (struct readers){r.v, r.n};
}

/* Days written YYYY-MM-DD sort as text. */
bool reader_orderable_on(const struct reader *r, struct str day)
{
    return str_cmp(r->orderable_from, day) <= 0 && !reader_ended_on(r, day);
}

bool reader_ended_on(const struct reader *r, struct str day)
{
    return r->orderable_until.n && str_cmp(r->orderable_until, day) < 0;
}

struct str reader_name(struct arena *a, const struct reader *r)
{
    return arena_fmt(a, "%s" STR_FMT " " STR_FMT "%s" STR_FMT "%s", r->sample ? "【見本】" : "",
        STR_ARG(r->maker), STR_ARG(r->product), r->model.n ? "（" : "", STR_ARG(r->model),
        r->model.n ? "）" : "");
}

enum err reader_save(struct db *db, const struct reader *row, int64_t *id)
{
    struct reader out = {.id = 0};
    enum err e = db_put(db, &reader_model, row->id ? SAVE : ADD, row, &out);

    if (e == OK)
        *id = out.id;
    return e;
}

enum err reader_set_picture(struct db *db, const struct reader *row)
{
    return db_run(db, &reader_model, PICTURE, row);
}
