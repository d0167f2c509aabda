/* run.h: the data of the good templates. */
#include "tests/tmpl/sample.h"

static struct buf out;
static const struct link links[] = {
    {URL_INIT("/a?b=\""), S_INIT("一<"), false},
    {URL_INIT("javascript:x"), S_INIT("二"), true},
};
static const struct sample sample = {
    .text = S_INIT("<b>\"髙﨑𠮷\" & 'x'</b>\r\n\tend"),
    .none = {NULL, 0},
    .word = "a/b c",
    .n = -7,
    .yes = true,
    .url = URL_INIT("/my?x=1&y=2"),
    .html = {S_INIT("<i>ok</i>")},
    .list = {links, COUNT(links)},
};
