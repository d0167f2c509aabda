/* readers.c: the catalogue of card readers as staff keep it: list, new product, changes.
 * 入力 → 確認, and the list with what was done. */
#include "gen/templates.h"
#include "model/audit.h"
#include "staff/readers_view.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/steps.h"

#define PAGE "/staff/readers"

enum { EDITS = EDITOR | ADMIN, SEES = DESK | EDITOR };

static const char *const names[] = {"maker", "product", "model", "width_mm", "depth_mm",
    "height_mm", "weight_g", "visual", "features", "restrictions", "running_cost",
    "lead_time", "orderable_from", "orderable_until", "sample", NULL};

/* ---------------------------------------------------------------- list */

static struct tag state_of(const struct reader *x, struct str today)
{
    if (reader_ended_on(x, today))
        return (struct tag){TONE_PLAIN, S("終わり")};
    if (!reader_orderable_on(x, today))
        return (struct tag){TONE_INFO, S("これから")};
    return (struct tag){TONE_GOOD, S("申し込める")};
}

static struct str days_of(struct arena *a, const struct reader *x)
{
    if (!x->orderable_from.n && !x->orderable_until.n)
        return S("");
    return arena_fmt(a, STR_FMT "～" STR_FMT, STR_ARG(words_day(a, x->orderable_from)),
        STR_ARG(words_day(a, x->orderable_until)));
}

static void list_rows(struct req *r, struct reader_list_view *v)
{
    char today[11];
    struct readers l = reader_all(r->db);

    clock_today(today);
    v->rows.v = NEW_N(r->arena, struct reader_row, l.n + 1);
    for (; v->rows.n < l.n; v->rows.n++) {
        const struct reader *x = &l.v[v->rows.n];
        struct reader_row *to = &v->rows.v[v->rows.n];

        *to = (struct reader_row){.x = readers_view(r, x, str_of(today)),
            .state = state_of(x, str_of(today)), .days = days_of(r->arena, x)};
        if (!v->edits)
            continue;
        to->edit.s = arena_fmt(r->arena, PAGE "/%lld", (long long)x->id);
        to->picture.s = arena_fmt(r->arena, PAGE "/%lld/picture", (long long)x->id);
    }
}

static void list_acts(struct req *r, struct reader_list_view *v)
{
    struct audit_list l = audit_of_readers(r->db);
    struct staff_list staff = staff_list(r->db);

    v->acts.v = NEW_N(r->arena, struct reader_act, l.n + 1);
    for (; v->acts.n < l.n; v->acts.n++) {
        const struct audit *x = &l.v[v->acts.n];

        v->acts.v[v->acts.n] = (struct reader_act){words_moment(r->arena, x->at),
            words_actor(r->arena, x->actor, &staff), words_action(x->action), x->detail};
    }
}

static const struct link ways[] = {
    {URL_INIT(PAGE "/limits"), S_INIT("申し込める台数"), false},
    {URL_INIT(PAGE "/grants"), S_INIT("台数の例外"), false},
};

static int list(struct req *r)
{
    struct reader_list_view v = {.edits = (EDITS & r->who.role) != 0,
        .ways = {ways, r->who.role & DESK ? COUNT(ways) : 1}};
    struct str said = query_value(r, "said");

    list_rows(r, &v);
    list_acts(r, &v);
    page_open(r, (struct page){.notice = str_is(said, "added") ? S("製品を加えました。")
                : str_is(said, "saved")                        ? S("製品の内容を変えました。")
                                                               : S("")});
    tmpl_staff_readers(r->out, &v);
    return 200;
}

/* ---------------------------------------------------------------- the form */

/* A number that is not known stands as nothing in the form, not as 0. */
static void empty_zeros(struct form *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->f[i].col->type == COL_INT && str_is(f->f[i].old, "0"))
            f->f[i].old = f->f[i].typed = f->f[i].value = S("");
}

static bool begin(struct form *f, struct req *r, void *to)
{
    bool fresh = str_starts(r->path, S(PAGE "/new"));
    struct reader *row = to;
    int64_t id;

    *row = (struct reader){.id = 0};
    if (!fresh && (!str_int(r->arg[0], 1, INT64_MAX, &id) || !reader_get(r->db, id, row)))
        return false;
    form_init(f, r, &reader_model, names,
        fresh ? PAGE "/new" : arena_fmt(r->arena, PAGE "/%lld", (long long)row->id).p, row,
        row->rev);
    empty_zeros(f);
    return true;
}

/* What the check of a column can't see: digits alone are left of 12.5 by then. */
static void check_numbers(struct form *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct form_field *x = &f->f[i];
        struct str s = text_ascii(f->r->arena, x->typed);

        if (x->col->widget == W_NUMBER && (str_has(s, S(".")) || str_has(s, S("-"))))
            form_complain(f, x->col->name,
                arena_fmt(f->r->arena, "%sは、小数点や記号のない数字で入力してください",
                    x->col->label));
    }
}

static void check_days(struct form *f)
{
    struct form_field *from = form_field_of(f, "orderable_from");
    struct form_field *until = form_field_of(f, "orderable_until");
    struct date d;

    if (!from->error.n && !until->error.n && until->value.n && date_iso(from->value, &d) &&
        str_cmp(until->value, from->value) < 0)
        form_complain(f, "orderable_until",
            arena_fmt(f->r->arena, "申し込みの最後の日は、始める日（" STR_FMT
                                   "）と同じ日か、あとの日にしてください",
                STR_ARG(date_japanese(f->r->arena, d))));
}

static void check_same(struct form *f, const struct reader *row)
{
    struct readers l = reader_all(f->r->db);

    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].id != row->id && str_eq(l.v[i].maker, form_field_of(f, "maker")->value) &&
            str_eq(l.v[i].product, form_field_of(f, "product")->value) &&
            str_eq(l.v[i].model, form_field_of(f, "model")->value))
            form_complain(f, "product",
                S("同じメーカー・製品名・型番の製品が、もうカタログにあります。そちらを変えてください"));
}

static void check(struct form *f, const void *row)
{
    check_numbers(f);
    check_days(f);
    check_same(f, row);
}

static void draw(struct form *f, const void *to, bool confirm, bool wrong, struct str said)
{
    struct req *r = f->r;
    const struct reader *row = to;
    struct reader_edit_view v = {
        .form = confirm ? form_confirm_view(f) : form_input_view(f)};

    if (row->id) {
        v.name = reader_name(r->arena, row);
        v.picture.s = arena_fmt(r->arena, PAGE "/%lld/picture", (long long)row->id);
    }
    page_open(r, (struct page){.title = arena_fmt(r->arena, "製品の%s（%s）",
                                   row->id ? "変更" : "追加", confirm ? "確認" : "入力"),
                     .wrong = wrong, .form = !confirm, .notice = said});
    if (confirm)
        tmpl_staff_reader_confirm(r->out, &v);
    else
        tmpl_staff_reader_edit(r->out, &v);
}

static const char *commit(struct form *f, void *to)
{
    struct req *r = f->r;
    struct reader *row = to;
    bool fresh = !row->id;

    form_into(f, row);
    row->rev = f->rev;
    if (reader_save(r->db, row, &row->id) != OK)
        return NULL;
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .request = req_id(r),
                         .action = fresh ? S("reader.added") : S("reader.changed"),
                         .detail = arena_fmt(r->arena, STR_FMT "\n" STR_FMT,
                             STR_ARG(reader_name(r->arena, row)), STR_ARG(form_changes(f)))});
    return fresh ? PAGE "?said=added" : PAGE "?said=saved";
}

static const struct steps steps = {begin, check, draw, commit};

static int input(struct req *r)
{
    struct reader row;

    return steps_input(r, &steps, &row);
}

static int input_post(struct req *r)
{
    struct reader row;

    return steps_input_post(r, &steps, &row);
}

static int confirm(struct req *r)
{
    struct reader row;

    return steps_confirm(r, &steps, &row);
}

static int confirm_post(struct req *r)
{
    struct reader row;

    return steps_confirm_post(r, &steps, &row);
}

static const struct route routes[] = {
    {"GET", PAGE, SEES, "カードリーダーのカタログ", list},
    {"GET", PAGE "/new", EDITS, "製品の追加（入力）", input},
    {"POST", PAGE "/new", EDITS, "製品の追加（入力）", input_post},
    {"GET", PAGE "/new/confirm", EDITS, "製品の追加（確認）", confirm},
    {"POST", PAGE "/new/confirm", EDITS, "製品の追加（確認）", confirm_post},
    {"GET", PAGE "/{id}", EDITS, "製品の変更（入力）", input},
    {"POST", PAGE "/{id}", EDITS, "製品の変更（入力）", input_post},
    {"GET", PAGE "/{id}/confirm", EDITS, "製品の変更（確認）", confirm},
    {"POST", PAGE "/{id}/confirm", EDITS, "製品の変更（確認）", confirm_post},
    {0},
};

const struct feature staff_readers_feature = {"staff_readers", routes};
