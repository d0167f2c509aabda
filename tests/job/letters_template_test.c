/* letters_template_test.c: blocks of a letter's form, and for whom each wording is. */
#include "tests/test.h"

#include "job/letters_template.h"
#include "util/buf.h"
#include "util/str.h"

static struct arena arena = ARENA_INIT;

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

#define PAGES(text) "title a\npage\n" text "page\n"
#define TEXT        "text 10 20 50\n| 文\n"

static struct letter_form *parse(const char *text, char *why)
{
    why[0] = 0;
    return letter_form_parse(str_of(text), &arena, why);
}

static unsigned class(const char *duty, const char *issue, const char *kind)
{
    return letter_class_bit(str_of(duty)) | letter_class_bit(str_of(issue)) |
           letter_class_bit(str_of(kind));
}

TEST(form_every_class_once)
{
    unsigned seen[64] = {0};
    size_t n = 0;

    for (; letter_class_at(n); n++) {
        seen[n] = letter_class_at(n);
        CHECK_INT(__builtin_popcount(seen[n]), 3);
        for (size_t i = 0; i < n; i++)
            CHECK(seen[i] != seen[n]);
    }
    CHECK_INT(n, 3 * 3 * 5);
    CHECK_INT(letter_class_bit(S("Obliged")), 0);
    CHECK_INT(letter_class_bit(S("")), 0);
}

TEST(form_wordings_stand_for_their_class)
{
    static const char *const words[] = {"obliged", "exempt", "unknown", "first", "reminder",
        "reissue", "hospital", "clinic", "dental", "pharmacy", "nursing"};
    char why[FORM_WHY];

    for (size_t i = 0; i < COUNT(words); i++) {
        struct letter_form *f = parse(
            arena_fmt(&arena, PAGES("when %s\n" TEXT "end\n"), words[i]).p, why);

        CHECK(f && f->n_wordings == 1 && f->items[0].wording == 0);
        for (size_t k = 0; f && letter_class_at(k); k++)
            CHECK_INT(letter_form_standing(f, letter_class_at(k)),
                (letter_class_at(k) & letter_class_bit(str_of(words[i]))) != 0);
    }
}

TEST(form_wordings_join_any_of_a_row_and_all_rows)
{
    char why[FORM_WHY];
    struct letter_form *f = parse(PAGES("block a\nwhen exempt clinic dental\n" TEXT
        "when obliged\n" TEXT "when exempt reminder\n" TEXT "otherwise\n" TEXT "end\n" TEXT),
        why);

    CHECK(f);
    if (!f)
        return;
    CHECK_INT(f->n_blocks, 1);
    CHECK_INT(f->items[4].wording, -1);
    CHECK_INT(letter_form_standing(f, class("exempt", "first", "clinic")), 1);
    CHECK_INT(letter_form_standing(f, class("exempt", "first", "dental")), 1);
    CHECK_INT(letter_form_standing(f, class("exempt", "first", "pharmacy")), 8);
    CHECK_INT(letter_form_standing(f, class("obliged", "reissue", "clinic")), 2);
    CHECK_INT(letter_form_standing(f, class("unknown", "reminder", "nursing")), 8);
    /* two match: said by the check before printing */
    CHECK_INT(letter_form_standing(f, class("exempt", "reminder", "clinic")), 5);
}

TEST(form_mistakes_in_blocks_have_their_line)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"page\nwhen exemt\n" TEXT "end\npage\n", "line 2: no class of letters is called 'exemt'"},
        {"page\nwhen 対象外\n" TEXT "end\npage\n", "line 2: no class of letters is called '対象外'"},
        {"page\nwhen\n" TEXT "end\npage\n", "line 2: a class is missing behind 'when'"},
        {"page\nwhen exempt exempt\n" TEXT "end\npage\n", "line 2: said twice: 'exempt'"},
        {"page\nwhen exempt\n" TEXT "page\n", "line 5: 'end' is missing before 'page'"},
        {"page\npage\nwhen exempt\n" TEXT, "line 3: nothing ends what begins here with 'when'"},
        {"page\npage\nblock a\nwhen exempt\n" TEXT,
            "line 3: nothing ends what begins here with 'block'"},
        {"page\nwhen exempt\nwhen obliged\n", "line 3: 'end' is missing before 'obliged'"},
        {"page\nwhen exempt\nblock a\n", "line 3: 'end' is missing before the block 'a'"},
        {"page\nblock a\nblock b\n", "line 3: 'end' is missing before the block 'b'"},
        {"page\nblock\n", "line 2: a block has one word as its name, not ''"},
        {"page\nblock a b\n", "line 2: a block has one word as its name, not 'a b'"},
        {"page\nblock a\nwhen exempt\nend\nblock a\n", "line 5: two blocks have the name 'a'"},
        {"page\nblock a\nend\n", "line 3: a block without 'when' before 'end'"},
        {"page\nend\n", "line 2: no 'when' before 'end'"},
        {"page\nblock a\n" TEXT, "line 3: in a block, 'when' or 'otherwise' comes before 'text'"},
        {"page\notherwise\n",
            "line 2: it comes last in a block, behind a 'when': 'otherwise'"},
        {"page\nblock a\notherwise\n",
            "line 3: it comes last in a block, behind a 'when': 'otherwise'"},
        {"page\nwhen exempt\notherwise\n",
            "line 3: it comes last in a block, behind a 'when': 'otherwise'"},
        {"page\nblock a\nwhen exempt\notherwise\nwhen first\n",
            "line 5: nothing comes behind 'otherwise' but 'end', not 'first'"},
        {"page\nwhen exempt\nqr portal 1 2 3\n",
            "line 3: a code stands on every letter: not inside of 'when': 'qr'"},
        {"page\nwhen exempt\ncredential no\n", "line 3: not for one class alone: 'credential'"},
        {"page\n" TEXT "when exempt\n| 文\n", "line 5: a paragraph without 'text' before it '文'"},
        {"page\nwhen exempt\n" TEXT "end\n| 文\n",
            "line 6: a paragraph without 'text' before it '文'"},
        {"page\ntext 1 2 3 until=low\n", "line 2: unknown attribute or value 'until=low'"},
    };
    char why[FORM_WHY];

    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK(!parse(bad[i].text, why));
        CHECK_STR(str_of(why), str_of(bad[i].why));
    }
}

TEST(form_has_room_for_so_many_wordings)
{
    struct buf b = BUF_INIT;
    char why[FORM_WHY];
    struct letter_form *f;

    for (int n = LETTER_WORDINGS; n <= LETTER_WORDINGS + 1; n++) {
        buf_reset(&b);
        buf_puts(&b, "page\n");
        for (int i = 0; i < n; i++)
            buf_puts(&b, "when exempt\n" TEXT "end\n");
        buf_puts(&b, "page\n");
        f = letter_form_parse(buf_view(&b), &arena, why);
        CHECK((f != NULL) == (n == LETTER_WORDINGS));
        /* the last bit, too */
        CHECK(!f || letter_form_standing(f, class("exempt", "first", "clinic")) == UINT32_MAX);
    }
    CHECK(str_has(str_of(why), S("too many wordings")));
    buf_release(&b);
}
