/* notices_bulk_list.c: a list on the page, before and after it was filed; the same as a
 * receipt in CSV; and the sample that is filled in. */
#include "page/notices_bulk_impl.h"

#include "gen/templates.h"
#include "model/account.h"
#include "model/code.h"
#include "model/receipt.h"
#include "util/csv.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/words.h"

static struct str type_text(struct arena *a, int64_t number, struct str title)
{
    return number ? arena_fmt(a, "%lld　" STR_FMT, (long long)number, STR_ARG(title)) : S("");
}

static struct tag tag_of(struct str result)
{
    if (str_is(result, "ready"))
        return (struct tag){TONE_GOOD, S("届け出られます")};
    if (str_is(result, "filed"))
        return (struct tag){TONE_GOOD, S("届け出ました")};
    if (str_is(result, "same"))
        return (struct tag){TONE_INFO, S("届出ずみ")};
    return (struct tag){TONE_BAD, S("届け出られません")};
}

static void count(struct bulk_view *v, struct str result)
{
    v->good += str_is(result, "ready") || str_is(result, "filed");
    v->same += str_is(result, "same");
    v->wrong += str_is(result, "wrong");
}

/* Before: each row as it stands now. */
static struct bulk_row judged(struct bulk *b, const struct notice_bulk_row *x)
{
    struct arena *a = b->r->arena;
    struct bulk_check c;

    bulk_check(b, x, &c);
    return (struct bulk_row){.line = x->line, .code = c.code, .name = c.i.name, .said = c.said,
        .type = c.type ? type_text(a, c.type->number, c.type->title) : S(""),
        .number = c.there.id && !str_is(c.there.state, "draft") ? receipt_text(a, c.there.number) : S(""),
        .state = tag_of(str_of(c.result))};
}

/* Of a row that could not be filed what was written. */
static struct str typed(struct arena *a, const struct notice_bulk_row *x, const char *name)
{
    struct fields f = {NULL, 0};
    struct str v = S("");

    if (urlform_read(a, x->fields, SIZE_MAX, NULL, &f) == URLFORM_OK)
        v = urlform_get(&f, name);
    return v.p ? v : S("");
}

/* After: what came of it. */
static struct bulk_row kept(struct arena *a, const struct notice_bulk_row *x)
{
    bool there = x->notice != 0;

    return (struct bulk_row){.line = x->line, .said = x->said, .state = tag_of(x->result),
        .code = there ? x->code : typed(a, x, "code"), .name = there ? x->name : typed(a, x, "name"),
        .type = there ? type_text(a, x->type_number, x->type_title) : typed(a, x, "type"),
        .number = there ? receipt_text(a, x->number) : S(""),
        .at = there ? words_moment(a, x->filed_at) : S("")};
}

static void take_rows(struct bulk *b, const struct notice_bulk *l, struct bulk_view *v)
{
    struct arena *a = b->r->arena;
    struct notice_bulk_rows rows = notice_bulk_rows(b->r->db, l->id, b->r->who.account);

    v->rows.v = NEW_N(a, struct bulk_row, rows.n + 1);
    v->rows.n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        v->rows.v[i] = l->done_at ? kept(a, &rows.v[i]) : judged(b, &rows.v[i]);
        count(v, l->done_at ? rows.v[i].result
                : v->rows.v[i].state.tone == TONE_GOOD ? S("ready")
                : v->rows.v[i].state.tone == TONE_INFO ? S("same")
                                                       : S("wrong"));
    }
}

int bulk_draw(struct bulk *b, const struct notice_bulk *l, int status, struct str said)
{
    struct req *r = b->r;
    struct bulk_view v = {.csrf = guard_csrf(r), .programme = b->p.title, .file = l->name,
        .done = l->done_at != 0, .at = words_moment(r->arena, l->done_at),
        .ignored = query_value(r, "ignored"),
        .action = {arena_fmt(r->arena, "/my/notices/bulk/%lld", (long long)l->id)},
        .csv = {arena_fmt(r->arena, "/my/notices/bulk/%lld/csv", (long long)l->id)}};

    take_rows(b, l, &v);
    page_open(r, (struct page){.title = v.done ? S("まとめて届け出る（完了）") : S("まとめて届け出る（確認）"),
                     .notice = said});
    tmpl_notices_bulk_list(r->out, &v);
    return status;
}

/* ---------------------------------------------------------------- CSV */

static int csv_reply(struct req *r, const char *name)
{
    r->type = S("text/csv; charset=utf-8");
    r->disposition = arena_fmt(r->arena, "attachment; filename=\"%s\"", name);
    return 200;
}

static void head(struct csv_out *o, const char *const *names)
{
    csv_out_bom(o);
    for (; *names; names++)
        csv_out_text(o, str_of(*names));
    csv_out_end(o);
}

int bulk_csv(struct bulk *b, const struct notice_bulk *l)
{
    static const char *const names[] = {"行", "医療機関等コード", "名称", "類型", "結果", "受付番号",
        "届け出た日時", "説明", NULL};
    struct req *r = b->r;
    struct notice_bulk_rows rows = notice_bulk_rows(r->db, l->id, r->who.account);
    struct csv_out o = {.to = r->out};

    head(&o, names);
    for (size_t i = 0; i < rows.n; i++) {
        struct bulk_row x = l->done_at ? kept(r->arena, &rows.v[i]) : judged(b, &rows.v[i]);

        csv_out_int(&o, x.line);
        csv_out_text(&o, x.code);
        csv_out_text(&o, x.name);
        csv_out_text(&o, x.type);
        csv_out_text(&o, x.state.text);
        csv_out_text(&o, x.number);
        csv_out_text(&o, x.at);
        csv_out_text(&o, x.said);
        csv_out_end(&o);
    }
    return csv_reply(r, arena_fmt(r->arena, "todokede-%lld.csv", (long long)l->id).p);
}

/* The institutions of this login that the programme is for, to be filled in. */
int bulk_sample(struct bulk *b)
{
    struct req *r = b->r;
    struct csv_out o = {.to = r->out};
    struct bulk_column column[BULK_COLUMNS];
    size_t n = bulk_columns(b, column);

    csv_out_bom(&o);
    for (size_t i = 0; i < n; i++)
        csv_out_text(&o, column[i].label);
    csv_out_end(&o);
    for (size_t i = 0; i < b->places.n; i++) {
        const struct member *m = &b->places.v[i];
        struct institution in;
        struct code c;

        if (guard_member_role(m->role) < MEMBER_STAFF ||
            !institution_get(r->db, m->institution, &in) || !programme_for(&b->p, in.kind) ||
            code_from_columns(m->pref, m->score_table, m->code, &c) != CODE_OK)
            continue;
        csv_out_text(&o, code_text10(r->arena, &c));
        csv_out_text(&o, S(""));
        csv_out_text(&o, in.founder);
        csv_out_text(&o, m->name);
        csv_out_text(&o, in.address);
        csv_out_end(&o);
    }
    return csv_reply(r, "matomete-todokede.csv");
}
