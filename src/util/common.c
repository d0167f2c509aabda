/* common.c: is this one of the passwords that everyone tries first? The list is kept as
 * sorted 32-bit hashes (gen/common.c makes them), because only yes or no is asked. */
#include "util/common.h"

#include <ctype.h>

enum {
    SPARE = 5, /* so many digits or signs around a listed word do not make it better */
    LEFT = 2,  /* so many letters outside of runs do not make the whole better */
};

static bool listed(struct str s)
{
    size_t lo = 0, hi = common_hashes_n;
    uint32_t h = common_hash(s);

    if (s.n < COMMON_MIN || s.n > COMMON_MAX)
        return false;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (common_hashes[mid] < h)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < common_hashes_n && common_hashes[lo] == h;
}

/* Signs that stand for letters. one: what 1 and ! stand for. */
static char letter_for(char c, char one)
{
    static const char signs[] = "@4830$5079+", letters[] = "aabeossotgt";
    const char *at = c ? strchr(signs, c) : NULL;

    if (c == '1' || c == '!' || c == '|')
        return one;
    return at ? letters[at - signs] : c;
}

static bool listed_as_letters(struct str s)
{
    char word[COMMON_MAX];

    if (s.n > sizeof(word))
        return false;
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < s.n; i++)
            word[i] = letter_for(s.p[i], k ? 'l' : 'i');
        if (listed((struct str){word, s.n}))
            return true;
    }
    return listed(s);
}

/* The word inside: up to SPARE digits and signs are taken away in front and behind. */
static bool padded(struct str s)
{
    for (size_t head = 0; head <= SPARE && head < s.n; head++) {
        if (head && isalpha((unsigned char)s.p[head - 1]))
            break;
        for (size_t tail = 0; head + tail <= SPARE && head + tail < s.n; tail++) {
            if (tail && isalpha((unsigned char)s.p[s.n - tail]))
                break;
            if (listed_as_letters((struct str){s.p + head, s.n - head - tail}))
                return true;
        }
    }
    return false;
}

static size_t run_in_row(struct str s, const char *row, int step)
{
    size_t n = 0;
    const char *at;

    while (n < s.n && s.p[n] && (at = strchr(row, s.p[n])) != NULL) {
        if (n && at - strchr(row, s.p[n - 1]) != step)
            break;
        n++;
    }
    return n;
}

/* How many letters from the begin of s follow each other in the alphabet, on the
 * keyboard, or are the same, in one direction. */
static size_t run(struct str s)
{
    static const char *const rows[] = {"abcdefghijklmnopqrstuvwxyz", "0123456789",
        "1234567890-^", "qwertyuiop@[", "asdfghjkl;:]", "zxcvbnm,./", "1qaz", "2wsx",
        "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "!\"#$%&'()",
        "!@#$%^&*()", "!qaz", "\"wsx", "@wsx", "#edc", "$rfv"};
    size_t best = 1, n = 1;

    while (n < s.n && s.p[n] == s.p[0])
        n++;
    best = n;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (int step = -1; step <= 1; step += 2) {
            n = run_in_row(s, rows[i], step);
            if (n > best)
                best = n;
        }
    }
    return best;
}

/* Letters that are not in runs of three and more, like abc, 321, aaa, qwe. */
static size_t outside_runs(struct str s)
{
    size_t outside = 0;

    while (s.n) {
        size_t n = run(s);

        if (n < 3) {
            outside++;
            n = 1;
        }
        s = str_from(s, n);
    }
    return outside;
}

/* A short piece again and again: abcabc, Abc1Abc1. The last one may be cut. */
static bool repeated(struct str s)
{
    for (size_t n = 1; n <= 4 && n * 2 <= s.n; n++)
        if (memcmp(s.p, s.p + n, s.n - n) == 0)
            return true;
    return false;
}

bool common_password(struct str password)
{
    char lower[COMMON_MAX];
    struct str s = {lower, password.n};

    if (password.n > sizeof(lower) || password.n < COMMON_MIN)
        return false;
    for (size_t i = 0; i < password.n; i++)
        lower[i] = (char)tolower((unsigned char)password.p[i]);
    return padded(s) || repeated(s) || outside_runs(s) <= LEFT;
}
