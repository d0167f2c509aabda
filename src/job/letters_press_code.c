/* letters_press_code.c: see letters_press_code.h. */
#include "job/letters_press_code.h"

#include <pthread.h>

#include "job/letters_press_impl.h"
#include "util/str.h"

struct press_codes {
    const struct letter_form *form;
    const struct press_letter *letters;
    size_t n;
    struct press_code *codes;
    struct arena arena; /* the thread's, until it has ended */
    pthread_t thread;
    pthread_mutex_t lock; /* of the three below */
    pthread_cond_t more;
    size_t ready;
    bool failed, stop;
};

static bool draw_id(
    struct buf *b, const struct letter_item *it, const struct press_letter *l)
{
    char digits[16];
    struct qr qr;

    snprintf(digits, sizeof(digits), "%09u%02u", (unsigned)(l->number % 1000000000),
        (unsigned)l->generation % 100);
    if (!qr_make(str_of(digits), QR_M, 1, &qr))
        return false;
    press_qr_rects(b, &qr, it->v[0], it->v[1], it->v[2]);
    return true;
}

/* One bit per module, hexadecimal: "EI" can't occur by chance inside. */
static bool draw_portal(struct buf *b, struct str url)
{
    static const char hex[] = "0123456789ABCDEF";
    struct qr qr;

    if (!qr_make(url, QR_H, 5, &qr))
        return false;
    buf_addf(b, "BI/W %d/H %d/BPC 1/IM true/F/AHx\nID ", qr.size, qr.size);
    for (int row = 0; row < qr.size; row++)
        for (int col = 0; col < (qr.size + 7) / 8 * 8; col += 4) {
            int nibble = 0;

            for (int k = 0; k < 4; k++)
                nibble = nibble << 1 |
                         !(col + k < qr.size && qr.dark[row * qr.size + col + k]);
            buf_byte(b, hex[nibble]);
        }
    buf_puts(b, ">\nEI Q\n");
    return true;
}

static bool make(struct press_codes *c, size_t i, struct buf *b)
{
    struct press_code code = {.id = S("")};

    buf_reset(b);
    for (size_t k = 0; k < c->form->n_items; k++) {
        const struct letter_item *it = &c->form->items[k];

        if (it->kind == ITEM_QR && it->what == QR_ID && !draw_id(b, it, &c->letters[i]))
            return false;
    }
    code.id = arena_str(&c->arena, buf_view(b));
    if (c->form->credential) {
        buf_reset(b);
        if (!draw_portal(b, c->letters[i].ticket_url))
            return false;
        code.portal = arena_str(&c->arena, buf_view(b));
    }
    c->codes[i] = code;
    return true;
}

static void *work(void *arg)
{
    struct press_codes *c = arg;
    struct buf b = BUF_INIT;
    bool go_on = true;

    for (size_t i = 0; i < c->n && go_on; i++) {
        bool ok = make(c, i, &b);

        pthread_mutex_lock(&c->lock);
        c->failed = !ok;
        c->ready += ok;
        go_on = ok && !c->stop;
        pthread_cond_signal(&c->more);
        pthread_mutex_unlock(&c->lock);
    }
    buf_release(&b);
    return NULL;
}

struct press_codes *press_codes_begin(
    const struct letter_form *form, const struct press_letter *v, size_t n)
{
    struct press_codes *c = calloc(1, sizeof(*c));

    if (!c)
        die("out of memory");
    *c = (struct press_codes){.form = form, .letters = v, .n = n, .arena = ARENA_INIT};
    c->codes = NEW_N(&c->arena, struct press_code, n + 1);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->more, NULL);
    if (pthread_create(&c->thread, NULL, work, c) != 0)
        die("cannot start a thread");
    return c;
}

bool press_codes_get(struct press_codes *c, size_t i, struct press_code *out)
{
    bool ok;

    pthread_mutex_lock(&c->lock);
    while (c->ready <= i && !c->failed)
        pthread_cond_wait(&c->more, &c->lock);
    ok = c->ready > i;
    pthread_mutex_unlock(&c->lock);
    if (ok)
        *out = c->codes[i];
    return ok;
}

void press_codes_end(struct press_codes *c)
{
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->more);
    arena_release(&c->arena);
    free(c);
}
