/* place.c: see place.h. */
#include "web/place.h"

#include "model/look.h"
#include "util/str.h"
#include "web/note.h"

enum { WHYS = 8 };

struct url place_url(struct arena *a, const char *why, struct str pref,
    struct str score_table, struct str code)
{
    return (struct url){
        arena_fmt(a, "/staff/institutions/" STR_FMT STR_FMT STR_FMT "?why=%s",
            STR_ARG(pref), STR_ARG(score_table), STR_ARG(code), why)};
}

const char *place_usual(const struct req *r)
{
    return r->who.role == OPERATOR ? "phone" : "survey";
}

struct place_search place_search(struct req *r, struct str typed, struct str said)
{
    struct pick *v = NEW_N(r->arena, struct pick, WHYS);
    const char *why = note_why(r, place_usual(r));
    size_t n = 0;

    for (const struct choice *c = look_reasons; c->value && n < WHYS; c++)
        v[n++] = (struct pick){.value = str_of(c->value),
            .label = str_of(c->label),
            .chosen = strcmp(c->value, why) == 0};
    return (struct place_search){typed, said, {v, n}};
}
