/* registration.h: registering by a mail link: the form, how the institution stands that it
 * names, and what follows from that. Fields: the ministry's leaflet on registration of 2025,
 * reverse side. */
#ifndef MODEL_REGISTRATION_H
#define MODEL_REGISTRATION_H

#include "model/code.h"
#include "sys/db.h"

struct registration {
    struct str family, given;
    struct str kind;                    /* 所属機関: hospital clinic dental pharmacy nursing */
    struct str pref, score_table, code; /* code as it was typed: 7 or 10 digits */
    struct str code10, address;         /* filled in from the master */
    struct str seen;  /* the code whose address the user was shown */
    struct str here;  /* "1": that address is ours */
    struct str name, founder, founder_jis, phone, mail, password, password2;
    struct str terms; /* "1": agreed */
};

extern const struct model registration_model;

/* What the master and our own tables know of the institution. */
struct standing {
    int64_t institution, obliged, registered, alive; /* alive: a letter's login works */
    int64_t proved; /* registered by who has proved it */
    struct str pref, score_table, code;              /* asked for */
    struct str kind, name, founder, phone, address;
    struct str closed_on, designated_on;             /* YYYY-MM-DD or empty */
    struct str owner_mail;                           /* of who is registered */
};

extern const struct model standing_model;

bool standing_find(struct db *db, const struct code *c, struct standing *out);

/* Whether it may be registered by a link; the first that holds. */
enum stands {
    STANDS_FREE,
    STANDS_CLOSED,
    STANDS_REGISTERED,
    STANDS_LETTER, /* a letter is on its way or in a drawer: its login works */
};
/* proved: a letter's code was typed, which opens what a letter stands in the way of. */
enum stands standing_is(const struct standing *s, struct str today, bool proved);

/* The sentence for an institution's kind that its score table never has, or empty. */
struct str registration_kind_complaint(struct arena *a, struct str kind, struct str table);
/* Why no institution was found: the check digit first, because typing errors are most. */
struct str registration_unknown(const struct code *c);

enum { REGISTER_HOURS = 24 }; /* the link by mail */

#endif
