/* look.c: see look.h. */
#include "model/look.h"

#include "util/str.h"

const struct choice look_reasons[] = {
    {"phone", "電話のお問合せ"},
    {"filing", "届出・申込みの確認"},
    {"returned", "返送された郵便物"},
    {"mail", "届かなかったメール"},
    {"survey", "登録内容の調査"},
    {"audit", "監査"},
    {NULL, NULL},
};

const struct choice *look_reason(struct str id)
{
    for (const struct choice *c = look_reasons; c->value; c++)
        if (str_is(id, c->value))
            return c;
    return NULL;
}
