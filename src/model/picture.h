/* picture.h: pictures of the catalogue that staff have uploaded. A picture's name is made
 * from its content, so its address never shows anything else. */
#ifndef MODEL_PICTURE_H
#define MODEL_PICTURE_H

#include "sys/db.h"
#include "util/picture.h"

struct picture {
    struct str name; /* 32 hexadecimal digits, .png or .jpg */
    int64_t width, height, at;
    struct bytes data;
    int64_t since; /* parameter */
};

extern const struct model picture_model;

/* Keeps the file, if it is not there already, and says its name. PICTURE_OK, or why not. */
enum picture_fault picture_add(struct db *db, struct arena *a, struct bytes file,
    struct str *name) MUST_USE;
bool picture_get(struct db *db, struct str name, struct picture *out);
/* The same without the bytes. */
bool picture_size(struct db *db, struct str name, struct picture *out);
/* Pictures that no row of the catalogue shows and that are older than a day go. */
void picture_sweep(struct db *db);
const char *picture_type(struct str name); /* image/png or image/jpeg */

#endif
