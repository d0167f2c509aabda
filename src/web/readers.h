/* readers.h: rows of the catalogue in the words of the pages. */
#ifndef WEB_READERS_H
#define WEB_READERS_H

#include "model/reader.h"
#include "web/req.h"

/* What a maker has not published is empty; templates say so (reader_value). */
struct reader_view {
    int64_t id;
    struct url href; /* of its page in the catalogue */
    struct str product, maker, model;
    bool sample;
    struct str size;   /* 幅18cm × 奥行き24cm × 高さ30cm, or what is known of it */
    struct str area;   /* 432cm²: what it covers of the counter */
    struct str weight; /* 1.5kg */
    struct str visual; /* できる, できない */
    struct str features, restrictions, running_cost, lead_time;
    struct str begins; /* 令和8年12月1日（火）: the first day, if that is to come */
    struct str ended;  /* the last day, if that is over */
    struct url picture; /* empty: there is none */
    int64_t picture_width, picture_height;
    int64_t width_mm, depth_mm, side_mm; /* for the drawing; side 0: size not known */
};

struct reader_views {
    const struct reader_view *v;
    size_t n;
};

/* today: YYYY-MM-DD. */
struct reader_view readers_view(struct req *r, const struct reader *x, struct str today);
/* 18cm, 18.5cm of millimetres. */
struct str readers_cm(struct arena *a, int64_t mm);

#endif
