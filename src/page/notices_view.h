/* notices_view.h: what templates/notices is given. */
#ifndef PAGE_NOTICES_VIEW_H
#define PAGE_NOTICES_VIEW_H

#include "web/attach_view.h"
#include "web/qr_view.h"
#include "web/view.h"

struct notices_row {
    struct url href;
    struct str number, programme, type, when, next;
    struct tag state;
};
struct notices_rows {
    const struct notices_row *v;
    size_t n;
};

/* A type as people choose it. */
struct notices_type {
    struct url href; /* empty: can't be filed now */
    int64_t number;
    struct str title, circumstance, until, papers;
};
struct notices_types {
    const struct notices_type *v;
    size_t n;
};

struct notices_programme {
    struct str title, summary, law, window, said; /* said: open, closed since, from */
    bool open;
    struct notices_types types;
    struct str current; /* number of the one under way, or empty */
    struct url current_href;
};
struct notices_programmes {
    const struct notices_programme *v;
    size_t n;
};

struct notices_list_view {
    struct str place;
    struct notices_rows rows;
    struct notices_programmes programmes;
    bool may; /* the login may file, not only look */
    bool outside; /* of the obligation: need not file */
    bool many;    /* the login serves several institutions */
};

struct notices_form_view {
    const struct form_view *f;
    const struct attach_view *attach; /* NULL: this type has no papers */
    struct str place, programme, window, type, circumstance, until, papers, bureau;
    struct str end;    /* of the confirm page: until when it is deferred */
    bool again, amend; /* corrected or changed */
    struct str reason; /* why it came back */
    struct str due;
    struct str number;
    struct str closed; /* it can't be filed now: why and what to do; else empty */
    struct str follow; /* attachments may follow until; empty: no */
    struct str today;
    struct url back;
};

struct notices_event_row {
    struct str when, who, what, note;
};
struct notices_event_rows {
    const struct notices_event_row *v;
    size_t n;
};

struct notices_fact {
    struct str what, text;
};
struct notices_facts {
    const struct notices_fact *v;
    size_t n;
};

struct notices_version_row {
    struct url href; /* empty: this one is shown */
    int64_t version;
    struct str when, hash, note;
};
struct notices_version_rows {
    const struct notices_version_row *v;
    size_t n;
};

struct notices_page_view {
    struct str place, number, programme, type, next, when, until, hash, short_hash, bureau;
    struct str reason; /* sent back: why */
    struct str_list given; /* papers that came with it */
    struct str ended;  /* 取下げ日 or 事情解消日 and reason */
    struct str follow;
    struct tag state;
    bool on_behalf;
    struct str agent;   /* filed by him; or empty */
    bool adopts;        /* entered by staff, and nobody here has said yet that it is right */
    struct str adopted; /* when somebody has */
    struct url adopt;
    struct notices_facts facts; /* the text of the version, line by line */
    struct notices_version_rows versions;
    struct notices_event_rows events;
    struct url edit, withdraw, end, unamend, receipt, pdf, start, papers; /* empty: not now */
    bool draft;
    struct str csrf;
    struct qr_view qr;
};

/* 取下げ, 事情解消, 変更届の取りやめ, 下書きを消す */
struct notices_act_view {
    const struct form_view *f;
    struct str number, programme, type, title, lead, button;
    struct url back;
    bool danger;
};

/* ---- the finder */
struct guide_answer {
    struct str what, text;
    struct url change;
};
struct guide_answers {
    const struct guide_answer *v;
    size_t n;
};

struct guide_view {
    struct guide_answers answers;
    struct pair_list hidden;      /* what was answered before */
    const struct field_view *ask; /* the next question; NULL: it is the end */
    bool wrong;
    /* the end */
    struct str title, text;
    struct str type, circumstance, until, papers, window;
    struct str_list prepare;
    struct link_list ways;
    struct notices_programmes programmes; /* of the first page */
    bool fits; /* ends in the form */
};

#endif
