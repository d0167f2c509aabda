/* register_entry.c: the registration's form between the browser and the draft: which link,
 * which institution, what is wrong. */
#include "page/register_impl.h"

#include "sys/clock.h"
#include "util/jis.h"
#include "util/kana.h"
#include "util/str.h"
#include "web/app.h"
#include "web/body.h"
#include "web/new_password.h"

static const char *const names[] = {"family", "given", "kind", "pref", "score_table", "code",
    "code10", "address", "seen", "here", "name", "founder", "founder_jis", "phone", "mail",
    "password", "password2", "terms", NULL};

/* ---------------------------------------------------------------- the link */

static bool find_link(struct entry *e, struct req *r, int *status)
{
    struct str text = cookie_get(r, "reg");

    if (r->who.role & INSIDE) {
        *status = see_other(r, r->who.role == PROVISIONAL ? S("/my/account") : S("/my"));
        return false;
    }
    if (!text.n || !token_find_any(r->db, r->arena, "register", text, &e->link)) {
        *status = see_other(r, S("/register?lost=1"));
        return false;
    }
    if (e->link.used_at || e->link.expires_at <= clock_now()) {
        e->ended = !e->link.used_at;
        *status = see_other(r, arena_fmt(r->arena, "/register/" STR_FMT, STR_ARG(text)));
        return false;
    }
    return true;
}

bool register_begin(struct entry *e, struct req *r, int *status)
{
    *e = (struct entry){.r = r};
    for (size_t i = 0; i < registration_model.n_cols; i++)
        *col_str(&registration_model.cols[i], &e->row) = S("");
    if (!find_link(e, r, status))
        return false;
    e->row.mail = e->link.mail;
    form_init(&e->f, r, &registration_model, names, REGISTER_FORM, &e->row, 0);
    form_load_draft(&e->f);
    return true;
}

void register_keep_typed(struct entry *e)
{
    struct req *r = e->r;
    struct draft d = {.owner = arena_fmt(r->arena, "r:" STR_FMT, STR_ARG(e->link.mail)),
        .form = S(REGISTER_FORM), .fields = body_without_secrets(r)};

    if (e->ended && d.fields.n)
        draft_typed(r->db, &d, form_value(r, "password").n > 0);
}

/* ---------------------------------------------------------------- the institution */

static struct str value(struct entry *e, const char *name)
{
    return form_field_of(&e->f, name)->value;
}

static void put(struct entry *e, const char *name, struct str v)
{
    struct form_field *x = form_field_of(&e->f, name);

    x->typed = x->value = v;
    x->error = S("");
}

static void blame(struct entry *e, const char *field, struct str sentence)
{
    e->why_field = field;
    e->why = sentence;
}

/* Ten digits say prefecture and score table, too. */
static bool parse(struct entry *e)
{
    int64_t pref = 0, table = 0;
    enum code_fault why;
    struct str typed = value(e, "code"), ten;

    str_int(value(e, "pref"), 1, 47, &pref);
    str_int(value(e, "score_table"), 1, 9, &table);
    why = code_parse(typed, (int)pref, (int)table, &e->code);
    if (why != CODE_OK) {
        blame(e, "code", why == CODE_ZERO_LOST
                ? S("医療機関等コードは7つの数字です（いま1つたりません）。"
                    "表計算ソフトからうつしたときは、はじめの0が消えていないかを見てください")
                : code_complaint(e->r->arena, typed, why));
        return false;
    }
    if (!e->code.pref || !e->code.table)
        return false; /* the empty field has its own sentence */
    if (pref && pref != e->code.pref)
        blame(e, "pref", S("都道府県が、医療機関等コードのはじめの2けたとちがいます"));
    else if (table && table != e->code.table)
        blame(e, "score_table", S("点数表コードが、医療機関等コードの3けためとちがいます"));
    if (e->why_field)
        return false;
    ten = code_text10(e->r->arena, &e->code);
    put(e, "pref", str_head(ten, 2));
    put(e, "score_table", str_head(str_from(ten, 2), 1));
    return true;
}

/* A letter's code that was typed on the page of this institution stands beside the link. */
static void look_for_proof(struct entry *e)
{
    struct str mark = S("letter:");
    char today[11];
    int64_t id = 0;

    clock_today(today);
    e->claims = claiming_of(&e->link, &e->claim) &&
        e->claim.institution == e->place.institution;
    if (e->claims)
        id = clock_now() >= e->claim.due ? e->claim.credential : 0;
    else if (!e->place.proved && str_starts(e->link.extra, mark))
        str_int(str_from(e->link.extra, mark.n), 1, INT64_MAX, &id);
    e->proved = id &&
        credential_get(e->r->db, id, &e->letter) &&
        e->letter.institution == e->place.institution && credential_alive(&e->letter, today);
}

/* What the master of the code before had filled in goes with that code. */
static void prefill(struct entry *e, const char *name, struct str before, struct str master)
{
    struct str v = value(e, name);

    if (master.n && (!v.n || (before.n && str_eq(v, text_name(e->r->arena, before)))))
        put(e, name, master);
}

void register_look(struct entry *e)
{
    e->why_field = NULL;
    e->found = e->proved = e->claims = false;
    if (!value(e, "code").n || !parse(e))
        return;
    e->found = standing_find(e->r->db, &e->code, &e->place);
    if (!e->found) {
        blame(e, "code", registration_unknown(&e->code));
        return;
    }
    form_field_of(&e->f, "code10")->old = code_text10(e->r->arena, &e->code);
    form_field_of(&e->f, "address")->old = e->place.address;
    look_for_proof(e);
    prefill(e, "kind", e->before.kind, e->place.kind);
    prefill(e, "name", e->before.name, e->place.name);
    prefill(e, "founder", e->before.founder, e->place.founder);
    prefill(e, "phone", text_phone(e->r->arena, e->before.phone),
        text_phone(e->r->arena, e->place.phone));
}

enum stands register_stands(const struct entry *e)
{
    char today[11];

    clock_today(today);
    return standing_is(&e->place, str_of(today), e->proved);
}

/* ---------------------------------------------------------------- checks */

static void check_here(struct entry *e)
{
    if (!e->found)
        return;
    if (!str_is(value(e, "here"), "1")) {
        form_complain(&e->f, "here", S("所在地を見て、「この施設の所在地であることを確認しました」に"
                                       "印をつけてください"));
    } else if (!str_eq(value(e, "seen"), form_field_of(&e->f, "code10")->old)) {
        put(e, "here", S(""));
        form_complain(&e->f, "here", S("医療機関等コードが変わりました。所在地をもう一度見て、"
                                       "印をつけてください"));
    }
}

/* Never a reason to refuse: what other systems can't take gets a substitute. One that was
 * made for another founder is made anew. */
static void fit_founder(struct entry *e, struct str old_founder)
{
    put(e, "founder_jis", jis_beside(e->r->arena, value(e, "founder"), old_founder,
        value(e, "founder_jis")));
}

static void check_password(struct entry *e)
{
    const struct form_field *p = form_field_of(&e->f, "password");

    /* Its hash waits in the draft from an earlier try: nothing to type again. */
    if (!p->typed.n && e->f.draft.secret.n) {
        form_field_of(&e->f, "password")->error = S("");
        form_field_of(&e->f, "password2")->error = S("");
        return;
    }
    new_password_check(&e->f, e->link.mail,
        (const struct str[]){value(e, "name"), value(e, "founder"), value(e, "code"),
            e->found ? e->place.code : (struct str){NULL, 0}, e->place.name, {NULL, 0}});
}

static void check_rest(struct entry *e, struct str old_founder)
{
    register_look(e);
    if (e->why_field)
        form_complain(&e->f, e->why_field, e->why);
    check_here(e);
    fit_founder(e, old_founder);
    form_complain(&e->f, "score_table",
        registration_kind_complaint(e->r->arena, value(e, "kind"), value(e, "score_table")));
    check_password(e);
    e->f.wrong = 0;
    for (size_t i = 0; i < e->f.n; i++)
        e->f.wrong += e->f.f[i].error.n > 0;
}

void register_read(struct entry *e)
{
    struct str old_founder = value(e, "founder");

    register_look(e); /* what the page that was sent had been drawn from */
    if (e->found)
        e->before = e->place;
    form_read(&e->f);
    check_rest(e, old_founder);
}

void register_check(struct entry *e)
{
    form_check(&e->f);
    check_rest(e, value(e, "founder"));
}
