/* notices_bulk_impl.h: the parts of filing for many institutions at once: the columns of the
 * list, reading it, judging a row. */
#ifndef PAGE_NOTICES_BULK_IMPL_H
#define PAGE_NOTICES_BULK_IMPL_H

#include "model/member.h"
#include "model/notice.h"
#include "model/notice_bulk.h"
#include "page/notices_bulk_view.h"
#include "util/urlform.h"
#include "web/req.h"

enum { BULK_TYPES = 12, BULK_COLUMNS = 60 };

/* A programme with its types of today and their questions. */
struct bulk {
    struct req *r;
    struct programme p;
    struct programme_types types;
    struct programme_questions questions[BULK_TYPES];
    struct members_of places; /* of this login */
    int64_t taken[NOTICE_BULK_ROWS][2]; /* institution, line: what rows have named already */
    size_t n_taken;
};

bool bulk_open(struct bulk *b, struct req *r, const struct programme *p);

/* ---- columns */
size_t bulk_columns(const struct bulk *b, struct bulk_column out[BULK_COLUMNS]);
/* The name under which a question's answers are kept: its key, or with a number behind it
 * when questions of one key have several labels. */
struct str bulk_word(const struct bulk *b, const struct programme_question *q);

/* ---- reading: the rows come to the list; wrong: a sentence, empty when it was read */
struct bulk_read {
    struct notice_bulk_row *v; /* fields, or result and said */
    size_t n;
    int64_t empty;  /* rows without a type */
    struct str ignored; /* columns that nobody knows, or empty */
    struct str wrong;
};
void bulk_read(const struct bulk *b, const char *path, struct bulk_read *out);

/* ---- a row */
struct bulk_check {
    const char *result; /* ready same wrong */
    struct str said;
    struct str code;
    const struct programme_type *type;
    struct institution i;
    struct notice there; /* id 0: none; a draft is filed */
    struct notice_content content;
};
void bulk_check(struct bulk *b, const struct notice_bulk_row *row, struct bulk_check *out);

/* ---- notices_bulk_list.c */
int bulk_draw(struct bulk *b, const struct notice_bulk *l, int status, struct str said);
int bulk_csv(struct bulk *b, const struct notice_bulk *l);
int bulk_sample(struct bulk *b);

#endif
