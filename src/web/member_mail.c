/* member_mail.c: see member_mail.h. */
#include "web/member_mail.h"

#include "gen/templates.h"
#include "model/member.h"
#include "model/outbox.h"
#include "sys/secret.h"
#include "util/str.h"

static const struct {
    const char *name, *subject;
    void (*text)(struct buf *o, const struct member_mail *m);
} kinds[] = {
    [MAIL_INVITE] = {"invite", "医療機関等向けポータルサイトへの招待", tmpl_mail_invite},
    [MAIL_WELCOME] = {"welcome", "施設のメンバーになりました", tmpl_mail_welcome},
    [MAIL_NEW_MEMBER] = {"new_member", "新しいメンバーが参加しました", tmpl_mail_new_member},
    [MAIL_ROLE] = {"role", "あなたの役割が変わりました", tmpl_mail_role},
    [MAIL_ROLE_TOLD] = {"role_told", "メンバーの役割が変わりました", tmpl_mail_role_told},
    [MAIL_REMOVED] = {"removed", "施設のメンバーからはずれました", tmpl_mail_removed},
    [MAIL_REMOVED_TOLD] = {"removed_told", "メンバーが施設からはずれました",
        tmpl_mail_removed_told},
    [MAIL_PLACE_ADDED] = {"place_added", "ログインに施設を加えました", tmpl_mail_place_added},
};

void member_mail(struct req *r, enum member_mail_kind kind, const struct member_mail *m)
{
    struct buf b = BUF_INIT;

    kinds[kind].text(&b, m);
    outbox_add(r->db,
        &(struct outbox){.key = arena_fmt(r->arena, "%s:" STR_FMT, kinds[kind].name,
                             STR_ARG(secret_token(r->arena))),
            .lane = LANE_FIRST, .mail_to = m->mail, .subject = str_of(kinds[kind].subject),
            .body = arena_str(r->arena, buf_view(&b)), .template = str_of(kinds[kind].name),
            .version = str_of(tmpl_version((tmpl_any *)kinds[kind].text)),
            .institution = m->institution, .account = m->account, .secret = m->link.n != 0});
    buf_release(&b);
}

void member_mail_owners(struct req *r, enum member_mail_kind kind, const struct member_mail *m)
{
    struct members_of l;

    db_as(r->db, r->arena, m->institution);
    l = member_list(r->db);
    for (size_t i = 0; i < l.n; i++) {
        struct member_mail one = *m;

        if (!str_is(l.v[i].role, "owner") || str_eq(l.v[i].mail, m->person_mail))
            continue;
        one.mail = l.v[i].mail;
        one.contact = l.v[i].contact;
        one.account = l.v[i].account;
        member_mail(r, kind, &one);
    }
}
