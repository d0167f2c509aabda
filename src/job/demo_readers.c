/* demo_readers.c: see demo.h. Makers, products and figures are invented. */
#include "job/demo.h"

#include "model/institution.h"
#include "model/order_limit.h"
#include "model/picture.h"
#include "model/reader.h"
#include "sys/clock.h"
#include "sys/deflate.h"
#include "util/date.h"
#include "util/filetype.h"
#include "util/str.h"

/* ---------------------------------------------------------------- pictures */

enum { WIDTH = 480, HEIGHT = 360, ROW_BYTES = 1 + WIDTH, COLOURS = 5 };
enum { GROUND, BODY, SCREEN, FACE, CARD };

static const unsigned char palette[COLOURS * 3] = {
    0xf3, 0xf6, 0xfa, 0x43, 0x4e, 0x5b, 0x0b, 0x4a, 0x8a, 0xe8, 0xf1, 0xfa, 0xf0, 0xc0, 0x60};

struct canvas {
    unsigned char px[HEIGHT * ROW_BYTES]; /* each row begins with its filter, 0: none */
};

static void box(struct canvas *c, int x, int y, int w, int h, int colour)
{
    for (int i = y; i < y + h; i++)
        memset(c->px + i * ROW_BYTES + 1 + x, colour, (size_t)w);
}

static void disc(struct canvas *c, int x, int y, int radius, int colour)
{
    for (int i = -radius; i <= radius; i++)
        for (int k = -radius; k <= radius; k++)
            if (i * i + k * k <= radius * radius)
                c->px[(y + i) * ROW_BYTES + 1 + x + k] = (unsigned char)colour;
}

/* A screen with a face in it on a stand with a card; w and h are the screen's. */
static void draw(struct canvas *c, int w, int h)
{
    int x = (WIDTH - w) / 2, y = 30, middle = WIDTH / 2;

    memset(c->px, 0, sizeof(c->px));
    box(c, x, y, w, h, BODY);
    box(c, x + 12, y + 12, w - 24, h - 24, SCREEN);
    disc(c, middle, y + h / 2 - 8, h / 6, FACE);
    box(c, middle - h / 4, y + h - h / 6 - 8, h / 2, h / 6 - 8, FACE);
    box(c, middle - 20, y + h, 40, 20, BODY);
    box(c, middle - w / 3, y + h + 20, 2 * w / 3, 24, BODY);
    box(c, middle - 50, y + h + 34, 100, 50, CARD);
}

static void put32(struct buf *b, uint32_t n)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (char)(n >> shift & 0xff));
}

static void chunk(struct buf *b, const char *type, struct bytes data)
{
    size_t at;

    put32(b, (uint32_t)data.n);
    at = b->n;
    buf_puts(b, type);
    buf_str(b, (struct str){(const char *)data.p, data.n});
    put32(b, filetype_png_crc((const unsigned char *)b->p + at, b->n - at));
}

static void write_png(struct buf *b, const struct canvas *c)
{
    static const unsigned char head[13] = {
        0, 0, WIDTH >> 8, WIDTH & 0xff, 0, 0, HEIGHT >> 8, HEIGHT & 0xff, 8, 3, 0, 0, 0};
    struct deflate *d = deflate_open();
    struct buf packed = BUF_INIT;

    deflate_add(d, (struct bytes){c->px, sizeof(c->px)}, &packed);
    deflate_close(d);
    buf_str(b, S("\x89PNG\r\n\x1a\n"));
    chunk(b, "IHDR", (struct bytes){head, sizeof(head)});
    chunk(b, "PLTE", (struct bytes){palette, sizeof(palette)});
    chunk(b, "IDAT", (struct bytes){(const unsigned char *)packed.p, packed.n});
    chunk(b, "IEND", (struct bytes){(const unsigned char *)"", 0});
    buf_release(&packed);
}

static bool add_picture(struct db *db, struct arena *a, int w, int h, struct str *name)
{
    struct canvas *c = NEW(a, struct canvas);
    struct buf b = BUF_INIT;
    bool done;

    draw(c, w, h);
    write_png(&b, c);
    done = picture_add(db, a, (struct bytes){(const unsigned char *)b.p, b.n}, name) == PICTURE_OK;
    buf_release(&b);
    return done;
}

/* ---------------------------------------------------------------- rows */

static const struct product {
    const char *maker, *product, *model;
    int width, depth, height, weight;
    const char *visual, *features, *restrictions, *running_cost, *lead_time;
    int ended; /* days ago; 0: it can be ordered */
    int screen_w, screen_h;
} products[] = {
    {"見本電機株式会社", "かおまど", "MH-1", 180, 240, 300, 1500, "yes",
        "画面が大きく、いすに座ったままでも使えます。", "直射日光の当たる場所では使えません。",
        "保守料 1年に12,000円（1年目は無料）", "申し込みから4か月", 0, 200, 220},
    {"見本電機株式会社", "かおまど 小", "MH-1S", 130, 165, 215, 800, "yes",
        "はばがせまく、薬局の窓口にも置けます。", "画面の文字を大きくできません。", "なし",
        "申し込みから5か月", 0, 150, 200},
    {"見本精機株式会社", "まどぐちミラー", "SM-20", 260, 305, 420, 3200, "no",
        "背の高さに合わせて、画面の角度を変えられます。",
        "目視確認の画面がありません。職員が顔を見て確かめるときは、パソコンで操作します。",
        "クラウド利用料 1か月に1,500円", "申し込みから4か月から5か月", 0, 260, 200},
    {"見本精機株式会社", "まどぐちミラー 旧型", "SM-10", 280, 330, 420, 3900, "no", "",
        "目視確認の画面がありません。", "クラウド利用料 1か月に1,500円", "", 51, 240, 220},
};

/* One institution that may have more than others. */
static bool grant(struct db *db, struct arena *a, struct date today)
{
    struct order_grant g = {.units = 1, .made_by = S("cli"),
        .reason = S("2つの階に受付の窓口があるため"),
        .until_day = date_text(a, date_add_months(today, 3))};
    struct institution i = {.kind = S("")};

    for (int64_t id = 1; !str_is(i.kind, "clinic") && institution_get(db, id, &i); id++)
        g.institution = id;
    return order_grant_add(db, &g, &g.id) == OK;
}

bool demo_readers(struct db *db, struct arena *a)
{
    struct date today = date_tokyo(clock_now());

    for (size_t i = 0; i < COUNT(products); i++) {
        const struct product *p = &products[i];
        struct reader row = {.maker = str_of(p->maker), .product = str_of(p->product),
            .model = str_of(p->model), .width_mm = p->width, .depth_mm = p->depth,
            .height_mm = p->height, .weight_g = p->weight, .visual = str_of(p->visual),
            .features = str_of(p->features), .restrictions = str_of(p->restrictions),
            .running_cost = str_of(p->running_cost), .lead_time = str_of(p->lead_time),
            .sample = 1, .rev = 1};

        if (p->ended)
            row.orderable_until = date_text(a, date_add_days(today, -p->ended));
        if (reader_save(db, &row, &row.id) != OK ||
            !add_picture(db, a, p->screen_w, p->screen_h, &row.picture) ||
            reader_set_picture(db, &row) != OK)
            return false;
    }
    return grant(db, a, today);
}
