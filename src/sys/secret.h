/* secret.h: the only door to libsodium, and to GnuTLS for HMAC-SHA-1.
 *
 * Randomness, digests, keys in files, stored passwords, small sealed values. Algorithms
 * are those of the CRYPTREC list (SHA-256, HMAC, ChaCha20-Poly1305) and Argon2id for
 * passwords. Everything may be called from any thread. */
#ifndef SYS_SECRET_H
#define SYS_SECRET_H

#include "util/arena.h"
#include "util/codec.h"

enum {
    SECRET_KEY = 32,
    SECRET_SHA256 = 32,
    SECRET_SHA1 = 20,
    SECRET_SALT = 16,
    SECRET_SEAL = 12 + 16, /* bytes that sealing adds: nonce and tag */
    SECRET_WHY = 256,
};

/* A key is not just any 32 bytes: only what was made to be one has this type. */
struct secret_key {
    unsigned char b[SECRET_KEY];
};

/* Before threads are started; dies when the machine has no randomness. Again: nothing. */
void secret_init(void);

/* ---- randomness ---- */
void secret_random(void *out, size_t n);
uint32_t secret_below(uint32_t n); /* 0 to n-1, each as likely; n > 0 */
struct str secret_token(
    struct arena *a); /* 32 random bytes as 43 characters of base64url */
/* n random characters of Crockford's base 32, five bits each, in the arena. */
struct str secret_crock(struct arena *a, size_t n);
/* Tests: from now on the same "random" bytes for the same seed; 0: real ones again. */
void secret_test_seed(uint64_t seed);

/* ---- digests ---- */
void secret_sha256(unsigned char out[SECRET_SHA256], struct bytes in);
/* The same for what comes in pieces; the state lives in the arena. */
struct secret_hash_state;
struct secret_hash_state *secret_hash_begin(struct arena *a);
void secret_hash_add(struct secret_hash_state *s, struct bytes piece);
void secret_hash_end(struct secret_hash_state *s, unsigned char out[SECRET_SHA256]);
void secret_hmac(unsigned char out[SECRET_SHA256], const struct secret_key *key,
    struct bytes in); /* HMAC-SHA-256 */
void secret_hmac_sha1(unsigned char out[SECRET_SHA1], struct bytes key, struct bytes in);
/* SHA-256 in the arena: how tokens are stored and looked up. */
struct bytes secret_digest(struct arena *a, struct str in);
/* Takes the same time wherever they differ. Lengths are not secret. */
bool secret_equal(struct bytes a, struct bytes b);
static inline struct bytes secret_bytes(struct str s)
{
    return (struct bytes){(const unsigned char *)s.p, s.n};
}

/* ---- memory ---- */
void secret_wipe(void *p, size_t n);   /* not optimised away */
void *secret_alloc(size_t n) MUST_USE; /* zeroed, locked in memory, not in a core dump;
                                          dies when there is none */
void secret_free(void *p);             /* wipes; NULL is fine */

/* ---- key files ---- */
/* The key in the file: 32 raw bytes, readable by the owner alone. Made, with its
 * randomness flushed to the disk, when there is no such file; the folder must exist. Of
 * two processes that make it at once both get the same key. The key is in locked,
 * read-only memory until secret_free. NULL: why has one sentence for the operator. */
struct secret_key *secret_key(const char *path, char why[SECRET_WHY]) MUST_USE;
/* The same, but a missing file is an error: for keys that something is sealed under. */
struct secret_key *secret_key_existing(const char *path, char why[SECRET_WHY]) MUST_USE;
/* A key for one purpose out of a key file's: HMAC-SHA-256(key, purpose). */
void secret_subkey(
    struct secret_key *out, const struct secret_key *key, const char *purpose);

/* ---- stored passwords ---- */
struct secret_cost {
    uint32_t t;  /* passes, 1-100 */
    size_t mem;  /* bytes, 8 KiB - 1 GiB, whole KiB */
    int version; /* 1: Argon2id v1.3 over HMAC-SHA-256(pepper, password) */
};
/* What people chose: the floor of OWASP ASVS 5.0 (appendix C). */
extern struct secret_cost secret_cost_chosen; /* tests lower it before anything else */
/* Random secrets that we printed: 55 bits and a key that is not in the database are the
 * protection, so that a batch of 230,000 takes minutes and not hours. */
extern const struct secret_cost secret_cost_issued;

/* No memory is the machine's trouble: it must never be counted as a wrong password. */
enum secret_hash { SECRET_OK, SECRET_NO_MEMORY };

enum secret_hash secret_hash_password(unsigned char out[SECRET_SHA256],
    struct bytes password, const unsigned char salt[SECRET_SALT], struct secret_cost cost,
    const struct secret_key *pepper) MUST_USE;

/* As stored: v1$t$m$salt$hash; m in KiB, salt and hash in base64url. */
struct secret_stored {
    struct secret_cost cost;
    unsigned char salt[SECRET_SALT], hash[SECRET_SHA256];
};
struct str secret_stored_text(const struct secret_stored *s, struct arena *a);
bool secret_stored_read(struct str text, struct secret_stored *out) MUST_USE;

/* A new salt, the hash, the text to store. */
enum secret_hash secret_password_make(struct arena *a, struct str password,
    struct secret_cost cost, const struct secret_key *pepper, struct str *text) MUST_USE;
/* Compares. An empty or unreadable text (there is no such account) costs what a chosen
 * password costs and never matches, so that time does not tell who has an account. */
enum secret_hash secret_password_check(struct str text, struct str password,
    const struct secret_key *pepper, bool *match) MUST_USE;
/* Whether a text that just matched is weaker than want and should be made anew. */
bool secret_needs_rehash(struct str text, struct secret_cost want);

/* ---- small sealed values (ChaCha20-Poly1305-IETF) ---- */
/* nonce, ciphertext, tag. label says what it is and whose ("totp:staff:7"): it is not
 * kept in the result, and opening under another label fails. Nonces are random: less than
 * 2^32 values under one key. */
struct bytes secret_seal(
    struct arena *a, const struct secret_key *key, struct bytes plain, struct str label);
bool secret_open(struct arena *a, const struct secret_key *key, struct bytes sealed,
    struct str label, struct bytes *plain) MUST_USE;

#endif
