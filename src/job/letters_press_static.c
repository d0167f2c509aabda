/* letters_press_static.c: draws what is the same on every letter: lines, boxes, words. */
#include "job/letters_press_impl.h"

#include "util/str.h"

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

static bool draw_text(struct press *p, struct buf *b, const struct letter_item *it,
    const struct press_setup *s, double *y, char *why)
{
    struct typeset_line lines[MAX_LINES];
    struct buf words = BUF_INIT;
    bool ok = true;

    press_gray(b, it->gray, false);
    for (size_t i = 0; i < it->paragraphs.n && ok; i++) {
        size_t n;

        buf_reset(&words);
        ok = fill_in(it->paragraphs.v[i], s, &words, why) &&
             set_paragraph(p, it, buf_view(&words), why);
        if (!ok)
            break;
        n = typeset_wrap(&p->line, (int)(it->v[2] * PDF_MM * 1000 / it->pt),
            (int)(it->indent * 1000), lines, MAX_LINES);
        for (size_t k = 0; k < n && k < MAX_LINES; k++, *y += it->lead)
            press_line(b, &p->line, &lines[k], it, it->pt, k ? 0 : it->indent,
                press_base(*y, it->pt), k + 1 == n);
        if (!n)
            *y += it->lead / 2;
    }
    press_gray(b, 0, false);
    buf_release(&words);
    return ok;
}

static bool draw_qr(
    struct press *p, const struct letter_item *it, const struct press_setup *s, char *why)
{
    struct buf *place = &p->qr_place[it->page];
    struct qr qr;
    char url[80];
    size_t i;

    if (it->what == QR_ID)
        return true;
    if (p->form->credential) {
        double size = it->v[2] * PDF_MM;

        buf_puts(place, "q ");
        pdf_num(place, size);
        buf_puts(place, "0 0 ");
        pdf_num(place, size);
        pdf_num(place, it->v[0] * PDF_MM);
        pdf_num(place, press_y(it->v[1]) - size);
        buf_puts(place, "cm\n");
        return true;
    }
    for (i = 0; i < s->origin.n && i < sizeof(url); i++) {
        char c = s->origin.p[i];

        url[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    if (!qr_make((struct str){url, i}, QR_H, 5, &qr)) {
        snprintf(why, FORM_WHY, "the portal's address is too long for the QR code");
        return false;
    }
    press_qr_rects(&p->pages[it->page], &qr, it->v[0], it->v[1], it->v[2]);
    return true;
}

bool press_static(struct press *p, const struct press_setup *s, char *why)
{
    double end = 0;

    for (size_t i = 0; i < p->form->n_items; i++) {
        const struct letter_item *it = &p->form->items[i];
        struct buf *b = &p->pages[it->page];
        double y = it->below ? end + it->v[1] : it->v[1];

        if (it->kind == ITEM_TEXT) {
            if (!draw_text(p, b, it, s, &y, why))
                return false;
            end = y;
        } else if (it->kind == ITEM_BOX) {
            draw_box(b, it, y);
        } else if (it->kind == ITEM_LINE) {
            draw_line(b, it);
        } else if (it->kind == ITEM_POLY) {
            draw_poly(b, it);
        } else if (it->kind == ITEM_QR && !draw_qr(p, it, s, why)) {
            return false;
        }
    }
    return true;
}
