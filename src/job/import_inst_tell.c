/* import_inst_tell.c: what an import of the master changes, and what looks wrong in it.
 * Suspicious rows are taken: they are a reason to look, not to refuse. */
#include "job/import_inst.h"

#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

enum {
    ODD_EXAMPLES = 20,
    CLOSED_AT_ONCE = 20, /* and more than one in a hundred: looks like a mistake */
};

static void odd(struct inst_import *im, const struct institution *row, const char *what)
{
    im->r->suspicious++;
    if (im->n_odd_shown++ >= ODD_EXAMPLES)
        return;
    buf_addf(&im->odd, "  %lld: " STR_FMT "-" STR_FMT "-" STR_FMT " " STR_FMT ": %s\n",
        (long long)im->line, STR_ARG(row->pref), STR_ARG(row->score_table),
        STR_ARG(row->code), STR_ARG(row->name), what);
}

static bool kind_fits(const struct institution *row)
{
    char table = row->score_table.p[0];

    if (str_is(row->kind, "pharmacy") || str_is(row->kind, "nursing") || table == '4' ||
        table == '6')
        return str_is(row->kind, table == '4'   ? "pharmacy"
                                 : table == '6' ? "nursing"
                                                : "");
    return table == (str_is(row->kind, "dental") ? '3' : '1') ||
           str_is(row->kind, "hospital") || row->attached_dental;
}

void inst_look(struct inst_import *im, const struct institution *row)
{
    struct code c = institution_code(row);

    if (!code_check_ok(&c)) {
        im->bad_check++;
        odd(im, row, "the check digit of the code is wrong");
    }
    if (!kind_fits(row)) {
        im->odd_kind++;
        odd(im, row, "this kind does not belong to this score table");
    }
    if (row->closed_on.n && str_cmp(row->closed_on, row->designated_on) < 0) {
        im->closed_early++;
        odd(im, row, "closed_on lies before designated_on");
    }
}

/* Do the two names share a pair of characters? */
static bool akin(struct arena *a, struct str x, struct str y)
{
    struct str kx = text_key(a, x), ky = text_key(a, y), two;

    while (utf8_len(kx) > 1) {
        two = utf8_head(kx, 2);
        if (str_has(ky, two))
            return true;
        kx = str_from(kx, utf8_head(kx, 1).n);
    }
    return str_eq(kx, ky);
}

static void difference(
    struct inst_import *im, const char *column, struct str old, struct str new)
{
    if (str_eq(old, new))
        return;
    buf_addf(&im->examples, "    %s: ", column);
    import_quote(&im->examples, old);
    buf_puts(&im->examples, " -> ");
    import_quote(&im->examples, new);
    buf_byte(&im->examples, '\n');
}

static void number(
    struct inst_import *im, const char *column, int64_t old, int64_t new)
{
    if (old != new)
        buf_addf(&im->examples, "    %s: %lld -> %lld\n", column, (long long)old,
            (long long)new);
}

static void example(struct inst_import *im, const struct institution *old,
    const struct institution *row)
{
    buf_addf(&im->examples, "  " STR_FMT "-" STR_FMT "-" STR_FMT "\n", STR_ARG(row->pref),
        STR_ARG(row->score_table), STR_ARG(row->code));
    difference(im, "kind", old->kind, row->kind);
    difference(im, "name", old->name, row->name);
    difference(im, "kana", old->kana, row->kana);
    difference(im, "founder", old->founder, row->founder);
    difference(im, "zip", old->zip, row->zip);
    difference(im, "address", old->address, row->address);
    difference(im, "phone", old->phone, row->phone);
    number(im, "beds", old->beds, row->beds);
    number(im, "attached_dental", old->attached_dental, row->attached_dental);
    number(im, "obliged", old->obliged, row->obliged);
    difference(im, "designated_on", old->designated_on, row->designated_on);
    difference(im, "closed_on", old->closed_on, row->closed_on);
}

void inst_compare(struct inst_import *im, struct arena *a, const struct institution *old,
    const struct institution *row)
{
    bool closes = !old->closed_on.n && row->closed_on.n;

    if (closes)
        im->r->closed++;
    else
        im->r->changed++;
    if (im->n_changed_shown++ < INST_EXAMPLES)
        example(im, old, row);
    if (!akin(a, old->name, row->name)) {
        im->renamed++;
        odd(im, row, "the name is another one altogether");
    }
    if (!str_eq(old->kind, row->kind)) {
        im->rekind++;
        odd(im, row, "the kind has changed");
    }
}

static void new_examples(struct inst_import *im)
{
    int shown = 0;

    for (size_t i = 0; i < im->n_changes && shown < INST_EXAMPLES; i++) {
        const struct institution *row = &im->changes[i].row;

        if (im->changes[i].old_id)
            continue;
        buf_addf(&im->r->out, shown++ ? "" : "new, for example:\n");
        buf_addf(&im->r->out, "  " STR_FMT "-" STR_FMT "-" STR_FMT " " STR_FMT "\n",
            STR_ARG(row->pref), STR_ARG(row->score_table), STR_ARG(row->code),
            STR_ARG(row->name));
    }
}

void inst_tell(struct inst_import *im)
{
    struct import_report *r = im->r;
    bool many = r->closed > CLOSED_AT_ONCE && r->closed * 100 > im->before;

    buf_addf(&r->out,
        "%lld lines, %lld bad; new %lld, changed %lld, closed %lld, same %lld\n",
        (long long)r->rows, (long long)r->bad, (long long)r->added, (long long)r->changed,
        (long long)r->closed, (long long)r->same);
    if (r->missing)
        buf_addf(&r->out, "%lld institutions are not in the file and stay as they are\n",
            (long long)r->missing);
    if (im->o->dry_run) {
        new_examples(im);
        if (im->examples.n)
            buf_puts(&r->out, "changed, for example:\n");
        buf_str(&r->out, buf_view(&im->examples));
    }
    if (r->suspicious + many)
        buf_addf(&r->out, "suspicious: %lld check digits, %lld kinds against the score table,"
                          " %lld closed before designated, %lld other names, %lld other "
                          "kinds%s\n",
            (long long)im->bad_check, (long long)im->odd_kind,
            (long long)im->closed_early, (long long)im->renamed, (long long)im->rekind, many ? ", many closed at once" : "");
    buf_str(&r->out, buf_view(&im->odd));
    if (im->n_odd_shown > ODD_EXAMPLES)
        buf_addf(&r->out, "  and %d more\n", im->n_odd_shown - ODD_EXAMPLES);
    r->suspicious += many;
}

void inst_release(struct inst_import *im)
{
    free(im->known);
    free(im->changes);
    buf_release(&im->examples);
    buf_release(&im->odd);
}
