/* form_view.c: what the form templates are given. */
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"
#include "web/form.h"

static struct pick_list options(struct req *r, const struct form_field *x)
{
    const struct choice *c = x->col->choices;
    struct pick *v;
    size_t n = 0;

    while (c && c[n].value)
        n++;
    v = NEW_N(r->arena, struct pick, n + 1);
    if (x->col->widget == W_CHECK)
        v[n++] = (struct pick){
            .value = S("1"), .label = str_of(x->col->label), .chosen = str_is(x->typed, "1")};
    else
        for (size_t i = 0; i < n; i++)
            v[i] = (struct pick){
                .value = str_of(c[i].value), .label = str_of(c[i].label),
                .chosen = str_is(x->typed, c[i].value)};
    return (struct pick_list){v, n};
}

static struct str shown(struct req *r, const struct form_field *x, struct str value)
{
    struct date d;

    for (const struct choice *c = x->col->choices; c && c->value; c++)
        if (str_is(value, c->value))
            return str_of(c->label);
    if (x->col->normal == N_DATE && date_iso(value, &d))
        return date_japanese_full(r->arena, d);
    return value;
}

static struct field_view field_view(struct form *f, const struct form_field *x)
{
    const struct col *c = x->col;

    return (struct field_view){.col = c, .widget = c->widget, .name = str_of(c->name),
        .label = str_of(c->label), .hint = x->hint, .required = x->required,
        .value = c->widget == W_PASSWORD ? S("")
            : c->widget == W_FIXED       ? shown(f->r, x, x->old)
                                         : x->typed,
        .error = x->error, .picks = options(f->r, x),
        .fresh_password = c->autocomplete && strcmp(c->autocomplete, "new-password") == 0,
        .secret = c->widget == W_PASSWORD};
}

struct str form_until(struct req *r, int64_t *left)
{
    const struct conf *c = r->app->conf;
    bool staff = r->who.role & STAFF;
    int64_t idle = (staff ? c->staff_idle_min : c->clinic_idle_min) * 60;
    int64_t most = (staff ? c->staff_max_min : c->clinic_max_min) * 60;
    int minute;

    *left = 0;
    if (!r->who.role)
        return S("");
    *left = r->who.since + most - clock_now();
    if (*left > idle)
        *left = idle;
    minute = date_tokyo_minute(clock_now() + *left);
    return arena_fmt(r->arena, "%d時%02d分", minute / 60, minute % 60);
}

static struct pair *add_pair(struct form_view *v, struct pair *p, const char *name, struct str value)
{
    *p = (struct pair){str_of(name), value};
    v->hidden.n++;
    return p + 1;
}

static struct form_view *start(struct form *f)
{
    struct req *r = f->r;
    struct form_view *v = NEW(r->arena, struct form_view);
    struct pair *hidden = NEW_N(r->arena, struct pair, 4);

    v->csrf = guard_csrf(r);
    v->hidden.v = hidden;
    hidden = add_pair(v, hidden, "_rev", arena_fmt(r->arena, "%lld", (long long)f->rev));
    if (r->who.role)
        add_pair(v, hidden, "_owner", guard_owner_field(r));
    v->until = form_until(r, &v->left);
    if (!(r->who.role & INSIDE))
        v->left = 0; /* the page that prolongs a login is theirs */
    return v;
}

static void list_complaints(struct form *f, struct form_view *v)
{
    struct complaint *list = NEW_N(f->r->arena, struct complaint, f->n + 1);
    size_t n = 0;

    if (f->general.n)
        list[n++] = (struct complaint){S(""), f->general};
    for (size_t i = 0; i < f->n; i++)
        if (f->f[i].error.n)
            list[n++] = (struct complaint){str_of(f->f[i].col->name), f->f[i].error};
    v->wrong = (struct complaint_list){list, n};
}

const struct form_view *form_input_view(struct form *f)
{
    struct form_view *v = start(f);
    struct field_view *fields = NEW_N(f->r->arena, struct field_view, f->n);

    for (size_t i = 0; i < f->n; i++)
        fields[i] = field_view(f, &f->f[i]);
    v->fields = (struct field_list){fields, f->n};
    list_complaints(f, v);
    return v;
}

/* A repeated field is the same as the first; a password that was not typed stays. */
static bool in_confirm(const struct form *f, const struct form_field *x)
{
    if (x->col->same_as || strcmp(x->col->name, "current") == 0)
        return false;
    return x->col->widget != W_PASSWORD || f->draft.secret.n;
}

const struct form_view *form_confirm_view(struct form *f)
{
    struct req *r = f->r;
    struct form_view *v = start(f);
    struct field_view *fields = NEW_N(r->arena, struct field_view, f->n);
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++) {
        const struct form_field *x = &f->f[i];
        struct field_view *to = &fields[n];

        if (!in_confirm(f, x))
            continue;
        n++;
        *to = field_view(f, x);
        if (x->col->widget == W_FIXED) {
            to->shown = to->value;
            continue;
        }
        to->edit = (struct url){str_of(f->page)};
        if (to->secret) {
            to->changed = true; /* and nothing of it is shown */
            continue;
        }
        to->shown = shown(r, x, x->value);
        to->old = shown(r, x, x->old);
        to->changed = !str_eq(x->value, x->old);
        to->folded = str_eq(x->typed, x->value) ? S("") : x->typed;
    }
    v->fields = (struct field_list){fields, n};
    v->once = f->draft.ticket;
    v->action = (struct url){arena_fmt(r->arena, "%s/confirm", f->page)};
    return v;
}
