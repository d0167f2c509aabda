/* attach.h: files within a form: up to ATTACH_FILES, each of a kind that the page names,
 * kept in the form's draft between 入力, 確認 and back, committed with it. Without script.
 *
 * A page with them:
 *   the route      .files = true, .body_kib = ATTACH_BODY_KIB, .plan = attach_plan (or a plan
 *                  that calls it): has the bytes checked and the files stored before the
 *                  handler runs, on a thread that may wait for the disk
 *   GET, confirm   attach_init, attach_load
 *   POST of 入力   attach_init, attach_read; attach_need where one is a must. a->wrong:
 *                  r->keep = true, form_keep(…, false, …), the input page with 422. Else
 *                  a->stay: form_keep(…, false, …), 303 to the input page
 *   templates      attach_fields(attach_view(&a)) inside the form, whose view goes through
 *                  attach_form_view(&a, form_input_view(&f)): enctype, complaints;
 *                  attach_rows(attach_view(&a)) inside the confirm page's <dl class="sum">
 *   commit         attach_commit(&a, "notice", id, version)
 *
 * Whoever may use the page decides whose files these are: the draft's, that is the login's
 * (form_owner) and the institution's. */
#ifndef WEB_ATTACH_H
#define WEB_ATTACH_H

#include "model/attachment.h"
#include "web/form.h"

enum {
    ATTACH_FILES = 5,
    ATTACH_SLOTS = 3,                  /* empty ones on the page at once */
    ATTACH_BODY_KIB = 5 * 10240 + 512, /* all of them as large as can be, and the fields */
    ATTACH_COMPLAINTS = 12,
};

struct attach_kinds {
    const struct choice *v;
    size_t n;
};

struct attach {
    struct req *r;
    const char *form;   /* path of the input page, as form_init has it */
    int64_t institution;
    struct attach_kinds kinds; /* value: what attachment.kind will be; label: its title. One:
                                * it is not asked for */
    struct str hint;    /* a sentence under the heading; may be empty */
    bool required;      /* shown as 必須; attach_need checks it */
    /* What was filed before and is to be changed now: correct, amend. NULL: nothing. */
    const char *table;
    int64_t owner;
    bool fixed;         /* what was filed can't be left out */
    /* by attach_load and attach_read */
    struct attachment_list files; /* as it would be filed; number 0: new */
    struct complaint wrong_v[ATTACH_COMPLAINTS];
    size_t wrong;
    bool stay;          /* the button that only puts the files in was pressed */
    struct str slot_kind[ATTACH_SLOTS]; /* as it was chosen */
};

/* In the route's plan, after the page has made sure that the request may do it at all. What
 * is in order is stored; what is not will be complained of by attach_read. */
void attach_plan(struct req *r);

/* kinds, hint, required, table and owner may be set after it. */
void attach_init(struct attach *a, struct req *r, const char *form, int64_t institution);
void attach_load(struct attach *a);
/* Takes files in and out as the form says. */
void attach_read(struct attach *a);
/* Complains when there is no file. text: the whole sentence. */
void attach_need(struct attach *a, struct str text);
void attach_complain(struct attach *a, struct str id, struct str text);

struct attach_view;
const struct attach_view *attach_view(struct attach *a);
const struct form_view *attach_form_view(const struct attach *a, const struct form_view *f);

/* In the handler of the confirm page: the files are what was filed now. Returns how many
 * came or were left out. */
int64_t attach_commit(struct attach *a, const char *table, int64_t owner, int64_t version);
void attach_forget(struct attach *a); /* the draft is given up */

/* A list for pages and receipts: "契約書の写し　keiyaku.pdf（1.2 MB）". */
struct str attach_line(struct arena *a, const struct attachment *x);
struct str attach_size(struct arena *a, int64_t bytes); /* 812 KB, 1.2 MB */
/* What the virus scanner has said, for pages; empty text: nothing to say. */
struct tag attach_scan_tag(const struct attachment *x);

/* Sends a file. Staff get none that waits for the virus scanner, and nobody an infected
 * one: a page says so. */
int attach_send(struct req *r, const struct attachment *x);

#endif
