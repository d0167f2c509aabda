/* news_mail.c: see news_mail.h. */
#include "web/news_mail.h"

#include "gen/templates.h"
#include "model/outbox.h"
#include "util/str.h"

void news_mail_text(struct buf *out, struct arena *a, const struct news_mail *m,
    const struct news *to, struct str origin, const struct secret_key *root)
{
    struct news_mail own = *m;

    own.contact = to->contact;
    own.unsubscribe = arena_fmt(a, STR_FMT "/unsubscribe/" STR_FMT, STR_ARG(origin),
        STR_ARG(news_token(a, root, to->id)));
    tmpl_mail_news(out, &own);
}

bool news_mail_send(struct db *db, struct arena *a, const struct news_mail *m,
    const struct news *to, struct str origin, const struct secret_key *root)
{
    struct buf b = BUF_INIT;
    bool added;

    news_mail_text(&b, a, m, to, origin, root);
    added = outbox_add(db,
        &(struct outbox){.key = arena_fmt(a, "news:" STR_FMT ":%lld", STR_ARG(m->key),
                             (long long)to->id),
            .lane = LANE_MASS, .mail_to = to->mail, .subject = m->subject,
            .body = buf_view(&b), .template = S(NEWS_TEMPLATE),
            .version = str_of(tmpl_version((tmpl_any *)tmpl_mail_news)),
            .institution = to->institution, .account = to->id});
    buf_release(&b);
    return added;
}
