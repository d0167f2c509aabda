/* view.h: what templates are given. Plain data, made by C and only read by templates.
 * Nothing here owns memory: it lives as long as the request's arena. Texts may be empty
 * (n 0); an empty text means "not there" wherever that makes sense. */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "util/col.h"
#include "web/out.h"

/* ------------------------------------------------------------------ lists of things */

struct link {
    struct url href;
    struct str text;
    bool current; /* the page that is being shown */
};
struct link_list {
    const struct link *v;
    size_t n;
};

struct pair { /* a hidden field */
    struct str name, value;
};
struct pair_list {
    const struct pair *v;
    size_t n;
};

struct str_list {
    const struct str *v;
    size_t n;
};

/* ------------------------------------------------------------------ the page's frame */

/* Something that happens to the institution's logins unless a member stops it. */
struct page_stop {
    struct str kind, title, text;
    int64_t id;
};
struct page_stop_list {
    const struct page_stop *v;
    size_t n;
};

/* What the reader chose in the display bar; kept in a cookie. */
enum text_size { TEXT_M, TEXT_S, TEXT_L };
enum colours { COLOURS_STD, COLOURS_KURO, COLOURS_KI };
struct display {
    enum text_size size;
    enum colours colours;
    bool furigana;
};

/* Reads one value of the bar ("t-s" "t-m" "t-l" "c-std" "c-kuro" "c-ki" "f0" "f1") into
 * d; false when it is none of them and d is as before. */
bool display_set(struct display *d, struct str hyoji);
/* The cookie's value: the three values joined by dots, "t-m.c-std.f0". */
struct str display_text(const struct display *d, struct arena *a);
/* Reads a cookie's value; what is strange is left at the default. */
struct display display_read(struct str cookie);
/* The class of <html>: "c-std t-m", with " ruby" and " op" where they apply. */
struct str display_class(const struct display *d, bool staff, struct arena *a);

enum side { SIDE_PUBLIC, SIDE_IN, SIDE_STAFF };

/* templates/layout.html: page_head(p) opens, page_foot(p) closes */
struct page {
    struct str title; /* of this screen, e.g. アカウント情報編集（入力） */
    struct str about; /* meta description; empty: made from the title */
    bool wrong;       /* 422: title begins with エラー： */
    bool robots;      /* may be listed by search engines: public pages only */
    enum side side;
    struct display display;
    struct str html_class;   /* display_class() */
    struct str csrf;         /* token of the forms that the frame itself draws */
    struct str back;         /* own path and query, to return to after /preferences */
    struct link_list nav;    /* main menu */
    struct link_list foot; /* of the footer */
    bool search;           /* this installation can search the site */
    struct link_list crumbs; /* where we are; the last one is this page */
    struct str user;         /* who is signed in, as shown at the top right */
    struct url logout;       /* where its form posts to; empty: no logout button */
    struct url change;       /* page that lists the other institutions; empty: there are none */
    struct url feed;         /* Atom feed of the page, or empty */
    struct str query;        /* what was searched for, shown in the search box */
    struct str acting, acting_until; /* an agent's: for whom he acts, until when */
    struct str deletion; /* when the account is deleted, if that is coming: the frame shows
                          * it with a button that cancels it */
    struct page_stop_list stops; /* the same of smaller things */
    struct str notice;       /* one sentence after an action, role=status */
    bool form; /* the page has a form with id f: the display bar belongs to it, so that
                * what was typed is kept. The form then gets "hyoji" posted. */
    bool wide; /* the page brings its own <div class="w">, for bands across the window */
    struct str tel, tel_hours; /* call centre: number, hours in full */
    struct str open_now;       /* いま受け付けています, or empty */
};

/* ------------------------------------------------------------------ fields */

struct field_list;

struct pick {
    struct str value, label;
    bool chosen;
    struct str hint; /* W_RADIO: a line under the label */
    const struct field_list
        *then; /* W_RADIO: fields that belong to this choice, or NULL */
};
struct pick_list {
    const struct pick *v;
    size_t n;
};

/* One of the inputs of a field that is typed in parts, for example 年 月 日. */
struct part {
    struct str name, label, value;
    const char *width; /* class, or NULL */
    bool wrong;
};
struct part_list {
    const struct part *v;
    size_t n;
};

/* templates/form/field.html: form_field(f); templates/form/confirm.html: form_row(f).
 * name, label, hint and widget stand here and not only in col, because a page may draw a
 * field that no column stands behind: col may be NULL, only its autocomplete, inputmode
 * and width are read. */
struct field_view {
    const struct col *col;
    enum col_widget widget;
    struct str name; /* of the parameter; also the id of the input */
    struct str label, hint;
    bool required;
    struct str value;       /* as it was typed; a password is never put back */
    struct str error;       /* the whole sentence */
    struct pick_list picks; /* W_SELECT, W_RADIO; W_CHECK: one option, its label */
    struct part_list parts; /* not empty: drawn as a row of inputs */
    bool fresh_password;    /* autocomplete new-password instead of current-password */
    bool zip;               /* a postal code: the look-up button follows it */
    struct str zip_said;    /* what the look-up found, role=status */
    int rows;               /* W_AREA; 0: 5 */
    /* for the confirm page */
    struct str shown; /* normalised, label of the choice; empty is shown as （なし） */
    struct str old;   /* what is kept now */
    bool changed;     /* old and shown are both shown */
    struct str folded; /* how it was typed, when it was normalised; else empty */
    bool secret;       /* shown as ●●●● */
    struct url edit;   /* address of the input page; the link adds #name. Empty: none */
};
struct field_list {
    const struct field_view *v;
    size_t n;
};

/* For templates/form/: NULL when the attribute is left out. */
const char *field_autocomplete(const struct field_view *f);
const char *field_inputmode(const struct field_view *f);
const char *field_width(const struct field_view *f);  /* class; "" for the full width */
bool field_has_own_words(const struct field_view *f); /* typed by people: no furigana */

/* One line of the error summary. id: the input to go to (name of field or part). */
struct complaint {
    struct str id, text;
};
struct complaint_list {
    const struct complaint *v;
    size_t n;
};

/* templates/form/form.html: form_errors(f), then form_open(f) … form_fields(&f->fields) …
 * form_close(); or form_confirm(f), the rows of the confirm page */
struct form_view {
    struct url action; /* empty: the page's own address */
    struct str csrf;
    struct str once; /* one-time token against double submission; empty: none */
    struct pair_list hidden;
    struct field_list fields;
    struct complaint_list wrong; /* in the order of the page */
    bool files;                  /* multipart/form-data */
    struct str until;            /* 14時35分: shown as time limit; empty: none */
    int64_t left;                /* seconds till then, for a warning; 0: none */
};

/* templates/form/steps.html: steps(STEP_…) */
enum step_now { STEP_NOW_INPUT, STEP_NOW_CONFIRM, STEP_NOW_DONE };

/* templates/form/buttons.html: buttons(l). The first that is primary is filled. */
struct button {
    struct str name, value; /* name empty: a plain submit */
    struct str text;
    bool primary;
    bool once;      /* guarded against a double click */
    bool unchecked; /* formnovalidate: back, draft */
    bool danger;
    struct url href; /* not empty: a link that looks like a button */
};
struct button_list {
    const struct button *v;
    size_t n;
};

/* templates/pager.html: pager(p); draws nothing when there is one page */
struct pager {
    struct link_list pages; /* text: the number; empty: a gap */
    struct url prev, next;  /* empty: there is none */
    struct str what;        /* of the nav's label: 対応の記録 */
};

/* The first, the last and the pages around page (both from 1). path may have a query. */
struct pager pager_make(
    struct str path, int64_t page, int64_t pages, struct str what, struct arena *a);

/* A word with a colour; the word alone must say it. */
enum tone { TONE_PLAIN, TONE_INFO, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_FLAT };
struct tag {
    enum tone tone;
    struct str text;
};

/* templates/error.html: error_page(e), inside the frame */
struct error_view {
    int status;
    struct str title, text; /* what happened, what to do */
    struct str request;     /* id to read out at the call centre; empty: none */
    struct link_list ways;  /* where to go from here */
};

#endif
