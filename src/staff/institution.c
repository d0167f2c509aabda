/* institution.c: everything about one institution on one page. Opening it is recorded. */
#include "gen/templates.h"
#include "model/account.h"
#include "model/deletion.h"
#include "model/desk.h"
#include "model/founder.h"
#include "model/institution.h"
#include "model/lock.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/pair.h"
#include "model/prefecture.h"
#include "model/receipt.h"
#include "model/suppression.h"
#include "staff/institution_notices.h"
#include "staff/institution_readers.h"
#include "sys/clock.h"
#include "util/kana.h"
#include "util/str.h"
#include "util/throttle.h"
#include "web/app.h"
#include "web/founder.h"
#include "web/frame.h"
#include "web/note.h"
#include "web/place.h"

enum { FACTS = 16, TAGS = 8, STATED = 3, HANDLES = OPERATOR | SUPERVISOR | ADMIN };

struct whole { /* what the page is made of */
    struct req *r;
    struct institution i;
    struct account owner; /* id 0: not registered */
    struct desk_state state;
    char today[11];
    struct suppression back; /* of the owner's address */
    bool gone;  /* mails to it come back */
    bool clear; /* mail and phone of people are shown in full */
};

static void add(struct fact_list *l, const char *what, struct str text, bool own_words)
{
    if (l->n == FACTS)
        die("institution: too many facts");
    l->v[l->n++] = (struct fact){str_of(what), text, own_words};
}

/* ---------------------------------------------------------------- master */

static struct str address_of(struct whole *w)
{
    struct str zip = w->i.zip;

    return arena_fmt(w->r->arena, "%s" STR_FMT "%s" STR_FMT " " STR_FMT STR_FMT,
        zip.n == 7 ? "〒" : "", STR_ARG(str_head(zip, 3)), zip.n == 7 ? "-" : "",
        STR_ARG(str_from(zip, zip.n < 3 ? zip.n : 3)), STR_ARG(prefecture_name(w->i.pref)),
        STR_ARG(w->i.address));
}

static struct str obliged_text(const struct institution *i)
{
    if (i->obliged == DUTY_UNKNOWN)
        return S("届けられていない（義務化の対象として扱う）");
    return i->obliged ? S("義務化の対象") : S("義務化の対象外（紙で請求）");
}

static void basic_data(struct whole *w, struct institution_view *v)
{
    struct arena *a = w->r->arena;
    const struct institution *i = &w->i;
    struct code c = institution_code(i);
    struct fact_list *l = &v->facts;

    v->code = code_text(a, &c);
    if (!code_check_ok(&c))
        v->code_doubt = S("コードの最後の数字（検査番号）が、ほかの数字と合いません。"
                          "届けられた基本情報のまちがいかもしれません。");
    add(l, "医療機関等コード",
        arena_fmt(a, STR_FMT "（" STR_FMT "・" STR_FMT "）", STR_ARG(v->code),
            STR_ARG(prefecture_name(i->pref)),
            STR_ARG(code_table_text(a, i->score_table))), true);
    add(l, "施設の種類",
        arena_fmt(a, "%s%s", institution_kind_name(i->kind),
            i->attached_dental ? "（歯科を併設）" : ""), false);
    add(l, "義務化", obliged_text(i), false);
    add(l, "名称（かな）", i->kana, true);
    add(l, "開設者", i->founder, true);
    add(l, "電話番号", i->phone, true);
    add(l, "所在地", address_of(w), true);
    if (i->beds)
        add(l, "病床数", arena_fmt(a, "%lld", (long long)i->beds), false);
    if (i->designated_on.n)
        add(l, "指定の日", words_day(a, i->designated_on), true);
    if (i->closed_on.n)
        add(l, "廃止の日", words_day(a, i->closed_on), true);
}

/* ---------------------------------------------------------------- account */

static struct str shown_mail(struct whole *w, struct str mail)
{
    return w->clear ? mail : words_masked_mail(w->r->arena, mail);
}

/* Those beside the one whose data are shown: 佐藤（担当）、鈴木（閲覧） */
static struct str colleagues(struct whole *w)
{
    struct members_of l;
    struct str all = S("");

    db_as(w->r->db, w->r->arena, w->i.id);
    l = member_list(w->r->db);
    db_as(w->r->db, w->r->arena, DB_ALL);
    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].account != w->owner.id)
            all = arena_fmt(w->r->arena, STR_FMT "%s" STR_FMT "（" STR_FMT "）", STR_ARG(all),
                all.n ? "、" : "", STR_ARG(l.v[i].contact), STR_ARG(member_role_name(l.v[i].role)));
    return all.n ? all : S("いない");
}

static struct str proof_text(struct str proof)
{
    return str_is(proof, "letter")     ? S("案内文書（手紙）で確認")
        : str_is(proof, "callback") ? S("折り返しの電話で確認")
                                       : S("未確認（メールのリンクだけで登録）");
}

static void owner_facts(struct whole *w, struct institution_view *v)
{
    struct arena *a = w->r->arena;
    const struct account *o = &w->owner;
    struct fact_list *l = &v->owner;

    add(l, "登録の確認", proof_text(o->proof), false);
    add(l, "所属機関（申告）", str_of(institution_kind_name(o->kind)), false);
    if (o->founder_jis.n)
        add(l, "開設者（ほかの仕組みに送る文字）", o->founder_jis, true);
    add(l, "担当者名", o->contact, true);
    add(l, "メールアドレス", shown_mail(w, o->mail), true);
    add(l, "メールアドレスの確認",
        o->mail_confirmed_at ? words_moment(a, o->mail_confirmed_at) : S("まだ"), false);
    if (w->gone)
        add(l, "メールが届くか", arena_fmt(a, "戻ってきます（" STR_FMT "から）",
            STR_ARG(words_moment(a, w->back.since))), false);
    add(l, "電話番号", w->clear ? o->phone : words_masked_phone(a, o->phone), true);
    add(l, "登録した日時", words_moment(a, o->created_at), true);
    add(l, "最後のログイン", o->login_at ? words_moment(a, o->login_at) : S("まだ"), false);
    add(l, "いっしょに使う人", colleagues(w), true);
    v->masked = !w->clear;
}

static void account_facts(struct whole *w, struct institution_view *v)
{
    struct arena *a = w->r->arena;
    struct desk_letter k = {.id = 0};

    v->account = words_account_state(&w->state);
    if (w->owner.id) {
        v->registered = true;
        v->account_text = w->owner.mail_confirmed_at
            ? S("アカウントを登録して、メールアドレスの確認も終わっています。")
            : S("アカウントを登録しました。メールアドレスの確認は、まだ終わっていません。");
        v->unproved = !w->owner.proof.n;
        if (v->unproved && w->r->who.role & (SUPERVISOR | ADMIN))
            v->call = w->i.phone;
        owner_facts(w, v);
    } else if (!desk_login_of(w->r->db, w->i.id, &k)) {
        v->account_text = S("案内文書を送ったことも、登録したこともありません。");
    } else if (w->state.alive) {
        v->account_text = arena_fmt(a,
            "案内文書を送ってあります。仮メールアドレスは " STR_FMT " まで使えます。",
            STR_ARG(words_day(a, k.valid_until)));
    } else {
        v->account_text = arena_fmt(a, "いま使える仮メールアドレスはありません（最後の1通：" STR_FMT "）。",
            STR_ARG(words_login_note(&k, str_of(w->today))));
    }
}

static struct stated compare(
    struct whole *w, const char *what, struct str master, struct str own, bool phone)
{
    struct arena *a = w->r->arena;
    struct str k1 = phone ? text_digits(a, master) : text_key(a, master);
    struct str k2 = phone ? text_digits(a, own) : text_key(a, own);
    struct stated s = {.what = str_of(what), .master = master, .own = own};

    if (str_eq(master, own))
        return s;
    s.differs = str_eq(k1, k2) ? (struct tag){TONE_INFO, S("書き方だけちがう")}
                               : (struct tag){TONE_WARN, S("ちがう")};
    return s;
}

static void stated_data(struct whole *w, struct institution_view *v)
{
    struct stated *s = NEW_N(w->r->arena, struct stated, STATED);
    struct str phone = w->owner.phone, master_phone = w->i.phone;

    if (!w->owner.id)
        return;
    s[0] = compare(w, "医療機関等名", w->i.name, w->owner.name, false);
    s[1] = compare(w, "開設者氏名", w->i.founder, w->owner.founder, false);
    s[2] = compare(w, "電話番号", master_phone, phone, true);
    if (!w->clear)
        s[2].own = words_masked_phone(w->r->arena, phone);
    v->stated.v = s;
    v->stated.n = STATED;
    for (size_t i = 0; i < STATED; i++)
        v->differing += s[i].differs.text.n > 0;
}

/* ---------------------------------------------------------------- lists */

static void letter_rows(struct whole *w, struct institution_view *v)
{
    struct arena *a = w->r->arena;
    struct desk_letters l = desk_letters_of(w->r->db, w->i.id);

    v->letters.v = NEW_N(a, struct letter_row, l.n + 1);
    v->letters.n = l.n;
    for (size_t i = 0; i < l.n; i++) {
        const struct desk_letter *x = &l.v[i];
        struct str why = words_letter_reason(a, x->state, x->reason);

        v->letters.v[i] = (struct letter_row){
            .number = arena_fmt(a, "%09lld", (long long)x->id), .campaign = x->campaign,
            .posted = words_day(a, x->posted_on), .login = x->login,
            .valid = words_day(a, x->valid_until), .state = words_letter_state(x->state),
            .note = why.n ? why : words_login_note(x, str_of(w->today))};
    }
}

static bool mail_rows(struct whole *w, struct institution_view *v)
{
    struct outbox_list l = outbox_of(w->r->db, w->i.id);
    bool dead = false;

    v->mails.v = NEW_N(w->r->arena, struct mail_row, l.n + 1);
    v->mails.n = l.n;
    for (size_t i = 0; i < l.n; i++) {
        const struct outbox *x = &l.v[i];

        v->mails.v[i] = (struct mail_row){
            .at = words_moment(w->r->arena, x->sent_at ? x->sent_at : x->created_at),
            .subject = x->subject, .to = shown_mail(w, x->mail_to),
            .state = words_mail_tag(x->state, x->bounce),
            .href = {arena_fmt(w->r->arena, "/staff/mail/%lld", (long long)x->id)}};
        dead = dead || str_is(x->state, "dead");
    }
    return dead;
}

static void trail_rows(struct whole *w, struct institution_view *v)
{
    struct audit_list l = audit_of(w->r->db, w->i.id);
    struct staff_list staff = staff_list(w->r->db);

    v->trail.v = NEW_N(w->r->arena, struct trail_row, l.n + 1);
    v->trail.n = l.n;
    for (size_t i = 0; i < l.n; i++)
        v->trail.v[i] = (struct trail_row){words_moment(w->r->arena, l.v[i].at),
            words_who(w->r->db, w->r->arena, l.v[i].actor, &staff),
            words_action(l.v[i].action),
            w->clear ? words_detail(l.v[i].action, l.v[i].detail) : S(""), l.v[i].request};
}

/* The other half at the same site: linked, or proposed. */
static void pair_rows(struct whole *w, struct institution_view *v)
{
    struct arena *a = w->r->arena;
    struct site_pair p;
    struct site_pairs l = {&p, 1};

    db_as(w->r->db, a, w->i.id);
    v->paired = pair_get(w->r->db, &p);
    if (!v->paired)
        l = pair_candidates(w->r->db, a);
    db_as(w->r->db, a, DB_ALL);
    v->id = w->i.id;
    v->pairs.v = NEW_N(a, struct pair_half, l.n + 1);
    v->pairs.n = l.n;
    for (size_t i = 0; i < l.n; i++)
        v->pairs.v[i] = (struct pair_half){.id = l.v[i].other, .name = l.v[i].name,
            .href = place_url(a, note_why(w->r, place_usual(w->r)), l.v[i].pref,
                l.v[i].score_table, l.v[i].code)};
}

static void deletion_lines(struct whole *w, struct institution_view *v)
{
    struct deletion_list l = deletion_of(w->r->db, w->i.id);
    struct arena *a = w->r->arena;

    v->deletions.v = NEW_N(a, struct deletion_line, l.n + 1);
    for (; v->deletions.n < l.n; v->deletions.n++) {
        const struct deletion *d = &l.v[v->deletions.n];

        v->deletions.v[v->deletions.n] = (struct deletion_line){
            {arena_fmt(a, "/staff/deletions/%lld", (long long)d->id)},
            receipt_text(a, d->number), words_moment(a, d->asked_at),
            words_deletion_state(d->state)};
    }
}

/* True: one waits for staff. */
static bool change_lines(struct whole *w, struct institution_view *v)
{
    struct founder_list l = founder_of(w->r->db, w->i.id);
    struct arena *a = w->r->arena;
    bool waits = false;

    v->changes.v = NEW_N(a, struct change_line, l.n + 1);
    for (; v->changes.n < l.n; v->changes.n++) {
        const struct founder_change *c = &l.v[v->changes.n];

        v->changes.v[v->changes.n] = (struct change_line){
            {arena_fmt(a, "/staff/founders/" STR_FMT, STR_ARG(c->number))},
            receipt_text(a, c->number), founder_what(a, c), words_moment(a, c->filed_at),
            founder_state(c->state)};
        waits = waits || str_is(c->state, "filed");
    }
    return waits;
}

static void head_tags(struct whole *w, struct institution_view *v, bool dead)
{
    struct tag *t = NEW_N(w->r->arena, struct tag, TAGS);
    size_t n = 0;

    t[n++] = v->account;
    if (institution_closed(&w->i, str_of(w->today)))
        t[n++] = (struct tag){TONE_PLAIN, S("廃止")};
    if (!w->i.obliged)
        t[n++] = (struct tag){TONE_PLAIN, S("義務化の対象外")};
    if (v->unproved)
        t[n++] = (struct tag){TONE_WARN, S("登録は未確認")};
    if (w->owner.id && !w->owner.mail_confirmed_at)
        t[n++] = (struct tag){TONE_WARN, S("メールアドレスの確認待ち")};
    if (dead || w->gone)
        t[n++] = (struct tag){TONE_BAD, S("メールが届いていません")};
    if (change_lines(w, v))
        t[n++] = (struct tag){TONE_WARN, S("開設者・名称を確認中")};
    if (v->differing)
        t[n++] = (struct tag){TONE_WARN, S("申告とちがいがあります")};
    v->tags = (struct tag_list){t, n};
}

static bool find(struct req *r, struct institution *out)
{
    struct str s = r->arg[0];
    struct code c;

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false; /* one address for one page */
    return s.n == CODE10_LEN && code_parse(s, 0, 0, &c) == CODE_OK &&
        institution_by_code(r->db, &c, out);
}

static struct str lock_text(struct req *r, int64_t wait)
{
    if (wait == THROTTLE_OFF)
        return S("パスワードか確認コードのまちがいが続いたため、ログインを止めています。");
    if (!wait)
        return S("");
    return arena_fmt(r->arena, "パスワードか確認コードのまちがいが続いたため、あと%lld分はログインできません。",
        (long long)(wait + 59) / 60);
}

static int show(struct req *r)
{
    struct whole w = {.r = r, .clear = r->who.role != AUDITOR};
    struct institution_view v = {.differing = 0};
    bool dead;

    if (!find(r, &w.i))
        return not_found(r);
    if (!note_view(r, "institution.viewed", w.i.id, place_usual(r))) {
        r->retry_after = S("30");
        return refuse(r, 503, S("いま、開いたことを記録できません"),
            S("記録できるようになるまで、この画面は開けません。少し待って、もう一度ためしてください。"));
    }
    clock_today(w.today);
    w.state = desk_state_of(r->db, w.i.id);
    if (!account_of(r->db, w.i.id, &w.owner))
        w.owner.id = 0;
    w.gone = w.owner.id && suppression_of(r->db, w.owner.mail, &w.back);
    v.search = place_search(r, S(""), S(""));
    v.name = w.i.name;
    v.code10 = r->arg[0];
    v.csrf = guard_csrf(r);
    v.handles = (HANDLES & r->who.role) != 0;
    v.lock = lock_text(r, r->who.role & (OPERATOR | SUPERVISOR) ? lock_wait(r->db, w.i.id) : 0);
    v.facts.v = NEW_N(r->arena, struct fact, FACTS);
    v.owner.v = NEW_N(r->arena, struct fact, FACTS);
    basic_data(&w, &v);
    account_facts(&w, &v);
    stated_data(&w, &v);
    letter_rows(&w, &v);
    dead = mail_rows(&w, &v);
    trail_rows(&w, &v);
    pair_rows(&w, &v);
    deletion_lines(&w, &v);
    v.readers = institution_readers(r, &w.i);
    institution_notices(r, &w.i, &v);
    head_tags(&w, &v, dead);
    page_open(r, (struct page){.title = arena_fmt(r->arena, STR_FMT "（" STR_FMT "）",
                                   STR_ARG(w.i.name), STR_ARG(v.code))});
    tmpl_staff_institution(r->out, &v);
    return 200;
}

static const struct route routes[] = {
    {"GET", "/staff/institutions/{code}", DESK, "医療機関等", show, .plan = NULL},
    {.method = NULL},
};

const struct feature staff_institution_feature = {"staff_institution", routes};
