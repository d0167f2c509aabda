/* order_refusal.h: why an institution can't order or change card readers, each reason with
 * a word, a text and a next step: the same for its own people and for the staff whom they
 * call. */
#ifndef MODEL_ORDER_REFUSAL_H
#define MODEL_ORDER_REFUSAL_H

#include "model/order_limit.h"

enum order_why {
    ORDER_MAY = 0,
    /* of the institution: the page does not open */
    ORDER_WHY_NURSING,   /* no limit was ever laid down for nursing stations */
    ORDER_WHY_CLOSED,    /* the master says that it is closed */
    ORDER_WHY_DELETION,  /* the account is about to be deleted */
    ORDER_WHY_CLAIM,     /* two say that they are its owner */
    ORDER_WHY_SCHEDULED, /* the order under way has its delivery date, or is on its way */
    ORDER_WHY_DELIVERED, /* all that it may have has arrived */
    ORDER_WHY_NO_LIMIT,  /* no limit of its kind is in force */
    ORDER_WHY_NOTHING,   /* no product can be ordered now */
    ORDER_WHY_VIEWER,    /* somebody who only looks */
    /* of what was typed */
    ORDER_WHY_LIMIT,    /* more than allowed */
    ORDER_WHY_ENDED,    /* the product can't be ordered any more, or not yet */
    ORDER_WHY_TWICE,    /* the same product on two lines */
    ORDER_WHY_UNPROVED, /* another address needs the proof that it is the institution */
    ORDER_WHYS
};

struct order_refusal {
    const char *id;    /* the word for reports and for reading out */
    const char *title; /* a short sentence */
    const char *text;  /* why */
    const char *next;  /* what can be done */
    const char *href, *way; /* a page that helps, in words; NULL: telephone */
};

struct order_gate { /* what the master says */
    int64_t institution, closed;
    struct str kind;
};

extern const struct model order_gate_model;

const struct order_refusal *order_refusal(enum order_why why); /* dies for ORDER_MAY */
/* Whether this institution can order, or change its order, today: one of the first group. */
enum order_why order_why(struct db *db, int64_t institution);

/* 病院は3台までです（医科の病院に併設する歯科は1台）… : the rule and how far it is used up. For
 * the sentence at the field and for staff. asked: units asked for; 0: only the rule. */
struct str order_limit_text(struct arena *a, const struct order_room *room, int64_t asked);

#endif
