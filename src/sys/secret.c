/* secret.c: see secret.h. No other file includes sodium.h or gnutls/crypto.h.
 *
 * Stored passwords are hashed with crypto_pwhash and compared here: in libsodium 1.0.18
 * crypto_pwhash_str_verify says "wrong password" when memory is gone. */
#include "sys/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/log.h"
#include "util/str.h"

_Static_assert(SECRET_KEY == crypto_auth_hmacsha256_KEYBYTES, "key size");
_Static_assert(SECRET_KEY == crypto_aead_chacha20poly1305_ietf_KEYBYTES, "key size");
_Static_assert(SECRET_SHA256 == crypto_auth_hmacsha256_BYTES, "digest size");
_Static_assert(SECRET_SALT == crypto_pwhash_argon2id_SALTBYTES, "salt size");

enum { NONCE = 12, TAG = 16, KIB = 1024 };
_Static_assert(NONCE == crypto_aead_chacha20poly1305_ietf_NPUBBYTES, "nonce size");
_Static_assert(TAG == crypto_aead_chacha20poly1305_ietf_ABYTES, "tag size");

struct secret_cost secret_cost_chosen = {2, (size_t)19 * KIB * KIB, 1};
const struct secret_cost secret_cost_issued = {1, 8 * KIB, 1};

void secret_init(void)
{
    if (sodium_init() < 0)
        die("libsodium finds no source of randomness");
}

/* ---- randomness ---- */

static atomic_uint_fast64_t test_seed, test_turn;

void secret_test_seed(uint64_t seed)
{
    test_turn = 0;
    test_seed = seed;
}

void secret_random(void *out, size_t n)
{
    unsigned char key[randombytes_SEEDBYTES];
    uint64_t from[2] = {test_seed, 0};

    if (!from[0]) {
        secret_init();
        randombytes_buf(out, n);
        return;
    }
    from[1] = test_turn++;
    crypto_hash_sha256(key, (const unsigned char *)from, sizeof(from));
    randombytes_buf_deterministic(out, n, key);
}

uint32_t secret_below(uint32_t n)
{
    uint32_t v, uneven;

    if (!n)
        die("secret: nothing is below 0");
    uneven = -n % n; /* 2^32 mod n: values below it would come once too often */
    do
        secret_random(&v, sizeof(v));
    while (v < uneven);
    return v % n;
}

struct str secret_token(struct arena *a)
{
    unsigned char raw[32];

    secret_random(raw, sizeof(raw));
    return codec_b64url(a, (struct bytes){raw, sizeof(raw)});
}

struct str secret_crock(struct arena *a, size_t n)
{
    char *p = arena_alloc(a, n + 1, 1);

    secret_random(p, n);
    for (size_t i = 0; i < n; i++)
        p[i] = codec_crock_digit((unsigned char)p[i] % CODEC_CROCK);
    p[n] = '\0';
    return (struct str){p, n};
}

/* ---- digests ---- */

void secret_sha256(unsigned char out[SECRET_SHA256], struct bytes in)
{
    crypto_hash_sha256(out, in.p, in.n);
}

struct secret_hash_state {
    crypto_hash_sha256_state state;
};

struct secret_hash_state *secret_hash_begin(struct arena *a)
{
    struct secret_hash_state *s = NEW(a, struct secret_hash_state);

    crypto_hash_sha256_init(&s->state);
    return s;
}

void secret_hash_add(struct secret_hash_state *s, struct bytes piece)
{
    crypto_hash_sha256_update(&s->state, piece.p, piece.n);
}

void secret_hash_end(struct secret_hash_state *s, unsigned char out[SECRET_SHA256])
{
    crypto_hash_sha256_final(&s->state, out);
}

void secret_hmac(
    unsigned char out[SECRET_SHA256], const struct secret_key *key, struct bytes in)
{
    crypto_auth_hmacsha256(out, in.p, in.n, key->b);
}

void secret_hmac_sha1(unsigned char out[SECRET_SHA1], struct bytes key, struct bytes in)
{
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, key.p, key.n, in.p, in.n, out) < 0)
        die("gnutls refuses to compute HMAC-SHA-1");
}

struct bytes secret_digest(struct arena *a, struct str in)
{
    unsigned char *p = arena_alloc(a, SECRET_SHA256, 1);

    secret_sha256(p, secret_bytes(in));
    return (struct bytes){p, SECRET_SHA256};
}

bool secret_equal(struct bytes a, struct bytes b)
{
    return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

/* ---- memory ---- */

void secret_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

void *secret_alloc(size_t n)
{
    void *p;

    secret_init();
    p = sodium_malloc(n);
    if (!p)
        die("out of memory");
    return memset(p, 0, n);
}

void secret_free(void *p)
{
    sodium_free(p);
}

/* ---- key files ---- */

static struct secret_key *refuse(char why[SECRET_WHY], const char *path, const char *what)
{
    snprintf(why, SECRET_WHY, "key file '%.150s' %s", path, what);
    return NULL;
}

static bool write_all(int fd, const unsigned char *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int fd, rc;

    if (slash)
        snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path) + 1, path);
    fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    rc = fsync(fd);
    close(fd);
    return rc == 0;
}

/* The whole key appears under its name at once, or not at all; an existing file is never
 * touched. True also when another process was faster. */
static bool make_key(const char *path)
{
    unsigned char raw[SECRET_KEY];
    char part[4096 + 16];
    bool done;
    int fd;

    snprintf(part, sizeof(part), "%s.%08x", path, (unsigned)randombytes_random());
    fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    secret_random(raw, sizeof(raw));
    done = write_all(fd, raw, sizeof(raw)) && fsync(fd) == 0;
    sodium_memzero(raw, sizeof(raw));
    done = close(fd) == 0 && done;
    done = done && (link(part, path) == 0 || errno == EEXIST);
    unlink(part);
    return done && sync_folder_of(path);
}

static struct secret_key *read_key(int fd, const char *path, char why[SECRET_WHY])
{
    struct secret_key *key;
    struct stat st;
    unsigned char more;

    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        return refuse(why, path, "is not a file");
    if (st.st_mode & 077)
        return refuse(why, path, "is open to others: run chmod 600 on it");
    key = secret_alloc(sizeof(*key));
    if (read(fd, key->b, SECRET_KEY) != SECRET_KEY || read(fd, &more, 1) != 0) {
        secret_free(key);
        return refuse(why, path, "must hold 32 bytes: put back the right one");
    }
    sodium_mprotect_readonly(key);
    return key;
}

static struct secret_key *load_key(const char *path, bool make, char why[SECRET_WHY])
{
    struct secret_key *key;
    int fd;

    if (strlen(path) >= 4096)
        return refuse(why, path, "has too long a path");
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        if (!make)
            return refuse(why, path, "is missing: put it back from the backup");
        if (!make_key(path))
            return refuse(why, path, "cannot be made: check its folder");
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0)
        return refuse(why, path, "cannot be read: check its owner and folder");
    key = read_key(fd, path, why);
    close(fd);
    return key;
}

struct secret_key *secret_key(const char *path, char why[SECRET_WHY])
{
    return load_key(path, true, why);
}

struct secret_key *secret_key_existing(const char *path, char why[SECRET_WHY])
{
    return load_key(path, false, why);
}

void secret_subkey(
    struct secret_key *out, const struct secret_key *key, const char *purpose)
{
    secret_hmac(out->b, key, secret_bytes(str_of(purpose)));
}

/* ---- stored passwords ---- */

static bool cost_ok(struct secret_cost c)
{
    return c.version == 1 && c.t >= 1 && c.t <= 100 && c.mem >= 8 * KIB &&
           c.mem <= (size_t)1 << 30 && c.mem % KIB == 0;
}

enum secret_hash secret_hash_password(unsigned char out[SECRET_SHA256],
    struct bytes password, const unsigned char salt[SECRET_SALT], struct secret_cost cost,
    const struct secret_key *pepper)
{
    unsigned char keyed[SECRET_SHA256];
    int rc;

    if (!cost_ok(cost))
        die("secret: no such cost: t=%u m=%zu", cost.t, cost.mem);
    secret_hmac(keyed, pepper, password);
    rc = crypto_pwhash(out, SECRET_SHA256, (const char *)keyed, sizeof(keyed), salt,
        cost.t, cost.mem, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(keyed, sizeof(keyed));
    /* The parameters are right, so that only memory can have failed. */
    return rc == 0 ? SECRET_OK : SECRET_NO_MEMORY;
}

struct str secret_stored_text(const struct secret_stored *s, struct arena *a)
{
    struct str salt = codec_b64url(a, (struct bytes){s->salt, SECRET_SALT});
    struct str hash = codec_b64url(a, (struct bytes){s->hash, SECRET_SHA256});

    return arena_fmt(a, "v%d$%u$%zu$" STR_FMT "$" STR_FMT, s->cost.version, s->cost.t,
        s->cost.mem / KIB, STR_ARG(salt), STR_ARG(hash));
}

static bool read_field(struct arena *a, struct str *text, void *out, size_t n)
{
    struct str field = str_cut(*text, '$', text);
    struct bytes b;

    if (!codec_b64url_read(a, field, &b) || b.n != n)
        return false;
    memcpy(out, b.p, n);
    return true;
}

bool secret_stored_read(struct str text, struct secret_stored *out)
{
    struct arena a = ARENA_INIT;
    struct secret_stored s = {.cost = {0, 0, 1}};
    int64_t t = 0, kib = 0;
    bool ok;

    ok = str_is(str_cut(text, '$', &text), "v1") &&
         str_int(str_cut(text, '$', &text), 1, 100, &t) &&
         str_int(str_cut(text, '$', &text), 8, KIB * KIB, &kib) &&
         read_field(&a, &text, s.salt, SECRET_SALT) &&
         read_field(&a, &text, s.hash, SECRET_SHA256) && !text.p;
    arena_release(&a);
    if (!ok)
        return false;
    s.cost.t = (uint32_t)t;
    s.cost.mem = (size_t)kib * KIB;
    *out = s;
    return true;
}

enum secret_hash secret_password_make(struct arena *a, struct str password,
    struct secret_cost cost, const struct secret_key *pepper, struct str *text)
{
    struct secret_stored s = {.cost = cost};

    secret_random(s.salt, sizeof(s.salt));
    if (secret_hash_password(s.hash, secret_bytes(password), s.salt, cost, pepper))
        return SECRET_NO_MEMORY;
    *text = secret_stored_text(&s, a);
    return SECRET_OK;
}

enum secret_hash secret_password_check(
    struct str text, struct str password, const struct secret_key *pepper, bool *match)
{
    struct secret_stored s = {.cost = secret_cost_chosen};
    unsigned char got[SECRET_SHA256];
    bool known = secret_stored_read(text, &s);

    *match = false;
    if (!known && text.n)
        log_error("secret.unreadable", "bytes=%zu", text.n);
    if (secret_hash_password(got, secret_bytes(password), s.salt, s.cost, pepper))
        return SECRET_NO_MEMORY;
    *match = known & (sodium_memcmp(got, s.hash, sizeof(got)) == 0);
    return SECRET_OK;
}

bool secret_needs_rehash(struct str text, struct secret_cost want)
{
    struct secret_stored s;

    return !secret_stored_read(text, &s) || s.cost.version != want.version ||
           s.cost.t < want.t || s.cost.mem < want.mem;
}

/* ---- small sealed values ---- */

struct bytes secret_seal(
    struct arena *a, const struct secret_key *key, struct bytes plain, struct str label)
{
    unsigned char *p = arena_alloc(a, plain.n + SECRET_SEAL, 1);

    secret_random(p, NONCE);
    crypto_aead_chacha20poly1305_ietf_encrypt(p + NONCE, NULL, plain.p, plain.n,
        (const unsigned char *)label.p, label.n, NULL, p, key->b);
    return (struct bytes){p, plain.n + SECRET_SEAL};
}

bool secret_open(struct arena *a, const struct secret_key *key, struct bytes sealed,
    struct str label, struct bytes *plain)
{
    unsigned char *p;

    if (sealed.n < SECRET_SEAL)
        return false;
    p = arena_alloc(a, sealed.n - SECRET_SEAL + 1, 1);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(p, NULL, NULL, sealed.p + NONCE,
            sealed.n - NONCE, (const unsigned char *)label.p, label.n, sealed.p, key->b))
        return false;
    *plain = (struct bytes){p, sealed.n - SECRET_SEAL};
    return true;
}
