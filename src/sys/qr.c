/* qr.c: modes and versions; the encoding itself is the library's. */
#include "sys/qr.h"

#include <qrencode.h>

static QRencodeMode mode_of(struct str s)
{
    bool digits = true;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c >= '0' && c <= '9')
            continue;
        digits = false;
        if (!(c >= 'A' && c <= 'Z') && (c == 0 || !strchr(" $%*+-./:", c)))
            return QR_MODE_8;
    }
    return digits ? QR_MODE_NUM : QR_MODE_AN;
}

bool qr_make(struct str text, enum qr_level level, int max_version, struct qr *out)
{
    static const QRecLevel levels[] = {
        QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H};
    QRinput *in;
    QRcode *code = NULL;
    bool ok;

    if (!text.n || text.n > 2953 || memchr(text.p, 0, text.n))
        return false;
    in = QRinput_new2(0, levels[level]);
    if (!in)
        die("out of memory");
    if (QRinput_append(in, mode_of(text), (int)text.n, (const unsigned char *)text.p) ==
        0)
        code = QRcode_encodeInput(in);
    QRinput_free(in);
    ok = code && code->version <= max_version;
    if (ok) {
        out->size = code->width;
        for (int i = 0; i < code->width * code->width; i++)
            out->dark[i] = code->data[i] & 1;
    }
    QRcode_free(code);
    return ok;
}
