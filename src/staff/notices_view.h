/* notices_view.h: what templates/staff/notices*.html are given. */
#ifndef STAFF_NOTICES_VIEW_H
#define STAFF_NOTICES_VIEW_H

#include "web/words.h"

/* ---- the queue */
struct notice_row {
    struct url href, place; /* the notice; the institution */
    struct str number, name, code, programme, type, filed, waited;
    struct tag state;
    struct str_list failed; /* titles of the checks that did not hold */
    bool late;              /* waits longer than it should */
    bool on_behalf;         /* entered by staff from paper */
};
struct notice_queue_view {
    struct pick_list programmes, types, prefs, states, orders;
    bool failed_only;
    struct str said;        /* how many there are */
    struct str waiting, clean, doubtful, oldest; /* numbers of what waits */
    bool old;               /* the oldest waits longer than it should */
    bool batches, enters, edits;
    struct str batches_waiting, cases_waiting;
    LIST(struct notice_row) rows;
    struct pager pager;
};

/* ---- one notice */
struct notice_item { /* a line: what was filed beside what the master says */
    struct str what, filed, master;
    struct tag result; /* text empty: there is nothing to compare */
};
struct notice_doubt { /* a check that did not hold */
    struct str title, text;
};
struct notice_paper_row { /* an attachment */
    struct url href;
    struct str name, kind, size, at;
    struct tag scan; /* of the virus scanner */
    bool removed;    /* a newer version leaves it out */
};
struct notice_step { /* a line of the history */
    struct str at, who, what, note;
};
struct notice_old { /* a version */
    struct url href;
    struct str version, at, who, hash;
    bool current, force; /* the newest; the accepted one */
};
struct reason_pick {
    struct str id, title, text;
    bool chosen;
};
struct notice_review_view {
    struct str csrf, number, raw, name, code, code10, rev, said;
    struct url place, page;
    struct tag state;
    struct fact_list facts; /* programme, type, receipt … */
    LIST(struct notice_item) items;
    LIST(struct notice_item) answers;
    LIST(struct notice_doubt) doubts;
    LIST(struct notice_paper_row) papers;
    LIST(struct notice_step) steps;
    LIST(struct notice_old) versions;
    LIST(struct reason_pick) reasons;
    struct str snapshot; /* the version that was asked for, as it was filed */
    struct str snapshot_of;
    struct str free;     /* the free text as it was typed */
    bool accepts, returns, on_behalf, waits, cases;
    bool copies, mailed; /* a copy on paper; somebody gets its mails */
};

/* ---- the texts of a return */
struct reason_row {
    struct url href;
    struct str title, text, check;
    bool live;
};
struct reasons_view {
    bool edits;
    LIST(struct reason_row) rows;
};

/* ---- batches */
struct batch_row {
    struct url href;
    struct str id, programme, count, by, at, waited, result, done;
    struct tag state;
};
struct batches_view {
    struct str csrf, said;
    bool proposes, more; /* more: not all of the clean ones are shown */
    struct pick_list programmes;
    LIST(struct notice_row) clean;
    struct str clean_count;
    struct str programme;
    LIST(struct batch_row) open;
    LIST(struct batch_row) ended;
};
struct batch_item_row {
    struct url href;
    struct str number, name, code, type, why;
    struct tag result;
};
struct batch_view {
    struct str csrf, id, by, at, approved_by, approved_at, programme, said, why_not, count;
    struct tag state;
    bool approves, refuses, ended, approved;
    struct str accepted, left_out;
    LIST(struct batch_item_row) items;
};

/* ---- consultation */
struct case_row {
    struct url href, place;
    struct str name, code, type, at, waited, by, outcome, done;
    struct tag state;
    bool late;
};
struct cases_view {
    LIST(struct case_row) open;
    LIST(struct case_row) done;
};
struct case_question {
    struct str id, text, value;
};
struct case_new_view {
    struct str csrf, code10, name, code, caller, error, field, notice;
    struct pick_list types; /* to choose from, when none is chosen yet */
    struct str type, type_title, circumstance;
    LIST(struct case_question) questions;
};
struct case_view {
    struct str csrf, id, name, code, rev, number, record, answer, error, field, why_not;
    struct url place, notice;
    struct tag state;
    struct fact_list facts;
    struct pick_list outcomes;
    bool escalates, answers, done;
};

/* ---- from paper */
struct attach_view;
struct paper_view {
    struct str typed;             /* the code as it was typed */
    struct str name, code, code10; /* empty: no institution yet */
    struct pick_list types;
    struct str type, type_title;  /* empty: not chosen yet */
    const struct form_view *form;
    const struct attach_view *attach;
};

/* ---- statistics */
struct stats_cell {
    struct str n;
    bool zero;
};
struct stats_line {
    struct str head;
    LIST(struct stats_cell) cells;
    struct str sum;
};
struct stats_view {
    struct pick_list programmes;
    struct str from, upto, error, title; /* title: of the programme; empty: nothing to show */
    LIST(struct str) heads; /* types, numbered */
    LIST(struct stats_line) prefs;
    LIST(struct stats_line) days;
    struct stats_line sum;
    struct url csv;
};

#endif
