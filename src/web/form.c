/* form.c: the engine behind form.h; drawing is in form_view.c. */
#include "web/form.h"

#include "sys/secret.h"
#include "util/date.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"
#include "web/app.h"
#include "web/body.h"

enum { TICKET_LEN = 26, MAX_STANDARD = 200, PUBLIC_DRAFT = 16 * 1024 };

static const struct col *column(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->n_cols; i++)
        if (strcmp(m->cols[i].name, name) == 0)
            return &m->cols[i];
    die("model %s has no column %s", m->name, name);
}

int64_t form_rev(const struct req *r)
{
    int64_t rev;

    return str_int(form_value(r, "_rev"), 0, INT64_MAX, &rev) ? rev : 0;
}

struct str form_owner(struct req *r)
{
    if (r->who.owner.n)
        return r->who.owner;
    return arena_fmt(r->arena, "p:" STR_FMT, STR_ARG(guard_csrf(r)));
}

static struct str old_value(struct req *r, const struct col *c, const void *row)
{
    if (c->widget == W_PASSWORD)
        return S("");
    return c->type == COL_INT ? arena_fmt(r->arena, "%lld", (long long)*col_int(c, row))
                              : *col_str(c, row);
}

void form_init(struct form *f, struct req *r, const struct model *m,
    const char *const *names, const char *page, const void *row, int64_t rev)
{
    *f = (struct form){.r = r, .model = m, .page = page, .rev = rev};
    f->general = S("");
    for (; *names; names++) {
        struct form_field *x = &f->f[f->n++];

        if (f->n > FORM_FIELDS)
            die("form %s: too many fields", page);
        x->col = column(m, *names);
        if (!x->col->label)
            die("form %s: column %s has no label", page, *names);
        x->required = x->col->required;
        x->old = x->typed = x->value = old_value(r, x->col, row);
        x->error = S("");
        x->hint = str_of(x->col->hint);
    }
}

struct form_field *form_field_of(struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->f[i].col->name, name) == 0)
            return &f->f[i];
    die("form %s has no field %s", f->page, name);
}

/* ---------------------------------------------------------------- reading */

static struct str normal(struct arena *a, enum col_normal how, struct str typed)
{
    struct date d;

    switch (how) {
    case N_TEXT:
        return text_name(a, typed);
    case N_LINES:
        return text_lines(a, typed);
    case N_DIGITS:
        return text_digits(a, typed);
    case N_PHONE:
        return text_phone(a, typed);
    case N_MAIL:
        return text_mail(a, typed);
    case N_KANA:
        return text_kana(a, typed);
    case N_DATE:
        return date_parse(typed, &d) == 0 ? date_text(a, d) : typed;
    case N_RAW:
        break;
    }
    return typed;
}

static void take(struct form *f, const struct fields *from)
{
    for (size_t i = 0; i < f->n; i++) {
        struct form_field *x = &f->f[i];
        struct str v;

        if (x->col->widget == W_FIXED)
            continue;
        v = urlform_get(from, x->col->name);
        if (!v.p && x->col->widget != W_CHECK && x->col->widget != W_RADIO &&
            x->col->widget != W_PASSWORD)
            continue; /* a field that was not sent keeps its present value */
        x->typed = v.p ? v : S("");
        x->value = normal(f->r->arena, x->col->normal, x->typed);
    }
}

bool form_load_draft(struct form *f)
{
    struct fields typed = {NULL, 0};

    f->has_draft =
        draft_get(f->r->db, form_owner(f->r), str_of(f->page), f->r->who.institution, &f->draft);
    if (!f->has_draft)
        return false;
    f->r->personal = true;
    if (urlform_read(f->r->arena, f->draft.fields, SIZE_MAX, NULL, &typed) == URLFORM_OK)
        take(f, &typed);
    if (f->draft.base_rev)
        f->rev = f->draft.base_rev;
    return true;
}

void form_read(struct form *f)
{
    int64_t rev;

    take(f, &f->r->form);
    if (str_int(form_value(f->r, "_rev"), 0, INT64_MAX, &rev))
        f->rev = rev;
    form_check(f);
}

/* ---------------------------------------------------------------- checking */

static struct str choice_label(const struct choice *c, struct str value)
{
    for (; c && c->value; c++)
        if (str_is(value, c->value))
            return str_of(c->label);
    return S("");
}

static bool picks(const struct col *c)
{
    return c->widget == W_SELECT || c->widget == W_RADIO;
}

static struct str complaint(struct form *f, struct form_field *x)
{
    const struct col *c = x->col;
    struct arena *a = f->r->arena;
    size_t n = utf8_len(x->value), max = (size_t)(c->max ? c->max : MAX_STANDARD);
    struct date d;

    if (!x->value.n && x->required && c->widget == W_CHECK)
        return arena_fmt(a, "「%s」に、印をつけてください", c->label);
    if (!x->value.n && x->required)
        return arena_fmt(a, picks(c) ? "%sを、1つ選んでください" : "%sを入力してください",
            c->label);
    if (!x->value.n)
        return S("");
    if (n > max)
        return arena_fmt(a, "%sは、%zu文字までで入力してください（いま%zu文字です）",
            c->label, max, n);
    if (c->min && n < (size_t)c->min)
        return arena_fmt(a, "%sは、%d文字以上で入力してください（いま%zu文字です）",
            c->label, c->min, n);
    if (c->choices && !choice_label(c->choices, x->value).n)
        return arena_fmt(a, "%sを、一覧の中から選んでください", c->label);
    if (c->normal == N_DATE) {
        enum date_fault why = date_parse(x->typed, &d);

        if (why != 0)
            return date_complaint(a, x->typed, why);
    }
    return c->check ? c->check(x->value, a) : S("");
}

static struct str repeat_complaint(struct form *f, struct form_field *x)
{
    struct form_field *first = form_field_of(f, x->col->same_as);

    if (str_eq(first->value, x->value))
        return S("");
    return arena_fmt(f->r->arena, "2つの%sがちがいます。もう一度入力してください",
        first->col->label);
}

void form_complain(struct form *f, const char *name, struct str sentence)
{
    struct form_field *x;

    if (!sentence.n)
        return;
    if (!*name) {
        f->wrong += f->general.n == 0;
        f->general = sentence;
        return;
    }
    x = form_field_of(f, name);
    if (x->error.n)
        return; /* one complaint for each field: the first */
    x->error = sentence;
    f->wrong++;
}

void form_check(struct form *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->f[i].col->widget != W_FIXED)
            form_complain(f, f->f[i].col->name, complaint(f, &f->f[i]));
    for (size_t i = 0; i < f->n; i++)
        if (f->f[i].col->same_as && !form_field_of(f, f->f[i].col->same_as)->error.n)
            form_complain(f, f->f[i].col->name, repeat_complaint(f, &f->f[i]));
}

void form_into(const struct form *f, void *row)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct form_field *x = &f->f[i];

        if (x->col->widget == W_FIXED)
            continue;
        if (x->col->type == COL_INT) {
            if (!str_int(x->value, INT64_MIN / 2, INT64_MAX / 2, col_int(x->col, row)))
                *col_int(x->col, row) = 0;
        } else {
            *col_str(x->col, row) = x->value;
        }
    }
}

/* ---------------------------------------------------------------- drafts and tickets */

static struct str typed_fields(struct form *f)
{
    struct buf b = BUF_INIT;
    struct str all;

    for (size_t i = 0; i < f->n; i++) {
        const struct form_field *x = &f->f[i];

        if (x->col->widget == W_FIXED || x->col->widget == W_PASSWORD)
            continue;
        if (b.n)
            buf_byte(&b, '&');
        buf_puts(&b, x->col->name);
        buf_byte(&b, '=');
        out_percent_str(&b, x->typed);
    }
    all = arena_str(f->r->arena, buf_view(&b));
    buf_release(&b);
    return all;
}

void form_keep(struct form *f, bool checked, struct str secret)
{
    f->draft = (struct draft){.owner = form_owner(f->r), .form = str_of(f->page),
        .institution = f->r->who.institution, .fields = typed_fields(f), .secret = secret,
        .base_rev = f->rev, .checked = checked,
        .ticket = checked ? secret_crock(f->r->arena, TICKET_LEN) : S("")};
    draft_save(f->r->db, &f->draft);
    f->has_draft = true;
}

int form_pressed(struct req *r, const char *page)
{
    struct str ticket = form_value(r, "_once"), result;

    if (str_is(form_value(r, "step"), "back"))
        return see_other(r, str_of(page));
    if (ticket.n == TICKET_LEN && ticket_used(r->db, ticket, &result))
        return see_other(r, result);
    return 0;
}

bool form_ticket_fits(const struct form *f)
{
    return f->draft.ticket.n && str_eq(f->draft.ticket, form_value(f->r, "_once"));
}

void form_finish(struct form *f, const char *result)
{
    /* The draft's owner, not the session's: a registration has just changed that one. */
    if (ticket_use(f->r->db, f->draft.ticket, f->draft.owner, str_of(result)) != OK)
        die("form %s: a ticket was used twice", f->page);
    draft_drop(f->r->db, f->draft.owner, f->draft.form, f->draft.institution);
}

struct str form_changes(const struct form *f)
{
    struct buf b = BUF_INIT;
    struct str all;

    for (size_t i = 0; i < f->n; i++) {
        const struct form_field *x = &f->f[i];

        if (x->col->same_as || x->col->widget == W_FIXED || x->col->widget == W_PASSWORD ||
            str_eq(x->value, x->old))
            continue;
        buf_addf(&b, "%s%s: " STR_FMT " → " STR_FMT, b.n ? "\n" : "", x->col->label,
            STR_ARG(x->old), STR_ARG(x->value));
    }
    if (f->draft.secret.n)
        buf_addf(&b, "%sパスワード: 変更", b.n ? "\n" : "");
    all = arena_str(f->r->arena, buf_view(&b));
    buf_release(&b);
    return all;
}

/* ---------------------------------------------------------------- display bar */

bool form_display_pressed(struct req *r, int *status)
{
    struct str pressed = form_value(r, "hyoji"), back = r->path, tail = S("/confirm");
    struct draft d = {.owner = form_owner(r), .institution = r->who.institution};

    if (!pressed.n || r->route->no_csrf)
        return false;
    display_set(&r->display, pressed);
    cookie_set(r, "view", display_text(&r->display, r->arena), 365 * 24 * 3600);
    if (!str_ends(back, tail)) {
        d.form = back;
        d.fields = body_without_secrets(r);
        d.base_rev = form_rev(r);
        /* Whoever has not logged in can't fill the disk. */
        if (r->who.role || d.fields.n <= PUBLIC_DRAFT)
            draft_typed(r->db, &d, form_value(r, "password").n > 0);
    }
    *status = see_other(r, back);
    return true;
}
