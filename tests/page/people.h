/* people.h: members of ひまわり薬局 beside its owner, and logins of several institutions. */
#ifndef TESTS_PAGE_PEOPLE_H
#define TESTS_PAGE_PEOPLE_H

#include "tests/world.h"

enum { INST_SECOND = 4, INST_THIRD = 5 }; /* open, beside those of world_fill() */

/* Puts two more institutions there: a clinic and a dental clinic at one place. */
void more_places(void);
/* A login with MEMBER_PASSWORD; name "佐藤". Returns its id. */
int64_t add_login(const char *mail);
void add_membership(int64_t account, int64_t institution, const char *role);
/* Logged in by the page. */
struct client client_as(const char *mail);
/* A new login of that role at ひまわり薬局, logged in. */
struct client client_role(const char *role);
/* agent@example.jp is an agent of the institution: procedures as model/agency.h has them,
 * last day 2027-02-21. Returns the agency's id. */
int64_t add_agency(const char *mail, int64_t institution, int64_t procedures);
/* A new login that is an agent of ひまわり薬局, logged in. */
struct client client_agent(int64_t procedures);
/* The path of the first link in the newest mail of this template, "" if there is none. */
const char *link_in_mail(const char *template);
/* Mails of this template to an address. */
int64_t mails_to(const char *template, const char *to);
/* Whether the login page lets them in, without a second factor. */
bool enters(const char *mail, const char *password);

#endif
