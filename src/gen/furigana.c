/* furigana.c: data/furigana.txt to the table of web/ruby.c.
 *
 *     furigana OUT.c FILE */
#include "gen/file.h"
#include "util/str.h"

struct word {
    char key[128];
    char html[512];
    uint32_t first;
    int line;
};

static struct word words[4000];
static size_t n_words;

static uint32_t first_letter(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    uint32_t c = p[0];

    if (c < 0x80)
        return c;
    if (c < 0xe0)
        return (c & 0x1f) << 6 | (p[1] & 0x3f);
    if (c < 0xf0)
        return (c & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    return (c & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
           (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

/* {漢字|かんじ}の → key 漢字の, html <ruby>漢字<rt>かんじ</rt></ruby>の */
static void add(const char *path, int line, struct str s)
{
    struct word *w = &words[n_words++];
    struct buf key = BUF_INIT, html = BUF_INIT;
    size_t shown;

    if (n_words == COUNT(words))
        fail("%s:%d: too many words", path, line);
    while (s.n) {
        struct str plain = str_cut(s, '{', &s), kanji, kana;

        buf_str(&key, plain);
        buf_str(&html, plain);
        if (!s.p)
            break;
        kana = str_cut(s, '}', &s);
        kanji = str_cut(kana, '|', &kana);
        if (!kanji.n || !kana.p || !kana.n || !s.p || str_has(kana, S("{")))
            fail("%s:%d: write {漢字|かんじ}", path, line);
        buf_str(&key, kanji);
        buf_addf(&html, "<ruby>" STR_FMT "<rt>" STR_FMT "</rt></ruby>", STR_ARG(kanji),
            STR_ARG(kana));
    }
    shown = key.p[0] != '~' ? 0 : key.n > 1 && key.p[1] >= '0' && key.p[1] <= '9' ? 2 : 1;
    if (!str_has(buf_view(&html), S("<rt>")) || key.n >= sizeof(w->key) ||
        html.n >= sizeof(w->html))
        fail("%s:%d: a word without a reading, or too long", path, line);
    snprintf(w->key, sizeof(w->key), STR_FMT, STR_ARG(buf_view(&key)));
    snprintf(
        w->html, sizeof(w->html), STR_FMT, STR_ARG(str_from(buf_view(&html), shown)));
    w->first = first_letter(w->key);
    w->line = line;
    buf_release(&key), buf_release(&html);
}

static int order(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    size_t nx = strlen(x->key), ny = strlen(y->key);

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return nx != ny ? (nx > ny ? -1 : 1) : strcmp(x->key, y->key);
}

/* The same word twice is harmless, with two readings it is a mistake. */
static void drop_repeated(const char *path)
{
    size_t kept = 0;

    for (size_t i = 1; i < n_words; i++) {
        if (strcmp(words[i].key, words[kept].key) != 0)
            words[++kept] = words[i];
        else if (strcmp(words[i].html, words[kept].html) != 0)
            fail("%s:%d: '%s' has another reading in line %d", path, words[i].line,
                words[i].key, words[kept].line);
    }
    n_words = n_words ? kept + 1 : 0;
}

static void read_words(const char *path)
{
    struct buf in = BUF_INIT;
    struct str rest;

    file_read(path, &in);
    rest = buf_view(&in);
    for (int line = 1; rest.n; line++) {
        struct str s = str_trim(str_cut(rest, '\n', &rest));

        while (s.n && s.p[0] != ';') {
            struct str word = str_cut(s, ' ', &s);

            if (word.n)
                add(path, line, word);
        }
    }
    qsort(words, n_words, sizeof(words[0]), order);
    drop_repeated(path);
    buf_release(&in);
}

int main(int argc, char **argv)
{
    struct buf c = BUF_INIT, starts = BUF_INIT;
    size_t n_starts = 0;

    if (argc != 3)
        fail("usage: furigana OUT.c FILE");
    read_words(argv[2]);
    buf_addf(&c, "/* Made by furigana from %s. */\n#include \"web/ruby.h\"\n\n", argv[2]);
    buf_puts(&c, "const struct ruby_word ruby_words[] = {\n");
    for (size_t i = 0, n; i < n_words; i += n) {
        for (n = 0; i + n < n_words && words[i + n].first == words[i].first; n++)
            buf_addf(&c, "    {S_INIT(\"%s\"), S_INIT(\"%s\")},\n", words[i + n].key,
                words[i + n].html);
        buf_addf(&starts, "    {0x%x, %zu, %zu},\n", words[i].first, i, n);
        n_starts++;
    }
    buf_puts(&c, "    {S_INIT(\"\"), S_INIT(\"\")},\n};\n\n"
                 "const struct ruby_start ruby_starts[] = {\n");
    buf_add(&c, starts.p, starts.n);
    buf_addf(&c, "    {0, 0, 0},\n};\n\nconst size_t ruby_starts_n = %zu;\n", n_starts);
    file_write(argv[1], &c);
    return 0;
}
