/* member.h: who may act for which institution. Every institution has an owner: the last one
 * can be neither removed nor lowered. One login may be a member of several institutions. */
#ifndef MODEL_MEMBER_H
#define MODEL_MEMBER_H

#include "sys/db.h"

struct member {
    int64_t account, institution;
    struct str role;   /* owner staff viewer */
    int64_t joined_at;
    int64_t chosen_at; /* when the person last chose this institution; 0: never */
    /* joined, read only */
    struct str contact, mail; /* of the person */
    int64_t login_at, mail_confirmed_at;
    struct str name, pref, score_table, code; /* of the institution */
    int64_t n;
};

struct members_of {
    const struct member *v;
    size_t n;
};

extern const struct model member_model;
extern const struct choice member_roles[]; /* owner 代表 …; ends with NULL */

struct str member_role_name(struct str role); /* 代表 担当 閲覧 */

/* The members of the session's institution, owners first (OWN). */
struct members_of member_list(struct db *db);
/* The institutions of a login, the one that was chosen last first. */
struct members_of member_places(struct db *db, int64_t account);
/* A login's membership of one institution. */
bool member_place(struct db *db, int64_t account, int64_t institution, struct member *out);

/* Of the session's institution (OWN). */
bool member_get(struct db *db, int64_t account, struct member *out);
/* ERR_CONFLICT: is a member already. */
enum err member_add(struct db *db, int64_t account, struct str role) MUST_USE;
/* ERR_NOT_FOUND: no such member, or the last owner. */
enum err member_set_role(struct db *db, int64_t account, struct str role) MUST_USE;
enum err member_remove(struct db *db, int64_t account) MUST_USE;
int64_t member_count(struct db *db);

void member_chosen(struct db *db, int64_t account, int64_t institution);

#endif
