/* words_fault.c: what the check before printing has found, in words for staff. */
#include "util/str.h"
#include "web/words.h"

#define RESUME "、「madoguchi letters resume」で印刷します。"

static const struct {
    const char *id, *before, *behind, *next;
} faults[] = {
    {"empty", "段落「", "」に入る文がありません",
        "様式のその段落に、この施設にあう文（when か otherwise）を加えてから" RESUME},
    {"double", "段落「", "」に、文が2つ入ります",
        "様式のその段落で、同じ施設にあう文が1つだけになるように when を直してから" RESUME},
    {"no_words", "文が1つも残りません", "", "様式に文を加えてから" RESUME},
    {"no_field", "様式に、欄「", "」がありません", "様式にその欄（field）を加えてから" RESUME},
    {"no_value", "基本情報に、", "がありません", "基本情報を取り込みなおしてから" RESUME},
    {"overflow", "様式の", "が、場所に入りきりません",
        "様式の文を短くするか、場所を広げてから" RESUME},
};

static int find(struct str reason, struct str *rest)
{
    struct str id = str_cut(reason, ' ', rest);

    for (size_t i = 0; i < COUNT(faults); i++)
        if (str_is(id, faults[i].id))
            return (int)i;
    return -1;
}

static struct str field_name(struct str name)
{
    static const struct {
        const char *name, *word;
    } words[] = {{"zip", "郵便番号"}, {"address", "住所"}, {"name", "名称"},
        {"login", "仮メールアドレス"}, {"password", "仮パスワード"}};

    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(name, words[i].name))
            return str_of(words[i].word);
    return name;
}

struct str words_letter_fault(struct arena *a, struct str reason)
{
    struct str rest, text;
    int at = find(reason, &rest);

    if (at < 0)
        return reason;
    rest = rest.p ? rest : S("");
    if (str_is(str_of(faults[at].id), "overflow")) {
        struct str line = str_cut(rest, ' ', &text);

        rest = arena_fmt(a, STR_FMT "行目の文「" STR_FMT "…」", STR_ARG(line),
            STR_ARG(text.p ? text : S("")));
    } else {
        rest = field_name(rest);
    }
    return arena_fmt(a, "%s" STR_FMT "%s", faults[at].before, STR_ARG(rest), faults[at].behind);
}

struct str words_letter_next(struct str reason)
{
    struct str rest;
    int at = find(reason, &rest);

    return at < 0 ? S("") : str_of(faults[at].next);
}
