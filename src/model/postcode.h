/* postcode.h: postal codes and the addresses that they stand for. */
#ifndef MODEL_POSTCODE_H
#define MODEL_POSTCODE_H

#include "sys/db.h"

struct postcode {
    int64_t id;
    struct str zip;    /* 7 digits */
    struct str pref;   /* 01-47 */
    struct str city;   /* 札幌市中央区, 上川郡上川町, 千代田区 */
    struct str town;   /* may be empty; with the street for an office */
    struct str office; /* a large office that has a code of its own; else empty */
};

struct postcodes {
    const struct postcode *v;
    size_t n;
};

extern const struct model postcode_model;

/* All addresses of a code, as typed in any width, with or without hyphen. */
struct postcodes postcode_find(struct db *db, struct arena *a, struct str typed);

void postcode_clear(struct db *db, bool offices); /* all offices, or all places */
void postcode_add(struct db *db, const struct postcode *row);

/* Cuts the city off an address behind its prefecture: 札幌市中央区 | 北十条西. Empty when
 * there is none. */
struct str postcode_city(struct str *address);

#endif
