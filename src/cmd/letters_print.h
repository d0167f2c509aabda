/* letters_print.h: what `madoguchi letters` says of a mailing. */
#ifndef CMD_LETTERS_PRINT_H
#define CMD_LETTERS_PRINT_H

#include "model/campaign.h"

/* Who was considered, left out and selected. */
void letters_print_selection(const struct campaign *k);
/* What became of the letters; n as campaign_count gives it. */
void letters_print_counts(const struct campaign *n);
/* Both, the files, and the letters that could not be printed. */
void letters_print_campaign(struct db *db, const struct campaign *k);

#endif
