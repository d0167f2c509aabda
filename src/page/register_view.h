/* register_view.h: what templates/register is given. */
#ifndef PAGE_REGISTER_VIEW_H
#define PAGE_REGISTER_VIEW_H

#include "web/view.h"

/* The answer to everybody who asked for a link. */
struct register_sent {
    struct str mail;   /* as it was typed; empty: not known any more */
    struct str domain; /* of the sender */
    struct str state;  /* how far the mail is */
    bool failed;       /* it was not taken */
    bool full;         /* nothing was sent: too many already */
};

/* The page that the link opens. */
struct register_link {
    struct str csrf, token, mail, until;
    bool inside; /* somebody has logged in here */
    bool used, known; /* known: the link is one of ours */
};

struct register_form {
    const struct form_view *f;
    struct str code10;       /* of the institution that was found; empty: none yet */
    struct str name, kind;   /* of the master */
    struct str unfit;        /* characters of the founder that other systems don't know */
    struct str founder_jis;  /* what they get instead */
    struct str until;
    bool outside; /* the obligation does not concern it */
    bool proved;  /* by a letter's code */
    bool taken;   /* somebody else is registered */
    bool lost;    /* a code that was not found: say where to look */
};

/* Why this institution can't be registered just so. */
struct register_place {
    struct str csrf, name, code, closed, owner, error;
    struct str from; /* a deletion is coming: when it can be registered; else empty */
    bool registered, letter; /* neither: closed */
    bool proved;      /* registered by who has proved it */
    struct str waits; /* claimed: when it can be gone on with; else empty */
};

struct register_done {
    struct str name, mail;
    bool inside, confirmed;
};

#endif
