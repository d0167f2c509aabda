/* notices_guide.c: 届出が必要ですか、どの類型ですか: one question at a time, without login and
 * without script; the answers stand in the address. It ends in the form, with what was
 * answered filled in, or on a page that says what to do instead. */
#include "page/notices_impl.h"

#include "gen/templates.h"
#include "model/code.h"
#include "sys/clock.h"
#include "util/buf.h"
#include "util/str.h"
#include "web/app.h"
#include "web/frame.h"

#define GUIDE "/guide/notices"

static const struct choice kinds[] = {{"hospital", "病院"}, {"clinic", "診療所（医科）"},
    {"dental", "歯科診療所"}, {"pharmacy", "薬局"}, {"nursing", "訪問看護ステーション"}, {NULL, NULL}};
static const struct choice yes_no[] = {{"yes", "はい"}, {"no", "いいえ"}, {NULL, NULL}};

enum { ASKED = 6 };

struct guide {
    struct req *r;
    struct guide_view v;
    struct pair hidden[ASKED];
    struct guide_answer answers[ASKED];
    struct str_list prepare;
    struct link ways[4];
    struct field_view ask;
    struct col col;
    struct str kind, type;
    struct programme p;
    struct programme_type t;
};

/* ---------------------------------------------------------------- answers so far */

static const char *label_of(const struct choice *c, struct str value)
{
    for (; c->value; c++)
        if (str_is(value, c->value))
            return c->label;
    return NULL;
}

/* The address with all answers before this one. */
static struct url back_to(struct guide *g)
{
    struct buf b = BUF_INIT;
    struct url u;

    buf_puts(&b, GUIDE "?from=1");
    for (size_t i = 0; i < g->v.hidden.n; i++) {
        buf_byte(&b, '&');
        buf_str(&b, g->hidden[i].name);
        buf_byte(&b, '=');
        out_percent_str(&b, g->hidden[i].value);
    }
    u.s = arena_str(g->r->arena, buf_view(&b));
    buf_release(&b);
    return u;
}

static void answered(struct guide *g, const char *name, struct str what, struct str value,
    struct str text)
{
    size_t n = g->v.hidden.n;

    if (n == ASKED)
        return;
    g->answers[n] = (struct guide_answer){what, text, back_to(g)};
    g->hidden[n] = (struct pair){str_of(name), value};
    g->v.hidden = (struct pair_list){g->hidden, n + 1};
    g->v.answers = (struct guide_answers){g->answers, n + 1};
}

/* True: the question is answered, and noted. Else it is the next to be asked. */
static bool have(struct guide *g, const char *name, const char *label, const char *hint,
    const struct choice *c)
{
    struct str value = query_value(g->r, name);
    const char *text = label_of(c, value);
    struct pick *picks;
    size_t n = 0;

    if (text) {
        answered(g, name, str_of(label), value, str_of(text));
        return true;
    }
    while (c[n].value)
        n++;
    picks = NEW_N(g->r->arena, struct pick, n + 1);
    for (size_t i = 0; i < n; i++)
        picks[i] = (struct pick){.value = str_of(c[i].value), .label = str_of(c[i].label)};
    g->ask = (struct field_view){.widget = W_RADIO, .name = str_of(name),
        .label = str_of(label), .hint = str_of(hint), .required = true,
        .picks = {picks, n}};
    if (str_is(query_value(g->r, "asked"), name))
        g->ask.error = S("どれか1つを選んでください");
    g->v.ask = &g->ask;
    return false;
}

/* ---------------------------------------------------------------- ends */

static void way(struct guide *g, struct url to, struct str text)
{
    if (g->v.ways.n < COUNT(g->ways))
        g->ways[g->v.ways.n++] = (struct link){to, text, false};
    g->v.ways.v = g->ways;
}

static void end(struct guide *g, struct str title, struct str text)
{
    g->v.title = title;
    g->v.text = text;
}

static bool programme_of(struct guide *g)
{
    struct programme_list l = programme_all(g->r->db);
    bool found = false;

    for (size_t i = 0; i < l.n; i++) { /* newest first; an open one goes before */
        if (!l.v[i].published || !programme_for(&l.v[i], g->kind))
            continue;
        if (!found || (programme_state(&l.v[i], clock_now()) == PROGRAMME_OPEN &&
                          programme_state(&g->p, clock_now()) != PROGRAMME_OPEN))
            g->p = l.v[i];
        found = true;
    }
    return found;
}

static void closed(struct guide *g)
{
    struct arena *a = g->r->arena;

    end(g, notices_window_said(a, &g->p),
        arena_fmt(a, STR_FMT "の受付の期間は、" STR_FMT "です。" STR_FMT, STR_ARG(g->p.title),
            STR_ARG(programme_window(a, &g->p)), STR_ARG(g->p.late_text)));
    way(g, URL(NOTICES), S("出した届出を見る（ログイン）"));
}

/* ---------------------------------------------------------------- the questions */

/* Institution, paper claims, introduced already. False: there is something to show. */
static bool about_place(struct guide *g)
{
    if (!have(g, "kind", "施設の種類は、どれですか", "", kinds))
        return false;
    g->kind = query_value(g->r, "kind");
    if (!have(g, "introduced", "オンライン資格確認を、もう導入していますか",
            "カードリーダーを置いて、患者さんの資格を確認しているときは「はい」です。", yes_no))
        return false;
    if (str_is(query_value(g->r, "introduced"), "yes")) {
        end(g, S("届出はいりません"),
            S("もう導入しているので、経過措置の届出はいりません。届け出たあとで導入したときは、「事情解消」を届け出てください。"));
        way(g, URL(NOTICES), S("事情解消を届け出る（ログイン）"));
        return false;
    }
    if (str_is(g->kind, "nursing"))
        return true;
    if (!have(g, "paper", "レセプト（診療報酬などの請求）を、紙で出していますか",
            "紙で出すことを認められている施設は、導入の義務の対象外です。", yes_no))
        return false;
    if (str_is(query_value(g->r, "paper"), "yes") &&
        !str_is(query_value(g->r, "go"), "yes")) {
        end(g, S("届出はいりません"),
            S("レセプトを紙で請求している施設は、導入の義務の対象外です。届け出なくても、かまいません。届け出ることもできます。"));
        way(g, (struct url){arena_fmt(g->r->arena, STR_FMT "&go=yes",
                   STR_ARG(back_to(g).s))}, S("それでも届け出る"));
        return false;
    }
    if (str_is(query_value(g->r, "paper"), "yes"))
        answered(g, "go", S("届け出ますか"), S("yes"), S("届け出る"));
    return true;
}

static bool choose_type(struct guide *g)
{
    struct arena *a = g->r->arena;
    struct programme_types t = programme_types_on(
        g->r->db, g->p.id, date_tokyo(clock_now()), g->kind);
    struct choice *c = NEW_N(a, struct choice, t.n + 2);
    int64_t number;

    for (size_t i = 0; i < t.n; i++)
        c[i] = (struct choice){arena_fmt(a, "%lld", (long long)t.v[i].number).p,
            arena_cstr(a, t.v[i].circumstance)};
    c[t.n] = (struct choice){"none", "どれにも当てはまらない"};
    if (!have(g, "type", "導入できない事情は、どれですか", "", c))
        return false;
    if (!str_int(query_value(g->r, "type"), 1, 99, &number)) {
        end(g, S("経過措置の届出はできません"),
            S("当てはまる事情がないときは、届け出られません。導入の準備を進めてください。事情が近いと思うときや、迷うときは、コールセンターにご相談ください。"));
        return false;
    }
    for (size_t i = 0; i < t.n; i++)
        if (t.v[i].number == number)
            g->t = t.v[i];
    return true;
}

/* The first of the type's questions that has days to keep to. */
static const struct programme_question *day_question(struct programme_questions q)
{
    for (size_t i = 0; i < q.n; i++)
        if (q.v[i].exit_text.n && str_is(q.v[i].input, "date") && !q.v[i].shown_if.n)
            return &q.v[i];
    return NULL;
}

static void ask_day(struct guide *g, const struct programme_question *q, struct str typed,
    struct str error)
{
    g->ask = (struct field_view){.widget = W_DATE, .name = q->key, .label = q->label,
        .hint = q->hint, .required = true, .value = typed, .error = error};
    g->v.ask = &g->ask;
}

static bool check_day(struct guide *g, const struct programme_question *q, struct str *iso)
{
    struct arena *a = g->r->arena;
    struct str typed = query_value(g->r, arena_cstr(a, q->key));
    struct notice_answer x = {.key = q->key};
    struct date d;
    enum date_fault why = date_parse(typed, &d);

    if (why != DATE_OK) {
        ask_day(g, q, typed,
            str_eq(query_value(g->r, "asked"), q->key) ? date_complaint(a, typed, why) : S(""));
        return false;
    }
    *iso = x.value = date_text(a, d);
    answered(g, arena_cstr(a, q->key), q->label, *iso, date_japanese_full(a, d));
    if (notice_fit(a, q, &(struct notice_answers){&x, 1}, date_tokyo(clock_now())) ==
        NOTICE_OUTSIDE) {
        end(g, S("この類型では届け出られません"), q->exit_text);
        return false;
    }
    return true;
}

static void fits(struct guide *g, struct programme_questions q, struct str with)
{
    struct arena *a = g->r->arena;
    struct str *v = NEW_N(a, struct str, q.n + 1);
    struct str path = arena_fmt(a, NOTICES "/new/" STR_FMT "/%lld", STR_ARG(g->p.word),
        (long long)g->t.number);
    size_t n = 0;

    for (size_t i = 0; i < q.n; i++)
        if (!q.v[i].shown_if.n)
            v[n++] = q.v[i].label;
    g->v.fits = true;
    g->v.title = arena_fmt(a, "類型%lld「" STR_FMT "」で届け出られます", (long long)g->t.number,
        STR_ARG(g->t.title));
    g->v.type = g->t.title;
    g->v.circumstance = g->t.circumstance;
    g->v.until = g->t.until_text;
    g->v.papers = notices_papers(g->r, &g->t);
    g->v.window = notices_window_said(a, &g->p);
    g->v.prepare = (struct str_list){v, n};
    way(g, (struct url){with.n ? arena_fmt(a, STR_FMT "/with/" STR_FMT, STR_ARG(path),
                                     STR_ARG(with))
                               : path}, S("この類型で届け出る"));
}

static void ask(struct guide *g)
{
    const struct programme_question *day;
    struct programme_questions q;
    struct str iso = S("");

    if (!about_place(g))
        return;
    if (!programme_of(g)) {
        end(g, S("いま受け付けている届出はありません"),
            S("この種類の施設のための届出はありません。迷うときは、コールセンターにご相談ください。"));
        return;
    }
    if (programme_state(&g->p, clock_now()) != PROGRAMME_OPEN) {
        closed(g);
        return;
    }
    if (!choose_type(g))
        return;
    q = programme_questions(g->r->db, g->t.id);
    day = day_question(q);
    if (day && !check_day(g, day, &iso))
        return;
    fits(g, q, day ? arena_fmt(g->r->arena, STR_FMT "=" STR_FMT, STR_ARG(day->key),
                         STR_ARG(iso))
                   : S(""));
}

/* ---------------------------------------------------------------- pages */

static int show(struct req *r)
{
    struct guide *g = NEW(r->arena, struct guide);

    g->r = r;
    ask(g);
    g->v.wrong = g->v.ask && g->ask.error.n;
    if (!g->v.hidden.n)
        g->v.programmes = notices_programmes(r, S(""), false);
    page_open(r, (struct page){.title = S("経過措置の届出が必要かを調べる"), .wrong = g->v.wrong,
        .robots = !r->query_text.n});
    tmpl_notices_guide(r->out, &g->v);
    return g->v.wrong ? 422 : 200;
}

/* The form leads here when an answer does not fit the type. */
static int leave(struct req *r)
{
    struct guide *g = NEW(r->arena, struct guide);
    struct programme_types all = {NULL, 0};
    struct programme_questions q;
    int64_t number;

    g->r = r;
    if (!programme_by_word(r->db, query_value(r, "programme"), &g->p) || !g->p.published ||
        !str_int(query_value(r, "type"), 1, 99, &number))
        return see_other(r, S(GUIDE));
    all = programme_types(r->db, g->p.id);
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].number == number)
            g->t = all.v[i];
    q = programme_questions(r->db, g->t.id);
    for (size_t i = 0; i < q.n; i++)
        if (str_eq(q.v[i].key, query_value(r, "q")) && q.v[i].exit_text.n)
            end(g, S("この類型では届け出られません"), q.v[i].exit_text);
    if (!g->v.title.n)
        return see_other(r, S(GUIDE));
    way(g, (struct url){arena_fmt(r->arena, NOTICES "/new/" STR_FMT "/%lld",
               STR_ARG(g->p.word), (long long)number)}, S("入力画面に戻って直す"));
    way(g, URL(GUIDE), S("ほかの類型を調べる"));
    page_open(r, (struct page){.title = g->v.title});
    tmpl_notices_guide(r->out, &g->v);
    return 200;
}

static const struct route routes[] = {
    {"GET", GUIDE, PUBLIC, "経過措置の届出が必要かを調べる", show},
    {"GET", GUIDE "/exit", PUBLIC, "この類型では届け出られません", leave},
    {0},
};

const struct feature notices_guide_feature = {"notices_guide", routes};
