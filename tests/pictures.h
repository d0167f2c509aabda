/* pictures.h: small PNG and JPEG files for tests. */
#ifndef TESTS_PICTURES_H
#define TESTS_PICTURES_H

#include "util/arena.h"

/* Whole files as picture_read() looks at them; what they show is nothing. */
struct str png_of(struct arena *a, int width, int height);
struct str jpeg_of(struct arena *a, int width, int height);

#endif
