/* letters_options.h: what is written behind `madoguchi letters`. */
#ifndef CMD_LETTERS_OPTIONS_H
#define CMD_LETTERS_OPTIONS_H

#include "cmd/cmd.h"
#include "model/campaign.h"

struct letters_options {
    const char *campaign, *form, *cutoff, *kind, *prefecture, *limit, *out, *recipient;
    const char *posted, *valid_until, *letter;
    bool supersede, requests;
    bool leave_out; /* letters with a fault; the others are printed */
    bool all;       /* findings are listed to the last one */
};

/* One line on standard error; returns CMD_USAGE. */
int letters_bad(const char *fmt, ...) PRINTF(1, 2);
/* What follows argv[1], the action. */
int letters_options_read(struct letters_options *o, int argc, char **argv);
/* The day on the letter, the cut-off, the last day of the logins. */
int letters_options_days(
    struct cmd *c, const struct letters_options *o, struct campaign *k);
/* A whole campaign: form, days, selection. */
int letters_options_campaign(
    struct cmd *c, const struct letters_options *o, struct campaign *k);

#endif
