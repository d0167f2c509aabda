/* carrier.h: parcel services, and where they say how far a parcel is. */
#ifndef MODEL_CARRIER_H
#define MODEL_CARRIER_H

#include "util/arena.h"

/* 佐川急便 for 佐川, ｻｶﾞﾜ and Sagawa; what is not known stays as it was typed. */
struct str carrier_name(struct arena *a, struct str typed);
/* The page about this parcel; empty: it is not known. tracking: digits, with or without
 * hyphens. */
struct str carrier_url(struct arena *a, struct str carrier, struct str tracking);

#endif
