/* qr_view.h: a QR code and a secret for templates. */
#ifndef WEB_QR_VIEW_H
#define WEB_QR_VIEW_H

#include "web/view.h"

struct qr_view {
    int size;        /* with its white border, in modules; 0: the text is too long for one */
    struct str path; /* the dark modules, as path data */
};

struct qr_view qr_view(struct arena *a, struct str text);
/* ABCD EFGH …: in fours, as it is typed from paper. */
struct str_list text_groups(struct arena *a, struct str s);

#endif
