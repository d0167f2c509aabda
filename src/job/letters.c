/* letters.c: see letters.h. */
#include "job/letters_impl.h"

#include <unistd.h>

#include "model/credential.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "util/log.h"
#include "util/str.h"

enum {
    URL_MAX = 64, /* what a QR code of version 5, level H holds */
    FILE_MAX = 64 * 1024 * 1024,
};

bool letters_origin_fits(struct str origin)
{
    return origin.n + strlen("/Q/") + CREDENTIAL_TICKET <= URL_MAX;
}

/* ---- one chunk */

/* What must not stay in memory, and what is made of it. */
struct issued {
    char login[CREDENTIAL_LOGIN + 1];
    char password[CREDENTIAL_PASSWORD + 1], printed[CREDENTIAL_PRINTED + 1];
    char url[URL_MAX + 1];
    unsigned char salt[SECRET_SALT], hash[SECRET_SHA256];
};

struct run {
    struct db *db;
    const struct campaign *c;
    const char *data;
    struct fonts *fonts;
    struct press *press; /* with the days of the chunk at hand */
    struct str posted_on, valid_until, title;
    bool credential;
    struct arena setup; /* of the press */
    struct arena arena; /* of one chunk */
    struct buf file;
    int64_t printed;
    char *why;
};

struct batch {
    struct letter *letters; /* all of the chunk */
    size_t n;
    struct issued *issued; /* of the printed ones, in their order */
    struct press_letter *pages;
    size_t n_pages;
};

static bool stopped(struct run *r, const char *what, struct str name)
{
    snprintf(r->why, LETTERS_WHY, "%s '" STR_FMT "'", what, STR_ARG(str_head(name, 200)));
    return false;
}

static const char *path_of(struct run *r, const struct chunk *k, const char *end)
{
    return arena_fmt(
        &r->arena, STR_FMT "/" STR_FMT "%s", STR_ARG(r->c->folder), STR_ARG(k->file), end)
        .p;
}

static bool commit(struct run *r, const struct chunk *k)
{
    if (db_commit(r->db) && !db_broken(r->db))
        return true;
    return stopped(r, "the database refused the chunk", k->file);
}

static bool begin(struct run *r, const struct chunk *k)
{
    return db_begin(r->db) || stopped(r, "cannot begin a transaction for", k->file);
}

static void make_url(const struct run *r, const struct letter *l, struct issued *out)
{
    size_t n = 0;

    for (; n < r->c->origin.n && n < URL_MAX; n++) {
        char ch = r->c->origin.p[n];

        out->url[n] = (char)(ch >= 'a' && ch <= 'z' ? ch - 'a' + 'A' : ch);
    }
    memcpy(out->url + n, "/Q/", 3);
    credential_ticket_make(out->url + n + 3, l->id, l->generation);
}

/* A login that nobody has, in the database or before it in this chunk. */
static void new_login(struct run *r, struct batch *b, const struct letter *l)
{
    struct issued *me = &b->issued[b->n_pages];
    struct credential taken;
    bool again;

    do {
        credential_login_make(me->login, l->score_table, l->pref);
        again = credential_by_login(r->db, str_of(me->login), &taken);
        for (size_t i = 0; i < b->n_pages && !again; i++)
            again = memcmp(b->issued[i].login, me->login, sizeof(me->login)) == 0;
    } while (again);
}

static bool issue(struct run *r, struct batch *b, const struct letter *l)
{
    struct issued *me = &b->issued[b->n_pages];

    new_login(r, b, l);
    credential_password_make(me->password);
    credential_password_print(me->printed, me->password);
    secret_random(me->salt, sizeof(me->salt));
    make_url(r, l, me);
    if (credential_hash(me->hash, str_of(me->password), me->salt) == SECRET_OK)
        return true;
    snprintf(r->why, LETTERS_WHY, "not enough memory to hash the passwords");
    return false;
}

static struct press_letter page_of(
    struct run *r, const struct letter *l, const struct issued *me)
{
    return letters_page(
        &r->arena, l, str_of(me->login), str_of(me->printed), str_of(me->url));
}

/* Decides what becomes of the letter; true: it can be printed. */
static bool printable(struct run *r, struct letter *l)
{
    if (str_is(l->state, "left_out"))
        return false;
    if (l->registered != l->recovery) { /* since it was planned, or a member stopped it */
        l->state = S("pulled");
        l->reason = l->registered ? S("registered") : S("deleted");
        return false;
    }
    return letters_check(&r->arena, r->press, l);
}

/* Passwords and pages for all letters of the chunk that can be printed. */
static bool prepare(struct run *r, struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct letter *l = &b->letters[i];

        if (!printable(r, l)) {
            if (str_is(l->state, "faulty"))
                return stopped(r, "a letter would be faulty: run 'letters lint' for",
                    r->c->name);
            continue;
        }
        if (r->credential && !issue(r, b, l))
            return false;
        b->pages[b->n_pages] = page_of(r, l, &b->issued[b->n_pages]);
        l->state = S("written");
        l->seq = (int64_t)++b->n_pages;
    }
    return true;
}

/* seq, letter number, generation, first page, postal code: no names, no passwords. */
static bool write_list(struct run *r, const struct chunk *k, const struct batch *b)
{
    struct buf csv = BUF_INIT;
    bool ok;

    buf_puts(&csv, "seq,letter,generation,page,zip\r\n");
    for (size_t i = 0; i < b->n; i++) {
        const struct letter *l = &b->letters[i];

        if (l->seq)
            buf_addf(&csv, "%lld,%09lld,%lld,%lld," STR_FMT "\r\n", (long long)l->seq,
                (long long)l->id, (long long)l->generation, (long long)l->seq * 2 - 1,
                STR_ARG(l->zip));
    }
    ok = file_write(path_of(r, k, ".csv"), 0600, csv.p, csv.n);
    buf_release(&csv);
    return ok || stopped(r, "cannot write the list of", k->file);
}

static bool to_buf(void *ctx, const void *p, size_t n)
{
    struct buf *b = ctx;

    if (b->cap - b->n < n) { /* grown by hand: realloc would leave passwords behind */
        struct buf more = BUF_INIT;

        buf_room(&more, 2 * b->cap + n);
        buf_add(&more, b->p, b->n);
        secret_wipe(b->p, b->cap);
        buf_release(b);
        *b = more;
    }
    buf_add(b, p, n);
    return true;
}

static bool write_file(struct run *r, const struct chunk *k, const struct batch *b)
{
    bool ok;

    if (!press_chunk(r->press, b->pages, b->n_pages, r->title, to_buf, &r->file))
        return stopped(r, "cannot print", k->file);
    ok = file_write(path_of(r, k, ".part"), 0600, r->file.p, r->file.n);
    return ok || stopped(r, "cannot write", k->file);
}

/* The hashes and the file's digest, all or nothing. */
static bool seal(struct run *r, struct chunk *k, const struct batch *b)
{
    bool ok = true;

    k->sha256 = secret_digest(&r->arena, buf_view(&r->file));
    k->letters = (int64_t)b->n_pages;
    if (!begin(r, k))
        return false;
    for (size_t i = 0; i < b->n && ok; i++) {
        struct letter *l = &b->letters[i];
        const struct issued *me = &b->issued[l->seq ? l->seq - 1 : 0];

        if (l->seq && r->credential) {
            credential_void_of(r->db, l->institution, S("superseded"));
            ok = credential_add(r->db,
                     &(struct credential){.institution = l->institution,
                         .letter = l->id,
                         .generation = l->generation,
                         .recovery = l->recovery,
                         .login = str_of(me->login),
                         .hash = {me->hash, sizeof(me->hash)},
                         .salt = {me->salt, sizeof(me->salt)},
                         .valid_until = r->valid_until},
                     &l->credential) == OK;
        }
        letter_save(r->db, l);
    }
    chunk_sealed(r->db, k);
    if (!ok) {
        db_rollback(r->db);
        return stopped(
            r, "a login was taken meanwhile: run 'letters resume' for", k->file);
    }
    return commit(r, k);
}

static bool publish(struct run *r, const struct chunk *k)
{
    const char *folder = arena_cstr(&r->arena, r->c->folder);

    if (k->letters &&
        (rename(path_of(r, k, ".part"), path_of(r, k, "")) < 0 || !file_sync_dir(folder)))
        return stopped(r, "cannot give its name to", k->file);
    if (!begin(r, k))
        return false;
    chunk_published(r->db, k->id);
    return commit(r, k);
}

static bool build(struct run *r, struct chunk *k)
{
    struct letter_list list;
    struct batch b;
    bool ok;

    if (!begin(r, k))
        return false;
    chunk_building(r->db, k->id);
    if (!commit(r, k))
        return false;
    list = letter_of_chunk(r->db, r->c->id, k->seq);
    b = (struct batch){.letters = (struct letter *)(uintptr_t)list.v, .n = list.n};
    b.issued = secret_alloc((b.n + 1) * sizeof(*b.issued));
    b.pages = NEW_N(&r->arena, struct press_letter, b.n + 1);
    buf_reset(&r->file);
    ok = prepare(r, &b) &&
         (!b.n_pages || (write_file(r, k, &b) && write_list(r, k, &b))) &&
         seal(r, k, &b) && publish(r, k);
    secret_free(b.issued);
    r->printed += ok ? (int64_t)b.n_pages : 0;
    return ok;
}

/* ---- the campaign */

static bool file_is(struct run *r, const struct chunk *k, const char *end)
{
    const char *path = path_of(r, k, end);
    unsigned char sha[SECRET_SHA256];
    struct str text;
    bool same;

    if (!k->letters)
        return true; /* all of them were blocked: there is no file */
    if (!file_exists(path) || !file_read(&r->arena, path, FILE_MAX, &text))
        return false;
    secret_sha256(sha, secret_bytes(text));
    same = secret_equal((struct bytes){sha, sizeof(sha)}, k->sha256);
    secret_wipe((char *)(uintptr_t)text.p, text.n);
    return same;
}

/* What an interrupted run has left: a sealed file gets its name; everything else that is
 * not published is forgotten and planned again, with new passwords. */
static bool recover(struct run *r, struct chunk *k)
{
    if (str_is(k->state, "sealed")) {
        if (file_is(r, k, ".part"))
            return publish(r, k);
        if (file_is(r, k, "")) {
            if (!begin(r, k))
                return false;
            chunk_published(r->db, k->id);
            return commit(r, k);
        }
    }
    log_warn("letters.again", "chunk=%lld", (long long)k->seq);
    unlink(path_of(r, k, ".part"));
    if (!begin(r, k))
        return false;
    chunk_unseal(r->db, k);
    return commit(r, k);
}

/* The press for the chunk's days; most chunks have those of the one before. */
static bool set_press(struct run *r, const struct chunk *k)
{
    struct str posted = k->posted_on.n ? k->posted_on : r->c->posted_on;
    struct str valid = k->valid_until.n ? k->valid_until : r->c->valid_until;
    struct letter_form *form;

    if (r->press && str_eq(posted, r->posted_on) && str_eq(valid, r->valid_until))
        return true;
    press_close(r->press);
    r->press = NULL;
    arena_reset(&r->setup);
    form = letters_form(&r->setup, r->data, r->c->form, r->why);
    if (!form)
        return false;
    r->posted_on = arena_str(&r->setup, posted);
    r->valid_until = arena_str(&r->setup, valid);
    r->title = form->title;
    r->credential = form->credential;
    r->press = letters_press(&r->setup, r->fonts, form, r->c, posted, valid, r->why);
    return r->press != NULL;
}

static bool one_chunk(struct run *r, struct chunk *k)
{
    bool sealed = str_is(k->state, "sealed");

    if (str_is(k->state, "published"))
        return true;
    if (!str_is(k->state, "planned") && !recover(r, k))
        return false;
    if (sealed && file_is(r, k, ""))
        return true;
    return set_press(r, k) && build(r, k);
}

static bool all_chunks(struct run *r, struct arena *list)
{
    struct chunk_list chunks;
    bool ok = true;

    db_as(r->db, list, DB_ALL);
    chunks = chunk_all(r->db, r->c->id);
    for (size_t i = 0; i < chunks.n && ok; i++) {
        struct chunk k = chunks.v[i];

        arena_reset(&r->arena);
        db_as(r->db, &r->arena, DB_ALL);
        ok = one_chunk(r, &k);
    }
    if (!ok || !db_begin(r->db))
        return false;
    campaign_done(r->db, r->c->id);
    return db_commit(r->db) || stopped(r, "the database refused", r->c->name);
}

bool letters_run(struct db *db, const char *data, const struct campaign *c,
    int64_t *letters, char *why)
{
    struct run r = {.db = db,
        .c = c,
        .data = data,
        .setup = ARENA_INIT,
        .arena = ARENA_INIT,
        .why = why};
    struct arena list = ARENA_INIT;
    bool ok;

    r.arena.limit = list.limit = SIZE_MAX / 2;
    r.fonts = fonts_open(why);
    buf_room(&r.file, 4 * 1024 * 1024);
    ok = r.fonts && all_chunks(&r, &list);
    *letters = r.printed;
    press_close(r.press);
    fonts_close(r.fonts);
    secret_wipe(r.file.p, r.file.cap);
    buf_release(&r.file);
    arena_release(&r.arena);
    arena_release(&r.setup);
    arena_release(&list);
    return ok;
}

bool letters_verify(struct db *db, const struct campaign *c, int64_t *files, char *why)
{
    struct run r = {.db = db, .c = c, .arena = ARENA_INIT, .why = why};
    struct arena list = ARENA_INIT;
    struct chunk_list chunks;
    bool ok = true;

    *files = 0;
    r.arena.limit = SIZE_MAX / 2;
    db_as(db, &list, DB_ALL);
    chunks = chunk_all(db, c->id);
    for (size_t i = 0; i < chunks.n && ok; i++) {
        if (!str_is(chunks.v[i].state, "published"))
            continue;
        arena_reset(&r.arena);
        ok = file_is(&r, &chunks.v[i], "") ||
             stopped(&r, "missing, or not the file that was sealed:", chunks.v[i].file);
        *files += ok;
    }
    arena_release(&r.arena);
    arena_release(&list);
    return ok;
}
