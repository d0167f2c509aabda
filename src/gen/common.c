/* common.c: lists of common passwords to sorted hashes for util/common.c.
 *
 *     common OUT.c LIST… */
#include <ctype.h>

#include "gen/file.h"
#include "util/common.h"

/* Words of this portal and of its trade that no list has. */
static const char *const own[] = {"madoguchi", "portal", "iryou", "iryo", "iryoukikan",
    "iryokikan", "byouin", "byoin", "hospital", "clinic", "kurinikku", "yakkyoku",
    "pharmacy", "shika", "dental", "shinryou", "shinryoujo", "shikaku", "kakunin",
    "shikakukakunin", "shiharai", "kikin", "shiharaikikin", "hoken", "karute", "receipt",
    "rezept", "reseputo", "mynumber", "mainanba", "onshi", "onlineshikaku", "pasuwado",
    "pasuwaado", "kari", "kariid", "tantousha", "reader", "cardreader", "nihon", "tokyo",
    "osaka", "reiwa", "heisei", "showa", "sakura", "arigatou", "konnichiwa", "aiueo",
    "doraemon", "pikachu", "admin", "administrator", "operator", "welcome", "letmein",
    "changeme", "password", "passwort", "passw", "passwd", "qwerty", "test", "tester",
    "guest", "sample", "demo", "init", "initial", "temp", "login", "secret"};

static uint32_t hashes[200000];
static size_t n;

static void add(struct str s)
{
    char lower[COMMON_MAX];

    if (s.n < COMMON_MIN || s.n > sizeof(lower))
        return;
    for (size_t i = 0; i < s.n; i++)
        lower[i] = (char)tolower((unsigned char)s.p[i]);
    if (n == COUNT(hashes))
        fail("the lists of common passwords have grown: make room in gen/common.c");
    hashes[n++] = common_hash((struct str){lower, s.n});
}

static int order(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

int main(int argc, char **argv)
{
    struct buf in = BUF_INIT, c = BUF_INIT;
    size_t kept = 0;

    if (argc < 3)
        fail("usage: common OUT.c LIST…");
    for (size_t i = 0; i < COUNT(own); i++)
        add(str_of(own[i]));
    for (int i = 2; i < argc; i++) {
        struct str rest;

        file_read(argv[i], &in);
        for (rest = buf_view(&in); rest.n;) {
            struct str line = str_trim(str_cut(rest, '\n', &rest));

            if (!str_starts(line, S("#!comment")))
                add(line);
        }
    }
    qsort(hashes, n, sizeof(hashes[0]), order);
    buf_puts(&c, "/* Made by common from lists of common passwords. */\n"
                 "#include \"util/common.h\"\n\nconst uint32_t common_hashes[] = {\n");
    for (size_t i = 0; i < n; i++) {
        if (i && hashes[i] == hashes[i - 1])
            continue;
        buf_addf(&c, "%uu,%s", hashes[i], kept++ % 8 == 7 ? "\n" : "");
    }
    buf_addf(&c, "\n};\n\nconst size_t common_hashes_n = %zu;\n", kept);
    file_write(argv[1], &c);
    return 0;
}
