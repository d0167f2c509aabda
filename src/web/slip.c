/* slip.c: see slip.h. The fonts are opened at the first slip and stay. */
#include "web/slip.h"

#include <pthread.h>

#include "sys/qr.h"
#include "sys/typeset.h"
#include "util/str.h"

/* Millimetres from the upper left corner; type sizes in points. */
#define LEFT    20.0
#define RIGHT   190.0
#define TOP     22.0
#define BOTTOM  280.0
#define TEXT_AT 68.0 /* of the second column */
#define CODE    30.0 /* side of the QR code */
#define GAP     2.2
#define PT_MM   (25.4 / 72.0)

enum { MAX_LINES = 200, LEAD_PER_CENT = 150 };

static struct fonts *fonts;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_fonts(void)
{
    fonts = fonts_open(NULL);
}

struct press {
    struct pdf *pdf;
    struct pdf_fonts *pf;
    struct typeset t;
    struct buf page;
    double y; /* of the next line's upper edge */
    bool failed;
};

static double from_top(double y)
{
    return PDF_A4_H - y * PDF_MM;
}

static void end_page(struct press *p)
{
    int content = pdf_content(p->pdf, buf_view(&p->page));

    pdf_page(p->pdf, &content, 1);
    buf_reset(&p->page);
    p->y = TOP;
}

static void rule(struct press *p)
{
    buf_puts(&p->page, "0.75 g ");
    pdf_rect(&p->page, LEFT * PDF_MM, from_top(p->y), (RIGHT - LEFT) * PDF_MM, 0.5);
    buf_puts(&p->page, "f 0 g\n");
}

/* A paragraph from x on, at most to right; returns its height. draw false: only measures. */
static double paragraph(struct press *p, struct str text, enum font_style style, double pt,
    double x, double right, bool draw)
{
    static struct typeset_line lines[MAX_LINES];
    double lead = pt * LEAD_PER_CENT / 100 * PT_MM, y = p->y;
    int width = (int)((right - x) / PT_MM / pt * 1000);
    size_t n;

    typeset_reset(&p->t);
    if (!typeset_add(&p->t, p->pf, style, text)) {
        p->failed = true;
        return lead;
    }
    n = typeset_wrap(&p->t, width, 0, lines, MAX_LINES);
    n = n > MAX_LINES ? MAX_LINES : n;
    for (size_t i = 0; i < n && draw; i++, y += lead)
        typeset_draw(&p->t, &lines[i], pt, x * PDF_MM,
            from_top(y + (lead + pt * PT_MM * 0.76) / 2), 0, &p->page);
    return n ? lead * (double)n : lead;
}

static void room(struct press *p, double height)
{
    if (p->y + height > BOTTOM)
        end_page(p);
}

static void whole(struct press *p, struct str text, enum font_style style, double pt,
    double right)
{
    double h;

    if (!text.n)
        return;
    h = paragraph(p, text, style, pt, LEFT, right, false);
    room(p, h);
    p->y += paragraph(p, text, style, pt, LEFT, right, true) + GAP;
}

static void line(struct press *p, const struct slip_line *l)
{
    double a = paragraph(p, l->what, FONT_GOTHIC, 9, LEFT, TEXT_AT - 3, false);
    double b = paragraph(p, l->text.n ? l->text : S("（なし）"), FONT_MINCHO, 10.5, TEXT_AT,
        RIGHT, false);
    double h = a > b ? a : b;

    room(p, h + 2 * GAP);
    rule(p);
    p->y += GAP;
    paragraph(p, l->what, FONT_GOTHIC, 9, LEFT, TEXT_AT - 3, true);
    paragraph(p, l->text.n ? l->text : S("（なし）"), FONT_MINCHO, 10.5, TEXT_AT, RIGHT, true);
    p->y += h + GAP;
}

static void draw_code(struct press *p, struct str text, double x, double y)
{
    static struct qr q;
    double m;

    if (!qr_make(text, QR_M, 10, &q))
        return;
    m = CODE / q.size;
    for (int row = 0; row < q.size; row++)
        for (int col = 0; col < q.size; col++)
            if (q.dark[row * q.size + col])
                pdf_rect(&p->page, (x + col * m) * PDF_MM, from_top(y + (row + 1) * m),
                    m * PDF_MM, m * PDF_MM);
    buf_puts(&p->page, "f\n");
}

static void draw(struct press *p, const struct slip *s)
{
    double below = TOP + CODE + 12;

    p->y = TOP;
    draw_code(p, s->code, RIGHT - CODE, TOP);
    p->y = TOP + CODE + 2;
    paragraph(p, s->caption, FONT_GOTHIC, 7, RIGHT - CODE, RIGHT, true);
    p->y = TOP;
    whole(p, s->title, FONT_BOLD, 18, RIGHT - CODE - 8);
    whole(p, s->number, FONT_BOLD, 30, RIGHT - CODE - 8);
    whole(p, s->lead, FONT_MINCHO, 10.5, RIGHT - CODE - 8);
    p->y = p->y > below ? p->y : below;
    for (size_t i = 0; i < s->lines.n; i++)
        line(p, &s->lines.v[i]);
    rule(p);
    p->y += 2 * GAP;
    whole(p, s->note, FONT_GOTHIC, 8.5, RIGHT);
    end_page(p);
}

static bool keep(void *ctx, const void *bytes, size_t n)
{
    buf_add(ctx, bytes, n);
    return true;
}

struct str slip_pdf(struct arena *a, const struct slip *s)
{
    static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER; /* the lines and the code */
    struct press p = {.failed = false};
    struct buf file = BUF_INIT;
    struct str all = S("");
    bool ok;

    pthread_once(&once, open_fonts);
    if (!fonts)
        return all;
    pthread_mutex_lock(&one);
    p.pf = pdf_fonts_new(fonts);
    p.pdf = pdf_open(keep, &file, p.pf, s->title);
    draw(&p, s);
    ok = pdf_close(p.pdf) && !p.failed;
    pthread_mutex_unlock(&one);
    if (ok)
        all = arena_str(a, buf_view(&file));
    buf_release(&p.page);
    typeset_release(&p.t);
    buf_release(&file);
    return all;
}
