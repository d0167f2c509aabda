/* verp.c: see verp.h. */
#include "sys/verp.h"

#include "util/str.h"

enum { MAC = 10, LOCAL = 64, DIGITS = 18 };

void verp_key(struct secret_key *out, const struct secret_key *root)
{
    secret_subkey(out, root, "bounce");
}

static void make_mac(char out[MAC], const struct secret_key *key, int64_t id)
{
    unsigned char h[SECRET_SHA256];
    char text[32];
    int n = snprintf(text, sizeof(text), "%lld", (long long)id);

    secret_hmac(h, key, (struct bytes){(const unsigned char *)text, (size_t)n});
    for (int i = 0; i < MAC; i++)
        out[i] = codec_crock_digit(h[i] & 31);
}

struct str verp_address(
    struct arena *a, const struct secret_key *key, struct str base, int64_t id)
{
    struct str domain, local = str_cut(base, '@', &domain);
    char mac[MAC];

    if (local.n + 1 + DIGITS + 1 + MAC > LOCAL)
        return S("");
    make_mac(mac, key, id);
    return arena_fmt(a, STR_FMT "+%lld.%.*s@" STR_FMT, STR_ARG(local), (long long)id,
        (int)MAC, mac, STR_ARG(domain));
}

/* What stands at the head of s, behind "local+": digits, a dot, the MAC, "@domain". */
static bool read_one(
    const struct secret_key *key, struct str domain, struct str s, int64_t *id)
{
    unsigned char typed[MAC];
    char mac[MAC];
    size_t n = 0;
    int64_t found;

    while (n < s.n && n < DIGITS && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    if (!str_int(str_head(s, n), 1, INT64_MAX, &found))
        return false;
    s = str_from(s, n);
    if (s.n < 1 + MAC + 1 + domain.n || s.p[0] != '.' || s.p[1 + MAC] != '@' ||
        !str_ieq(str_head(str_from(s, 1 + MAC + 1), domain.n), domain))
        return false;
    for (int i = 0; i < MAC; i++) {
        int v = codec_crock_value(s.p[1 + i]);

        typed[i] = (unsigned char)(v < 0 ? '?' : codec_crock_digit((unsigned)v));
    }
    make_mac(mac, key, found);
    if (!secret_equal((struct bytes){typed, MAC}, (struct bytes){(unsigned char *)mac, MAC}))
        return false;
    *id = found;
    return true;
}

bool verp_find(const struct secret_key *key, struct str base, struct str text, int64_t *id)
{
    struct str domain, local = str_cut(base, '@', &domain);

    if (!local.n || !domain.n)
        return false;
    for (const char *p = text.p; (p = memchr(p, '+', text.n - (size_t)(p - text.p))); p++) {
        size_t at = (size_t)(p - text.p);

        if (at >= local.n && str_ieq(str_head(str_from(text, at - local.n), local.n), local) &&
            read_one(key, domain, str_from(text, at + 1), id))
            return true;
    }
    return false;
}
