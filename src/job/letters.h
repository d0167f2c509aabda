/* letters.h: a campaign's letters, chunk by chunk: passwords, files, hashes.
 *
 * A chunk's plain passwords live in locked memory and in its file, nowhere else. Order:
 * write the file under a name that ends in .part, flush it; in one transaction keep the
 * hashes and the file's SHA-256 (sealed); give the file its name (published). Whatever is
 * interrupted is taken up by running again: see letters_run. */
#ifndef JOB_LETTERS_H
#define JOB_LETTERS_H

#include "job/letters_press.h"
#include "model/campaign.h"

enum { LETTERS_WHY = 400 };

/* The names of the forms, ending with NULL. */
extern const char *const letters_forms[];
/* The form's text: DIR/letters/NAME.form, if there is one, or the one in the program. */
struct letter_form *letters_form(
    struct arena *a, const char *data, struct str name, char *why) MUST_USE;
/* Whether each letter's QR code can hold the portal's address. */
bool letters_origin_fits(struct str origin);

/* Builds and publishes what is not published yet; *letters counts those that this run has
 * printed. credential_key must have been called. False: why says what stopped it; running
 * again goes on from there. */
bool letters_run(struct db *db, const char *data, const struct campaign *c,
    int64_t *letters, char *why) MUST_USE;

/* Compares all published files with what was sealed; false: why names the first file that
 * is missing or another one. *files counts the good ones. */
bool letters_verify(
    struct db *db, const struct campaign *c, int64_t *files, char *why) MUST_USE;

#endif
