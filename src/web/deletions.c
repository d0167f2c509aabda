/* deletions.c: see deletions.h. */
#include "web/deletions.h"

#include "gen/templates.h"
#include "model/audit.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/receipt.h"
#include "sys/clock.h"
#include "util/date.h"
#include "util/str.h"
#include "web/app.h"

static const struct text {
    const char *name, *subject;
    void (*text)(struct buf *o, const struct deletion_mail *m);
} texts[] = {
    {"scheduled", "アカウントを削除する予定です", tmpl_mail_deletion_scheduled},
    {"cancelled", "アカウントの削除を取り消しました", tmpl_mail_deletion_cancelled},
    {"done", "アカウントを削除しました", tmpl_mail_deletion_done},
    {"restored", "アカウントをもとに戻しました", tmpl_mail_deletion_restored},
};

static const struct text *text_of(const char *name)
{
    for (size_t i = 0; i < COUNT(texts); i++)
        if (strcmp(texts[i].name, name) == 0)
            return &texts[i];
    die("no mail '%s' of a deletion", name);
}

static struct str moment(struct arena *a, int64_t at)
{
    return arena_fmt(a, STR_FMT " " STR_FMT, STR_ARG(date_japanese_full(a, date_tokyo(at))),
        STR_ARG(date_time_text(a, at)));
}

static void send(const struct deletions *c, const struct deletion *d, const struct text *t,
    const struct member *to)
{
    struct arena *a = c->arena;
    int64_t until = d->done_at + DELETION_RESTORE_DAYS * 24 * 3600;
    struct deletion_mail m = {.place = d->name, .contact = to->contact,
        .number = receipt_text(a, d->number),
        .when = moment(a, strcmp(t->name, "done") == 0 ? d->done_at : d->effective_at),
        .until = date_japanese_full(a, date_tokyo(until)),
        .login = arena_fmt(a, STR_FMT "/login", STR_ARG(c->conf->origin))};
    struct buf b = BUF_INIT;

    t->text(&b, &m);
    outbox_add(c->db,
        &(struct outbox){.key = arena_fmt(a, "deletion_%s:%lld:%lld", t->name,
                             (long long)d->id, (long long)to->account),
            .lane = LANE_FIRST, .mail_to = to->mail, .subject = str_of(t->subject),
            .body = arena_str(a, buf_view(&b)),
            .template = arena_fmt(a, "deletion_%s", t->name),
            .institution = d->institution, .account = to->account});
    buf_release(&b);
}

static struct members_of people_of(const struct deletions *c, int64_t institution)
{
    struct members_of all;

    db_as(c->db, c->arena, institution);
    all = member_list(c->db);
    db_as(c->db, c->arena, DB_ALL);
    return all;
}

enum deletion_no deletions_move(const struct deletions *c, struct deletion *d,
    enum deletion_event event, const struct deletion_by *by, struct str reason)
{
    struct deletion_terms terms = deletions_terms(c->conf);
    struct members_of people = people_of(c, d->institution);
    const struct deletion_rule *rule;
    enum deletion_no no = deletion_move(c->db, d, event, by, reason, &terms, &rule);

    if (no != DELETION_DONE)
        return no;
    audit_add(c->db, &(struct audit){.actor = by->actor, .institution = d->institution,
                         .action = str_of(rule->audit), .request = c->request,
                         .detail = arena_fmt(c->arena, STR_FMT "%s" STR_FMT,
                             STR_ARG(receipt_text(c->arena, d->number)),
                             reason.n ? " " : "", STR_ARG(reason))});
    if (!rule->mail)
        return no;
    if (event == DELETION_RESTORE)
        people = people_of(c, d->institution);
    for (size_t i = 0; i < people.n; i++)
        send(c, d, text_of(rule->mail), &people.v[i]);
    return no;
}

struct deletion_terms deletions_terms(const struct conf *conf)
{
    return (struct deletion_terms){conf->business_days, conf->operator_day};
}

struct deletions deletions_of(struct req *r)
{
    return (struct deletions){r->db, r->arena, r->app->conf, req_id(r)};
}

struct deletion_by deletions_by(const struct req *r)
{
    enum may role = r->who.role;

    return (struct deletion_by){.actor = r->who.owner, .staff = r->who.staff,
        .who = role & (SUPERVISOR | ADMIN) ? DELETION_BY_SUPERVISOR
            : role & OPERATOR              ? DELETION_BY_OPERATOR
            : role & CLINIC                ? DELETION_BY_CLINIC
                                           : 0};
}
