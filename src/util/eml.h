/* eml.h: reading a mail that somebody sent (RFC 5322, 2045, 2047), as far as needed to
 * understand what machines write. Takes anything: a wrong mail has fewer fields and parts,
 * never an error. Pure; results point into the mail or live in the arena. */
#ifndef UTIL_EML_H
#define UTIL_EML_H

#include "util/arena.h"

struct eml {
    struct str head, body;
};

/* A whole mail, or a part of one; an mbox's "From " line is passed over. */
struct eml eml_split(struct str bytes);

/* The first field of this name (in any case), its lines joined, as it was written; empty:
 * there is none. */
struct str eml_field(struct arena *a, struct str head, const char *name);
/* The same as text: encoded words are read, what is none becomes '?'. UTF-8. */
struct str eml_text_field(struct arena *a, struct str head, const char *name);

/* "text/plain" of a Content-Type, in lower case; the default when there is none. */
struct str eml_type(struct arena *a, struct str head);
/* A parameter of a field's value, without its quotes; empty: there is none. */
struct str eml_param(struct arena *a, struct str value, const char *name);

/* The parts of a multipart body, one by one: start with *rest = the body. */
bool eml_part(struct str *rest, struct str boundary, struct eml *out);

/* The body with its transfer encoding undone and its character set made UTF-8. */
struct str eml_body(struct arena *a, const struct eml *part);

/* Bytes as they are, for people: what is no text becomes '?'. */
struct str eml_shown(struct arena *a, struct bytes raw);

/* ASCII letters in lower case. */
struct str eml_lower(struct arena *a, struct str s);

#endif
