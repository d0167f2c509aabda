/* lost_password.c: the mail for who asked for a link to a new password: the link, or, for an address
 * that nobody has registered, the news of that. Here, and not where it is asked for, so that
 * the time of the page's answer tells nothing of the address. */
#include "job/job.h"
#include "model/access.h"
#include "model/account.h"
#include "model/audit.h"
#include "model/reset_ask.h"
#include "model/token.h"
#include "util/str.h"
#include "web/alert.h"

enum { RESET_S = 3600, MOST = 100 /* in one commit */ };

#define PAGE "/password"

static struct str link_to(const struct job *j, const char *path, struct str token)
{
    return alert_link_of(j->arena, j->conf->origin, path, token);
}

/* A token is made for an unknown address, too: the mails to it are counted. */
static void answer(struct job *j, const struct reset_ask *ask)
{
    struct str key = account_mail_key(j->arena, ask->mail), token;
    struct access a = {.id = 0};
    bool known;

    if (token_too_many(j->db, "reset", key))
        return; /* the links that were sent are in the box */
    known = access_by_mail(j->db, j->arena, ask->mail, &a);
    token = token_make(j->db, j->arena,
        &(struct token){.purpose = S("reset"), .mail = key, .account = a.id,
            .institution = a.institution},
        RESET_S);
    alert_put(j->db, j->arena, known ? ALERT_RESET : ALERT_RESET_UNKNOWN,
        &(struct alert_mail){.account = a.id, .institution = a.institution,
            .to = known ? a.mail : ask->mail, .place = a.place, .contact = a.contact,
            .mail = link_to(j, PAGE, S("")),
            .link = known ? link_to(j, PAGE "/", token) : S("")});
    audit_add(j->db, &(struct audit){.actor = S("-"), .institution = a.institution,
                         .action = S("account.reset_asked"), .request = ask->request});
}

static bool run(struct job *j)
{
    struct reset_ask ask;
    int n = 0;

    if (!reset_ask_first(j->db, &ask) || !db_begin(j->db))
        return false;
    for (; n < MOST && reset_ask_first(j->db, &ask); n++) {
        answer(j, &ask);
        reset_ask_done(j->db, ask.id);
    }
    return db_commit(j->db) && n == MOST;
}

/* In every turn of the job process: somebody sits before an empty mailbox. */
const struct job_task lost_password_task = {"lost_password", 0, run};
