/* steps.c: see steps.h. */
#include "web/steps.h"

#include "util/str.h"
#include "web/app.h"

static void say_faster(struct form *f, int64_t rev)
{
    f->rev = rev;
    form_complain(f, "",
        S("ほかの人が先に変更しました。いまの内容を見て、もう一度確かめてください"));
}

static int draw_input(struct form *f, const struct steps *s, const void *row, int status)
{
    s->draw(f, row, false, status == 422, S(""));
    return status;
}

int steps_input(struct req *r, const struct steps *s, void *row)
{
    struct form f;
    int64_t rev;

    if (!s->begin(&f, r, row))
        return not_found(r);
    rev = f.rev;
    if (form_load_draft(&f) && f.rev != rev)
        say_faster(&f, rev);
    return draw_input(&f, s, row, 200);
}

int steps_input_post(struct req *r, const struct steps *s, void *row)
{
    struct form f;
    int64_t rev;

    if (!s->begin(&f, r, row))
        return not_found(r);
    rev = f.rev;
    form_load_draft(&f);
    form_read(&f);
    s->check(&f, row);
    if (f.rev != rev)
        say_faster(&f, rev);
    form_keep(&f, !f.wrong, S(""));
    if (!f.wrong)
        return see_other(r, arena_fmt(r->arena, "%s/confirm", f.page));
    r->keep = true; /* the draft */
    return draw_input(&f, s, row, 422);
}

/* The draft as it was checked; everything is checked again before it counts. */
static bool load_checked(struct form *f, const struct steps *s, const void *row)
{
    if (!form_load_draft(f) || !f->draft.checked)
        return false;
    form_check(f);
    s->check(f, row);
    return true;
}

int steps_confirm(struct req *r, const struct steps *s, void *row)
{
    struct form f;

    if (!s->begin(&f, r, row))
        return not_found(r);
    if (!load_checked(&f, s, row))
        return see_other(r, str_of(f.page));
    s->draw(&f, row, true, false, S(""));
    return 200;
}

static int commit(struct form *f, const struct steps *s, void *row)
{
    struct req *r = f->r;
    const char *led = s->commit(f, row);
    struct form now;

    if (led) {
        form_finish(f, led);
        return see_other(r, str_of(led));
    }
    if (!s->begin(&now, r, row))
        return not_found(r);
    say_faster(f, now.rev);
    return draw_input(f, s, row, 422);
}

int steps_confirm_post(struct req *r, const struct steps *s, void *row)
{
    struct form f;
    int status;

    if (!s->begin(&f, r, row))
        return not_found(r);
    status = form_pressed(r, f.page);
    if (status)
        return status;
    if (!load_checked(&f, s, row))
        return see_other(r, str_of(f.page));
    if (!form_ticket_fits(&f)) {
        s->draw(&f, row, true, false, FORM_CHANGED);
        return 422;
    }
    if (f.wrong)
        return draw_input(&f, s, row, 422);
    return commit(&f, s, row);
}
