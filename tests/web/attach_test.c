/* attach_test.c: files within a form through the whole dispatcher, on a page of our own. */
#include "tests/multi.h"

#include "gen/templates.h"
#include "sys/filestore.h"
#include "util/str.h"
#include "web/app.h"
#include "web/attach.h"
#include "web/frame.h"

#define PAGE "/my/test-papers"

static const struct choice kinds[] = {{"1", "契約書の写し"}, {"2", "発注書の写し"}};
static const struct col cols[] = {COL(draft, fields, .label = "事業者", .max = 200)};
static const struct model page_model = {.name = "draft", .cols = cols, .n_cols = 1};
static const char *const names[] = {"fields", NULL};
static size_t n_kinds = 2;
static const char *table; /* what was filed before */

static void begin(struct form *f, struct attach *a, struct req *r)
{
    struct draft row = {.fields = S("")};

    form_init(f, r, &page_model, names, PAGE, &row, 0);
    attach_init(a, r, PAGE, r->who.institution);
    a->kinds = (struct attach_kinds){kinds, n_kinds};
    a->table = table;
    a->owner = 7;
}

static int draw(struct form *f, struct attach *a, int status)
{
    struct req *r = f->r;
    const struct form_view *v = attach_form_view(a, form_input_view(f));

    page_open(r, (struct page){.wrong = status == 422, .form = true});
    tmpl_form_errors(r->out, v);
    tmpl_form_open(r->out, v);
    tmpl_form_fields(r->out, &v->fields);
    tmpl_attach_fields(r->out, attach_view(a));
    tmpl_form_close(r->out);
    return status;
}

static int show(struct req *r)
{
    struct form f;
    struct attach a;

    begin(&f, &a, r);
    form_load_draft(&f);
    attach_load(&a);
    return draw(&f, &a, 200);
}

static int take(struct req *r)
{
    struct form f;
    struct attach a;

    begin(&f, &a, r);
    form_read(&f);
    attach_read(&a);
    if (str_is(form_value(r, "need"), "1"))
        attach_need(&a, S("契約書などの写しを、1つ以上付けてください"));
    if (f.wrong || a.wrong) {
        r->keep = true;
        form_keep(&f, false, S(""));
        return draw(&f, &a, 422);
    }
    form_keep(&f, !a.stay, S(""));
    return see_other(r, a.stay ? S(PAGE) : S(PAGE "/confirm"));
}

static int confirm(struct req *r)
{
    struct form f;
    struct attach a;

    begin(&f, &a, r);
    attach_load(&a);
    page_open(r, (struct page){.title = S("確認")});
    tmpl_attach_rows(r->out, attach_view(&a));
    return 200;
}

static int commit(struct req *r)
{
    struct form f;
    struct attach a;

    begin(&f, &a, r);
    attach_load(&a);
    attach_commit(&a, "test", 7, table ? 2 : 1);
    return see_other(r, S("/my"));
}

static int fetch(struct req *r)
{
    struct attachment x;
    int64_t n;

    if (!str_int(r->arg[0], 1, 99, &n) || !attachment_get(r->db, "test", 7, n, &x))
        return not_found(r);
    return attach_send(r, &x);
}

static const struct route routes[] = {
    {"GET", PAGE, MEMBER, "書類", show},
    {"POST", PAGE, MEMBER, "書類", take, .plan = attach_plan, .files = true,
        .body_kib = ATTACH_BODY_KIB},
    {"GET", PAGE "/confirm", MEMBER, "確認", confirm},
    {"POST", PAGE "/confirm", MEMBER, "確認", commit},
    {"GET", PAGE "/files/{n}", MEMBER, "書類", fetch},
    {0},
};
static const struct feature feature = {"test_papers", routes};
static const struct feature *const only[] = {&feature, NULL};
static struct routes *theirs;

/* A member on our page; end() gives the portal its own pages back. */
static struct client start(struct app *app)
{
    static struct routes *mine;
    struct client c = client_member();

    if (!mine)
        mine = routes_new(only);
    theirs = app->routes;
    app->routes = mine;
    n_kinds = 2;
    table = NULL;
    return c;
}

static void end(struct app *app)
{
    app->routes = theirs;
    papers_end();
}

static struct reply send(struct client *c, const char *filename, struct str bytes)
{
    struct multi m = multi(c, PAGE);

    multi_field(&m, "fields", "髙﨑商会");
    multi_field(&m, "file1_kind", "1");
    multi_file(&m, "file1", filename, bytes);
    return multi_post(&m);
}

/* As complains(), of a sentence that names the file. */
static bool complains_of(struct reply r, const char *field, const char *text)
{
    char above[64], mark[64];
    const char *at;

    snprintf(above, sizeof(above), "<a href=\"#%s\">", field);
    snprintf(mark, sizeof(mark), "id=\"%s-e\"", field);
    at = memmem(r.body.p, r.body.n, mark, strlen(mark));
    return has(r, "<title>エラー：") && has(r, above) && at &&
        str_has(str_head(str_from(r.body, (size_t)(at - r.body.p)), 900), str_of(text));
}

#define ROWS "SELECT count(*) FROM attachment WHERE state = 'kept'"

TEST(attach_goes_from_input_to_what_was_filed)
{
    struct app *app = world();
    struct client c = start(app);
    struct reply r = send(&c, "契約書.pdf", paper_pdf(""));

    CHECK_STR(r.location, S(PAGE "/confirm"));
    CHECK_INT(world_number(ROWS), 1);
    CHECK_INT(stored_files(), 1);
    CHECK_INT(incoming_files(), 0);
    r = get(&c, PAGE "/confirm");
    CHECK(has(r, "契約書の写し：") && has(r, "契約書.pdf"));
    r = get(&c, PAGE); /* and back */
    CHECK(has(r, "契約書.pdf") && has(r, "髙﨑商会"));
    CHECK_INT(post(&c, PAGE "/confirm", "").status, 303);
    CHECK_STR(world_text("SELECT owner_table || owner || '/' || number || title FROM attachment"),
        S("test7/1契約書の写し"));
    CHECK(!has(get(&c, PAGE), "契約書.pdf")); /* the next form is empty */
    end(app);
}

TEST(attach_download_is_no_page)
{
    struct app *app = world();
    struct client c = start(app);
    struct reply r;

    send(&c, "契約書 %22写し%22;髙.pdf", paper_pdf(""));
    post(&c, PAGE "/confirm", "");
    r = get(&c, PAGE "/files/1");
    CHECK_INT(r.status, 200);
    CHECK_STR(r.body, paper_pdf(""));
    CHECK_STR(r.type, S("application/pdf"));
    CHECK(str_has(r.headers, S("Content-Disposition: attachment; filename=\"___ ____")));
    CHECK(str_has(r.headers, S("filename*=UTF-8''%E5%A5%91%E7%B4%84%E6%9B%B8%20")));
    CHECK(str_has(r.headers, S("X-Content-Type-Options: nosniff")));
    CHECK(str_has(r.headers, S("sandbox")));
    CHECK(str_has(r.headers, S("Cache-Control: no-store")));
    CHECK_INT(get(&c, PAGE "/files/2").status, 404);
    world_sql("UPDATE attachment SET institution = 1");
    CHECK_INT(get(&c, PAGE "/files/1").status, 404); /* another institution's */
    world_sql("UPDATE attachment SET institution = 2, scan = 'infected'");
    CHECK_INT(get(&c, PAGE "/files/1").status, 409);
    end(app);
}

TEST(attach_what_is_refused_keeps_what_was_typed)
{
    static const struct {
        const char *name;
        struct str bytes;
        const char *said;
    } cases[] = {
        {"空.pdf", S_INIT(""), "0バイト"},
        {"契約書.pdf", S_INIT("<!doctype html><script>alert(1)</script>"), "HTML"},
        {"図.svg", S_INIT("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "SVG"},
        {"IMG_0001.HEIC", S_INIT("\0\0\0\x18" "ftypheic\0\0\0\0"), "互換性優先"},
        {"契約書.docx", S_INIT("PK\3\4\x14\0\6\0\x08\0[Content_Types].xml"), "ワード"},
        {"写真.jpg", S_INIT("GIF89a\1\0\1\0"), "GIF"},
    };
    struct app *app = world();
    struct client c = start(app);
    int before = stored_files();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = send(&c, cases[i].name, cases[i].bytes);

        CHECK_INT(r.status, 422);
        CHECK(complains_of(r, "file1", cases[i].said));
        CHECK(has(r, cases[i].name));
        CHECK(has(r, "value=\"髙﨑商会\""));
        CHECK(has(r, "<option value=\"1\" selected>"));
    }
    CHECK_INT(world_number(ROWS), 0);
    CHECK_INT(stored_files(), before);
    CHECK_INT(incoming_files(), 0);
    end(app);
}

TEST(attach_polyglots_are_refused)
{
    struct app *app = world();
    struct client c = start(app);
    struct str bad[] = {paper_join(paper_jpeg(9, 9), S("<html><script>alert(1)</script></html>")),
        paper_join(paper_png(9, 9), paper_zip()), paper_join(paper_pdf(""), paper_zip()),
        paper_pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>")};

    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_INT(send(&c, "書類.pdf", bad[i]).status, 422);
    CHECK_INT(world_number(ROWS), 0);
    end(app);
}

TEST(attach_ten_megabytes_and_one_byte_more)
{
    struct app *app = world();
    struct client c = start(app);
    struct str head = S("%PDF-1.4\n1 0 obj\n<<>>stream\n"), tail = S("\nendstream\nxref\nstartxref\n%%EOF");
    size_t most = 10 * 1024 * 1024, fill = most - head.n - tail.n;
    struct reply r = send(&c, "大きい.pdf", paper_join(head, paper_join(paper_fill(fill + 1), tail)));

    CHECK_INT(r.status, 422);
    CHECK(complains_of(r, "file1", "10MBより大きい"));
    CHECK(has(r, "value=\"髙﨑商会\""));
    CHECK_INT(world_number(ROWS), 0);
    r = send(&c, "ちょうど.pdf", paper_join(head, paper_join(paper_fill(fill), tail)));
    CHECK_INT(r.status, 303);
    CHECK_INT(world_number("SELECT size FROM attachment"), (int64_t)most);
    CHECK_INT(incoming_files(), 0);
    end(app);
}

TEST(attach_names_are_cleaned)
{
    struct app *app = world();
    struct client c = start(app);
    struct buf b = BUF_INIT;

    CHECK_INT(send(&c, "../../../etc/passwd", paper_pdf("")).status, 303);
    CHECK_STR(world_text("SELECT name FROM attachment"), S("passwd.pdf"));
    CHECK_INT(send(&c, "写し\xe2\x80\xaegnp.exe", paper_png(3, 3)).status, 303);
    CHECK_STR(world_text("SELECT name FROM attachment WHERE id = 2"), S("写しgnp.exe.png"));
    for (int i = 0; i < 300; i++)
        buf_puts(&b, "𠮷");
    buf_puts(&b, ".jpg");
    buf_byte(&b, '\0');
    CHECK_INT(send(&c, b.p, paper_jpeg(3, 3)).status, 303);
    CHECK_INT(world_number("SELECT length(name) FROM attachment WHERE id = 3"), 200);
    CHECK_INT(send(&c, "a\x01.pdf", paper_pdf("")).status, 400); /* no browser sends that */
    buf_release(&b);
    end(app);
}

TEST(attach_a_file_is_taken_out_again)
{
    struct app *app = world();
    struct client c = start(app);
    struct multi m;
    struct reply r;

    send(&c, "契約書.pdf", paper_pdf(""));
    m = multi(&c, PAGE);
    multi_field(&m, "file_drop_1", "1");
    multi_field(&m, "_files", "stay");
    r = multi_post(&m);
    CHECK_STR(r.location, S(PAGE));
    CHECK_INT(world_number(ROWS), 0);
    CHECK(!has(get(&c, PAGE), "契約書.pdf"));
    end(app);
}

TEST(attach_the_kind_is_asked_for_and_the_file_stays)
{
    struct app *app = world();
    struct client c = start(app);
    struct multi m = multi(&c, PAGE);
    struct reply r;

    multi_file(&m, "file1", "契約書.pdf", paper_pdf(""));
    r = multi_post(&m);
    CHECK_INT(r.status, 422);
    CHECK(complains_of(r, "file_kind_1", "種類を選んでください"));
    m = multi(&c, PAGE);
    multi_field(&m, "file_kind_1", "2");
    CHECK_INT(multi_post(&m).status, 303);
    CHECK_STR(world_text("SELECT title FROM attachment"), S("発注書の写し"));
    m = multi(&c, PAGE); /* a kind without a file */
    multi_field(&m, "file2_kind", "1");
    r = multi_post(&m);
    CHECK(complains_of(r, "file2", "書類2のファイルを選んでください"));
    n_kinds = 1; /* one kind only: it is not asked for */
    m = multi(&c, PAGE);
    multi_file(&m, "file1", "2.pdf", paper_png(2, 2));
    CHECK_INT(multi_post(&m).status, 303);
    CHECK_STR(world_text("SELECT title FROM attachment WHERE id = 2"), S("契約書の写し"));
    end(app);
}

TEST(attach_five_at_the_most_and_the_same_one_once)
{
    struct app *app = world();
    struct client c = start(app);
    struct reply r;

    for (unsigned i = 0; i < ATTACH_FILES; i++) {
        CHECK_INT(send(&c, "写真.png", paper_png(i + 1, 1)).status, 303);
        CHECK_INT(send(&c, "写真.png", paper_png(i + 1, 1)).status, 303);
        CHECK_INT(world_number(ROWS), i + 1);
    }
    r = send(&c, "写真.png", paper_png(9, 1));
    CHECK(complains_of(r, "file1", "書類は5つまでです"));
    CHECK_INT(world_number(ROWS), ATTACH_FILES);
    end(app);
}

TEST(attach_one_is_needed)
{
    struct app *app = world();
    struct client c = start(app);
    struct multi m = multi(&c, PAGE);
    struct reply r;

    multi_field(&m, "need", "1");
    r = multi_post(&m);
    CHECK(complains_of(r, "file1", "1つ以上付けてください"));
    m = multi(&c, PAGE);
    multi_field(&m, "need", "1");
    multi_field(&m, "file1_kind", "1");
    multi_file(&m, "file1", "契約書.pdf", paper_pdf(""));
    CHECK_INT(multi_post(&m).status, 303);
    end(app);
}

TEST(attach_a_later_version_leaves_one_out)
{
    struct app *app = world();
    struct client c = start(app);
    struct multi m;
    struct attachment row = {.version = 1, .until_version = 2};

    send(&c, "一.pdf", paper_pdf(""));
    send(&c, "二.png", paper_png(2, 2));
    post(&c, PAGE "/confirm", "");
    table = "test";
    m = multi(&c, PAGE);
    multi_field(&m, "file_drop_1", "1");
    multi_field(&m, "file1_kind", "2");
    multi_file(&m, "file1", "三.jpg", paper_jpeg(3, 3));
    CHECK_INT(multi_post(&m).status, 303);
    CHECK(!has(get(&c, PAGE "/confirm"), "一.pdf"));
    CHECK(has(get(&c, PAGE "/confirm"), "二.png"));
    CHECK_INT(world_number("SELECT until_version FROM attachment WHERE number = 1"), 0);
    post(&c, PAGE "/confirm", "");
    CHECK_STR(world_text("SELECT group_concat(number || '-' || version || '-' || until_version,"
                         " ' ') FROM attachment"), S("1-1-2 2-1-0 3-2-0"));
    CHECK_INT(get(&c, PAGE "/files/1").status, 200); /* the old version can still be read */
    CHECK(attachment_in(&row, 1) && !attachment_in(&row, 2));
    end(app);
}

TEST(attach_another_login_does_not_reach_a_draft)
{
    struct app *app = world();
    struct client c = start(app);
    struct multi m;

    send(&c, "契約書.pdf", paper_pdf(""));
    world_sql("UPDATE attachment SET actor = 'a:999'");
    CHECK(!has(get(&c, PAGE), "契約書.pdf"));
    m = multi(&c, PAGE);
    multi_field(&m, "file_drop_1", "1");
    multi_field(&m, "file_kind_1", "2");
    multi_post(&m);
    CHECK_STR(world_text("SELECT state || kind FROM attachment"), S("kept1"));
    post(&c, PAGE "/confirm", "");
    CHECK_STR(world_text("SELECT owner_table FROM attachment"), S("draft"));
    end(app);
}

TEST(attach_a_file_that_vanished_is_asked_for_again)
{
    struct app *app = world();
    struct client c = start(app);
    struct arena a = ARENA_INIT;
    unsigned char hash[SECRET_SHA256];
    struct bytes h = {hash, sizeof(hash)};
    struct str pdf = paper_pdf("/Lang(ja)");

    secret_sha256(hash, secret_bytes(pdf));
    CHECK_INT(send(&c, "一.pdf", pdf).status, 303);
    CHECK(filestore_verify(&a, app->data, h, (int64_t)pdf.n));
    CHECK(!filestore_verify(&a, app->data, h, (int64_t)pdf.n + 1));
    CHECK(filestore_drop(&a, app->data, h));
    CHECK(!filestore_verify(&a, app->data, h, (int64_t)pdf.n));
    post(&c, PAGE "/confirm", "");
    CHECK_INT(get(&c, PAGE "/files/1").status, 503);
    arena_release(&a);
    end(app);
}
