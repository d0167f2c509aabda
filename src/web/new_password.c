/* new_password.c: see new_password.h. */
#include "web/new_password.h"

#include "model/account.h"
#include "model/password.h"
#include "util/str.h"

void new_password_form(struct form *f, struct req *r, const char *page)
{
    static const char *const names[] = {"password", "password2", NULL};
    struct account nobody = {.id = 0};

    form_init(f, r, &account_model, names, page, &nobody, 0);
    form_field_of(f, "password")->required = true;
    form_field_of(f, "password2")->required = true;
}

void new_password_check(struct form *f, struct str mail, const struct str *words)
{
    struct form_field *p = form_field_of(f, "password");
    struct str known[NEW_PASSWORD_WORDS + 3], domain;
    size_t n = 0;

    if (p->error.n)
        return;
    known[n++] = mail;
    known[n++] = str_cut(mail, '@', &domain);
    for (size_t i = 0; i < NEW_PASSWORD_WORDS && words[i].p; i++)
        known[n++] = words[i];
    known[n] = (struct str){NULL, 0};
    form_complain(f, "password", password_complaint(f->r->arena, p->typed, known));
}
