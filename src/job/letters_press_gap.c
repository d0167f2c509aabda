/* letters_press_gap.c: what is missing from a form for one class of letters: a paragraph
 * that none gets, one that comes twice, words, the address. */
#include "job/letters_press_impl.h"
#include "util/str.h"

static bool has_words(const struct letter_form *f, uint32_t standing, int wording)
{
    for (size_t i = 0; i < f->n_items; i++) {
        const struct letter_item *it = &f->items[i];

        if (it->kind != ITEM_TEXT || !press_stands(it, standing) ||
            (wording >= 0 && it->wording != wording))
            continue;
        for (size_t k = 0; k < it->paragraphs.n; k++)
            if (it->paragraphs.v[k].n)
                return true;
    }
    return false;
}

/* Every block has exactly one wording, and that one says something. */
static struct press_fault blocks(const struct letter_form *f, uint32_t standing)
{
    for (size_t b = 0; b < f->n_blocks; b++) {
        int found = -1;

        for (size_t i = 0; i < f->n_wordings; i++) {
            if (f->wordings[i].block != (int)b || !(standing >> i & 1))
                continue;
            if (found >= 0)
                return (struct press_fault){
                    FAULT_DOUBLE, f->wordings[i].line, f->blocks[b]};
            found = (int)i;
        }
        if (found < 0)
            return (struct press_fault){FAULT_EMPTY, 0, f->blocks[b]};
        if (!has_words(f, standing, found))
            return (struct press_fault){
                FAULT_EMPTY, f->wordings[found].line, f->blocks[b]};
    }
    return (struct press_fault){.kind = FAULT_NONE, .name = S("")};
}

static bool has_field(
    const struct letter_form *f, uint32_t standing, enum letter_field what)
{
    for (size_t i = 0; i < f->n_items; i++) {
        const struct letter_item *it = &f->items[i];

        if (it->kind == ITEM_FIELD && it->what == (int)what && press_stands(it, standing))
            return true;
    }
    return false;
}

struct press_fault press_gap(const struct letter_form *f, uint32_t standing)
{
    static const struct {
        enum letter_field field;
        bool login; /* only on forms with one */
        const char *name;
    } needed[] = {{FIELD_ZIP, false, "zip"}, {FIELD_ADDRESS, false, "address"},
        {FIELD_NAME, false, "name"}, {FIELD_LOGIN, true, "login"},
        {FIELD_PASSWORD, true, "password"}};
    struct press_fault fault = blocks(f, standing);

    if (!fault.kind && !has_words(f, standing, -1))
        fault.kind = FAULT_NO_WORDS;
    for (size_t i = 0; i < COUNT(needed) && !fault.kind; i++)
        if (!(needed[i].login && !f->credential) &&
            !has_field(f, standing, needed[i].field))
            fault = (struct press_fault){FAULT_NO_FIELD, 0, str_of(needed[i].name)};
    return fault;
}
