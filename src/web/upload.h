/* upload.h: multipart forms: values into memory, files to disk while they arrive, under
 * DIR/files/incoming/, each under a random name of ours. A file that the handler does not
 * take is removed when the request ends. */
#ifndef WEB_UPLOAD_H
#define WEB_UPLOAD_H

#include "web/app.h"

enum { UPLOAD_FILES = 20, UPLOAD_FILE_BYTES = 10 * 1024 * 1024 };

struct upload_file {
    struct str field;    /* the input's name */
    struct str filename; /* as the user calls it, without folders */
    struct str type;     /* as the browser says; never to be trusted */
    struct str path;     /* where it lies; owned by the request until upload_take */
    int64_t size;
    unsigned char sha256[SECRET_SHA256];
};

/* True if the request brings multipart/form-data and its route takes files. */
bool upload_begin(struct work *w);
void upload_piece(struct work *w, struct str piece);
/* After the last piece: the values into r.form; a reason id if it can't be read. */
const char *upload_end(struct work *w);
void upload_drop(struct work *w);

/* Files that were chosen; those with no file chosen are left out. */
size_t upload_count(const struct req *r);
const struct upload_file *upload_at(const struct req *r, size_t i);
/* Moves a file to its place for good; false after one log line. */
bool upload_take(struct req *r, size_t i, const char *to) MUST_USE;

#endif
