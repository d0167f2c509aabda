/* readers_test.c: staff keep the catalogue: new products, changes, pictures, history. */
#include "tests/util/papers.h"
#include "tests/staff/people.h"

#include "util/picture.h"
#include "util/str.h"

#define EDIT "/staff/readers/1"
#define SAME                                                                             \
    "maker=%E8%A6%8B%E6%9C%AC%E9%9B%BB%E6%A9%9F&product=%E3%81%8B%E3%81%8A%E3%81%BE%E3%81%A9" \
    "&model=MH-1"

static struct arena arena = ARENA_INIT;

__attribute__((destructor)) static void drop(void)
{
    arena_release(&arena);
}

static struct client editor(void)
{
    world();
    return client_staff("editor");
}

TEST(staff_readers_list_shows_all_and_their_days)
{
    struct client c = editor();
    struct reply r = get(&c, "/staff/readers");

    CHECK_INT(r.status, 200);
    CHECK(has(r, "旧かおまど") && has(r, "終わり") && has(r, "2026年10月31日"));
    CHECK(has(r, "href=\"/staff/readers/1\"") && has(r, "製品を加える"));
    c = client_staff("operator");
    r = get(&c, "/staff/readers");
    CHECK(has(r, "旧かおまど") && !has(r, "href=\"/staff/readers/1\"") && !has(r, "製品を加える"));
}

TEST(staff_readers_a_change_goes_by_the_confirm_page_into_the_audit)
{
    struct client c = editor();
    struct reply r;

    r = submit(&c, EDIT, SAME "&width_mm=%EF%BC%91%EF%BC%95%EF%BC%90&orderable_until=R9.3.31"
                              "&restrictions=%E9%AB%99%EF%A8%91%F0%A0%AE%B7&sample=1");
    CHECK_INT(r.status, 303);
    CHECK_STR(r.location, S(EDIT "/confirm"));
    CHECK_INT(world_number("SELECT width_mm FROM reader WHERE id = 1"), 180);
    r = get(&c, EDIT "/confirm");
    CHECK(has(r, "<del><span class=\"ml\">180</span></del>") && has(r, "150"));
    CHECK(has(r, "入力した文字「１５０」を、このように直しました"));
    CHECK(has(r, "令和9年3月31日（水）"));
    r = submit(&c, EDIT "/confirm", "");
    CHECK_STR(r.location, S("/staff/readers?said=saved"));
    CHECK_INT(world_number("SELECT width_mm FROM reader WHERE id = 1"), 150);
    CHECK_STR(world_text("SELECT orderable_until FROM reader WHERE id = 1"), S("2027-03-31"));
    CHECK_STR(world_text("SELECT restrictions FROM reader WHERE id = 1"), S("髙﨑𠮷"));
    r = get(&c, "/staff/readers?said=saved");
    CHECK(has(r, "製品の内容を変えました") && has(r, "カタログの製品を変更"));
    CHECK(has(r, "【見本】見本電機 かおまど（MH-1）") && has(r, "幅（mm）: 180 → 150"));
    CHECK(has(get(&c, "/readers/1"), "幅15cm"));
}

TEST(staff_readers_a_second_press_changes_nothing)
{
    struct client c = editor();
    struct str once;
    struct reply r;

    submit(&c, EDIT, SAME "&width_mm=150&sample=1");
    once = hidden(get(&c, EDIT "/confirm"), "_once");
    for (int i = 0; i < 2; i++) {
        r = post(&c, EDIT "/confirm", arena_fmt(&arena, "_once=" STR_FMT, STR_ARG(once)).p);
        CHECK_STR(r.location, S("/staff/readers?said=saved"));
    }
    CHECK_INT(world_number("SELECT rev FROM reader WHERE id = 1"), 2);
}

/* The form was sent again in another window: what is confirmed is not what was seen. */
TEST(staff_readers_only_what_was_seen_is_confirmed)
{
    struct client c = editor();
    struct str once;
    struct reply r;

    submit(&c, EDIT, SAME "&width_mm=150&sample=1");
    once = hidden(get(&c, EDIT "/confirm"), "_once");
    submit(&c, EDIT, SAME "&width_mm=160&sample=1");
    r = post(&c, EDIT "/confirm", arena_fmt(&arena, "_once=" STR_FMT, STR_ARG(once)).p);
    CHECK_INT(r.status, 422);
    CHECK(has(r, "別の画面で内容が変わりました") && has(r, ">160<"));
    CHECK_INT(world_number("SELECT width_mm FROM reader WHERE id = 1"), 180);
}

TEST(staff_readers_a_new_product)
{
    struct client c = editor();
    struct reply r;

    r = submit(&c, "/staff/readers/new", "maker=A&product=B&model=");
    CHECK_STR(r.location, S("/staff/readers/new/confirm"));
    CHECK_INT(world_number("SELECT count(*) FROM reader"), 3);
    r = submit(&c, "/staff/readers/new/confirm", "");
    CHECK_STR(r.location, S("/staff/readers?said=added"));
    CHECK_INT(world_number("SELECT count(*) FROM reader WHERE maker = 'A' AND product = 'B'"
                           " AND width_mm IS NULL AND sample = 0 AND visual = ''"), 1);
    CHECK(has(get(&c, "/staff/readers"), "カタログに製品を追加"));
    CHECK(has(get(&c, "/readers"), ">B<"));
    /* and now it is there */
    r = submit(&c, "/staff/readers/new", "maker=A&product=B&model=");
    CHECK_INT(r.status, 422);
    CHECK(complains(r, "product",
        "同じメーカー・製品名・型番の製品が、もうカタログにあります。そちらを変えてください"));
}

TEST(staff_readers_two_add_the_same_at_once)
{
    struct client a = editor(), b = client_staff("admin");
    struct reply r;

    submit(&a, "/staff/readers/new", "maker=A&product=B");
    submit(&b, "/staff/readers/new", "maker=A&product=B");
    CHECK_INT(submit(&a, "/staff/readers/new/confirm", "").status, 303);
    r = submit(&b, "/staff/readers/new/confirm", "");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "もうカタログにあります"));
    CHECK_INT(world_number("SELECT count(*) FROM reader WHERE maker = 'A'"), 1);
}

TEST(staff_readers_somebody_was_faster)
{
    struct client a = editor(), b = client_staff("admin");
    struct reply r;

    submit(&a, EDIT, SAME "&width_mm=150&sample=1");
    submit(&b, EDIT, SAME "&width_mm=160&sample=1");
    CHECK_INT(submit(&a, EDIT "/confirm", "").status, 303);
    r = submit(&b, EDIT "/confirm", "");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "ほかの人が先に変更しました"));
    CHECK_INT(world_number("SELECT width_mm FROM reader WHERE id = 1"), 150);
    r = submit(&b, EDIT, SAME "&width_mm=160&sample=1"); /* having seen it */
    CHECK_INT(r.status, 303);
    CHECK_INT(submit(&b, EDIT "/confirm", "").status, 303);
    CHECK_INT(world_number("SELECT width_mm FROM reader WHERE id = 1"), 160);
}

TEST(staff_readers_bad_input)
{
    static const struct {
        const char *body, *field, *text;
    } cases[] = {
        {"maker=&product=B", "maker", "メーカーを入力してください"},
        {"maker=A&product=%E3%80%80", "product", "製品名を入力してください"},
        {"maker=A&product=B&width_mm=0", "width_mm", "幅は、1から2000までの数字で入力してください"},
        {"maker=A&product=B&depth_mm=2001", "depth_mm", "奥行きは、1から2000までの数字で入力してください"},
        {"maker=A&product=B&height_mm=abc", "height_mm", "高さは、1から2000までの数字で入力してください"},
        {"maker=A&product=B&width_mm=12.5", "width_mm", "幅（mm）は、小数点や記号のない数字で入力してください"},
        {"maker=A&product=B&width_mm=%EF%BC%91%EF%BC%92%EF%BC%8E%EF%BC%95", "width_mm",
            "幅（mm）は、小数点や記号のない数字で入力してください"},
        {"maker=A&product=B&weight_g=-5", "weight_g", "重さ（g）は、小数点や記号のない数字で入力してください"},
        {"maker=A&product=B&visual=maybe", "visual", "目視確認を、一覧の中から選んでください"},
        {"maker=A&product=B&orderable_from=2026-12-02&orderable_until=2026-12-01", "orderable_until",
            "申し込みの最後の日は、始める日（令和8年12月2日）と同じ日か、あとの日にしてください"},
    };
    struct client c = editor();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = submit(&c, "/staff/readers/new", cases[i].body);

        CHECK_INT(r.status, 422);
        CHECK(complains(r, cases[i].field, cases[i].text));
        world_sql("DELETE FROM draft");
    }
    CHECK_INT(submit(&c, "/staff/readers/new", "maker=A&product=B&orderable_from=2026-02-30").status, 422);
    world_sql("DELETE FROM draft");
    CHECK_INT(submit(&c, "/staff/readers/new",
        "maker=A&product=B&orderable_from=2026-12-01&orderable_until=2026-12-01").status, 303);
}

TEST(staff_readers_lengths)
{
    struct client c = editor();
    char body[3000];
    struct reply r;

    for (int n = 100; n <= 101; n++) {
        snprintf(body, sizeof(body), "maker=%0*d&product=B", n, 0);
        r = submit(&c, "/staff/readers/new", body);
        CHECK_INT(r.status, n == 100 ? 303 : 422);
    }
    CHECK(complains(r, "maker", "メーカーは、100文字までで入力してください（いま101文字です）"));
    snprintf(body, sizeof(body), "maker=A&product=B&features=%0*d", 501, 0);
    r = submit(&c, "/staff/readers/new", body);
    CHECK(complains(r, "features", "特長は、500文字までで入力してください（いま501文字です）"));
}

TEST(staff_readers_back_keeps_what_was_typed)
{
    struct client c = editor();

    submit(&c, "/staff/readers/new", "maker=A&product=%3Cb%3E");
    CHECK_STR(submit(&c, "/staff/readers/new/confirm", "step=back").location, S("/staff/readers/new"));
    CHECK(has(get(&c, "/staff/readers/new"), "value=\"&lt;b&gt;\""));
    CHECK_STR(get(&c, EDIT "/confirm").location, S(EDIT)); /* nothing to confirm there */
    CHECK_INT(get(&c, "/staff/readers/99").status, 404);
    CHECK_INT(get(&c, "/staff/readers/99/picture").status, 404);
}

/* ---------------------------------------------------------------- pictures */

static struct reply send_file(struct client *c, const char *name, struct str file)
{
    struct buf b = BUF_INIT;
    struct reply r;

    get(c, EDIT "/picture");
    buf_addf(&b, "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n--x\r\n"
                 "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                 "Content-Type: image/png\r\n\r\n", c->csrf, name);
    buf_str(&b, file);
    buf_puts(&b, "\r\n--x--\r\n");
    r = request(c, "POST", EDIT "/picture",
        "Content-Type: multipart/form-data; boundary=x\nOrigin: http://portal.test\n"
        "Sec-Fetch-Site: same-origin\n", buf_view(&b));
    buf_release(&b);
    return r;
}

static struct reply press(struct client *c, struct str name)
{
    struct reply r = get(c, EDIT "/picture");

    return post(c, EDIT "/picture/use", arena_fmt(&arena, "picture=" STR_FMT "&rev=" STR_FMT,
        STR_ARG(name), STR_ARG(hidden(r, "rev"))).p);
}

TEST(staff_readers_a_picture_is_seen_before_it_is_shown)
{
    struct client c = editor();
    struct str name;
    struct reply r;

    r = send_file(&c, "写真.png", paper_png(640, 480));
    CHECK_INT(r.status, 303);
    CHECK(str_starts(r.location, S(EDIT "/picture?new=")));
    r = get(&c, arena_str(&arena, r.location).p);
    name = world_text("SELECT name FROM picture");
    CHECK(has(r, "この写真にする") && str_has(r.body, name));
    CHECK_INT(world_number("SELECT count(*) FROM reader WHERE picture IS NOT NULL"), 0);
    r = post(&c, EDIT "/picture/use", arena_fmt(&arena, "picture=" STR_FMT "&rev=1", STR_ARG(name)).p);
    CHECK_STR(r.location, S(EDIT "/picture?said=done"));
    CHECK(str_has(get(&c, "/readers").body, name));
    CHECK(has(get(&c, "/staff/readers"), "カタログの写真を変更"));
    r = post(&c, EDIT "/picture/use", arena_fmt(&arena, "picture=" STR_FMT "&rev=1", STR_ARG(name)).p);
    CHECK_INT(r.status, 303); /* a second press */
    r = post(&c, EDIT "/picture/use", "picture=&rev=1");
    CHECK_INT(r.status, 422);
    CHECK(has(r, "ほかの人が先に変更しました"));
    r = post(&c, EDIT "/picture/use", "picture=&rev=2");
    CHECK_STR(r.location, S(EDIT "/picture?said=done"));
    CHECK_INT(world_number("SELECT count(*) FROM reader WHERE picture IS NOT NULL"), 0);
    CHECK_INT(press(&c, S("ffffffffffffffffffffffffffffffff.png")).status, 422);
}

TEST(staff_readers_what_is_no_picture_is_refused)
{
    struct client c = editor();
    struct buf big = BUF_INIT;
    static const struct {
        const char *name, *bytes, *text;
    } cases[] = {
        {"a.png", "<!DOCTYPE html><script>alert(1)</script>", "写真は、PNGかJPEGにしてください"},
        {"a.png", "", "中身のないファイルです。別の写真を選んでください"},
        {"", "", "写真を選んでください"},
        {"a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "写真は、PNGかJPEGにしてください"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply r = send_file(&c, cases[i].name, str_of(cases[i].bytes));

        CHECK_INT(r.status, 422);
        CHECK(complains(r, "file", cases[i].text));
    }
    CHECK(complains(send_file(&c, "a.png", paper_png(63, 100)), "file",
        "写真は、縦も横も63画素より大きくしてください"));
    CHECK(complains(send_file(&c, "a.png", paper_png(4001, 100)), "file",
        "写真は、縦も横も4000画素までにしてください"));
    for (int i = 0; i < PICTURE_BYTES * 5 / 2; i++)
        buf_byte(&big, 'x');
    CHECK(complains(send_file(&c, "a.png", buf_view(&big)), "file",
        "写真は、1MBより小さくしてください（いま2.5MB）"));
    buf_release(&big);
    CHECK_INT(world_number("SELECT count(*) FROM picture"), 0);
}
