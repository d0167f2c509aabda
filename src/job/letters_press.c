/* letters_press.c: what differs from letter to letter, and the chunk that holds them. */
#include "job/letters_press_code.h"
#include "job/letters_press_impl.h"

#include "util/str.h"

enum {
    MAX_LINES = 12,
    TOGETHER = 3, /* characters of the name that stay with the honorific */
    ROOM = 32 * 1024,
};

void press_number(const struct press_letter *l, char out[PRESS_NUMBER])
{
    snprintf(out, PRESS_NUMBER, "%09u-%u%s%.8s", (unsigned)(l->number % 1000000000),
        (unsigned)l->generation % 100, l->check.n ? "-" : "", l->check.n ? l->check.p : "");
}

static const struct press_variant *variant_of(const struct press *p, unsigned class)
{
    uint32_t standing = letter_form_standing(p->form, class);

    for (int i = 0; i < p->n_variants; i++)
        if (p->variants[i].standing == standing)
            return &p->variants[i];
    return NULL;
}

/* Draws what letters of this class get, if no class before gets the same. */
static bool add_variant(
    struct press *p, unsigned class, const struct press_setup *setup, char *why)
{
    struct press_variant *v = &p->variants[p->n_variants];

    if (variant_of(p, class))
        return true;
    if (p->n_variants == PRESS_VARIANTS)
        die("letters: more classes than variants");
    v->standing = letter_form_standing(p->form, class);
    p->n_variants++;
    if (!press_static(p, v, setup, why))
        return false;
    for (int page = 0; page < LETTER_PAGES; page++)
        while (!str_eq(buf_view(&p->variants[v->drawn[page]].pages[page]),
            buf_view(&v->pages[page])))
            v->drawn[page]++;
    return true;
}

struct press_fault press_fault(const struct press *p, unsigned class)
{
    const struct press_variant *v = variant_of(p, class);

    return v ? v->fault : (struct press_fault){.kind = FAULT_NO_WORDS, .name = S("")};
}

struct press *press_open(const struct fonts *fonts, const struct letter_form *form,
    const struct press_setup *setup, char *why)
{
    struct press *p = calloc(1, sizeof(*p));

    if (!p)
        die("out of memory");
    p->form = form;
    p->base = pdf_fonts_new(fonts);
    for (size_t i = 0; letter_class_at(i); i++)
        if (!add_variant(p, letter_class_at(i), setup, why)) {
            press_close(p);
            return NULL;
        }
    p->scratch = pdf_fonts_copy(p->base);
    return p;
}

void press_close(struct press *p)
{
    if (!p)
        return;
    for (int i = 0; i < LETTER_PAGES; i++) {
        buf_release(&p->qr_place[i]);
        for (int k = 0; k < p->n_variants; k++)
            buf_release(&p->variants[k].pages[i]);
    }
    typeset_release(&p->line);
    pdf_fonts_free(p->base);
    pdf_fonts_free(p->scratch);
    free(p);
}

/* ---- one field */

static bool set_zip(
    struct typeset *t, struct pdf_fonts *pf, const struct letter_item *it, struct str zip)
{
    return typeset_add(t, pf, it->font, S("〒")) &&
           typeset_add(t, pf, it->font, str_head(zip, 3)) &&
           typeset_add(t, pf, it->font, S("-")) &&
           typeset_add(t, pf, it->font, str_from(zip, 3));
}

static bool set_name(struct typeset *t, struct pdf_fonts *pf,
    const struct letter_item *it, const struct press_letter *l)
{
    size_t name;

    if (!typeset_add(t, pf, it->font, l->name))
        return false;
    name = typeset_count(t);
    if (!typeset_add(t, pf, it->font, S("　")) ||
        !typeset_add(t, pf, it->font, l->honorific))
        return false;
    t->keep = typeset_count(t) - name + (name < TOGETHER ? name : TOGETHER);
    return true;
}

static bool set_facility(struct typeset *t, struct pdf_fonts *pf,
    const struct letter_item *it, const struct press_letter *l)
{
    return typeset_add(t, pf, it->font, S("＜")) &&
           typeset_add(t, pf, it->font, l->name) && typeset_add(t, pf, it->font, S("＞"));
}

static bool set_field(struct typeset *t, struct pdf_fonts *pf,
    const struct letter_item *it, const struct press_letter *l)
{
    char number[PRESS_NUMBER];

    typeset_reset(t);
    switch ((enum letter_field)it->what) {
    case FIELD_ZIP:
        return set_zip(t, pf, it, l->zip);
    case FIELD_ADDRESS:
        return typeset_add(t, pf, it->font, l->address);
    case FIELD_NAME:
        return set_name(t, pf, it, l);
    case FIELD_NUMBER:
        press_number(l, number);
        return typeset_add(t, pf, it->font, str_of(number));
    case FIELD_FACILITY:
        return set_facility(t, pf, it, l);
    case FIELD_LOGIN:
        return typeset_add(t, pf, it->font, l->login);
    case FIELD_PASSWORD:
        return typeset_add(t, pf, it->font, l->password);
    case LETTER_FIELDS:
        break;
    }
    return false;
}

struct fit {
    double pt, lead; /* points */
    size_t n;
    struct typeset_line lines[MAX_LINES];
};

/* 医療法人社団○○会　○○クリニック: two lines are cut at the blank, if that fits. */
static bool cut_at_blank(const struct typeset *t, int width, struct fit *f)
{
    const struct typeset_unit *u = (const struct typeset_unit *)(void *)t->units.p;

    for (size_t n = typeset_count(t), i = n - t->keep; i > 1; i--) {
        struct typeset_line a, b;

        if (u[i - 1].cp != 0x3000 && u[i - 1].cp != ' ')
            continue;
        a = typeset_line(t, 0, i);
        b = typeset_line(t, i, n);
        if (a.width > width || b.width > width)
            continue;
        f->lines[0] = a;
        f->lines[1] = b;
        f->n = 2;
        return true;
    }
    return false;
}

static void try_smaller(
    const struct typeset *t, const struct letter_item *it, struct fit *f)
{
    double least = it->pt * 0.8 > it->min ? it->pt * 0.8 : it->min;

    for (double pt = f->pt - 0.5; pt > least - 0.01; pt -= 0.5) {
        if (!cut_at_blank(t, (int)(it->v[2] * PDF_MM * 1000 / pt), f))
            continue;
        f->lead *= pt / f->pt;
        f->pt = pt;
        return;
    }
}

/* The largest size between pt and min at which the field fits into its place. A little
 * smaller is better than a word cut in two. */
static bool fit(const struct typeset *t, const struct letter_item *it, struct fit *f)
{
    double w = it->v[2] * PDF_MM, h = it->v[3] * PDF_MM + 0.01;
    double min = it->min > 0 ? it->min : it->pt;

    for (f->pt = it->pt; f->pt > min - 0.01; f->pt -= 0.5) {
        int width = (int)(w * 1000 / f->pt);
        bool wide = false;

        f->lead = it->lead * PDF_MM * f->pt / it->pt;
        f->n = typeset_wrap(t, width, 0, f->lines, MAX_LINES);
        for (size_t i = 0; i < f->n && i < MAX_LINES; i++)
            wide = wide || f->lines[i].width > width;
        if (wide || f->n > MAX_LINES || f->pt + f->lead * ((double)f->n - 1) > h)
            continue;
        if (f->n == 2 && !cut_at_blank(t, width, f))
            try_smaller(t, it, f);
        return true;
    }
    return false;
}

/* ---- one letter */

/* Where the field before ended, for fields that stand below it. */
static double place(const struct letter_item *it, double end)
{
    return it->below ? end + it->v[1] : it->v[1];
}

enum press_fit press_check(
    struct press *p, const struct press_letter *l, struct press_trouble *trouble)
{
    uint32_t standing = letter_form_standing(p->form, l->class);

    for (size_t i = 0; i < p->form->n_items; i++) {
        const struct letter_item *it = &p->form->items[i];
        struct fit f;

        if (it->kind != ITEM_FIELD || !press_stands(it, standing))
            continue;
        trouble->field = (enum letter_field)it->what;
        if (!set_field(&p->line, p->scratch, it, l)) {
            trouble->cp = p->line.missing;
            trouble->mod = p->line.missing_mod;
            return PRESS_NO_GLYPH;
        }
        if (!fit(&p->line, it, &f))
            return PRESS_OVERFLOW;
    }
    return PRESS_FITS;
}

struct writer {
    const struct press *p;
    struct pdf *pdf;
    struct pdf_fonts *pf;
    struct typeset t;
    struct buf b;
    /* By variant, -1 before it occurs: XObject of each page, content of page 2. */
    int form[PRESS_VARIANTS][LETTER_PAGES], back[PRESS_VARIANTS];
};

/* Number of the XObject with this page of the variant; most chunks need few of them. */
static int form_of(struct writer *w, const struct press_variant *v, int page)
{
    int drawn = v->drawn[page], *at = &w->form[drawn][page];

    if (*at < 0)
        *at = pdf_form(w->pdf, buf_view(&w->p->variants[drawn].pages[page]));
    return *at;
}

static int back_of(struct writer *w, const struct press_variant *v)
{
    int *at = &w->back[v->drawn[1]];

    if (*at < 0) {
        buf_reset(&w->b);
        buf_addf(&w->b, "/X%d Do\n", form_of(w, v, 1));
        buf_str(&w->b, buf_view(&w->p->qr_place[1]));
        *at = pdf_content(w->pdf, buf_view(&w->b));
    }
    return *at;
}

static bool draw_field(struct writer *w, const struct letter_item *it,
    const struct press_letter *l, double *end)
{
    struct fit f;
    double y = place(it, *end);

    if (!set_field(&w->t, w->pf, it, l) || !fit(&w->t, it, &f))
        return false;
    for (size_t i = 0; i < f.n; i++)
        press_line(&w->b, &w->t, &f.lines[i], it, f.pt, 0,
            press_base(y, f.pt) - (double)i * f.lead, i + 1 == f.n);
    *end = y + (f.pt + f.lead * ((double)f.n - 1)) / PDF_MM;
    return true;
}

static bool draw_letter(
    struct writer *w, const struct press_letter *l, const struct press_code *code)
{
    const struct letter_form *form = w->p->form;
    const struct press_variant *v = variant_of(w->p, l->class);
    int contents[2], n = 1, back;
    double end = 0;

    if (!v || v->fault.kind)
        return false;
    back = back_of(w, v);
    buf_reset(&w->b);
    buf_addf(&w->b, "/X%d Do\n", form_of(w, v, 0));
    for (size_t i = 0; i < form->n_items; i++) {
        const struct letter_item *it = &form->items[i];

        if (it->kind == ITEM_FIELD && press_stands(it, v->standing) &&
            !draw_field(w, it, l, &end))
            return false;
    }
    buf_str(&w->b, code->id);
    buf_str(&w->b, buf_view(&w->p->qr_place[0]));
    contents[0] = pdf_content(w->pdf, buf_view(&w->b));
    if (code->portal.n)
        contents[n++] = pdf_content(w->pdf, code->portal);
    pdf_page(w->pdf, contents, n);
    contents[0] = back;
    pdf_page(w->pdf, contents, n);
    return true;
}

bool press_chunk(const struct press *p, const struct press_letter *v, size_t n,
    struct str title, pdf_sink *sink, void *ctx)
{
    struct writer w = {.p = p};
    struct press_codes *codes = press_codes_begin(p->form, v, n);
    struct press_code code;
    bool ok = true;

    w.pf = pdf_fonts_copy(p->base);
    w.pdf = pdf_open(sink, ctx, w.pf, title);
    /* Large from the start: growing would leave copies of passwords behind. */
    buf_room(&w.b, ROOM);
    buf_room(&w.t.units, ROOM);
    memset(w.form, 0xff, sizeof(w.form));
    memset(w.back, 0xff, sizeof(w.back));
    for (size_t i = 0; i < n && ok; i++)
        ok = press_codes_get(codes, i, &code) && draw_letter(&w, &v[i], &code);
    press_codes_end(codes);
    ok = pdf_close(w.pdf) && ok;
    explicit_bzero(w.b.p, w.b.cap);
    buf_release(&w.b);
    typeset_release(&w.t);
    return ok;
}
