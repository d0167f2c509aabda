/* reader.h: the catalogue of card readers with face authentication. What the maker has not
 * published stays empty and is shown as such. A product that can no longer be ordered keeps
 * its row: orders point to it. */
#ifndef MODEL_READER_H
#define MODEL_READER_H

#include "sys/db.h"

enum { READER_MM_MAX = 2000, READER_G_MAX = 100000 };

struct reader {
    int64_t id;
    struct str maker, product, model;          /* model: 型番, may be empty */
    int64_t width_mm, depth_mm, height_mm;     /* 0: not published */
    int64_t weight_g;                          /* 0: not published */
    struct str visual;                         /* 目視確認: yes no; empty: not published */
    struct str features, restrictions, running_cost, lead_time; /* lines of text, or empty */
    struct str picture;                        /* picture.name; empty: there is none */
    struct str orderable_from, orderable_until; /* first and last day; empty: open */
    int64_t sample;                            /* 1: an invented row, shown as 見本 */
    int64_t rev;
    struct str day; /* parameter */
};

struct readers {
    const struct reader *v;
    size_t n;
};

extern const struct model reader_model;

bool reader_get(struct db *db, int64_t id, struct reader *out);
/* In the order of maker and product, samples last. */
struct readers reader_all(struct db *db);
/* Those that can be ordered on a day, YYYY-MM-DD. */
struct readers reader_orderable(struct db *db, struct str day);

bool reader_orderable_on(const struct reader *r, struct str day);
/* The last day is over. */
bool reader_ended_on(const struct reader *r, struct str day);
/* アルメックス Sma-pa マイナタッチ（型番）, with 【見本】 in front of a sample. */
struct str reader_name(struct arena *a, const struct reader *r);

/* id 0: a new row, *id is then its number; else the row with this rev, +1. ERR_CONFLICT:
 * maker, product and model are there already. ERR_NOT_FOUND: somebody else has saved it
 * meanwhile. The picture stays as it is. */
enum err reader_save(struct db *db, const struct reader *row, int64_t *id) MUST_USE;
/* Puts the picture in its place, or takes it away (empty). ERR_NOT_FOUND as above. */
enum err reader_set_picture(struct db *db, const struct reader *row) MUST_USE;

#endif
