/* sample.h: what the templates of this folder are given. */
#ifndef TESTS_TMPL_SAMPLE_H
#define TESTS_TMPL_SAMPLE_H

#include "web/view.h"

struct sample {
    struct str text; /* <b>"髙﨑𠮷" & 'x'</b> */
    struct str none;
    const char *word; /* a/b c */
    int64_t n;        /* -7 */
    bool yes, no;
    struct url url;   /* /my?x=1&y=2 */
    struct html html; /* <i>ok</i> */
    struct link_list list;
    struct link_list empty;
};

#endif
