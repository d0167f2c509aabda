/* orders_view.h: what templates/staff/orders.html, orders_import.html and
 * orders_units.html are given. */
#ifndef STAFF_ORDERS_VIEW_H
#define STAFF_ORDERS_VIEW_H

#include "web/words.h"

/* ------------------------------------------------------------------ lists */

struct order_row_view {
    struct url href, place; /* the order; the institution */
    struct str number, name, code, kind, makers, units, made, waited, day;
    struct tag state;
    bool held, late;
};

struct order_rows_view {
    struct order_row_view *v;
    size_t n;
};

struct orders_tab {
    struct url href;
    struct str text, count, oldest; /* oldest: how long it waits; empty: nothing does */
    bool current;
};

struct orders_view {
    struct str typed;      /* in the box */
    struct str said;       /* why it led nowhere */
    struct url said_place; /* the institution, if that is what was typed */
    struct str said_name;
    LIST(struct orders_tab) tabs;
    struct pick_list makers, prefs, kinds, ages;
    struct str state; /* of the tab */
    struct str caption, nothing;
    struct str day; /* heading of the column of days */
    struct order_rows_view rows;
    struct pager pager;
    struct url export; /* of this maker and state */
    bool imports;      /* may bring in plans */
};

/* Readers that nobody uses. */
struct unused_view {
    struct str csrf, said;
    struct str months; /* how long */
    struct str caption;
    struct pick_list makers, prefs, kinds;
    struct order_rows_view rows;
    struct pager pager;
    struct url export;
};

/* ------------------------------------------------------------------ one order */

struct line_view {
    struct str maker, product, model, quantity, cancelled;
    struct str id, open; /* of the reader; how many can be cancelled */
};
struct unit_view {
    struct str serial, product, since;
    struct tag state;
    struct url href; /* of the order, in lists of units */
    struct str number, name, code;
    struct url place;
};
struct unit_rows {
    struct unit_view *v;
    size_t n;
};
struct order_event_view {
    struct str at, who, what, state, plan, lines, note;
};
struct order_view {
    struct str csrf, rev, number, name, code, said, done;
    struct url place;
    struct tag state;
    struct str held, held_until; /* why it waits; until when */
    struct fact_list survey, address, plan;
    struct url track;
    LIST(struct line_view) lines;
    struct unit_rows units;
    LIST(struct order_event_view) events;
    bool masked;
    /* what this person may do now */
    bool releases, cancels, partly, schedules, dispatches, delivers, returns, refunds,
        starts;
    bool acts;
    /* what was typed into the form of an act, and the field that is wrong (its id) */
    struct str typed_act, at, reason, day, carrier, tracking, n;
    bool corrects; /* it is on its way: what is kept is corrected */
    struct str sent_now, carrier_now, tracking_now;
    struct str started;
    struct str why_not; /* the institution can't order, and why */

};

/* ------------------------------------------------------------------ plans */

struct plan_line_view {
    struct str line, number, name, code, from, to, day, was, sent, carrier, tracking,
        serials;
    struct url href;
    struct tag verdict;
    struct str reason, about, warning, told;
};
struct plan_item_view {
    struct url href;
    struct str file, maker, at, by, rows, changes, refused;
    struct tag state;
};
struct imports_view {
    struct str csrf;
    struct str maker_said, file_said; /* what is wrong with the fields */
    struct pick_list makers;
    LIST(struct plan_item_view) items;
    bool acts;
};
struct import_view {
    struct str csrf, file, maker, said, id;
    struct tag state;
    struct fact_list facts;
    struct str unread; /* columns of the file that are not read */
    struct str changes, same, refused, warned, applied, moved, waiting, told, overtaken;
    struct link_list tabs;
    struct str caption, nothing;
    LIST(struct plan_line_view) rows;
    struct pager pager;
    struct url refusals; /* file of the refused rows; empty: there are none */
    bool previewed, applied_now, telling, done, dropped;
    bool applies;     /* there is something to apply, and this person may */
    bool tells;       /* this person may let the mails go */
    bool same_person; /* who has applied it, and therefore may not */
    bool nothing_new;
};

/* ------------------------------------------------------------------ units */

struct units_view {
    struct str typed, said, caption;
    struct link_list tabs;
    struct unit_rows rows;
    struct pager pager;
    struct str state;
};

#endif
