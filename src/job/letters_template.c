/* letters_template.c: reads the template of a letter. */
#include "job/letters_template.h"

#include "util/str.h"

enum { PAGE_END = 292 }; /* mm: printers leave the last 5 mm white */

struct reader {
    struct arena *arena;
    struct letter_form *form;
    struct letter_item *text; /* takes the paragraphs that follow */
    int block, wording;       /* that is being read; -1: none */
    int opened;               /* line of its block or when */
    int line;
    char *why;
};

static bool wrong(struct reader *r, const char *what, struct str word)
{
    snprintf(r->why, FORM_WHY, "line %d: %s '" STR_FMT "'", r->line, what,
        STR_ARG(str_head(word, 60)));
    return false;
}

static bool number(struct str s, double *out)
{
    char buf[24], *end;

    if (!s.n || s.n >= sizeof(buf))
        return false;
    memcpy(buf, s.p, s.n);
    buf[s.n] = 0;
    *out = strtod(buf, &end);
    return *end == 0 && *out > -1000 && *out < 1000;
}

static int among(struct str s, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(s, names[i]))
            return (int)i;
    return -1;
}

static bool attribute(struct reader *r, struct letter_item *it, struct str word)
{
    static const char *const fonts[] = {"mincho", "gothic", "bold", "mono"};
    static const char *const aligns[] = {"left", "right", "center", "justify"};
    static const struct {
        const char *name;
        size_t off;
    } numbers[] = {
        {"pt", offsetof(struct letter_item, pt)},
        {"min", offsetof(struct letter_item, min)},
        {"lead", offsetof(struct letter_item, lead)},
        {"indent", offsetof(struct letter_item, indent)},
        {"line", offsetof(struct letter_item, line)},
        {"gray", offsetof(struct letter_item, gray)},
        {"fill", offsetof(struct letter_item, fill)},
        {"round", offsetof(struct letter_item, round)},
        {"until", offsetof(struct letter_item, until)},
    };
    struct str value, name = str_cut(word, '=', &value);
    int at;

    if (str_is(name, "font") && (at = among(value, fonts, COUNT(fonts))) >= 0) {
        it->font = (enum font_style)at;
        return true;
    }
    if (str_is(name, "align") && (at = among(value, aligns, COUNT(aligns))) >= 0) {
        it->align = (enum letter_align)at;
        return true;
    }
    for (size_t i = 0; i < COUNT(numbers); i++) {
        if (!str_is(name, numbers[i].name))
            continue;
        if (number(value, (double *)(void *)((char *)it + numbers[i].off)))
            return true;
    }
    return wrong(r, "unknown attribute or value", word);
}

struct item_rule {
    const char *name;
    enum letter_item_kind kind;
    int min, max; /* numbers */
};

static const struct item_rule rules[] = {
    {"text", ITEM_TEXT, 3, 3},
    {"field", ITEM_FIELD, 4, 4},
    {"qr", ITEM_QR, 3, 3},
    {"box", ITEM_BOX, 4, 4},
    {"line", ITEM_LINE, 4, 4},
    {"poly", ITEM_POLY, 7, 15},
};

static const char *const field_names[LETTER_FIELDS] = {
    "zip", "address", "name", "number", "facility", "login", "password"};
static const char *const qr_names[] = {"id", "portal"};

static bool item(struct reader *r, const struct item_rule *rule, struct str rest)
{
    struct letter_form *f = r->form;
    struct letter_item *it = &f->items[f->n_items];

    if (f->n_items == LETTER_ITEMS || !f->n_pages)
        return wrong(r, "too many items, or no page before", S(""));
    if (r->block >= 0 && r->wording < 0)
        return wrong(
            r, "in a block, 'when' or 'otherwise' comes before", str_of(rule->name));
    if (r->wording >= 0 && rule->kind == ITEM_QR)
        return wrong(r,
            "a code stands on every letter: not inside of 'when':", str_of(rule->name));
    *it = (struct letter_item){.kind = rule->kind,
        .page = f->n_pages - 1,
        .at = r->line,
        .wording = r->wording,
        .pt = 10,
        .until = PAGE_END,
        .line = rule->kind == ITEM_BOX || rule->kind == ITEM_LINE ? 0.2 : 0,
        .fill = -1};
    if (rule->kind == ITEM_FIELD || rule->kind == ITEM_QR) {
        struct str name = str_cut(str_trim(rest), ' ', &rest);

        it->what = rule->kind == ITEM_QR ? among(name, qr_names, COUNT(qr_names))
                                         : among(name, field_names, LETTER_FIELDS);
        if (it->what < 0)
            return wrong(r, "unknown name", name);
    }
    while (rest.p && (rest = str_trim(rest)).n) {
        struct str word = str_cut(rest, ' ', &rest);

        if (str_has(word, S("="))) {
            if (!attribute(r, it, word))
                return false;
            continue;
        }
        if (it->n_v == 1 && str_starts(word, S("+"))) {
            it->below = true;
            word = str_from(word, 1);
        }
        if (it->n_v == rule->max || !number(word, &it->v[it->n_v++]))
            return wrong(r, "not a number, or one too many", word);
    }
    if (it->n_v < rule->min)
        return wrong(r, "numbers are missing for", str_of(rule->name));
    if (it->lead <= 0)
        it->lead = it->pt * 0.6;
    r->text = rule->kind == ITEM_TEXT ? it : NULL;
    f->n_items++;
    return true;
}

static bool paragraph(struct reader *r, struct str text)
{
    struct letter_item *it = r->text;
    struct str *v;

    if (!it)
        return wrong(r, "a paragraph without 'text' before it", text);
    v = NEW_N(r->arena, struct str, it->paragraphs.n + 1);
    if (it->paragraphs.n)
        memcpy(v, it->paragraphs.v, it->paragraphs.n * sizeof(*v));
    v[it->paragraphs.n++] = text;
    it->paragraphs.v = v;
    return true;
}

/* ---- classes */

enum { ROWS = 3 };
static const struct {
    const char *words[6];
    size_t n;
} rows[ROWS] = {
    {{"obliged", "exempt", "unknown"}, 3},
    {{"first", "reminder", "reissue"}, 3},
    {{"hospital", "clinic", "dental", "pharmacy", "nursing"}, 5},
};

/* The bits of a row; those of the rows before lie below. */
static unsigned row_bits(size_t row)
{
    size_t below = 0;

    for (size_t i = 0; i < row; i++)
        below += rows[i].n;
    return ((1U << rows[row].n) - 1) << below;
}

unsigned letter_class_bit(struct str word)
{
    unsigned bit = 1;

    for (size_t i = 0; i < ROWS; i++)
        for (size_t k = 0; k < rows[i].n; k++, bit <<= 1)
            if (str_is(word, rows[i].words[k]))
                return bit;
    return 0;
}

unsigned letter_class_at(size_t i)
{
    unsigned class = 0;

    for (size_t row = 0; row < ROWS; i /= rows[row++].n)
        class |= letter_class_bit(str_of(rows[row].words[i % rows[row].n]));
    return i ? 0 : class;
}

static bool is_for(unsigned when, unsigned class)
{
    for (size_t i = 0; i < ROWS; i++)
        if ((when & row_bits(i)) && !(when & class & row_bits(i)))
            return false;
    return when != 0;
}

uint32_t letter_form_standing(const struct letter_form *f, unsigned class)
{
    uint32_t standing = 0;

    for (size_t i = 0; i < f->n_wordings; i++) {
        const struct letter_wording *w = &f->wordings[i];
        bool stands = is_for(w->when, class);

        if (!w->when) {
            stands = true;
            for (size_t k = 0; k < i; k++)
                if (f->wordings[k].block == w->block && (standing >> k & 1))
                    stands = false;
        }
        standing |= (uint32_t)stands << i;
    }
    return standing;
}

static bool begin_block(struct reader *r, struct str name)
{
    struct letter_form *f = r->form;

    if (r->block >= 0 || r->wording >= 0)
        return wrong(r, "'end' is missing before the block", name);
    if (!name.n || str_has(name, S(" ")))
        return wrong(r, "a block has one word as its name, not", name);
    for (size_t i = 0; i < f->n_blocks; i++)
        if (str_eq(f->blocks[i], name))
            return wrong(r, "two blocks have the name", name);
    if (f->n_blocks == LETTER_BLOCKS)
        return wrong(r, "too many blocks, at", name);
    r->block = (int)f->n_blocks;
    f->blocks[f->n_blocks++] = name;
    r->opened = r->line;
    return true;
}

static bool begin_wording(struct reader *r, unsigned when, struct str words)
{
    struct letter_form *f = r->form;

    if (r->block < 0 && r->wording >= 0)
        return wrong(r, "'end' is missing before", words);
    if (r->wording >= 0 && !f->wordings[r->wording].when)
        return wrong(r, "nothing comes behind 'otherwise' but 'end', not", words);
    if (f->n_wordings == LETTER_WORDINGS)
        return wrong(r, "too many wordings, at", words);
    if (r->block < 0)
        r->opened = r->line;
    r->wording = (int)f->n_wordings;
    f->wordings[f->n_wordings++] =
        (struct letter_wording){.when = when, .block = r->block, .line = r->line};
    r->text = NULL;
    return true;
}

static bool when(struct reader *r, struct str words)
{
    struct str rest = words;
    unsigned all = 0;

    while (rest.p && (rest = str_trim(rest)).n) {
        struct str word = str_cut(rest, ' ', &rest);
        unsigned bit = letter_class_bit(word);

        if (!bit)
            return wrong(r, "no class of letters is called", word);
        if (all & bit)
            return wrong(r, "said twice:", word);
        all |= bit;
    }
    return all ? begin_wording(r, all, words)
               : wrong(r, "a class is missing behind", S("when"));
}

static bool otherwise(struct reader *r)
{
    if (r->block < 0 || r->wording < 0)
        return wrong(r, "it comes last in a block, behind a 'when':", S("otherwise"));
    return begin_wording(r, 0, S("otherwise"));
}

static bool end(struct reader *r)
{
    if (r->wording < 0)
        return wrong(r,
            r->block < 0 ? "no 'when' before" : "a block without 'when' before",
            S("end"));
    r->block = r->wording = -1;
    r->text = NULL;
    return true;
}

/* ---- lines */

static bool new_page(struct reader *r, struct str rest)
{
    if (r->block >= 0 || r->wording >= 0)
        return wrong(r, "'end' is missing before", S("page"));
    r->text = NULL;
    return ++r->form->n_pages <= LETTER_PAGES || wrong(r, "one page too many", rest);
}

static bool line(struct reader *r, struct str s)
{
    struct str rest, word;

    s = str_trim(s);
    if (!s.n || s.p[0] == '#')
        return true;
    if (s.p[0] == '|')
        return paragraph(r, str_trim(str_from(s, 1)));
    word = str_cut(s, ' ', &rest);
    rest = rest.p ? str_trim(rest) : S("");
    if ((str_is(word, "title") || str_is(word, "credential")) &&
        (r->block >= 0 || r->wording >= 0))
        return wrong(r, "not for one class alone:", word);
    if (str_is(word, "title")) {
        r->form->title = rest;
        return true;
    }
    if (str_is(word, "credential")) {
        r->form->credential = str_is(rest, "yes");
        return r->form->credential || str_is(rest, "no") ||
               wrong(r, "yes or no, not", rest);
    }
    if (str_is(word, "page"))
        return new_page(r, rest);
    if (str_is(word, "block"))
        return begin_block(r, rest);
    if (str_is(word, "when"))
        return when(r, rest);
    if (str_is(word, "otherwise"))
        return otherwise(r);
    if (str_is(word, "end"))
        return end(r);
    for (size_t i = 0; i < COUNT(rules); i++)
        if (str_is(word, rules[i].name))
            return item(r, &rules[i], rest);
    return wrong(r, "unknown word", word);
}

struct letter_form *letter_form_parse(struct str text, struct arena *a, char *why)
{
    struct reader r = {.arena = a,
        .form = NEW(a, struct letter_form),
        .block = -1,
        .wording = -1,
        .why = why};
    struct str rest = text;

    while (rest.p && rest.n) {
        r.line++;
        if (!line(&r, str_cut(rest, '\n', &rest)))
            return NULL;
    }
    if (r.block >= 0 || r.wording >= 0) {
        r.line = r.opened;
        wrong(&r, "nothing ends what begins here with",
            r.block < 0 ? S("when") : S("block"));
        return NULL;
    }
    if (r.form->n_pages != LETTER_PAGES) {
        snprintf(why, FORM_WHY, "a letter has %d pages, the form %d", LETTER_PAGES,
            r.form->n_pages);
        return NULL;
    }
    return r.form;
}
