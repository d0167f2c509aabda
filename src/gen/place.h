/* place.h: follows HTML far enough to say where a value or a directive stands. */
#ifndef GEN_PLACE_H
#define GEN_PLACE_H

#include "util/base.h"

enum where {
    AT_TEXT,   /* between tags */
    AT_LT,     /* after < */
    AT_TAG,    /* in a tag's name */
    AT_SPACE,  /* in a tag, after a blank: an attribute may begin */
    AT_GAP,    /* in a tag, behind a name or a closing quote: a blank or > must follow */
    AT_NAME,   /* in an attribute's name */
    AT_EQUALS, /* behind = */
    AT_VALUE,  /* in a quoted value */
    AT_UNQUOTED, /* in an unquoted value */
    AT_RCDATA,   /* in <textarea> or <title> */
    AT_SCRIPT,   /* in <script> */
    AT_DECL,     /* in <!DOCTYPE … > */
};

/* How much of an address stands before the place. */
enum address { NO_ADDRESS, ADDRESS_EMPTY, ADDRESS_WHOLE, ADDRESS_BEGUN };

struct place {
    enum where at;
    enum address address;
    char quote;
    bool closing; /* the tag began with </ */
    bool pre;     /* inside <pre> */
    unsigned end; /* bytes of </textarea that were seen */
    char tag[24]; /* lower case, cut when longer */
    char attr[24];
    char lit[12]; /* the first bytes of an address */
};

/* NULL, or what is wrong in English, in static memory until the next call. */
const char *place_feed(struct place *p, char c);
const char *place_directive(struct place *p); /* {% %} stands here */
/* {{ }} stands here: *fn gets the name of the out_ function */
const char *place_value(struct place *p, const char **fn);
/* {% put %} stands here */
const char *place_put(const struct place *p);

/* Two branches meet: *p becomes the place after them; false when they cannot. */
bool place_join(struct place *p, const struct place *other);
const char *place_say(const struct place *p); /* "text", "a tag", … */

#endif
