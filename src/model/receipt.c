/* receipt.c: see receipt.h. */
#include "model/receipt.h"

#include "sys/secret.h"
#include "util/str.h"

void receipt_make(char out[RECEIPT_NUMBER + 1])
{
    secret_random(out, RECEIPT_NUMBER - 1);
    for (int i = 0; i < RECEIPT_NUMBER - 1; i++)
        out[i] = codec_crock_digit((unsigned char)out[i] & 31u);
    out[RECEIPT_NUMBER - 1] = codec_crock_check((struct str){out, RECEIPT_NUMBER - 1});
    out[RECEIPT_NUMBER] = 0;
}

bool receipt_typed(struct arena *a, struct str typed, struct str *out)
{
    struct str s;

    if (!codec_crock_typed(a, typed, &s) || s.n != RECEIPT_NUMBER ||
        s.p[s.n - 1] != codec_crock_check(str_head(s, s.n - 1)))
        return false;
    *out = s;
    return true;
}

struct str receipt_text(struct arena *a, struct str number)
{
    return arena_fmt(a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(str_head(number, 4)),
        STR_ARG(str_head(str_from(number, 4), 4)), STR_ARG(str_from(number, 8)));
}
