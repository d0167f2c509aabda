/* notices_bulk_check.c: a row of a list: whose it is, what it answers, whether it can be
 * filed; a whole sentence says why not. */
#include "page/notices_bulk_impl.h"

#include "model/account.h"
#include "model/code.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/notices.h"

static struct str field(const struct fields *f, struct str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].name, name))
            return f->v[i].value;
    return S("");
}

static bool wrong(struct bulk_check *out, struct str said)
{
    out->result = "wrong";
    out->said = said;
    return false;
}

/* ---------------------------------------------------------------- whose */

static const struct member *place_of(const struct bulk *b, const struct code *c)
{
    struct code own;

    for (size_t i = 0; i < b->places.n; i++) {
        const struct member *m = &b->places.v[i];

        if (code_from_columns(m->pref, m->score_table, m->code, &own) == CODE_OK &&
            own.pref == c->pref && own.table == c->table && strcmp(own.digits, c->digits) == 0)
            return m;
    }
    return NULL;
}

/* A spreadsheet eats the zero that nine prefectures begin with: put back, it must name one of
 * the login's own. */
static enum code_fault read_code(struct arena *a, struct str typed, struct code *c)
{
    enum code_fault why = code_parse(typed, 0, 0, c);

    if (why == CODE_ZERO_LOST)
        why = code_parse(arena_fmt(a, "0" STR_FMT, STR_ARG(text_digits(a, typed))), 0, 0, c);
    if (why == CODE_OK && (!c->pref || !c->table))
        why = CODE_LENGTH;
    return why;
}

static bool find_place(struct bulk *b, const struct fields *f, int64_t line, struct bulk_check *out)
{
    struct arena *a = b->r->arena;
    struct str typed = field(f, S("code"));
    const struct member *m;
    struct code c;
    enum code_fault why = read_code(a, typed, &c);

    out->code = typed;
    if (why == CODE_LENGTH)
        return wrong(out, S("医療機関等コードを、10けたで書いてください（都道府県番号2けた、点数表1けた、コード7けた）"));
    if (why != CODE_OK)
        return wrong(out, code_complaint(a, typed, why));
    out->code = code_text10(a, &c);
    m = place_of(b, &c);
    if (!m || !institution_get(b->r->db, m->institution, &out->i))
        return wrong(out, S("このログインで届け出られる施設に、このコードはありません。コードを見直すか、先にその施設をこのログインに加えてください"));
    if (guard_member_role(m->role) < MEMBER_STAFF)
        return wrong(out, S("この施設では「閲覧」の役割なので、届け出られません。代表の方に役割を変えてもらってください"));
    for (size_t i = 0; i < b->n_taken; i++)
        if (b->taken[i][0] == m->institution)
            return wrong(out, arena_fmt(a, "同じコードが%lld行目にもあります。どちらかを消してください",
                (long long)b->taken[i][1]));
    if (b->n_taken < NOTICE_BULK_ROWS) {
        b->taken[b->n_taken][0] = m->institution;
        b->taken[b->n_taken++][1] = line;
    }
    return true;
}

/* ---------------------------------------------------------------- what */

static struct str choice_word(struct arena *a, const struct programme_question *q, struct str v)
{
    const struct choice *c = programme_options(a, q);
    struct str found = S("");

    for (const struct choice *x = c; x && x->value; x++)
        if (str_is(v, x->value) || str_is(v, x->label))
            return str_of(x->value);
    for (const struct choice *x = c; x && x->value; x++)
        if (str_starts(str_of(x->label), v)) { /* ア of ア　災害など… */
            if (found.n)
                return v;
            found = str_of(x->value);
        }
    return found.n ? found : v;
}

static struct str normal(struct arena *a, const struct programme_question *q, struct str v)
{
    struct str month;
    struct date d;

    if (str_is(q->input, "date"))
        return date_parse(v, &d) == 0 ? date_text(a, d) : v;
    if (str_is(q->input, "month"))
        return notice_month(a, v, &month) ? month : v;
    if (str_is(q->input, "number"))
        return text_digits(a, v);
    if (str_is(q->input, "choice"))
        return choice_word(a, q, text_name(a, v));
    return str_is(q->input, "area") ? text_lines(a, v) : text_name(a, v);
}

static bool answer_wrong(struct bulk *b, const struct programme_question *q, enum notice_fit fit,
    struct str value, struct bulk_check *out)
{
    struct arena *a = b->r->arena;

    if (fit == NOTICE_MISSING)
        return wrong(out, arena_fmt(a, "「" STR_FMT "」が空です", STR_ARG(q->label)));
    if (fit == NOTICE_OUTSIDE)
        return wrong(out, arena_fmt(a, "「" STR_FMT "」：" STR_FMT, STR_ARG(q->label), STR_ARG(q->exit_text)));
    return wrong(out, arena_fmt(a, "「" STR_FMT "」の「" STR_FMT "」が読み取れません%s", STR_ARG(q->label),
        STR_ARG(utf8_head(value, 40)),
        str_is(q->input, "choice") ? "。選べる言葉のどれかにしてください" : ""));
}

static bool take_answers(struct bulk *b, const struct fields *f, size_t type, struct bulk_check *out)
{
    struct arena *a = b->r->arena;
    struct programme_questions q = b->questions[type];
    struct notice_answers *x = &out->content.answers;

    x->v = NEW_N(a, struct notice_answer, q.n + 1);
    for (size_t i = 0; i < q.n; i++) {
        struct str v = field(f, bulk_word(b, &q.v[i]));

        if (!v.n)
            v = field(f, q.v[i].key);
        if (v.n)
            x->v[x->n++] = (struct notice_answer){.key = q.v[i].key, .value = normal(a, &q.v[i], v)};
    }
    for (size_t i = 0; i < q.n; i++) {
        enum notice_fit fit = notice_fit(a, &q.v[i], x, date_tokyo(b->r->received_at));

        if (fit != NOTICE_FITS)
            return answer_wrong(b, &q.v[i], fit, notice_answer_of(x, q.v[i].key), out);
    }
    return true;
}

static struct str or_else(struct str a, struct str b)
{
    return a.n ? a : b;
}

static bool other_codes(struct bulk *b, struct str typed, struct bulk_check *out)
{
    struct arena *a = b->r->arena;
    struct str rest = text_name(a, typed), all = S("");

    while (rest.n) {
        struct str one = str_cut(rest, ' ', &rest);
        struct code c;

        if (!one.n)
            continue;
        if (read_code(a, one, &c) != CODE_OK)
            return wrong(out, arena_fmt(a, "「同じ場所のほかの医療機関等コード」の「" STR_FMT "」が、10けたのコードではありません",
                STR_ARG(utf8_head(one, 40))));
        all = arena_fmt(a, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? " " : "",
            STR_ARG(code_text10(a, &c)));
    }
    out->content.other_codes = all;
    return true;
}

/* ①②③ as written, else as the institution has said, else as the master has it. */
static void items(struct bulk *b, const struct fields *f, struct bulk_check *out)
{
    struct arena *a = b->r->arena;
    struct account said = {.founder = S(""), .name = S("")};

    db_as(b->r->db, a, out->i.id);
    if (!account_statement(b->r->db, &said))
        said = (struct account){.founder = S(""), .name = S("")};
    db_as(b->r->db, a, b->r->who.institution);
    out->content.founder = or_else(text_name(a, field(f, S("founder"))), or_else(said.founder, out->i.founder));
    out->content.name = or_else(text_name(a, field(f, S("name"))), or_else(said.name, out->i.name));
    out->content.address = or_else(text_name(a, field(f, S("address"))), out->i.address);
}

static bool find_type(struct bulk *b, const struct fields *f, size_t *at, struct bulk_check *out)
{
    struct arena *a = b->r->arena;
    struct str typed = text_name(a, field(f, S("type")));
    int64_t number = 0;

    if (str_starts(typed, S("類型")))
        typed = str_from(typed, strlen("類型"));
    if (!str_int(text_digits(a, typed), 1, 99, &number))
        for (size_t i = 0; i < b->types.n; i++)
            if (str_eq(typed, b->types.v[i].title))
                number = b->types.v[i].number;
    for (*at = 0; *at < b->types.n; ++*at)
        if (b->types.v[*at].number == number)
            break;
    if (*at == b->types.n)
        return wrong(out, typed.n
            ? arena_fmt(a, "類型の「" STR_FMT "」は、この届出にありません。数字で書いてください", STR_ARG(utf8_head(typed, 40)))
            : S("類型が空です。数字で書いてください"));
    out->type = &b->types.v[*at];
    if (!programme_type_for(out->type, out->i.kind))
        return wrong(out, notice_refusal_text(a, NOTICE_NO_TYPE, &b->p));
    return true;
}

/* ---------------------------------------------------------------- may it be filed */

static bool in_the_way(struct bulk *b, struct bulk_check *out)
{
    struct req *r = b->r;

    db_as(r->db, r->arena, out->i.id);
    if (!notice_current(r->db, b->p.id, &out->there))
        out->there = (struct notice){.id = 0};
    db_as(r->db, r->arena, r->who.institution);
    if (!out->there.id || str_is(out->there.state, "draft"))
        return true;
    out->result = "same";
    out->said = S("もう届け出ています。この行は、何も変えません");
    return false;
}

void bulk_check(struct bulk *b, const struct notice_bulk_row *row, struct bulk_check *out)
{
    struct req *r = b->r;
    struct notice_by by = notices_by(r);
    struct fields f = {NULL, 0};
    struct notice n;
    enum notice_no no;
    size_t type;

    *out = (struct bulk_check){.result = "ready", .said = S(""), .code = S("")};
    if (str_is(row->result, "wrong")) { /* it could not be read at all */
        wrong(out, row->said);
        return;
    }
    if (urlform_read(r->arena, row->fields, SIZE_MAX, NULL, &f) != URLFORM_OK) {
        wrong(out, S("この行に、使えない文字があります"));
        return;
    }
    if (!find_place(b, &f, row->line, out) || !in_the_way(b, out) || !find_type(b, &f, &type, out))
        return;
    out->content.type = out->type->id;
    out->content.papers = S("");
    items(b, &f, out);
    if (!other_codes(b, field(&f, S("other_codes")), out) || !take_answers(b, &f, type, out))
        return;
    n = (struct notice){.programme = b->p.id, .state = S("draft"), .kind = out->i.kind,
        .type = out->type->id};
    no = notice_may(r->db, r->arena, &n, NOTICE_FILE, &by,
        &(struct notice_input){.content = &out->content});
    if (no != NOTICE_DONE)
        wrong(out, notice_refusal_text(r->arena, no, &b->p));
}
