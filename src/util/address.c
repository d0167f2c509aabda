/* address.c: see address.h. */
#include "util/address.h"

#include <arpa/inet.h>

static const unsigned char mapped[ADDRESS_FOUR] = {[10] = 0xff, [11] = 0xff};

void address_bytes(struct str text, unsigned char out[ADDRESS_LEN])
{
    char plain[INET6_ADDRSTRLEN];

    memset(out, 0, ADDRESS_LEN);
    if (text.n >= sizeof(plain))
        return;
    snprintf(plain, sizeof(plain), STR_FMT, STR_ARG(text));
    if (inet_pton(AF_INET, plain, out + ADDRESS_FOUR) == 1)
        memcpy(out, mapped, sizeof(mapped));
    else if (inet_pton(AF_INET6, plain, out) != 1)
        memset(out, 0, ADDRESS_LEN);
}

bool address_is_four(const unsigned char a[ADDRESS_LEN])
{
    return memcmp(a, mapped, sizeof(mapped)) == 0;
}

size_t address_home(const unsigned char a[ADDRESS_LEN])
{
    return address_is_four(a) ? ADDRESS_LEN : ADDRESS_HOME;
}
