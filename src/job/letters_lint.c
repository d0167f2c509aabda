/* letters_lint.c: see letters_lint.h. The work for one letter is letters_check, as when
 * it is printed; texts of the form are set once for each class of letters. */
#include "job/letters_lint.h"

#include "job/letters_impl.h"
#include "sys/clock.h"
#include "util/str.h"

struct lint {
    struct press *press;
    struct arena *keep;  /* of what is found */
    struct arena letter; /* of the letter at hand */
    struct letters_found *out;
    struct buf all, kinds, changed;
};

static void count(struct lint *x, struct str state, struct str reason)
{
    struct letters_kind *k = (struct letters_kind *)(void *)x->kinds.p;
    size_t n = x->kinds.n / sizeof(*k);
    struct letters_kind first = {state, reason, 1};

    for (size_t i = 0; i < n; i++)
        if (str_eq(k[i].reason, reason) && str_eq(k[i].state, state)) {
            k[i].n++;
            return;
        }
    buf_add(&x->kinds, &first, sizeof(first));
}

/* One that will be pulled when the chunk is printed needs no check. */
static bool goes(const struct letter *l)
{
    return l->registered == l->recovery;
}

static bool one(void *ctx, const void *row)
{
    struct lint *x = ctx;
    const struct letter *was = row;
    struct letter l = *was;
    struct letters_finding f;

    arena_reset(&x->letter);
    x->out->checked++;
    l.state = S("planned");
    l.reason = S("");
    if (goes(was) && !letters_check(&x->letter, x->press, &l)) {
        f = (struct letters_finding){.state = arena_str(x->keep, l.state),
            .reason = arena_str(x->keep, l.reason),
            .letter = l.id,
            .pref = arena_str(x->keep, l.pref),
            .code = arena_str(x->keep, l.code),
            .score_table = arena_str(x->keep, l.score_table)};
        *(str_is(l.state, "faulty") ? &x->out->faulty : &x->out->blocked) += 1;
        buf_add(&x->all, &f, sizeof(f));
        count(x, f.state, f.reason);
        l.state = f.state;
        l.reason = f.reason;
    }
    if (!str_eq(was->state, l.state) || !str_eq(was->reason, l.reason)) {
        struct letter row_of = {.id = l.id, .state = l.state, .reason = l.reason};

        buf_add(&x->changed, &row_of, sizeof(row_of));
    }
    return true;
}

static void *moved(struct arena *a, struct buf *b, size_t size, size_t *n)
{
    char *v = arena_zero(a, b->n + 1, 1, 16);

    if (b->n)
        memcpy(v, b->p, b->n);
    *n = b->n / size;
    buf_release(b);
    return v;
}

static bool open_press(struct lint *x, struct db *db, struct arena *a,
    const struct fonts *fonts, const char *data, const struct campaign *c, char *why)
{
    struct letter_form *form = letters_form(a, data, c->form, why);

    if (form)
        x->press = letters_press(a, fonts, form, c, c->posted_on, c->valid_until, why);
    if (!x->press)
        return false;
    if (c->id)
        letter_each_open(db, c->id, one, x);
    else
        campaign_trial(db, c, one, x);
    return true;
}

bool letters_lint(struct db *db, struct arena *a, const char *data,
    const struct campaign *c, struct letters_found *out, char *why)
{
    int64_t start = clock_mono_ms();
    struct lint x = {.keep = a, .letter = ARENA_INIT, .out = out};
    struct fonts *fonts = fonts_open(why);
    bool ok;

    *out = (struct letters_found){.checked = 0};
    ok = fonts && open_press(&x, db, a, fonts, data, c, why);
    out->all.v = moved(a, &x.all, sizeof(*out->all.v), &out->all.n);
    out->kinds.v = moved(a, &x.kinds, sizeof(*out->kinds.v), &out->kinds.n);
    out->changed.v = moved(a, &x.changed, sizeof(*out->changed.v), &out->changed.n);
    press_close(x.press);
    fonts_close(fonts);
    arena_release(&x.letter);
    out->seconds = (double)(clock_mono_ms() - start) / 1000;
    return ok;
}

void letters_lint_save(
    struct db *db, const struct campaign *c, const struct letters_found *found)
{
    for (size_t i = 0; i < found->changed.n; i++)
        letter_save(db, &found->changed.v[i]);
    if (found->checked) /* all are printed: what was said of them stays */
        campaign_checked(db, c->id, found->checked);
}
