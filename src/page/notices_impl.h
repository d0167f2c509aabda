/* notices_impl.h: a notice being filled in: its rows and the form made from its type's
 * questions. */
#ifndef PAGE_NOTICES_IMPL_H
#define PAGE_NOTICES_IMPL_H

#include "page/notices_view.h"
#include "web/attach.h"
#include "web/form.h"
#include "web/notices.h"

#define NOTICES "/my/notices"

struct filing {
    struct req *r;
    struct programme p;
    struct programme_type t;
    struct programme_questions q;
    struct institution i;
    struct notice n;    /* id 0: there is no row yet */
    bool again;         /* corrected or changed: a version was filed before */
    enum notice_event_kind event;
    const char *page;   /* path of the input page: /my/notices/new/2023/1 or …/edit */
    struct model model; /* columns made from the questions */
    struct col col[FORM_FIELDS];
    struct str row[FORM_FIELDS];
    struct form f;
    bool papers;        /* the type takes some */
    struct attach att;
    struct notice_answers answers;          /* as typed and understood */
    const struct programme_question *leave; /* an answer that leads to the exit, or NULL */
};

/* A new one of this programme and type number; false: there is no such type. */
bool filing_new(struct filing *x, struct req *r, struct str programme, struct str type);
/* One that was filed before, or a draft. False: not the institution's. */
bool filing_of(struct filing *x, struct req *r, struct str number);
/* For type and day: may it be filed now, as far as that is known without the answers? */
enum notice_no filing_may(struct filing *x);

/* What was posted, or the draft again: normalised, checked, answers filled in. */
void filing_read(struct filing *x);
void filing_check(struct filing *x);
/* Answers that the finder has asked for already: contract_on=2023-02-10;line=from */
void filing_prefill(struct filing *x, struct str answers);
/* The papers as they would be filed; of a type without any: nothing. */
void filing_papers_load(struct filing *x);
void filing_papers_read(struct filing *x);
struct notice_content filing_content(const struct filing *x);
/* The input page's fields: questions that belong to one choice stand under it. */
const struct form_view *filing_input_view(struct filing *x);
/* Only what counts. */
const struct form_view *filing_confirm_view(struct filing *x);
/* Where the form of a notice that is not at its end lies. */
const char *filing_page(struct arena *a, const struct notice *n);

/* ---- notices_list.c */
struct notices_programmes notices_programmes(struct req *r, struct str kind, bool links);
struct str notices_papers(struct req *r, const struct programme_type *t);
/* 受付は令和5年3月31日（金）で終わりました, or the like of an open one. */
struct str notices_window_said(struct arena *a, const struct programme *p);

#endif
