/* note.h: audit rows of pages that only read. A GET has no connection that writes; what was
 * looked at waits here for the writer, which appends it to the audit with its next group,
 * five seconds later at the most. What could not be committed stays and is tried again; a
 * crash may lose what waits. */
#ifndef WEB_NOTE_H
#define WEB_NOTE_H

#include "web/req.h"

struct notes;
struct notes *notes_new(void);
void notes_free(struct notes *n);

/* Why this page is opened, an id of model/look.h: what the address says (?why=), or what goes
 * with the page; an auditor looks because of an audit. usual: an id; what the address says
 * and no table knows counts as not said. */
const char *note_why(const struct req *r, const char *usual);

/* action is a literal; usual as above. The reason goes into the audit's detail. False: too many wait (nothing can be written for a while); the
 * caller answers 503, because what is not recorded is not shown. */
bool note_view(struct req *r, const char *action, int64_t institution, const char *usual)
    MUST_USE;

/* For the writer: notes_write inside a transaction, and after its commit notes_written
 * with what notes_write has returned. */
bool notes_wait(struct notes *n);
size_t notes_write(struct notes *n, struct db *db);
void notes_written(struct notes *n, size_t written);

#endif
