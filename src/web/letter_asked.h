/* letter_asked.h: a new letter was asked for, on whichever side: the history has it, and of
 * a registered institution everybody who can log in is told, because the letter can bring
 * another address into a login. */
#ifndef WEB_LETTER_ASKED_H
#define WEB_LETTER_ASKED_H

#include "model/letter_request.h"
#include "web/req.h"

/* row: as letter_request_ask gave it; place: the institution's name. */
void letter_asked(struct req *r, const struct letter_request *row, struct str place);

/* The institution, whose the database is, has just been proved in a call: a letter that
 * waits to be printed is of a registered institution from now on, and is told like one. */
void letter_asked_before(struct req *r, struct str place);

#endif
