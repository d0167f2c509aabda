/* demo_review.c: see demo.h: transitional notices as staff find them in their queue. */
#include "job/demo.h"

#include "model/notice_batch.h"
#include "model/notice_case.h"
#include "model/notice_check.h"
#include "model/notice_paper.h"
#include "model/notice_queue.h"
#include "model/programme_edit.h"
#include "sys/clock.h"
#include "util/str.h"

enum { DAY = 24 * 3600, BATCHED = 5, PROPOSER = 2, APART = 12, FIRST = 1201 };

/* One filing: what it is about, how long ago, what became of it. */
static const struct story {
    int type;           /* its number */
    int days;           /* ago */
    const char *answers; /* key=value, blanks between them */
    const char *founder; /* another one than the master's; NULL: as there */
    const char *after;   /* r returned, a accepted, w withdrawn, e ended, m amended, p paper */
} stories[] = {
    {3, 1, "", NULL, ""}, {3, 1, "", NULL, ""}, {3, 2, "", NULL, ""}, {3, 2, "", NULL, ""},
    {3, 3, "", NULL, ""}, {3, 3, "", NULL, ""}, {3, 4, "", NULL, ""}, {3, 5, "", NULL, ""},
    {4, 2, "which=rebuilding ends_on=2028-03-31", NULL, ""},
    {5, 6, "which=closing planned_on=2028-01-31", NULL, ""},
    {3, 9, "", "医療法人社団みほん髙﨑会", ""},
    {2, 3, "line=not_yet", NULL, ""},
    {6, 8, "text=豪雨で診療所が水につかり、建て直しています。", NULL, ""},
    {1, 2, "contract_on=2026-01-10 vendor=株式会社みほんシステム done_month=2028-01", NULL, ""},
    {1, 20, "contract_on=2026-01-10 vendor=株式会社みほんシステム done_month=2028-01", NULL, ""},
    {3, 4, "", "みほん　太郎", "r"},
    {2, 12, "line=not_yet", NULL, "a"},
    {3, 15, "", NULL, "w"},
    {3, 16, "", NULL, "ae"},
    {4, 14, "which=temporary ends_on=2028-02-28", NULL, "am"},
    {3, 7, "", NULL, "p"},
};

struct filing {
    struct db *db;
    struct arena *a;
    const struct story *s;
    struct institution i;
    struct notice n;
    struct notice_by by;
    struct notice_content c;
};

static struct notice_answers answers_of(struct arena *a, const char *text)
{
    struct notice_answers all = {NEW_N(a, struct notice_answer, 8), 0};
    struct str rest = str_of(text), one, value;

    while (rest.n) {
        one = str_cut(rest, ' ', &rest);
        all.v[all.n].key = str_cut(one, '=', &value);
        all.v[all.n++].value = value;
    }
    return all;
}

static bool move(struct filing *f, enum notice_event_kind event, enum notice_who who,
    const char *actor, const char *reason)
{
    struct notice_by by = f->by;
    struct notice_input in = {.reason = str_of(reason), .content = &f->c,
        .ended_on = date_text(f->a, date_tokyo(f->by.at))};
    const struct notice_rule *rule;

    by.who = who;
    by.actor = str_of(actor);
    return notice_move(f->db, f->a, &f->n, event, &by, &in, &rule) == NOTICE_DONE;
}

static bool after(struct filing *f, char what)
{
    switch (what) {
    case 'r':
        return move(f, NOTICE_RETURN, NOTICE_BY_REVIEW, "s:2",
            "① 開設者氏名を、保険医療機関・薬局の指定を受けたときの申請書と同じに直してください。");
    case 'a':
        return move(f, NOTICE_ACCEPT, NOTICE_BY_REVIEW, "s:2", "");
    case 'w':
        return move(f, NOTICE_WITHDRAW, NOTICE_BY_CLINIC, "a:1", "システムの導入が終わったため");
    case 'e':
        return move(f, NOTICE_END, NOTICE_BY_CLINIC, "a:1", "システムの導入が終わったため");
    case 'm':
        f->c.answers = answers_of(f->a, "which=temporary ends_on=2028-05-31");
        return move(f, NOTICE_AMEND, NOTICE_BY_CLINIC, "a:1", "");
    default:
        notice_paper_add(f->db,
            &(struct notice_paper){.notice = f->n.id, .entered_by = 1,
                .postmark_on = date_text(f->a, date_tokyo(f->by.at)),
                .arrived_on = date_text(f->a, date_tokyo(f->by.at + 2 * DAY))});
        return true;
    }
}

static bool type_of(struct filing *f, int64_t programme)
{
    struct programme_types all = programme_types(f->db, programme);

    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].number == f->s->type) {
            f->c.type = all.v[i].id;
            return programme_type_for(&all.v[i], f->i.kind);
        }
    return false;
}

static bool file(struct filing *f, int64_t programme)
{
    bool paper = strchr(f->s->after, 'p') != NULL;
    const char *actor = paper ? "s:1" : "a:1";
    enum notice_who who = paper ? NOTICE_BY_DESK : NOTICE_BY_CLINIC;

    f->by = (struct notice_by){who, str_of(actor), clock_now() - f->s->days * DAY, paper};
    if (notice_start(f->db, f->a, &f->i, programme, f->c.type, &f->by, &f->n) != NOTICE_DONE)
        return false;
    f->c.founder = f->s->founder ? str_of(f->s->founder) : f->n.founder;
    f->c.name = f->n.name;
    f->c.address = f->n.address;
    f->c.other_codes = S("");
    f->c.answers = answers_of(f->a, f->s->answers);
    if (!f->c.founder.n)
        f->c.founder = S("見本　太郎");
    if (!move(f, NOTICE_FILE, who, actor, ""))
        return false;
    for (const char *c = f->s->after; *c; c++)
        if (!after(f, *c))
            return false;
    return true;
}

/* The next institution that is open and may take the type. */
static bool next(struct filing *f, int64_t *id, int64_t programme)
{
    char today[11];

    clock_today(today);
    while (institution_get(f->db, *id += APART, &f->i))
        if (f->i.founder.n && !institution_closed(&f->i, str_of(today)) && type_of(f, programme))
            return true;
    return false;
}

static bool check_all(struct db *db, struct arena *a)
{
    struct notice_check_ids ids = notice_check_new(db, 100);
    struct notice_checked found;
    struct notice n;

    for (size_t i = 0; i < ids.n; i++) {
        if (!notice_get(db, ids.v[i].id, &n))
            return false;
        notice_check(db, a, &n, &found);
        notice_check_keep(db, &n, &found);
    }
    return true;
}

/* One batch that waits for a second person. */
static bool batch(struct db *db, int64_t programme)
{
    struct notice_queue_list clean = notice_queue_clean(db, programme, BATCHED);
    int64_t id = notice_batch_make(db, programme, PROPOSER);

    for (size_t i = 0; i < clean.n; i++)
        if (notice_batch_put(db, id, clean.v[i].id, clean.v[i].version) != OK)
            return false;
    return clean.n == BATCHED;
}

static bool consultation(struct db *db, int64_t institution, int64_t type)
{
    struct notice_case row = {.institution = institution, .type = type, .opened_by = 1,
        .caller = S("見本　次郎"), .outcome = S("file"), .answer = S("類型2で届け出てください。"),
        .record = S("いま使っているインターネット回線の種類：ADSL\n"
                    "事業者からの返事（引けないわけ、引ける時期）：山あいで、まだ引けない")};
    int64_t id;

    for (int i = 0; i < 3; i++) {
        struct notice_case c;

        row.institution = institution + i * APART;
        if (notice_case_open(db, &row, &id) != OK || !notice_case_get(db, id, &c))
            return false;
        c.outcome = row.outcome;
        c.answer = row.answer;
        if (i && notice_case_move(db, &c, i == 1 ? NOTICE_CASE_ESCALATE : NOTICE_CASE_ANSWER,
                     NOTICE_CASE_DESK, 1) != OK)
            return false;
    }
    return true;
}

static bool draft_programme(struct db *db, struct arena *a, int64_t from)
{
    struct date today = date_tokyo(clock_now());
    struct programme_edit row = {.id = from, .word = S("mihon-draft"), .changed_by = 4,
        .title = S("【見本】まだ受付を始めていない制度"),
        .opens_on = date_text(a, date_add_days(today, 90)),
        .last_on = date_text(a, date_add_days(today, 180))};

    return programme_copy(db, a, &row) == OK;
}

bool demo_review(struct db *db, struct arena *a)
{
    struct filing f = {.db = db, .a = a};
    struct programme p;
    int64_t id = FIRST, first = 0, network = 0;

    if (!programme_by_word(db, S("mihon"), &p))
        return false;
    for (size_t k = 0; k < COUNT(stories); k++) {
        f.s = &stories[k];
        if (!next(&f, &id, p.id) || !file(&f, p.id))
            return false;
        first = first ? first : id;
        network = f.s->type == 2 ? f.c.type : network;
    }
    return check_all(db, a) && batch(db, p.id) && consultation(db, first, network) &&
           draft_programme(db, a, p.id);
}
