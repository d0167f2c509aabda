/* mail.c: the mails of the portal: what waits, what did not go out and why, what exactly
 * was sent to an address, and sending it again. Opening a mail is recorded. */
#include "gen/templates.h"
#include "model/audit.h"
#include "model/bounce.h"
#include "model/institution.h"
#include "model/outbox.h"
#include "staff/mail_view.h"
#include "util/eml.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/place.h"

enum { SENDS = OPERATOR | SUPERVISOR | ADMIN, FACTS = 12 };

static const struct state {
    const char *name, *text, *nothing;
} states[] = {
    {"dead", "送れなかった", "送れなかったメールはありません。"},
    {"back", "戻ってきた", "戻ってきたメールはありません。"},
    {"retry", "送り直し待ち", "送り直しを待っているメールはありません。"},
    {"queued", "送信待ち", "送信を待っているメールはありません。"},
    {"sent", "送信ずみ", "送ったメールはまだありません。"},
};

static bool is_back(const struct outbox *m)
{
    return m->bounce.n && !str_is(m->bounce, "delayed");
}

static struct str why_of(struct req *r, const struct outbox *m)
{
    return is_back(m) ? words_mail_back(m->bounce) : words_mail_why(r->arena, m);
}

static struct str shown(struct req *r, struct str mail)
{
    return r->who.role == AUDITOR ? words_masked_mail(r->arena, mail) : mail;
}

/* ---------------------------------------------------------------- lists */

static void add_rows(struct req *r, struct mails_view *v, struct outbox_list l)
{
    v->rows.v = NEW_N(r->arena, struct mail_line, l.n + 1);
    v->rows.n = l.n;
    for (size_t i = 0; i < l.n; i++) {
        const struct outbox *x = &l.v[i];

        v->rows.v[i] = (struct mail_line){
            .href = {arena_fmt(r->arena, "/staff/mail/%lld", (long long)x->id)},
            .at = words_moment(r->arena, x->sent_at ? x->sent_at : x->created_at),
            .subject = x->subject, .to = shown(r, x->mail_to),
            .state = words_mail_tag(x->state, x->bounce), .why = why_of(r, x)};
    }
}

static int draw_list(struct req *r, struct mails_view *v, const char *state)
{
    struct link *links = NEW_N(r->arena, struct link, COUNT(states));

    for (size_t i = 0; i < COUNT(states); i++)
        links[i] = (struct link){
            {arena_fmt(r->arena, "/staff/mail?state=%s", states[i].name)},
            str_of(states[i].text), state && strcmp(state, states[i].name) == 0};
    v->states = (struct link_list){links, COUNT(states)};
    v->may_search = r->who.role != AUDITOR;
    v->csrf = guard_csrf(r);
    page_open(r, (struct page){.title = S("")});
    tmpl_staff_mail_list(r->out, v);
    return 200;
}

static int list(struct req *r)
{
    struct str asked = query_value(r, "state");
    const struct state *s = &states[0];
    struct mails_view v = {.typed = S("")};
    int64_t before = 0;
    struct outbox_list l;

    for (size_t i = 0; i < COUNT(states); i++)
        if (str_is(asked, states[i].name))
            s = &states[i];
    if (!str_int(query_value(r, "before"), 1, INT64_MAX, &before))
        before = 0;
    l = outbox_in(r->db, s->name, before);
    add_rows(r, &v, l);
    v.caption = arena_fmt(r->arena, "%sメール（新しい順・%zu件）", s->text, l.n);
    v.nothing = before ? S("これより前のメールはありません。") : str_of(s->nothing);
    if (l.n == OUTBOX_PAGE)
        v.older.s = arena_fmt(r->arena, "/staff/mail?state=%s&before=%lld", s->name,
            (long long)l.v[l.n - 1].id);
    return draw_list(r, &v, s->name);
}

/* A POST, so that no address stands in a log or a browser's history. */
static int search(struct req *r)
{
    struct str typed = text_mail(r->arena, form_value(r, "to"));
    struct mails_view v = {.typed = typed};
    struct outbox_list l = outbox_to(r->db, typed);

    add_rows(r, &v, l);
    v.caption = arena_fmt(r->arena, "このアドレスへのメール（新しい順・%zu件%s）", l.n,
        l.n == OUTBOX_PAGE ? "・これより前のものは出していません" : "");
    v.nothing = typed.n
        ? S("このアドレスへのメールはありません。1文字でもちがうと見つかりません。"
            "医療機関等のページからも、送ったメールを見られます。")
        : S("メールアドレスを入力してください。");
    return draw_list(r, &v, NULL);
}

/* ---------------------------------------------------------------- one mail */

static void add(struct mail_view *v, const char *what, struct str text, bool own_words)
{
    if (v->facts.n == FACTS)
        die("mail: too many facts");
    if (text.n)
        v->facts.v[v->facts.n++] = (struct fact){str_of(what), text, own_words};
}

static void add_facts(struct req *r, const struct outbox *m, struct mail_view *v)
{
    struct arena *a = r->arena;

    v->facts.v = NEW_N(a, struct fact, FACTS);
    add(v, "あて先", shown(r, m->mail_to), true);
    add(v, "種類", words_mail_template(m->template), false);
    add(v, "文面の版", m->version, true);
    add(v, "書いた日時", words_moment(a, m->created_at), true);
    add(v, "送った日時", words_moment(a, m->sent_at), true);
    if (str_is(m->state, "queued") || str_is(m->state, "retry"))
        add(v, "次に送る日時", words_moment(a, m->next_at), true);
    add(v, "リンクの期限", words_moment(a, m->until), true);
    add(v, "送った回数", arena_fmt(a, "%lld回", (long long)m->tries), false);
    add(v, "メールの番号", m->message_id, true);
}

static struct str reply_code(struct req *r, int64_t code, struct str status)
{
    if (!code)
        return S("");
    return arena_fmt(r->arena, "%lld%s" STR_FMT, (long long)code, status.n ? " " : "",
        STR_ARG(status));
}

static void add_answers(struct req *r, const struct outbox *m, struct mail_view *v)
{
    struct outbox_tries l = outbox_tries(r->db, m->id);
    struct answer_row *row = NEW_N(r->arena, struct answer_row, l.n + 1);

    v->answers.v = row;
    for (size_t i = 0; i < l.n; i++)
        *row++ = (struct answer_row){words_moment(r->arena, l.v[i].at),
            reply_code(r, l.v[i].code, l.v[i].status),
            v->closed ? S("")
                : l.v[i].code || l.v[i].said.n ? l.v[i].said
                                               : S("（つながりませんでした）")};
    if (m->sent_at)
        *row++ = (struct answer_row){words_moment(r->arena, m->sent_at),
            reply_code(r, m->smtp_code, m->smtp_status), v->closed ? S("") : m->smtp_said};
    v->answers.n = (size_t)(row - v->answers.v);
}

/* What came back. A report is text by people's servers: shown as far as it is text. */
static void add_reports(struct req *r, const struct outbox *m, struct mail_view *v)
{
    struct bounce_list l = bounces_of(r->db, m->id);

    v->reports.v = NEW_N(r->arena, struct report_row, l.n + 1);
    v->reports.n = l.n;
    for (size_t i = 0; i < l.n; i++) {
        const struct bounce *x = &l.v[i];

        v->reports.v[i] = (struct report_row){.at = words_moment(r->arena, x->at),
            .kind = words_mail_back(x->kind), .code = x->status,
            .said = v->closed ? S("") : x->said,
            .raw = v->closed ? S("") : eml_shown(r->arena, x->raw)};
    }
}

static void add_place(struct req *r, const struct outbox *m, struct mail_view *v)
{
    struct institution i;

    if (m->institution && institution_get(r->db, m->institution, &i))
        v->place = place_url(r->arena, "mail", i.pref, i.score_table, i.code);
}

static void add_again(struct req *r, const struct outbox *m, struct mail_view *v)
{
    bool link = m->secret && (str_is(m->state, "sent") || str_is(m->state, "dead"));

    if (r->who.role & SENDS && outbox_may_again(m) && !str_is(m->bounce, "hard"))
        v->again.s = arena_fmt(r->arena, "/staff/mail/%lld", (long long)m->id);
    else if (link && !outbox_may_again(m))
        v->again_no = S("中のリンクは1回だけのもので、もう使えないか、かくしてあります。"
                        "もう一度送ることはできません。医療機関等に、同じ手続きを画面からもう一度"
                        "してもらってください。新しいリンクが届きます。");
    if (str_is(m->bounce, "hard"))
        v->again_no = S("このアドレスには届きません。正しいアドレスを電話などで聞いて、医療機関等に"
                        "マイページで直してもらってください。");
    v->copy = str_is(m->state, "sent");
}

static bool find(struct req *r, struct outbox *out)
{
    int64_t id;

    return str_int(r->arg[0], 1, INT64_MAX, &id) && outbox_get(r->db, id, out);
}

static int show(struct req *r)
{
    struct outbox m;
    struct mail_view v = {.closed = r->who.role == AUDITOR};

    if (!find(r, &m))
        return not_found(r);
    if (!note_view(r, "mail.viewed", m.institution, "mail")) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、開いたことを記録できません"),
            S("記録できるようになるまで、この画面は開けません。少し待って、もう一度ためしてください。"));
    }
    v.subject = m.subject;
    v.state = words_mail_tag(m.state, m.bounce);
    v.why = why_of(r, &m);
    v.masked = m.secret != 0;
    v.text = v.closed ? S("") : outbox_masked(r->arena, &m);
    v.csrf = guard_csrf(r);
    add_facts(r, &m, &v);
    add_answers(r, &m, &v);
    add_reports(r, &m, &v);
    add_place(r, &m, &v);
    add_again(r, &m, &v);
    page_open(r, (struct page){.title = arena_fmt(r->arena, "メール %lld", (long long)m.id),
        .notice = str_is(query_value(r, "again"), "1")
            ? S("もう一度送ります。1分ほどで、この画面の状態が変わります。") : S("")});
    tmpl_staff_mail(r->out, &v);
    return 200;
}

static int again(struct req *r)
{
    struct outbox m;
    int64_t id;

    if (!find(r, &m))
        return not_found(r);
    id = m.id;
    if (outbox_again(r->db, r->arena, &id) != OK) /* pressed twice, or it went out meanwhile */
        return see_other(r, arena_fmt(r->arena, "/staff/mail/%lld", (long long)m.id));
    audit_add(r->db, &(struct audit){.actor = r->who.owner, .institution = m.institution,
                         .action = S("mail.again"), .request = req_id(r),
                         .detail = arena_fmt(r->arena, "メール %lld: " STR_FMT,
                             (long long)m.id, STR_ARG(m.subject))});
    return see_other(r, arena_fmt(r->arena, "/staff/mail/%lld?again=1", (long long)id));
}

static const struct route routes[] = {
    {"GET", "/staff/mail", DESK, "メール", list, .plan = NULL},
    {"POST", "/staff/mail", SENDS, "メール", search, .plan = NULL},
    {"GET", "/staff/mail/{id}", DESK, "メール", show, .plan = NULL},
    {"POST", "/staff/mail/{id}", SENDS, "メール", again, .plan = NULL},
    {.method = NULL},
};

const struct feature staff_mail_feature = {"staff_mail", routes};
