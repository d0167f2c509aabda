/* device.h: where a login is open, in words that its owner recognises. */
#ifndef WEB_DEVICE_H
#define WEB_DEVICE_H

#include "util/arena.h"

/* "Chrome（Windows）" out of a User-Agent; "わからない機器" if it says nothing. */
struct str device_words(struct arena *a, struct str agent);
/* The first part of a numeric address: 192.0.2.*, 2001:db8:1:* */
struct str device_prefix(struct arena *a, struct str peer);

#endif
