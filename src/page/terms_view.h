/* terms_view.h: what the pages about the terms of use are given. */
#ifndef PAGE_TERMS_VIEW_H
#define PAGE_TERMS_VIEW_H

#include "web/view.h"

struct terms_version {
    int64_t version;
    struct str from;        /* 2026年11月21日 */
    struct str_list changes;
};

struct terms_view {
    struct str csrf, next;
    int64_t newest; /* the version that is accepted by the press */
    struct {
        const struct terms_version *v;
        size_t n;
    } rows; /* newer than what was accepted, oldest first */
};

#endif
