/* ruby.c: furigana over a finished page: tags are copied, texts are looked up. */
#include "web/ruby.h"

#include <ctype.h>

#include "util/str.h"

struct pass {
    struct buf *out;
    struct buf *missing; /* NULL: not asked for */
};

/* The code point at s.p[i], its length in *n. Bad UTF-8 counts as one letter a byte. */
static uint32_t letter_at(struct str s, size_t i, size_t *n)
{
    const unsigned char *p = (const unsigned char *)s.p + i;
    size_t len = p[0] < 0xc0 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    uint32_t c = len == 1 ? p[0] : p[0] & (0x7fu >> len);

    if (i + len > s.n)
        len = 1;
    for (size_t k = 1; k < len; k++)
        c = c << 6 | (p[k] & 0x3f);
    *n = len;
    return c;
}

static bool is_kanji(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || c >= 0x20000 ||
           c == 0x3005; /* 々 */
}

/* The longest word at s.p[i] that begins with prefix; only its rest stands in s. */
static const struct ruby_word *find(struct str prefix, struct str s, size_t i)
{
    size_t n, lo = 0, hi = ruby_starts_n;
    struct str rest = str_from(s, i);
    uint32_t c;

    if (!rest.n)
        return NULL;
    c = prefix.n ? (unsigned char)prefix.p[0] : letter_at(s, i, &n);
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (ruby_starts[mid].letter < c)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == ruby_starts_n || ruby_starts[lo].letter != c)
        return NULL;
    for (size_t k = 0; k < ruby_starts[lo].n; k++) {
        const struct ruby_word *w = &ruby_words[ruby_starts[lo].from + k];

        if (str_starts(w->key, prefix) && str_starts(rest, str_from(w->key, prefix.n)))
            return w;
    }
    return NULL;
}

/* A number and the counter behind it: 20日 as a whole, else …1分, else any number.
 * Returns where to go on. */
static size_t number(struct pass *p, struct str s, size_t i)
{
    size_t end = i;
    const struct ruby_word *w = find(S(""), s, i);
    char last[3] = "~";

    while (end < s.n && (isdigit((unsigned char)s.p[end]) || s.p[end] == ','))
        end++;
    if (w) {
        buf_str(p->out, w->html);
        return i + w->key.n;
    }
    last[1] = s.p[end - 1];
    buf_add(p->out, s.p + i, end - i);
    w = find(str_of(last), s, end);
    if (w)
        end += w->key.n - 2;
    else if ((w = find(S("~"), s, end)))
        end += w->key.n - 1;
    if (w)
        buf_str(p->out, w->html);
    return end;
}

/* A run of kanji, with the kana that belong to its words: all of it or nothing. */
static size_t kanji(struct pass *p, struct str s, size_t i)
{
    size_t run = i, at = i, n, mark = p->out->n;

    while (run < s.n && is_kanji(letter_at(s, run, &n)))
        run += n;
    while (at < run) {
        const struct ruby_word *w = find(S(""), s, at);

        if (!w)
            break;
        buf_str(p->out, w->html);
        at += w->key.n;
    }
    if (at >= run)
        return at;
    p->out->n = mark;
    buf_add(p->out, s.p + i, run - i);
    if (p->missing) {
        buf_add(p->missing, s.p + i, run - i);
        buf_byte(p->missing, '\n');
    }
    return run;
}

static void text(struct pass *p, struct str s)
{
    for (size_t i = 0, n; i < s.n;) {
        uint32_t c = letter_at(s, i, &n);
        const struct ruby_word *w;

        if (is_kanji(c)) {
            i = kanji(p, s, i);
        } else if (c < 0x80 && isdigit((int)c)) {
            i = number(p, s, i);
        } else if (c >= 0x80 && (w = find(S(""), s, i))) { /* か月, サイト内検索 */
            buf_str(p->out, w->html);
            i += w->key.n;
        } else {
            buf_add(p->out, s.p + i, n);
            i += n;
        }
    }
}

/* Where the tag or comment at i ends. */
static size_t tag_end(struct str s, size_t i)
{
    char quote = 0;

    if (s.p[i] == '<' && str_starts(str_from(s, i + 1), S("!--"))) {
        for (; i < s.n; i++)
            if (str_starts(str_from(s, i), S("-->")))
                return i + 3;
        return s.n;
    }
    for (; i < s.n; i++) {
        if (quote)
            quote = s.p[i] == quote ? 0 : quote;
        else if (s.p[i] == '"' || s.p[i] == '\'')
            quote = s.p[i];
        else if (s.p[i] == '>')
            return i + 1;
    }
    return s.n;
}

static struct str tag_name(struct str tag)
{
    struct str name = str_from(tag, 1);
    size_t n = 0;

    while (n < name.n && isalnum((unsigned char)name.p[n]))
        n++;
    return str_head(name, n);
}

static bool is_void(struct str name)
{
    static const char *const names[] = {"meta", "link", "input", "br", "img", "hr",
        "path", "rect", "wbr", "source", "col"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

static bool skipped(struct str tag, struct str name)
{
    static const char *const names[] = {
        "title", "option", "select", "textarea", "script", "style", "svg", "ruby"};

    if (!name.n || is_void(name) || str_ends(tag, S("/>")))
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i]))
            return true;
    return str_has(tag, S(" data-nr"));
}

/* Where the element ends whose open tag stands before i. */
static size_t element_end(struct str s, size_t i, struct str name)
{
    int depth = 1;

    while (i < s.n && depth) {
        size_t end;

        if (s.p[i] != '<') {
            i++;
            continue;
        }
        end = tag_end(s, i);
        if (str_eq(tag_name(str_head(str_from(s, i), end - i)), name))
            depth++;
        else if (i + 1 < s.n && s.p[i + 1] == '/' &&
                 str_eq(tag_name(str_head(str_from(s, i + 1), end - i - 1)), name))
            depth--;
        i = end;
    }
    return i;
}

static void annotate(struct pass *p, struct str s)
{
    for (size_t i = 0; i < s.n;) {
        size_t end = i;
        struct str tag, name;

        if (s.p[i] != '<') {
            while (end < s.n && s.p[end] != '<')
                end++;
            text(p, str_head(str_from(s, i), end - i));
            i = end;
            continue;
        }
        end = tag_end(s, i);
        tag = str_head(str_from(s, i), end - i);
        name = tag_name(tag);
        if (skipped(tag, name))
            end = element_end(s, end, name);
        buf_add(p->out, s.p + i, end - i);
        i = end;
    }
}

void ruby_page(struct buf *page)
{
    struct buf out = BUF_INIT;

    buf_room(&out, page->n + page->n / 2);
    annotate(&(struct pass){&out, NULL}, buf_view(page));
    buf_release(page);
    *page = out;
}

void ruby_missing(struct str html, struct buf *missing)
{
    struct buf out = BUF_INIT;

    annotate(&(struct pass){&out, missing}, html);
    buf_release(&out);
}
