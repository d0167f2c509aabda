/* order_view.h: what templates/order is given. */
#ifndef PAGE_ORDER_VIEW_H
#define PAGE_ORDER_VIEW_H

#include "web/orders_view.h"

/* カードリーダー1 … 3 */
struct order_line_view {
    struct str legend, hint;
    struct field_view reader, quantity;
};
struct order_line_views {
    const struct order_line_view *v;
    size_t n;
};

/* 入力 */
struct order_input {
    const struct form_view *f;
    struct str number;     /* of the order that is changed; empty: a new one */
    struct str limit;      /* how many, and what says so */
    struct str source;
    struct field_view plan;
    struct field_list answers;
    struct order_line_views lines;
    struct field_view elsewhere;
    struct field_list where;
    struct order_address own; /* the master's */
    bool unproved;
    bool prefilled;           /* the survey is that of the last order */
};

/* 確認 */
struct order_confirm {
    const struct form_view *f;
    struct str number;
    struct field_list survey, lines, where;
    int64_t total;
    struct order_address to;
    struct str soon;       /* the start that is nearer than the lead time, or empty */
    struct str other_pref; /* 医療機関等 is in 東京都, the address in 千葉県: that one, or empty */
    struct str own_pref;
    struct str arrived;    /* when something arrived at this address last, or empty */
    bool provisional;      /* it will be held */
};

/* Why not. */
struct order_refused {
    struct str id, title, text, next;
    struct link way;      /* href empty: telephone */
    struct str number;    /* of the newest order; empty: there is none */
    struct str rule, source;
};

struct order_step {
    struct str when, what, who, note;
};
struct order_steps {
    const struct order_step *v;
    size_t n;
};

/* 完了, and an order of one's own */
struct order_case {
    struct str csrf, number, grouped; /* as in addresses; K7MV-3XQE-9 */
    int64_t rev;
    struct tag state;
    struct order_goods_list goods;
    struct order_address to;
    struct str plan, claims, emr, dispensing;
    struct str held_until; /* empty: not held */
    struct str next, by;   /* what to do, until when */
    struct str delivery, dispatched, delivered, carrier, tracking;
    struct url track;
    struct str reason;     /* of the cancellation, the return */
    struct str undo;       /* until when it can be taken back; empty: it can't */
    bool change;           /* it can be changed and cancelled */
    bool call;             /* only by telephone any more */
    bool refund;
    bool changed;          /* the last thing that was done to it */
    struct order_steps steps;
    struct link_list others; /* earlier orders */
    bool agent; /* who reads it is one: where it goes is not his business */
    /* the page that cancels */
    struct field_list cut;      /* how many of each reader */
    struct field_view why;      /* the reason */
    struct form_view f;         /* what is wrong */
};

#endif
