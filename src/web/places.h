/* places.h: the institutions that a login can act for, as a member or as an agent, and how
 * it begins to. A member's place goes before an agent's at the same institution. */
#ifndef WEB_PLACES_H
#define WEB_PLACES_H

#include "web/req.h"

struct place {
    int64_t institution, chosen_at;
    struct str name, pref, score_table, code;
    struct str role;      /* owner staff viewer; empty: an agent */
    int64_t agency;       /* 0: a member */
    int64_t procedures;
    struct str until_day;
};

struct places {
    struct place *v;
    size_t n;
};

/* All of them, the one that was chosen last first. */
struct places places_of(struct req *r, int64_t account);
bool place_at(struct req *r, int64_t account, int64_t institution, struct place *out);
/* Who this login is there: role and institution, procedures and days of an agent, in *who,
 * whose account is set. guard_open_session makes it so. */
void place_who(struct req *r, const struct place *p, struct who *who);
/* Notes that it was chosen. */
void place_chosen(struct req *r, const struct place *p, int64_t account);

#endif
