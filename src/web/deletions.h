/* deletions.h: moves a case of model/deletion.h on, with what belongs to it: the audit row
 * and the mails to everybody who can log in for the institution, in one transaction. */
#ifndef WEB_DELETIONS_H
#define WEB_DELETIONS_H

#include "model/deletion.h"
#include "sys/conf.h"
#include "web/deletions_view.h"
#include "web/req.h"

struct deletions { /* where it happens */
    struct db *db; /* as DB_ALL */
    struct arena *arena;
    const struct conf *conf;
    struct str request; /* for the audit; "" in a job */
};

/* What deletion_move answers. An answer other than DELETION_DONE may leave half a deed
 * behind: the caller undoes the transaction (a page by its status). */
enum deletion_no deletions_move(const struct deletions *c, struct deletion *d,
    enum deletion_event event, const struct deletion_by *by, struct str reason) MUST_USE;

struct deletion_terms deletions_terms(const struct conf *conf);
struct deletions deletions_of(struct req *r);
/* Of a member of staff, or of the institution's own login. */
struct deletion_by deletions_by(const struct req *r);

#endif
