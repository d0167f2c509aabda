/* password.c: see password.h. */
#include "model/password.h"

#include "util/common.h"
#include "util/str.h"
#include "util/utf8.h"

static bool has(struct str s, char from, char to)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= from && s.p[i] <= to)
            return true;
    return false;
}

static struct str lower(struct arena *a, struct str s)
{
    char *p = (char *)(uintptr_t)arena_str(a, s).p;

    for (size_t i = 0; i < s.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + 32);
    return (struct str){p, s.n};
}

/* The password is the known thing, perhaps with a few characters around it. */
static bool built_on(struct str password, struct str known)
{
    return utf8_len(known) >= 4 && str_has(password, known) &&
        utf8_len(password) <= utf8_len(known) + 4;
}

struct str password_complaint(
    struct arena *a, struct str password, const struct str *known)
{
    size_t n = utf8_len(password);
    struct str low = lower(a, password);

    if (n < PASSWORD_MIN)
        return arena_fmt(
            a, "パスワードは、8文字以上にしてください（いま%zu文字です）", n);
    if (n > PASSWORD_MAX)
        return arena_fmt(
            a, "パスワードは、100文字までにしてください（いま%zu文字です）", n);
    for (size_t i = 0; known[i].p; i++)
        if (built_on(low, lower(a, known[i])))
            return S("パスワードに、メールアドレスや医療機関等の名前・コードを使わないでください");
    if (common_password(password))
        return S("このパスワードは、よく使われていて見破られやすいものです。別のものにしてください");
    if (n < PASSWORD_PHRASE &&
        (!has(password, 'A', 'Z') || !has(password, 'a', 'z') || !has(password, '0', '9')))
        return S("パスワードには、英字の大文字・小文字・数字を1つずつ以上入れてください"
                 "（15文字以上なら、どんな文字でもかまいません）");
    return S("");
}
