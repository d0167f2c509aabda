/* letters_print.c: see letters_print.h. */
#include "cmd/letters_print.h"

#include "model/letter.h"

void letters_print_selection(const struct campaign *k)
{
    printf("campaign " STR_FMT ", form " STR_FMT ", cut-off " STR_FMT
           ", logins valid until " STR_FMT "\n",
        STR_ARG(k->name), STR_ARG(k->form), STR_ARG(k->cutoff), STR_ARG(k->valid_until));
    printf("%8lld institutions considered\n", (long long)k->considered);
    printf("%8lld not open\n", (long long)k->closed);
    printf("%8lld registered\n", (long long)k->registered);
    printf("%8lld with an earlier letter that still works\n", (long long)k->has_letter);
    printf("%8lld without name, postal code or address\n", (long long)k->no_address);
    printf("%8lld beyond the limit\n", (long long)k->over_limit);
    printf("%8lld selected\n", (long long)k->selected);
}

void letters_print_counts(const struct campaign *n)
{
    printf("%8lld written\n", (long long)n->written);
    printf("%8lld blocked (see 'letters status')\n", (long long)n->blocked);
    printf("%8lld pulled, because they registered meanwhile\n", (long long)n->pulled);
    if (n->faulty)
        printf("%8lld would be faulty: printing waits (see 'letters lint')\n",
            (long long)n->faulty);
    if (n->left_out)
        printf("%8lld left out, because they would be faulty\n", (long long)n->left_out);
    if (n->planned)
        printf("%8lld not written yet\n", (long long)n->planned);
}

void letters_print_campaign(struct db *db, const struct campaign *k)
{
    struct chunk_list chunks = chunk_all(db, k->id);
    struct letter_list blocked = letter_blocked(db, k->id);
    struct campaign n = {.id = 0};

    campaign_count(db, k->id, &n);
    letters_print_selection(k);
    letters_print_counts(&n);
    for (size_t i = 0; i < chunks.n; i++)
        printf("%-9.*s %5lld letters  " STR_FMT "\n", STR_ARG(chunks.v[i].state),
            (long long)chunks.v[i].letters, STR_ARG(chunks.v[i].file));
    for (size_t i = 0; i < blocked.n; i++)
        printf("blocked: letter %09lld, institution " STR_FMT "-" STR_FMT "-" STR_FMT
               ": " STR_FMT "\n",
            (long long)blocked.v[i].id, STR_ARG(blocked.v[i].pref),
            STR_ARG(blocked.v[i].score_table), STR_ARG(blocked.v[i].code),
            STR_ARG(blocked.v[i].reason));
}
