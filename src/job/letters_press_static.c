/* letters_press_static.c: draws what is the same on every letter: lines, boxes, words. */
#include "job/letters_press_impl.h"

#include "util/str.h"
#include "util/utf8.h"

enum { MAX_LINES = 40 };

void press_gray(struct buf *b, double gray, bool stroke)
{
    pdf_num(b, gray);
    buf_puts(b, stroke ? "G " : "g ");
}

void press_qr_rects(struct buf *b, const struct qr *qr, double x, double y, double size)
{
    double m = size / qr->size * PDF_MM;

    buf_puts(b, "q ");
    pdf_num(b, m);
    buf_puts(b, "0 0 ");
    pdf_num(b, -m);
    pdf_num(b, x * PDF_MM);
    pdf_num(b, press_y(y));
    buf_puts(b, "cm\n");
    for (int row = 0; row < qr->size; row++)
        for (int col = 0, run; col < qr->size; col += run) {
            const unsigned char *d = qr->dark + row * qr->size;

            for (run = 1; col + run < qr->size && d[col + run] == d[col];)
                run++;
            if (d[col])
                pdf_rect(b, col, row, run, 1);
        }
    buf_puts(b, "f Q\n");
}

static void point(struct buf *b, double x, double y)
{
    pdf_num(b, x);
    pdf_num(b, y);
}

static void rounded(struct buf *b, double x, double y, double w, double h, double r)
{
    double k = r * 0.4477; /* a quarter of a circle as a Bézier curve */

    point(b, x + r, y);
    buf_puts(b, "m ");
    point(b, x + w - r, y);
    buf_puts(b, "l ");
    point(b, x + w - k, y), point(b, x + w, y + k), point(b, x + w, y + r);
    buf_puts(b, "c ");
    point(b, x + w, y + h - r);
    buf_puts(b, "l ");
    point(b, x + w, y + h - k), point(b, x + w - k, y + h), point(b, x + w - r, y + h);
    buf_puts(b, "c ");
    point(b, x + r, y + h);
    buf_puts(b, "l ");
    point(b, x + k, y + h), point(b, x, y + h - k), point(b, x, y + h - r);
    buf_puts(b, "c ");
    point(b, x, y + r);
    buf_puts(b, "l ");
    point(b, x, y + k), point(b, x + k, y), point(b, x + r, y);
    buf_puts(b, "c h\n");
}

static void draw_box(struct buf *b, const struct letter_item *it, double y)
{
    double x = it->v[0] * PDF_MM, w = it->v[2] * PDF_MM, h = it->v[3] * PDF_MM;

    if (it->fill >= 0)
        press_gray(b, it->fill, false);
    if (it->line > 0) {
        press_gray(b, it->gray, true);
        pdf_num(b, it->line * PDF_MM);
        buf_puts(b, "w ");
    }
    if (it->round > 0)
        rounded(b, x, press_y(y) - h, w, h, it->round * PDF_MM);
    else
        pdf_rect(b, x, press_y(y) - h, w, h);
    buf_puts(b, it->fill >= 0 && it->line > 0 ? "B\n" : it->fill >= 0 ? "f\n" : "S\n");
    if (it->fill >= 0)
        press_gray(b, 0, false);
}

static void draw_line(struct buf *b, const struct letter_item *it)
{
    press_gray(b, it->gray, true);
    pdf_num(b, it->line * PDF_MM);
    buf_puts(b, "w ");
    point(b, it->v[0] * PDF_MM, press_y(it->v[1]));
    buf_puts(b, "m ");
    point(b, it->v[2] * PDF_MM, press_y(it->v[3]));
    buf_puts(b, "l S\n");
}

static void draw_poly(struct buf *b, const struct letter_item *it)
{
    press_gray(b, it->v[0], false);
    for (int i = 1; i + 1 < it->n_v; i += 2) {
        point(b, it->v[i] * PDF_MM, press_y(it->v[i + 1]));
        buf_puts(b, i == 1 ? "m " : "l ");
    }
    buf_puts(b, "f 0 g\n");
}

void press_line(struct buf *b, const struct typeset *t, const struct typeset_line *l,
    const struct letter_item *it, double pt, double indent, double base, bool last)
{
    double x = it->v[0] * PDF_MM + indent * pt, w = it->v[2] * PDF_MM - indent * pt;
    double rest = w - l->width * pt / 1000, spread = 0;
    size_t n = l->to - l->from;

    if (it->align == ALIGN_RIGHT)
        x += rest;
    if (it->align == ALIGN_CENTER)
        x += rest / 2;
    /* Wider gaps than this look worse than a ragged edge. */
    if (it->align == ALIGN_JUSTIFY && !last && n > 1 &&
        rest / (double)(n - 1) < pt * 0.08)
        spread = rest / (double)(n - 1);
    typeset_draw(t, l, pt, x, base, spread, b);
}

/* {name} in the words of the form. */
static bool fill_in(
    struct str text, const struct press_setup *s, struct buf *out, char *why)
{
    const struct {
        const char *name;
        struct str value;
    } names[] = {{"posted", s->posted}, {"cutoff", s->cutoff},
        {"valid_until", s->valid_until}, {"address", s->address}, {"search", s->search}};
    struct str rest = text;

    while (rest.p) {
        struct str name;
        size_t i = 0;

        buf_str(out, str_cut(rest, '{', &rest));
        if (!rest.p)
            break;
        name = str_cut(rest, '}', &rest);
        while (i < COUNT(names) && !str_is(name, names[i].name))
            i++;
        if (i == COUNT(names)) {
            snprintf(why, FORM_WHY, "unknown place-holder '{" STR_FMT "}'",
                STR_ARG(str_head(name, 40)));
            return false;
        }
        buf_str(out, names[i].value);
    }
    return true;
}

/* Words outside and inside ** in turns. */
static bool set_paragraph(
    struct press *p, const struct letter_item *it, struct str text, char *why)
{
    bool bold = false;

    typeset_reset(&p->line);
    for (size_t i = 0; i <= text.n; i++) {
        struct str tail = str_from(text, i);
        bool mark = str_starts(tail, S("**"));

        if (i < text.n && !mark)
            continue;
        if (!typeset_add(
                &p->line, p->base, bold ? FONT_BOLD : it->font, str_head(text, i))) {
            snprintf(why, FORM_WHY, "no font has the character U+%04X of the form",
                p->line.missing);
            return false;
        }
        if (!mark)
            break;
        bold = !bold;
        text = str_from(text, i + 2);
        i = (size_t)-1;
    }
    return true;
}

/* Where words are drawn, and the first that do not fit. */
struct painter {
    struct press *p;
    struct press_variant *v;
    const struct press_setup *setup;
    char *why;
};

static void note_overflow(struct painter *w, const struct letter_item *it)
{
    struct str text = it->paragraphs.n ? it->paragraphs.v[0] : S("");

    if (!w->v->fault.kind)
        w->v->fault = (struct press_fault){FAULT_OVERFLOW, it->at, utf8_head(text, 12)};
}

/* One paragraph from *y on, which is moved below it. */
static bool draw_paragraph(struct painter *w, const struct letter_item *it,
    struct buf *words, size_t i, double *y)
{
    struct typeset_line lines[MAX_LINES];
    struct buf *b = &w->v->pages[it->page];
    int width = (int)(it->v[2] * PDF_MM * 1000 / it->pt);
    int indent = (int)(it->indent * 1000);
    size_t n;

    buf_reset(words);
    if (!fill_in(it->paragraphs.v[i], w->setup, words, w->why) ||
        !set_paragraph(w->p, it, buf_view(words), w->why))
        return false;
    n = typeset_wrap(&w->p->line, width, indent, lines, MAX_LINES);
    if (n > MAX_LINES)
        note_overflow(w, it);
    for (size_t k = 0; k < n && k < MAX_LINES; k++, *y += it->lead) {
        if (lines[k].width > width - (k ? 0 : indent))
            note_overflow(w, it);
        press_line(b, &w->p->line, &lines[k], it, it->pt, k ? 0 : it->indent,
            press_base(*y, it->pt), k + 1 == n);
    }
    if (!n)
        *y += it->lead / 2;
    return true;
}

static bool draw_text(struct painter *w, const struct letter_item *it, double *y)
{
    struct buf words = BUF_INIT;
    bool ok = true;

    press_gray(&w->v->pages[it->page], it->gray, false);
    for (size_t i = 0; i < it->paragraphs.n && ok; i++)
        ok = draw_paragraph(w, it, &words, i, y);
    press_gray(&w->v->pages[it->page], 0, false);
    buf_release(&words);
    if (*y - it->lead + it->pt / PDF_MM > it->until)
        note_overflow(w, it);
    return ok;
}

static bool draw_qr(struct painter *w, const struct letter_item *it)
{
    struct buf *place = &w->p->qr_place[it->page];
    struct str origin = w->setup->origin;
    struct qr qr;
    char url[80];
    size_t i;

    if (it->what == QR_ID)
        return true;
    if (w->p->form->credential) {
        double size = it->v[2] * PDF_MM;

        buf_reset(place); /* the same for all variants */
        buf_puts(place, "q ");
        pdf_num(place, size);
        buf_puts(place, "0 0 ");
        pdf_num(place, size);
        pdf_num(place, it->v[0] * PDF_MM);
        pdf_num(place, press_y(it->v[1]) - size);
        buf_puts(place, "cm\n");
        return true;
    }
    for (i = 0; i < origin.n && i < sizeof(url); i++) {
        char c = origin.p[i];

        url[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    if (!qr_make((struct str){url, i}, QR_H, 5, &qr)) {
        snprintf(w->why, FORM_WHY, "the portal's address is too long for the QR code");
        return false;
    }
    press_qr_rects(&w->v->pages[it->page], &qr, it->v[0], it->v[1], it->v[2]);
    return true;
}

bool press_static(
    struct press *p, struct press_variant *v, const struct press_setup *s, char *why)
{
    struct painter w = {p, v, s, why};
    double end = 0;

    v->fault = press_gap(p->form, v->standing);
    for (size_t i = 0; i < p->form->n_items; i++) {
        const struct letter_item *it = &p->form->items[i];
        struct buf *b = &v->pages[it->page];
        double y = it->below ? end + it->v[1] : it->v[1];

        if (!press_stands(it, v->standing))
            continue;
        if (it->kind == ITEM_TEXT) {
            if (!draw_text(&w, it, &y))
                return false;
            end = y;
        } else if (it->kind == ITEM_BOX) {
            draw_box(b, it, y);
        } else if (it->kind == ITEM_LINE) {
            draw_line(b, it);
        } else if (it->kind == ITEM_POLY) {
            draw_poly(b, it);
        } else if (it->kind == ITEM_QR && !draw_qr(&w, it)) {
            return false;
        }
    }
    return true;
}
