/* founder_view.h: what templates/founder is given. */
#ifndef PAGE_FOUNDER_VIEW_H
#define PAGE_FOUNDER_VIEW_H

#include "web/attach_view.h"
#include "web/founder_view.h"

struct founder_paper {
    struct url href; /* empty: it can't be opened */
    struct str title, name, size;
    struct tag scan;
};
struct founder_papers_list {
    const struct founder_paper *v;
    size_t n;
};
struct founder_step {
    struct str at, what, who, why;
};
struct founder_past { /* one that has ended */
    struct str number, at, what;
    struct tag state;
    struct founder_papers_list papers;
};

struct founder_view {
    struct founder_now now;
    struct str changed_on, said, why; /* why: it came back */
    bool acts;                        /* may hand in, correct, withdraw */
    struct founder_papers_list papers;
    struct {
        const struct founder_step *v;
        size_t n;
    } steps;
    struct {
        const struct founder_past *v;
        size_t n;
    } past;
};

struct founder_form_view {
    const struct form_view *f;
    const struct attach_view *attach;
    struct str place, number, why; /* number: empty: a new one */
    struct str unfit, jis;         /* characters that other systems can't take */
};

#endif
