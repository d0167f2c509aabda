/* sessions.c: where this login is open, and ending what should not be. */
#include "page/sessions_view.h"

#include "gen/templates.h"
#include "model/agency.h"
#include "model/session.h"
#include "sys/clock.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/notify.h"
#include "web/words.h"

static bool open_now(const struct conf *c, const struct session *s)
{
    int64_t now = clock_now();

    return now < s->seen_at + 60 * c->clinic_idle_min &&
        now < s->created_at + 60 * c->clinic_max_min;
}

static int show(struct req *r)
{
    struct session_list l = session_of(r->db, r->who.account);
    struct session_row *rows = NEW_N(r->arena, struct session_row, l.n + 1);
    struct sessions_view v = {.csrf = guard_csrf(r), .agent = r->who.role == AGENT,
        .rows.v = rows};

    for (size_t i = 0; i < l.n; i++) {
        const struct session *s = &l.v[i];

        if (!open_now(r->app->conf, s))
            continue;
        rows[v.rows.n++] = (struct session_row){.id = s->id, .agent = s->agent,
            .peer = s->peer, .since = words_moment(r->arena, s->created_at),
            .seen = words_moment(r->arena, s->seen_at), .here = s->id == r->who.session};
    }
    page_open(r, (struct page){.notice = str_is(query_value(r, "ended"), "1")
                             ? S("ログインを終わらせました。その機器では、つぎの操作からログインの画面になります。")
                             : S("")});
    tmpl_sessions(r->out, &v);
    return 200;
}

static int end(struct req *r)
{
    struct str which = form_value(r, "end");
    int64_t id;

    if (str_is(which, "others")) {
        session_end_others(
            r->db, &(struct session){.account = r->who.account}, r->who.session);
    } else if (!str_int(which, 1, INT64_MAX, &id) || id == r->who.session ||
        session_end_own(r->db, r->who.account, id) != OK) {
        return see_other(r, S("/my/sessions")); /* it is over already, or nobody's */
    }
    notify_audit(r, r->who.owner, r->who.institution, "session.ended");
    return see_other(r, S("/my/sessions?ended=1"));
}

static const struct route routes[] = {
    {"GET", "/my/sessions", MEMBER, "ログインしている機器", show, .agent = PROCEDURE_SELF},
    {"POST", "/my/sessions", MEMBER, "ログインしている機器", end, .members = ALL_MEMBERS,
        .agent = PROCEDURE_SELF},
    {0},
};

const struct feature sessions_feature = {"sessions", routes};
