/* attachment.h: files that people send with a procedure, and what they belong to: first to
 * the draft of a form, then to what was filed. Any procedure can have some: owner_table is
 * its word, owner the id there, version counts its versions (always 1 where it has none).
 *
 * What was filed keeps its files for good; a later version may leave one out from itself
 * on. The bytes are in sys/filestore.h; whoever adds a row makes sure, in the same
 * transaction, that they are still there. */
#ifndef MODEL_ATTACHMENT_H
#define MODEL_ATTACHMENT_H

#include "sys/db.h"

enum {
    ATTACHMENT_DRAFT_DAYS = 90, /* a draft's files go with it */
    ATTACHMENT_SPARE_DAYS = 1,  /* and what was taken out of one, after this */
    ATTACHMENT_DAY = 200,       /* files that one login may send in 24 hours */
};

struct attachment {
    int64_t id, institution, owner, number, version, until_version, size, scanned_at, at;
    struct str owner_table, form, actor, kind, title, name, type, state, scan;
    struct bytes sha256;
    int64_t n; /* of counts */
};

struct attachment_list {
    struct attachment *v;
    size_t n;
};

extern const struct model attachment_model;

/* ---- of the institution whose session this is (db_as) */
/* Puts a file to a draft: actor, form, kind, title, name, type, size, sha256 and scan ('' or
 * waiting) are read; id is set. */
void attachment_add(struct db *db, struct attachment *row);
struct attachment_list attachment_drafts(struct db *db, struct str actor, struct str form);
void attachment_set_kind(struct db *db, const struct attachment *row); /* id, actor, kind, title */
/* Takes a file out of a draft. */
void attachment_take_out(struct db *db, int64_t id, struct str actor);
/* Says that a draft will leave out a file that was filed; again: no change. */
void attachment_leave_out(struct db *db, struct str actor, struct str form, int64_t id);
struct attachment_list attachment_left_out(struct db *db, struct str actor, struct str form);
/* Everything that belongs to it, in all versions, by number. */
struct attachment_list attachment_of(struct db *db, const char *table, int64_t owner);
/* A version's files among them: those that came with it or before, and are in it. */
bool attachment_in(const struct attachment *row, int64_t version);
bool attachment_get(
    struct db *db, const char *table, int64_t owner, int64_t number, struct attachment *out);
/* The draft's files go to what was filed, as of this version, in the order in which they
 * came; the draft is empty then. Returns how many came and were left out. */
int64_t attachment_commit(struct db *db, struct str actor, struct str form,
    const char *table, int64_t owner, int64_t version);
/* The draft without its files. */
void attachment_forget(struct db *db, struct str actor, struct str form);
/* How many this login has sent within 24 hours. */
int64_t attachment_sent(struct db *db, struct str actor);

/* ---- of all institutions: staff, jobs, commands */
bool attachment_any(
    struct db *db, const char *table, int64_t owner, int64_t number, struct attachment *out);
struct attachment_list attachment_all(struct db *db, const char *table, int64_t owner);
bool attachment_wanted(struct db *db, struct bytes sha256); /* some row needs these bytes */
void attachment_sweep(struct db *db, int64_t now);
/* 20 that wait, longest untried first. */
struct attachment_list attachment_to_scan(struct db *db);
/* clean, infected; waiting: it was tried, and is to be tried again after the others. */
void attachment_scanned(struct db *db, int64_t id, struct str word);
void attachment_scan_off(struct db *db); /* nothing waits any more: there is no scanner */
int64_t attachment_unscanned(struct db *db);
void attachment_each(struct db *db, struct attachment *row, db_row_fn *fn, void *ctx);

#endif
