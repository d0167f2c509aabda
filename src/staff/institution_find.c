/* institution_find.c: finding an institution: one box for code, name, kana, phone number. */
#include "gen/templates.h"
#include "model/desk.h"
#include "model/institution.h"
#include "model/prefecture.h"
#include "staff/institution_view.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/place.h"

enum { ROWS = 50 };

static struct url page_of(struct req *r, const struct institution *i)
{
    return place_url(
        r->arena, note_why(r, place_usual(r)), i->pref, i->score_table, i->code);
}

static struct found_row row_of(struct req *r, const struct institution *i)
{
    struct code c = institution_code(i);
    struct desk_state s = desk_state_of(r->db, i->id);
    char today[11];

    clock_today(today);
    return (struct found_row){.href = page_of(r, i), .code = code_text(r->arena, &c),
        .name = i->name, .kana = i->kana, .kind = str_of(institution_kind_name(i->kind)),
        .address = arena_fmt(r->arena, STR_FMT STR_FMT, STR_ARG(prefecture_name(i->pref)),
            STR_ARG(i->address)),
        .phone = i->phone, .state = words_account_state(&s),
        .closed = institution_closed(i, str_of(today))};
}

/* Nothing was found: what may be wrong with what was typed. */
static struct str advice(struct req *r, struct str typed)
{
    struct code c;
    enum code_fault why = code_parse(typed, 0, 0, &c);
    struct str digits = text_digits(r->arena, typed);

    if (why == CODE_OK && !code_check_ok(&c))
        return str_of(code_check_complaint);
    if (why == CODE_ZERO_LOST || why == CODE_PREF || why == CODE_TABLE)
        return code_complaint(r->arena, typed, why);
    if (digits.n && digits.p[0] >= '0' && digits.p[0] <= '9')
        return S("番号の一部がちがっているかもしれません。名称や所在地でもさがせます。");
    return S("ことばを短くするか、かなで入力してみてください。2文字からさがせます。");
}

static int search(struct req *r)
{
    struct str typed = text_clean(r->arena, query_value(r, "q"));
    struct search_view v = {.hint = S("")};
    struct institutions found;
    struct institution one;
    struct code c;
    struct str said = S("");

    if (code_parse(typed, 0, 0, &c) == CODE_OK && c.pref &&
        institution_by_code(r->db, &c, &one))
        return see_other(r, page_of(r, &one).s);
    if (typed.n) {
        found = institution_search(r->db, r->arena, typed, ROWS + 1);
        v.more = found.n > ROWS;
        v.rows.n = v.more ? ROWS : found.n;
        v.rows.v = NEW_N(r->arena, struct found_row, v.rows.n + 1);
        for (size_t i = 0; i < v.rows.n; i++)
            v.rows.v[i] = row_of(r, &found.v[i]);
        said = v.more ? S("たくさん見つかりました。")
            : arena_fmt(r->arena, "%zu件見つかりました。", found.n);
        if (v.more)
            v.hint = S("はじめの50件を出しています。所在地などのことばを足すと、しぼれます。");
        else if (!found.n)
            v.hint = arena_fmt(r->arena, "「" STR_FMT "」では見つかりませんでした。" STR_FMT,
                STR_ARG(typed), STR_ARG(advice(r, typed)));
    }
    v.search = place_search(r, typed, said);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_found(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/staff/institutions", DESK, "医療機関等をさがす", search, .plan = NULL},
    {.method = NULL},
};

const struct feature staff_institutions_feature = {"staff_institutions", routes};
