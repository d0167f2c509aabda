/* assets.h: the files of static/, compiled in, served from memory under names that carry
 * their hash: fresh for a year, precompressed, with an ETag. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "sys/http.h"
#include "web/req.h"

struct assets;
struct assets *assets_new(void);
void assets_free(struct assets *t);
/* Fills out and returns true if the path names a file and the method reads. */
bool assets_find(const struct assets *t, struct req *r, const struct http_in *in,
    struct http_out *out);

#endif
