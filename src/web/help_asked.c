/* help_asked.c: see help_asked.h. */
#include "web/help_asked.h"

#include "sys/clock.h"
#include "util/str.h"
#include "web/alert.h"
#include "web/notify.h"

enum { HOUR_S = 3600, PER_HOUR = 3, PER_DAY = 10, COOKIE_S = (HELP_DAYS + 1) * 24 * 3600 };

bool help_too_many(struct req *r, struct str mail)
{
    int64_t now = clock_now();

    return help_count(r->db, mail, now - HOUR_S) >= PER_HOUR ||
        help_count(r->db, mail, now - 24 * HOUR_S) >= PER_DAY;
}

/* The number is kept in the browser: it is asked for again at the end. */
int help_asked(struct req *r, const struct help *row, int64_t institution)
{
    cookie_set(r, "help", help_ask(r->db, r->arena, row), COOKIE_S);
    alert_send(r, ALERT_HELP_ASKED,
        &(struct alert_mail){
            .to = row->new_mail, .mail = alert_link(r, HELP_PAGE "/sent", S(""))});
    notify_audit(r, S("-"), institution, "help.asked");
    return see_other(r, S(HELP_PAGE "/sent"));
}
