/* address.h: network addresses as bytes: the same address has many spellings. */
#ifndef UTIL_ADDRESS_H
#define UTIL_ADDRESS_H

#include "util/base.h"

enum { ADDRESS_LEN = 16, ADDRESS_FOUR = 12, ADDRESS_HOME = 8 };

/* Sixteen bytes; IPv4 as ::ffff:a.b.c.d, so that its four stand from ADDRESS_FOUR on. What
 * can't be read as an address is all zero. */
void address_bytes(struct str text, unsigned char out[ADDRESS_LEN]);
bool address_is_four(const unsigned char a[ADDRESS_LEN]);
/* How many of the bytes one subscriber has: all of IPv4, of IPv6 the first ADDRESS_HOME
 * (a /64). */
size_t address_home(const unsigned char a[ADDRESS_LEN]);

#endif
