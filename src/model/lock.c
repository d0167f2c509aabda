/* lock.c: see lock.h. */
#include "model/lock.h"

#include "model/guess.h"

static const struct col cols[] = {COL(lock, institution), COL(lock, login)};

enum { LOGINS };

static const struct query queries[] = {
    [LOGINS] = {"lock.logins", ANY,
        "SELECT a.mail_key AS login FROM member m JOIN account a ON a.id = m.account"
        " WHERE m.institution = :institution UNION ALL"
        " SELECT lower(login) AS login FROM credential"
        " WHERE institution = :institution AND state = 'issued'"},
};

const struct model lock_model = MODEL(lock, cols, queries);

static const char *const sides[] = {"clinic", "code"}; /* passwords, second factor */

static struct rows logins(struct db *db, int64_t institution)
{
    return db_all(db, &lock_model, LOGINS, &(struct lock){.institution = institution});
}

int64_t lock_wait(struct db *db, int64_t institution)
{
    struct rows r = logins(db, institution);
    const struct lock *l = r.v;
    int64_t most = 0;

    for (size_t i = 0; i < r.n; i++) {
        for (size_t k = 0; k < COUNT(sides); k++) {
            int64_t wait = guess_wait(db, sides[k], l[i].login);

            if (wait == THROTTLE_OFF)
                return wait;
            most = wait > most ? wait : most;
        }
    }
    return most;
}

void lock_end(struct db *db, int64_t institution)
{
    struct rows r = logins(db, institution);
    const struct lock *l = r.v;

    for (size_t i = 0; i < r.n; i++)
        for (size_t k = 0; k < COUNT(sides); k++)
            guess_forget(db, sides[k], l[i].login);
}
