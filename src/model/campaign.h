/* campaign.h: mailings and the files (chunks) that they are made of.
 *
 * A chunk goes planned → building → sealed → published: sealed when the hashes of its
 * passwords and the SHA-256 of its file are committed, published when the file has its
 * final name. A published file never changes. */
#ifndef MODEL_CAMPAIGN_H
#define MODEL_CAMPAIGN_H

#include "sys/db.h"

enum { CHUNK_LETTERS = 1000 };

struct campaign {
    int64_t id, created_at;
    struct str name, form, cutoff, kind, pref, posted_on, valid_until, origin, folder,
        state;
    int64_t considered, closed, registered, has_letter, no_address, over_limit, selected;
    int64_t limit_n;   /* 0: none */
    int64_t supersede; /* 1: institutions whose earlier letter still works, too */
    int64_t requests;  /* 1: only those that asked for a new one: letter_request.h */
    int64_t chunk_size;
    int64_t first;                             /* number of the letter before the first */
    int64_t written, blocked, pulled, planned; /* letters by state, when asked for */
    int64_t faulty, left_out;
    int64_t checked_at, checked; /* when its letters were checked last (0: never), how many */
};

struct chunk {
    int64_t id, campaign, seq, letters;
    struct str state, file;
    struct bytes sha256;
    struct str posted_on, valid_until; /* empty: the campaign's */
};

extern const struct model campaign_model, chunk_model;

/* Makes the campaign, its letters (all planned) and chunks, inside the caller's
 * transaction; fills in id and the counts. considered = closed + registered + has_letter
 * + no_address + over_limit + selected. ERR_CONFLICT: the name is taken. */
enum err campaign_plan(struct db *db, struct campaign *c) MUST_USE;
/* The letters (struct letter, without number) that campaign_plan would make now; it is not
 * made. row as db_each gives it. Not for requests. */
void campaign_trial(struct db *db, const struct campaign *c, db_row_fn *fn, void *ctx);
bool campaign_by_name(struct db *db, struct str name, struct campaign *out);
/* With the letters counted by state. */
bool campaign_count(struct db *db, int64_t id, struct campaign *out);
struct campaign_list {
    const struct campaign *v;
    size_t n;
};
struct campaign_list campaign_all(struct db *db); /* newest first */
void campaign_done(struct db *db, int64_t id);
void campaign_checked(struct db *db, int64_t id, int64_t letters);

struct chunk_list {
    const struct chunk *v;
    size_t n;
};
struct chunk_list chunk_all(struct db *db, int64_t campaign);
/* One more file, for letters that are issued again: seq and file are filled in. Opens the
 * campaign again. */
void chunk_add(struct db *db, struct chunk *c);
void chunk_building(struct db *db, int64_t id);
void chunk_sealed(struct db *db, const struct chunk *c); /* with sha256 and letters */
void chunk_published(struct db *db, int64_t id);
/* Sealed, but its file was lost before it had its name: it is built again, with new
 * passwords. */
void chunk_unseal(struct db *db, const struct chunk *c);

#endif
