/* letters_form.c: where the text of a form comes from. */
#include "job/letters.h"
#include "sys/file.h"
#include "util/str.h"

enum { FORM_MAX = 256 * 1024 };

extern const char letter_form_2022_08[], letter_form_2023_02[], letter_form_2025[];

const char *const letters_forms[] = {"2022-08", "2023-02", "2025", NULL};
static const char *const form_texts[] = {
    letter_form_2022_08, letter_form_2023_02, letter_form_2025};

struct letter_form *letters_form(
    struct arena *a, const char *data, struct str name, char *why)
{
    const char *path = arena_fmt(a, "%s/letters/" STR_FMT ".form", data, STR_ARG(name)).p;
    struct str text;

    for (size_t i = 0; letters_forms[i]; i++) {
        if (!str_is(name, letters_forms[i]))
            continue;
        if (!file_exists(path))
            return letter_form_parse(str_of(form_texts[i]), a, why);
        if (file_read(a, path, FORM_MAX, &text))
            return letter_form_parse(text, a, why);
        snprintf(why, FORM_WHY, "cannot read '%.100s'", path);
        return NULL;
    }
    snprintf(why, FORM_WHY, "no form '" STR_FMT "'", STR_ARG(str_head(name, 40)));
    return NULL;
}
