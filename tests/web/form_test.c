/* form_test.c: the engine of forms, on a table of its own: every kind of field, what is
 * read, what is kept, what may be confirmed. */
#include "tests/world.h"

#include "util/str.h"
#include "web/form.h"

struct sample {
    int64_t id, rev, count, agreed;
    struct str name, memo, day, kind, way, code, kana, secret, secret2, hidden, fixed;
};

static const struct choice kinds[] = {{"a", "医科"}, {"b", "歯科"}, {NULL, NULL}};

static struct str no_dogs(struct str v, struct arena *a)
{
    return str_is(v, "犬") ? arena_fmt(a, "名前を、人のものにしてください") : S("");
}

static const struct col cols[] = {
    COL(sample, id), COL(sample, rev),
    COL(sample, name, .label = "名前", .required = true, .max = 10, .min = 2, .check = no_dogs),
    COL(sample, memo, .label = "メモ", .normal = N_LINES, .widget = W_AREA, .max = 20),
    COL(sample, day, .label = "日", .normal = N_DATE, .widget = W_DATE, .max = 40),
    COL(sample, kind, .label = "種類", .widget = W_SELECT, .choices = kinds, .required = true),
    COL(sample, way, .label = "方法", .widget = W_RADIO, .choices = kinds),
    COL(sample, code, .label = "コード", .normal = N_DIGITS, .min = 7, .max = 7),
    COL(sample, kana, .label = "カナ", .normal = N_KANA),
    COL(sample, count, .label = "台数", .normal = N_DIGITS, .widget = W_NUMBER),
    COL(sample, agreed, .label = "同意", .widget = W_CHECK),
    COL(sample, secret, .label = "ひみつ", .widget = W_PASSWORD, .normal = N_RAW),
    COL(sample, secret2, .label = "ひみつ(確認)", .widget = W_PASSWORD, .normal = N_RAW,
        .same_as = "secret"),
    COL(sample, hidden), COL(sample, fixed, .label = "決まり", .widget = W_FIXED),
};
static const struct model sample_model = {"sample", cols, COUNT(cols), sizeof(struct sample),
    NULL, 0, NULL};

static const char *const names[] = {"name", "memo", "day", "kind", "way", "code", "kana", "count",
    "agreed", "secret", "secret2", "fixed", NULL};

static struct arena arena = ARENA_INIT;
static struct req req;
static struct sample row;

/* A form as the page of a member gets it, with this body. */
static struct form form_of(const char *body)
{
    struct form f;

    req.form = (struct fields){NULL, 0};
    if (urlform_read(&arena, str_of(body), SIZE_MAX, NULL, &req.form) != URLFORM_OK)
        die("form test: '%s'", body);
    form_init(&f, &req, &sample_model, names, "/my/sample", &row, row.rev);
    return f;
}

static void start(void)
{
    struct app *app = world();

    arena_reset(&arena);
    row = (struct sample){.id = 1, .rev = 4, .count = 3, .name = S("前の名前"), .kind = S("a"),
        .memo = S(""), .day = S("2026-11-21"), .way = S("b"), .code = S("1234567"), .kana = S(""),
        .fixed = S("決まったこと"), .hidden = S("h"), .agreed = 1, .secret = S("x")};
    req = (struct req){.app = app, .arena = &arena, .db = app->write_db,
        .who = {.role = MEMBER, .owner = S("a:1"), .institution = 2, .account = 1}};
    if (!db_begin(app->write_db))
        die("form test: begin");
    db_as(app->write_db, &arena, 2);
}

static void stop(void)
{
    db_rollback(req.db);
}

static struct str error_of(struct form *f, const char *name)
{
    return form_field_of(f, name)->error;
}

TEST(form_what_is_not_sent_stays)
{
    start();
    struct form f = form_of("");
    struct sample out = row;

    form_read(&f);
    CHECK_INT(f.wrong, 0);
    CHECK_STR(form_field_of(&f, "name")->typed, S("前の名前"));
    CHECK_STR(form_field_of(&f, "count")->typed, S("3"));
    CHECK_STR(form_field_of(&f, "secret")->typed, S("")); /* never from the row */
    form_into(&f, &out);
    CHECK_STR(out.name, S("前の名前"));
    CHECK_INT(out.count, 3);
    CHECK_INT(out.agreed, 0); /* a box that is not ticked is not sent */
    CHECK_STR(out.way, S(""));
    CHECK_INT(out.id, 1);
    stop();
}

TEST(form_only_listed_fields_can_be_posted)
{
    start();
    struct form f = form_of("id=9&rev=9&hidden=evil&fixed=evil&name=佐藤&_rev=3&agreed=1&way=a");
    struct sample out = row;

    form_read(&f);
    form_into(&f, &out);
    CHECK_INT(out.id, 1);
    CHECK_INT(out.rev, 4);
    CHECK_STR(out.hidden, S("h"));
    CHECK_STR(out.fixed, S("決まったこと"));
    CHECK_STR(out.name, S("佐藤"));
    CHECK_INT(out.agreed, 1);
    CHECK_INT(f.rev, 3);
    stop();
}

TEST(form_normalises_and_keeps_what_was_typed)
{
    start();
    struct form f = form_of("name=+ｻﾄｳ%E3%80%80&day=令和8年11月21日&code=１２３-４５６７&kana=さとう"
                            "&count=１２&memo=a%0D%0Ab");
    struct sample out = row;

    form_read(&f);
    CHECK_INT(f.wrong, 0);
    form_into(&f, &out);
    CHECK_STR(out.name, S("サトウ"));
    CHECK_STR(form_field_of(&f, "name")->typed, S(" ｻﾄｳ　"));
    CHECK_STR(out.day, S("2026-11-21"));
    CHECK_STR(out.code, S("1234567"));
    CHECK_STR(out.kana, S("サトウ"));
    CHECK_INT(out.count, 12);
    CHECK_STR(out.memo, S("a\nb"));
    stop();
}

TEST(form_complaints)
{
    static const struct {
        const char *body, *field, *said;
    } cases[] = {
        {"name=", "name", "名前を入力してください"}, {"name=%E3%80%80", "name", "名前を入力してください"},
        {"name=犬", "name", "名前は、2文字以上で入力してください（いま1文字です）"},
        {"name=𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷", "name", ""},
        {"name=𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷髙", "name", "名前は、10文字までで入力してください（いま11文字です）"},
        {"kind=", "kind", "種類を、1つ選んでください"}, {"kind=c", "kind", "種類を、一覧の中から選んでください"},
        {"kind=A", "kind", "種類を、一覧の中から選んでください"}, {"way=", "way", ""},
        {"way=zz", "way", "方法を、一覧の中から選んでください"},
        {"code=123", "code", "コードは、7文字以上で入力してください（いま3文字です）"},
        {"secret=a&secret2=b", "secret2", "2つのひみつがちがいます。もう一度入力してください"},
        {"secret=a", "secret2", "2つのひみつがちがいます。もう一度入力してください"},
        {"secret=%20a&secret2=a", "secret2", "2つのひみつがちがいます。もう一度入力してください"},
        {"secret=a&secret2=a", "secret2", ""}, {"day=", "day", ""}, {"day=2026-11-21", "day", ""},
    };

    start();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct form f = form_of(cases[i].body);

        form_read(&f);
        CHECK_STR(error_of(&f, cases[i].field), str_of(cases[i].said));
        CHECK_INT(f.wrong, *cases[i].said != 0);
    }
    struct form f = form_of("day=2026-02-30");
    form_read(&f);
    CHECK(error_of(&f, "day").n > 0);
    CHECK_STR(form_field_of(&f, "day")->typed, S("2026-02-30"));
    form_complain(&f, "day", S("second"));
    form_complain(&f, "", S("general"));
    form_complain(&f, "", S(""));
    CHECK(!str_is(error_of(&f, "day"), "second")); /* the first complaint stays */
    CHECK_INT(f.wrong, 2);
    const struct form_view *v = form_input_view(&f);
    CHECK_INT(v->wrong.n, 2);
    CHECK_STR(v->wrong.v[0].text, S("general"));
    CHECK_STR(v->wrong.v[1].text, error_of(&f, "day"));
    stop();
}

TEST(form_draft_and_ticket)
{
    start();
    struct form f = form_of("name=佐藤&secret=Kx7mQ2vp&secret2=Kx7mQ2vp&agreed=1&_rev=4&kind=b"), g;

    form_read(&f);
    form_keep(&f, false, S("hash"));
    CHECK_STR(f.draft.ticket, S("")); /* nothing to confirm yet */
    CHECK(!str_has(f.draft.fields, S("secret")));
    CHECK(!str_has(f.draft.fields, S("Kx7m")));
    CHECK(!form_ticket_fits(&f));
    form_keep(&f, true, S("hash"));
    CHECK_INT(f.draft.ticket.n, 26);
    g = form_of("");
    CHECK(form_load_draft(&g));
    CHECK_STR(form_field_of(&g, "name")->value, S("佐藤"));
    CHECK_STR(form_field_of(&g, "kind")->value, S("b"));
    CHECK_STR(g.draft.secret, S("hash"));
    CHECK(!form_ticket_fits(&g)); /* not posted */
    char body[64];
    snprintf(body, sizeof(body), "_once=" STR_FMT, STR_ARG(f.draft.ticket));
    g = form_of(body);
    CHECK(form_load_draft(&g));
    CHECK(form_ticket_fits(&g));
    CHECK_INT(form_pressed(g.r, "/my/sample"), 0);
    form_finish(&g, "/my/sample/done");
    CHECK_INT(form_pressed(g.r, "/my/sample"), 303);
    CHECK_STR(req.location, S("/my/sample/done"));
    form_of("step=back");
    CHECK_INT(form_pressed(g.r, "/my/sample"), 303);
    CHECK_STR(req.location, S("/my/sample"));
    CHECK(!form_load_draft(&g));
    /* each check makes a new ticket */
    form_keep(&f, true, S(""));
    CHECK(!form_ticket_fits(&f));
    /* somebody else, or the same person for another institution, has no draft here */
    req.who.institution = 3;
    CHECK(!form_load_draft(&g));
    req.who.institution = 2;
    req.who.owner = S("a:11");
    CHECK(!form_load_draft(&g));
    stop();
}

TEST(form_confirm_shows_old_and_new)
{
    start();
    struct form f = form_of("name=ｻﾄｳ&kind=b&day=R8.12.1&secret=a&secret2=a&way=b&agreed=1");

    form_read(&f);
    form_keep(&f, true, S("hash"));
    const struct form_view *v = form_confirm_view(&f);
    const struct field_view *x = v->fields.v;
    bool secret = false;

    CHECK_STR(x[0].old, S("前の名前"));
    CHECK_STR(x[0].shown, S("サトウ"));
    CHECK_STR(x[0].folded, S("ｻﾄｳ"));
    CHECK(x[0].changed);
    for (size_t i = 0; i < v->fields.n; i++) {
        CHECK(!str_is(x[i].name, "secret2"));
        CHECK(!str_is(x[i].shown, "hash") && !str_is(x[i].old, "x"));
        if (str_is(x[i].name, "secret")) {
            secret = true;
            CHECK(x[i].changed && x[i].secret);
            CHECK_STR(x[i].shown, S(""));
            CHECK_STR(x[i].folded, S(""));
        }
        if (str_is(x[i].name, "kind")) {
            CHECK_STR(x[i].old, S("医科"));
            CHECK_STR(x[i].shown, S("歯科"));
        }
        if (str_is(x[i].name, "way"))
            CHECK(!x[i].changed);
    }
    CHECK(secret);
    CHECK_STR(v->once, f.draft.ticket);
    stop();
}

TEST(form_typed_draft_keeps_the_hash_or_not)
{
    start();
    struct draft d = {.owner = S("a:1"), .form = S("/my/sample"), .institution = 2,
        .fields = S("name=a"), .secret = S("hash"), .checked = 1, .ticket = S("t")}, out;

    draft_save(req.db, &d);
    d.fields = S("name=b");
    d.secret = S("forged");
    draft_typed(req.db, &d, false);
    CHECK(draft_get(req.db, d.owner, d.form, 2, &out));
    CHECK_STR(out.fields, S("name=b"));
    CHECK_STR(out.secret, S("hash"));
    CHECK_INT(out.checked, 0);
    CHECK_STR(out.ticket, S(""));
    draft_typed(req.db, &d, true);
    CHECK(draft_get(req.db, d.owner, d.form, 2, &out));
    CHECK_STR(out.secret, S(""));
    stop();
    arena_release(&arena);
}
