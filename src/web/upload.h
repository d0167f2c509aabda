/* upload.h: multipart forms: values into memory, files to disk while they arrive, under
 * DIR/files/incoming/, each under a random name of ours. A file that nobody has moved to
 * its place is removed when the request ends. One that is too long, or comes after the
 * body's limit, is in the list without a path and without a byte on the disk: the page can
 * say so at its field and keep what was typed. */
#ifndef WEB_UPLOAD_H
#define WEB_UPLOAD_H

#include "web/app.h"

enum {
    UPLOAD_FILES = 20,
    UPLOAD_FILE_BYTES = 10 * 1024 * 1024,
    UPLOAD_WASTE = 256 * 1024 * 1024, /* of a body beyond its limit: read and thrown away */
};

struct upload_file {
    struct str field;    /* the input's name */
    struct str filename; /* as the user calls it, without folders */
    struct str type;     /* as the browser says; never to be trusted */
    struct str path;     /* where it lies, not flushed; empty: it is too long */
    int64_t size;        /* bytes that came */
    unsigned char sha256[SECRET_SHA256];
    /* for web/attach.c: what it has found, once */
    int verdict, kind;
    bool stored;
};

/* True if the request brings multipart/form-data and its route takes files. */
bool upload_begin(struct work *w);
/* over: the body's limit is behind us; files are no longer kept. */
void upload_piece(struct work *w, struct str piece, bool over);
/* After the last piece: the values into r.form; a reason id if it can't be read. */
const char *upload_end(struct work *w);
void upload_drop(struct work *w);

/* Files that were chosen; those with no file chosen are left out. */
size_t upload_count(const struct req *r);
struct upload_file *upload_at(const struct req *r, size_t i);

#endif
