/* institution_view.h: what templates/staff/institution.html is given. */
#ifndef STAFF_INSTITUTION_VIEW_H
#define STAFF_INSTITUTION_VIEW_H

#include "web/place_view.h"
#include "web/words.h"

/* The search. */
struct found_row {
    struct url href;
    struct str code, name, kana, kind, address, phone;
    struct tag state;
    bool closed;
};
struct search_view {
    struct place_search search;
    struct str hint;
    bool more; /* there are more than the rows */
    LIST(struct found_row) rows;
};

/* One institution. */
struct stated { /* what the master says, and what the institution says */
    struct str what, master, own;
    struct tag differs; /* empty: it is the same */
};
struct letter_row {
    struct str number, campaign, posted, login, valid, note;
    struct tag state;
};
struct mail_row {
    struct str at, subject, to;
    struct url href;
    struct tag state;
};
struct trail_row {
    struct str at, who, what, detail, request;
};
struct pair_half { /* the medical or dental institution at the same site */
    int64_t id;
    struct str name;
    struct url href;
};
struct change_line { /* a change of founder or name */
    struct url href;
    struct str number, what, at;
    struct tag state;
};
struct deletion_line { /* a request for deletion */
    struct url href;
    struct str number, at;
    struct tag state;
};
struct place_order { /* an order of card readers */
    struct url href; /* empty: there is no such page */
    struct str number, state, at, delivery;
    struct str held, held_until; /* why it waits, and until when something must be done */
    int64_t units;
};
struct place_grant { /* units beyond the limit */
    int64_t units;
    struct str reason, until;
    struct url end; /* empty: not by this reader */
};
struct place_readers {
    bool may;
    struct str why_id, why, why_text, why_next; /* as its own people read it */
    struct str limit, source;
    LIST(struct place_order) orders; /* newest first */
    LIST(struct place_grant) grants; /* that run */
    struct url grant;                /* to grant more; empty: not by this reader */
};
struct notice_line { /* a transitional notice */
    struct url href; /* empty: a draft */
    struct str number, programme, type, at;
    struct tag state;
    bool on_behalf;
};
struct notice_why { /* can it file under a programme now, and why (not) */
    struct str programme, text;
    struct tag state;
};
struct case_line {
    struct url href;
    struct str at, type, outcome;
};
struct tag_list {
    const struct tag *v;
    size_t n;
};
struct institution_view {
    LIST(struct change_line) changes;
    struct place_search search;
    struct str name, code;
    struct tag_list tags;
    struct str code_doubt; /* the check digit does not fit */
    struct fact_list facts;
    struct tag account;
    struct str account_text; /* in plain words */
    bool registered, masked;
    bool unproved;     /* registered by a mail link, and nothing has proved it yet */
    struct str call;   /* the telephone number by which this member of staff may prove it */
    bool handles;      /* may ask for a new letter */
    struct str code10, csrf;
    LIST(struct deletion_line) deletions;
    LIST(struct notice_line) notices;
    LIST(struct notice_why) whys;
    LIST(struct case_line) cases;
    LIST(struct stated) stated;
    size_t differing;
    struct fact_list owner;
    LIST(struct letter_row) letters;
    LIST(struct mail_row) mails;
    LIST(struct trail_row) trail;
    int64_t id;
    struct str lock; /* how long its logins must wait; empty: they need not */
    bool paired; /* with the one in pairs; else they are proposed */
    LIST(struct pair_half) pairs;
    struct place_readers readers;
};

#endif
