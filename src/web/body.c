/* body.c: urlencoded forms, and multipart forms whose files go to disk under a cap. */
#include "web/body.h"

#include "util/str.h"
#include "web/upload.h"

static const char *reason(enum urlform e)
{
    switch (e) {
    case URLFORM_OK:
        return NULL;
    case URLFORM_ESCAPE:
        return "form.escape";
    case URLFORM_NUL:
        return "form.nul";
    case URLFORM_UTF8:
        return "form.utf8";
    case URLFORM_CONTROL:
        return "form.control";
    case URLFORM_TWICE:
        return "form.twice";
    case URLFORM_MANY:
        return "form.many";
    case URLFORM_LARGE:
        return "form.large";
    }
    return "form";
}

static bool is_type(struct str header, const char *type)
{
    struct str rest;

    return str_ieq(str_trim(str_cut(header, ';', &rest)), str_of(type));
}

const char *body_parse(struct work *w)
{
    struct req *r = &w->r;
    struct str type = http_get(w->in, "Content-Type");
    const char *why = reason(
        urlform_read(r->arena, r->query_text, 4096, NULL, &r->query));

    if (why || r->method.p[0] != 'P')
        return why;
    if (w->upload)
        return upload_end(w);
    if (!w->body.n)
        return NULL;
    if (!is_type(type, "application/x-www-form-urlencoded"))
        return "form.type";
    return reason(urlform_read(r->arena, buf_view(&w->body), w->cap, NULL, &r->form));
}

static bool secret(struct str name)
{
    return !name.n || name.p[0] == '_' || str_starts(name, S("password")) ||
        str_starts(name, S("current"));
}

struct str body_without_secrets(struct req *r)
{
    struct buf b = BUF_INIT;
    struct str all;

    for (size_t i = 0; i < r->form.n; i++) {
        const struct field *f = &r->form.v[i];

        if (secret(f->name))
            continue;
        if (b.n)
            buf_byte(&b, '&');
        out_percent_str(&b, f->name);
        buf_byte(&b, '=');
        out_percent_str(&b, f->value);
    }
    all = arena_str(r->arena, buf_view(&b));
    buf_release(&b);
    return all;
}
