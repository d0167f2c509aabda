/* secret_test.c: published vectors, key files, stored passwords, sealed values. */
#include "tests/test.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/secret.h"
#include "util/str.h"

static const struct secret_key pepper = {{1, 2, 3}};

static struct str hex(struct arena *a, const unsigned char *p, size_t n)
{
    return codec_hex(a, (struct bytes){p, n});
}

TEST(secret_digests_are_the_published_ones)
{
    struct arena a = ARENA_INIT;
    unsigned char out[32];
    struct secret_key key;

    secret_sha256(out, secret_bytes(S("abc"))); /* FIPS 180-2, B.1 */
    CHECK_STR(hex(&a, out, 32),
        S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    secret_sha256(out, secret_bytes(S("")));
    CHECK_STR(hex(&a, out, 32),
        S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    /* RFC 4231 case 1; a shorter key filled up with zeros is the same HMAC key. */
    memset(&key, 0, sizeof(key));
    memset(key.b, 0x0b, 20);
    secret_hmac(out, &key, secret_bytes(S("Hi There")));
    CHECK_STR(hex(&a, out, 32),
        S("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
    /* RFC 2202 case 2 */
    secret_hmac_sha1(
        out, secret_bytes(S("Jefe")), secret_bytes(S("what do ya want for nothing?")));
    CHECK_STR(hex(&a, out, 20), S("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
    CHECK(secret_equal(secret_digest(&a, S("abc")), secret_digest(&a, S("abc"))));
    CHECK(!secret_equal(secret_digest(&a, S("abc")), secret_digest(&a, S("abd"))));
    CHECK(!secret_equal(secret_bytes(S("a")), secret_bytes(S(""))));
    arena_release(&a);
}

TEST(secret_test_seed_repeats_itself_and_ends)
{
    struct arena a = ARENA_INIT;
    struct str one, two;
    size_t seen = 0;

    secret_test_seed(7);
    one = secret_token(&a);
    two = secret_token(&a);
    CHECK(!str_eq(one, two));
    secret_test_seed(7);
    CHECK_STR(secret_token(&a), one);
    secret_test_seed(8);
    CHECK(!str_eq(secret_token(&a), one));
    for (int i = 0; i < 200; i++)
        seen |= (size_t)1 << secret_below(6);
    CHECK_INT(seen, 63);
    CHECK_INT(secret_below(1), 0);
    secret_test_seed(0);
    CHECK(!str_eq(secret_token(&a), secret_token(&a)));
    CHECK_INT(secret_token(&a).n, 43);
    one = secret_crock(&a, 200);
    CHECK_INT(one.n, 200);
    for (size_t i = 0; i < one.n; i++)
        CHECK(codec_crock_value(one.p[i]) >= 0);
    arena_release(&a);
}

TEST(secret_key_is_made_once)
{
    struct arena a = ARENA_INIT;
    const char *path = arena_fmt(&a, "%s/pepper", test_dir()).p;
    char why[SECRET_WHY] = "";
    struct secret_key *one, *two, sub, other;
    struct stat st;

    CHECK(!secret_key_existing(path, why));
    CHECK(str_has(str_of(why), S("is missing")));
    one = secret_key(path, why);
    two = secret_key(path, why);
    CHECK(one && two && memcmp(one, two, sizeof(*one)) == 0);
    CHECK(stat(path, &st) == 0 && st.st_size == 32 && (st.st_mode & 0777) == 0600);
    CHECK(st.st_nlink == 1); /* the part file is gone */
    if (one && two) {
        secret_subkey(&sub, one, "cookie");
        secret_subkey(&other, one, "ticket");
        CHECK(memcmp(&sub, &other, sizeof(sub)) != 0);
    }
    secret_free(one);
    secret_free(two);
    arena_release(&a);
}

static void check_refused(const char *path, const char *part)
{
    char why[SECRET_WHY] = "";

    CHECK(!secret_key(path, why));
    CHECK(str_has(str_of(why), str_of(part)));
}

TEST(secret_key_refuses_wrong_files)
{
    struct arena a = ARENA_INIT;
    const char *dir = test_dir(), *path = arena_fmt(&a, "%s/key", dir).p;
    static const char bytes[33];
    int fd = open(path, O_WRONLY | O_CREAT, 0600);

    check_refused(path, "32 bytes");
    CHECK(write(fd, bytes, 31) == 31);
    check_refused(path, "32 bytes");
    CHECK(write(fd, bytes, 2) == 2);
    check_refused(path, "32 bytes");
    CHECK(ftruncate(fd, 32) == 0 && fchmod(fd, 0640) == 0);
    check_refused(path, "chmod 600");
    close(fd);
    check_refused(dir, "not a file");
    check_refused(arena_fmt(&a, "%s/none/key", dir).p, "check its folder");
    arena_release(&a);
}

TEST(secret_password_text_goes_round)
{
    struct arena a = ARENA_INIT;
    struct secret_cost cost = {1, 16 * 1024, 1};
    struct secret_stored s, again;
    struct secret_key other = {{9}};
    struct str text, empty;
    bool match = true;

    CHECK(!secret_password_make(&a, S("髙﨑𠮷のパスワード"), cost, &pepper, &text));
    CHECK(str_starts(text, S("v1$1$16$")));
    CHECK(secret_stored_read(text, &s));
    CHECK_STR(secret_stored_text(&s, &a), text);
    CHECK(
        !secret_password_check(text, S("髙﨑𠮷のパスワード"), &pepper, &match) && match);
    CHECK(
        !secret_password_check(text, S("髙﨑𠮷のパスワート"), &pepper, &match) && !match);
    CHECK(!secret_password_check(text, S(""), &pepper, &match) && !match);
    CHECK(
        !secret_password_check(text, S("髙﨑𠮷のパスワード"), &other, &match) && !match);
    match = true;
    CHECK(!secret_password_check(S(""), S("x"), &pepper, &match) && !match);
    CHECK(!secret_password_make(&a, S(""), cost, &pepper, &empty));
    CHECK(!secret_password_check(empty, S(""), &pepper, &match) && match);
    CHECK(!secret_password_make(&a, S("髙﨑𠮷のパスワード"), cost, &pepper, &empty));
    CHECK(secret_stored_read(empty, &again));
    CHECK(memcmp(again.hash, s.hash, 32) != 0 && memcmp(again.salt, s.salt, 16) != 0);
    arena_release(&a);
}

#define SALT "AAAAAAAAAAAAAAAAAAAAAA"
#define HASH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

TEST(secret_stored_read_takes_one_spelling)
{
    static const char *const bad[] = {
        "",
        "v1",
        "v2$1$8$" SALT "$" HASH,
        "v1$0$8$" SALT "$" HASH,
        "v1$1$7$" SALT "$" HASH,
        "v1$1$1048577$" SALT "$" HASH,
        "v1$1$8$AAAAAAAAAAAAAAAAAAAAA$" HASH,
        "v1$1$8$" SALT "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "v1$1$8$AAAAAAAAAAAAAAAAAAAAAA",
        "v1$1$8$" SALT "$" HASH "$",
    };
    struct secret_stored s;
    struct str good = S("v1$2$19456$" SALT "$" HASH);

    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!secret_stored_read(str_of(bad[i]), &s));
    CHECK(secret_stored_read(good, &s) && s.cost.t == 2 && s.cost.mem == 19456 * 1024);
    CHECK(!secret_needs_rehash(good, secret_cost_chosen));
    CHECK(!secret_needs_rehash(good, secret_cost_issued));
    CHECK(secret_needs_rehash(good, (struct secret_cost){3, 8192, 1}));
    CHECK(secret_needs_rehash(good, (struct secret_cost){2, 20 << 20, 1}));
    CHECK(secret_needs_rehash(S("x"), secret_cost_chosen));
}

/* AddressSanitizer's malloc then fails as any malloc does, instead of ending the run. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

/* The limit lies below what the sanitizers have reserved, so nothing new can be mapped;
 * nothing but Argon2's own memory is asked for while it holds. */
TEST(secret_out_of_memory_is_not_a_wrong_password)
{
    static const unsigned char salt[SECRET_SALT];
    struct secret_cost huge = {1, (size_t)1 << 30, 1};
    struct rlimit old, low;
    unsigned char out[32];
    enum secret_hash got;

    got = secret_hash_password(
        out, secret_bytes(S("x")), salt, secret_cost_issued, &pepper);
    CHECK(got == SECRET_OK); /* and the small blocks are there */
    CHECK(getrlimit(RLIMIT_AS, &old) == 0);
    low = (struct rlimit){4096, old.rlim_max};
    CHECK(setrlimit(RLIMIT_AS, &low) == 0);
    got = secret_hash_password(out, secret_bytes(S("x")), salt, huge, &pepper);
    CHECK(setrlimit(RLIMIT_AS, &old) == 0);
    CHECK(got == SECRET_NO_MEMORY);
}

TEST(secret_seal_opens_under_its_label_only)
{
    struct arena a = ARENA_INIT;
    struct bytes plain = secret_bytes(S("twenty bytes of seed")), sealed, out = {NULL, 0};
    struct secret_key other = {{4}};

    sealed = secret_seal(&a, &pepper, plain, S("totp:7"));
    CHECK_INT(sealed.n, plain.n + SECRET_SEAL);
    CHECK(secret_open(&a, &pepper, sealed, S("totp:7"), &out));
    CHECK(secret_equal(out, plain));
    CHECK(!secret_open(&a, &pepper, sealed, S("totp:8"), &out));
    CHECK(!secret_open(&a, &other, sealed, S("totp:7"), &out));
    for (size_t i = 0; i < sealed.n; i++) {
        struct bytes bent = arena_bytes(&a, sealed);

        ((unsigned char *)(uintptr_t)bent.p)[i] ^= 1;
        CHECK(!secret_open(&a, &pepper, bent, S("totp:7"), &out));
        CHECK(!secret_open(&a, &pepper, (struct bytes){sealed.p, i}, S("totp:7"), &out));
    }
    sealed = secret_seal(&a, &pepper, secret_bytes(S("")), S(""));
    CHECK(secret_open(&a, &pepper, sealed, S(""), &out) && out.n == 0);
    arena_release(&a);
}
